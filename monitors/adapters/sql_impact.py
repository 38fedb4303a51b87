"""What outages cost, as rows and back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import convert, structs, to_builtins
from sqlalchemy import Connection, Row

from monitors.adapters.reliance_tables import AvailabilityMonth, IncidentImpact, IncidentSeverity
from monitors.adapters.sql_usage import replace_rows
from monitors.adapters.tables import table_of
from monitors.domain.impact.availability import Availability, Month
from monitors.domain.impact.expected import Range
from monitors.domain.impact.lost import HourImpact
from monitors.domain.impact.severity import Graveness
from monitors.reliance_rows import ImpactKey

IMPACT, MONTHS = table_of(IncidentImpact), table_of(AvailabilityMonth)
SEVERITIES = table_of(IncidentSeverity)

_RANGES: Final = ("expected", "lost", "caught_up")


def write_impact(
    connection: Connection, impact: Mapping[ImpactKey, HourImpact], months: Sequence[Availability]
) -> None:
    """Hours of incidents and months of platforms, in the place of those with the same key."""
    replace_rows(connection, IMPACT, [_impact_row(key, impact[key]) for key in sorted(impact)])
    known = {(each.platform, each.month): each for each in months}
    replace_rows(connection, MONTHS, [_month_row(known[key]) for key in sorted(known)])


def write_severities(connection: Connection, severities: Mapping[str, Graveness]) -> None:
    """How grave incidents are, in the place of what was told of them before."""
    rows = [{"incident": each, **to_builtins(severities[each])} for each in sorted(severities)]
    replace_rows(connection, SEVERITIES, rows)


def severity_of_row(row: Row[Any]) -> Graveness:
    """A row of the table as the rules' record."""
    return convert({"severity": row.severity, "reason": row.reason}, Graveness)


def impact_of(row: Row[Any]) -> tuple[ImpactKey, HourImpact]:
    """A row of the table as the rules' record."""
    ranges = {name: Range(getattr(row, f"{name}_low"), getattr(row, f"{name}_high")) for name in _RANGES}
    return ImpactKey(row.incident, row.unit, row.platform, row.hour_at), HourImpact(seen=row.seen, **ranges)


def month_of(row: Row[Any]) -> Availability:
    """A row of the table as the rules' record."""
    fields: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 (its public name)
    return Availability(**(fields | {"month": Month(row.month.year, row.month.month)}))


def _impact_row(key: ImpactKey, hour: HourImpact) -> dict[str, Any]:
    """The rules' record as a row of the table."""
    row: dict[str, Any] = {
        "incident": key.incident,
        "unit": key.unit,
        "platform": key.platform,
        "hour_at": key.hour_ms,
        "seen": hour.seen,
    }
    for name in _RANGES:
        own: Range = getattr(hour, name)
        row |= {f"{name}_low": own.low, f"{name}_high": own.high}
    return row


def _month_row(told: Availability) -> dict[str, Any]:
    """The rules' record as a row of the table."""
    return structs.asdict(told) | {"month": date(told.month.year, told.month.month, 1)}
