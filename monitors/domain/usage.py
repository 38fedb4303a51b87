"""Usage: what each unit did on each surface of each platform and day, folded from deltas in any order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitors.domain.calendar import Calendar
from streams.domain.cells import USAGE_KEY, Cells, Layout, merge_all
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS
from streams.domain.sketches import Sketch

DAY_KEY = Layout((("unit", 18), ("platform", 12), ("surface", 5), ("use", 2), ("day", 16)))
"""A day of one unit on one surface; `day` counts local days from 1970."""

HOUR_KEY = Layout((("platform", 12), ("hour_of_week", 8)))

PEOPLE_HELD = 300_000
"""Members kept one by one before they become sketches: exact and fast for most logs, bounded for all."""


@dataclass(frozen=True, slots=True)
class Slices:
    """Day slices: counts under DAY_KEY, and for each key the sketch of its people.

    Merging is associative and commutative; sketches merged twice stay the same.
    """

    counts: Cells
    people: Mapping[int, Sketch]
    hours: Cells

    def merge(self, other: "Slices") -> "Slices":
        """Both together."""
        return Slices(
            merge_all([self.counts, other.counts]),
            _merge_sketches(self.people, other.people),
            merge_all([self.hours, other.hours]),
        )


@dataclass(slots=True)
class UsageFold:
    """Folds deltas into day slices; memory grows with people, surfaces and days, never with lines."""

    calendar: Calendar
    _counts: Cells = field(default_factory=lambda: Cells.none(len(USAGE_COUNTS)))
    _hours: Cells = field(default_factory=lambda: Cells.none(1))
    _people: "SketchTable" = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nobody."""
        self._people = SketchTable()

    def add(self, usage: Cells) -> None:
        """Take in the usage cells of one delta."""
        columns = USAGE_KEY.unpack(usage.keys)
        members = USAGE_KEY.unpack(usage.member_keys)
        nobody = Cells.none(1)
        days = Cells.gather(
            self._days(columns), usage.counts, nobody.member_keys, nobody.members, nobody.flags
        )
        self._counts = merge_all([self._counts, days])
        self._hours = merge_all([self._hours, self._by_hour(columns, usage.counts)])
        self._people.add(self._days(members), usage.members)

    def slices(self) -> Slices:
        """What was folded so far."""
        return Slices(self._counts, self._people.sketches(), self._hours)

    def _days(self, columns: dict[str, NDArray[np.int64]]) -> NDArray[np.int64]:
        """Usage keys as day keys."""
        rest = {name: columns[name] for name in ("unit", "platform", "surface", "use")}
        return DAY_KEY.pack(**rest, day=self.calendar.days(columns["slot"]))

    def _by_hour(self, columns: dict[str, NDArray[np.int64]], counts: NDArray[np.int64]) -> Cells:
        """Requests by platform and hour of the week, without embeds."""
        used = columns["use"] > 0
        nobody = Cells.none(1)
        return Cells.gather(
            HOUR_KEY.pack(
                platform=columns["platform"][used],
                hour_of_week=self.calendar.hours_of_week(columns["slot"][used]),
            ),
            counts[used, : len(OUTCOMES)].sum(axis=1, keepdims=True),
            nobody.member_keys,
            nobody.members,
            nobody.flags,
        )


class SketchTable:
    """A sketch for each key, fed with columns of (key, member); members wait in bulk until they are many."""

    def __init__(self, held: int = PEOPLE_HELD) -> None:
        self._held = held
        self._sketches: dict[int, Sketch] = {}
        self._waiting = Cells.none(0)
        self._new: list[Cells] = []
        self._new_members = 0

    def add(self, keys: NDArray[np.int64], members: NDArray[np.uint64]) -> None:
        """Take in members; a member that is there already changes nothing."""
        none = Cells.none(0)
        flags = np.zeros(len(keys), np.uint8)
        self._new.append(Cells(none.keys, none.counts, keys, members, flags))
        self._new_members += len(keys)
        if self._new_members > self._held // 4:
            self._settle()
            if len(self._waiting.members) > self._held:
                self._sketch()

    def sketches(self) -> dict[int, Sketch]:
        """The sketch of every key."""
        self._settle()
        self._sketch()
        return dict(self._sketches)

    def _settle(self) -> None:
        """Drop repeats among the waiting members."""
        none = Cells.none(0)
        self._waiting = merge_all([self._waiting, *self._new, none])
        self._new, self._new_members = [], 0

    def _sketch(self) -> None:
        """Turn all waiting members into sketches."""
        keys, members = self._waiting.member_keys, self._waiting.members
        if len(keys):
            first = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1))
            for key, part in zip(keys[first].tolist(), np.split(members, first[1:]), strict=True):
                sketch = Sketch.of(part)
                before = self._sketches.get(key)
                self._sketches[key] = sketch if before is None else before | sketch
        self._waiting = Cells.none(0)


def _merge_sketches(one: Mapping[int, Sketch], other: Mapping[int, Sketch]) -> dict[int, Sketch]:
    """The union, key by key."""
    merged = dict(one)
    for key, sketch in other.items():
        merged[key] = merged[key] | sketch if key in merged else sketch
    return merged
