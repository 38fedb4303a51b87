"""`/aid/v1/words`: what we tell other organisations, for those to whom a key was given."""

from hashlib import blake2b
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.people.gate import needs
from api.problems import ProblemError
from api.reading.aid import known_to_tell
from api.reading.rows import looked_into
from streams.aid.settings import WORDS_PATH

router = APIRouter(tags=["mutual aid"])

LINES: Final = "application/x-ndjson"

SILENT: Final = (
    "This hub tells other organisations nothing: its settings name no file of mutual aid (aid = ...)."
)

Peer = Annotated[Viewer, Depends(needs(Right.HEAR_WORDS))]


@router.get(
    WORDS_PATH,
    response_class=Response,
    responses={
        200: {"description": "One signed word on each line (docs/mutual-aid.md).", "content": {LINES: {}}},
        304: {"description": "As it was."},
        404: {"description": "This hub tells nobody anything."},
    },
)
def words(request: Request, hub: TheHub, viewer: Peer) -> Response:  # noqa: ARG001 (the gate)
    """Our words, one on each line: how platforms do here, and nothing of anybody."""
    if hub.voice is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, SILENT)
    now_ms = hub.now_ms()
    with looked_into(hub.judged) as rows:
        known = known_to_tell(rows, now_ms)
    body = b"".join(word.line + b"\n" for word in hub.voice.words(known, now_ms))
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type=LINES, headers=headers)
