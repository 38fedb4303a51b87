"""The judge: evidence in, in order; incidents out. Read `Judge.judge` for the order of judgement."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.board import Board
from monitors.domain.outage.book import CONTROL_PLACE, GROUPS, Book
from monitors.domain.outage.causes import Inquiry
from monitors.domain.outage.chances import Floats
from monitors.domain.outage.control import Control
from monitors.domain.outage.folding import Closed, WindowFold
from monitors.domain.outage.incidents import Incidents
from monitors.domain.outage.memory import (
    Memory,
    StateVersionError,
    check_fit,
    going_on,
    of_slow,
    packed,
    read,
    slow_of,
    unpacked,
    written,
)
from monitors.domain.outage.records import Change, Incident, SourceRow
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.series import Kind
from monitors.domain.outage.sources import Silence
from monitors.domain.outage.spans import WINDOWS_A_MINUTE
from monitors.domain.outage.told import account_told, silence_told
from monitors.domain.outage.voices import Voices
from monitors.domain.outage.volume import Volume
from monitors.domain.outage.windows import WINDOW_MS, Window
from monitors.domain.outage.witnesses import Witnesses
from streams.contracts.evidence import SignalsDelta
from streams.contracts.signals import AccountEvent, LearnAgain, Signal

__all__ = ["Judge", "StateVersionError"]

_AT_ONCE = 32
"""So many windows are counted together: each costs a fraction of what it would by itself."""


class Judge:
    """A fold over signals in their order: the same signals and rules give the same changes, always.

    It knows no clock and no randomness. `book` numbers the names in windows.
    """

    def __init__(self, rules: Rules, operators: Mapping[str, str], state: bytes | None = None) -> None:
        """Go on from `state`, or begin. `operators` says who operates each platform.

        Raises StateVersionError for a state that these rules cannot go on from.
        """
        memory = None if state is None else read(state)
        self._rules = rules
        with going_on():
            self.book = Book() if memory is None else memory.book()
        self._board = Board(rules, self.book)
        self._incidents = Incidents(self._board, operators)
        self._fold = WindowFold(rules, self.book)
        self._voices = Voices()
        self._volume = Volume(rules)
        self._egress_since: int | None = None
        self._written: tuple[tuple[int, int], bytes] | None = None
        if memory is not None:
            with going_on():
                self._remember(memory)

    @property
    def late(self) -> int:
        """Votes that came for windows that were judged already."""
        return self._fold.late

    @property
    def judged_before_ms(self) -> int:
        """Windows that end by then are judged; 0 before the first."""
        return self._fold.closed_before * WINDOW_MS

    def incidents(self) -> list[Incident]:
        """Every incident that goes on, as it stands now."""
        return [case.incident() for case in self._incidents.cases if case.is_open]

    def sources(self) -> list[SourceRow]:
        """Every source that is not forgotten, as it stands now, by name."""
        return self._fold.rows()

    def take(self, signal: Signal, now_ms: int | None = None) -> list[Change]:
        """Take in one signal, and judge the windows that it completes.

        `now_ms` is when it came to the log, as the log says; None where that is not known, as in a replay.
        It keeps clocks that run ahead from closing windows, so whoever gives it once gives it always.
        Raises UnreadableMessageError for a delta whose columns do not fit together, and has changed nothing.
        """
        if isinstance(signal, LearnAgain):
            return self._incidents.learn_again(signal.incident)
        if isinstance(signal, SignalsDelta):
            return self._judged(self._fold.add(signal, now_ms))
        return self._judged(self._fold.add_event(signal, now_ms))

    def _judged(self, closed: Closed) -> list[Change]:
        """Judge what one signal completed."""
        return self._silences(closed.silences) + self.judge(closed.windows)

    def judge(self, windows: Sequence[Window]) -> list[Change]:
        """Judge closed windows in their order, later than all before; their numbers are those of `book`."""
        changes: list[Change] = []
        for first in range(0, len(windows), _AT_ONCE):
            some = windows[first : first + _AT_ONCE]
            for window, tally in zip(some, self._board.counted(some), strict=True):
                changes += self._judge(window, tally)
        return changes

    def _judge(self, window: Window, tally: Floats) -> list[Change]:
        """Judge one closed window.

        1. Count: what each platform's volume was, every series, its CUSUM, what is usual.
        2. Listen: probes, reports, status pages, our own accounts.
        3. The control: while it is raised, faults of platforms are held.
        4. Whose fault is it: control, one site or unit, our policy, platforms (`causes.Inquiry`).
        5. Incidents: opened, confirmed, corrected, ended (`incidents.Incidents`).
        """
        board, incidents = self._board, self._incidents
        self._weigh_volume(window)
        speaking = self._voices.speaking(window.end_ms, self._rules, self.book)
        board.step(window, tally, self._held, self._places_of(speaking))
        changes = self._listened(window)
        hot = board.hot()
        if not (hot or speaking or self._volume.drops or incidents.cases):
            return changes
        control = Control.of(board)
        self._after_egress(control, hot)
        findings = Inquiry(
            board,
            control,
            hot,
            self._voices,
            self._volume.drops,
            incidents.scopes(),
            incidents.broken(),
            window.end_ms,
        ).find()
        return changes + incidents.step(window, findings, self._voices, held=control.raised)

    def _listened(self, window: Window) -> list[Change]:
        """What the events of a window say at once."""
        if not window.events:
            return []
        self._voices.hear(window.events)
        accounts = [event for event in window.events if isinstance(event, AccountEvent)]
        cases = self._incidents.cases
        return [change for event in accounts for change in account_told(event, window.end_ms, cases)]

    def _places_of(self, platforms: set[str]) -> list[int]:
        """All places of some platforms."""
        return [place for platform in sorted(platforms) for place in self.book.places_of(platform)]

    def _weigh_volume(self, window: Window) -> None:
        """When a minute is over: how much was asked of each platform in it."""
        board = self._board
        minute = board.spans.number // WINDOWS_A_MINUTE
        if minute < 0 or window.number // WINDOWS_A_MINUTE == minute:
            return
        first = board.layout.first(Kind.BLOCKED)
        places = slice(first, first + board.layout.places)
        recent = board.spans.over(places, self._rules.volume_minutes)[0]
        doubtful = np.zeros(board.layout.places // len(GROUPS), bool)
        sure = [case for case in self._incidents.cases if case.is_open]
        for case in sure:
            known = [self.book.platforms.find(platform) for platform in sorted(case.platforms)]
            # An account's platform may be one that no log has shown; there is nothing to weigh of it.
            doubtful[[place for place in known if place is not None and place < len(doubtful)]] = True
        quiet = self._fold.blind() or any(not case.platforms for case in sure if case.cause != "blind")
        self._volume.step(minute, board.spans.minute(minute)[0][places], recent, doubtful, quiet=quiet)
        self._voices.forget(window.start_ms, self._calm_platforms(), self._rules)

    def _calm_platforms(self) -> set[str]:
        """Platforms with reports, and without an open incident."""
        broken = {platform for case in self._incidents.cases if case.is_open for platform in case.platforms}
        return set(self._voices.heard) - broken

    def _after_egress(self, control: Control, hot: list[tuple[int, int]]) -> None:
        """When the control is good again, what failed while it was not speaks for nobody."""
        if (Kind.FAILED, CONTROL_PLACE) in hot:
            series = self._board.series(Kind.FAILED, CONTROL_PLACE)
            self._egress_since = int(self._board.cusum.since[series])
        elif self._egress_since is not None and not control.raised:
            cases = [case for case in self._incidents.cases if case.is_sure and case.places]
            self._voices.forget_probes()
            keep = [series for case in cases for series in self._incidents.series_of(case).tolist()]
            self._board.forget(np.array(keep, np.intp), hidden_since=self._egress_since)
            self._egress_since = None
            hot[:] = self._board.hot()

    def _held(self) -> NDArray[np.bool_] | None:
        """The series that must not learn: those of open cases; None where everything is in doubt."""
        cases = [case for case in self._incidents.cases if case.is_open and case.source is None]
        if any(case.is_sure and not case.places for case in cases):
            return None
        held = np.zeros(self._board.layout.size, bool)
        for case in cases:
            held[self._incidents.series_of(case)] = True
            if case.is_sure:
                held[self._board.layout.first(Kind.SITE) :] = True
        return held

    def tick(self, now_ms: int) -> list[Change]:
        """Wall time has passed: a source that has been silent for too long is blind, at last forgotten."""
        return self._judged(self._fold.tick(now_ms))

    def _silences(self, silences: list[Silence]) -> list[Change]:
        """Sources that are blind, or heard again."""
        return [change for silence in silences for change in silence_told(silence, self._incidents.cases)]

    def state(self) -> bytes:
        """All that is remembered, with its version; `Judge(rules, operators, state)` goes on exactly here."""
        board = self._board
        return written(
            Memory(
                names=[self.book.platforms.names, self.book.units.names, self.book.sites.names],
                fold=self._fold.save(),
                layout=(board.layout.places, board.layout.sites, board.layout.units),
                slow=self._slow(),
                cusum=packed(board.cusum.save()),
                spans=packed(board.spans.save()),
                number=board.spans.number,
                witnesses=board.witnesses.save(),
                learnt_minute=board.learnt_minute,
                earlier=board.earlier,
                cases=self._incidents.cases,
                voices=self._voices,
                drops=self._volume.drops,
                egress_since=self._egress_since,
            )
        )

    def _slow(self) -> bytes:
        """Rates and volumes in bytes, made anew when they have changed."""
        key = (self._board.rates.version, self._volume.version)
        if self._written is None or self._written[0] != key:
            self._written = key, slow_of(self._board.rates.save(), self._volume.save())
        return self._written[1]

    def _remember(self, memory: Memory) -> None:
        """Go on from what was stored."""
        board = self._board
        board.move(memory.room())
        rates, volume = of_slow(memory.slow)
        cusum, spans = unpacked(memory.cusum), unpacked(memory.spans)
        for saved, own in ((rates, board.rates), (cusum, board.cusum), (spans, board.spans)):
            check_fit(saved, own.save())
        check_fit(volume, self._volume.save(), grows=True)
        board.rates.restore(rates)
        board.cusum.restore(cusum)
        board.spans.restore(spans, memory.number)
        board.witnesses = Witnesses.restore(memory.witnesses)
        board.learnt_minute, board.earlier = memory.learnt_minute, memory.earlier
        self._incidents.cases = memory.cases
        self._fold = WindowFold.restore(self._rules, self.book, memory.fold)
        self._voices = memory.voices
        self._volume.restore(volume, memory.drops)
        self._egress_since = memory.egress_since
