"""What the messages of the two topics of evidence come to: rows, incidents, rule state, and messages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

import numpy as np
import structlog

from infra.words import render
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.daily_scores import DailyScores, both
from monitors.domain.calendar import Calendar
from monitors.domain.control_rows import ControlFold
from monitors.domain.outage.judge import Judge
from monitors.domain.outage.memory import VERSION as MEMORY_VERSION
from monitors.domain.outage.records import Change, SourceRow
from monitors.domain.outage.rules import CLOCK_TOLD_MS
from monitors.domain.rebuilding import close
from monitors.domain.register.alerts import AtOnce
from monitors.domain.usage_rows import MinuteFold, UsageRowFold, UsageRows
from monitors.events import alerts_announced, announced, levels_announced, severities_announced
from monitors.finding_events import findings_announced
from monitors.impact_turns import ImpactTurns
from monitors.outside import Moment, Outside
from monitors.published_rows import PublishedWork
from monitors.publishing import Publishing
from monitors.register_alerts import RegisterAlerts
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, TouchedDay
from monitors.store import LeftOver, Message, Place, RuleState, Standing, Work
from streams.contracts.evidence import Head, SignalsDelta, UsageDelta
from streams.contracts.signals import Beside, Event, Tick, decode_logged
from streams.domain.cells import SLOT_MS, WINDOW_MS

OUTAGE: Final = "outage"
"""The judge's name in the database."""

MOST_WINDOWS: Final = 60
"""Of those that one message completes, so many are looked at for how late they were judged."""


LONG_TURNS_MS: Final = 100
"""Where what else is told at a tick takes so long, nothing is published at it."""


class _Forgotten:
    """Evidence of people whose key is forgotten: found, counted, and said once for each source."""

    def __init__(self, metrics: MonitorMetrics) -> None:
        self.keys: frozenset[int] = frozenset()
        self._metrics = metrics
        self._said: set[tuple[str, int]] = set()

    def made(self, head: Head) -> bool:
        """Whether the message that begins so names people by such a key."""
        return head.key_version in self.keys

    def note(self, head: Head) -> None:
        """Its people were left out."""
        self._metrics.forgotten(head.source)
        if (head.source, head.key_version) not in self._said:
            self._said.add((head.source, head.key_version))
            structlog.get_logger().warning(
                "key-forgotten",
                source=head.source,
                key_version=head.key_version,
                advice="people in this evidence are left out; if the source's collector still sends it, "
                "restart that with the key file as it is now",
            )


class UsageFold:
    """Usage deltas add up to hours and days; of people whose key is forgotten only to hours."""

    def __init__(self, calendar: Calendar, metrics: MonitorMetrics) -> None:
        self._calendar = calendar
        self._rows = UsageRowFold(calendar)
        self._forgotten = _Forgotten(metrics)

    def restore(self, standing: Standing) -> None:
        """As the port says."""
        self._rows = UsageRowFold(self._calendar)
        self._forgotten.keys = standing.forgotten_keys

    def take(self, offset: int, value: bytes, appended_ms: int | None = None) -> None:  # noqa: ARG002 (sums have neither order nor clock)
        """As the port says."""
        delta = UsageDelta.decode(value)
        nameless = self._forgotten.made(delta.head)
        self._rows.add(delta, nameless=nameless)
        if nameless:
            self._forgotten.note(delta.head)

    def work(self, place: Place) -> Work:  # noqa: ARG002
        """As the port says."""
        fold, self._rows = self._rows, UsageRowFold(self._calendar)
        rows = fold.rows()
        return Work(usage=rows, touched=self._touched(rows))

    def _touched(self, rows: UsageRows) -> set[TouchedDay]:
        """The days of units to which these rows belong."""
        hours = np.array([key.hour_ms for key in rows.hours], np.int64)
        days = self._calendar.days(hours // SLOT_MS).tolist()
        touched = {TouchedDay(key.unit, day, "usage") for key, day in zip(rows.hours, days, strict=True)}
        return touched | {TouchedDay(key.unit, key.day, "usage") for key in rows.days}


@dataclass(slots=True)
class _Gathered:
    """What came of the signals of one commit; `tick` is the offset and the time of the last one."""

    first_offset: int | None = None
    minutes: MinuteFold = field(default_factory=MinuteFold)
    control: ControlFold = field(default_factory=ControlFold)
    tick: tuple[int, int] | None = None
    changes: list[tuple[int, Change]] = field(default_factory=list)

    def add(self, delta: SignalsDelta) -> None:
        """What is summed up of a delta. Raises UnreadableMessageError, and then nothing has changed."""
        self.minutes.add(delta)
        self.control.add(delta)

    def began(self, offset: int) -> None:
        """A message was taken in; the first one counts."""
        if self.first_offset is None:
            self.first_offset = offset


class Tellers(NamedTuple):
    """What is told beside the judge of outages.

    What units rely on, what outages cost them, what risk is to know at once, closed weeks and months, and
    what comes from outside the logs.
    """

    scores: DailyScores
    impact: ImpactTurns
    alerts: RegisterAlerts
    publishing: Publishing
    outside: Outside


class SignalsFold:
    """Signals are judged, in their order, all platforms together; their votes also add up to minutes.

    `judge_from` goes on from a state, or begins. `left_over` is asked, once a rebuild is over, what of before
    nobody judges any more; it is closed, at the time of `clock_ms`. `scores` tells what units rely on as time
    passes; not while evidence is judged again. On `hub.changes` nothing is said of fewer than `k` people.

    Votes of people whose key is forgotten are not judged: without telling one person from another they say
    nothing, and the judge would remember them. A source that has no others is blind, which is said.
    """

    def __init__(
        self,
        judge_from: Callable[[bytes | None], Judge],
        metrics: MonitorMetrics,
        left_over: Callable[[], list[LeftOver]],
        tellers: Tellers,
        clock_ms: Callable[[], int],
        *,
        k: int,
    ) -> None:
        self._judge_from = judge_from
        self._metrics = metrics
        self._left_over = left_over
        self._scores, self._impact, self._alerts, self._publishing, self._outside = tellers
        self._clock_ms = clock_ms
        self._k = k
        self._judge = judge_from(None)
        self._judged_before = 0
        self._is_rebuilt = False
        self._gathered = _Gathered()
        self._sources: dict[str, SourceRow] = {}
        self._misdated: set[str] = set()
        self._forgotten = _Forgotten(metrics)
        self._log = structlog.get_logger()

    def restore(self, standing: Standing) -> None:
        """As the port says."""
        stored = standing.states.get(OUTAGE)
        self._judge = self._judge_from(stored.data if stored else None)
        self._judged_before = standing.judged_before or 0
        self._forgotten.keys = standing.forgotten_keys
        self._is_rebuilt = False
        self._gathered = _Gathered()
        self._sources = {row.source: row for row in self._judge.sources()}
        self._scores.restore()
        self._impact.restore()
        self._publishing.restore()
        self._outside.restore()

    def take(self, offset: int, value: bytes, appended_ms: int | None = None) -> None:
        """As the port says. It is as late as Kafka or a tick says: were one of them slow, nothing waits."""
        logged = decode_logged(value)
        if isinstance(logged, SignalsDelta) and self._forgotten.made(logged.head):
            self._gathered.add(logged)
            self._gathered.began(offset)
            self._forgotten.note(logged.head)
            return
        if isinstance(logged, Event) and offset >= self._judged_before:
            self._outside.take(offset, logged)
        if isinstance(logged, Beside):
            self._gathered.began(offset)
            return
        late, judged_before_ms = self._judge.late, self._judge.judged_before_ms
        judge = self._judge
        if isinstance(logged, Tick):
            changes = judge.tick(max(logged.at_ms, appended_ms or 0))
        else:
            changes = judge.take(logged, appended_ms)
        self._metrics.late(judge.late - late)
        self._note_windows(judged_before_ms)
        self._gathered.began(offset)
        self._gathered.changes += [(offset, change) for change in changes]
        if isinstance(logged, Tick):
            self._gathered.tick = offset, logged.at_ms
        elif isinstance(logged, SignalsDelta):
            self._gathered.add(logged)
        elif appended_ms is not None:
            self._note_clock(logged, appended_ms)

    def work(self, place: Place) -> Work:
        """As the port says."""
        gathered, self._gathered = self._gathered, _Gathered()
        self._metrics.incidents(self._judge.incidents())
        gathered.changes[:0] = self._closed(gathered)
        changes, control = [change for _, change in gathered.changes], gathered.control.rows()
        began_ms = self._clock_ms()
        reliance = self._told(gathered, changes)
        is_long = bool(reliance) and self._clock_ms() - began_ms >= LONG_TURNS_MS
        alerts = self._due(gathered, reliance)
        work = Work(
            minutes=gathered.minutes.rows(),
            control=control,
            touched=self._scores.touched(control),
            reliance=reliance,
            register=RegisterWork(alerts=alerts),
            changes=changes,
            states={OUTAGE: RuleState(MEMORY_VERSION, self._judge.state())},
            sources=self._changed_sources(gathered.changes),
            messages=self._announced(place, gathered, reliance, alerts),
            published=self._published(gathered, is_long=is_long),
        )
        if (gathered.first_offset or 0) < self._judged_before:
            return work
        moment = Moment(
            place,
            gathered.tick,
            gathered.changes,
            self._judge.incidents(),
            reliance,
            alerts,
            work.messages,
            self._judge.judged_before_ms,
        )
        return self._outside.beside(work, moment)

    def _told(self, gathered: _Gathered, changes: Sequence[Change]) -> RelianceWork:
        """What units rely on and what outages cost, where time has passed or an outage is over.

        Nothing while a rebuild goes on. Changes of this commit are looked at behind it, when they are stored.
        """
        if gathered.first_offset is None or gathered.first_offset < self._judged_before:
            return RelianceWork()
        told = self._scores.hurt(changes)
        if gathered.tick is not None:
            told = both(told, self._scores.tick(gathered.tick[1], self._judge.sources()))
            told = both(told, self._impact.tick(gathered.tick[1]))
        self._impact.changed(changes)
        return told

    def _due(self, gathered: _Gathered, reliance: RelianceWork) -> list[AtOnce]:
        """What risk is to know at once, where time has passed; nothing while a rebuild goes on."""
        if gathered.tick is None or (gathered.first_offset or 0) < self._judged_before:
            return []
        return self._alerts.due(self._judge.incidents(), gathered.tick[1], reliance)

    def _published(self, gathered: _Gathered, *, is_long: bool) -> PublishedWork:
        """What is published of weeks and months, where time has passed; nothing while a rebuild goes on."""
        if gathered.tick is None or (gathered.first_offset or 0) < self._judged_before:
            return PublishedWork()
        return self._publishing.tick(gathered.tick[1], self._judge.sources(), is_long=is_long)

    def _announced(
        self, place: Place, gathered: _Gathered, reliance: RelianceWork, alerts: Sequence[AtOnce]
    ) -> list[Message]:
        """What is said on `hub.changes`: of incidents, then, behind those of the same tick, the rest."""
        messages = announced(place, gathered.changes, self._k)
        if gathered.tick is not None:
            messages += severities_announced(place, gathered.tick[0], messages, reliance.severities)
            messages += levels_announced(place, gathered.tick[0], messages, reliance, self._k)
            messages += findings_announced(place, gathered.tick[0], messages, reliance, self._k)
            messages += alerts_announced(place, gathered.tick[0], messages, alerts)
        return sorted(messages, key=lambda message: (message.offset, message.n))

    def _note_windows(self, before_ms: int) -> None:
        """How late the windows were judged that one message completed; of a long gap the last ones count."""
        now_ms, after_ms = self._clock_ms(), self._judge.judged_before_ms
        for end_ms in range(after_ms, max(before_ms, after_ms - MOST_WINDOWS * WINDOW_MS), -WINDOW_MS):
            self._metrics.judged((now_ms - end_ms) / 1000)

    def _closed(self, gathered: _Gathered) -> list[tuple[int, Change]]:
        """Behind a rebuild, once: the ends of incidents that it did not find again."""
        first = gathered.first_offset
        if self._is_rebuilt or first is None or first < self._judged_before:
            return []
        self._is_rebuilt = True
        judged = {change.incident.id for _, change in gathered.changes}
        now_ms = self._clock_ms()
        return [
            (first, close(left.incident, left.transitions, now_ms))
            for left in self._left_over()
            if left.incident.id not in judged
        ]

    def _changed_sources(self, changes: Sequence[tuple[int, Change]]) -> list[SourceRow]:
        """The sources that stand otherwise than before, those that are gone too; what is new is said once."""
        before = self._sources
        self._sources = {row.source: row for row in self._judge.sources()}
        stand = dict(self._sources)
        for incident, transition in ((change.incident, change.transition) for _, change in changes):
            if transition is None or transition.reason.code != "source-gone":
                continue
            name = str(transition.reason.figures["source"])
            if name in before and name not in stand:
                since_ms = incident.started_at_ms
                stand[name] = replace(before[name], blind_since_ms=since_ms, findings=(transition.reason,))
        changed = [row for name, row in sorted(stand.items()) if row != before.get(name)]
        for row in changed:
            self._metrics.source(row)
            self._say_findings(before.get(row.source), row)
        return changed

    def _say_findings(self, before: SourceRow | None, row: SourceRow) -> None:
        """What was not found of a source before, and what no longer is."""
        earlier = {reason.code for reason in before.findings} if before else set()
        for reason in row.findings:
            if reason.code not in earlier:
                words = render(reason.code, reason.figures, "en")
                self._log.warning(reason.code, **reason.figures, words=words)
        for code in sorted(earlier - {reason.code for reason in row.findings}):
            self._log.info("source-mended", source=row.source, was=code)

    def _note_clock(self, event: Event, now_ms: int) -> None:
        """An event from the future was judged as of now: whose clock is wrong is said once."""
        ahead_ms = event.at_ms - max(now_ms, self._clock_ms())
        if ahead_ms > CLOCK_TOLD_MS and event.source not in self._misdated:
            self._misdated.add(event.source)
            figures = {"source": event.source, "seconds": ahead_ms // 1000}
            words = render("source-clock-ahead", figures, "en")
            self._log.warning("source-clock-ahead", **figures, words=words)
