"""One unit's use of one platform in the register: why it stands so, its history, and what is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from msgspec import convert, to_builtins

from api.acting import acted, stood
from api.domain.outcomes import ActionOutcome
from api.domain.register import RegisterRow, changed_on, row_of
from api.domain.register_deeds import DEEDS, RIGHT_TO, Deed, offered, role_to
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages.forms import ActionId
from api.pages.rendering import HubWords, Page
from api.people.gate import needs, refused
from api.problems import ProblemError
from api.reading import register as reading
from api.reading.outcomes import kept
from api.reading.rows import looked_into
from api.reading.seen_lines import lines_for
from api.report.dependencies import Reliance, tell
from monitors.domain.calendar import date_of
from monitors.domain.register.actions import RegisterAction
from monitors.domain.register.applying import RegisterChange, applied
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import Dependency, LevelChange
from monitors.register_lines import register_lines
from monitors.snapshot_register import facts_of
from monitors.snapshot_schema import Dependency as Shown
from monitors.snapshot_schema import Reason

router = APIRouter(include_in_schema=False)

LINE: Final = "/register/{unit:path}/{platform}"

SeesUnit = Annotated[Viewer, Depends(needs(Right.SEE_REGISTER, unit_from="unit", audited="viewed-register"))]


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that the page says. `seen` is None where nothing was, or too few people to tell."""

    rows: Sequence[RegisterRow]
    entries: Mapping[str, Entry]
    seen: Dependency | None
    changes: Sequence[RegisterChange]
    levels: Sequence[LevelChange]
    outcome: ActionOutcome | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was refused: what was typed, and why."""

    deed: Deed
    activity: str
    fields: Mapping[str, str]
    reasons: Sequence[str]


@router.get(LINE)
def register_line(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: SeesUnit,
    unit: str,
    platform: str,
    action: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    """One dependency; `action` is what was just done here, so that the page says what became of it."""
    return _page(Page.of(request, hub, viewer), _known(hub, viewer, unit, platform, action), action, None)


@router.post(LINE + "/{deed}")
async def decide(  # noqa: PLR0917 (as above)
    request: Request,
    hub: TheHub,
    viewer: SeesUnit,
    action_id: ActionId,
    unit: str,
    platform: str,
    deed: Deed,
) -> Response:
    """Do something about an activity, as a form of the page has it."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    role = role_to(viewer, DEEDS[deed], unit)
    if role is None:
        raise refused(RIGHT_TO[DEEDS[deed]])
    known = await run_in_threadpool(_known, hub, viewer, unit, platform, None)
    named = {"unit": viewer.tree.named(unit), "platform": platform, "activity": form.get("activity", "")}
    who = {"id": action_id, "at_ms": hub.now_ms(), "role": role, "by": viewer.pseudonym}
    page = Page.of(request, hub, viewer)
    action = _made(deed, form, named | who)
    outcome = None if action is None else await stood(hub, action)
    if outcome is None:
        reasons = _against(action, known, page)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if action is not None and not reasons:
            try:
                outcome = await acted(hub, action)
            except ProblemError as problem:
                reasons, status = [page.words.say("register.form.not-taken")], problem.status
    if outcome is None:
        typed = Typed(deed, named["activity"], form, reasons)
        return await run_in_threadpool(_page, page, known, None, typed, status)
    back = f"/register/{quote(unit)}/{quote(platform)}?action={outcome.action}"
    return RedirectResponse(back, HTTPStatus.SEE_OTHER)


def _made(deed: Deed, form: Mapping[str, str], about: Mapping[str, Any]) -> RegisterAction | None:
    """The action that a form stands for; None where something is missing."""
    fields: dict[str, Any] = {name: form[name].strip() for name in FIELDS[deed] if name in form}
    if deed == "accept-risk":
        fields = {"acceptance": fields}
    try:
        action: Any = convert({**about, **fields, "kind": deed}, DEEDS[deed], strict=False)
    except msgspec.ValidationError:
        return None
    assert isinstance(action, RegisterAction)  # noqa: S101 (made of its kinds)
    return action


def _against(action: RegisterAction | None, known: Known, page: Page) -> list[str]:
    """Why an action is not sent: the form lacks something, or it would be refused."""
    if action is None:
        return [page.words.say("register.form.incomplete")]
    activity = getattr(action, "activity", "")
    told = applied(known.entries.get(activity), action, page.hub.today).change
    return [page.words.reason(reason) for reason in (told.reason, *told.faults)] if told.refused else []


FIELDS: Final[Mapping[Deed, tuple[str, ...]]] = {
    "reply": ("reply",),
    "decide-dispute": ("outcome",),
    "approve": ("approver_role",),
    "accept-risk": ("role", "reason", "until"),
    "test-fallback": ("on", "works"),
    "withdraw": ("reason",),
}
"""What each form asks."""


def _known(hub: Hub, viewer: Viewer, unit: str, platform: str, action: str | None) -> Known:
    """What the tables say of it. Raises ProblemError where the register has no such line."""
    name, privacy = viewer.tree.named(unit), hub.privacy
    with looked_into(hub.judged) as rows:
        known = reading.standing(rows, facts_of(hub.catalogue), [name], platform)
        changes = reading.changes(rows, name, platform)
        levels = reading.level_changes(rows, name, platform)
        done = None if action is None else kept(rows, action)
    lines = lines_for(hub, viewer, Right.SEE_REGISTER, register_lines(known, privacy.k, hub.today))
    if not lines and not changes:
        raise ProblemError(HTTPStatus.NOT_FOUND, "The register has no such line.")
    is_small = privacy.is_small(known.people.get(name))
    changed = changed_on(known, privacy)
    return Known(
        rows=[row_of(line, known.facts, changed) for line in lines],
        entries={entry.declaration.activity: entry for entry in known.entries},
        seen=None if is_small else next(iter(known.dependencies or ()), None),
        changes=changes,
        levels=[] if is_small else levels,
        outcome=done.outcome if done is not None and done.unit == name else None,
    )


def _page(
    page: Page,
    known: Known,
    action: str | None,
    typed: Typed | None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """The page; with a form that was refused, as it was typed."""
    words = page.words
    told = {
        "unit": page.viewer.tree.named(str(page.request.path_params["unit"])),
        "platform": page.request.path_params["platform"],
        "rows": known.rows,
        "entries": known.entries,
        "offers": {activity: offered(page.viewer, entry) for activity, entry in known.entries.items()},
        "reliance": None if known.seen is None else _told(known.seen, known.rows, page),
        "history": _history(known, words),
        "action": action,
        "outcome": known.outcome,
        "typed": typed,
        "today": page.hub.today,
    }
    return page.answer("register_line.html.j2", told, status)


def _told(seen: Dependency, rows: Sequence[RegisterRow], page: Page) -> Reliance:
    """What telemetry shows, as a report tells it: figures stand where k people are there on a day."""
    today = page.hub.privacy.assessment(seen.today)
    said = to_builtins(today) | {
        "unit": seen.unit,
        "platform": seen.platform,
        "level": seen.state.level,
        "people": today.people or None,
        "findings": [],
        "confirmation": rows[0].confirmation if rows else None,
    }
    return tell(convert(said, Shown), page.words)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history; `kind` is "people" or "seen"."""

    kind: str
    day: str
    activity: str
    by: str
    text: str
    is_refused: bool


def _history(known: Known, words: HubWords) -> list[Happened]:
    """What people did and how the level went, the newest first."""
    found = [
        (
            change.day,
            Happened(
                kind="people",
                day=change.day.isoformat(),
                activity=change.activity,
                by=words.say(f"hub.role.{change.role}"),
                text=words.reason(Reason(change.reason.code, change.reason.figures)),
                is_refused=change.refused,
            ),
        )
        for change in known.changes
    ]
    for step in known.levels:
        day = date_of(step.day)
        text = words.say(f"level.{step.after}") + ". " + words.reason(step.reason)
        found.append((day, Happened("seen", day.isoformat(), "", "", text, is_refused=False)))
    found.sort(key=lambda each: each[0], reverse=True)
    return [happened for _, happened in found]
