"""What is done in an incident's room: each form there makes one action, and leads back to the room."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from api.acting import acted
from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.pages.forms import ActionId
from api.pages.room import Incident
from api.people.gate import demand, needs
from monitors.domain.register.records import Purpose
from monitors.domain.rooms.actions import (
    Acknowledge,
    AddLesson,
    Answer,
    AnswerPoll,
    AnyRoomAction,
    Channel,
    Comment,
    CoverByFallback,
    EndFallback,
    HandOver,
    NameCause,
    ReviewIncident,
    SayNoOutage,
    StateImpact,
    TakeLead,
    UpdateStatus,
)

router = APIRouter(prefix="/incidents/{incident}", include_in_schema=False)

Words = Annotated[str, Form(min_length=1, max_length=2000)]
MaybeWords = Annotated[str, Form(max_length=2000)]
RoleName = Annotated[str, Form(min_length=1, max_length=100)]
UnitName = Annotated[str, Form(min_length=1, max_length=500)]
PlatformName = Annotated[str, Form(min_length=1, max_length=100)]
Activity = Annotated[str, Form(max_length=500)]


class Deed:
    """What every form of the room does: make an action of who asks, send it, and go back to the room."""

    def __init__(self, hub: TheHub, incident: Incident, action: ActionId) -> None:
        self._hub = hub
        self._incident = incident
        self._action = action

    async def done(
        self,
        viewer: Viewer,
        right: Right,
        make: Callable[[dict[str, Any]], AnyRoomAction],
        unit: str | None = None,
    ) -> RedirectResponse:
        """Send what `make` makes of the fields that every action here has."""
        if unit is not None:
            demand(viewer, right, unit)
        action = make(
            {
                "id": self._action,
                "at_ms": self._hub.now_ms(),
                "role": viewer.role_for(right, unit),
                "by": viewer.pseudonym,
                "incident": self._incident,
            }
        )
        await acted(self._hub, action)
        await self._hub.board.look()
        return RedirectResponse(f"/incidents/{self._incident}?action={action.id}", HTTPStatus.SEE_OTHER)


TheDeed = Annotated[Deed, Depends()]
Leader = Annotated[Viewer, Depends(needs(Right.ACT_ON_INCIDENTS))]
Talker = Annotated[Viewer, Depends(needs(Right.COMMENT))]
Sufferer = Annotated[Viewer, Depends(needs(Right.ANSWER_INCIDENTS))]


@router.post("/acknowledge")
async def acknowledge(viewer: Leader, deed: TheDeed) -> Response:
    """Operations have seen it."""
    return await deed.done(viewer, Right.ACT_ON_INCIDENTS, lambda who: Acknowledge(**who))


@router.post("/no-outage")
async def no_outage(viewer: Leader, deed: TheDeed) -> Response:
    """What it shows is usual from now on."""
    return await deed.done(viewer, Right.ACT_ON_INCIDENTS, lambda who: SayNoOutage(**who))


@router.post("/cause")
async def cause(
    viewer: Leader,
    deed: TheDeed,
    source: Annotated[str, Form(max_length=500)] = "",
    change: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """A change of our own was the cause, or none was after all; the judge's cause stays as it is."""
    return await deed.done(
        viewer, Right.ACT_ON_INCIDENTS, lambda who: NameCause(**who, source=source, change=change)
    )


@router.post("/lead")
async def lead(viewer: Leader, deed: TheDeed, lead_role: RoleName) -> Response:
    """A role takes the lead."""
    return await deed.done(viewer, Right.ACT_ON_INCIDENTS, lambda who: TakeLead(**who, lead_role=lead_role))


@router.post("/hand-over")
async def hand_over(viewer: Leader, deed: TheDeed, lead_role: RoleName, note: MaybeWords = "") -> Response:
    """The lead goes to another role."""
    return await deed.done(
        viewer, Right.ACT_ON_INCIDENTS, lambda who: HandOver(**who, lead_role=lead_role, note=note)
    )


@router.post("/comment")
async def comment(viewer: Talker, deed: TheDeed, text: Words) -> Response:
    """Something for everybody in the room."""
    return await deed.done(viewer, Right.COMMENT, lambda who: Comment(**who, text=text))


@router.post("/update")
async def update(
    viewer: Leader,
    deed: TheDeed,
    channel: Annotated[Channel, Form()],
    text_en: MaybeWords = "",
    text_fr: MaybeWords = "",
) -> Response:
    """What was told to staff, and over which way."""
    return await deed.done(
        viewer,
        Right.ACT_ON_INCIDENTS,
        lambda who: UpdateStatus(**who, channel=channel, text_en=text_en, text_fr=text_fr),
    )


@router.post("/impact")
async def impact(viewer: Sufferer, deed: TheDeed, unit: UnitName, text: Words) -> Response:
    """What it means for a unit's work."""
    return await deed.done(
        viewer, Right.ANSWER_INCIDENTS, lambda who: StateImpact(**who, unit=unit, text=text), unit
    )


@router.post("/affected")
async def affected(
    viewer: Sufferer,
    deed: TheDeed,
    unit: UnitName,
    answer: Annotated[Answer, Form()],
) -> Response:
    """Whether somebody of a unit is affected."""
    return await deed.done(
        viewer, Right.ANSWER_INCIDENTS, lambda who: AnswerPoll(**who, unit=unit, answer=answer), unit
    )


@router.post("/fallback-covers")
async def fallback_covers(  # noqa: PLR0917 (FastAPI takes each from the form)
    hub: TheHub,
    viewer: Sufferer,
    deed: TheDeed,
    unit: UnitName,
    platform: PlatformName,
    activity: Activity = "",
) -> Response:
    """A unit goes over to its fallback, from now on."""
    return await deed.done(
        viewer,
        Right.ANSWER_INCIDENTS,
        lambda who: CoverByFallback(
            **who, unit=unit, platform=platform, activity=activity, from_ms=hub.now_ms()
        ),
        unit,
    )


@router.post("/fallback-ended")
async def fallback_ended(  # noqa: PLR0917 (FastAPI takes each from the form)
    hub: TheHub,
    viewer: Sufferer,
    deed: TheDeed,
    unit: UnitName,
    platform: PlatformName,
    activity: Activity = "",
) -> Response:
    """A unit is back on the platform, or its fallback holds no longer."""
    return await deed.done(
        viewer,
        Right.ANSWER_INCIDENTS,
        lambda who: EndFallback(
            **who, unit=unit, platform=platform, activity=activity, until_ms=hub.now_ms()
        ),
        unit,
    )


@router.post("/review")
async def review(
    viewer: Talker,
    deed: TheDeed,
    worked: MaybeWords = "",
    did_not_work: MaybeWords = "",
) -> Response:
    """Afterwards: what worked, and what did not."""
    return await deed.done(
        viewer, Right.COMMENT, lambda who: ReviewIncident(**who, worked=worked, did_not_work=did_not_work)
    )


@router.post("/lesson")
async def lesson(
    viewer: Annotated[Viewer, Depends(needs(Right.SHARE_LESSONS))],
    deed: TheDeed,
    platform: PlatformName,
    purpose: Annotated[Purpose, Form()],
    instead: Words,
) -> Response:
    """What worked becomes a lesson for next time."""
    return await deed.done(
        viewer,
        Right.SHARE_LESSONS,
        lambda who: AddLesson(**who, platform=platform, purpose=purpose, instead=instead),
    )
