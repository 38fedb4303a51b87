"""The tables of a period: platforms, units x platforms, hours of the week; withheld as the policy says.

A table holds numbers and places in lists, never words; names are put in at the edge.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitors.domain.usage import DAY_KEY, HOUR_KEY, Slices
from monitors.domain.withholding import ORGANISATION, Shares, share_out, shown_people, shown_surfaces
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS
from streams.domain.outcomes import Outcome
from streams.domain.sketches import Sketch
from streams.domain.units import UNASSIGNED_PLACE

ALL_SURFACES = -1
"""Stands for the sum over the surfaces of a cell."""

_COLUMNS = len(USAGE_COUNTS)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of one cell: counts in the order of USAGE_COUNTS, and people as they may be shown."""

    counts: NDArray[np.int64]
    people: int | None

    @property
    def requests(self) -> int:
        """All requests, whatever they came to."""
        return int(self.counts[: len(OUTCOMES)].sum())

    def count(self, name: str) -> int:
        """One of the USAGE_COUNTS."""
        return int(self.counts[USAGE_COUNTS.index(name)])

    @property
    def outcomes(self) -> dict[str, int]:
        """Requests by outcome, without those that did not occur."""
        return {outcome.word: int(self.counts[outcome]) for outcome in Outcome if self.counts[outcome]}


@dataclass(frozen=True, slots=True)
class PlatformFigures:
    """One platform in the whole organisation.

    `units` counts those that used it, without the unassigned, who are none; None where people are withheld.
    """

    platform: int
    figures: Figures
    units: int | None
    seen_as_embed: int


@dataclass(frozen=True, slots=True)
class UnitCell:
    """A unit's own cell: ALL_SURFACES for the sum, and the surfaces that may be shown."""

    unit: int
    platform: int
    surfaces: Mapping[int, Figures]


@dataclass(frozen=True, slots=True)
class OtherUnits:
    """The sum over withheld children of one parent (ORGANISATION at the top)."""

    parent: int
    platform: int
    children: tuple[int, ...]
    figures: Figures


PlatformCells = Mapping[int, tuple[Sequence[UnitCell], Sequence[OtherUnits]]]
"""Platform -> the cells of units that may be shown, and the sums over the rest."""


class PeriodTables:
    """Everything that is said of one closed period, from its slices. `k` is the smallest number shown.

    `least` are requests that must be there by unit, platform and surface, because somebody was active then;
    one each where it says nothing. `small` units have fewer than k people. `merged_into` says for each unit
    of one which unit takes it in.
    """

    def __init__(
        self,
        slices: Slices,
        parents: Sequence[int],
        sole: Iterable[int],
        k: int,
        *,
        least: Mapping[tuple[int, int, int], int] | None = None,
        small: Iterable[int] = (),
    ) -> None:
        self._k = k
        self._small = frozenset(small)
        self._parents = parents
        self.merged_into = large_enough(set(sole), parents)
        self._counts: dict[tuple[int, int, int], NDArray[np.int64]] = {}
        self._units: dict[int, set[int]] = {}
        self._surfaces: dict[tuple[int, int], set[int]] = {}
        self._people: dict[tuple[int, int, int], Sketch] = {}
        self._embeds: dict[int, int] = {}
        self._collect(slices)
        self._least: dict[tuple[int, int, int], int] = {}
        for (own, platform, surface), requests in (least or {}).items():
            cell = (self.merged_into.get(own, own), platform, surface)
            self._least[cell] = self._least.get(cell, 0) + requests
        self.platforms = sorted(
            (self._platform(platform) for platform in self._all_platforms()),
            key=lambda row: (-row.figures.requests, row.platform),
        )
        self.hours = _hours(
            slices, {row.platform for row in self.platforms if row.figures.people is not None}
        )

    def units_of(self, platform: int) -> tuple[list[UnitCell], list[OtherUnits]]:
        """The cells of one platform that may be shown, and the sums over the rest.

        A platform with fewer than k people, or too few requests to hide anybody's among, has neither.
        """
        units = self._units.get(platform, set())
        people = {unit: self._people[unit, platform, ALL_SURFACES].estimate for unit in sorted(units)}
        row = next(row for row in self.platforms if row.platform == platform)
        if row.figures.people is None:
            return [], []
        spare = {
            unit: sum(self._spare(unit, platform, surface) for surface in self._surfaces[unit, platform])
            for unit in people
        }
        shares: Shares = share_out(people, spare, self._parents, self._k, self._small)
        cells = [self._cell(unit, platform) for unit in shares.shown]
        others = [
            OtherUnits(parent, platform, children, Figures(self._sum(children, platform), None))
            for parent, children in shares.others.items()
        ]
        return cells, others

    def hides(self, platform: int) -> bool:
        """Whether there are so many requests that to name a unit there is not to say how often it asked."""
        own = (cell for cell in self._counts if cell[1] == platform and cell[2] != ALL_SURFACES)
        return sum(self._spare(*cell) for cell in own) >= self._k - 1

    def _collect(self, slices: Slices) -> None:
        """Slices of days as cells of the period, a unit of one within its parent."""
        columns = DAY_KEY.unpack(slices.counts.keys)
        keys = np.column_stack([columns[name] for name in ("unit", "platform", "surface", "use")]).tolist()
        people: dict[tuple[int, int, int], list[Sketch]] = {}
        for key, (own, platform, surface, use), counts in zip(
            slices.counts.keys.tolist(), keys, slices.counts.counts, strict=True
        ):
            if use == 0:
                self._embeds[platform] = self._embeds.get(platform, 0) + int(counts[: len(OUTCOMES)].sum())
                continue
            unit = self.merged_into.get(own, own)
            self._units.setdefault(platform, set()).add(unit)
            self._surfaces.setdefault((unit, platform), set()).add(surface)
            for cell in ((unit, platform, surface), (unit, platform, ALL_SURFACES)):
                self._counts[cell] = self._counts.get(cell, 0) + counts
                people.setdefault(cell, []).extend([slices.people[key]] if key in slices.people else [])
        self._people = {cell: Sketch.union(sketches) for cell, sketches in people.items()}

    def _all_platforms(self) -> set[int]:
        return set(self._units) | set(self._embeds)

    def _platform(self, platform: int) -> PlatformFigures:
        """One platform over all units."""
        units = self._units.get(platform, set())
        sketches = (self._people[unit, platform, ALL_SURFACES] for unit in units)
        people = shown_people(Sketch.union(sketches).estimate, self._k)
        counts = self._sum(units, platform)
        return PlatformFigures(
            platform,
            Figures(counts, people),
            len(units - {UNASSIGNED_PLACE}) if people is not None else None,
            self._embeds.get(platform, 0),
        )

    def _sum(self, units: Iterable[int], platform: int) -> NDArray[np.int64]:
        total = np.zeros(_COLUMNS, np.int64)
        for unit in units:
            total += self._counts[unit, platform, ALL_SURFACES]
        return total

    def _spare(self, unit: int, platform: int, surface: int) -> int:
        """How many requests of a cell's surface need not be there, whenever people were."""
        requests = int(self._counts[unit, platform, surface][: len(OUTCOMES)].sum())
        return max(0, requests - max(1, self._least.get((unit, platform, surface), 1)))

    def _cell(self, unit: int, platform: int) -> UnitCell:
        """One cell: the sum, then those of its surfaces that may be shown."""
        people = {s: self._people[unit, platform, s].estimate for s in self._surfaces[unit, platform]}

        def together(some: Iterable[int]) -> float:
            """How many different people used some of the surfaces."""
            return Sketch.union(self._people[unit, platform, surface] for surface in some).estimate

        spare = {surface: self._spare(unit, platform, surface) for surface in people}
        surfaces = [ALL_SURFACES, *sorted(shown_surfaces(people, spare, self._k, together))]
        return UnitCell(
            unit,
            platform,
            {
                surface: Figures(
                    self._counts[unit, platform, surface],
                    shown_people(self._people[unit, platform, surface].estimate, self._k),
                )
                for surface in surfaces
            },
        )


def large_enough(sole: set[int], parents: Sequence[int]) -> dict[int, int]:
    """For each unit of one, the unit above it that takes it in: the first that is not a unit of one too."""
    merged = {}
    for unit in sole:
        above = unit
        while above in sole and parents[above] != ORGANISATION:
            above = parents[above]
        merged[unit] = above
    return merged


def _hours(slices: Slices, shown: AbstractSet[int]) -> list[tuple[int, int, int]]:
    """(platform, hour of the week, requests) of the platforms that enough people use.

    The week of a platform that only a few use would be the diary of these few.
    """
    columns = HOUR_KEY.unpack(slices.hours.keys)
    rows = zip(
        columns["platform"].tolist(),
        columns["hour_of_week"].tolist(),
        slices.hours.counts[:, 0].tolist(),
        strict=True,
    )
    return [row for row in rows if row[0] in shown]
