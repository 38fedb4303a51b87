"""The figures of `holdfast watch`."""

from collections.abc import Sequence
from typing import get_args

from infra import metrics
from infra.figures import Figures
from streams.watch.domain.said import State
from streams.watch.domain.targets import Try
from streams.watch.domain.watchdog import Word

OURS = "ours"
"""Why a try is not sent that our own proxy or policy ended."""


class WatchMetrics(Figures):
    """One set of figures; platforms are named, hosts never."""

    def __init__(self) -> None:
        super().__init__(metrics.WATCH)

    def tried(self, platform: str, tries: Sequence[Try]) -> None:
        """One round of a platform's hosts."""
        for one in tries:
            for step in one.steps:
                self.count(metrics.PROBE_TRIES, 1, platform, step.method, step.outcome.word)
                if step.good:
                    self.observe(metrics.PROBE_SECONDS, step.duration_ms / 1000, step.method)
        if tries:
            self.set(metrics.PROBE_GOOD, sum(one.good for one in tries) / len(tries), platform)

    def withheld(self, word: Word | None) -> None:
        """A failed try was not sent; None where it was ours."""
        self.count(metrics.PROBE_WITHHELD, 1, OURS if word is None else word.value)

    def control(self, word: Word) -> None:
        """Whether failures count now."""
        self.set(metrics.PROBE_TRUSTED, float(word is Word.SENT))

    def polled(self, platform: str, answer: str, at_ms: int) -> None:
        """A status page was asked."""
        self.count(metrics.STATUS_PAGE_POLLS, 1, platform, answer)
        if answer != "faulty":
            self.set(metrics.STATUS_PAGE_READ, at_ms / 1000, platform)

    def said(self, platform: str, state: State) -> None:
        """What a status page says."""
        for each in get_args(State):
            self.set(metrics.STATUS_PAGE_STATE, float(each == state), platform, each)
