"""Own changes as rows of a table: `at,system,title,platforms,sites,reference`."""

import csv
import io
from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from hashlib import blake2b
from typing import Any, Final, cast, get_args

import msgspec

from streams.contracts.evidence import LAST_MS
from streams.contracts.signals import OwnChange, encode_signal
from streams.doors.domain.telling import LONGEST_NAME, ChangeData, UntoldError, check_text

COLUMNS: Final = ("at", "system", "title", "platforms", "sites", "reference")
NEEDED: Final = ("at", "system", "title")
SYSTEMS: Final[tuple[str, ...]] = get_args(ChangeData.__annotations__["system"])
SOURCE: Final = "changes"
BETWEEN: Final = "|"
MOST_SHOWN: Final = 20


class ChangeRowsError(Exception):
    """A table that cannot be taken; the message names each line and says what to write instead."""


def changes_in(text: str, zone: tzinfo | None, platforms: Collection[str]) -> list[OwnChange]:
    """The changes in a CSV table, or none of them. Raises ChangeRowsError with every fault.

    Several platforms or sites stand in one cell, with `|` between them. A time without a zone is of `zone`.
    The id of a change is a hash of its row, so the same row is the same change whenever it is sent.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    comma = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    faults: list[str] = []
    found: list[OwnChange] = []
    try:
        _check_header([name.strip() for name in reader.fieldnames or ()])
        reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
        for row in reader:
            try:
                found.append(_change(row, zone, platforms))
            except UntoldError as error:
                faults.append(f"line {reader.line_num}: {error}")
    except csv.Error as error:
        faults.append(
            f"line {reader.line_num}: this is no table of cells ({error}); is a quotation mark missing?"
        )
    if faults:
        more = [f"and {len(faults) - MOST_SHOWN:,} more like these"] if len(faults) > MOST_SHOWN else []
        raise ChangeRowsError("\n".join([*faults[:MOST_SHOWN], *more]))
    return found


def _check_header(names: list[str]) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in names]
    if unknown or missing or len(set(names)) < len(names):
        raise ChangeRowsError(
            f"line 1: the first line names the columns, {','.join(COLUMNS)}; "
            f"{', '.join(NEEDED)} are needed, and no others are known"
        )


def _change(
    row: Mapping[str | None, str | list[str] | None], zone: tzinfo | None, platforms: Collection[str]
) -> OwnChange:
    if None in row or None in row.values():
        raise UntoldError("it has not as many cells as the first line; quote a cell that holds the separator")
    cells = {str(name): str(cell).strip() for name, cell in row.items()}
    system, title = cells["system"].casefold(), cells["title"]
    if system not in SYSTEMS:
        raise UntoldError(f"no system is called {system!r}; there are {', '.join(SYSTEMS)}")
    if not title:
        raise UntoldError("the change has no title; say in a few words what was changed")
    named, sites = _list(cells, "platforms"), _list(cells, "sites")
    for each in (title, cells.get("reference", ""), *sites):
        check_text(each)
        if len(each) > LONGEST_NAME:
            raise UntoldError(f"a cell has more than {LONGEST_NAME} characters; write it shorter")
    for platform in named:
        if platform not in platforms:
            raise UntoldError(f"no platform is called {platform!r}; `holdfast catalogue list` shows them all")
    change = OwnChange(
        source=SOURCE,
        at_ms=_moment(cells["at"], zone),
        id="-",
        system=cast("Any", system),
        title=title,
        platforms=named,
        sites=sites,
        reference=cells.get("reference") or None,
    )
    return msgspec.structs.replace(change, id=blake2b(encode_signal(change), digest_size=16).hexdigest())


def _list(cells: Mapping[str, str], name: str) -> list[str]:
    return [each.strip() for each in cells.get(name, "").split(BETWEEN) if each.strip()]


def _moment(text: str, zone: tzinfo | None) -> int:
    try:
        stated = datetime.fromisoformat(text)
        if stated.tzinfo is None and zone is None:
            raise UntoldError("its time has no zone; write 2026-03-02T09:00:00Z, or name one with --timezone")
        moment = int((stated if stated.tzinfo else stated.replace(tzinfo=zone)).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise UntoldError(f"{text[:40]!r} is no time; write it as 2026-03-02T09:00:00Z") from error
    if not 0 <= moment < LAST_MS:
        raise UntoldError("its time lies before 1970 or too far ahead")
    return moment
