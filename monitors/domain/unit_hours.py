"""What a score of reliance needs of a log, in columns: hours, active time and general traffic of units.

Part by part, in any order: counts add, and members that come twice stay one. Nobody's use is left aside at
once, and so is whoever belongs to no unit. Memory grows with units, surfaces and hours, never with lines.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitors.domain.calendar import Calendar
from monitors.domain.usage import DAY_KEY, SketchTable
from streams.domain.cells import CONTROL, SLOT_MS, USAGE_KEY, VOTE_KEY, WINDOW_MS, Cells, Layout, merge_all
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS, Delta
from streams.domain.networks import NO_NETWORKS
from streams.domain.outcomes import Outcome
from streams.domain.sketches import Sketch, active_slots
from streams.domain.units import UNASSIGNED_PLACE

HOUR_MS: Final = 3_600_000

UNIT_HOUR_KEY: Final = Layout((("unit", 18), ("platform", 12), ("surface", 5), ("use", 2), ("hour", 22)))
"""An hour (UTC) of one unit on one surface, counted from 1970; by started time."""

CONTROL_HOUR_KEY: Final = Layout((("unit", 18), ("hour", 22)))
"""An hour (UTC) of one unit's general traffic; by seen time, as the control's votes are."""

KEPT: Final = ("went_out", "our_policy", "bytes_down", "bytes_up", "writes")
"""The counts of an hour. What went out is every request that neither our policy, our sign-in nor our proxy
stopped, whatever came of it."""

_STOPPED: Final = (Outcome.OUR_POLICY, Outcome.OUR_AUTH, Outcome.OUR_PROXY)
_WENT_OUT: Final = [outcome.value for outcome in Outcome if outcome not in _STOPPED]
_AS_THEY_ARE: Final = [USAGE_COUNTS.index(name) for name in KEPT[1:]]
_IN_USAGE_ORDER: Final = [Outcome.OK.value, *_AS_THEY_ARE]

ROWS_HELD: Final = 50_000
"""New rows wait until they are so many, or as many as are settled: so each is sorted in only a few times."""


@dataclass(frozen=True, slots=True)
class UnitHours:
    """What was gathered, of units alone.

    `hours` has the counts of KEPT under UNIT_HOUR_KEY, `control` the requests of the general traffic, scaled
    up, under CONTROL_HOUR_KEY, and `active` the active time of each day under DAY_KEY. `networks` has the
    requests from each class of network under NETWORK_KEY, where the directory has classes.
    """

    hours: Cells
    control: Cells
    active: Mapping[int, Sketch]
    networks: Cells = NO_NETWORKS

    def slots(self) -> dict[tuple[int, int, int], int]:
        """Person x five-minute slots by unit, platform and surface: so many requests there must have been."""
        columns = DAY_KEY.unpack(np.array(list(self.active), np.int64))
        cells = zip(*(columns[name].tolist() for name in ("unit", "platform", "surface")), strict=True)
        sums: dict[tuple[int, int, int], int] = defaultdict(int)
        for cell, sketch in zip(cells, self.active.values(), strict=True):
            sums[cell] += round(sketch.estimate)
        return sums


@dataclass(slots=True)
class UnitHoursFold:
    """Folds deltas, with the N that each one's control stands for."""

    calendar: Calendar
    _hours: "_Table" = field(init=False)
    _control: "_Table" = field(init=False)
    _active: SketchTable = field(init=False)
    _networks: "_Table" = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self._hours, self._control, self._active = _Table(len(KEPT)), _Table(1), SketchTable()
        self._networks = _Table(1)

    def add(self, delta: Delta, one_in: int) -> None:
        """Take in one delta."""
        usage, votes = delta.usage, delta.votes
        self._networks.add(delta.networks.keys, delta.networks.counts)
        columns = USAGE_KEY.unpack(usage.keys)
        of_units = columns["unit"] != UNASSIGNED_PLACE
        if of_units.any():
            self._add_hours(
                {name: column[of_units] for name, column in columns.items()}, usage.counts[of_units]
            )
        members = USAGE_KEY.unpack(usage.member_keys)
        of_units = members["unit"] != UNASSIGNED_PLACE
        if of_units.any():
            self._add_active(
                {name: each[of_units] for name, each in members.items()}, usage.members[of_units]
            )
        columns = VOTE_KEY.unpack(votes.keys)
        control = (columns["platform"] == CONTROL) & (columns["unit"] != UNASSIGNED_PLACE)
        if control.any():
            keys = CONTROL_HOUR_KEY.pack(
                unit=columns["unit"][control], hour=columns["window"][control] * WINDOW_MS // HOUR_MS
            )
            requests = votes.counts[control, : len(OUTCOMES)].sum(axis=1, keepdims=True)
            self._control.add(keys, requests * one_in)

    def gathered(self) -> UnitHours:
        """Everything so far."""
        return UnitHours(
            self._hours.cells(), self._control.cells(), self._active.sketches(), self._networks.cells()
        )

    def _add_hours(self, columns: dict[str, NDArray[np.int64]], counts: NDArray[np.int64]) -> None:
        hour = columns.pop("slot") * SLOT_MS // HOUR_MS
        went_out = counts[:, _WENT_OUT].sum(axis=1, keepdims=True)
        kept = np.concatenate((went_out, counts[:, _AS_THEY_ARE]), axis=1)
        self._hours.add(UNIT_HOUR_KEY.pack(**columns, hour=hour), kept)

    def _add_active(self, columns: dict[str, NDArray[np.int64]], members: NDArray[np.uint64]) -> None:
        slot = columns.pop("slot")
        keys = DAY_KEY.pack(**columns, day=self.calendar.days(slot))
        self._active.add(keys, active_slots(members, slot * SLOT_MS))


class _Table:
    """Sums by key; new rows wait in bulk until sorting them in is worth it."""

    def __init__(self, counts: int) -> None:
        self._settled = Cells.none(counts)
        self._new: list[Cells] = []
        self._waiting = 0

    def add(self, keys: NDArray[np.int64], counts: NDArray[np.int64]) -> None:
        """Take in rows, whose keys may repeat."""
        none = Cells.none(0)
        rows = Cells.gather(keys, counts, none.member_keys, none.members, none.flags)
        self._new.append(rows)
        self._waiting += len(rows.keys)
        if self._waiting > max(ROWS_HELD, len(self._settled.keys)):
            self.cells()

    def cells(self) -> Cells:
        """Everything so far, in order of keys."""
        if self._new:
            self._settled = merge_all([self._settled, *self._new])
            self._new, self._waiting = [], 0
        return self._settled


def in_usage_order(hours: Cells) -> NDArray[np.int64]:
    """The counts of hours in the order of USAGE_COUNTS; what went out stands as `ok`, the rest is 0."""
    counts = np.zeros((len(hours.keys), len(USAGE_COUNTS)), np.int64)
    counts[:, _IN_USAGE_ORDER] = hours.counts
    return counts
