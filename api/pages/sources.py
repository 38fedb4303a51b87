"""*Sources*: what we see, how far it is complete, and what we cannot see."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.domain.rights import Right, Viewer
from api.domain.sources import sources_of
from api.hub import TheHub
from api.pages.rendering import Page
from api.people.gate import needs
from api.reading.rows import looked_into
from api.reading.sources import known_sources

router = APIRouter(include_in_schema=False)


@router.get("/sources")
def sources(
    request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(needs(Right.SEE_SOURCES))]
) -> Response:
    """Every log and feed, and how much of the organisation they show."""
    page = Page.of(request, hub, viewer)
    with looked_into(hub.judged) as rows:
        known = known_sources(rows, hub.now_ms())
    told = sources_of(known, hub.now_ms())
    if not told.sources:
        return page.answer("first.html.j2", {})
    return page.answer("sources.html.j2", {"told": told})
