"""What a snapshot is made of: the terms that it is made under, and what a whole log adds up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from monitors.domain.calendar import Calendar
from monitors.domain.tables import PeriodTables, PlatformCells
from monitors.domain.unit_hours import UnitHours
from monitors.domain.usage import Slices
from monitors.snapshot_incidents import IncidentFold
from monitors.snapshot_schema import Coverage, Period
from streams.domain.catalogue import Catalogue
from streams.domain.directory import Directory

if TYPE_CHECKING:
    from monitors.domain.findings.records import ToolRule


@dataclass(frozen=True)
class Terms:
    """Under which terms a snapshot is made: what is known, how days are counted, how few people are shown.

    `read_at_ms` is now, in Unix milliseconds: a line from later was dated by a clock that runs ahead.
    `tool_rules` are the organisation's own: which tool for what.
    """

    catalogue: Catalogue
    directory: Directory
    calendar: Calendar
    k: int
    has_directory: bool
    read_at_ms: int
    tool_rules: "Sequence[ToolRule]" = ()


class Sums(NamedTuple):
    """A log that has been read to its end: exact figures, and the tables that say which may be shown."""

    slices: Slices
    hours: UnitHours
    tables: PeriodTables
    cells: PlatformCells
    coverage: Coverage
    period: Period
    incidents: IncidentFold
