"""What has arrived on the evidence topics, added up by platform for a table that people watch."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.contracts.evidence import SignalsDelta, UsageDelta, requests_of
from streams.domain.cells import CONTROL, USAGE_KEY, VOTE_KEY, WINDOW_MS
from streams.domain.deltas import OUTCOMES

FAILED: Final = [place for place, word in enumerate(OUTCOMES) if word.startswith("fail_") or word == "slow"]
"""The columns of the outcomes that count as failed."""

MINUTE_WINDOWS: Final = 60_000 // WINDOW_MS


@dataclass(frozen=True, slots=True)
class Row:
    """One platform: requests so far, and requests and failures of the last minute of seen time."""

    platform: str
    requests: int
    last_minute: int
    failed: int


@dataclass
class Arrivals:
    """Sums over every message given; messages may come in any order, each once."""

    messages: int = 0
    watermark_ms: int = 0
    """How far the log is known to be complete, Unix ms; 0 before anything came."""
    _requests: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _windows: defaultdict[str, dict[int, NDArray[np.int64]]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    @property
    def requests(self) -> int:
        """All requests so far."""
        return sum(self._requests.values())

    def add_usage(self, delta: UsageDelta) -> None:
        """Take in a message of `evidence.usage`: requests on hosts that count as use, fully or weakly."""
        self.messages += 1
        cells = delta.cells()
        keys = USAGE_KEY.unpack(cells.keys)
        requests = np.where(keys["use"] > 0, requests_of(cells.counts), 0)
        for platform, some in zip(_named(delta.names.platforms, keys["platform"]), requests, strict=True):
            self._requests[platform] += int(some)

    def add_signals(self, delta: SignalsDelta) -> None:
        """Take in a message of `evidence.signals`: what was seen in each window of ten seconds."""
        self.messages += 1
        self.watermark_ms = max(self.watermark_ms, delta.watermark_ms or 0)
        cells = delta.cells()
        keys = VOTE_KEY.unpack(cells.keys)
        ours = (keys["platform"] != CONTROL) & (keys["embed"] == 0)
        seen = np.column_stack((requests_of(cells.counts), cells.counts[:, FAILED].sum(axis=1)))[ours]
        names = _named(delta.names.platforms, keys["platform"][ours])
        for platform, window, row in zip(names, keys["window"][ours].tolist(), seen, strict=True):
            windows = self._windows[platform]
            windows[window] = windows.get(window, 0) + row
        self._forget()

    def rows(self) -> list[Row]:
        """Every platform with a request, the busiest first."""
        rows = []
        for platform, requests in self._requests.items():
            if requests:
                minute = sum(self._windows[platform].values(), np.zeros(2, np.int64))
                rows.append(Row(platform, requests, int(minute[0]), int(minute[1])))
        return sorted(rows, key=lambda row: (-row.requests, row.platform))

    def _forget(self) -> None:
        """Drop the windows that are more than a minute behind the watermark."""
        first = self.watermark_ms // WINDOW_MS - MINUTE_WINDOWS + 1
        for windows in self._windows.values():
            for window in [window for window in windows if window < first]:
                del windows[window]


def _named(names: Sequence[str], places: NDArray[np.int64]) -> list[str]:
    """The names at some places."""
    return [names[place] for place in places.tolist()]
