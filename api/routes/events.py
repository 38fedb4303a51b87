"""What other systems tell with an API key: CloudEvents at `/events`, alerts at `/events/alerts`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.people.gate import needs
from api.problems import problem_response
from api.routes.answers import documented
from api.routes.raw_bodies import body_of, headers_of
from streams.doors import cloud_events
from streams.doors.bodies import check_head
from streams.doors.domain.alerts import notes_of
from streams.doors.domain.deliveries import RefusedError, Told
from streams.doors.domain.documents import json_of
from streams.doors.domain.telling import TYPES, UntoldError, told_of

router = APIRouter(prefix="/events", tags=["events"])

Sender = Annotated[Viewer, Depends(needs(Right.SEND_EVENTS, everywhere=True))]


class EventsTaken(msgspec.Struct, frozen=True):
    """How many events Kafka has now; alerts about nothing that is known here are none."""

    taken: int


_REFUSALS: Final = (400, 408, 413, 415)
_TAKEN: Final = documented(EventsTaken)
for _status in _REFUSALS:
    _TAKEN[_status] = {**_TAKEN[422], "description": "The body is not read, or is not what it says."}
del _TAKEN[304]

Read = Callable[[Mapping[str, str], bytes], Sequence[Told]]
_ANY: Final = {"type": "object", "additionalProperties": True}


def _asked(*media_types: str) -> dict[str, Any]:
    """What OpenAPI says of a body."""
    several = {"type": "array", "items": _ANY}
    content = {each: {"schema": several if "batch" in each else _ANY} for each in media_types}
    return {"requestBody": {"required": True, "content": content}}


@router.post("", responses=_TAKEN, openapi_extra=_asked(*sorted(cloud_events.MEDIA_TYPES)))
async def events(request: Request, hub: TheHub, viewer: Sender) -> Response:  # noqa: ARG001 (the gate's)
    """Tell of own changes, demand, own accounts or a vendor's status, as CloudEvents in any mode.

    All of them are taken or none is. The same event (its source and id) may be sent again.
    """

    def read(headers: Mapping[str, str], body: bytes) -> list[Told]:
        takes = {each.takes for each in TYPES.values()}
        return [told_of(each, takes, hub.doors.numbers) for each in cloud_events.said_in(headers, body)]

    return await _told(request, hub, "events", cloud_events.MEDIA_TYPES, read)


@router.post("/alerts", responses=_TAKEN, openapi_extra=_asked("application/json"))
async def alerts(request: Request, hub: TheHub, viewer: Sender) -> Response:  # noqa: ARG001 (the gate's)
    """Tell of alerts, as Alertmanager's or Grafana's webhook sends them: notes on the time-line."""

    def read(_headers: Mapping[str, str], body: bytes) -> list[Told]:
        return notes_of(json_of(body), "alerts", hub.doors.platforms, hub.doors.numbers)

    return await _told(request, hub, "alerts", {"application/json"}, read)


async def _told(
    request: Request, hub: Hub, door: str, media_types: set[str] | frozenset[str], read: Read
) -> Response:
    """Take what somebody with a key tells, and say how much it was."""
    now_ms, headers = hub.now_ms(), headers_of(request)
    try:
        check_head(headers, media_types)
        told = _read(read, headers, await body_of(request, headers))
        await hub.doors.tell(told, now_ms)
    except RefusedError as refused:
        hub.metrics.delivered(door, refused.outcome, now_ms)
        return problem_response(refused.status, refused.detail, request.url.path, refused.headers)
    hub.metrics.delivered(door, "taken" if told else "nothing", now_ms)
    return Response(msgspec.json.encode(EventsTaken(len(told))), media_type="application/json")


def _read(read: Read, headers: Mapping[str, str], body: bytes) -> Sequence[Told]:
    """What a body tells. Raises RefusedError."""
    try:
        return read(headers, body)
    except UntoldError as error:
        raise RefusedError("not-taken", f"This was not understood: {error}.") from error
