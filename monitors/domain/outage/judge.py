"""The judge: evidence in, in order; incidents out. Read `Judge.judge` for the order of judgement."""

from collections.abc import Mapping

from monitors.domain.outage.book import Book
from monitors.domain.outage.records import Change
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.windows import Window
from streams.contracts.signals import Signal


class StateVersionError(ValueError):
    """A state that was written by another version of the rules: it must be carried over or made again."""


class Judge:
    """A fold over signals in their order: the same signals and rules give the same changes, always.

    It knows no clock and no randomness. `book` numbers the names in windows; `late` counts votes that came
    after their window was judged.
    """

    def __init__(self, rules: Rules, operators: Mapping[str, str], state: bytes | None = None) -> None:
        """Go on from `state`, or begin. `operators` says who operates each platform.

        Raises StateVersionError for a state of another version.
        """
        self.book = Book()
        self.late = 0
        self._rules = rules
        self._operators = operators

    def take(self, signal: Signal) -> list[Change]:
        """Take in one signal, and judge the windows that it completes."""
        return []

    def judge(self, window: Window) -> list[Change]:
        """Judge one closed window, later than all before it; its numbers are those of `book`."""
        return []

    def tick(self, now_ms: int) -> list[Change]:
        """Wall time has passed: a source that has been silent for too long is blind. For live use only."""
        return []

    def state(self) -> bytes:
        """All that is remembered, with its version; `Judge(rules, operators, state)` goes on exactly here."""
        return b""
