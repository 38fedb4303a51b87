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

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import convert

from infra.words import render
from monitors.adapters.register_places import Place, Places
from monitors.adapters.register_values import DECLARED, KINDS, Values, named
from monitors.domain.outage.records import Reason
from monitors.domain.register.checking import faults_of
from monitors.domain.register.records import REVIEW_DAYS, Entry, EntryKey
from streams.adapters.checked_toml import CheckedToml, FaultyTomlError, read_toml

SECTION: Final = "entries"
NEEDED: Final = ("unit", "platform", "activity")

STAND_INS: Final = {"unit": "-", "platform": "-", "activity": "-", "declared_on": date.min}
"""What stands for something that is missing, so that all else of an entry is looked at nevertheless."""

PLACES: Final[dict[str, Place]] = {
    "activity-missing": ("activity",),
    "rto-above-mtpd": ("rto_hours",),
    "priority-out-of-range": ("recovery_priority",),
    "record-without-reason": ("record_likely",),
    "impact-out-of-range": ("impact_over_time",),
    "impact-said-twice": ("impact_over_time",),
    "impact-falls": ("impact_over_time",),
    "fallback-unnamed": ("fallback", "name"),
    "fallback-is-same-platform": ("fallback", "platform"),
    "capacity-not-a-share": ("fallback", "capacity_share"),
    "acceptance-without-role": ("acceptance", "role"),
    "acceptance-without-reason": ("acceptance", "reason"),
    "acceptance-over-already": ("acceptance", "until"),
    "review-before-declared": ("review_due",),
    "approval-incomplete": ("status",),
}
"""Fault -> what it is about; the others name their field themselves."""

WITHIN: Final[dict[str, Place]] = {
    "max_hours": ("fallback", "max_hours"),
    "tested_on": ("fallback", "tested_on"),
    "at_hours": ("impact_over_time",),
    "role": ("acceptance", "role"),
}
"""Field that a fault names -> where it stands, where that is no key of the entry itself."""


class RegisterFileError(FaultyTomlError):
    """A register file that cannot be taken."""


def load_register(
    path: Path, platforms: Collection[str] | None = None, today: date | None = None
) -> list[Entry]:
    """The entries of a register file, in its order; `platforms` are the catalogue's, where they are known.

    `today` is the day on this machine, unless it is given. Raises RegisterFileError with every fault that
    the file has, and OSError where it cannot be read. A file without entries has a fault.
    """
    day = today or date.today()  # noqa: DTZ011 (an organisation's day is the local one)
    shape = "each entry begins with a line [[entries]]"
    return read_toml(
        path, shape, RegisterFileError, lambda toml, tables: _Reader(toml, platforms, day).entries(tables)
    )


class _Reader:
    """One reading of one file. Each entry is taken, or leaves its faults."""

    def __init__(self, toml: CheckedToml, platforms: Collection[str] | None, today: date) -> None:
        self._toml = toml
        self._places = Places(toml.text_lines, SECTION)
        self._platforms = None if platforms is None else tuple(sorted(platforms))
        self._today = today
        self._taken: dict[EntryKey, str] = {}
        self._units: dict[str, tuple[str, str]] = {}

    def entries(self, tables: dict[str, Any]) -> list[Entry]:
        """Everything in the file; meaningless when there are faults."""
        self._toml.faults += [
            f'unknown key "{key}" outside of every entry; write it below a line [[entries]]'
            for key in tables
            if key != SECTION
        ]
        found = self._toml.section(tables, SECTION, list)
        if not found and not self._toml.faults:
            self._toml.faults.append("there is no entry; begin one with a line [[entries]]")
        return [
            self._entry(index, table)
            for index, table in enumerate(found)
            if self._toml.is_table(self._where(index, {}, ()), table)
        ]

    def _where(self, index: int, table: dict[str, Any], place: Place) -> str:
        """An entry by its number, the line of what is meant, and what the entry is about."""
        line = self._places.line(index, place)
        about = [table.get(key) for key in ("unit", "platform")]
        who = " on ".join(each for each in about if isinstance(each, str) and each.isprintable())
        at = f"[[{SECTION}]] no. {index + 1}" + ("" if line is None else f" (line {line})")
        return at + (f", {who}" if who else "")

    def _entry(self, index: int, table: dict[str, Any]) -> Entry:
        """One entry; what is faulty in it is left out, and what is missing has its stand-in."""

        def where(place: Place) -> str:
            return self._where(index, table, place)

        for key in table:
            self._toml.known_keys(where((key,)), {key: None}, tuple(KINDS))
        sound = Values(self._toml, where).table({key: table[key] for key in table if key in KINDS})
        self._needed(table, where(()))
        entry = _converted(STAND_INS | sound)
        for fault in faults_of(entry, self._today):
            said = render(fault.code, fault.figures, "en")
            self._toml.faults.append(f"{where(_place(fault))}: {said}")
        platforms: list[tuple[Place, str | None]] = [
            (("platform",), sound.get("platform")),
            (("sign_in",), entry.declaration.sign_in),
        ]
        if (fallback := entry.declaration.fallback) is not None:
            platforms += [(("fallback", "platform"), fallback.platform)]
            platforms += [(("fallback", "sign_in"), fallback.sign_in)]
        for place, platform in platforms:
            self._known(where(place), named(place), platform)
        if all(key in sound for key in NEEDED):
            self._once(entry, where(()))
        if "unit" in sound:
            self._one_spelling(entry.unit, where(("unit",)))
        return entry

    def _needed(self, table: dict[str, Any], where: str) -> None:
        """What every entry has must be there; what is written there was looked at already."""
        for key in NEEDED:
            if key not in table:
                self._toml.text(where, table, key, None)
        if "declared_on" not in table:
            self._toml.day(where, table, "declared_on")

    def _once(self, entry: Entry, where: str) -> None:
        """An activity of a unit on a platform stands in the file once."""
        if (first := self._taken.setdefault(entry.key, where)) != where:
            self._toml.faults.append(f"{where}: the same unit, platform and activity as {first}; keep one")

    def _one_spelling(self, unit: str, where: str) -> None:
        """A unit is written alike in the whole file; capitals and blanks make no other unit of it."""
        spelled, first = self._units.setdefault("".join(unit.split()).casefold(), (unit, where))
        if spelled != unit:
            self._toml.faults.append(
                f'{where}: unit is "{unit}", and "{spelled}" in {first}; capitals and blanks make no other '
                "unit, so write both as the directory does"
            )

    def _known(self, where: str, key: str, platform: str | None) -> None:
        """A platform has to be one of the catalogue's, where these are known."""
        if platform is not None and self._platforms is not None and platform not in self._platforms:
            what = "platform" if key == "platform" else f"platform in {key}"
            self._toml.unknown(where, what, platform, self._platforms)


def _place(fault: Reason) -> Place:
    """What a fault of an entry is about."""
    field = str(fault.figures.get("field", ""))
    return PLACES.get(fault.code) or WITHIN.get(field) or ((field,) if field else ())


def _converted(sound: dict[str, Any]) -> Entry:
    """An entry of values that fit."""
    longest = timedelta(days=REVIEW_DAYS)
    usual = {"review_due": min(sound["declared_on"], date.max - longest) + longest}
    own = {key: value for key, value in sound.items() if key not in DECLARED}
    said = {key: value for key, value in sound.items() if key in DECLARED}
    return convert(usual | own | {"declaration": said}, Entry, builtin_types=(date,))
