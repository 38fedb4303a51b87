"""Usage as rows that add up: minutes per platform, hours per unit and surface, days as sketches.

Rows may be added in any order and in any portions: counts add, sketches unite. Hours and days go by
*started* time and come from usage deltas. Minutes go by *seen* time and come from the votes of signals
deltas, whose windows of ten seconds are finer than the five minutes of a usage cell; they show what is going
on now, and do not sum up to the hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitors.domain.calendar import Calendar
from streams.contracts.evidence import SignalsDelta, UnreadableMessageError, UsageDelta
from streams.domain.cells import CONTROL, USAGE_KEY, VOTE_KEY, WINDOW_MS, Cells, Layout, merge_all
from streams.domain.deltas import USAGE_COUNTS, VOTE_COUNTS
from streams.domain.sketches import SLOT_MS, Sketch, active_slots

HOUR_MS = 3_600_000
MINUTE_MS = 60_000

USES = ("no", "weak", "yes")
"""The words for a usage cell's `use`: whether its hosts count as a person's use."""

MINUTE_COUNTS = VOTE_COUNTS
"""The counts of a minute: requests by outcome, bytes down, tunnels under two seconds."""

_CELL = (("unit", 18), ("platform", 12), ("surface", 5), ("use", 2))
_SLOT_KEY = Layout((*_CELL, ("slot", 26)))
_HOUR_KEY = Layout((*_CELL, ("hour", 22)))
_DAY_KEY = Layout((*_CELL, ("day", 16)))
_MINUTE_KEY = Layout((("platform", 12), ("minute", 27)))


class HourKey(NamedTuple):
    """One unit on one surface in one hour (UTC) of started time; `use` is one of USES."""

    unit: str
    platform: str
    surface: str
    use: str
    hour_ms: int


class DayKey(NamedTuple):
    """One unit on one surface on one local day; `day` counts from 1970-01-01.

    `key_version` is that of the pseudonyms: sketches of different versions must never be joined.
    """

    unit: str
    platform: str
    surface: str
    use: str
    day: int
    key_version: int


class MinuteKey(NamedTuple):
    """One platform in one minute (UTC) of seen time, without embeds."""

    platform: str
    minute_ms: int


@dataclass(frozen=True, slots=True)
class DaySketches:
    """Who was there, and in which slots of five minutes."""

    people: Sketch
    active: Sketch

    def __or__(self, other: "DaySketches") -> "DaySketches":
        return DaySketches(self.people | other.people, self.active | other.active)


@dataclass(frozen=True, slots=True)
class UsageRows:
    """What usage deltas add: hours with counts in the order of USAGE_COUNTS, and days."""

    hours: Mapping[HourKey, tuple[int, ...]]
    days: Mapping[DayKey, DaySketches]


MinuteRows = Mapping[MinuteKey, tuple[int, ...]]
"""What signals deltas add: counts in the order of MINUTE_COUNTS."""

NO_USAGE = UsageRows({}, {})


class Names:
    """Names in the order in which they first came; each message numbers them in its own way."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    @property
    def names(self) -> list[str]:
        """All of them, by place."""
        return list(self._known)

    def places(self, names: list[str]) -> NDArray[np.int64]:
        """The place of each of these, known or new."""
        return np.array([self._known.setdefault(name, len(self._known)) for name in names], np.int64)


def check_places(places: NDArray[np.int64], names: int, what: str) -> None:
    """UnreadableMessageError unless every place is one of a name."""
    if places.max(initial=-1) >= names:
        raise UnreadableMessageError(f"a message names {names} values of {what} and refers to more")


@dataclass(slots=True)
class UsageRowFold:
    """Folds the usage deltas of one commit into rows; `calendar` says when a local day begins.

    A sketch costs far more than a sum, so members wait in columns and each day's sketch is made once.
    """

    calendar: Calendar
    _units: Names = field(default_factory=Names)
    _platforms: Names = field(default_factory=Names)
    _surfaces: Names = field(default_factory=Names)
    _cells: dict[int, list[Cells]] = field(default_factory=dict)

    def add(self, delta: UsageDelta, *, nameless: bool = False) -> None:
        """Take in one delta, without its people if `nameless`.

        Raises UnreadableMessageError, and then the fold is as it was before.
        """
        cells = delta.cells().without_members() if nameless else delta.cells()
        columns = USAGE_KEY.unpack(cells.keys)
        for name, names in (
            ("unit", delta.names.units),
            ("platform", delta.names.platforms),
            ("surface", delta.names.surfaces),
            ("use", USES),
        ):
            check_places(columns[name], len(names), name)
        units = self._units.places(delta.names.units)
        platforms = self._platforms.places(delta.names.platforms)
        surfaces = self._surfaces.places(delta.names.surfaces)

        def renamed(keys: NDArray[np.int64]) -> NDArray[np.int64]:
            """Keys with the fold's own numbers for names."""
            own = USAGE_KEY.unpack(keys)
            return _SLOT_KEY.pack(
                unit=units[own["unit"]],
                platform=platforms[own["platform"]],
                surface=surfaces[own["surface"]],
                use=own["use"],
                slot=own["slot"],
            )

        cells = cells.rekey(renamed(cells.keys), renamed(cells.member_keys))
        self._cells.setdefault(delta.head.key_version, []).append(cells)

    def rows(self) -> UsageRows:
        """Everything that was taken in."""
        hours: dict[HourKey, tuple[int, ...]] = {}
        days: dict[DayKey, DaySketches] = {}
        nobody = Cells.none(len(USAGE_COUNTS))
        merged = {version: merge_all(cells) for version, cells in self._cells.items()}
        for version, cells in merged.items():
            days.update(self._days(cells, version))
        everything = merge_all([nobody, *merged.values()])
        columns = _SLOT_KEY.unpack(everything.keys)
        hour = columns.pop("slot") * SLOT_MS // HOUR_MS
        by_hour = Cells.gather(
            _HOUR_KEY.pack(**columns, hour=hour),
            everything.counts,
            nobody.member_keys,
            nobody.members,
            nobody.flags,
        )
        labels, hour = self._labels(_HOUR_KEY.unpack(by_hour.keys), "hour")
        for label, at_ms, counts in zip(
            labels, (hour * HOUR_MS).tolist(), by_hour.counts.tolist(), strict=True
        ):
            hours[HourKey(*label, at_ms)] = tuple(counts)
        return UsageRows(hours, days)

    def _days(self, cells: Cells, key_version: int) -> Mapping[DayKey, DaySketches]:
        """The sketches of each day, of pseudonyms of one version."""
        columns = _SLOT_KEY.unpack(cells.member_keys)
        slot = columns.pop("slot")
        keys = _DAY_KEY.pack(**columns, day=self.calendar.days(slot))
        order = np.argsort(keys, kind="stable")
        distinct, first = np.unique(keys[order], return_index=True)
        active = active_slots(cells.members, slot * SLOT_MS)
        labels, days = self._labels(_DAY_KEY.unpack(distinct), "day")
        return {
            DayKey(*label, day, key_version): DaySketches(Sketch.of(people), Sketch.of(slots))
            for label, day, people, slots in zip(
                labels,
                days.tolist(),
                np.split(cells.members[order], first[1:]) if len(first) else [],
                np.split(active[order], first[1:]) if len(first) else [],
                strict=True,
            )
        }

    def _labels(
        self, columns: dict[str, NDArray[np.int64]], time: str
    ) -> tuple[list[tuple[str, str, str, str]], NDArray[np.int64]]:
        """Unit, platform, surface and use of each row in words, and its time."""
        words = (self._units.names, self._platforms.names, self._surfaces.names, USES)
        named = (
            [names[place] for place in columns[name].tolist()]
            for names, (name, _) in zip(words, _CELL, strict=True)
        )
        return list(zip(*named, strict=True)), columns[time]


@dataclass(slots=True)
class MinuteFold:
    """Folds the signals deltas of one commit into minutes; embeds and the control are nobody's use."""

    _platforms: Names = field(default_factory=Names)
    _cells: Cells = field(default_factory=lambda: Cells.none(len(MINUTE_COUNTS)))

    def add(self, delta: SignalsDelta) -> None:
        """Take in one delta. Raises UnreadableMessageError, and then the fold is as it was before."""
        cells = delta.cells()
        columns = VOTE_KEY.unpack(cells.keys)
        used = (columns["platform"] != CONTROL) & (columns["embed"] == 0)
        platform = columns["platform"][used]
        check_places(platform, len(delta.names.platforms), "platform")
        minute = columns["window"][used] * WINDOW_MS // MINUTE_MS
        nobody = Cells.none(len(MINUTE_COUNTS))
        places = self._platforms.places(delta.names.platforms)
        new = Cells.gather(
            _MINUTE_KEY.pack(platform=places[platform], minute=minute),
            cells.counts[used],
            nobody.member_keys,
            nobody.members,
            nobody.flags,
        )
        self._cells = merge_all([self._cells, new])

    def rows(self) -> MinuteRows:
        """Everything that was taken in."""
        columns = _MINUTE_KEY.unpack(self._cells.keys)
        return {
            MinuteKey(self._platforms.names[platform], minute * MINUTE_MS): tuple(counts)
            for platform, minute, counts in zip(
                columns["platform"].tolist(),
                columns["minute"].tolist(),
                self._cells.counts.tolist(),
                strict=True,
            )
        }
