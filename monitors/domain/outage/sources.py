"""How far each source is complete, and when one is blind: silent for so long that we no longer know.

A source is seen by the windows that its cells fall into (a catalogued request, or one of the control sample),
so that judgement is the same however its log was cut into deltas. By any clock but its own log's, a source
that is behind and catches up is heard whenever something of it comes: what is old is not therefore silent.

Where it is known when a message came (`now_ms`), nothing of a source counts as later than that: whatever its
clock says, it closes nobody's windows before their time, and is heard when it is heard.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.outage.arrivals import Deliveries, Lateness, delivered, latest_ms
from monitors.domain.outage.records import Reason, SourceRow
from monitors.domain.outage.rules import Rules
from streams.domain.cells import WINDOW_MS
from streams.domain.watermarks import Rhythm

HOUR_MS = 3_600_000


class Silence(Struct, frozen=True, kw_only=True):
    """A source was heard until `since_ms`, and is blind from `known_ms` to `until_ms` (None: it still is).

    With `gone_hours` it was not heard again, but silent for so long that it is forgotten.
    """

    source: str
    site: str
    since_ms: int
    known_ms: int
    until_ms: int | None
    gone_hours: int | None = None


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
    arrived_ms: dict[Clock, int]
    told: set[Clock]
    deliveries: Deliveries
    lateness: Lateness
    ahead_ms: int
    versions: tuple[int, str, str]


@dataclass(slots=True)
class Source:
    """One source: its watermark, the end of the last window in which it was heard, and its rhythm.

    `arrived_ms` is when something old of it came last, by each other clock; `told` are those that have told
    the time since something came. Each has its own, for the logs may be hours behind the wall. `ahead_ms` is
    how much its clock runs ahead, 0 where that misleads nobody. `versions` are those of the key, catalogue
    and directory that its latest message was made with.
    """

    name: str
    site: str
    watermark_ms: int | None = None
    heard_ms: int | None = None
    blind: bool = False
    rhythm: Rhythm = field(default_factory=Rhythm)
    arrived_ms: dict[Clock, int] = field(default_factory=dict)
    told: set[Clock] = field(default_factory=set)
    deliveries: Deliveries = field(default_factory=Deliveries)
    lateness: Lateness = field(default_factory=Lateness)
    ahead_ms: int = 0
    versions: tuple[int, str, str] = (1, "", "")
    _parts: list[NDArray[np.int64]] = field(default_factory=list)

    def hear(self, windows: NDArray[np.int64], requests: NDArray[np.int64]) -> None:
        """Cells of one message: a window and the requests behind it, a row each."""
        self._parts.append(np.column_stack((windows, requests)))

    def advance(self, watermark_ms: int | None, rules: Rules, now_ms: int | None = None) -> list[Silence]:
        """The last message of a commit was taken; the silences that were there, up to it and within it."""
        if watermark_ms is None:
            return []
        self._pass(watermark_ms, rules, now_ms)
        if not self._parts:
            return []
        rows = np.concatenate(self._parts)
        self._parts = []
        rows = self._dated(rows, rules, now_ms)
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
        if now_ms is not None:
            self.deliveries = delivered(self.deliveries, now_ms, int(rows[:, 0].min()) * WINDOW_MS)
        return found

    def _pass(self, watermark_ms: int, rules: Rules, now_ms: int | None) -> None:
        """Its watermark, which goes back only from the future, when somebody has mended its clock."""
        ceiling_ms = latest_ms(now_ms, rules)
        before_ms = self.watermark_ms
        was_ahead = before_ms is not None and ceiling_ms is not None and before_ms > ceiling_ms
        self.watermark_ms = watermark_ms if before_ms is None or was_ahead else max(watermark_ms, before_ms)
        if now_ms is not None:
            ahead_ms = max(watermark_ms, self._dated_ms()) - now_ms
            self.ahead_ms = ahead_ms if ahead_ms > rules.clock_told_ms else 0

    def _dated_ms(self) -> int:
        """What its clock said when it wrote most of the lines of this commit; 0 where there are none."""
        windows = np.concatenate([np.zeros(0, np.int64), *(part[:, 0] for part in self._parts)])
        return int(np.median(windows)) * WINDOW_MS if len(windows) else 0

    def _dated(self, rows: NDArray[np.int64], rules: Rules, now_ms: int | None) -> NDArray[np.int64]:
        """Those rows of windows in which it was heard. What its clock dates in the future, was heard now."""
        assert self.watermark_ms is not None  # noqa: S101 (a watermark came with them)
        ceiling_ms = latest_ms(now_ms, rules)
        dated = rows[rows[:, 0] * WINDOW_MS < self.watermark_ms + rules.ahead_ms]
        if ceiling_ms is None:
            return dated
        heard = dated if len(dated) else rows
        heard[:, 0] = np.minimum(heard[:, 0], ceiling_ms // WINDOW_MS)
        return heard

    def _learn(self, rows: NDArray[np.int64], before_ms: int | None) -> None:
        """The minutes and requests of a stretch, for its rhythm."""
        minutes, place = np.unique(rows[:, 0] // 6, return_inverse=True)
        lines = np.bincount(place, rows[:, 1]).astype(np.int64)
        activity = np.column_stack((minutes, lines, minutes, minutes))
        self.rhythm = self.rhythm.add(activity, None if before_ms is None else before_ms - 1)

    def silence_ms(self, at_ms: int, rules: Rules) -> float:
        """How long nothing may stand in its log at this hour."""
        return max(rules.shortest_silence_ms, rules.silence_times_usual * self.rhythm.usual_gap_ms(at_ms))

    def wait_ms(self, at_ms: int, rules: Rules) -> float:
        """How long nothing of it may come at this hour: longer than that, where it comes in batches."""
        return max(
            self.silence_ms(at_ms, rules), rules.silence_times_delivery * self.deliveries.usual_wait_ms()
        )

    def in_batches(self, rules: Rules) -> bool:
        """Whether its lines come so seldom that windows of other sources do not wait for them."""
        return self.deliveries.usual_wait_ms() > rules.patience_ms

    def is_catching_up(self, before_ms: int, rules: Rules) -> bool:
        """Whether something came of it since then that is older than that: its log is not read to its end.

        So it is while the parts of its first commit come in, which have no watermark yet.
        """
        came_ms, watermark_ms = self.deliveries.last_ms, self.watermark_ms
        if watermark_ms is None:
            return True
        return came_ms is not None and not self.in_batches(rules) and came_ms >= before_ms > watermark_ms

    def complete_ms(self, rules: Rules, ceiling_ms: int | None) -> int | None:
        """Up to when it is complete, in the time that has passed.

        Of a source that comes in batches only its lines tell that: its log is at its end between any two.
        """
        if self.watermark_ms is None:
            return None
        limits = (self.watermark_ms, ceiling_ms, self.heard_ms if self.in_batches(rules) else None)
        return min(limit for limit in limits if limit is not None)

    def silent_at(self, now_ms: int, clock: Clock, rules: Rules) -> Silence | None:
        """The silence that makes it blind now by this clock, where it was not blind before."""
        if self.heard_ms is None:
            return None
        longest_ms = self.wait_ms(self.heard_ms, rules)
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

    def gone_at(self, now_ms: int, clock: Clock, rules: Rules) -> Silence | None:
        """The end of its silence, where it has been silent for so long by this clock that it was removed."""
        if self.heard_ms is None or not self.blind:
            return None
        until_ms = max(self.heard_ms, self.arrived_ms.get(clock, 0)) + rules.gone_hours * HOUR_MS
        if now_ms < until_ms:
            return None
        return self._silence(self.heard_ms, rules, until_ms=until_ms, gone_hours=rules.gone_hours)

    def _silence(
        self, since_ms: int, rules: Rules, *, until_ms: int | None, gone_hours: int | None = None
    ) -> Silence:
        longest_ms = self.wait_ms(since_ms, rules) if self.blind else self.silence_ms(since_ms, rules)
        known_ms = since_ms + int(longest_ms)
        return Silence(
            source=self.name,
            site=self.site,
            since_ms=since_ms,
            known_ms=known_ms,
            until_ms=None if until_ms is None else max(until_ms, known_ms),
            gone_hours=gone_hours,
        )

    def row(self, rules: Rules, ceiling_ms: int | None) -> SourceRow:
        """As it now stands, for whoever looks after it."""
        return SourceRow(
            self.name,
            self.site,
            self.complete_ms(rules, ceiling_ms),
            self.heard_ms if self.blind else None,
            *self.versions,
            findings=tuple(self._findings(rules)),
        )

    def _findings(self, rules: Rules) -> list[Reason]:
        """What somebody should know of it, or mend."""
        found = []
        if self.ahead_ms:
            found.append(
                Reason("source-clock-ahead", {"source": self.name, "seconds": self.ahead_ms // 1000})
            )
        if self.lateness.is_late:
            seconds = self.lateness.behind_ms // 1000
            found.append(Reason("source-late", {"source": self.name, "seconds": seconds}))
        if self.in_batches(rules):
            seconds = self.deliveries.usual_wait_ms() // 1000
            found.append(Reason("source-in-batches", {"source": self.name, "seconds": seconds}))
        return found

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
            deliveries=self.deliveries,
            lateness=self.lateness,
            ahead_ms=self.ahead_ms,
            versions=self.versions,
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
            saved.deliveries,
            saved.lateness,
            saved.ahead_ms,
            saved.versions,
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
