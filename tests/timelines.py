"""A small language for days on which things break: who tries what, what fails when, what is told.

Nothing is drawn by lot. People take turns, and failures are spread evenly, so that a story is the same each
time, and a share of 30 % is that of any three windows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.judge import Judge
from monitors.domain.outage.records import Change, Incident
from monitors.domain.outage.rules import Rules
from streams.contracts.evidence import CONTROL_NAME, Head, SignalsDelta
from streams.contracts.signals import Signal
from streams.domain.cells import ADDRESS, CONTROL, FAILED, OK, REFUSED, VOTE_KEY, WINDOW_MS, Cells
from streams.domain.deltas import OUTCOMES, VOTE_COUNTS, Delta, merge_deltas
from streams.domain.outcomes import Outcome
from streams.domain.surfaces import SurfaceGroup
from streams.envelopes import Book, signals_messages

DAY = "2026-03-02"
"""A Monday."""

GROUPS = tuple(group.value for group in SurfaceGroup)

_FLAG = {Outcome.OK: OK, Outcome.REFUSED: REFUSED, Outcome.OUR_POLICY: 0, Outcome.OUR_PROXY: 0}


def moment(clock: str) -> int:
    """`10:00` or `10:00:40` as Unix milliseconds on the day of the story."""
    text = clock if clock.count(":") == 2 else f"{clock}:00"
    return int(datetime.fromisoformat(f"{DAY}T{text}").replace(tzinfo=UTC).timestamp() * 1000)


def clock(at_ms: int | None) -> str:
    """Unix milliseconds as `10:00:40`."""
    return "-" if at_ms is None else f"{datetime.fromtimestamp(at_ms / 1000, UTC):%H:%M:%S}"


@dataclass(frozen=True, slots=True)
class Flow:
    """People of one unit at one site who try one surface group: so many tries each `every_seconds`."""

    platform: str
    group: str = "core"
    unit: str = "Roads"
    site: str = "Central"
    tries: int = 5
    every_seconds: int = 10
    people: int = 40
    embed: bool = False
    fails_one_in: int = 60
    by_address: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong from one moment to another, for whom, and how much of it."""

    start_ms: int
    end_ms: int
    outcome: Outcome
    share: float
    platforms: frozenset[str]
    group: str | None
    unit: str | None
    site: str | None

    def hits(self, flow: Flow, at_ms: int) -> bool:
        """Whether it befalls a flow now."""
        where = (self.group in (None, flow.group), self.unit in (None, flow.unit))
        everywhere = not self.platforms or flow.platform in self.platforms
        now = self.start_ms <= at_ms < self.end_ms
        return now and everywhere and all(where) and self.site in (None, flow.site)


@dataclass(frozen=True, slots=True)
class Commit:
    """What a collector commits at once."""

    site: str
    delta: Delta
    watermark_ms: int
    book: Book

    def messages(self) -> list[SignalsDelta]:
        """As it stands on the topic."""
        return list(signals_messages(self.delta, head(self.site), self.book, self.watermark_ms))

    def joined(self, other: "Commit") -> "Commit":
        """This and a later one of the same site as one commit."""
        return Commit(self.site, merge_deltas([self.delta, other.delta]), other.watermark_ms, self.book)

    def parted(self, rows: NDArray[np.bool_]) -> list[SignalsDelta]:
        """As two messages, of which the second tells how far it is complete."""
        votes = self.delta.votes
        row = np.resize(rows, len(votes.keys))
        parts = []
        for chosen in (votes.keys[row], votes.keys[~row]):
            cells, members = np.isin(votes.keys, chosen), np.isin(votes.member_keys, chosen)
            parts.append(
                Cells(
                    votes.keys[cells],
                    votes.counts[cells],
                    votes.member_keys[members],
                    votes.members[members],
                    votes.flags[members],
                )
            )
        marks = (None, self.watermark_ms)
        return [
            message
            for part, mark in zip(parts, marks, strict=True)
            for message in signals_messages(replace(self.delta, votes=part), head(self.site), self.book, mark)
        ]


@dataclass(slots=True)
class Story:
    """A day: flows, faults, and single events; `tell` plays it through a judge and gives what it said."""

    start: str = "09:00"
    end: str = "11:00"
    flows: list[Flow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    events: list[tuple[int, Signal]] = field(default_factory=list)
    quiet: list[tuple[str | None, int, int]] = field(default_factory=list)
    silent: list[tuple[str, int, int]] = field(default_factory=list)
    operators: dict[str, str] = field(default_factory=lambda: {"facebook": "Meta", "instagram": "Meta"})

    def usual(self, *platforms: str, **how: object) -> "Story":
        """People use these platforms; the same unit also uses the rest of the web."""
        self.flows += [replace(Flow(platform), **how) for platform in platforms]  # type: ignore[arg-type]
        return self

    def breaks(
        self,
        *platforms: str,
        at: str,
        until: str,
        outcome: Outcome = Outcome.FAIL_DNS,
        share: float = 1.0,
        group: str | None = None,
        unit: str | None = None,
        site: str | None = None,
    ) -> "Story":
        """These platforms (none: everything, the rest of the web too) fail for a while."""
        names = frozenset(platforms)
        fault = Fault(moment(at), moment(until), outcome, share, names, group, unit, site)
        self.faults.append(fault)
        return self

    def nobody(self, at: str, until: str, platform: str | None = None) -> "Story":
        """Nobody tries anything for a while (or nobody tries one platform)."""
        self.quiet.append((platform, moment(at), moment(until)))
        return self

    def nobody_at(self, site: str, at: str, until: str) -> "Story":
        """The log of one site falls silent: it writes nothing, and its collector knows nothing."""
        self.silent.append((site, moment(at), moment(until)))
        return self

    def happens(self, at: str, event: Signal) -> "Story":
        """A single event comes."""
        self.events.append((moment(at), event))
        return self

    def signals(self) -> Iterator[Signal]:
        """Everything as messages in order: each site's log every ten seconds, and events."""
        for commit in self.commits():
            if isinstance(commit, Commit):
                yield from commit.messages()
            else:
                yield commit

    def commits(self) -> Iterator["Commit | Signal"]:
        """The same before it is cut into messages; a log that writes nothing is heard of once a minute."""
        book = self._book()
        tries: dict[int, int] = {}
        events = sorted(self.events, key=lambda event: event[0])
        for at_ms in range(moment(self.start), moment(self.end), WINDOW_MS):
            while events and events[0][0] < at_ms:
                yield events.pop(0)[1]
            told = self._rows(at_ms, tries)
            for site in sorted({flow.site for flow in self.flows}):
                if any(name == site and start <= at_ms < end for name, start, end in self.silent):
                    continue
                rows = [row for row in told if row[0].site == site]
                if not rows and at_ms % 60_000:
                    continue
                votes = _cells(rows, at_ms, book)
                yield Commit(site, replace(Delta.none(), votes=votes), at_ms + WINDOW_MS, book)

    def tell(self, judge: Judge | None = None) -> "Told":
        """Play it."""
        judge = judge or Judge(Rules(), self.operators)
        return Told([change for signal in self.signals() for change in judge.take(signal)])

    def _book(self) -> Book:
        """Names in order, for the messages."""
        platforms = sorted({flow.platform for flow in self.flows} - {CONTROL_NAME})
        return Book(sorted({flow.unit for flow in self.flows}), platforms)

    def _rows(self, at_ms: int, tries: dict[int, int]) -> list[tuple[Flow, int, Outcome]]:
        """Who tried what in one window, and what came of it."""
        rows = []
        for number, flow in enumerate(self.flows):
            if self._is_quiet(flow, at_ms):
                continue
            for _ in range(_due(flow, at_ms)):
                tries[number] = turn = tries.get(number, 0) + 1
                rows.append((flow, number * 1000 + turn % flow.people, self._outcome(flow, at_ms, turn)))
        return rows

    def _is_quiet(self, flow: Flow, at_ms: int) -> bool:
        return any(
            platform in (None, flow.platform) and start <= at_ms < end for platform, start, end in self.quiet
        )

    def _outcome(self, flow: Flow, at_ms: int, turn: int) -> Outcome:
        """What comes of the so-manieth try."""
        for fault in self.faults:
            if fault.hits(flow, at_ms) and _spread(turn, fault.share):
                return fault.outcome
        return Outcome.FAIL_TIMEOUT if turn % flow.fails_one_in == 0 else Outcome.OK


def _due(flow: Flow, at_ms: int) -> int:
    """How many tries fall into a window."""
    if flow.every_seconds <= 10:
        return flow.tries
    return flow.tries if at_ms // 1000 % flow.every_seconds == 0 else 0


def _spread(turn: int, share: float) -> bool:
    """Whether this try is one of the share, spread evenly."""
    return int(turn * share) > int((turn - 1) * share)


def head(site: str, *, source: str | None = None, lines: int = 1000) -> Head:
    """Where a message comes from."""
    return Head(
        source=source or f"proxy-{site}",
        site=site,
        file="access.log",
        first_line=1,
        next_line=lines,
        catalogue="1",
        directory="1",
        key_version=1,
        control_one_in=1,
    )


def _cells(rows: list[tuple[Flow, int, Outcome]], at_ms: int, book: Book) -> Cells:
    """Votes and counts as a collector makes them."""
    flows = [row[0] for row in rows]
    keys = VOTE_KEY.pack(
        unit=np.array([book.units.index(flow.unit) for flow in flows], np.int64),
        platform=np.array(
            [CONTROL if f.platform == CONTROL_NAME else book.platforms.index(f.platform) for f in flows],
            np.int64,
        ),
        group=np.array([GROUPS.index(flow.group) for flow in flows], np.int64),
        embed=np.array([flow.embed for flow in flows], np.int64),
        window=np.full(len(flows), at_ms // WINDOW_MS, np.int64),
    )
    counts = np.zeros((len(rows), len(VOTE_COUNTS)), np.int64)
    outcomes = np.array([row[2] for row in rows], np.int64)
    counts[np.arange(len(rows)), outcomes] = 1
    counts[:, len(OUTCOMES)] = 1000
    flags = np.array([_FLAG.get(row[2], FAILED) for row in rows], np.uint8)
    votes = flags > 0
    flags[[flow.by_address for flow in flows]] |= ADDRESS
    people = np.array([row[1] + 1 for row in rows], np.uint64)
    return Cells.gather(keys, counts, keys[votes], people[votes], flags[votes])


@dataclass(frozen=True, slots=True)
class Told:
    """What the judge said."""

    changes: list[Change]

    def lines(self) -> list[str]:
        """Each change of state as `10:00:40 confirmed platform facebook`."""
        return [
            f"{clock(change.transition.at_ms)} {change.transition.after} {_what(change.incident)}"
            for change in self.changes
            if change.transition is not None
        ]

    def said(self, *states: str) -> list[str]:
        """The lines of some states only, without those of suspicions."""
        wanted = states or ("confirmed", "recovering", "resolved")
        return [line for line in self.lines() if line.split()[1] in wanted]

    def confirmed(self) -> list[Incident]:
        """Every incident that was ever confirmed, as it last stood."""
        last = {change.incident.id: change.incident for change in self.changes}
        return [incident for incident in last.values() if incident.detected_at_ms is not None]


def _what(incident: Incident) -> str:
    """Cause and what it touches."""
    return " ".join([incident.cause, *incident.platforms])
