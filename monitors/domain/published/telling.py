"""What may be said of one platform in a closed period: its total, units, surfaces and hours of the week.

The tables of one platform depend on no other's, so platforms are published one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from monitors.domain.published.gathering import PlatformUse
from monitors.domain.published.periods import Period
from monitors.domain.published.records import (
    ALL,
    ORGANISATION,
    PublishedCell,
    PublishedPlatform,
    PublishedSurface,
)
from monitors.domain.tables import ALL_SURFACES, OtherUnits, PeriodTables, UnitCell
from monitors.domain.usage import DAY_KEY, Slices
from monitors.domain.withholding import ORGANISATION as ABOVE_ALL
from monitors.domain.withholding import shown_people
from streams.domain.cells import Cells
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS
from streams.domain.sketches import Sketch
from streams.domain.surfaces import USE_OF_WORD
from streams.domain.units import UNASSIGNED, Unit

SHADES: Final = 5
"""The hours of a week are told in so many steps."""

PLATFORM: Final = 0
"""The place of the only platform in its own tables."""


@dataclass(frozen=True, slots=True)
class Tree:
    """What each unit stands under (None at the top), and how many people it has, where anybody has said."""

    parents: Mapping[str, str | None] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)

    @staticmethod
    def of(units: Sequence[Unit]) -> "Tree":
        """From the units of a directory."""
        return Tree(
            {
                unit.name: units[unit.parent_index].name if unit.parent_index >= 0 else None
                for unit in units
                if unit.name != UNASSIGNED
            },
            {unit.name: unit.people for unit in units if unit.people},
        )


class Terms(NamedTuple):
    """Under which terms a platform is published: the units as they now stand, and how few are never shown."""

    tree: Tree
    k: int


def published(period: Period, platform: str, use: PlatformUse, terms: Terms) -> PublishedPlatform:
    """Everything that may be said of a platform in a closed period."""
    units = _Places([UNASSIGNED, *terms.tree.parents, *(cell.unit for cell in use.counts)])
    surfaces = _Places(sorted({cell.surface for cell in use.counts}))
    tables = _tables(use, units, surfaces, terms)
    whole, (own, others) = tables.platforms[0], tables.units_of(PLATFORM)
    by_surface = _by_surface(use, _shown(own, tables.merged_into, units.names, surfaces.names))
    is_told = whole.figures.people is not None
    return PublishedPlatform(
        period=period,
        platform=platform,
        k=terms.k,
        requests=whole.figures.requests,
        people=whole.figures.people,
        units=whole.units,
        bytes_down=whole.figures.count("bytes_down"),
        bytes_up=whole.figures.count("bytes_up"),
        outcomes=whole.figures.outcomes,
        seen_as_embed=whole.seen_as_embed,
        background=sum(each.background for each in by_surface.values()) if is_told else None,
        surfaces=tuple(each.told(surface, terms.k) for surface, each in sorted(by_surface.items())),
        shades=_shades(use.week) if is_told and period.grain == "week" else {},
        cells=(*_own_cells(own, units.names, surfaces.names), *_other_cells(others, units.names)),
    )


class _Places:
    """Names in the order in which they first came, and the place of each."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known = {name: place for place, name in enumerate(dict.fromkeys(names))}
        self.names = list(self._known)

    def __getitem__(self, name: str) -> int:
        return self._known[name]


def _tables(use: PlatformUse, units: _Places, surfaces: _Places, terms: Terms) -> PeriodTables:
    """The tables of a single platform, in places."""
    cells = list(use.counts)
    keys = DAY_KEY.pack(
        unit=np.array([units[cell.unit] for cell in cells], np.int64),
        platform=np.full(len(cells), PLATFORM, np.int64),
        surface=np.array([surfaces[cell.surface] for cell in cells], np.int64),
        use=np.array([int(USE_OF_WORD[cell.use]) for cell in cells], np.int64),
        day=np.zeros(len(cells), np.int64),
    )
    nobody = Cells.none(1)
    counts = np.array([use.counts[cell] for cell in cells], np.int64).reshape(-1, len(USAGE_COUNTS))
    people = {
        key: use.people[cell] for key, cell in zip(keys.tolist(), cells, strict=True) if cell in use.people
    }
    least: dict[tuple[int, int, int], int] = defaultdict(int)
    for cell, slots in use.slots.items():
        least[units[cell.unit], PLATFORM, surfaces[cell.surface]] += slots
    above = (terms.tree.parents.get(name) for name in units.names)
    return PeriodTables(
        Slices(
            Cells.gather(keys, counts, nobody.member_keys, nobody.members, nobody.flags),
            people,
            Cells.none(1),
        ),
        [ABOVE_ALL if name is None else units[name] for name in above],
        [units[name] for name, people in terms.tree.people.items() if people == 1],
        terms.k,
        least=least,
        small=[units[name] for name, people in terms.tree.people.items() if people < terms.k],
    )


def _shown(
    own: Iterable[UnitCell], merged_into: Mapping[int, int], units: Sequence[str], surfaces: Sequence[str]
) -> set[tuple[str, str]]:
    """The units and surfaces whose own figures are shown; units of one within those that take them in."""
    within: dict[int, list[int]] = defaultdict(list)
    for one, to in merged_into.items():
        if one != to:
            within[to].append(one)
    return {
        (units[unit], surfaces[surface])
        for cell in own
        for unit in (cell.unit, *within[cell.unit])
        for surface in cell.surfaces
        if surface != ALL_SURFACES
    }


@dataclass(slots=True)
class _SurfaceSum:
    """What is shown of a surface by unit, together."""

    requests: int = 0
    background: int = 0
    people: list[Sketch] = field(default_factory=list)

    def told(self, surface: str, k: int) -> PublishedSurface:
        """As it may be shown."""
        people = shown_people(Sketch.union(self.people).estimate, k)
        return PublishedSurface(surface, self.requests, people)


def _by_surface(use: PlatformUse, shown: set[tuple[str, str]]) -> dict[str, _SurfaceSum]:
    """Shown figures by surface."""
    found: dict[str, _SurfaceSum] = defaultdict(_SurfaceSum)
    for cell, counts in use.counts.items():
        if cell.use != "no" and (cell.unit, cell.surface) in shown:
            requests = sum(counts[: len(OUTCOMES)])
            own = found[cell.surface]
            own.requests += requests
            own.background += requests if cell.use == "weak" else 0
            own.people += [use.people[cell]] if cell in use.people else []
    return dict(found)


def _own_cells(own: Iterable[UnitCell], units: Sequence[str], surfaces: Sequence[str]) -> list[PublishedCell]:
    """Units with figures of their own: the sum, then each surface that may be shown."""
    return [
        PublishedCell(
            units[cell.unit],
            "unit",
            ALL if surface == ALL_SURFACES else surfaces[surface],
            requests=figures.requests,
            people=figures.people,
            bytes_down=figures.count("bytes_down"),
            bytes_up=figures.count("bytes_up"),
            outcomes=figures.outcomes,
        )
        for cell in own
        for surface, figures in sorted(cell.surfaces.items())
    ]


def _other_cells(others: Iterable[OtherUnits], units: Sequence[str]) -> list[PublishedCell]:
    """Units that are withheld, and the sums that carry them."""
    cells: list[PublishedCell] = []
    for other in others:
        cells += [PublishedCell(units[child], "withheld") for child in other.children]
        cells.append(
            PublishedCell(
                ORGANISATION if other.parent == ABOVE_ALL else units[other.parent],
                "other-units",
                requests=other.figures.requests,
                bytes_down=other.figures.count("bytes_down"),
                bytes_up=other.figures.count("bytes_up"),
                children=len(other.children),
            )
        )
    return cells


def _shades(week: Mapping[int, int]) -> dict[int, int]:
    """Hours of the week in shades, without those in which nobody was there."""
    most = max(week.values(), default=0)
    return {hour: -(-SHADES * requests // most) for hour, requests in sorted(week.items()) if requests}
