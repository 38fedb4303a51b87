"""Usage by closed weeks and months, with cells of few people withheld."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from msgspec import Struct

from api.domain.rights import Right, Viewer
from api.domain.usage import Asked, Grain, UsagePeriod, closed_until, part_of
from api.hub import TheHub
from api.people.gate import needs
from api.reading.now import sources
from api.reading.rows import looked_into
from api.reading.usage import Terms, wanted_spans
from api.routes.answers import answer, documented

router = APIRouter(prefix="/api/v1/usage", tags=["usage"])


class UsageDocument(Struct, frozen=True, kw_only=True):
    """Closed periods, the oldest first; `closed_until` is the first day that is not closed, if any is.

    What was told of a closed period stays as it was told, for as long as the hub runs.
    """

    grain: Grain
    closed_until: date | None
    k: int
    periods: list[UsagePeriod]


@router.get("", responses=documented(UsageDocument))
def usage(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_RELIANCE, unit_from="unit", audited="viewed-unit"))],
    grain: Annotated[Grain, Query(description="Whole weeks, from Monday on, or whole months.")] = "month",
    from_: Annotated[date | None, Query(alias="from", description="From this day on.")] = None,
    to: Annotated[date | None, Query(description="Up to this day, which is not in it.")] = None,
    unit: Annotated[str | None, Query(max_length=500, description="Only of this unit.")] = None,
    platform: Annotated[str | None, Query(max_length=100, description="Only of this platform.")] = None,
    surface: Annotated[
        str | None, Query(max_length=50, description="Only rows of this surface, as `messaging`.")
    ] = None,
) -> Response:
    """Usage by week or month: totals of platforms, and cells of the units that the caller may see.

    Without `from` and `to` it is the last period that is closed. A cell of fewer than k people is withheld,
    and its amount stands in a sum over several. There are no days and no hours: they would tell of few.
    """
    with looked_into(hub.judged) as rows:
        closed = closed_until(sources(rows), hub.settings.zone)
    asked = Asked(
        viewer.units(Right.SEE_RELIANCE),
        None if unit is None else viewer.tree.named(unit),
        platform,
        surface,
    )
    spans = wanted_spans(grain, from_, to, closed)
    terms = Terms(hub.tree, hub.privacy.k, hub.settings.zone)
    periods = [part_of(hub.usage.period(hub.judged, terms, grain, span), asked) for span in spans]
    return answer(
        request,
        UsageDocument(grain=grain, closed_until=closed, k=hub.privacy.k, periods=periods),
    )
