"""Rows of a directory and of its units, checked one by one and made into a `Directory`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from hashlib import blake2b
from typing import Literal, NamedTuple

import numpy as np

from streams.domain.addresses import Network, Prefixes, network_of
from streams.domain.cells import MOST_UNITS
from streams.domain.directory import EXCLUDES, SAYS_NOTHING, Answer, Directory, DirectoryWarning, same_realm
from streams.domain.logins import login_of
from streams.domain.units import EXCLUDE, Unit, UnitRow, name_problem, unit_key, unit_tree

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FOREVER = 2**31
"""More eras than any directory has; the end of a row without `to`."""


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """One row of the directory as written, cells without blanks around them; `line` counts from 1."""

    line: int
    user: str = ""
    cidr: str = ""
    unit: str = ""
    network: str = ""
    site: str = ""
    from_: str = ""
    to: str = ""


class Problem(NamedTuple):
    """Why a table cannot be used.

    The text may quote a cell: it is for the terminal of whoever owns the file, never for a log or a topic.
    """

    table: Literal["directory", "units"]
    line: int
    text: str


class UnusableTableError(ValueError):
    """The tables contradict themselves or cannot be read; `problems` says where and what to write instead."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the directory's tables")
        self.problems = problems


class _Entry(NamedTuple):
    """A checked row: places of names, and days."""

    line: int
    unit: int
    network: int
    site: int
    from_: date
    to: date


def directory_of(
    rows: Iterable[DirectoryRow],
    unit_rows: Iterable[UnitRow] | None,
    zone: tzinfo,
    *,
    warnings: Sequence[DirectoryWarning] = (),
) -> Directory:
    """The directory that these rows describe; days begin at local midnight in `zone`.

    With `unit_rows`, a unit that only the directory names becomes a root, and a warning says so. `warnings`
    are those of whoever reads the rows; they may grow while `rows` is consumed. Raises UnusableTableError
    with every problem found, not only the first.
    """
    table = _Table(unit_rows)
    for row in rows:
        table.add(row)
    return table.directory(zone, tuple(warnings))


class _Table:
    """Takes rows in and keeps what they say by login and by range."""

    def __init__(self, unit_rows: Iterable[UnitRow] | None) -> None:
        units, problems = unit_tree(unit_rows or ())
        self.problems = [Problem("units", line, text) for line, text in problems]
        if len(units) > MOST_UNITS:
            text = f"the table has {len(units) - 1:,} units; at most {MOST_UNITS - 1:,} can be told apart"
            self.problems.append(Problem("units", 1, text))
        self.units: list[Unit] = list(units)
        self.listed = len(units) if unit_rows is not None else None
        self.unit_places = {unit_key(unit.name): place for place, unit in enumerate(units)}
        self.networks = {"": 0}
        self.sites = {"": 0}
        self.people: defaultdict[str, list[_Entry]] = defaultdict(list)
        self.ranges: defaultdict[Network, list[_Entry]] = defaultdict(list)
        self.days: dict[str, date] = {}
        self.hash = blake2b(digest_size=8)

    def add(self, row: DirectoryRow) -> None:
        """Checks one row and keeps what it says, or the reason why it cannot be kept."""
        try:
            from_, to = self._days(row)
            entry = _Entry(
                row.line,
                self._unit(row.unit),
                self.networks.setdefault(row.network, len(self.networks)),
                self.sites.setdefault(row.site, len(self.sites)),
                from_,
                to,
            )
            key = self._keep(row, entry)
        except ValueError as error:
            self.problems.append(Problem("directory", row.line, str(error)))
            return
        said = (key, self.units[entry.unit].name if entry.unit >= 0 else str(entry.unit))
        self.hash.update(repr((*said, row.network, row.site, row.from_, row.to)).encode("utf-8", "replace"))

    def _keep(self, row: DirectoryRow, entry: _Entry) -> str:
        """Keeps the row under its login or range, whose one spelling it returns."""
        if bool(row.user) == bool(row.cidr):
            have = "both a user and a cidr" if row.user else "neither a user nor a cidr"
            raise ValueError(f"the row has {have}; each row speaks of exactly one of them")
        if row.cidr:
            network = network_of(row.cidr)
            self.ranges[network].append(entry)
            return str(network)
        full = login_of(row.user).full
        if not full:
            raise ValueError(
                f"the user {row.user!r} is what logs write for nobody; write a login, or delete the row"
            )
        self.people[full].append(entry)
        return full

    def _days(self, row: DirectoryRow) -> tuple[date, date]:
        from_ = self._day(row.from_, "from") if row.from_ else date.min
        to = self._day(row.to, "to") if row.to else date.max
        if from_ >= to:
            raise ValueError(
                f"from {row.from_!r} is not before to {row.to!r}, so the row holds on no day; "
                "`to` is the first day on which it no longer holds"
            )
        return from_, to

    def _day(self, text: str, column: str) -> date:
        day = self.days.get(text)
        if day is None:
            try:
                day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
            except ValueError:
                day = None
            if day is None:
                raise ValueError(f"{column} is {text!r}; write a day as year-month-day, such as 2026-03-31")
            self.days[text] = day
        return day

    def _unit(self, name: str) -> int:
        if not name:
            return SAYS_NOTHING
        key = unit_key(name)
        place = self.unit_places.get(key)
        if place is not None:
            return place
        if key == EXCLUDE:
            place = EXCLUDES
        elif key.startswith("!"):
            raise ValueError(f"the unit is {name!r}; the only word with an exclamation mark is {EXCLUDE}")
        elif problem := name_problem(name):
            self.unit_places[key] = SAYS_NOTHING  # said once, not for each of its people
            raise ValueError(problem)
        elif len(self.units) >= MOST_UNITS:
            raise ValueError(
                f"the unit {name!r} is one too many; at most {MOST_UNITS - 1:,} can be told apart"
            )
        else:
            place = len(self.units)
            self.units.append(Unit(" ".join(name.split())))
        self.unit_places[key] = place
        return place

    def directory(self, zone: tzinfo, warnings: tuple[DirectoryWarning, ...]) -> Directory:
        """What all rows say together. Raises UnusableTableError."""
        self._join_spellings()
        people = {full: self._in_order(full, entries) for full, entries in self.people.items()}
        ranges = {network: self._in_order(str(network), entries) for network, entries in self.ranges.items()}
        if self.problems:
            raise UnusableTableError(sorted(self.problems, key=lambda problem: (problem[0], problem[1])))
        moments = {day: _midnight_ms(day, zone) for day in self.days.values()}
        boundaries = np.array(sorted({*moments.values()}), np.int64)
        eras = {day: int(np.searchsorted(boundaries, ms, side="right")) for day, ms in moments.items()}
        eras |= {date.min: 0, date.max: FOREVER}
        shared: dict[tuple[Answer, ...], tuple[Answer, ...]] = {}

        def answers(entries: list[_Entry]) -> tuple[Answer, ...]:
            found = tuple(
                Answer(entry.unit, entry.network, entry.site, eras[entry.from_], eras[entry.to])
                for entry in entries
            )
            # One object for everybody who is placed alike: a directory has few units and many people.
            return shared.setdefault(found, found)

        prefixes: Prefixes[tuple[Answer, ...]] = Prefixes()
        for network, entries in ranges.items():
            prefixes[network] = answers(entries)
        self.hash.update(repr((self.units, str(zone))).encode("utf-8", "replace"))
        return Directory(
            units=tuple(self.units),
            networks=tuple(self.networks),
            sites=tuple(self.sites),
            boundaries_ms=boundaries,
            people={full: answers(entries) for full, entries in people.items()},
            ranges=prefixes,
            version=self.hash.hexdigest(),
            warnings=warnings + self._warnings(),
        )

    def _join_spellings(self) -> None:
        r"""A person listed both as `X\anna` and as `anna@x.ca` is one person, under the longer name."""
        by_short: defaultdict[str, list[str]] = defaultdict(list)
        for full in self.people:
            short, at, _ = full.partition("@")
            if at:
                by_short[short].append(full)
        for fulls in by_short.values():
            for brief in fulls:
                long = [full for full in fulls if full != brief and same_realm(full, brief)]
                if "." not in brief.partition("@")[2] and len(long) == 1:
                    self.people[long[0]] += self.people.pop(brief)

    def _in_order(self, who: str, entries: list[_Entry]) -> list[_Entry]:
        """The rows of one login or range, the latest `from` first; two that begin together must agree."""
        if len(entries) == 1:
            return entries
        kept: list[_Entry] = []
        for entry in sorted(entries, key=lambda entry: (entry.from_.toordinal(), -entry.line), reverse=True):
            if kept and kept[-1].from_ == entry.from_:
                if kept[-1][1:] != entry[1:]:
                    text = (
                        f"{who!r} is already on line {kept[-1].line}, from the same day on, with something "
                        "else; keep one of the two, or give the later one its first day in `from`"
                    )
                    self.problems.append(Problem("directory", entry.line, text))
                continue
            kept.append(entry)
        return kept

    def _warnings(self) -> tuple[DirectoryWarning, ...]:
        if self.listed is None or self.listed == len(self.units):
            return ()
        names = tuple(unit.name for unit in self.units[self.listed :])
        return (DirectoryWarning("units-only-in-directory", {"units": len(names), "names": names}),)


def _midnight_ms(day: date, zone: tzinfo) -> int:
    """When a local day begins, in Unix milliseconds; where the clock skips midnight, when it skips."""
    begins = datetime(day.year, day.month, day.day, tzinfo=zone)
    return round((begins - _EPOCH).total_seconds() * 1_000)
