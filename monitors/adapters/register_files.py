"""The register as a file: one TOML that an organisation keeps, read with every fault said at once.

    [[entries]]
    unit = "Citizen Services"
    platform = "facebook"                      # an id of the catalogue
    activity = "answering citizens' messages"
    declared_on = 2026-01-14
    evidence = "confirmed"                     # by the unit; else "declared", the usual, or "disputed"
    owner_role = "Duty manager"                # a role, never a person
    rto_hours = 2
    mtpd_hours = 8
    impact_over_time = [
        { at_hours = 2, category = "reputational", level = 2 },
        { at_hours = 24, category = "reputational", level = 3 },
    ]
    fallback = { name = "phone queue 4", capacity_share = 0.5, max_hours = 8, tested_on = 2026-01-14 }

Every field of `Declaration` and of `Entry` may stand there (docs/register.md lists them); what is left out is
"not answered". A review is due a year after the declaration, where `review_due` says nothing else.
"""

import re
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import ValidationError, convert

from infra.words import render
from monitors.domain.register.checking import faults_of
from monitors.domain.register.records import REVIEW_DAYS, Declaration, Entry, EntryKey
from streams.adapters.checked_toml import CheckedToml, FaultyTomlError, read_toml

SECTION: Final = "entries"
OF_DECLARATION: Final = Declaration.__struct_fields__
OF_ENTRY: Final = tuple(name for name in Entry.__struct_fields__ if name != "declaration")
KEYS: Final = (*OF_ENTRY, *OF_DECLARATION)

_PLACE: Final = re.compile(r" - at `\$\.?([^`]*)`$")


class RegisterFileError(FaultyTomlError):
    """A register file that cannot be taken."""


def load_register(path: Path, platforms: Collection[str] | None = None) -> list[Entry]:
    """The entries of a register file, in its order; `platforms` are the catalogue's, where they are known.

    Raises RegisterFileError with every fault that the file has, and OSError where it cannot be read.
    """
    shape = "each entry begins with a line [[entries]]"
    return read_toml(
        path, shape, RegisterFileError, lambda toml, tables: _Reader(toml, platforms).entries(tables)
    )


class _Reader:
    """One reading of one file. Each entry is taken, or leaves its faults."""

    def __init__(self, toml: CheckedToml, platforms: Collection[str] | None) -> None:
        self._toml = toml
        self._platforms = None if platforms is None else tuple(sorted(platforms))

    def entries(self, tables: dict[str, Any]) -> list[Entry]:
        """Everything in the file; meaningless when there are faults."""
        self._toml.faults += [
            f'unknown key "{key}" outside of every entry; write it below a line [[entries]]'
            for key in tables
            if key != SECTION
        ]
        taken: dict[EntryKey, str] = {}
        entries: list[Entry] = []
        for index, table in enumerate(self._toml.section(tables, SECTION, list)):
            where = self._where(index, table)
            entry = self._entry(where, table)
            if entry is None:
                continue
            entries.append(entry)
            if (first := taken.setdefault(entry.key, where)) != where:
                self._toml.faults.append(
                    f"{where}: the same unit, platform and activity as {first}; keep one"
                )
        return entries

    def _where(self, index: int, table: Any) -> str:
        """An entry by its place, and what it is about."""
        about = [table.get(key) for key in ("unit", "platform")] if isinstance(table, dict) else []
        named = " on ".join(each for each in about if isinstance(each, str))
        return self._toml.where(SECTION, index) + (f", {named}" if named else "")

    def _entry(self, where: str, table: Any) -> Entry | None:
        """One entry; None where it cannot be taken."""
        before = len(self._toml.faults)
        if not self._toml.is_table(where, table):
            return None
        self._toml.known_keys(where, table, KEYS)
        for key in ("unit", "platform", "activity"):
            self._toml.text(where, table, key, None)
        self._toml.day(where, table, "declared_on")
        if len(self._toml.faults) > before:
            return None
        try:
            entry = _converted(table)
        except ValidationError as error:
            self._toml.faults.append(f"{where}: {_said(error)}")
            return None
        self._toml.faults += [
            f"{where}: {render(each.code, each.figures, 'en')}" for each in faults_of(entry)
        ]
        fallback = entry.declaration.fallback
        self._known(where, "platform", entry.platform)
        self._known(where, "sign_in", entry.declaration.sign_in)
        if fallback is not None:
            self._known(where, "fallback.platform", fallback.platform)
            self._known(where, "fallback.sign_in", fallback.sign_in)
        return entry

    def _known(self, where: str, key: str, platform: str | None) -> None:
        """A platform has to be one of the catalogue's, where these are known."""
        if platform is not None and self._platforms is not None and platform not in self._platforms:
            what = "platform" if key == "platform" else f"platform in {key}"
            self._toml.unknown(where, what, platform, self._platforms)


def _converted(table: dict[str, Any]) -> Entry:
    """An entry of checked keys. Raises ValidationError."""
    declared_on = table["declared_on"]
    usual = {"review_due": declared_on + timedelta(days=REVIEW_DAYS)}
    own = {key: value for key, value in table.items() if key in OF_ENTRY}
    said = {key: value for key, value in table.items() if key in OF_DECLARATION}
    return convert(usual | own | {"declaration": said}, Entry, builtin_types=(date,))


def _said(error: ValidationError) -> str:
    """What is wrong with a value, with its key as it stands in the file."""
    text = str(error)
    place = _PLACE.search(text)
    if place is None:
        return text
    key = place[1].removeprefix("declaration.")
    return f"{key}: {text[: place.start()].lower()}; write it as docs/register.md shows"
