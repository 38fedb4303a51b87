"""Usage of closed weeks or months as a table: totals, cells of units, sums over withheld ones."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from api.domain.usage import PlatformUsage, UsagePeriod, suppressed_in
from api.exports.table import PSEUDONYMS, ExportTable, Kind
from monitors.snapshot_schema import ORGANISATION_NAME, UsageRow
from streams.domain.deltas import OUTCOMES

METHOD: Final = "holdfast.usage-export/1"

COLUMNS: Final[Mapping[str, Kind]] = {
    "grain": "text",
    "period_start": "day",
    "period_end": "day",
    "row": "text",
    "unit": "text",
    "platform": "text",
    "surface": "text",
    "requests": "count",
    "people": "count",
    "units": "count",
    "children": "count",
    "bytes_down": "count",
    "bytes_up": "count",
    "seen_as_embed": "count",
    **dict.fromkeys(OUTCOMES, "count"),
}
"""`row` is `platform` (all units together), `unit`, `withheld` (no figure), or `other-units` (a sum)."""


def usage_table(periods: Sequence[UsagePeriod]) -> ExportTable:
    """Closed periods, the oldest first, as a table."""
    return ExportTable(
        method=METHOD,
        columns=COLUMNS,
        rows=[row for period in periods for row in _rows(period)],
        pseudonymisation=PSEUDONYMS,
        suppression=(
            "a unit's cell of fewer than k people is withheld with a second one, its amount stands in a sum;"
            " people are rounded"
        ),
        suppressed_cells=sum(suppressed_in(period) for period in periods),
        period=(periods[0].from_, periods[-1].to) if periods else None,
    )


def _rows(period: UsagePeriod) -> Iterator[dict[str, Any]]:
    """The rows of one period."""
    span = {"grain": period.grain, "period_start": period.from_, "period_end": period.to}
    for platform in period.platforms:
        yield span | _platform(platform)
    for row in period.usage:
        yield span | _unit(row)


def _platform(told: PlatformUsage) -> dict[str, Any]:
    """One platform in the whole organisation; an outcome that did not occur is 0."""
    return {
        "row": "platform",
        "unit": ORGANISATION_NAME,
        "platform": told.platform,
        "requests": told.requests,
        "people": told.people,
        "units": told.units,
        "bytes_down": told.bytes_down,
        "bytes_up": told.bytes_up,
        "seen_as_embed": told.seen_as_embed,
        **dict.fromkeys(OUTCOMES, 0),
        **told.outcomes,
    }


def _unit(told: UsageRow) -> dict[str, Any]:
    """One cell of a unit, or a sum over several; what is withheld is empty."""
    is_sum = told.other_units is True
    kind = "withheld" if told.withheld is True else "other-units" if is_sum else "unit"
    outcomes = {} if told.outcomes is None else dict.fromkeys(OUTCOMES, 0) | told.outcomes
    return {
        "row": kind,
        "unit": told.unit,
        "platform": told.platform,
        "surface": told.surface,
        "requests": told.requests,
        "people": told.people,
        "children": told.children if is_sum else None,
        "bytes_down": told.bytes_down,
        "bytes_up": told.bytes_up,
        **outcomes,
    }
