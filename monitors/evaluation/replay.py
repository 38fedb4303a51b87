"""One seed through everything: the judge and every baseline take the same simulated days, and are scored."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from monitors.domain.outage.judge import Judge
from monitors.domain.outage.records import Change
from monitors.domain.outage.rules import Rules
from monitors.evaluation.baselines import Baseline, Minute, baselines
from monitors.evaluation.events import WINDOWS_A_MINUTE, Surroundings
from monitors.evaluation.scoring import Alarm, Fault, Score, score
from monitors.evaluation.signals import CONTROL_SERIES, FAILS, REFUSES, WINDOWS, Hour, SignalSimulation
from monitors.evaluation.troubles import Trouble, plan
from monitors.evaluation.windows import WindowMaker
from monitors.evaluation.world import (
    BEGINS_MS,
    GROUPS,
    MINUTE_MS,
    PLATFORMS,
    RELIED_ON,
    SERIES,
    World,
    operators,
    platform_name,
)

JUDGE: Final = "Holdfast"
CLEAR_AFTER_MINUTES: Final = 5
"""A baseline's alarm is over when it has said nothing for so long: without that, each would alarm anew."""


class Setting(Struct, frozen=True, kw_only=True):
    """What one replay is made from: everything of it follows from this."""

    seed: int
    days: int
    votes: float
    rho: float


class Outcome(Struct, frozen=True, kw_only=True):
    """The scores of one replay, by the name of the detector."""

    setting: Setting
    scores: dict[str, Score]


def replay(setting: Setting, rules: Rules) -> Outcome:
    """Simulate, judge and score."""
    streams = [np.random.default_rng([setting.seed, part]) for part in range(4)]
    schedule = plan(streams[0], setting.days)
    world = World.make(streams[1], setting.votes, setting.days, schedule.holidays)
    simulation = SignalSimulation(streams[2], world, schedule, setting.rho, setting.days)
    surroundings = Surroundings(streams[3], world)
    judge = Judge(rules, operators())
    maker = WindowMaker(judge.book, world)
    heard = JudgeAlarms()
    others = [(baseline, BaselineAlarms()) for baseline in baselines(PLATFORMS, len(GROUPS))]
    for number, hour in enumerate(simulation):
        heard.hear(judge.judge(maker.windows(hour, surroundings.during(hour))))
        for minute in _minutes(hour, surroundings.probe_failures(hour), number * 60):
            for baseline, alarms in others:
                alarms.hear(minute, baseline)
    faults = [fault_of(trouble) for trouble in schedule.troubles]
    said = {JUDGE: heard.alarms()} | {baseline.name: alarms.alarms() for baseline, alarms in others}
    relied_on = frozenset(platform_name(platform) for platform in range(RELIED_ON))
    return Outcome(
        setting=setting,
        scores={
            name: score(faults, alarms, days=setting.days, platforms=PLATFORMS, relied_on=relied_on)
            for name, alarms in said.items()
        },
    )


def fault_of(trouble: Trouble) -> Fault:
    """A simulated trouble as truth."""
    return Fault(
        script=trouble.script.name,
        cause=trouble.script.cause,
        platforms=frozenset(platform_name(platform) for platform in trouble.platforms),
        everywhere=trouble.script.target == "all",
        onset_ms=trouble.from_ms,
        ends_ms=trouble.to_ms,
        first_seen_ms=trouble.first_seen_ms,
        last_seen_ms=trouble.last_seen_ms,
    )


@dataclass(slots=True)
class JudgeAlarms:
    """Keeps what the judge said of each incident: an alarm opens when one is confirmed for the first time."""

    _alarms: dict[str, Alarm] = field(default_factory=dict)

    def hear(self, changes: list[Change]) -> None:
        """Take in what one step changed."""
        for change in changes:
            incident, moved = change.incident, change.transition
            alarm = self._alarms.get(incident.id)
            if alarm is None:
                if incident.state != "confirmed":
                    continue
                if incident.detected_at_ms is None:
                    raise ValueError(f"incident {incident.id} is confirmed, but has no time of detection")
                alarm = Alarm(
                    cause=incident.cause,
                    last_cause=incident.cause,
                    platforms=frozenset(incident.platforms),
                    opened_ms=incident.detected_at_ms,
                    cleared_ms=None,
                )
            cleared = alarm.cleared_ms
            if moved is not None:
                over = moved.after in {"resolved", "false-alarm"}
                cleared = moved.at_ms if over else None
            self._alarms[incident.id] = replace(alarm, last_cause=incident.cause, cleared_ms=cleared)

    def alarms(self) -> list[Alarm]:
        """All alarms."""
        return list(self._alarms.values())


@dataclass(slots=True)
class BaselineAlarms:
    """Alarms of a baseline: one platform each, over when nothing was said of it for some minutes."""

    _closed: list[Alarm] = field(default_factory=list)
    _opened_ms: NDArray[np.int64] = field(default_factory=lambda: np.full(PLATFORMS, -1))
    _quiet: NDArray[np.int64] = field(default_factory=lambda: np.zeros(PLATFORMS, np.int64))

    def hear(self, minute: Minute, baseline: Baseline) -> None:
        """Let the baseline judge one minute; what it says is said at the end of it."""
        now_ms = BEGINS_MS + (minute.number + 1) * MINUTE_MS
        down = baseline.step(minute)
        is_open = self._opened_ms >= 0
        if not (is_open.any() or down.any()):
            return
        self._opened_ms[down & ~is_open] = now_ms
        self._quiet = np.where(down, 0, self._quiet + 1)
        for platform in np.flatnonzero(is_open & (self._quiet >= CLEAR_AFTER_MINUTES)):
            self._closed.append(_alarm(int(platform), int(self._opened_ms[platform]), now_ms))
            self._opened_ms[platform] = -1

    def alarms(self) -> list[Alarm]:
        """All alarms, those that are still open among them."""
        still = np.flatnonzero(self._opened_ms >= 0)
        return self._closed + [_alarm(int(place), int(self._opened_ms[place]), None) for place in still]


def _alarm(platform: int, opened_ms: int, cleared_ms: int | None) -> Alarm:
    """What a baseline can say: it is the platform."""
    return Alarm(
        cause="platform",
        last_cause="platform",
        platforms=frozenset((platform_name(platform),)),
        opened_ms=opened_ms,
        cleared_ms=cleared_ms,
    )


def _minutes(hour: Hour, probe_failed: NDArray[np.bool_], first: int) -> list[Minute]:
    """An hour as the baselines see it: they look at statuses, so a platform's own refusal is a failure."""
    minutes = WINDOWS // WINDOWS_A_MINUTE
    tries = hour.votes
    cell = tries.window // WINDOWS_A_MINUTE * SERIES + tries.series
    usable = tries.series != CONTROL_SERIES
    failed = usable & ((tries.what == FAILS) | (tries.what == REFUSES))
    voted = usable & (tries.what <= REFUSES)
    shape = (minutes, PLATFORMS, len(GROUPS))
    votes_by = np.bincount(cell[voted], minlength=minutes * SERIES).reshape(shape)
    failed_by = np.bincount(cell[failed], minlength=minutes * SERIES).reshape(shape)
    return [
        Minute(first + minute, votes_by[minute], failed_by[minute], probe_failed[minute])
        for minute in range(minutes)
    ]
