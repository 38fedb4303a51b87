"""What can be exported, made for one viewer: usage, incidents, and the register in several columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from api.domain.incidents import told
from api.domain.rights import Right, Viewer
from api.exports.incidents_table import incidents_table
from api.exports.parquet import parquet_file
from api.exports.regimes import REGIMES, Regime, regime_table
from api.exports.register_csv import RECENT_DAYS, register_table
from api.exports.table import ExportTable, csv_file
from api.exports.terms import Stated, terms_of
from api.exports.usage_table import usage_table
from api.hub import Hub
from api.reading import incidents as incident_reading
from api.reading.rows import looked_into
from api.reading.seen_lines import register_for
from api.reading.usage import asked_by, periods_wanted, usage_of
from api.report.sentences import Words, worded
from monitors.adapters.sql_reliance import SqlRelianceRows
from monitors.domain.calendar import day_of
from monitors.domain.published.periods import Grain

Kind = Literal["register", "usage", "incidents", "dora", "cps-230", "sysc-15a", "sp-800-34", "records"]
Form = Literal["csv", "parquet"]

MOST_INCIDENTS: Final = 100_000

MEDIA_TYPES: Final[Mapping[Form, str]] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported: usage from a day up to another, which is not in it, by week or month."""

    grain: Grain = "month"
    first: date | None = None
    after: date | None = None
    stated: Stated = field(default_factory=Stated)


@dataclass(frozen=True, slots=True)
class Exporting:
    """One export: of which hub, for whom, in whose words."""

    hub: Hub
    viewer: Viewer
    words: Words
    wanted: Wanted

    def file(self, kind: Kind, form: Form) -> bytes:
        """The file. Raises ProblemError where too much is asked for, StoreFault."""
        table = TABLES[kind](self)
        terms = terms_of(self.hub, self.viewer.role_for(Right.EXPORT) or "", self.wanted.stated)
        return csv_file(table, terms) if form == "csv" else parquet_file(table, terms)

    @property
    def units(self) -> frozenset[str] | None:
        """The units that may be exported; None: all."""
        return self.viewer.units(Right.EXPORT)


def _register(export: Exporting) -> ExportTable:
    hub, units = export.hub, export.units
    read = hub.read_register()
    since = day_of(hub.today - timedelta(days=RECENT_DAYS - 1))
    seen = SqlRelianceRows(hub.judged).days_of_pairs(since)
    small = {unit for unit, people in read.standing.people.items() if hub.privacy.is_small(people)}
    hidden = sum(each.unit in small for each in read.standing_of(units).dependencies or ())
    return register_table(
        register_for(hub, export.viewer, Right.EXPORT, read), read.standing.facts, seen, hidden
    )


def _usage(export: Exporting) -> ExportTable:
    hub, wanted = export.hub, export.wanted
    with looked_into(hub.judged) as rows:
        periods = periods_wanted(rows, hub, wanted.grain, wanted.first, wanted.after)
        asked = asked_by(hub, export.viewer, Right.EXPORT)
        return usage_table([usage_of(rows, each, asked) for each in periods.told])


def _incidents(export: Exporting) -> ExportTable:
    with looked_into(export.hub.judged) as rows:
        found = incident_reading.incidents(rows, platform=None, state=None, behind=None, most=MOST_INCIDENTS)
    documents = [
        told(one.incident, one.story, one.severity, export.hub.privacy, export.units) for one in found
    ]
    hidden = sum(
        exact.incident.people_failed is not None and shown.people_failed is None
        for exact, shown in zip(found, documents, strict=True)
    )
    return incidents_table([worded(each, export.words) for each in documents], hidden)


def _regime(regime: Regime) -> Callable[[Exporting], ExportTable]:
    """The register in the columns of a regime."""
    return lambda export: regime_table(_register(export), REGIMES[regime])


TABLES: Final[Mapping[Kind, Callable[[Exporting], ExportTable]]] = {
    "register": _register,
    "usage": _usage,
    "incidents": _incidents,
    "dora": _regime("dora"),
    "cps-230": _regime("cps-230"),
    "sysc-15a": _regime("sysc-15a"),
    "sp-800-34": _regime("sp-800-34"),
    "records": _regime("records"),
}
