"""What an exercise needs to know of units: from a log that was read, or from what the monitors stored."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from monitors.domain.reliance.figures import WINDOW_DAYS, work_of
from monitors.domain.reliance.outages import failures_of
from monitors.domain.withholding import ORGANISATION
from monitors.exercise import Around, UnitKnown
from monitors.reliance_rows import RelianceRows
from monitors.snapshot_dependencies import JudgedLog

DAY_MS: Final = 24 * 3_600_000


class Evidence(NamedTuple):
    """Units, and what is the same for all of them."""

    units: list[UnitKnown]
    around: Around


def evidence_of_log(log: JudgedLog, operators: Mapping[str, str]) -> Evidence:
    """What a finished log shows. Its tables decide which figures of a unit may be told."""
    known = log.known
    units = []
    for place, told in log.found.items():
        if told.seen is None:
            continue
        parent = known.units[place].parent_index
        units.append(
            UnitKnown(
                unit=known.units[place].name,
                parent=None if parent == ORGANISATION else known.units[parent].name,
                people=told.people,
                work=told.seen.work,
                days=told.seen.days,
                levels={known.platforms[platform]: each.level for platform, each in told.pairs.items()},
                shown={known.platforms[platform] for unit, platform in log.showing.cells if unit == place},
            )
        )
    hidden = {known.platforms[platform] for platform in log.showing.hidden}
    listed = [each.name for each in known.units]
    around = Around(known.calendar, operators, log.failures, known.k, log.last_ms, hidden, listed)
    return Evidence(units, around)


def newest_day(rows: RelianceRows) -> int | None:
    """The last local day that is told of any unit, counted from 1970; None before the first."""
    return max(
        (each.folded_day for each in rows.standings().values() if each.folded_day is not None), default=None
    )


def evidence_of_rows(
    rows: RelianceRows, parents: Mapping[str, str], around: Around, last_day: int
) -> Evidence:
    """What the monitors stored of the quarter that ends with a day; levels are those that stand now.

    `failures` come from the rows. `parents` are those of units, where a units file names them. Raises as the
    port does.
    """
    first_day = last_day - WINDOW_DAYS + 1
    units = []
    for unit, standing in sorted(rows.standings().items()):
        days, pairs = rows.summaries(unit, first_day, last_day)
        stand = rows.dependencies(unit)
        units.append(
            UnitKnown(
                unit=unit,
                parent=parents.get(unit),
                people=standing.people,
                work=work_of(days, last_day, standing.people),
                days=pairs,
                levels={platform: each.state.level for platform, each in stand.items()},
            )
        )
    failures = failures_of(rows.incidents(first_day * DAY_MS), around.until_ms)
    return Evidence(units, replace(around, failures=failures))
