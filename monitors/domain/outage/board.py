"""Everything that is counted, stepped together: one window in, and it is known what is alive and hot."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.book import Book
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

    def step(self, window: Window, held: Mask | None, looked_at: list[int]) -> None:
        """Take in one window. `held`: series that belong to an incident; None: nothing may learn.

        The votes at the places that are `looked_at` are kept whether they are alive or not.
        """
        if not self.layout.fits(self.book):
            self.move(self.layout.grown(self.book))
        n, x = counted(window, self.layout, self.rules.blocked_per_cell)
        self._learn(window.number, held)
        self.spans.step(window.number, n, x)
        alive = self.cusum.step(window.number, n, x, self.rates)
        if len(alive) or looked_at:
            self._onsets(window, x)
            since, sites, units = self._alive()
            since[looked_at] = np.minimum(since[looked_at], window.number - WINDOWS)
            self.witnesses.keep(window, since, sites, units)

    def move(self, layout: Layout) -> None:
        """Make room."""
        for part in (self.rates, self.cusum, self.spans):
            part.move(layout)
        self.layout = layout

    def _learn(self, number: int, held: Mask | None) -> None:
        """Learn from the minutes that are old enough."""
        due = number // WINDOWS_A_MINUTE - self.rules.learning_lag_minutes
        if self.learnt_minute < 0:
            self.learnt_minute = due
        if due <= self.learnt_minute:
            return
        first = max(self.learnt_minute + 1, self.spans.number // WINDOWS_A_MINUTE - 50)
        passed = due - self.learnt_minute
        for minute in range(first, min(due, self.spans.number // WINDOWS_A_MINUTE) + 1):
            n, x = self.spans.minute(minute)
            teaches = (self.cusum.score <= self.rules.suspected_from) & (n > 0)
            teaches &= minute * WINDOWS_A_MINUTE >= self.spans.from_window
            if held is None:
                teaches[:] = False
            elif len(held) == len(teaches):
                teaches &= ~held
            self.rates.learn(n, x, teaches, passed)
            passed = 0
        self.learnt_minute = due

    def _onsets(self, window: Window, x: NDArray[np.float64]) -> None:
        """When the failures began of series that are alive."""
        layout, cusum = self.layout, self.cusum
        for kind in (Kind.FAILED, Kind.REFUSED, Kind.BLOCKED):
            part = slice(layout.first(kind), layout.first(kind) + layout.places)
            told = window.blocked_onsets if kind is Kind.BLOCKED else window.onsets
            known = np.full(layout.places, NEVER_MS)
            known[told.place] = told.started_ms
            onset = np.where(known == NEVER_MS, window.start_ms, known)
            onset = np.maximum(onset, cusum.since[part] * WINDOW_MS - EARLIEST_ONSET_MS)
            bad = (x[part] > 0) & (cusum.score[part] > 0)
            cusum.onset_ms[part] = np.where(
                bad, np.minimum(cusum.onset_ms[part], onset), cusum.onset_ms[part]
            )

    def _alive(self) -> tuple[NDArray[np.int64], Mask, Mask]:
        """Since which window something is suspected of each place, and the suspected sites and units."""
        layout, alive = self.layout, self.cusum.score > 0
        kinds = slice(0, Kind.EMBED * layout.places)
        since = (
            np.where(alive[kinds], self.cusum.since[kinds], NOT_ALIVE).reshape(-1, layout.places).min(axis=0)
        )
        sites = slice(layout.first(Kind.SITE), layout.first(Kind.SITE) + layout.sites)
        units = slice(layout.first(Kind.UNIT), layout.first(Kind.UNIT) + layout.units)
        return since, alive[sites], alive[units]

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
        return self.layout.of(np.flatnonzero(self.cusum.score > self.rules.suspected_from))

    def together(self, watched: list[Watch], seconds: int) -> Span:
        """The last seconds (at most six minutes) of several series as one."""
        parts = [self.spans.last(self.series(Kind(kind), number), seconds) for kind, number in watched]
        if not parts:
            return Span(seconds, np.zeros(1), 0.0)
        return Span(seconds, np.sum([part.blocks for part in parts], axis=0), sum(p.failed for p in parts))

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
        """How often each of the different people failed in a series since a window."""

        def count(since: int) -> NDArray[np.int64]:
            people = self.scene(kind, number, since).failing().votes.person
            return np.unique(people, return_counts=True)[1].astype(np.int64)

        return count
