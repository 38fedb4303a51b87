"""What was gathered of units and platforms as the rows that summaries are made of, unit by unit."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitors.domain.calendar import Calendar
from monitors.domain.reliance.records import ControlKey
from monitors.domain.unit_hours import (
    CONTROL_HOUR_KEY,
    HOUR_MS,
    UNIT_HOUR_KEY,
    UnitHours,
    in_usage_order,
)
from monitors.domain.usage import DAY_KEY
from monitors.domain.usage_rows import USES, DayKey, DaySketches, HourKey
from streams.attribution import SURFACES
from streams.domain.networks import NETWORK_KEY
from streams.domain.sketches import Sketch
from streams.domain.units import Unit

KEY_VERSION: Final = 1
"""A snapshot has one key for all its pseudonyms."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the log: units, the names of platforms, how days are counted, how few are shown.

    `merged_into` says for each unit of one which unit takes it in. `last_day` is the log's, from 1970 on.
    `networks` are the directory's classes, the first for addresses of none.
    """

    units: Sequence[Unit]
    platforms: Sequence[str]
    calendar: Calendar
    merged_into: Mapping[int, int]
    k: int
    last_day: int
    networks: Sequence[str] = ("",)


@dataclass(slots=True)
class UnitRows:
    """What one unit's rows are, those of the units of one within it included; `networks` by platform."""

    hours: dict[HourKey, tuple[int, ...]] = field(default_factory=dict)
    control: dict[ControlKey, int] = field(default_factory=dict)
    days: dict[DayKey, DaySketches] = field(default_factory=dict)
    networks: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def people(self) -> int:
        """How many different people of the unit were seen on any platform."""
        return round(Sketch.union(each.people for each in self.days.values()).estimate)


def unit_rows(gathered: UnitHours, people: Mapping[int, Sketch], known: Known) -> dict[int, UnitRows]:
    """All rows by the place of their unit, a unit of one within the unit that takes it in."""
    found: dict[int, UnitRows] = defaultdict(UnitRows)
    names = [unit.name for unit in known.units]
    home = np.arange(len(names))
    home[list(known.merged_into)] = list(known.merged_into.values())
    for unit, label, hour, counts in _hours(gathered, known, home):
        within = HourKey(names[unit], *label, hour * HOUR_MS)
        rows = found[unit].hours
        before = rows.get(within)
        rows[within] = tuple(counts) if before is None else tuple(map(sum, zip(counts, before, strict=True)))
    columns = CONTROL_HOUR_KEY.unpack(gathered.control.keys)
    for unit, hour, [requests] in zip(
        home[columns["unit"]].tolist(),
        columns["hour"].tolist(),
        gathered.control.counts.tolist(),
        strict=True,
    ):
        at = ControlKey(names[unit], hour * HOUR_MS)
        found[unit].control[at] = found[unit].control.get(at, 0) + requests
    keys = [key for key in people if key in gathered.active]
    columns = DAY_KEY.unpack(np.array(keys, np.int64))
    for key, unit, label, day in zip(
        keys, home[columns["unit"]].tolist(), _labels(columns, known), columns["day"].tolist(), strict=True
    ):
        of = DayKey(names[unit], *label, day, KEY_VERSION)
        days, sketches = found[unit].days, DaySketches(people[key], gathered.active[key])
        days[of] = days[of] | sketches if of in days else sketches
    _add_networks(found, gathered, known, home)
    return found


def _add_networks(
    found: Mapping[int, UnitRows], gathered: UnitHours, known: Known, home: NDArray[np.int64]
) -> None:
    """From which class of network each unit used each platform; whoever belongs to no unit is left aside."""
    columns = NETWORK_KEY.unpack(gathered.networks.keys)
    for unit, platform, network, [requests] in zip(
        home[columns["unit"]].tolist(),
        columns["platform"].tolist(),
        columns["network"].tolist(),
        gathered.networks.counts.tolist(),
        strict=True,
    ):
        if unit in found:
            found[unit].networks[known.platforms[platform]][known.networks[network]] += requests


def _hours(
    gathered: UnitHours, known: Known, home: NDArray[np.int64]
) -> Iterator[tuple[int, tuple[str, str, str], int, list[int]]]:
    """Unit, label, hour and counts of each row of usage."""
    columns = UNIT_HOUR_KEY.unpack(gathered.hours.keys)
    return zip(
        home[columns["unit"]].tolist(),
        _labels(columns, known),
        columns["hour"].tolist(),
        in_usage_order(gathered.hours).tolist(),
        strict=True,
    )


def _labels(columns: Mapping[str, NDArray[np.int64]], known: Known) -> Iterator[tuple[str, str, str]]:
    """Platform, surface and use of each row, in words."""
    surfaces = [str(surface) for surface in SURFACES]
    for platform, surface, use in zip(
        *(columns[name].tolist() for name in ("platform", "surface", "use")), strict=True
    ):
        yield known.platforms[platform], surfaces[surface], USES[use]
