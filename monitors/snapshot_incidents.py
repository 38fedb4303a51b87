"""What broke, of a finished log: the same judge as live, fed the same messages through memory.

A live collector commits every second and a snapshot reads eight megabytes at once. Judgement is the same, for
the judge goes by windows of ten seconds, as long as no line comes after its window was judged. So the
watermark of a part must never run ahead: it is the one that a collector would have stated which read each
line as it was written.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.judge import Judge
from monitors.domain.outage.records import Change, Incident
from monitors.domain.outage.rules import Rules
from monitors.domain.showing import shown_incident
from monitors.snapshot_schema import Incident as Shown
from monitors.snapshot_schema import Reason, instant
from streams.chain import Part
from streams.contracts.evidence import Head
from streams.domain.catalogue import Catalogue
from streams.domain.deltas import Delta
from streams.domain.directory import Directory
from streams.domain.silences import longest_pause_ms
from streams.domain.watermarks import Rhythm, watermark_after, watermark_at_end
from streams.envelopes import Book, signals_messages

SOURCE = "log"
"""A snapshot's files are one source, at one site."""

AHEAD_SHARE = 0.01
"""A part's last hundredth does not move its watermark: it may have been dated by a clock that runs ahead."""


@dataclass
class IncidentFold:
    """Judges the parts of one log, in order; `found` holds each incident as it now stands, by its id."""

    catalogue: Catalogue
    directory: Directory
    _judge: Judge = field(init=False)
    _book: Book = field(init=False)
    _version: str = field(init=False)
    found: dict[str, Incident] = field(default_factory=dict)
    _rhythm: Rhythm = field(default_factory=Rhythm)
    _head: Head | None = None
    _watermark_ms: int | None = None
    _seen_ms: int | None = None

    def __post_init__(self) -> None:
        """Begin with a judge who knows nothing."""
        platforms = self.catalogue.platforms.items()
        operators = {name: platform.operator for name, platform in platforms if platform.operator}
        self._judge = Judge(Rules(), operators)
        self._book = Book.of(self.catalogue, self.directory)
        self._version = self.catalogue.version

    def add(self, part: Part) -> None:
        """Judge what one part completes."""
        delta = part.delta
        self._head = self._next_head(part)
        arrived_ms = _arrived_ms(delta.activity)
        if arrived_ms is not None:
            self._watermark_ms = watermark_after(self._watermark_ms, delta.seen_until_ms, arrived_ms)
            self._rhythm = self._rhythm.add(delta.activity, self._seen_ms)
            self._seen_ms = max(self._seen_ms or arrived_ms, arrived_ms)
        self._take(delta)

    def end(self, now_ms: int) -> None:
        """The log is at its end: a quiet, readable log is complete until it would count as silent."""
        if self._seen_ms is None:
            return
        usual_ms = self._rhythm.usual_gap_ms(self._seen_ms)
        last_ms = min(now_ms, self._seen_ms + int(longest_pause_ms(usual_ms)))
        self._watermark_ms = watermark_at_end(self._watermark_ms, last_ms, self._seen_ms, usual_ms)
        self._take(Delta.none())
        self.found |= {incident.id: incident for incident in self._judge.incidents()}

    @property
    def seen_ms(self) -> int | None:
        """When the last line was written, those left aside that a fast clock dated; None before any line."""
        return self._seen_ms

    def incidents(self, k: int, identity: str | None) -> tuple[list[Shown], list[Shown]]:
        """What was confirmed, and what was only ever suspected, as both may be shown."""
        found = sorted(self.found.values(), key=lambda one: (one.started_at_ms or 0, one.id))
        confirmed = [incident for incident in found if incident.detected_at_ms is not None]
        suspected = [incident for incident in found if incident.detected_at_ms is None]
        return [shown(one, k, identity) for one in confirmed], [shown(one, k, identity) for one in suspected]

    def _take(self, delta: Delta) -> None:
        """Hand a delta to the judge, as the messages of one commit."""
        assert self._head is not None  # noqa: S101 (a part was added before)
        for message in signals_messages(delta, self._head, self._book, self._watermark_ms):
            for change in self._judge.take(message):
                remember(change, self.found)

    def _next_head(self, part: Part) -> Head:
        """Where a part stands in the log."""
        return Head(
            source=SOURCE,
            site=SOURCE,
            file=SOURCE,
            first_line=self._head.next_line if self._head else 1,
            next_line=part.line,
            catalogue=self._version,
            directory="",
            key_version=1,
            control_one_in=part.one_in,
        )


def _arrived_ms(activity: NDArray[np.int64]) -> int | None:
    """When the last line of a part was written, told by its lines: all but a hundredth were seen by then.

    `activity` is that of `Delta`. None where no line could be dated.
    """
    if not len(activity):
        return None
    behind = activity[::-1, 1].cumsum()[::-1]
    return int(activity[behind >= AHEAD_SHARE * behind[0], 3].max())


def remember(change: Change, found: dict[str, Incident]) -> None:
    """Keep an incident as it now stands; what turned out to be part of another is told by the other."""
    incident, transition = change.incident, change.transition
    if transition is not None and transition.reason.code == "part-of-another":
        found.pop(incident.id, None)
    else:
        found[incident.id] = incident


def shown(incident: Incident, k: int, identity: str | None) -> Shown:
    """An incident as it may be shown: people to base 5 and never fewer than k, counts only beside them."""
    told = shown_incident(incident, k, identity)
    return Shown(
        id=told.id,
        cause=told.cause,
        cause_confidence=told.cause_confidence,
        platform=told.platforms[0] if len(told.platforms) == 1 else None,
        platforms=told.platforms,
        surfaces=told.groups,
        units=told.units,
        state=told.state,
        suspected_at=_instant(told.suspected_at_ms),
        started_at=_instant(told.started_at_ms),
        detected_at=_instant(told.detected_at_ms),
        ended_at=_instant(told.ended_at_ms),
        peak_failed_share=told.peak_failed_share,
        requests_failed=told.requests_failed,
        people_failed=told.people_failed,
        reasons=[Reason(reason.code, reason.figures) for reason in told.reasons],
        explanation=Reason(told.explanation.code, told.explanation.figures),
    )


def _instant(at_ms: int | None) -> str | None:
    return None if at_ms is None else instant(at_ms)
