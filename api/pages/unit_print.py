"""A unit's report, to be printed: why it needs each platform, and what work that carries."""

from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response

from api.domain.rights import Right, Viewer
from api.domain.sources import sources_of
from api.domain.unit import UnitTold
from api.hub import Hub, TheHub
from api.pages.rendering import HubWords, Page
from api.pages.report_head import AsStated, Report
from api.pages.room_print import unseen
from api.pages.units import Worded, found, worded
from api.people.gate import needs
from api.reading.rows import looked_into
from api.reading.sources import known_sources
from api.reading.usage import months_of
from api.report.terms import terms_line
from monitors.domain.reliance.figures import WINDOW_DAYS

router = APIRouter(include_in_schema=False)

GRAVE = frozenset({"important", "mission-critical"})


@dataclass(frozen=True, slots=True)
class Carried:
    """One platform of the report, with what its terms of use say."""

    worded: Worded
    terms: str


@router.get("/units/{unit:path}/print")
def unit_print(
    request: Request,
    hub: TheHub,
    unit: str,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_RELIANCE, unit_from="unit", audited="viewed-unit"))],
    stated: AsStated,
) -> Response:
    """The report of one unit, with what this viewer sees on its page."""
    page, name = Page.of(request, hub, viewer), hub.tree.named(unit)
    told = found(hub, viewer, name)
    months = months_of(hub, told)
    with looked_into(hub.judged) as rows:
        sources = sources_of(known_sources(rows, hub.now_ms()), hub.now_ms())
    report = Report(page, "unit", Right.SEE_RELIANCE, stated, name)
    said: dict[str, Any] = {
        "told": told,
        "carried": [
            _carried(each, hub, page.words) for each in (worded(one, page.words) for one in told.pairs)
        ],
        "activities": sum(len(pair.activities) for pair in told.pairs),
        "grave": sum(pair.level in GRAVE for pair in told.pairs),
        "months": months,
        "unseen": unseen(sources, page.words),
        "today": hub.today,
        "k": hub.privacy.k,
        "window": WINDOW_DAYS,
        "head": report.head([told, months], suppressed=_withheld(told)),
    }
    return page.answer("unit_print.html.j2", said)


def _carried(one: Worded, hub: Hub, words: HubWords) -> Carried:
    """One platform, with its terms of use as far as somebody has read them; of their address the host."""
    platform = hub.catalogue.platforms.get(one.told.platform)
    terms = None if platform is None else platform.terms
    if terms is not None:
        terms = replace(terms, source=urlsplit(terms.source).hostname or terms.source)
    return Carried(one, terms_line(terms, words.lang))


def _withheld(told: UnitTold) -> int:
    """How many platforms stand without figures; how many are not told at all nobody is told."""
    return sum(pair.assessment is not None and not pair.assessment.people for pair in told.pairs)
