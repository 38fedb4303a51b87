"""Everything that is counted, stepped together: one window in, and it is known what is alive and hot."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.book import Book
from monitors.domain.outage.chances import Floats
from monitors.domain.outage.cusum import NEVER_MS, Cusum
from monitors.domain.outage.gates import FailedOf, Usual
from monitors.domain.outage.rates import Rates
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.series import Kind, Layout, counted
from monitors.domain.outage.spans import WINDOWS, WINDOWS_A_MINUTE, Span, Spans
from monitors.domain.outage.windows import WINDOW_MS, Window
from monitors.domain.outage.witnesses import NOT_ALIVE, Scene, Witnesses

Mask = NDArray[np.bool_]

EARLIEST_ONSET_MS = 300_000
"""A failed request may have begun so long before its series came alive, at most."""

_AT_ONCE_WINDOWS = 30
"""What fails again within five minutes after something larger is over had failed all along."""

Watch = tuple[int, int]
"""A series by its kind and its place, site or unit: it stays the same when the layout grows."""


@dataclass(slots=True)
class Board:
    """The counts, rates, CUSUMs and witnesses of all series; `held` are those that must not learn."""

    rules: Rules
    book: Book
    layout: Layout = field(default_factory=Layout)
    rates: Rates = field(init=False)
    cusum: Cusum = field(init=False)
    spans: Spans = field(init=False)
    witnesses: Witnesses = field(default_factory=Witnesses)
    learnt_minute: int = -1
    earlier: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Series that failed before something larger hid them: until which window it did, since which window they
    fail, and from which moment."""

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self.rates = Rates(self.rules, self.layout)
        self.cusum = Cusum(self.rules, self.layout)
        self.spans = Spans(self.layout)

    def counted(self, windows: Sequence[Window]) -> Floats:
        """(n, x) of each window, an element a series; there is room for every name then."""
        if not self.layout.fits(self.book):
            self.move(self.layout.grown(self.book))
        return counted(windows, self.layout, self.rules.blocked_per_cell)

    def step(
        self, window: Window, tally: Floats, held: Callable[[], Mask | None], looked_at: list[int]
    ) -> None:
        """Take in one window and its `tally`. `held`: the series of incidents; None: nothing may learn.

        The votes at the places that are `looked_at` are kept whether they are alive or not.
        """
        self._learn(window.number, held)
        self.spans.step(window.number, tally)
        n, x = tally
        alive = self.cusum.step(window.number, n, x, self.rates)
        if len(alive) or looked_at:
            self._onsets(window, alive[x[alive] > 0])
            since, sites, units = self._alive(alive)
            since[looked_at] = np.minimum(since[looked_at], window.number - WINDOWS)
            self.witnesses.keep(window, since, sites, units)

    def move(self, layout: Layout) -> None:
        """Make room."""
        for part in (self.rates, self.cusum, self.spans):
            part.move(layout)
        self.layout = layout

    def _learn(self, number: int, held: Callable[[], Mask | None]) -> None:
        """Learn from the minutes that are old enough."""
        due = number // WINDOWS_A_MINUTE - self.rules.learning_lag_minutes
        if self.learnt_minute < 0:
            self.learnt_minute = due
        if due <= self.learnt_minute:
            return
        first = max(self.learnt_minute + 1, self.spans.number // WINDOWS_A_MINUTE - 50)
        passed, mine = due - self.learnt_minute, held()
        for minute in range(first, min(due, self.spans.number // WINDOWS_A_MINUTE) + 1):
            n, x = self.spans.minute(minute)
            teaches = (self.cusum.score <= self.rules.suspected_from) & (n > 0)
            teaches &= minute * WINDOWS_A_MINUTE >= self.spans.from_window
            teaches &= False if mine is None else ~mine
            self.rates.learn(n, x, teaches, passed)
            passed = 0
        self.learnt_minute = due

    def _onsets(self, window: Window, bad: NDArray[np.intp]) -> None:
        """When the failures began of series that are alive, and failed in this window."""
        places, cusum = self.layout.places, self.cusum
        bad = bad[bad < self.layout.first(Kind.SHORT)]
        if not len(bad):
            return
        known = np.full((3, places), window.start_ms)
        known[:2, window.onsets.place] = window.onsets.started_ms
        known[Kind.BLOCKED, window.blocked_onsets.place] = window.blocked_onsets.started_ms
        onset = np.maximum(known.ravel()[bad], cusum.since[bad] * WINDOW_MS - EARLIEST_ONSET_MS)
        cusum.onset_ms[bad] = np.minimum(cusum.onset_ms[bad], onset)

    def _alive(self, alive: NDArray[np.intp]) -> tuple[NDArray[np.int64], Mask, Mask]:
        """Since which window something is suspected of each place, and the suspected sites and units."""
        layout = self.layout
        since = np.full(layout.places, NOT_ALIVE)
        judged = alive[: np.searchsorted(alive, layout.first(Kind.EMBED))]
        np.minimum.at(since, judged % layout.places, self.cusum.since[judged])
        score = self.cusum.score
        return since, score[layout.part(Kind.SITE)] > 0, score[layout.part(Kind.UNIT)] > 0

    def forget(self, keep: NDArray[np.intp], *, hidden_since: int | None = None) -> None:
        """The evidence of all series but some is used up: a fault that was everywhere is over.

        What had failed before `hidden_since` is remembered: if it fails again at once, it began then.
        """
        series = np.ones(self.layout.size, bool)
        series[keep] = False
        if hidden_since is not None:
            before = (
                series & (self.cusum.score > self.rules.suspected_from) & (self.cusum.since < hidden_since)
            )
            for one in np.flatnonzero(before).tolist():
                since, onset = self.began(one)
                self.earlier[one] = self.spans.number, since, onset
        self.forget_some(np.flatnonzero(series))

    def forget_some(self, series: NDArray[np.intp]) -> None:
        """The evidence of these series is used up."""
        self.cusum.clear(series)
        self.spans.from_window[series] = self.spans.number + 1

    def began(self, series: int) -> tuple[int, int]:
        """The window since which a series has failed, and the moment when the first such request began."""
        since, onset = int(self.cusum.since[series]), int(self.cusum.onset_ms[series])
        onset = since * WINDOW_MS if onset == NEVER_MS else onset
        hidden = self.earlier.get(series)
        if hidden is None or not 0 <= since - hidden[0] <= _AT_ONCE_WINDOWS:
            return since, onset
        return hidden[1], hidden[2]

    def series(self, kind: Kind, number: int) -> int:
        """The series of a kind at a place, site or unit."""
        return self.layout.first(kind) + number

    def usual(self, series: int) -> Usual:
        """What a series is like when all is well, and its CUSUM."""
        rates = self.rates
        return Usual(float(rates.usual[series]), float(rates.rho[series]), float(self.cusum.score[series]))

    def hot(self) -> list[Watch]:
        """What is suspected, by kind and number."""
        return self.layout.of((self.cusum.score > self.rules.suspected_from).nonzero()[0])

    def together(self, watched: list[Watch], seconds: int) -> Span:
        """The last seconds (at most six minutes) of several series as one."""
        parts = [self.spans.last(self.series(Kind(kind), number), seconds) for kind, number in watched]
        if not parts:
            return Span(seconds, np.zeros(1), 0.0, 0.0)
        blocks = sum((part.blocks for part in parts[1:]), parts[0].blocks)
        return Span(seconds, blocks, sum(part.votes for part in parts), sum(part.failed for part in parts))

    def places(self, numbers: list[int]) -> Mask:
        """These places, as a mask."""
        mask = np.zeros(self.layout.places, bool)
        mask[numbers] = True
        return mask

    def scene(self, kind: Kind, number: int, since: int) -> Scene:
        """The votes behind one series, from a window on."""
        if kind is Kind.SITE or kind is Kind.UNIT:
            scene = self.witnesses.votes(since)
            where = scene.votes.site if kind is Kind.SITE else scene.votes.unit
            return scene.where(where == number)
        return self.witnesses.votes(since, self.places([number]), refused=kind is Kind.REFUSED)

    def failed_of(self, kind: Kind, number: int) -> FailedOf:
        """How often each of the different people failed in a series since a window.

        Looked up for the first window that is asked for, and once more for all there are behind it.
        """
        held: list[tuple[int, Scene]] = []

        def count(since: int) -> NDArray[np.int64]:
            if not held or since < held[-1][0]:
                first = 0 if held else since
                held.append((first, self.scene(kind, number, first).failing()))
            scene = held[-1][1]
            people = scene.votes.person[scene.window.searchsorted(since) :]
            return np.array(list(Counter(people.tolist()).values()), np.int64)

        return count
