"""Usage by closed weeks and months, with cells of few people withheld."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from msgspec import Struct

from api.domain.rights import Right, Viewer
from api.domain.usage import UntoldPeriod, UsagePeriod
from api.hub import TheHub
from api.pages.rendering import language_of, words_of
from api.people.gate import needs
from api.reading.rows import looked_into
from api.reading.usage import asked_by, closed, periods_wanted, usage_of
from api.report.sentences import worded
from api.routes.answers import answer, documented
from monitors.domain.published.periods import Grain

router = APIRouter(prefix="/api/v1/usage", tags=["usage"])


class UsageDocument(Struct, frozen=True, kw_only=True):
    """Closed periods, the oldest first; `closed_until` is the first day that is not closed, if any is.

    What was told of a closed period stays as it was told first. `untold` are those that are closed and are
    not told, with the reason.
    """

    grain: Grain
    closed_until: date | None
    k: int
    periods: list[UsagePeriod]
    untold: list[UntoldPeriod]


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

    Without `from` and `to` it is the last period that is told. A cell of fewer than k people is withheld,
    and its amount stands in a sum over several. There are no days and no hours: they would tell of few.
    """
    asked = asked_by(hub, viewer, Right.SEE_RELIANCE)._replace(
        unit=None if unit is None else viewer.tree.named(unit), platform=platform, surface=surface
    )
    with looked_into(hub.judged) as rows:
        periods = periods_wanted(rows, hub, grain, from_, to)
        document = UsageDocument(
            grain=grain,
            closed_until=closed(rows, hub),
            k=hub.privacy.k,
            periods=[usage_of(rows, each, asked) for each in periods.told],
            untold=worded(periods.untold, words_of(hub, language_of(request, viewer))),
        )
    return answer(request, document)
