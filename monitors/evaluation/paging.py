"""Whom a simulated month would have paged: the judge's incidents through the rules that decide on notices.

One audience hears of everything, by day and by night, and nobody ever acknowledges: the most that can be
sent. A page is a first word; what follows under the same key is counted beside it.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from monitors.domain.notices.deciding import OVER, Listener, Situation, decide, noted
from monitors.domain.notices.explaining import explained_by, is_everywhere
from monitors.domain.notices.records import Audience, Standing
from monitors.domain.notices.rules import MINUTE_MS, AudienceRules, NoticeRules
from monitors.domain.outage.judge import Judge
from monitors.domain.outage.records import Change, Incident
from monitors.domain.outage.rules import Rules
from monitors.evaluation.events import Surroundings
from monitors.evaluation.replay import Setting, fault_of
from monitors.evaluation.scoring import Alarm, score
from monitors.evaluation.signals import SignalSimulation
from monitors.evaluation.troubles import plan
from monitors.evaluation.windows import WindowMaker
from monitors.evaluation.world import PLATFORMS, RELIED_ON, World, operators, platform_name

EVERYBODY: Final = AudienceRules(Audience("everybody", "operations"))

HOUR_MS: Final = 3_600_000


class PagedMonth(Struct, frozen=True, kw_only=True):
    """What was sent in one replay: pages (firsts), how many of them were false, and all messages by kind.

    `held` counts decisions to send nothing, by the code of their reason. `troubles` hit what is relied on.
    """

    setting: Setting
    pages: int
    false_pages: int
    troubles: int
    messages: dict[str, int]
    held: dict[str, int]


def paged_month(setting: Setting, rules: Rules, notice_rules: NoticeRules) -> PagedMonth:
    """Simulate, judge and decide. Equal settings give equal figures."""
    streams = [np.random.default_rng([setting.seed, part]) for part in range(4)]
    schedule = plan(streams[0], setting.days)
    world = World.make(streams[1], setting.votes, setting.days, schedule.holidays)
    simulation = SignalSimulation(streams[2], world, schedule, setting.rho, setting.days)
    surroundings = Surroundings(streams[3], world)
    judge = Judge(rules, operators())
    maker = WindowMaker(judge.book, world)
    pager = Pager(notice_rules)
    for hour in simulation:
        pager.hear(judge.judge(maker.windows(hour, surroundings.during(hour))))
    relied_on = frozenset(platform_name(platform) for platform in range(RELIED_ON))
    faults = [fault_of(trouble) for trouble in schedule.troubles]
    scored = score(faults, pager.alarms(), days=setting.days, platforms=PLATFORMS, relied_on=relied_on)
    return PagedMonth(
        setting=setting,
        pages=pager.messages["first"],
        false_pages=scored.false_pages,
        troubles=sum(
            fault.cause is not None and (fault.everywhere or not fault.platforms.isdisjoint(relied_on))
            for fault in faults
        ),
        messages=dict(pager.messages),
        held=dict(pager.held),
    )


@dataclass(slots=True)
class Pager:
    """Decides about every incident at each step of the judge, in the order of time."""

    rules: NoticeRules
    messages: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    _known: dict[str, Incident] = field(default_factory=dict)
    _standings: dict[str, Standing] = field(default_factory=dict)
    _alarms: dict[str, Alarm] = field(default_factory=dict)
    _firsts: list[int] = field(default_factory=list)

    def hear(self, changes: list[Change]) -> None:
        """Take in what the judge changed; whatever goes on is looked at at each of its steps."""
        for change in changes:
            self._known[change.incident.id] = change.incident
            if change.transition is not None:
                self._look(change.transition.at_ms)

    def alarms(self) -> list[Alarm]:
        """Each page, from the first word to the all-clear, and whose fault it was taken for."""
        return list(self._alarms.values())

    def _look(self, now_ms: int) -> None:
        """Decide about everything that goes on, or of which somebody waits for the end."""
        self._firsts = [at_ms for at_ms in self._firsts if at_ms > now_ms - HOUR_MS]
        for incident in list(self._known.values()):
            standing = self._standings.get(incident.id) or Standing(
                subject=incident.id, audience=EVERYBODY.audience.name
            )
            listener = Listener(rules=EVERYBODY, standing=standing, firsts_lately=len(self._firsts))
            situation = self._situation(incident, now_ms)
            verdict = decide(situation, listener, self.rules, now_ms, UTC)
            after, decision = noted(standing, verdict, situation.severity, now_ms, incident)
            if decision is not None:
                self._standings[incident.id] = after
                self._note(incident, decision.kind, verdict.reason.code, now_ms)
            if incident.state in OVER and not after.is_open:
                self._forget(incident, now_ms)

    def _situation(self, incident: Incident, now_ms: int) -> Situation:
        """What is known of it: the first platforms are relied on, whichever unit."""
        relied_on = {platform_name(platform) for platform in range(RELIED_ON)}
        explains_ms = self.rules.explains_for_minutes * MINUTE_MS
        return Situation(
            incident=incident,
            severity="major",
            pairs=frozenset(
                ("unit", name) for name in relied_on if is_everywhere(incident) or name in incident.platforms
            ),
            explained_by=explained_by(incident, self._known.values(), explains_ms, now_ms),
        )

    def _note(self, incident: Incident, kind: str | None, code: str, now_ms: int) -> None:
        """Count a decision; a first word is a page."""
        if kind is None:
            self.held[code] += 1
            return
        self.messages[kind] += 1
        alarm = self._alarms.get(incident.id)
        if kind == "first":
            self._firsts.append(now_ms)
            self._alarms[incident.id] = Alarm(
                cause=incident.cause,
                last_cause=incident.cause,
                platforms=frozenset(incident.platforms),
                opened_ms=now_ms,
                cleared_ms=None,
            )
        elif alarm is not None:
            cleared_ms = now_ms if kind == "all-clear" else None
            self._alarms[incident.id] = replace(alarm, last_cause=incident.cause, cleared_ms=cleared_ms)

    def _forget(self, incident: Incident, now_ms: int) -> None:
        """What is over explains others for a while, and is then no more."""
        ended_ms = incident.ended_at_ms or now_ms
        if now_ms - ended_ms > HOUR_MS:
            del self._known[incident.id]
