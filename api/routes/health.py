"""Whether the hub runs, and whether it has what it needs."""

from http import HTTPStatus

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from api.hub import TheHub
from api.people.gate import public

router = APIRouter(tags=["health"])


@router.get("/healthz", dependencies=[Depends(public)])
def healthz() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@router.get("/readyz", dependencies=[Depends(public)])
def readyz(hub: TheHub) -> JSONResponse:
    """Whether pages can be shown and actions sent: the database answers, and changes are heard."""
    parts = {"database": not hub.board.is_stale, "changes": hub.is_hearing()}
    ready = all(parts.values())
    said = {"status": "ready" if ready else "not-ready", "parts": parts}
    return JSONResponse(said, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE)
