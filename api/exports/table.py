"""A table as it leaves the house: columns with their kinds, rows, and a header that says what it is.

As CSV it begins with comment lines `# name: value`, each one cell: in quotes where it holds a separator. As
Parquet the same stands in the file's own metadata (`api.exports.parquet`). `sha256` is in both that of the
rows as CSV, names of columns included, so that the two can be held against each other.
"""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final, Literal

from api.domain.privacy import BASE
from monitors.domain.register.checking import plain

Kind = Literal["text", "count", "number", "day", "moment", "flag"]

FORMULA: Final = frozenset("=+-@")
"""A cell that begins so would be taken for a formula by a spreadsheet (CWE-1236)."""

SEPARATORS: Final = frozenset(',;"')
"""What ends or opens a cell, by the language of the spreadsheet."""

PSEUDONYMS: Final = (
    "keyed BLAKE2b of 64 bits; a key is replaced by `holdfast key rotate`, and pseudonyms of two keys are "
    "never joined; no pseudonym is exported"
)
COVERAGE_IS: Final = "requests of people in a known unit, of all requests in the control sample, 14 days"
PARSE_ERROR_IS: Final = (
    "lines of the logs that could not be read, of all their lines, since each source began"
)


@dataclass(frozen=True, slots=True)
class ExportTerms:
    """What the header says; None is unknown and written as empty.

    `source_coverage` is the part of all requests seen that came of people whom the directory places in a
    unit, by the control sample of the whole web, 0 to 1; `parse_errors` the part of all lines of the logs
    that could not be read. `data_cutoff` is up to when every source that is not silent is complete.
    `key_versions` are those of the pseudonyms' keys that the sources use now.
    """

    export_id: str
    generated_at: datetime
    catalogue_version: str
    k: int
    classification: str
    purpose: str
    prepared_by_role: str
    previous_sha256: str
    data_cutoff: datetime | None = None
    source_coverage: float | None = None
    parse_errors: float | None = None
    key_versions: tuple[int, ...] = ()
    settings_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What an export says of itself: by which method it was made, and what it withholds and how.

    `period` is from a day up to another, None where it is told as of one moment. `more` stands in its header
    beside what all exports say.
    """

    method: str
    pseudonymisation: str
    suppression: str
    suppressed_cells: int = 0
    period: tuple[date, date] | None = None
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTable(Description):
    """What is exported: `columns` by name, rows by the names of columns (a missing one is empty)."""

    columns: Mapping[str, Kind]
    rows: Sequence[Mapping[str, Any]]


def csv_file(table: ExportTable, terms: ExportTerms) -> bytes:
    """The table as CSV with its header."""
    body = _body(table)
    lines = (
        _one_cell(f"# {name}: {_one_line(value)}") for name, value in _header(table, terms, body).items()
    )
    return "".join(f"{line}\n" for line in lines).encode() + body


def header_of(table: ExportTable, terms: ExportTerms) -> dict[str, str]:
    """What the file is, as it stands beside its rows."""
    return {name: _one_line(value) for name, value in _header(table, terms, _body(table)).items()}


def _body(table: ExportTable) -> bytes:
    """Names of columns, and rows."""
    body = io.StringIO(newline="")
    writer = csv.writer(body)
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_cell(row.get(column)) for column in table.columns])
    return body.getvalue().encode()


def _header(table: ExportTable, terms: ExportTerms, body: bytes) -> dict[str, object]:
    """What the file is, name by name."""
    return header(table, terms, hashlib.sha256(body).hexdigest())


def header(of: Description, terms: ExportTerms, sha256: str) -> dict[str, object]:
    """What an export says of itself, name by name; what is unknown, or has no part in it, is empty."""
    period = of.period or (None, None)
    return {
        "export_id": terms.export_id,
        "generated_at": _moment(terms.generated_at),
        "period_start": period[0] or "",
        "period_end": period[1] or "",
        "data_cutoff": "" if terms.data_cutoff is None else _moment(terms.data_cutoff),
        "source_coverage_pct": _percent(terms.source_coverage),
        "source_coverage_is": COVERAGE_IS,
        "parse_error_pct": _percent(terms.parse_errors),
        "parse_error_is": PARSE_ERROR_IS,
        "method_version": of.method,
        "catalogue_version": terms.catalogue_version,
        "settings_hash": terms.settings_hash,
        "pseudonymisation": of.pseudonymisation,
        "pseudonym_key_versions": "; ".join(map(str, terms.key_versions)),
        "k_threshold": terms.k,
        "rounding_base": BASE,
        "suppressed_cells": of.suppressed_cells,
        "suppression_method": of.suppression,
        "classification": terms.classification,
        "purpose": terms.purpose,
        "prepared_by_role": terms.prepared_by_role,
        **of.more,
        "sha256": sha256,
        "previous_sha256": terms.previous_sha256,
    }


def _percent(share: float | None) -> str:
    """A share of 0 to 1 in percent, empty where it is unknown."""
    return "" if share is None else f"{100 * share:.4g}"


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
        return ("'" if _is_formula(value) else "") + plain(value)
    return "" if value is None else value


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet may run a text: by its first sign behind blanks, quotes and what nobody sees.

    Spreadsheets trim those when they import, and some read full-width signs as the usual ones.
    """
    for each in text:
        if each not in "\"'" and unicodedata.category(each)[0] not in "ZC":
            return unicodedata.normalize("NFKC", each) in FORMULA
    return False


def _one_cell(line: str) -> str:
    """A line as one cell of a CSV file."""
    if SEPARATORS.isdisjoint(line):
        return line
    return '"' + line.replace('"', '""') + '"'


def _one_line(value: object) -> str:
    """A value of the header, whatever people wrote."""
    return plain(" ".join(str(value).split()))
