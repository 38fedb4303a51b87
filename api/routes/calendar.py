"""What is due as an iCalendar feed (RFC 5545, RFC 7986): reviews, replies, answers, exercises."""

from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from icalendar import Calendar, Event

from api.domain.due import Due, DueOfExercise, due_in, due_of_exercises
from api.domain.exercises import next_due
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages.exercise_looks import seen_exercises
from api.pages.rendering import HubWords, language_of, words_of
from api.people.gate import needs
from api.reading.seen_lines import lines_for
from api.routes.answers import documented

router = APIRouter(prefix="/api/v1", tags=["register"])

REFRESH: Final = timedelta(hours=6)


_FEED: Final = {
    "description": "The calendar.",
    "content": {"text/calendar": {"schema": {"type": "string"}}},
}


@router.get("/calendar.ics", response_class=Response, responses={**documented(str), 200: _FEED})
def calendar(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_REGISTER, audited="viewed-register"))],
) -> Response:
    """Everything that is due for the units whose register the caller sees, as all-day events.

    Exercises that are planned, those that are due next, and what was agreed in them stand there too.

    A calendar program asks with an API key in its `Authorization` header; a key in an address would be kept
    in every log on the way.
    """
    due = due_in(lines_for(hub, viewer, Right.SEE_REGISTER, hub.read_register().lines))
    body = _calendar(due, _of_exercises(hub, viewer), hub, words_of(hub, language_of(request, viewer)))
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type="text/calendar", headers=headers)


def _of_exercises(hub: Hub, viewer: Viewer) -> list[DueOfExercise]:
    """What is due of the exercises that somebody sees."""
    if not viewer.may(Right.SEE_EXERCISES):
        return []
    seen = seen_exercises(hub, viewer)
    return due_of_exercises(
        seen,
        next_due(seen),
        lambda at_ms: datetime.fromtimestamp(at_ms / 1000, hub.settings.zone).date(),
        lambda unit: viewer.may(Right.SEE_EXERCISES, unit),
    )


def _calendar(due: list[Due], of_exercises: list[DueOfExercise], hub: Hub, words: HubWords) -> bytes:
    """The feed; the same things due make the same bytes."""
    made = Calendar()
    made.add("prodid", "-//Holdfast//Register//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", words.say("calendar.name"))
    made.add("x-wr-calname", words.say("calendar.name"))
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    for each in due:
        made.add_component(_event(each, hub, words))
    for one in of_exercises:
        made.add_component(_event_of_exercise(one, hub, words))
    return bytes(made.to_ical())


def _event(due: Due, hub: Hub, words: HubWords) -> Event:
    """One thing that is due."""
    pair = words.say("dependency.on", unit=words.unit(due.unit), platform=words.platform(due.platform))
    event = _all_day(due, words.say(f"calendar.{due.kind}", pair=pair))
    if due.activity:
        event.add("description", due.activity)
    if hub.settings.public_url:
        event.add("url", f"{hub.settings.public_url}/register/{quote(due.unit)}/{quote(due.platform)}")
    return event


def _event_of_exercise(due: DueOfExercise, hub: Hub, words: HubWords) -> Event:
    """One thing of an exercise that is due."""
    event = _all_day(due, words.say(f"calendar.{due.kind}", title=due.title))
    if hub.settings.public_url:
        event.add("url", f"{hub.settings.public_url}/exercises/{quote(due.exercise)}")
    return event


def _all_day(due: Due | DueOfExercise, summary: str) -> Event:
    """What every event has."""
    event = Event()
    event.add("uid", due.uid)
    event.add("dtstamp", datetime.combine(due.said_on, time(), UTC))
    event.add("sequence", due.sequence)
    event.add("dtstart", due.on)
    event.add("summary", summary)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
