"""The names behind the numbers of judgement: platforms, units and sites are numbered as they are met.

No judgement depends on the order in which they came; whatever is put in an order is put in that of names.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from streams.contracts.evidence import CONTROL_NAME
from streams.domain.surfaces import SurfaceGroup

GROUPS = tuple(group.value for group in SurfaceGroup)
"""A group's number is its place here."""

CONTROL_PLACE = 0
"""The control (a sample of the rest of the web) is a platform of its own, the first, and has one place."""


@dataclass(slots=True)
class Numbers:
    """Names that get a number each, from 0, when they are first met."""

    names: list[str] = field(default_factory=list)
    _number_of: dict[str, int] = field(init=False)
    _ranks: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        """Know the names that were given."""
        self._number_of = {name: number for number, name in enumerate(self.names)}
        self._ranks = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self.names)

    def of(self, name: str) -> int:
        """The number of a name; a new name gets the next one."""
        number = self._number_of.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number

    def find(self, name: str) -> int | None:
        """The number of a name, None where it was never met."""
        return self._number_of.get(name)

    def ranks(self) -> NDArray[np.int64]:
        """The place of each number's name in the order of names."""
        if len(self._ranks) != len(self.names):
            order = sorted(range(len(self.names)), key=self.names.__getitem__)
            self._ranks = np.empty(len(order), np.int64)
            self._ranks[order] = np.arange(len(order))
        return self._ranks


@dataclass(slots=True)
class Book:
    """Numbers for platforms, units and sites. A *place* is a platform and a surface group in one number."""

    platforms: Numbers = field(default_factory=lambda: Numbers([CONTROL_NAME]))
    units: Numbers = field(default_factory=Numbers)
    sites: Numbers = field(default_factory=Numbers)

    def place(self, platform: str, group: str) -> int:
        """The place of a platform's surface group, a word of `SurfaceGroup`; ValueError for any other."""
        return self.platforms.of(platform) * len(GROUPS) + GROUPS.index(group)

    def places_of(self, platform: str) -> range:
        """All places of a platform."""
        first = self.platforms.of(platform) * len(GROUPS)
        return range(first, first + len(GROUPS))

    def platform_of(self, place: int) -> str:
        """The platform of a place."""
        return self.platforms.names[place // len(GROUPS)]

    def group_of(self, place: int) -> str:
        """The surface group of a place."""
        return GROUPS[place % len(GROUPS)]

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(self.platforms) * len(GROUPS)
