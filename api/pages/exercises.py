"""*Exercises*: a table-top exercise is planned, played live inject by inject, and looked back on.

Nothing here is real, and every page says so. Nothing of it goes to the judge: no detection, no incident, no
availability and no status page knows of exercises.
"""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.acting import acted
from api.domain.exercise_form import (
    TIME_OF_DAY,
    Draft,
    Row,
    draft_of,
    plan_of,
    row_of,
)
from api.domain.exercises import WEIGHTY, next_due
from api.domain.now import IncidentNow
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages.exercise_looks import (
    Looked,
    inject_said,
    looked_at,
    seen_exercises,
    seen_lines,
    suggested_words,
)
from api.pages.forms import ActionId, Form, beside, read_form
from api.pages.rendering import Page
from api.people.gate import demand, needs
from api.problems import ProblemError
from api.reading.now import OPEN as OPEN_INCIDENTS
from infra.words.figures import listed
from monitors.domain.calendar import date_of, day_of
from monitors.domain.exercises.actions import ChangePlan, PlanExercise
from monitors.domain.exercises.records import Exercise
from monitors.domain.exercises.scenario import suggested
from monitors.domain.register.records import REVIEW_DAYS
from monitors.register_lines import RegisterLine, place_of

router = APIRouter(prefix="/exercises", include_in_schema=False)

USUAL_TIME: Final = "08:10"
BLANK_ROWS: Final = 3
"""Injects of one's own that the form has room for, below those that are suggested."""

Id = Annotated[str, Path(min_length=1, max_length=64)]
Seeing = Annotated[Viewer, Depends(needs(Right.SEE_EXERCISES))]
Leading = Annotated[Viewer, Depends(needs(Right.RUN_EXERCISES))]
Playing = Annotated[Viewer, Depends(needs(Right.SEE_EXERCISES, audited="viewed-exercise", of="exercise"))]


@router.get("")
def exercises(request: Request, hub: TheHub, viewer: Seeing) -> Response:
    """Those that run, those that are planned, those that are over, and when the next ones are due."""
    seen = seen_exercises(hub, viewer)
    return Page.of(request, hub, viewer).answer(
        "exercises.html.j2",
        {
            "running": [each for each in seen if each.state == "running"],
            "planned": [each for each in seen if each.state == "planned"],
            "past": [each for each in reversed(seen) if each.state in {"over", "called-off"}],
            "due": sorted(next_due(seen), key=lambda one: (one.next_on or hub.today, one.id)),
            "may_run": viewer.may(Right.RUN_EXERCISES),
            "today": hub.today,
        },
    )


@router.get("/new")
def new(
    request: Request,
    hub: TheHub,
    viewer: Leading,
    platform: Annotated[list[str] | None, Query(max_length=20)] = None,
    at: Annotated[str, Query(max_length=5)] = USUAL_TIME,
) -> Response:
    """First what is imagined to fail and when; then the plan that this suggests, to be changed at will."""
    page = Page.of(request, hub, viewer)
    chosen = tuple(dict.fromkeys(each for each in platform or () if each in hub.catalogue.platforms))
    begins = at if TIME_OF_DAY.fullmatch(at) else USUAL_TIME
    if not chosen:
        return page.answer("exercise_new.html.j2", {"platforms": _offered(hub, viewer), "at": begins})
    return _plan_page(page, "/exercises", _suggested(page, chosen, begins))


@router.post("")
async def plan(request: Request, hub: TheHub, viewer: Leading, action_id: ActionId) -> Response:
    """Make the exercise as it was typed."""
    page, draft = Page.of(request, hub, viewer), draft_of(await read_form(request))
    made, faults = _planned(hub, viewer, draft)
    if made is None:
        return await run_in_threadpool(_plan_page, page, "/exercises", draft, beside(faults, page.words))
    demand(viewer, Right.RUN_EXERCISES, *made.units)
    action = PlanExercise(
        id=action_id,
        at_ms=hub.now_ms(),
        role=viewer.role_for(Right.RUN_EXERCISES, made.units[0]) or "auditor",
        by=viewer.pseudonym,
        plan=made,
    )
    outcome = await acted(hub, action)
    if outcome.state == "refused" and outcome.reason is not None:
        return await run_in_threadpool(
            _plan_page, page, "/exercises", draft, {"": [page.words.reason(outcome.reason)]}
        )
    if outcome.state == "on-its-way":
        return RedirectResponse("/exercises?on-its-way", HTTPStatus.SEE_OTHER)
    return RedirectResponse(f"/exercises/{action.id}?action={action.id}", HTTPStatus.SEE_OTHER)


@router.get("/{exercise}/change")
def changing(request: Request, hub: TheHub, viewer: Leading, exercise: Id) -> Response:
    """The plan, to be changed as long as it has not begun."""
    page, one = Page.of(request, hub, viewer), _to_change(hub, viewer, exercise)
    rows = [row_of(each, inject_said(each, one.plan.platforms, page.words)) for each in one.plan.injects]
    draft = Draft(
        title=one.plan.title,
        on=one.plan.on.isoformat(),
        at=one.plan.at,
        platforms=one.plan.platforms,
        units=frozenset(one.plan.units),
        rows=(*rows, *_blank()),
    )
    return _plan_page(page, f"/exercises/{exercise}/change", draft)


@router.post("/{exercise}/change")
async def change(
    request: Request, hub: TheHub, viewer: Leading, action_id: ActionId, exercise: Id
) -> Response:
    """Plan it otherwise."""
    page, draft = Page.of(request, hub, viewer), draft_of(await read_form(request))
    await run_in_threadpool(_to_change, hub, viewer, exercise)
    made, faults = _planned(hub, viewer, draft)
    address = f"/exercises/{exercise}/change"
    if made is None:
        return await run_in_threadpool(_plan_page, page, address, draft, beside(faults, page.words))
    demand(viewer, Right.RUN_EXERCISES, *made.units)
    action = ChangePlan(
        id=action_id,
        at_ms=hub.now_ms(),
        role=viewer.role_for(Right.RUN_EXERCISES, made.units[0]) or "auditor",
        by=viewer.pseudonym,
        exercise=exercise,
        plan=made,
    )
    await acted(hub, action)
    return RedirectResponse(f"/exercises/{exercise}?action={action.id}", HTTPStatus.SEE_OTHER)


@router.get("/{exercise}")
def show(
    request: Request,
    hub: TheHub,
    viewer: Playing,
    exercise: Id,
    action: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """One exercise; `action` is what the reader has just done here."""
    return exercise_page(Page.of(request, hub, viewer), looked_at(hub, viewer, exercise), action)


@router.get("/{exercise}/report")
def report(request: Request, hub: TheHub, viewer: Playing, exercise: Id) -> Response:
    """What came of it, to be printed."""
    page, looked = Page.of(request, hub, viewer), looked_at(hub, viewer, exercise)
    return page.answer("exercise_report.html.j2", _told(page, looked) | {"at_ms": _minute(hub.now_ms())})


def exercise_page(
    page: Page,
    looked: Looked,
    action: str = "",
    typed: Form | None = None,
    faults: dict[str, list[str]] | None = None,
) -> Response:
    """The page of one exercise; a form with faults comes back as it was `typed`."""
    hub, done = page.hub, next((each for each in looked.read.changes if each.action == action), None)
    now = hub.board.now
    told = _told(page, looked) | {
        "done": done,
        "is_waiting": bool(action) and done is None,
        "typed": typed or {},
        "faults": faults or {},
        "real": [] if now is None else [_real(each, page) for each in now.incidents if _is_real(each)],
        "now_ms": _minute(hub.now_ms()),
        "next_usual": date_of(day_of(hub.today) + REVIEW_DAYS),
        "today": hub.today,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return page.answer("exercise.html.j2", told, status)


def _told(page: Page, looked: Looked) -> dict[str, Any]:
    """What the page and the report both say."""
    plan = looked.told.exercise.plan
    return {
        "told": looked.told,
        "exercise": looked.told.exercise,
        "is_lead": looked.is_lead,
        "own_units": looked.own_units,
        "platforms": listed([page.words.platform(each) for each in plan.platforms], page.words.lang),
        "said": {each.id: inject_said(each, plan.platforms, page.words) for each in plan.injects},
    }


def _is_real(incident: IncidentNow) -> bool:
    """Whether an outage really goes on, so that nobody takes it for a part of the exercise."""
    return incident.state in OPEN_INCIDENTS and incident.state != "suspected"


def _real(incident: IncidentNow, page: Page) -> tuple[str, str]:
    """Which outage that is, and of what."""
    names = listed([page.words.platform(each) for each in incident.platforms], page.words.lang)
    return incident.id, names or page.words.say(f"now.cause.{incident.cause}")


def _minute(at_ms: int) -> int:
    """The minute's beginning: a page changes with what happens, not with every second."""
    return at_ms // 60_000 * 60_000


def _to_change(hub: Hub, viewer: Viewer, exercise: str) -> Exercise:
    """The exercise that somebody may plan otherwise. Raises ProblemError."""
    looked = looked_at(hub, viewer, exercise)
    demand(viewer, Right.RUN_EXERCISES, *looked.read.exercise.plan.units)
    if looked.read.exercise.state != "planned":
        raise ProblemError(HTTPStatus.CONFLICT, "The exercise has begun; its plan cannot be changed now.")
    return looked.read.exercise


def _planned(hub: Hub, viewer: Viewer, draft: Draft) -> Any:
    """The plan that was typed, or its faults."""
    return plan_of(
        draft,
        _playable(hub, viewer),
        hub.catalogue.platforms,
        lambda inject: suggested_words(hub, draft.platforms, inject),
    )


def _playable(hub: Hub, viewer: Viewer) -> list[str]:
    """The units that somebody may have take part: those of the tree, and those of the register."""
    lines = seen_lines(hub, viewer, hub.read_register())
    names = dict.fromkeys([*hub.tree.names, *(line.unit for line in lines)])
    return [unit for unit in names if unit != "unassigned" and viewer.may(Right.RUN_EXERCISES, unit)]


def _relying(hub: Hub, viewer: Viewer, platforms: tuple[str, ...]) -> list[RegisterLine]:
    """Lines of units that rely on these platforms and may take part, those that matter most first."""
    lines = seen_lines(hub, viewer, hub.read_register())
    return [
        each
        for each in sorted(lines, key=place_of)
        if each.platform in platforms and viewer.may(Right.RUN_EXERCISES, each.unit)
    ]


def _suggested(page: Page, platforms: tuple[str, ...], at: str) -> Draft:
    """The plan that a scenario suggests."""
    hub, words = page.hub, page.words
    lines = _relying(hub, page.viewer, platforms)
    operators = {name: each.operator for name, each in hub.catalogue.platforms.items()}
    injects = suggested(
        [each.entry for each in lines if each.entry is not None and each.level in WEIGHTY],
        platforms,
        operators,
        at,
    )
    named = listed([words.platform(each) for each in platforms], words.lang)
    return Draft(
        title=words.say("exercise.title.usual", platforms=named),
        on=hub.today.isoformat(),
        at=at,
        platforms=platforms,
        units=frozenset(each.unit for each in lines if each.entry is not None or each.level in WEIGHTY),
        rows=(*(row_of(each, inject_said(each, platforms, words)) for each in injects), *_blank()),
    )


def _blank() -> list[Row]:
    """Room for one's own injects."""
    return [Row(is_used=False, at="", text="")] * BLANK_ROWS


def _plan_page(
    page: Page, address: str, draft: Draft, faults: dict[str, list[str]] | None = None
) -> Response:
    """The form of a plan, as it is opened or as it was typed."""
    hub, viewer = page.hub, page.viewer
    relying: dict[str, list[RegisterLine]] = {}
    for line in _relying(hub, viewer, draft.platforms):
        relying.setdefault(line.unit, []).append(line)
    names = _playable(hub, viewer)
    return page.answer(
        "exercise_plan.html.j2",
        {
            "address": address,
            "draft": draft,
            "platforms": listed([page.words.platform(each) for each in draft.platforms], page.words.lang),
            "relying": relying,
            "others": [unit for unit in names if unit not in relying],
            "faults": faults or {},
            "today": hub.today,
        },
        HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
    )


def _offered(hub: Hub, viewer: Viewer) -> list[tuple[str, int]]:
    """Platforms to choose from with how many units hold on to each, those with most first."""
    units: dict[str, set[str]] = {}
    for line in seen_lines(hub, viewer, hub.read_register()):
        if line.entry is not None or line.level in WEIGHTY:
            units.setdefault(line.platform, set()).add(line.unit)
    names = {name: each.name for name, each in hub.catalogue.platforms.items()}
    return sorted(
        ((name, len(units.get(name, ()))) for name in names),
        key=lambda one: (-one[1], names[one[0]].casefold()),
    )
