"""Changes as they come, for pages that are alive and for whoever else listens."""

from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse

from api.domain.now import seen_by
from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.people.gate import is_welcome_still, needs

router = APIRouter(prefix="/api/v1", tags=["live"])

MOST_DIGITS: Final = 19
"""So many has the largest number of 64 bits; no event has more."""


@router.get(
    "/live", responses={200: {"content": {"text/event-stream": {}}}}, response_class=StreamingResponse
)
async def live(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_INCIDENTS))],
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Server-sent events: first a `snapshot` of what stands now, then changes, with heartbeats between.

    Whoever names the last event that it had (`Last-Event-ID`) gets what it missed instead of a snapshot, as
    far back as is kept. `reload` says that too much was missed: ask for everything anew.
    """
    sight = hub.sight(viewer)

    def may_see(unit: str | None) -> bool:
        return unit is None or sight.unit(unit)

    def snapshot() -> str:
        known = hub.board.now
        return "null" if known is None else msgspec.json.encode(seen_by(known, sight)).decode()

    async def is_welcome() -> bool:
        return await is_welcome_still(request, viewer)

    return StreamingResponse(
        hub.stream.lines(last_event(last_event_id), snapshot, may_see, is_welcome),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def last_event(last_event_id: str | None) -> int | None:
    """The number of an event that somebody says they had; None for whatever is no number of one."""
    said = last_event_id or ""
    is_number = len(said) <= MOST_DIGITS and said.isascii() and said.isdecimal()
    return int(said) if is_number else None
