"""A table as it leaves the house: columns with their kinds, rows, and a header that says what it is.

As CSV it begins with comment lines `# name: value`; as Parquet the same stands in the file's own metadata
(`api.exports.parquet`). `sha256` is in both that of the rows as CSV, names of columns included, so that the
two can be held against each other.
"""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final, Literal

from api.domain.privacy import BASE
from monitors.domain.register.checking import plain

Kind = Literal["text", "count", "number", "day", "moment", "flag"]

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be taken for a formula by a spreadsheet (CWE-1236)."""


@dataclass(frozen=True, slots=True)
class ExportTerms:
    """What the header says; None is unknown and written as empty.

    `source_coverage` is the part of all requests seen that came of people whom the directory places in a
    unit, by the control sample of the whole web, 0 to 1. `data_cutoff` is up to when every source that is not
    silent is complete.
    """

    export_id: str
    generated_at: datetime
    catalogue_version: str
    k: int
    classification: str
    purpose: str
    prepared_by_role: str
    previous_sha256: str
    suppressed_cells: int = 0
    data_cutoff: datetime | None = None
    source_coverage: float | None = None
    settings_hash: str = ""
    period_start: date | None = None
    period_end: date | None = None


@dataclass(frozen=True, slots=True)
class ExportTable:
    """What is exported: `columns` by name, rows by the names of columns (a missing one is empty)."""

    method: str
    columns: Mapping[str, Kind]
    rows: Sequence[Mapping[str, Any]]
    pseudonymisation: str
    suppression: str
    suppressed_cells: int = 0
    period: tuple[date, date] | None = None


def csv_file(table: ExportTable, terms: ExportTerms) -> bytes:
    """The table as CSV with its header."""
    body = _body(table)
    lines = (f"# {name}: {_one_line(value)}\n" for name, value in _header(table, terms, body).items())
    return "".join(lines).encode() + body


def header_of(table: ExportTable, terms: ExportTerms) -> dict[str, str]:
    """What the file is, as it stands beside its rows."""
    return {name: _one_line(value) for name, value in _header(table, terms, _body(table)).items()}


def with_period(terms: ExportTerms, table: ExportTable) -> ExportTerms:
    """The terms of a table that has a period of its own."""
    if table.period is None:
        return terms
    return replace(terms, period_start=table.period[0], period_end=table.period[1])


def _body(table: ExportTable) -> bytes:
    """Names of columns, and rows."""
    body = io.StringIO(newline="")
    writer = csv.writer(body)
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_cell(row.get(column)) for column in table.columns])
    return body.getvalue().encode()


def _header(table: ExportTable, terms: ExportTerms, body: bytes) -> dict[str, object]:
    """What the file is, name by name; what this table has no part in is left empty."""
    made_at = _moment(terms.generated_at)
    coverage = terms.source_coverage
    return {
        "export_id": terms.export_id,
        "generated_at": made_at,
        "period_start": terms.period_start or "",
        "period_end": terms.period_end or "",
        "data_cutoff": made_at if terms.data_cutoff is None else _moment(terms.data_cutoff),
        "source_coverage_pct": "" if coverage is None else f"{100 * coverage:.1f}",
        "source_coverage_is": "requests of people in a known unit, of all requests in the control sample",
        "parse_error_pct": "",
        "method_version": table.method,
        "catalogue_version": terms.catalogue_version,
        "settings_hash": terms.settings_hash,
        "pseudonymisation": table.pseudonymisation,
        "k_threshold": terms.k,
        "rounding_base": BASE,
        "suppressed_cells": table.suppressed_cells or terms.suppressed_cells,
        "suppression_method": table.suppression,
        "classification": terms.classification,
        "purpose": terms.purpose,
        "prepared_by_role": terms.prepared_by_role,
        "sha256": hashlib.sha256(body).hexdigest(),
        "previous_sha256": terms.previous_sha256,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _cell(value: object) -> object:
    """A value as a spreadsheet may have it: a text that looks like a formula stays a text.

    Characters that steer a terminal or turn the direction of writing are replaced.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str):
        return ("'" if value.startswith(DANGEROUS) else "") + plain(value)
    return "" if value is None else value


def _one_line(value: object) -> str:
    """A value of the header, whatever people wrote."""
    return plain(" ".join(str(value).split()))
