"""What an outage costs, told while it goes on and behind it, from stored rows alone."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pytest

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.calendar import day_of
from monitors.domain.control_rows import ControlCounts
from monitors.domain.impact.availability import Month
from monitors.domain.impact.expected import NOTHING, Range
from monitors.domain.impact.lost import HourImpact, loss_of
from monitors.domain.impact.rules import ImpactRules
from monitors.domain.outage.records import SourceRow
from monitors.domain.register.records import Declaration, Entry, Impact
from monitors.domain.reliance.levels import LevelState
from monitors.domain.reliance.records import ControlKey, Level
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey, UsageRows
from monitors.impact_turns import EVERY_MS
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, TouchedDay
from monitors.store import Work
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch, active_slots
from streams.domain.units import Unit
from tests.monitoring import impact_of, scores_of
from tests.stored_reliance import dependency
from tests.stored_work import SIGNALS, change, incident

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MONDAY = day_of(date(2026, 3, 2))
TODAY = MONDAY + 15
"""A Tuesday, with two weeks behind it."""
AT_WORK = range(8, 18)
PEOPLE = 12
EVERYBODY = PEOPLE * 12
"""Working slots of an hour in which everybody is there all the time."""


def at(hour: float, day: int = TODAY) -> int:
    return day * DAY_MS + int(hour * HOUR_MS)


def level_state(level: Level) -> LevelState:
    return LevelState(level=level, since_day=TODAY - 9, settled=True, above=0, below=0, moved=False)


class Town:
    """Roads, whose twelve people publish on x all day; and the worker, whose clock we hold."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.store = MemoryStore(self.memory)
        self.units = (Unit("Roads", -1, 20), Unit("Parks", -1, 15))
        self.impact = impact_of(self.store, *self.units)
        for day in range(MONDAY, TODAY):
            if (day - MONDAY) % 7 < 5:
                self.works(day, dict.fromkeys(AT_WORK, PEOPLE))
        scores = scores_of(self.store, *self.units)
        for _ in range(30):
            told = scores.tick(at(2), [SourceRow("proxy", "Central", at(2), None, 1, "", "")])
            self.commit(Work(reliance=told))
        self.relies("Roads", "important")

    def works(self, day: int, people: Mapping[int, int], failing: Sequence[int] = ()) -> None:
        """So many people are there in each hour, on x and elsewhere; in some hours nothing passes."""
        usage: dict[HourKey, tuple[int, ...]] = {}
        who: list[int] = []
        when: list[int] = []
        for hour, count in people.items():
            outcome = "fail_tcp" if hour in failing else "ok"
            row = tuple(60 * count if name == outcome else 0 for name in USAGE_COUNTS)
            usage[HourKey("Roads", "x", "publishing", "yes", at(hour, day))] = row
            for one in range(1, count + 1):
                who += [one] * 12
                when += [at(hour, day) + slot * 300_000 for slot in range(12)]
        members, slots = np.array(who, np.uint64), np.array(when)
        sketches = DaySketches(Sketch.of(members), Sketch.of(active_slots(members, slots)))
        days = {DayKey("Roads", "x", "publishing", "yes", day, 1): sketches}
        control = {ControlKey("Roads", at(hour, day)): ControlCounts(400, 20, 0) for hour in AT_WORK}
        touched = [TouchedDay("Roads", day, "usage"), TouchedDay("Roads", day, "control")]
        self.commit(Work(usage=UsageRows(usage, days), control=control, touched=touched))

    def relies(self, unit: str, level: Level) -> None:
        self.commit(
            Work(
                reliance=RelianceWork(
                    dependencies=[dependency(unit, "x", TODAY - 1, 50, state=level_state(level))]
                )
            )
        )

    def breaks(self, begin: float, end: float | None = None, cause: str = "platform") -> None:
        """An incident of x, as it stands; the worker sees it change."""
        one = incident(
            "i",
            "confirmed" if end is None else "resolved",
            cause=cause,
            platforms=["x"],
            units=["Parks", "Roads"],
            started_at_ms=at(begin),
            detected_at_ms=at(begin),
            ended_at_ms=None if end is None else at(end),
        )
        changes = [change(one, 1 if end is None else 2)]
        self.commit(Work(changes=changes))
        self.impact.changed(changes)

    def passes(self, hour: float) -> RelianceWork:
        """A tick, and its commit."""
        told = self.impact.tick(at(hour))
        self.commit(Work(reliance=told))
        return told

    def commit(self, work: Work) -> None:
        expected = self.store.resume(SIGNALS).next_offset
        self.store.commit(SIGNALS, expected, (expected or 0) + 1, work)

    @property
    def hours(self) -> dict[int, HourImpact]:
        """What is stored, by hour of the day."""
        return {
            key.hour_ms % DAY_MS // HOUR_MS: told for key, told in sorted(self.memory.reliance.impact.items())
        }


@pytest.fixture
def town() -> Town:
    return Town()


def everybody(told: Range) -> bool:
    return told.low == pytest.approx(EVERYBODY, rel=0.05) and told.high == pytest.approx(EVERYBODY, rel=0.05)


def test_an_outage_is_told_hour_by_hour_while_it_goes_on(town: Town) -> None:
    town.works(TODAY, {8: PEOPLE, 9: PEOPLE, 10: PEOPLE}, failing=[10])
    town.breaks(10)

    town.passes(10.5)

    assert list(town.hours) == [10]
    assert everybody(town.hours[10].expected)
    assert town.hours[10].seen == 0
    assert town.hours[10].lost.high == pytest.approx(EVERYBODY / 2, rel=0.05)


def test_when_it_is_over_what_was_put_off_is_taken_off(town: Town) -> None:
    town.works(TODAY, {8: PEOPLE, 9: PEOPLE, 10: 4, 11: 4, 12: PEOPLE + 4, 13: PEOPLE + 2}, failing=[10, 11])
    town.breaks(10, end=12)

    town.passes(14)

    loss = loss_of(town.hours.values())
    assert list(town.hours) == [10, 11, 12, 13]
    assert loss.lost.high == pytest.approx(2 * EVERYBODY, rel=0.05)
    assert loss.caught_up.low == pytest.approx(6 * 12, rel=0.3)
    assert loss.net.high < loss.lost.high


def test_evidence_that_follows_later_is_told_at_the_next_look(town: Town) -> None:
    town.breaks(10, end=11)
    town.passes(11.2)
    assert town.hours[10].lost == NOTHING  # of its traffic nothing has come yet, so nobody was at work

    town.works(TODAY, {9: PEOPLE, 10: PEOPLE}, failing=[10])
    town.passes(11.2 + EVERY_MS / HOUR_MS)

    assert town.hours[10].lost.high == pytest.approx(EVERYBODY, rel=0.05)


def test_nothing_is_told_of_lesser_reliance_or_of_faults_that_take_no_platform_away(town: Town) -> None:
    town.works(TODAY, {9: PEOPLE, 10: PEOPLE}, failing=[10])
    town.breaks(10, cause="unit-network")
    town.passes(11)
    assert town.hours == {}

    town.relies("Roads", "incidental")
    town.breaks(10)
    town.passes(11)
    assert town.hours == {}


def test_what_a_unit_declares_counts_for_more_than_what_is_seen(town: Town) -> None:
    town.works(TODAY, {9: PEOPLE, 10: PEOPLE}, failing=[10])
    town.relies("Roads", "incidental")
    declaration = Declaration(
        activity="road closures",
        impact_over_time=(Impact(at_hours=4, category="safety", level=4),),
    )
    entry = Entry(
        unit="Roads",
        platform="x",
        declaration=declaration,
        declared_on=date(2026, 1, 14),
        review_due=date(2027, 1, 14),
    )
    town.commit(Work(register=RegisterWork(entries={entry.key: entry})))
    town.breaks(10)

    town.passes(11)

    assert list(town.hours) == [10]


def test_long_behind_its_end_it_is_left_alone_and_told_again_only_after_a_start(town: Town) -> None:
    town.works(TODAY, {9: PEOPLE, 10: PEOPLE, 11: PEOPLE}, failing=[10])
    town.breaks(10, end=11)
    for minutes in range(0, 30, 5):
        town.passes(11 + minutes / 60)
    late = 11 + ImpactRules().catch_up_hours + 1

    assert town.passes(late).impact == {}

    town.impact = impact_of(town.store, *town.units)
    assert town.passes(late + 0.01).impact != {}


def test_months_are_told_once_a_day_and_when_an_incident_changes(town: Town) -> None:
    town.works(TODAY, dict.fromkeys(AT_WORK, PEOPLE))
    first = town.passes(9)
    again = town.passes(9.5)
    town.breaks(10, end=10.5)
    changed = town.passes(11)

    assert [(month.platform, month.month) for month in first.months] == [("x", Month(2026, 3))]
    assert again.months == []
    [march] = changed.months
    assert (march.lost_minutes, march.lost_by_cause, march.incidents) == (30, {"platform": 30}, 1)
    assert march.seen_days == 11
    assert march.observed_minutes == 15 * 24 * 60 + 11 * 60
    assert town.memory.reliance.months["x", Month(2026, 3)] == march


def test_the_organisation_sets_how_long_work_is_caught_up_and_what_it_expects_of_a_platform(
    town: Town,
) -> None:
    rules = ImpactRules(objectives={"x": 0.5}, catch_up_hours=1)
    town.impact = impact_of(town.store, *town.units, rules=rules)
    town.works(TODAY, {9: PEOPLE, 10: PEOPLE, 11: PEOPLE, 12: PEOPLE + 4, 13: PEOPLE + 2}, failing=[10])
    town.breaks(10, end=11)

    [march] = town.passes(14).months

    assert list(town.hours) == [10, 11]
    assert (march.objective, march.met) == (0.5, True)
