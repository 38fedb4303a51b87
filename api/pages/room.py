"""The *incident room*: where are we, who does what, and what is said to whom."""

from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args

from fastapi import APIRouter, Depends, Path, Request, Response

from api.domain.hurt import HurtNow
from api.domain.now import IncidentNow, Now, now_of, seen_by
from api.domain.rights import Right, Viewer
from api.domain.room import Known, RoomShown, room_of
from api.hub import Hub, TheHub
from api.pages.now import MOST_HURT, tell
from api.pages.rendering import HubWords, Page
from api.pages.vendors import vendor_lag
from api.pages.who_was_told import who_was_told
from api.people.gate import needs
from api.problems import ProblemError
from api.reading import incidents as reading
from api.reading.context import beside, demand_in
from api.reading.now import known_now
from api.reading.rooms import room
from api.reading.rows import looked_into
from infra.words import LANGUAGES, label
from infra.words.figures import listed
from monitors.domain.rooms.actions import Answer, Channel
from monitors.domain.rooms.records import RoomChange

router = APIRouter(prefix="/incidents/{incident}", include_in_schema=False)

Incident = Annotated[str, Path(max_length=100)]
CHANNELS: Final = get_args(Channel)
ANSWERS: Final = get_args(Answer)


@router.get("")
def show(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_INCIDENTS, audited="viewed-incident", of="incident"))],
    incident: Incident,
    action: str = "",
    all: Literal["yes"] | None = None,  # noqa: A002 (the address's own word)
) -> Response:
    """The room of one incident; `action` is what the reader has just done here, `all` asks for every unit."""
    page = Page.of(request, hub, viewer)
    looked = looked_at(hub, viewer, incident)
    told = tell(looked.room.incident, looked.now, page.words)
    my_units = _my_units(hub, viewer, looked.room.incident)
    hurt = told.grave if all else _first(told.grave, my_units)
    done = next((each for each in looked.changes if each.action == action), None)
    return page.answer(
        "room.html.j2",
        {
            "now": looked.now,
            "vendor": vendor_lag(looked.room.incident, page.words),
            "notices": who_was_told(hub, viewer, incident, page.words),
            "exhausted": listed(looked.room.may_be_exhausted, page.words.lang),
            "room": looked.room,
            "told": told,
            "hurt_here": hurt,
            "zone": hub.settings.timezone,
            "my_units": my_units,
            "may": {right.value: viewer.may(right) for right in Right},
            "drafts": {lang: draft(looked.room.incident, page.words, lang) for lang in LANGUAGES},
            "channels": CHANNELS,
            "answers": ANSWERS,
            "done": done,
            "is_waiting": bool(action) and done is None,
        },
    )


def _first(hurt: Sequence[HurtNow], mine: Collection[str]) -> list[HurtNow]:
    """As many as the first page shows, and behind them as many of those for whom the reader speaks."""
    own = [each for each in hurt[MOST_HURT:] if each.unit in mine]
    return [*hurt[:MOST_HURT], *own[:MOST_HURT]]


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
