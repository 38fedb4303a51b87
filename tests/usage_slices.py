"""Slices of days as a fold would make them, from what some people of a unit did."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitors.domain.usage import DAY_KEY, HOUR_KEY, Slices
from streams.domain.cells import Cells
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.outcomes import Outcome
from streams.domain.sketches import Sketch


@dataclass(frozen=True, slots=True)
class Use:
    """What some people of a unit did on one surface of a platform on one day; each asks `each` times."""

    unit: int
    platform: int
    surface: int
    people: tuple[int, ...]
    each: int
    day: int = 20_000
    embed: bool = False

    @property
    def requests(self) -> int:
        return self.each * len(self.people)


def slices(uses: Iterable[Use]) -> Slices:
    """The day slices of some use, bytes down a hundred times the requests."""
    told = list(uses)
    keys = DAY_KEY.pack(
        unit=np.array([use.unit for use in told], np.int64),
        platform=np.array([use.platform for use in told], np.int64),
        surface=np.array([use.surface for use in told], np.int64),
        use=np.array([0 if use.embed else 2 for use in told], np.int64),
        day=np.array([use.day for use in told], np.int64),
    )
    counts = np.zeros((len(told), len(USAGE_COUNTS)), np.int64)
    counts[:, Outcome.OK] = [use.requests for use in told]
    counts[:, USAGE_COUNTS.index("bytes_down")] = counts[:, Outcome.OK] * 100
    nobody = Cells.none(1)
    cells = Cells.gather(keys, counts, nobody.member_keys, nobody.members, nobody.flags)
    people: dict[int, Sketch] = {}
    for key, use in zip(keys.tolist(), told, strict=True):
        if not use.embed:
            sketch = Sketch.of(np.array(use.people, np.uint64))
            people[key] = people[key] | sketch if key in people else sketch
    hours = np.array([HOUR_KEY.pack(platform=np.array([0]), hour_of_week=np.array([9]))[0]], np.int64)
    return Slices(cells, people, Cells(hours, np.array([[7]]), *_no_members()))


def _no_members() -> tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.uint8]]:
    nobody = Cells.none(1)
    return nobody.member_keys, nobody.members, nobody.flags
