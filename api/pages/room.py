"""The *incident room*: where are we, who does what, and what is said to whom."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final, NamedTuple, get_args

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.acting import acted
from api.domain.now import IncidentNow, Now, now_of, seen_by
from api.domain.rights import Right, Viewer
from api.domain.room import Known, RoomShown, room_of
from api.hub import Hub, TheHub
from api.pages.forms import ActionId
from api.pages.now import tell
from api.pages.rendering import HubWords, Page
from api.pages.vendors import vendor_lag
from api.pages.who_was_told import who_was_told
from api.people.gate import demand, needs
from api.problems import ProblemError
from api.reading import incidents as reading
from api.reading.context import beside, demand_in
from api.reading.now import known_now
from api.reading.rooms import room
from api.reading.rows import looked_into
from infra.words import LANGUAGES, label
from infra.words.figures import listed
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
from monitors.domain.rooms.records import RoomChange

router = APIRouter(prefix="/incidents/{incident}", include_in_schema=False)

Incident = Annotated[str, Path(max_length=100)]
Words = Annotated[str, Form(min_length=1, max_length=2000)]
MaybeWords = Annotated[str, Form(max_length=2000)]
RoleName = Annotated[str, Form(min_length=1, max_length=100)]
UnitName = Annotated[str, Form(min_length=1, max_length=500)]
PlatformName = Annotated[str, Form(min_length=1, max_length=100)]
Activity = Annotated[str, Form(max_length=500)]

CHANNELS: Final = get_args(Channel)
ANSWERS: Final = get_args(Answer)


@router.get("")
def show(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_INCIDENTS, audited="viewed-incident", of="incident"))],
    incident: Incident,
    action: str = "",
) -> Response:
    """The room of one incident; `action` is what the reader has just done here."""
    page = Page.of(request, hub, viewer)
    looked = looked_at(hub, viewer, incident)
    done = next((each for each in looked.changes if each.action == action), None)
    return page.answer(
        "room.html.j2",
        {
            "now": looked.now,
            "vendor": vendor_lag(looked.room.incident, page.words),
            "notices": who_was_told(hub, viewer, incident, page.words),
            "exhausted": listed(looked.room.may_be_exhausted, page.words.lang),
            "room": looked.room,
            "told": tell(looked.room.incident, looked.now, page.words),
            "zone": hub.settings.timezone,
            "my_units": _my_units(hub, viewer, looked.room.incident),
            "may": {right.value: viewer.may(right) for right in Right},
            "drafts": {lang: draft(looked.room.incident, page.words, lang) for lang in LANGUAGES},
            "channels": CHANNELS,
            "answers": ANSWERS,
            "done": done,
            "is_waiting": bool(action) and done is None,
        },
    )


class Looked(NamedTuple):
    """A room as somebody sees it: the first page that it is part of, the room, and what became of actions."""

    now: Now
    room: RoomShown
    storied: reading.Storied
    changes: Sequence[RoomChange]


def looked_at(hub: Hub, viewer: Viewer, incident: str) -> Looked:
    """The room of one incident for somebody, on its page and in print. Raises ProblemError, StoreFault."""
    now, one = _as_now(hub, viewer, incident)
    with looked_into(hub.judged) as rows:
        found = reading.incident(rows, incident)
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such incident.")
    read = room(hub.judged, incident)

    known = Known(
        found.incident,
        one,
        found.story,
        read.room,
        read.changes,
        read.lessons,
        beside(hub, [found.incident])[incident].candidates,
        demand_in(hub, found.incident),
    )
    return Looked(now, room_of(known, hub.sight(viewer)), found, read.changes)


def draft(incident: IncidentNow, words: HubWords, lang: Any) -> str:
    """A status update to begin with, in one language."""
    platforms = listed([words.platform(name) for name in incident.platforms], lang)
    began_ms = incident.started_at_ms or incident.suspected_at_ms
    kind = "over" if incident.ended_at_ms is not None else incident.cause
    known = kind in {"over", "platform", "egress"}
    at = "" if began_ms is None else words.clock(began_ms)[:5]
    return label(f"room.draft.{kind if known else 'other'}", lang, platform=platforms, at=at)


def _as_now(hub: Hub, viewer: Viewer, incident: str) -> tuple[Now, IncidentNow]:
    """The incident as the first page has it, or looked up where it is too old for that."""
    known = hub.board.now
    if known is None or not any(each.id == incident for each in known.incidents):
        at_ms = hub.now_ms()
        with looked_into(hub.judged) as rows:
            every = known_now(rows, hub.catalogue, hub.read_register(), at_ms)
            found = reading.incident(rows, incident)
        if found is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such incident.")
        known = now_of(every._replace(incidents=[found.incident]), at_ms, hub.privacy)
    seen = seen_by(known, hub.sight(viewer))
    return seen, next(each for each in seen.incidents if each.id == incident)


def _my_units(hub: Hub, viewer: Viewer, incident: IncidentNow) -> list[str]:
    """The units for which the viewer may answer here: those that are hurt first."""
    hurt = [each.unit for each in incident.hurt]
    named = [*dict.fromkeys(hurt), *(unit for unit in hub.tree.names if unit not in hurt)]
    return [unit for unit in named if viewer.may(Right.ANSWER_INCIDENTS, unit)]


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
