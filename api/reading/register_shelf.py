"""The whole register in memory, for what many ask for; a unit is read anew when it changed.

What it was read from is told by few rows, which are looked at each time: how far each unit is told, and how
many actions there were about it. So whoever acted reads what became of it.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from threading import Lock
from typing import Final, NamedTuple, Protocol, TypeVar

from sqlalchemy import Engine, Text, cast, func, select

from api.domain.known_now import Relying
from api.domain.privacy import Privacy
from api.domain.register import changed_on
from api.domain.units import KnownPairs, KnownUnits, Seen, pairs_of
from api.reading.register import CHANGES, people, standing
from api.reading.rows import Rows, looked_into
from api.reading.tables import DEPENDENCIES, STANDINGS
from monitors.adapters.sql_reliance import UNIT_DAYS
from monitors.domain.register.contradictions import Facts
from monitors.domain.reliance.figures import WINDOW_DAYS
from monitors.register_lines import Pair, RegisterLine, Standing, place_of, register_lines
from monitors.snapshot_register import facts_of
from streams.domain.catalogue import Catalogue

SUMS_SECONDS: Final = 10.0
"""So often is looked whether days were told again."""


class OfUnit(Protocol):
    """Whatever is about one unit."""

    @property
    def unit(self) -> str:
        """Its name."""
        ...


T = TypeVar("T", bound=OfUnit)


class UnitRead(NamedTuple):
    """One unit as it stood; `mark` changes whenever it does."""

    mark: Hashable
    standing: Standing
    pairs: KnownPairs
    lines: list[RegisterLine]
    changed: Mapping[Pair, date]


@dataclass(frozen=True)
class RegisterRead:
    """The register as it stood. `number` is another one for every reading that found something new."""

    number: int
    facts: Facts
    units: Mapping[str, UnitRead]
    people: Mapping[str, int]

    @cached_property
    def lines(self) -> list[RegisterLine]:
        """Every line, those that matter most first."""
        return sorted(chain.from_iterable(each.lines for each in self.units.values()), key=place_of)

    @cached_property
    def relying(self) -> list[Relying]:
        """Every pair of a unit with a platform that it relies on."""
        return [
            Relying(one.unit, one.platform, one.state.level, one.today.people)
            for one in self.standing.dependencies or ()
        ]

    @cached_property
    def overdue(self) -> frozenset[Pair]:
        """Pairs of small units that risk may be told of, since their question was left unanswered."""
        return frozenset(
            (line.unit, line.platform)
            for each in self.units.values()
            for line in each.lines
            if line.told_to == "risk"
        )

    @cached_property
    def changed(self) -> Mapping[Pair, date]:
        """When observed levels changed."""
        return {pair: on for each in self.units.values() for pair, on in each.changed.items()}

    @cached_property
    def standing(self) -> Standing:
        """What all of it is read from."""
        return self.standing_of(None)

    def standing_of(self, units: Collection[str] | None, platform: str | None = None) -> Standing:
        """What it is read from, of these units (None: of all), on one platform or on every one."""
        own = [each.standing for name, each in self.units.items() if units is None or name in units]
        return Standing(
            entries=[one for each in own for one in each.entries if platform in {None, one.platform}],
            dependencies=[
                one for each in own for one in each.dependencies or () if platform in {None, one.platform}
            ],
            questions=[one for each in own for one in each.questions if platform in {None, one.platform}],
            people=self.people,
            facts=self.facts,
        )

    def known_units(self, names: Mapping[str, str]) -> KnownUnits:
        """What is known of every unit; `names` are those of platforms."""
        return KnownUnits({name: each.pairs for name, each in self.units.items()}, self.people, names)

    def mark_of(self, unit: str) -> Hashable:
        """What changes whenever the unit does."""
        read = self.units.get(unit)
        return None if read is None else read.mark


@dataclass(frozen=True)
class _Marks:
    """What changes by unit whenever the unit does.

    A day that is told again, as after a log that came late or once an outage is over, shows in `sums`, which
    are looked up only every now and then.
    """

    acted: Mapping[str, Hashable]
    sums: Mapping[str, Hashable]
    sums_at: float

    def are_same(self, others: "_Marks") -> bool:
        """Whether nothing has changed."""
        return (self.acted, self.sums) == (others.acted, others.sums)

    def units(self) -> Mapping[str, Hashable]:
        """One mark of each unit."""
        return {
            unit: (self.acted.get(unit), self.sums.get(unit)) for unit in self.acted.keys() | self.sums.keys()
        }


class _Kept(NamedTuple):
    """The last reading, the day that it was told on, and what it was read from."""

    today: date
    marks: _Marks
    read: RegisterRead


class RegisterShelf:
    """Keeps the last reading. May be asked by several threads; `today` is the organisation's day."""

    def __init__(
        self, judged: Engine, catalogue: Catalogue, privacy: Privacy, today: Callable[[], date]
    ) -> None:
        self._judged = judged
        self._privacy = privacy
        self._today = today
        self._kept: _Kept | None = None
        self._one_at_a_time = Lock()
        self.facts = facts_of(catalogue)

    def read(self) -> RegisterRead:
        """The register of all units. Raises StoreUnavailable, StoreUnusable."""
        today = self._today()
        with self._one_at_a_time, looked_into(self._judged) as rows:
            kept = self._kept
            marks = _marks(rows, today, None if kept is None else kept.marks)
            if kept is not None and kept.today == today and kept.marks.are_same(marks):
                self._kept = kept._replace(marks=marks)
                return kept.read
            known = kept.read.units if kept is not None and kept.today == today else {}
            number = 1 if kept is None else kept.read.number + 1
            units = self._units(rows, today, marks.units(), known)
            self._kept = _Kept(today, marks, RegisterRead(number, self.facts, units, people(rows, None)))
            return self._kept.read

    def _units(
        self, rows: Rows, today: date, marks: Mapping[str, Hashable], known: Mapping[str, UnitRead]
    ) -> dict[str, UnitRead]:
        """Every unit; those whose mark is another one are read anew, all of them where none is known."""
        same = {name: each for name, each in known.items() if each.mark == marks.get(name)}
        whole = standing(rows, self.facts, (marks.keys() - same.keys()) if known else None)
        anew = {name: self._unit(name, own, today, marks.get(name)) for name, own in _by_unit(whole).items()}
        return same | anew

    def _unit(self, name: str, own: Standing, today: date, mark: Hashable) -> UnitRead:
        """One unit."""
        seen = [
            Seen(each.unit, each.platform, each.state.level, each.today.score)
            for each in own.dependencies or ()
        ]
        return UnitRead(
            mark,
            own,
            pairs_of(seen, own.entries, own.questions).get(name, {}),
            register_lines(own, self._privacy.k, today),
            changed_on(own, self._privacy),
        )


def _marks(rows: Rows, today: date, before: _Marks | None) -> _Marks:
    """What tells of changes, as it stands."""
    columns = (STANDINGS.c.unit, STANDINGS.c.folded_day, STANDINGS.c.people, STANDINGS.c.again)
    told = {row.unit: tuple(row) for row in rows.all(select(*columns))}
    actions = select(CHANGES.c.unit, func.count().label("actions")).group_by(CHANGES.c.unit)
    acted = {row.unit: row.actions for row in rows.all(actions)}
    by_unit = {unit: (told.get(unit), acted.get(unit)) for unit in told.keys() | acted.keys()}
    now = time.monotonic()
    if before is not None and now - before.sums_at < SUMS_SECONDS:
        return _Marks(by_unit, before.sums, before.sums_at)
    return _Marks(by_unit, _sums(rows, today), now)


def _sums(rows: Rows, today: date) -> dict[str, Hashable]:
    """What a unit's days were made of, and how much is said of what it relies on."""
    times = func.sum(UNIT_DAYS.c.usage_times + UNIT_DAYS.c.control_times)
    within = UNIT_DAYS.c.day >= today - timedelta(days=WINDOW_DAYS)
    days = select(UNIT_DAYS.c.unit, times).where(within).group_by(UNIT_DAYS.c.unit)
    said = [func.length(cast(DEPENDENCIES.c[name], Text)) for name in ("factors", "evidence", "state")]
    amounts = (*said, DEPENDENCIES.c.score, DEPENDENCIES.c.people)
    relied = select(DEPENDENCIES.c.unit, *map(func.sum, amounts)).group_by(DEPENDENCIES.c.unit)
    found: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for asked in (days, relied):
        for unit, *sums in map(tuple, rows.all(asked)):
            found[unit] += tuple(map(int, sums))
    return dict(found)


def _by_unit(whole: Standing) -> dict[str, Standing]:
    """What a register is read from, unit by unit."""
    dependencies, entries = _grouped(whole.dependencies or ()), _grouped(whole.entries)
    questions = _grouped(whole.questions)
    return {
        name: replace(
            whole,
            dependencies=dependencies.get(name, ()),
            entries=entries.get(name, ()),
            questions=questions.get(name, ()),
        )
        for name in dependencies.keys() | entries.keys() | questions.keys() | whole.people.keys()
    }


def _grouped(records: Iterable[T]) -> dict[str, list[T]]:
    """Records by their unit."""
    found: dict[str, list[T]] = defaultdict(list)
    for each in records:
        found[each.unit].append(each)
    return found
