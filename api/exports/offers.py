"""What can be exported, made for one viewer: the register, usage, incidents."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

import msgspec

from api.domain.incidents import told
from api.domain.rights import Right, Viewer
from api.domain.usage import Asked, Grain, closed_until, part_of
from api.exports.incidents_table import incidents_table
from api.exports.parquet import parquet_file
from api.exports.register_csv import RECENT_DAYS, register_table
from api.exports.table import ExportTable, ExportTerms, csv_file, with_period
from api.exports.usage_table import usage_table
from api.hub import Hub
from api.reading import incidents as incident_reading
from api.reading.now import sources
from api.reading.rows import looked_into
from api.reading.seen_lines import register_for
from api.reading.sources import known_sources
from api.reading.usage import Terms, wanted_spans
from api.report.sentences import Words, worded
from monitors.adapters.sql_reliance import SqlRelianceRows
from monitors.domain.calendar import day_of

Kind = Literal["register", "usage", "incidents"]
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
    purpose: str = ""
    classification: str = ""
    previous_sha256: str = ""


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
        terms = with_period(self._terms(), table)
        return csv_file(table, terms) if form == "csv" else parquet_file(table, terms)

    @property
    def units(self) -> frozenset[str] | None:
        """The units that may be exported; None: all."""
        return self.viewer.units(Right.EXPORT)

    def _terms(self) -> ExportTerms:
        """What the header says of any export; coverage is that of the last days that Sources tells of."""
        hub, at_ms = self.hub, self.hub.now_ms()
        with looked_into(hub.judged) as rows:
            known = known_sources(rows, at_ms)
        seen = [each.watermark_ms for each in known.sources if each.watermark_ms and not each.blind_since_ms]
        control = known.control
        return ExportTerms(
            export_id=str(uuid.uuid4()),
            generated_at=datetime.fromtimestamp(at_ms / 1000, UTC),
            catalogue_version=hub.catalogue.version,
            k=hub.privacy.k,
            classification=self.wanted.classification,
            purpose=self.wanted.purpose or hub.settings.purpose,
            prepared_by_role=self.viewer.role_for(Right.EXPORT) or "",
            previous_sha256=self.wanted.previous_sha256,
            data_cutoff=datetime.fromtimestamp(min(seen) / 1000, UTC) if seen else None,
            source_coverage=control.joined / control.requests if control.requests else None,
            settings_hash=_settings_hash(hub),
        )


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
        closed = closed_until(sources(rows), hub.settings.zone)
    spans = wanted_spans(wanted.grain, wanted.first, wanted.after, closed)
    terms = Terms(hub.tree, hub.privacy.k, hub.settings.zone)
    asked = Asked(export.units)
    periods = [hub.usage.period(hub.judged, terms, wanted.grain, span) for span in spans]
    return usage_table([part_of(period, asked) for period in periods])


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


TABLES: Final[Mapping[Kind, Callable[[Exporting], ExportTable]]] = {
    "register": _register,
    "usage": _usage,
    "incidents": _incidents,
}


def _settings_hash(hub: Hub) -> str:
    """Changes when a setting changes that figures depend on."""
    said = {"fewest_people": hub.privacy.k, "timezone": hub.settings.timezone}
    return hashlib.sha256(msgspec.json.encode(said | {"units": hub.tree.names}, order="sorted")).hexdigest()[
        :16
    ]
