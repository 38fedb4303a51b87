"""What one unit did in the last closed months, platform by platform, as its page says it.

Pure. Periods come in as they may be shown: a cell of fewer than k people is withheld in them already.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from api.domain.usage import UsagePeriod
from monitors.snapshot_schema import Reason


class MonthCell(Struct, frozen=True, kw_only=True):
    """A month on a platform: exact requests, people in steps of 5; both None where it is withheld."""

    requests: int | None
    people: int | None


class PlatformMonths(Struct, frozen=True, kw_only=True):
    """A platform with a cell for each month, None where nobody used it."""

    platform: str
    name: str
    cells: list[MonthCell | None]


class MonthsTold(Struct, frozen=True, kw_only=True):
    """The months by their first days, the oldest first, and what the unit did in them.

    `untold` says why one of the last months is left out, where one is.
    """

    months: list[date]
    rows: list[PlatformMonths]
    untold: Reason | None = None


def months_told(
    unit: str, periods: Sequence[UsagePeriod], names: Mapping[str, str], untold: Reason | None = None
) -> MonthsTold:
    """The unit's cells of each period in which anything was seen at all; what it used most comes first."""
    periods = [period for period in periods if period.platforms]
    found: dict[str, list[MonthCell | None]] = {}
    for place, period in enumerate(periods):
        for row in period.usage:
            if row.unit == unit and row.surface is None and row.other_units is not True:
                cells = found.setdefault(row.platform, [None] * len(periods))
                cells[place] = MonthCell(requests=row.requests, people=row.people)
    rows = [
        PlatformMonths(platform=platform, name=names.get(platform, platform), cells=cells)
        for platform, cells in found.items()
    ]
    return MonthsTold(
        months=[period.from_ for period in periods],
        rows=sorted(rows, key=lambda row: (-_requests(row), row.name.casefold())),
        untold=untold,
    )


def _requests(row: PlatformMonths) -> int:
    """All that may be told."""
    return sum(cell.requests or 0 for cell in row.cells if cell is not None)
