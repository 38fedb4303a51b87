"""Sources and coverage: what is seen, and what is not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from msgspec import Struct

from api.domain.rights import Right, Viewer
from api.domain.sources import CoverageTold, Sight, SourceTold, sources_of
from api.hub import TheHub
from api.pages.rendering import language_of, words_of
from api.people.gate import needs
from api.reading.rows import looked_into
from api.reading.sources import known_sources
from api.report.sentences import worded
from api.routes.answers import answer, documented
from monitors.snapshot_schema import Instant, Reason, instant

router = APIRouter(prefix="/api/v1/sources", tags=["sources"])


class SourceDocument(Struct, frozen=True, kw_only=True):
    """One log or feed: `behind` where it is complete until some minutes ago only, `blind` where silent."""

    source: str
    site: str
    sight: Sight
    complete_until: Instant | None
    blind_since: Instant | None
    key_version: int
    catalogue: str
    directory: str
    findings: list[Reason]


class SourcesDocument(Struct, frozen=True, kw_only=True):
    """All of them, those that need somebody first, and how much of the work they show."""

    sources: list[SourceDocument]
    coverage: CoverageTold


@router.get("", responses=documented(SourcesDocument))
def sources(
    request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(needs(Right.SEE_SOURCES))]
) -> Response:
    """Every source, and the part of the organisation that they show."""
    at_ms = hub.now_ms()
    with looked_into(hub.judged) as rows:
        told = sources_of(known_sources(rows, at_ms), at_ms)
    document = SourcesDocument(sources=[_document(each) for each in told.sources], coverage=told.coverage)
    return answer(request, worded(document, words_of(hub, language_of(request, viewer))))


def _document(told: SourceTold) -> SourceDocument:
    """As programs have it: moments instead of milliseconds."""
    return SourceDocument(
        source=told.source,
        site=told.site,
        sight=told.sight,
        complete_until=None if told.complete_until_ms is None else instant(told.complete_until_ms),
        blind_since=None if told.blind_since_ms is None else instant(told.blind_since_ms),
        key_version=told.key_version,
        catalogue=told.catalogue,
        directory=told.directory,
        findings=[Reason(each.code, each.figures) for each in told.findings],
    )
