"""How far each source is complete, and when one is blind: silent for so long that we no longer know.

A source is seen by the windows that its cells fall into (a catalogued request, or one of the control sample),
so that judgement is the same however its log was cut into deltas. By any clock but its own log's, a source
that is behind and catches up is heard whenever something of it comes: what is old is not therefore silent.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.outage.rules import Rules
from streams.domain.cells import WINDOW_MS
from streams.domain.watermarks import Rhythm


class Silence(Struct, frozen=True, kw_only=True):
    """A source was heard until `since_ms`, and is blind from `known_ms` to `until_ms` (None: it still is)."""

    source: str
    site: str
    since_ms: int
    known_ms: int
    until_ms: int | None


Clock = Literal["wall", "logs"]
"""What tells a time that is not a source's own: ticks, or how far the logs of the others are."""


class SavedSource(Struct, kw_only=True):
    """A source as it is remembered."""

    site: str
    watermark_ms: int | None
    heard_ms: int | None
    blind: bool
    rhythm: list[tuple[int, int, int]]
    parts: list[tuple[int, int]]
    arrived_ms: dict[Clock, int] = {}
    told: set[Clock] = set()


@dataclass(slots=True)
class Source:
    """One source: its watermark, the end of the last window in which it was heard, and its rhythm.

    `arrived_ms` is when something old of it came last, by each other clock; `told` are those that have told
    the time since something came. Each has its own, for the logs may be hours behind the wall.
    """

    name: str
    site: str
    watermark_ms: int | None = None
    heard_ms: int | None = None
    blind: bool = False
    rhythm: Rhythm = field(default_factory=Rhythm)
    arrived_ms: dict[Clock, int] = field(default_factory=dict)
    told: set[Clock] = field(default_factory=set)
    _parts: list[NDArray[np.int64]] = field(default_factory=list)

    def hear(self, windows: NDArray[np.int64], requests: NDArray[np.int64]) -> None:
        """Cells of one message: a window and the requests behind it, a row each."""
        self._parts.append(np.column_stack((windows, requests)))

    def advance(self, watermark_ms: int | None, rules: Rules) -> list[Silence]:
        """The last message of a commit was taken; the silences that were there, up to it and within it."""
        if watermark_ms is None:
            return []
        self.watermark_ms = max(watermark_ms, self.watermark_ms or watermark_ms)
        if not self._parts:
            return []
        rows = np.concatenate(self._parts)
        self._parts = []
        rows = rows[rows[:, 0] * WINDOW_MS < self.watermark_ms + rules.ahead_ms]
        if not len(rows):
            return []
        self.told.clear()
        found: list[Silence] = []
        for stretch in _unbroken(rows, rules.shortest_silence_ms):
            begins, before = int(stretch[0, 0]) * WINDOW_MS, self.heard_ms
            if before is not None and (self.blind or begins - before > self.silence_ms(before, rules)):
                found.append(self._silence(before, rules, until_ms=begins))
                self.blind = False
            self._learn(stretch, before)
            heard = (int(stretch[-1, 0]) + 1) * WINDOW_MS
            self.heard_ms = heard if before is None else max(before, heard)
        return found

    def _learn(self, rows: NDArray[np.int64], before_ms: int | None) -> None:
        """The minutes and requests of a stretch, for its rhythm."""
        minutes, place = np.unique(rows[:, 0] // 6, return_inverse=True)
        lines = np.bincount(place, rows[:, 1]).astype(np.int64)
        activity = np.column_stack((minutes, lines, minutes, minutes))
        self.rhythm = self.rhythm.add(activity, None if before_ms is None else before_ms - 1)

    def silence_ms(self, at_ms: int, rules: Rules) -> float:
        """How long it may be silent at this hour."""
        return max(rules.shortest_silence_ms, rules.silence_times_usual * self.rhythm.usual_gap_ms(at_ms))

    def silent_at(self, now_ms: int, clock: Clock, rules: Rules) -> Silence | None:
        """The silence that makes it blind now by this clock, where it was not blind before."""
        if self.heard_ms is None:
            return None
        longest_ms = self.silence_ms(self.heard_ms, rules)
        is_silent = now_ms - self.heard_ms > longest_ms
        if now_ms > (self.watermark_ms or 0):  # by the clock, or another source: its own log is not so far
            if clock not in self.told and is_silent:
                self.arrived_ms[clock] = now_ms
            self.told.add(clock)
            is_silent = is_silent and now_ms - self.arrived_ms.get(clock, self.heard_ms) > longest_ms
        if self.blind or not is_silent:
            return None
        self.blind = True
        return self._silence(self.heard_ms, rules, until_ms=None)

    def _silence(self, since_ms: int, rules: Rules, *, until_ms: int | None) -> Silence:
        known_ms = since_ms + int(self.silence_ms(since_ms, rules))
        return Silence(
            source=self.name,
            site=self.site,
            since_ms=since_ms,
            known_ms=known_ms,
            until_ms=None if until_ms is None else max(until_ms, known_ms),
        )

    def save(self) -> SavedSource:
        """To be stored, with the parts of a commit that is not complete."""
        return SavedSource(
            site=self.site,
            watermark_ms=self.watermark_ms,
            heard_ms=self.heard_ms,
            blind=self.blind,
            rhythm=self.rhythm.rows(),
            parts=[(window, requests) for part in self._parts for window, requests in part.tolist()],
            arrived_ms=dict(self.arrived_ms),
            told=set(self.told),
        )

    @staticmethod
    def restore(name: str, saved: SavedSource) -> "Source":
        """From what was stored."""
        source = Source(
            name,
            saved.site,
            saved.watermark_ms,
            saved.heard_ms,
            saved.blind,
            Rhythm.of(saved.rhythm),
            dict(saved.arrived_ms),
            set(saved.told),
        )
        if saved.parts:
            source._parts.append(np.array(saved.parts, np.int64))
        return source


def _unbroken(rows: NDArray[np.int64], shortest_ms: int) -> list[NDArray[np.int64]]:
    """Rows of windows in order, parted where a silence may lie, so that what is usual is learnt up to there.

    Thus a whole day in one message and the same day second by second have the same silences.
    """
    ordered = rows[np.argsort(rows[:, 0], kind="stable")]
    between_ms = (np.diff(ordered[:, 0]) - 1) * WINDOW_MS
    return np.split(ordered, np.flatnonzero(between_ms > shortest_ms) + 1)


def frontier_ms(sources: list[Source], rules: Rules) -> int | None:
    """Up to when windows are complete: behind the slowest source that is not blind, in patience."""
    marks = [source.watermark_ms for source in sources if source.watermark_ms is not None]
    if not marks:
        return None
    seeing = [source.watermark_ms for source in sources if not source.blind]
    slowest = min((mark for mark in seeing if mark is not None), default=max(marks))
    if any(mark is None for mark in seeing):
        slowest = max(marks) - rules.patience_ms
    return max(slowest, max(marks) - rules.patience_ms) - rules.lateness_ms
