"""From messages to closed windows: rows wait until every source that is not blind has passed their window.

Merging is commutative: how a commit was split, or in which order messages came within a window's time, makes
no difference. What comes for a window that is closed already is counted as late, and not judged.
"""

from dataclasses import dataclass, field

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from monitors.domain.outage.arrivals import latest_ms
from monitors.domain.outage.book import Book
from monitors.domain.outage.frontier import frontier_ms, furthest_ms
from monitors.domain.outage.merging import Columns, Merging
from monitors.domain.outage.numbering import Numbered, onsets_of
from monitors.domain.outage.packing import Packed, pack, unpack
from monitors.domain.outage.records import SourceRow
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.sources import Clock, SavedSource, Silence, Source
from monitors.domain.outage.windows import WINDOW_MS, Window, WindowEvent
from streams.contracts.evidence import SignalsDelta
from streams.domain.cells import Cells
from streams.domain.deltas import OUTCOMES, VOTE_COUNTS
from streams.domain.outcomes import Outcome

_FAILS = [
    Outcome.FAIL_DNS,
    Outcome.FAIL_TCP,
    Outcome.FAIL_TLS,
    Outcome.FAIL_TIMEOUT,
    Outcome.FAIL_5XX,
    Outcome.SLOW,
]
_SHORT = VOTE_COUNTS.index("short_tunnels")

_KEY_OF_VERSION = 0x9E3779B97F4A7C15
"""Mixed into pseudonyms by the version of their key (the golden ratio, as in Fibonacci hashing): people of
different versions never become one."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What one signal completed."""

    windows: list[Window]
    silences: list[Silence]


class SavedFold(Struct, kw_only=True):
    """A fold as it is remembered."""

    sources: dict[str, SavedSource]
    votes: dict[str, Packed]
    counts: dict[str, Packed]
    onsets: dict[str, Packed]
    events: list[WindowEvent]
    closed_before: int
    event_ms: int | None
    now_ms: int | None
    late: int


@dataclass(slots=True)
class WindowFold:
    """Holds the rows of open windows; `late` counts votes for windows that were closed."""

    rules: Rules
    book: Book
    late: int = 0
    closed_before: int = 0
    sources: dict[str, Source] = field(default_factory=dict)
    _votes: list[Columns] = field(default_factory=list)
    _counts: list[Columns] = field(default_factory=list)
    _onsets: list[Columns] = field(default_factory=list)
    _events: list[WindowEvent] = field(default_factory=list)
    _event_ms: int | None = None
    _now_ms: int | None = None

    def add(self, delta: SignalsDelta, now_ms: int | None = None) -> Closed:
        """Take in a message of a source. Raises UnreadableMessageError, and then has changed nothing.

        `now_ms` is when it came, None in a replay; so for events.
        """
        cells = delta.cells()
        numbered = Numbered.of(delta, cells, self.book)
        onsets = onsets_of(delta, numbered)
        self._pass(now_ms)
        head = delta.head
        source = self.sources.setdefault(head.source, Source(head.source, head.site))
        source.versions = (head.key_version, head.catalogue, head.directory)
        late = self._keep(numbered, cells, self.book.sites.of(head.site), head.key_version)
        source.lateness = source.lateness.counted(len(cells.members), late, self._behind_ms(numbered))
        if onsets:
            self._wait(self._onsets, onsets)
        weight = np.where(numbered.control, head.control_one_in, 1)
        source.hear(numbered.window, cells.counts[:, : len(OUTCOMES)].sum(axis=1) * weight)
        silences = source.advance(delta.watermark_ms, self.rules, self._now_ms)
        return self._closed(silences)

    def add_event(self, event: WindowEvent, now_ms: int | None = None) -> Closed:
        """Take in an event; one that comes late is judged in the next window, one from the future now."""
        self._pass(now_ms)
        latest = self._latest_ms()
        if self._now_ms is not None and latest is not None and event.at_ms > latest:
            event = replace(event, at_ms=self._now_ms)
        self._events.append(event)
        self._event_ms = max(event.at_ms, self._event_ms or event.at_ms)
        return self._closed([])

    def tick(self, now_ms: int) -> Closed:
        """Time has passed: sources may be blind or gone, and what was dated ahead of time may be complete."""
        self._pass(now_ms)
        return self._closed(self._silent(now_ms, "wall") + self._forget(now_ms, "wall"))

    def blind(self) -> bool:
        """Whether any source is blind."""
        return any(source.blind for source in self.sources.values())

    def rows(self) -> list[SourceRow]:
        """Every source that has said how far it is complete, as it now stands."""
        latest = self._latest_ms()
        rows = [self.sources[name].row(self.rules, latest) for name in sorted(self.sources)]
        return [row for row in rows if row.watermark_ms is not None]

    def _pass(self, now_ms: int | None) -> None:
        """Time never goes back."""
        if now_ms is not None:
            self._now_ms = max(now_ms, self._now_ms or now_ms)

    def _latest_ms(self) -> int | None:
        """What nothing is later than."""
        return latest_ms(self._now_ms, self.rules)

    def _furthest_ms(self) -> int | None:
        """How far the source is complete that is furthest."""
        return furthest_ms(list(self.sources.values()), self.rules, self._latest_ms())

    def _behind_ms(self, numbered: Numbered) -> int:
        """How far the oldest row of a message is behind the source that is furthest."""
        furthest = self._furthest_ms()
        if furthest is None or not len(numbered.window):
            return 0
        return max(0, furthest - (int(numbered.window.min()) + 1) * WINDOW_MS)

    def _silent(self, now_ms: int, clock: Clock) -> list[Silence]:
        """The sources that are blind now by this clock, and were not."""
        found = [self.sources[name].silent_at(now_ms, clock, self.rules) for name in sorted(self.sources)]
        return [silence for silence in found if silence is not None]

    def _forget(self, now_ms: int, clock: Clock) -> list[Silence]:
        """Forget the sources that are gone by this clock, so that they hold nothing back; how that ends."""
        found = [self.sources[name].gone_at(now_ms, clock, self.rules) for name in sorted(self.sources)]
        ends = [silence for silence in found if silence is not None]
        for silence in ends:
            del self.sources[silence.source]
        return ends

    def _keep(self, numbered: Numbered, cells: Cells, site: int, key_version: int) -> int:
        """Keep the rows of one message; how many votes came too late for that."""
        use = ~numbered.embed
        counts = cells.counts[use]
        of_member = np.searchsorted(cells.keys, cells.member_keys)
        person = cells.members ^ np.uint64((key_version - 1) * _KEY_OF_VERSION % 2**64)
        votes = {
            "window": numbered.window[of_member],
            "place": numbered.place[of_member],
            "embed": numbered.embed[of_member],
            "person": person,
            "unit": numbered.unit[of_member],
            "site": np.full(len(person), site, np.int64),
            "flags": cells.flags,
        }
        requests = {
            "window": numbered.window[use],
            "place": numbered.place[use],
            "unit": numbered.unit[use],
            "site": np.full(len(counts), site, np.int64),
            "requests": counts[:, : len(OUTCOMES)].sum(axis=1),
            "ok": counts[:, Outcome.OK] + counts[:, Outcome.PLAT_4XX],
            "failed": counts[:, _FAILS].sum(axis=1),
            "refused": counts[:, Outcome.REFUSED],
            "blocked": counts[:, Outcome.OUR_POLICY],
            "proxy": counts[:, Outcome.OUR_PROXY],
            "short": counts[:, _SHORT],
        }
        late = self._wait(self._votes, votes)
        self.late += late
        self._wait(self._counts, requests)
        return late

    def _wait(self, waiting: list[Columns], rows: Columns) -> int:
        """Keep rows until their windows close; how many came too late for that, and are not kept.

        They must not wait: after a clock that ran ahead, nothing may close for a day.
        """
        due = rows["window"] >= self.closed_before
        late = len(due) - int(np.count_nonzero(due))
        if late < len(due):
            waiting.append({name: column[due] for name, column in rows.items()} if late else rows)
        return late

    def _closed(self, silences: list[Silence]) -> Closed:
        """Close what is complete now."""
        furthest = self._furthest_ms()
        if furthest is not None:
            silences = silences + self._silent(furthest, "logs")
            if self._now_ms is None:  # else a log that is read days before another would outlive it
                silences = silences + self._forget(furthest, "logs")
        latest = self._latest_ms()
        upto = frontier_ms(list(self.sources.values()), self.rules, latest)
        if self._event_ms is not None:
            upto = max(upto or 0, self._events_due_ms())
            if not self._is_behind():
                upto = max(upto, self._event_ms - self.rules.event_patience_ms)
        if upto is None or upto // WINDOW_MS <= self.closed_before:
            return Closed([], silences)
        windows = self._close(upto // WINDOW_MS, (furthest or upto) + self.rules.ahead_ms)
        return Closed(windows, silences)

    def _is_behind(self) -> bool:
        """Whether a log may yet fill the windows that events of now would close.

        One is read that is older than they wait for, as at first or after a pause; or none was heard so far.
        Events that are as old themselves hurry nothing: they come in their own time.
        """
        if self._now_ms is None or self._event_ms is None:
            return False
        before_ms = self._now_ms - self.rules.event_patience_ms
        if self._event_ms <= before_ms:
            return False
        return not self.sources or any(
            source.is_catching_up(before_ms, self.rules) for source in self.sources.values()
        )

    def _events_due_ms(self) -> int:
        """Up to when events that wait are judged by the clock alone, where no source sees; 0 for none.

        Something that happens once, as a locked account, may have nothing behind it that closes its window.
        No further than its window: what a blind source sends once it is back is to be judged.
        """
        if self._now_ms is None or any(not source.blind for source in self.sources.values()):
            return 0
        due_ms = self._now_ms - self.rules.event_patience_ms
        ends = (max(event.at_ms // WINDOW_MS, self.closed_before) + 1 for event in self._events)
        return max((end * WINDOW_MS for end in ends if end * WINDOW_MS <= due_ms), default=0)

    def _close(self, before: int, ahead_ms: int) -> list[Window]:
        """All windows before a number that hold anything, in order."""
        votes = _parted(self._votes, self.closed_before, before, ahead_ms // WINDOW_MS)
        counts = _parted(self._counts, self.closed_before, before, ahead_ms // WINDOW_MS)
        onsets = _parted(self._onsets, self.closed_before, before, ahead_ms // WINDOW_MS)
        self.late += votes.lost
        self._votes, self._counts, self._onsets = votes.open, counts.open, onsets.open
        due = [event for event in self._events if event.at_ms < before * WINDOW_MS]
        self._events = [event for event in self._events if event.at_ms >= before * WINDOW_MS]
        first = self.closed_before
        self.closed_before = before
        judged = Merging(self.book, votes.done, counts.done, onsets.done, _by_window(due, first))
        return judged.windows()

    def save(self) -> SavedFold:
        """To be stored."""
        return SavedFold(
            sources={name: source.save() for name, source in self.sources.items()},
            votes=_packed(self._votes),
            counts=_packed(self._counts),
            onsets=_packed(self._onsets),
            events=self._events,
            closed_before=self.closed_before,
            event_ms=self._event_ms,
            now_ms=self._now_ms,
            late=self.late,
        )

    @staticmethod
    def restore(rules: Rules, book: Book, saved: SavedFold) -> "WindowFold":
        """From what was stored."""
        fold = WindowFold(rules, book, saved.late, saved.closed_before)
        fold.sources = {name: Source.restore(name, source) for name, source in saved.sources.items()}
        fold._votes, fold._counts, fold._onsets = (
            [{name: unpack(column) for name, column in columns.items()}] if columns else []
            for columns in (saved.votes, saved.counts, saved.onsets)
        )
        fold._events, fold._event_ms = list(saved.events), saved.event_ms
        fold._now_ms = saved.now_ms
        return fold


@dataclass(frozen=True, slots=True)
class _Parted:
    """Rows that are due, rows that still wait, and how many came too late or from a wrong clock."""

    done: Columns
    open: list[Columns]
    lost: int


def _parted(parts: list[Columns], closed_before: int, before: int, ahead: int) -> _Parted:
    """Part kept rows by their window."""
    if not parts:
        return _Parted({}, [], 0)
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    window = rows["window"]
    good = (window >= closed_before) & (window < ahead)
    due = good & (window < before)
    waiting = good & ~due
    still = [{name: column[waiting] for name, column in rows.items()}] if waiting.any() else []
    done = {name: column[due] for name, column in rows.items()}
    return _Parted(done, still, int(np.count_nonzero(~good)))


def _by_window(events: list[WindowEvent], first: int) -> dict[int, list[WindowEvent]]:
    """Events by the window that judges them: that of their time, or the first that is still open."""
    found: dict[int, list[WindowEvent]] = {}
    for event in sorted(events, key=lambda event: event.at_ms):
        found.setdefault(max(event.at_ms // WINDOW_MS, first), []).append(event)
    return found


def _packed(parts: list[Columns]) -> dict[str, Packed]:
    """Kept rows, to be stored."""
    if not parts:
        return {}
    return {name: pack(np.concatenate([part[name] for part in parts])) for name in parts[0]}
