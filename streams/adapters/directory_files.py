"""The directory's two CSV files, as spreadsheets and exports really write them."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from streams.domain.directory import Directory, DirectoryWarning
from streams.domain.directory_table import DirectoryRow, Problem, UnusableTableError, directory_of
from streams.domain.units import EXCLUDE, UnitRow, unit_key


class Columns(NamedTuple):
    """The columns of a table in the order of its row's fields; one of `needed` must be there."""

    names: tuple[str, ...]
    needed: tuple[str, ...]


DIRECTORY_COLUMNS = Columns(("user", "cidr", "unit", "network", "site", "from", "to"), ("user", "cidr"))
UNIT_COLUMNS = Columns(("unit", "parent", "people"), ("unit",))
MOST_SHOWN = 10
"""Problems written out in one message; the rest is counted."""
_ALIKE = 0.75
"""From this share of common letters on, two names with the same first letter are one name and a slip."""


class DirectoryError(Exception):
    """A directory or units file that cannot be used.

    The message is for the terminal of whoever owns the file: it names the file and the lines, and may quote a
    cell. It must not be logged or sent anywhere.
    """


def load_directory(directory: Path | None, units: Path | None, zone: tzinfo) -> Directory:
    """Reads `user,cidr,unit,network,site,from,to` and, if given, `unit,parent,people`.

    The first line names the columns, in any order and letter case; missing columns are empty. Commas,
    semicolons or tabs, quotes, a byte-order mark, CRLF, blank lines, UTF-8, UTF-16 and Windows' Latin-1 are
    all taken. Other columns are left out with a warning, unless one looks like a missing column misspelt, or
    holds `!exclude`: people who are not to be counted must never be counted because of a slip. Without a
    directory everybody is unassigned, but the units are there. Raises DirectoryError, or OSError where a file
    cannot be opened.
    """
    warnings: list[DirectoryWarning] = []
    unit_rows = None
    if units is not None:
        unit_rows = [UnitRow(line, *cells) for line, cells in _rows(units, UNIT_COLUMNS, warnings)]
    rows: Iterator[DirectoryRow] = iter(())
    if directory is not None:
        rows = _directory_rows(directory, warnings)
    elif units is None:
        return Directory.empty()
    try:
        return directory_of(rows, unit_rows, zone, warnings=warnings)
    except UnusableTableError as error:
        raise DirectoryError(_message(error.problems, directory, units)) from error


def _directory_rows(file: Path, warnings: list[DirectoryWarning]) -> Iterator[DirectoryRow]:
    """The rows of the directory; behind the last one, `warnings` say what is strange about all of them."""
    rows = silent = 0
    for line, cells in _rows(file, DIRECTORY_COLUMNS, warnings):
        row = DirectoryRow(line, *cells)
        rows += 1
        silent += not (row.unit or row.network or row.site)
        yield row
    if not rows:
        warnings.append(DirectoryWarning("directory-empty", {"files": (file.name,)}))
    if silent:
        warnings.append(
            DirectoryWarning("directory-rows-say-nothing", {"files": (file.name,), "rows": silent})
        )


def _message(problems: Sequence[Problem], directory: Path | None, units: Path | None) -> str:
    files = {"directory": directory, "units": units}
    lines = [f"{files[table]}, line {line}: {text}" for table, line, text in problems[:MOST_SHOWN]]
    if len(problems) > MOST_SHOWN:
        lines.append(f"and {len(problems) - MOST_SHOWN:,} more like these")
    return "\n".join(lines)


def _rows(file: Path, columns: Columns, warnings: list[DirectoryWarning]) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells, in the order of `columns`, of every row that is not blank."""
    text = _text(file, warnings)
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    comma = max(",;\t", key=lambda mark: len({*columns.names} & {*_names(first.split(mark))}))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    header: list[str] = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not header:
                header = _header(f"{file}, line {reader.line_num}", cells, columns)
                places = [header.index(name) if name in header else -1 for name in columns.names]
                ignored = tuple(name for name in header if name and name not in columns.names)
                if ignored:
                    figures: dict[str, int | tuple[str, ...]] = {"files": (file.name,), "columns": ignored}
                    warnings.append(DirectoryWarning("directory-columns-ignored", figures))
                continue
            _check_row(file, reader.line_num, cells, header, columns)
            yield reader.line_num, [cells[place] if 0 <= place < len(cells) else "" for place in places]
    except csv.Error as error:
        raise DirectoryError(
            f"{file}, line {reader.line_num}: this is not a table of cells ({error}); "
            "is a quotation mark missing its partner?"
        ) from error
    if not header:
        raise DirectoryError(f"{file} is empty; its first line must name columns: {','.join(columns.names)}")


def _text(file: Path, warnings: list[DirectoryWarning]) -> str:
    data = file.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise DirectoryError(f"{file} begins as UTF-16 text but is cut short; save it again") from error
    if b"\0" in data:
        raise DirectoryError(
            f"{file} is not text; save the table as CSV (in a spreadsheet: Save as, CSV UTF-8)"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        warnings.append(DirectoryWarning("directory-not-utf8", {"files": (file.name,)}))
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _names(cells: Sequence[str]) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in cells]


def _header(where: str, cells: Sequence[str], columns: Columns) -> list[str]:
    names = _names(cells)
    if slips := _slips(names, columns):
        wrong = "; ".join(f"the column {name!r} is unknown, and {known} is missing" for name, known in slips)
        raise DirectoryError(
            f"{where}: {wrong}. Correct the header, or give a column that is something else another name; "
            f"the columns are {','.join(columns.names)}"
        )
    if not {*columns.needed} & {*names}:
        raise DirectoryError(
            f"{where}: the first line must name the columns, {' or '.join(columns.needed)} among them; "
            f"write {','.join(columns.names)} above the rows"
        )
    twice = next((name for name in columns.names if names.count(name) > 1), None)
    if twice:
        raise DirectoryError(f"{where}: the column {twice} is there twice; keep one of them")
    return names


def _slips(names: Sequence[str], columns: Columns) -> list[tuple[str, str]]:
    """Unknown names with the missing column each seems to mean: `untit`, `username`, `valid from`."""
    missing = [known for known in columns.names if known not in names]
    unknown = [name for name in names if name and name not in columns.names]
    found = [(name, next((known for known in missing if _seems(name, known)), "")) for name in unknown]
    return [(name, known) for name, known in found if known]


def _seems(name: str, known: str) -> bool:
    words = re.split(r"[\W_]+", name)
    if known == words[0] or (known == words[-1] and known != "to"):  # "reports to" is somebody's manager
        return True
    if len(known) > 2 and name.startswith(known):
        return True
    return name[0] == known[0] and SequenceMatcher(None, name, known).ratio() >= _ALIKE


def _check_row(file: Path, line: int, cells: Sequence[str], header: Sequence[str], columns: Columns) -> None:
    for name, cell in zip(header, cells, strict=False):
        if name not in columns.names and unit_key(cell) == EXCLUDE:
            raise DirectoryError(
                f"{file}, line {line}: {EXCLUDE} stands in the column {name!r}, which is not read; it takes "
                "effect in the column unit alone. Correct the header, or move the word"
            )
    if any(cells[len(header) :]):
        raise DirectoryError(
            f"{file}, line {line}: {len(cells)} cells under {len(header)} columns; "
            "put quotation marks around a cell that holds the separator"
        )
    if any("\n" in cell for cell in cells):
        raise DirectoryError(
            f"{file}, line {line}: a cell runs over several lines; is a quotation mark missing its partner?"
        )
