"""From messages to closed windows: rows wait until every source that is not blind has passed their window.

Merging is commutative: how a commit was split, or in which order messages came within a window's time, makes
no difference. What comes for a window that is closed already is counted as late, and not judged.
"""

from dataclasses import dataclass, field

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.outage.book import CONTROL_PLACE, GROUPS, Book
from monitors.domain.outage.merging import Columns, Merging
from monitors.domain.outage.packing import Packed, pack, unpack
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.sources import Clock, SavedSource, Silence, Source, frontier_ms
from monitors.domain.outage.windows import WINDOW_MS, Window, WindowEvent
from streams.contracts.evidence import SignalsDelta, UnreadableMessageError
from streams.domain.cells import CONTROL, VOTE_KEY, Cells
from streams.domain.deltas import ONSET_KINDS, OUTCOMES, VOTE_COUNTS
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

    def add(self, delta: SignalsDelta) -> Closed:
        """Take in a message of a source. Raises UnreadableMessageError, and then has changed nothing."""
        cells = delta.cells()
        numbered = _Numbered.of(delta, cells, self.book)
        onsets = _onsets(delta, numbered)
        head = delta.head
        source = self.sources.setdefault(head.source, Source(head.source, head.site))
        self._keep(numbered, cells, self.book.sites.of(head.site), head.key_version)
        if onsets:
            self._wait(self._onsets, onsets)
        weight = np.where(numbered.control, head.control_one_in, 1)
        source.hear(numbered.window, cells.counts[:, : len(OUTCOMES)].sum(axis=1) * weight)
        silences = source.advance(delta.watermark_ms, self.rules)
        return self._closed(silences)

    def add_event(self, event: WindowEvent) -> Closed:
        """Take in an event; one that comes late is judged in the next window."""
        self._events.append(event)
        self._event_ms = max(event.at_ms, self._event_ms or event.at_ms)
        return self._closed([])

    def silent(self, now_ms: int, clock: Clock) -> list[Silence]:
        """The sources that are blind now by this clock, and were not."""
        found = [self.sources[name].silent_at(now_ms, clock, self.rules) for name in sorted(self.sources)]
        return [silence for silence in found if silence is not None]

    def blind(self) -> bool:
        """Whether any source is blind."""
        return any(source.blind for source in self.sources.values())

    def _keep(self, numbered: "_Numbered", cells: Cells, site: int, key_version: int) -> None:
        """Keep the rows of one message."""
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
            "blocked": counts[:, Outcome.OUR_POLICY],
            "proxy": counts[:, Outcome.OUR_PROXY],
            "short": counts[:, _SHORT],
        }
        self.late += self._wait(self._votes, votes)
        self._wait(self._counts, requests)

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
        marks = [source.watermark_ms or 0 for source in self.sources.values()]
        silences = silences + self.silent(max(marks, default=0), "logs")
        upto = frontier_ms(list(self.sources.values()), self.rules)
        if self._event_ms is not None:
            upto = max(upto or 0, self._event_ms - self.rules.event_patience_ms)
        if upto is None or upto // WINDOW_MS <= self.closed_before:
            return Closed([], silences)
        windows = self._close(upto // WINDOW_MS, max(marks, default=upto) + self.rules.ahead_ms)
        return Closed(windows, silences)

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
        return fold


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The cells of a message under the numbers of the book."""

    platforms: NDArray[np.int64]
    groups: NDArray[np.int64]
    window: NDArray[np.int64]
    place: NDArray[np.int64]
    unit: NDArray[np.int64]
    embed: NDArray[np.bool_]
    control: NDArray[np.bool_]

    @staticmethod
    def of(delta: SignalsDelta, cells: Cells, book: Book) -> "_Numbered":
        """Number the names. Raises UnreadableMessageError for cells that name what their message lacks."""
        columns = VOTE_KEY.unpack(cells.keys)
        names = delta.names
        control = columns["platform"] == CONTROL
        asked = (columns["platform"][~control], columns["group"][~control], columns["unit"])
        known = (len(names.platforms), len(names.groups), len(names.units))
        if any(int(column.max(initial=-1)) >= size for column, size in zip(asked, known, strict=True)):
            raise UnreadableMessageError("a cell names no unit, platform or group of its message")
        unknown = [group for group in names.groups if group not in GROUPS]
        if unknown:
            raise UnreadableMessageError(f"no such surface group: {', '.join(unknown)}")
        platforms = np.array([book.platforms.of(name) for name in names.platforms] or [0], np.int64)
        groups = np.array([GROUPS.index(name) for name in names.groups] or [0], np.int64)
        units = np.array([book.units.of(name) for name in names.units] or [0], np.int64)
        place = np.full(len(control), CONTROL_PLACE, np.int64)
        place[~control] = platforms[asked[0]] * len(GROUPS) + groups[asked[1]]
        return _Numbered(
            platforms,
            groups,
            columns["window"],
            place,
            units[columns["unit"]],
            columns["embed"] > 0,
            control,
        )

    def places(self, platform: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
        """Places by a message's own numbers. Raises IndexError."""
        control = platform == CONTROL
        numbers = self.platforms[np.where(control, 0, platform)] * len(GROUPS) + self.groups[group]
        return np.where(control, CONTROL_PLACE, numbers)


def _onsets(delta: SignalsDelta, numbered: _Numbered) -> Columns:
    """When failures of each place began. Raises UnreadableMessageError where the columns do not fit."""
    onsets = delta.onsets
    if onsets is None:
        return {}
    try:
        columns = {
            "window": onsets.window.numbers(),
            "place": numbered.places(onsets.platform.numbers(), onsets.group.numbers()),
            "blocked": onsets.kind.numbers() == ONSET_KINDS.index("blocked"),
            "started_ms": onsets.started_ms.numbers(),
        }
    except (IndexError, ValueError) as error:
        raise UnreadableMessageError("an onset names no platform or group of its message") from error
    if len({len(column) for column in columns.values()}) > 1:
        raise UnreadableMessageError("the columns of the onsets are not of one length")
    return columns


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
