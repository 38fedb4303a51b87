"""Who is told of what, decided from stored rows: while an incident goes on, when it ends, and at set times.

It goes with the judge of `evidence.signals`, whose worker writes all of it, in the transaction of what it was
decided from: so a crash forgets a decision together with its message, and no message is decided twice. What
it decides, `monitors.sending` sends.

Nothing is decided while old evidence is read again, whose ticks are old too; what came and went meanwhile is
history, and looked at once when that is done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple
from urllib.parse import quote

from msgspec.structs import replace as with_fields

from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.domain.notices.deciding import Listener, Situation, Verdict, decide, noted
from monitors.domain.notices.occasions import Asked, decide_occasion, occasions
from monitors.domain.notices.ranking import in_doubt, ways
from monitors.domain.notices.records import (
    Decision,
    Delivery,
    Notice,
    NoticeKind,
    NoticeSeverity,
    Standing,
    dedup_key,
)
from monitors.domain.notices.rules import HOUR_MS, AudienceRules
from monitors.domain.outage.records import Incident, Reason
from monitors.domain.showing import shown_incident
from monitors.notice_rows import NoticeWork
from monitors.notice_situations import Situations, Terms
from monitors.outside import Moment
from monitors.store import Store, Work
from streams.contracts.signals import Event

EVERY_MS: Final = 15_000
"""So often it looks again at what goes on; at what changed it looks at once."""

PART_OF_ANOTHER: Final = "part-of-another"
"""Why the judge ends an incident that goes on as part of a wider one."""

FRESH_MS: Final = 60_000
"""A tick or a change that is older was read again: what follows behind it is not known yet."""


class _About(NamedTuple):
    """What a message is about; `incident` is exact, None where it is about none.

    `used` are the routes that took earlier messages, for those who read there wait for the all-clear.
    """

    severity: NoticeSeverity
    incident: Incident | None
    platforms: Sequence[str]
    link: str
    used: Sequence[str] = ()


@dataclass(slots=True)
class _Said:
    """What was said before a moment, and what comes to it; `firsts` are those of the last hour."""

    terms: Terms
    at_ms: int
    doubts: tuple[str, ...]
    standings: dict[tuple[str, str], Standing]
    firsts: dict[str, int]
    decisions: list[Decision] = field(default_factory=list)
    changed: list[Standing] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    def standing(self, subject: str, audience: AudienceRules) -> Standing:
        """What an audience was told of a subject before."""
        name = audience.audience.name
        return self.standings.get((subject, name)) or Standing(subject=subject, audience=name)

    def keep(self, audience: AudienceRules, before: Standing, verdict: Verdict, about: _About) -> None:
        """Note what a verdict came to, and what is to be sent."""
        standing, decision = noted(before, verdict, about.severity, self.at_ms, about.incident)
        if decision is None:
            return
        self.decisions.append(with_fields(decision, unit=audience.audience.unit))
        self.firsts[before.audience] = self.firsts.get(before.audience, 0) + (verdict.kind == "first")
        if verdict.kind is not None:
            first = standing.messages
            for number, routes in enumerate(ways(audience.routes, about.used), first):
                standing = with_fields(standing, messages=number)
                notice = self._notice(audience, standing, verdict.kind, verdict.reason, about)
                self.deliveries.append(
                    Delivery(
                        notice=notice,
                        subject=before.subject,
                        routes=routes,
                        doubts=self.doubts,
                        next_try_at_ms=self.at_ms,
                    )
                )
        self.changed.append(standing)

    def work(self) -> NoticeWork:
        """Everything to write."""
        return NoticeWork(self.decisions, self.changed, self.deliveries)

    def _notice(
        self, audience: AudienceRules, standing: Standing, kind: NoticeKind, reason: Reason, about: _About
    ) -> Notice:
        """The message, with figures of few people withheld."""
        incident, names = about.incident, self.terms.names
        return Notice(
            id=dedup_key(standing.subject, standing.audience),
            kind=kind,
            reason=reason,
            incident=None if incident is None else shown_incident(incident, self.terms.k, None),
            platforms=tuple(names.get(each, each) for each in about.platforms),
            audience=audience.audience,
            language=audience.language,
            at_ms=self.at_ms,
            number=standing.messages,
            link=about.link,
            severity=about.severity,
        )


class NoticePart:
    """Decides about notices; `clock_ms` is wall time, since what is old is told nobody."""

    def __init__(
        self, store: Store, terms: Terms, metrics: MonitorMetrics, clock_ms: Callable[[], int]
    ) -> None:
        self._store = store
        self._terms = terms
        self._metrics = metrics
        self._clock_ms = clock_ms
        self._situations = Situations(store, terms)
        self.restore()

    def restore(self) -> None:
        """Begin anew: of what somebody was told and waits to hear the end stands in the database."""
        self._changed: dict[str, Incident] = {}
        self._part_of: dict[str, str] = {}
        self._looked_ms: int | None = None

    def take(self, offset: int, event: Event) -> None:
        """Nothing is decided from one event alone."""

    def work(self, moment: Moment) -> Work:
        """Decide, where time has passed or an incident has just changed."""
        if not self._terms.rules.audiences:
            return Work()
        now_ms = self._clock_ms()
        self._note(moment)
        if not self._is_time(moment, now_ms):
            return Work()
        lag_ms = max(0, now_ms - moment.judged_before_ms) if moment.judged_before_ms else 0
        work = self._decided(moment.incidents, now_ms, lag_ms)
        self._changed, self._looked_ms = {}, now_ms
        for decision in work.decisions:
            self._metrics.alert_decided(decision.reason.code)
        return Work(notices=work)

    def _note(self, moment: Moment) -> None:
        """What changed, to be looked at; and what turned out to be part of something else."""
        for _, change in moment.changes:
            incident, step = change.incident, change.transition
            self._changed[incident.id] = incident
            if step is not None:
                self._part_of.pop(incident.id, None)
                if step.reason.code == PART_OF_ANOTHER:
                    self._part_of[incident.id] = str(step.reason.figures["incident"])

    def _is_time(self, moment: Moment, now_ms: int) -> bool:
        """Whether this commit has reached the present, and there is something to look at."""
        steps = [change.transition for _, change in moment.changes]
        if any(step is not None and now_ms - step.at_ms <= FRESH_MS for step in steps):
            return True
        if moment.tick is None or now_ms - moment.tick[1] > FRESH_MS:
            return False
        if self._changed or self._looked_ms is None:
            return True
        return not 0 <= now_ms - self._looked_ms < EVERY_MS  # a clock that was set back holds nothing up

    def _decided(self, going: Sequence[Incident], now_ms: int, lag_ms: int) -> NoticeWork:
        """Everything that is decided at a moment."""
        rows, terms = self._store.notices, self._terms
        until_ms = now_ms + terms.rules.preflight_hours * HOUR_MS
        windows = [
            each
            for each in self._store.accounts.windows().values()
            if each.ended_at_ms is None and each.from_ms <= until_ms and each.until_ms > now_ms
        ]
        incidents = self._incidents(going)
        asked = list(occasions(terms.rules, windows, now_ms, terms.zone))
        standings = rows.standings({*incidents, *(each.occasion.subject for each in asked)})
        said = _Said(
            terms,
            now_ms,
            tuple(sorted(in_doubt(incidents.values(), terms.operators))),
            {(each.subject, each.audience): each for each in standings},
            rows.firsts(now_ms - HOUR_MS) if incidents else {},
        )
        on = [each for each in windows if each.is_on(now_ms)]
        for situation in self._situations.of(list(incidents.values()), on, now_ms, lag_ms):
            self._tell(replace(situation, part_of=self._part_of.get(situation.incident.id)), said)
        for each in asked:
            before = said.standing(each.occasion.subject, each.audience)
            verdict = decide_occasion(each, before, now_ms, terms.zone)
            if verdict is not None:
                about = _About("planned", None, each.occasion.platforms, _link(each))
                said.keep(each.audience, before, verdict, about)
        return said.work()

    def _incidents(self, going: Sequence[Incident]) -> dict[str, Incident]:
        """What goes on, what changed since the last look, and what somebody waits to hear the end of.

        While somebody waits, which may be a night, it is known what an incident turned out to be part of.
        """
        found, waited = self._changed | {each.id: each for each in going}, self._store.notices.uncleared()
        self._part_of = {id_: wider for id_, wider in self._part_of.items() if id_ in waited | found.keys()}
        return found | self._store.rooms.incidents(waited - found.keys())

    def _tell(self, situation: Situation, said: _Said) -> None:
        """Decide for each audience, by what all of them were told before this moment."""
        rules, incident = self._terms.rules, situation.incident
        stand = [(each, said.standing(incident.id, each)) for each in rules.audiences]
        for audience, before in stand:
            listener = Listener(
                rules=audience,
                standing=before,
                others=[each for each in stand if each[0] is not audience],
                firsts_lately=said.firsts.get(before.audience, 0),
            )
            verdict = decide(situation, listener, rules, said.at_ms, self._terms.zone)
            severity = before.severity if verdict.kind == "all-clear" else situation.severity
            used = self._used(before) if verdict.kind == "all-clear" else ()
            about = _About(severity, incident, incident.platforms, f"/incidents/{incident.id}", used)
            said.keep(audience, before, verdict, about)

    def _used(self, standing: Standing) -> list[str]:
        """The routes that took messages of an incident to an audience, the last one first."""
        sent = [
            each.route
            for each in self._store.notices.deliveries(standing.subject)
            if each.state == "sent" and each.notice.audience.name == standing.audience and each.route
        ]
        return list(dict.fromkeys(reversed(sent)))


def _link(asked: Asked) -> str:
    """Where the hub shows what a digest, a letter or a window is about."""
    unit = asked.audience.audience.unit
    return "/register" if unit is None else f"/units/{quote(unit, safe='')}"
