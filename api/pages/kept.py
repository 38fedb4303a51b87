"""*What is kept about use like yours*, for every employee; the staff notice, and the annex for a DPIA.

All three are made of the live settings and of the tables and topics as they are.
"""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from api.domain.kept import GROUPS, SAMPLE, kept_of
from api.domain.privacy import BASE
from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.pages.rendering import DAY_MS, Page
from api.people.gate import needs, public
from api.reading.kept import every_table, looks
from api.reading.rows import looked_into
from streams.contracts.topics import EVIDENCE_HOURS, TOPICS

router = APIRouter(prefix="/kept", include_in_schema=False)

LOOKED_DAYS: Final = 30

Everybody = Annotated[Viewer, Depends(public)]


@router.get("")
def kept(request: Request, hub: TheHub, viewer: Everybody) -> Response:
    """Every field, for how long, who may look, and how often somebody did."""
    page = Page.of(request, hub, viewer)
    with looked_into(hub.judged) as rows:
        looked = looks(rows, hub.now_ms() - LOOKED_DAYS * DAY_MS)
    return page.answer("kept.html.j2", _told(page) | {"looked": looked, "looked_days": LOOKED_DAYS})


@router.get("/notice")
def notice(request: Request, hub: TheHub, viewer: Everybody) -> Response:
    """The notice to staff, to be printed or sent."""
    page = Page.of(request, hub, viewer)
    return page.answer("kept_notice.html.j2", _told(page))


@router.get("/annex")
def annex(
    request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(needs(Right.SEE_AUDIT))]
) -> Response:
    """The annex for a data protection impact assessment, as the settings stand."""
    page = Page.of(request, hub, viewer)
    return page.answer("kept_annex.html.j2", _told(page))


def _told(page: Page) -> dict[str, Any]:
    """What all three say."""
    settings = page.hub.settings
    return {
        "kept": kept_of(every_table(), TOPICS, settings.retention),
        "groups": GROUPS,
        "sample": SAMPLE,
        "purpose": settings.purpose,
        "retention": settings.retention,
        "evidence_hours": EVIDENCE_HOURS,
        "k": page.hub.privacy.k,
        "base": BASE,
        "networks": len(settings.inside_networks),
        "metrics_networks": len(settings.metrics_from),
        "keeps_records": page.hub.records is not None,
        "at_ms": page.words.now_ms,
    }
