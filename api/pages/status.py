"""*Status for all staff*: what works and what does not, for everybody, without logging in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.domain.failing import status_of
from api.domain.rights import Viewer
from api.hub import TheHub
from api.pages.rendering import Page
from api.people.gate import public
from api.reading.failing import told_staff
from api.reading.rows import looked_into

router = APIRouter(include_in_schema=False)


@router.get("/status")
def status(request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(public)]) -> Response:
    """The page; browsers load it anew every minute, with or without script."""
    page = Page.of(request, hub, viewer)
    known = hub.board.now
    told = None if known is None else status_of(known)
    going = [] if told is None else [*told.ours, *(one.known for one in told.troubled if one.known)]
    said: dict[str, str] = {}
    if going:
        with looked_into(hub.judged) as rows:
            stated = told_staff(rows, {each.incident for each in going})
        said = {one: texts.get(page.words.lang, "") for one, texts in stated.items()}
    return page.answer("status.html.j2", {"told": told, "said": said, "is_stale": hub.board.is_stale})
