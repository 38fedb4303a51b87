"""What the rows of a period add up to, unit by unit: counts, who was there, and when in the week."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from streams.domain.sketches import Sketch


class Cell(NamedTuple):
    """One unit on one surface of one platform; `use` says whether its hosts count as a person's use."""

    unit: str
    platform: str
    surface: str
    use: str


class PeopleRow(NamedTuple):
    """Who was there on a day, and in which five minutes, under one version of the pseudonyms' key."""

    cell: Cell
    key_version: int
    people: Sketch
    active: Sketch


class UnitUse(NamedTuple):
    """The rows of some days of one unit.

    `counts` are in the order of USAGE_COUNTS; `hours` are requests by platform and hour, in Unix
    milliseconds. Neither people nor hours have what other sites embed.
    """

    counts: Mapping[Cell, Sequence[int]]
    people: Sequence[PeopleRow]
    hours: Mapping[tuple[str, int], int]


class PlatformUse(NamedTuple):
    """One platform's use in a period.

    `slots` are so many requests as must have been there, one for each person and five minutes; `week` are
    requests by hour of the week.
    """

    counts: Mapping[Cell, Sequence[int]]
    people: Mapping[Cell, Sketch]
    slots: Mapping[Cell, int]
    week: Mapping[int, int]


@dataclass(slots=True)
class Gathered:
    """Everything of a period that was read so far. Units, and days of a unit, may come in any order."""

    _counts: dict[str, dict[Cell, Sequence[int]]] = field(default_factory=lambda: defaultdict(dict))
    _people: dict[Cell, dict[int, list[Sketch]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    _slots: Counter[Cell] = field(default_factory=Counter)
    _weeks: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    _versions: Counter[int] = field(default_factory=Counter)

    @property
    def platforms(self) -> list[str]:
        """Every platform that was used or embedded."""
        return sorted(self._counts)

    def add(self, use: UnitUse, hours_of_week: Mapping[int, int]) -> None:
        """Take in some days of a unit; `hours_of_week` says which of the week each of their hours is."""
        for cell, counts in use.counts.items():
            own = self._counts[cell.platform]
            own[cell] = [a + b for a, b in zip(own[cell], counts, strict=True)] if cell in own else counts
        for (platform, hour_ms), requests in use.hours.items():
            self._weeks[platform][hours_of_week[hour_ms]] += requests
        for row in use.people:
            self._versions[row.key_version] += 1
            self._slots[row.cell] += round(row.active.estimate)
        for cell, by_version in _by_cell(use.people).items():
            for version, sketches in by_version.items():
                self._people[cell][version].append(Sketch.union(sketches))

    def of(self, platform: str) -> PlatformUse:
        """What was gathered of one platform.

        Pseudonyms of different versions of the key cannot be told to be the same person. So only those of the
        version with most of the days count as people; where there are others, less is shown, never too much.
        """
        counts = self._counts.get(platform, {})
        usual = self._versions.most_common(1)[0][0] if self._versions else 0
        people = {
            cell: Sketch.union(self._people[cell][usual])
            for cell in counts
            if cell in self._people and usual in self._people[cell]
        }
        return PlatformUse(
            counts, people, {cell: self._slots[cell] for cell in counts}, self._weeks.get(platform, {})
        )


def _by_cell(rows: Iterable[PeopleRow]) -> dict[Cell, dict[int, list[Sketch]]]:
    """Sketches of people by cell and version of the key."""
    found: dict[Cell, dict[int, list[Sketch]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.cell][row.key_version].append(row.people)
    return found
