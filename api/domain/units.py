"""Units and how they hold on to platforms: the tree of units that somebody may see, as values.

Pure. A unit of fewer than k people is named to nobody but those who speak for it, until it has declared
something itself; and to risk, once it has left a question unanswered for too long. Others are told that there
is such a unit.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from msgspec import Struct

from api.domain.privacy import Extent, Sight
from api.domain.rights import UnitTree
from monitors.domain.register.asking import Question, is_answered
from monitors.domain.register.levels import Confirmation, confirmation_of, declared_of, register_level
from monitors.domain.register.records import Entry
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level
from streams.domain.units import UNASSIGNED

Pair = tuple[str, str]


class Gravest(Struct, frozen=True, kw_only=True):
    """The dependency of a unit that matters most; `level` is the register's."""

    platform: str
    name: str
    level: Level
    confirmation: Confirmation


class UnitRow(Struct, frozen=True, kw_only=True):
    """One unit in the tree. `relied` is on how many platforms it relies, `disputes` are open objections.

    `people` is its size in steps of 5; None where the directory says nothing, or the unit is a small one.
    """

    unit: str
    parent: str | None
    depth: int
    people: int | None
    relied: int
    gravest: Gravest | None
    questions: int
    disputes: int


class SmallUnits(Struct, frozen=True, kw_only=True):
    """Small units under one parent that are not named; `undeclared` of them rely on something."""

    parent: str | None
    units: int
    undeclared: int


class Units(Struct, frozen=True, kw_only=True):
    """The page: units in the order of the tree, and what may be said of those that are not named."""

    rows: list[UnitRow]
    small: list[SmallUnits]


class Seen(NamedTuple):
    """What telemetry shows of a pair, in two figures."""

    unit: str
    platform: str
    level: Level
    score: int


class KnownPair(NamedTuple):
    """What is known of one unit on one platform: what telemetry shows, what is declared, what was asked."""

    platform: str
    level: Level = "none"
    score: int = 0
    entries: Sequence[Entry] = ()
    question: Question | None = None

    @property
    def register_level(self) -> Level:
        """The level that holds."""
        return register_level(self.level, declared_of(self.entries))

    @property
    def is_asked(self) -> bool:
        """Whether a question waits for the unit's word."""
        return self.question is not None and not is_answered(self.entries)


KnownPairs = Mapping[str, KnownPair]
"""What is known of one unit, by platform."""


@dataclass(frozen=True, slots=True)
class KnownUnits:
    """What the tables say, by unit. `people` are those of each that was seen; `names` those of platforms."""

    pairs: Mapping[str, KnownPairs]
    people: Mapping[str, int]
    names: Mapping[str, str]


def pairs_of(
    seen: Iterable[Seen], entries: Iterable[Entry], questions: Iterable[Question]
) -> dict[str, dict[str, KnownPair]]:
    """What the tables say, put together by unit and platform."""
    levels = {(each.unit, each.platform): (each.level, each.score) for each in seen}
    asked = {(each.unit, each.platform): each for each in questions}
    declared: dict[Pair, list[Entry]] = defaultdict(list)
    for entry in entries:
        declared[entry.unit, entry.platform].append(entry)
    pairs: dict[str, dict[str, KnownPair]] = defaultdict(dict)
    for unit, platform in (*levels, *(declared.keys() - levels), *(asked.keys() - levels - declared.keys())):
        level, score = levels.get((unit, platform), ("none", 0))
        own = tuple(declared.get((unit, platform), ()))
        pairs[unit][platform] = KnownPair(platform, level, score, own, asked.get((unit, platform)))
    return pairs


def units_of(known: KnownUnits, sight: Sight) -> Units:
    """The tree as somebody may see it."""
    tree, pairs = sight.tree, known.pairs
    told = _Tree(known, sight)
    rows: list[UnitRow] = []
    hidden: dict[str | None, list[bool]] = defaultdict(list)
    for unit, depth in in_order(tree, pairs.keys() | known.people.keys(), sight.unit):
        own = pairs.get(unit, {})
        people = told.people(unit)
        small = sight.privacy.is_small(people)
        if small and not sight.speaks_for(unit):
            named = {name: pair for name, pair in own.items() if told.extent(unit, pair) == "level"}
            if not named:
                parent = tree.parent(unit)
                hidden[parent if parent is not None and sight.unit(parent) else None].append(
                    any(pair.level != "none" for pair in own.values())
                )
                continue
            own = named
        rows.append(told.row(unit, depth, None if small else people, own))
    return Units(
        rows=rows,
        small=[
            SmallUnits(parent=parent, units=len(relying), undeclared=sum(relying))
            for parent, relying in sorted(hidden.items(), key=lambda each: each[0] or "")
        ],
    )


def in_order(tree: UnitTree, others: Iterable[str], may_see: Callable[[str], bool]) -> list[tuple[str, int]]:
    """Units with their depth below the topmost that may be seen, parents first, in the order of the file.

    Units that are known but stand in no file come behind; whom the directory does not place is a unit only
    where something is known of it.
    """
    found: list[tuple[str, int]] = []

    def visit(unit: str, depth: int) -> None:
        seen = may_see(unit)
        if seen:
            found.append((unit, depth))
        for child in tree.children(unit):
            visit(child, depth + seen)

    known = set(others)
    for unit in tree.names:
        if tree.parent(unit) is None and (unit != UNASSIGNED or unit in known):
            visit(unit, 0)
    placed = {unit for unit, _ in found}
    alone = sorted(unit for unit in known if unit not in tree and may_see(unit))
    return [*found, *((unit, 0) for unit in alone if unit not in placed)]


@dataclass(frozen=True, slots=True)
class _Tree:
    """What every row of the tree needs."""

    known: KnownUnits
    sight: Sight

    def people(self, unit: str) -> int | None:
        """How many people the unit has, as far as anybody knows."""
        told = self.known.people.get(unit)
        return self.sight.tree.people(unit) if told is None else told

    def extent(self, unit: str, pair: KnownPair) -> Extent:
        """How much may be told of a pair."""
        return self.sight.extent(unit, self.people(unit), pair.entries, pair.question)

    def row(self, unit: str, depth: int, people: int | None, own: Mapping[str, KnownPair]) -> UnitRow:
        """One unit."""
        relied = [pair for pair in own.values() if pair.register_level != "none"]
        gravest = max(
            relied,
            key=lambda pair: (
                ORDER.index(pair.register_level),
                _confirmation(pair) == "confirmed",
                pair.score,
                pair.platform,
            ),
            default=None,
        )
        standing = Counter(
            entry.dispute.outcome
            for pair in own.values()
            for entry in pair.entries
            if entry.dispute is not None
        )
        return UnitRow(
            unit=unit,
            parent=self.sight.tree.parent(unit),
            depth=depth,
            people=None if people is None else self.sight.privacy.people(people),
            relied=len(relied),
            gravest=None if gravest is None else self._gravest(gravest),
            questions=sum(pair.is_asked for pair in own.values()),
            disputes=standing["open"],
        )

    def _gravest(self, pair: KnownPair) -> Gravest:
        """The dependency that matters most."""
        return Gravest(
            platform=pair.platform,
            name=self.known.names.get(pair.platform, pair.platform),
            level=pair.register_level,
            confirmation=_confirmation(pair),
        )


def _confirmation(pair: KnownPair) -> Confirmation:
    """What is known of a pair: of one level what was confirmed is the graver."""
    return confirmation_of(pair.entries, is_asked=pair.question is not None)
