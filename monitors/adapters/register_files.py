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
import tomllib
from collections.abc import Collection
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from msgspec import ValidationError, convert

from infra.words import render
from monitors.domain.register.checking import faults_of
from monitors.domain.register.records import REVIEW_DAYS, Declaration, Entry, EntryKey

SECTION: Final = "entries"
OF_DECLARATION: Final = Declaration.__struct_fields__
OF_ENTRY: Final = tuple(name for name in Entry.__struct_fields__ if name != "declaration")
KEYS: Final = (*OF_ENTRY, *OF_DECLARATION)

_HEADER: Final = re.compile(r"\s*\[\[\s*entries\s*\]\]")
_PLACE: Final = re.compile(r" - at `\$\.?([^`]*)`$")


class RegisterFileError(ValueError):
    """A register file that cannot be taken; `faults` has one sentence for each thing to put right."""

    def __init__(self, path: Path, faults: list[str]) -> None:
        super().__init__("\n".join(f"{path}: {fault}" for fault in faults))
        self.faults = faults


def load_register(path: Path, platforms: Collection[str] | None = None) -> list[Entry]:
    """The entries of a register file, in its order; `platforms` are the catalogue's, where they are known.

    Raises RegisterFileError with every fault that the file has, and OSError where it cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        tables = tomllib.loads(text)
    except UnicodeDecodeError as error:
        fault = f"byte {error.start + 1} is not UTF-8; save the file as UTF-8 text"
        raise RegisterFileError(path, [fault]) from error
    except tomllib.TOMLDecodeError as error:
        fault = f"not TOML: {error}; texts stand in quotes, and each entry begins with a line [[entries]]"
        raise RegisterFileError(path, [fault]) from error
    reading = _Reading(text, platforms)
    entries = reading.entries(tables)
    if reading.faults:
        raise RegisterFileError(path, reading.faults)
    return entries


class _Reading:
    """One reading of one file. Each entry is taken, or leaves its faults."""

    def __init__(self, text: str, platforms: Collection[str] | None) -> None:
        self.faults: list[str] = []
        self._platforms = platforms
        self._lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]

    def entries(self, tables: dict[str, Any]) -> list[Entry]:
        """Everything in the file; meaningless when there are faults."""
        self.faults += [
            f'unknown key "{key}" outside of every entry; write it below a line [[entries]]'
            for key in tables
            if key != SECTION
        ]
        found = tables.get(SECTION, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            self.faults.append("entries: start each entry with a line [[entries]]")
            return []
        taken: dict[EntryKey, str] = {}
        entries: list[Entry] = []
        for place, table in enumerate(found):
            where = self._where(place, len(found), table)
            entry = self._entry(where, table)
            if entry is None:
                continue
            entries.append(entry)
            if (first := taken.setdefault(entry.key, where)) != where:
                self.faults.append(f"{where}: the same unit, platform and activity as {first}; keep one")
        return entries

    def _where(self, place: int, count: int, table: dict[str, Any]) -> str:
        """An entry by its number, its line where each has a header of its own, and what it is about."""
        line = f" (line {self._lines[place]})" if len(self._lines) == count else ""
        named = [table[key] for key in ("unit", "platform") if isinstance(table.get(key), str)]
        return f"[[entries]] no. {place + 1}{line}{', ' if named else ''}{' on '.join(named)}"

    def _entry(self, where: str, table: dict[str, Any]) -> Entry | None:
        """One entry; None where it cannot be taken."""
        before = len(self.faults)
        for key in table.keys() - set(KEYS):
            near = get_close_matches(key, KEYS, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(KEYS)}"
            self.faults.append(f'{where}: unknown key "{key}"; {hint}')
        for key in ("unit", "platform", "activity"):
            if not isinstance(table.get(key), str) or not table[key].strip():
                self.faults.append(f'{where}: {key} is missing; add a line {key} = "..."')
        if type(table.get("declared_on")) is not date:
            self.faults.append(f"{where}: declared_on is no date; write it as in declared_on = 2026-01-14")
        if len(self.faults) > before:
            return None
        try:
            entry = _converted(table)
        except ValidationError as error:
            self.faults.append(f"{where}: {_said(error)}")
            return None
        self.faults += [f"{where}: {render(each.code, each.figures, 'en')}" for each in faults_of(entry)]
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
            near = get_close_matches(platform, self._platforms, n=1)
            hint = f'did you mean "{near[0]}"?' if near else "`holdfast catalogue list` has all"
            self.faults.append(f'{where}: {key} "{platform}" is not in the catalogue; {hint}')


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
