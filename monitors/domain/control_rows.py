"""The control as rows that add up: what else a unit did on the web in each hour, as its general traffic.

By *seen* time, as the control's votes are, and scaled up: one request in N stands for N.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from monitors.domain.reliance.records import ControlKey
from monitors.domain.usage_rows import HOUR_MS, Names, check_places
from streams.contracts.evidence import SignalsDelta
from streams.domain.cells import ADDRESS, CONTROL, WINDOW_MS, Layout
from streams.domain.deltas import OUTCOMES

_KEY: Final = Layout((("unit", 18), ("hour", 22)))


class ControlCounts(NamedTuple):
    """One unit's hour: requests of the control, scaled up; its votes, and those known by address."""

    requests: int
    votes: int
    by_address: int


ControlHours = Mapping[ControlKey, ControlCounts]
"""What signals deltas add."""


@dataclass(slots=True)
class ControlFold:
    """Folds the signals deltas of one commit, which the judge has taken: their columns fit together."""

    _units: Names = field(default_factory=Names)
    _sums: dict[int, list[int]] = field(default_factory=dict)

    def add(self, delta: SignalsDelta) -> None:
        """Take in one delta. Raises UnreadableMessageError, and then the fold is as it was before."""
        table = delta.votes
        control = table.keys["platform"].numbers() == CONTROL
        if not control.any():
            return
        units = table.keys["unit"].numbers()[control]
        check_places(units, len(delta.names.units), "unit")
        hours = table.keys["window"].numbers()[control] * WINDOW_MS // HOUR_MS
        keys = _KEY.pack(unit=self._units.places(delta.names.units)[units], hour=hours)
        sizes = table.sizes.numbers()
        by_address = np.zeros(len(sizes), np.int64)
        if table.flags is not None:
            cells = np.repeat(np.arange(len(sizes)), sizes)
            by_address += np.bincount(cells[(table.flags.numbers() & ADDRESS) > 0], minlength=len(sizes))
        requests = np.zeros(len(sizes), np.int64)
        for outcome in OUTCOMES:
            if outcome in table.counts:
                requests += table.counts[outcome].numbers()
        distinct, places = np.unique(keys, return_inverse=True)
        columns = (requests * delta.head.control_one_in, sizes, by_address)
        sums = [np.zeros(len(distinct), np.int64) for _ in columns]
        for total, column in zip(sums, columns, strict=True):
            np.add.at(total, places, column[control])
        for key, *counts in zip(distinct.tolist(), *(total.tolist() for total in sums), strict=True):
            before = self._sums.setdefault(key, [0] * len(counts))
            before[:] = map(sum, zip(before, counts, strict=True))

    def rows(self) -> ControlHours:
        """Everything that was taken in."""
        columns = _KEY.unpack(np.array(list(self._sums), np.int64))
        return {
            ControlKey(self._units.names[unit], hour * HOUR_MS): ControlCounts(*counts)
            for unit, hour, counts in zip(
                columns["unit"].tolist(), columns["hour"].tolist(), self._sums.values(), strict=True
            )
        }
