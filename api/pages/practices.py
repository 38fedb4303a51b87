"""*Practices*: what units learnt, how they do things, and what they ask each other, in quiet times too."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Final, get_args

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.acting import acted
from api.domain.practices import shared
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages.forms import ActionId
from api.pages.rendering import Page
from api.people.gate import demand, needs
from api.problems import ProblemError
from api.reading import rooms as reading
from api.reading.outcomes import kept
from api.reading.rows import looked_into
from monitors.domain.register.records import Purpose
from monitors.domain.rooms.actions import (
    AddLesson,
    AnyRoomAction,
    Ask,
    GiveAnswer,
    PublishPractice,
    RateLesson,
    WithdrawLesson,
    WithdrawPractice,
)

router = APIRouter(prefix="/practices", include_in_schema=False)

PURPOSES: Final = get_args(Purpose)

Sharer = Annotated[Viewer, Depends(needs(Right.SHARE_LESSONS))]
Id = Annotated[str, Path(min_length=8, max_length=64)]
Words = Annotated[str, Form(min_length=1, max_length=2000)]
UnitName = Annotated[str, Form(min_length=1, max_length=500)]
PlatformName = Annotated[str, Form(max_length=100)]


@router.get("")
def practices(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_LESSONS))],
    action: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Everything that is shared; `action` is what the reader has just done here."""
    page = Page.of(request, hub, viewer)
    read = reading.shared(hub.judged, viewer.pseudonym)
    with looked_into(hub.judged) as rows:
        done = kept(rows, action) if action else None
    names = {name: each.name for name, each in hub.catalogue.platforms.items()}
    used = [each.platform for each in hub.board.now.platforms] if hub.board.now else []
    return page.answer(
        "practices.html.j2",
        {
            "shared": shared(read.lessons, read.practices, names, viewer.pseudonym, read.own),
            "units": sharing_units(hub, viewer),
            "platforms": sorted(used or names, key=page.words.platform),
            "purposes": PURPOSES,
            "may_share": viewer.may(Right.SHARE_LESSONS),
            "action": action,
            "outcome": done.outcome if done is not None and done.account == viewer.pseudonym else None,
        },
    )


@router.post("/ask")
async def ask(  # noqa: PLR0917 (FastAPI takes each from the form)
    hub: TheHub, viewer: Sharer, action: ActionId, unit: UnitName, text: Words, platform: PlatformName = ""
) -> Response:
    """A unit asks the others."""
    return await _done(
        hub,
        viewer,
        action,
        lambda who: Ask(**who, unit=unit, text=text, platform=_known(hub, platform)),
        unit,
    )


@router.post("/publish")
async def publish(  # noqa: PLR0917 (as above)
    hub: TheHub,
    viewer: Sharer,
    action: ActionId,
    unit: UnitName,
    title: Annotated[str, Form(min_length=1, max_length=500)],
    text: Words,
    platform: PlatformName = "",
    purpose: Annotated[Purpose | None, Form()] = None,
) -> Response:
    """A unit shares how it does something."""
    return await _done(
        hub,
        viewer,
        action,
        lambda who: PublishPractice(
            **who, unit=unit, title=title, text=text, platform=_known(hub, platform), purpose=purpose
        ),
        unit,
    )


@router.post("/lessons")
async def add_lesson(  # noqa: PLR0917 (as above)
    hub: TheHub,
    viewer: Sharer,
    action: ActionId,
    unit: UnitName,
    platform: Annotated[str, Form(min_length=1, max_length=100)],
    purpose: Annotated[Purpose, Form()],
    instead: Words,
) -> Response:
    """What to do instead of a platform, with no incident to cause it."""
    return await _done(
        hub,
        viewer,
        action,
        lambda who: AddLesson(
            **who, unit=unit, platform=_known(hub, platform), purpose=purpose, instead=instead
        ),
        unit,
    )


@router.post("/lessons/{lesson}/rate")
async def rate(
    hub: TheHub, viewer: Sharer, action: ActionId, lesson: Id, helpful: Annotated[bool, Form()]
) -> Response:
    """It helped, or it did not."""
    return await _done(hub, viewer, action, lambda who: RateLesson(**who, lesson=lesson, helpful=helpful))


@router.post("/lessons/{lesson}/withdraw")
async def withdraw_lesson(
    hub: TheHub, viewer: Sharer, action: ActionId, lesson: Id, reason: Words
) -> Response:
    """What somebody said themselves does not help any more."""
    await run_in_threadpool(_demand_own, hub, viewer, lesson)
    return await _done(hub, viewer, action, lambda who: WithdrawLesson(**who, lesson=lesson, reason=reason))


@router.post("/{practice}/answer")
async def give_answer(  # noqa: PLR0917 (as above)
    hub: TheHub, viewer: Sharer, action: ActionId, practice: Id, unit: UnitName, text: Words
) -> Response:
    """A unit answers another's question."""
    return await _done(
        hub, viewer, action, lambda who: GiveAnswer(**who, practice=practice, unit=unit, text=text), unit
    )


@router.post("/{practice}/withdraw")
async def withdraw(hub: TheHub, viewer: Sharer, action: ActionId, practice: Id, reason: Words) -> Response:
    """A question or a practice of one's own is over."""
    await run_in_threadpool(_demand_own, hub, viewer, practice)
    return await _done(
        hub, viewer, action, lambda who: WithdrawPractice(**who, practice=practice, reason=reason)
    )


def sharing_units(hub: Hub, viewer: Viewer) -> list[str]:
    """The units in whose name somebody may share."""
    reach = viewer.units(Right.SHARE_LESSONS)
    if reach is None:
        return [unit for unit in hub.tree.names if unit != "unassigned"]
    listed = [unit for unit in hub.tree.names if unit in reach]
    return listed or sorted(reach)


async def _done(
    hub: Hub,
    viewer: Viewer,
    action_id: str,
    make: Callable[[dict[str, Any]], AnyRoomAction],
    unit: str | None = None,
) -> RedirectResponse:
    """Send what `make` makes of the fields that every action has, and go back to the page."""
    if unit is not None:
        demand(viewer, Right.SHARE_LESSONS, unit)
    action = make(
        {
            "id": action_id,
            "at_ms": hub.now_ms(),
            "role": viewer.role_for(Right.SHARE_LESSONS, unit),
            "by": viewer.pseudonym,
        }
    )
    await acted(hub, action)
    return RedirectResponse(f"/practices?action={action.id}", HTTPStatus.SEE_OTHER)


def _known(hub: Hub, platform: str) -> str:
    """A platform of the catalogue, or none. Raises ProblemError."""
    if platform and platform not in hub.catalogue.platforms:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "There is no such platform; choose one of those offered."
        )
    return platform


def _demand_own(hub: Hub, viewer: Viewer, said: str) -> None:
    """Let only those withdraw something who have said it. Raises ProblemError."""
    if said not in reading.shared(hub.judged, viewer.pseudonym).own:
        raise ProblemError(
            HTTPStatus.FORBIDDEN, "Only whoever has said this may withdraw it; say instead what is better."
        )
