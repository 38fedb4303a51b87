"""Webhooks of the organisation's own accounts: `/hooks/{name}`. What they tell is for `streams.doors`.

Nobody signs in here: each delivery is signed by its vendor. The request is handed on raw.
"""

from http import HTTPStatus
from typing import Final, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.hub import Hub, TheHub
from api.people.attempts import network_of
from api.people.gate import address_of, public
from api.problems import problem_response
from api.routes.raw_bodies import body_of, headers_of
from streams.doors.domain.deliveries import Answer, Delivery, RefusedError
from streams.doors.domain.deliveries import Hook as OneHook

router = APIRouter(prefix="/hooks", include_in_schema=False, dependencies=[Depends(public)])

UNKNOWN: Final = "unknown"


@router.get("/{name}")
async def greet(request: Request, hub: TheHub, name: str) -> Response:
    """Answer a vendor that makes sure whose address this is."""
    return await _answered(request, hub, name, "GET")


@router.post("/{name}")
async def receive(request: Request, hub: TheHub, name: str) -> Response:
    """Take a delivery; 200 says that Kafka has all that it tells."""
    return await _answered(request, hub, name, "POST")


async def _answered(request: Request, hub: Hub, name: str, method: Literal["GET", "POST"]) -> Response:
    now_ms, sender = hub.now_ms(), network_of(address_of(request))
    known = name if name in hub.doors.hooks else UNKNOWN
    try:
        hook = hub.doors.knock(name, sender, now_ms)
        if method == "GET":
            answer = hub.doors.greet(hook, dict(request.query_params))
            if answer.lease_seconds is not None:
                hub.metrics.leased(known, now_ms + 1000 * answer.lease_seconds)
        else:
            answer = await _received(request, hub, hook, sender, now_ms)
    except RefusedError as refused:
        hub.doors.refused(refused, sender, now_ms)
        hub.metrics.delivered(known, refused.outcome, now_ms)
        return problem_response(refused.status, refused.detail, request.url.path, refused.headers)
    hub.metrics.delivered(known, answer.outcome, now_ms)
    return Response(answer.body, HTTPStatus.OK, media_type=answer.media_type)


async def _received(request: Request, hub: Hub, hook: OneHook, sender: str, now_ms: int) -> Answer:
    headers = headers_of(request)
    hub.doors.check_head(hook, headers)
    with hub.doors.reading(sender):
        body = await body_of(request, headers)
    return await hub.doors.receive(hook, Delivery("POST", headers, {}, body), now_ms)
