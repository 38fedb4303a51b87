"""How grave an incident is, told live: from the register, else from what is observed, and told anew."""

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.calendar import day_of
from monitors.domain.impact.rules import ImpactRules
from monitors.domain.outage.records import State
from monitors.domain.register.asking import Question
from monitors.domain.register.records import Declaration, Entry, EvidenceLevel, Impact
from monitors.domain.reliance.levels import LevelState
from monitors.domain.reliance.records import Level
from monitors.events import severities_announced
from monitors.impact_turns import EVERY_MS
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork
from monitors.store import Message, Work
from streams.domain.units import Unit
from tests.monitoring import impact_of
from tests.stored_reliance import dependency
from tests.stored_work import SIGNALS, change, incident

HOUR_MS = 3_600_000
TODAY = day_of(date(2026, 3, 17))
UNITS = (Unit("Roads", -1, 20), Unit("Parks", -1, 15), Unit("Harbour", 2, 1))
"""The one person of the harbour is told of with the parks, the third of all units."""


def at(hour: float) -> int:
    return TODAY * 24 * HOUR_MS + int(hour * HOUR_MS)


class Town:
    """A town whose worker looks at incidents, and whose clock we hold."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.store = MemoryStore(self.memory)
        self.impact = impact_of(self.store, *UNITS)

    def relies(self, unit: str, platform: str, level: Level) -> None:
        state = LevelState(level=level, since_day=TODAY - 9, settled=True, above=0, below=0, moved=False)
        pair = dependency(unit, platform, TODAY - 1, 50, state=state)
        self.commit(Work(reliance=RelianceWork(dependencies=[pair])))

    def declares(
        self, unit: str, platform: str, within_hours: float, evidence: EvidenceLevel = "declared"
    ) -> None:
        entry = Entry(
            unit=unit,
            platform=platform,
            evidence=evidence,
            declaration=Declaration(
                activity="warnings",
                impact_over_time=(Impact(at_hours=within_hours, category="safety", level=4),),
            ),
            declared_on=date(2026, 1, 14),
            review_due=date(2027, 1, 14),
        )
        self.commit(Work(register=RegisterWork(entries={entry.key: entry})))

    def breaks(
        self,
        *units: str,
        platforms: Sequence[str] = ("x",),
        end: float | None = None,
        state: State = "confirmed",
    ) -> None:
        """An incident since ten o'clock, as it stands; the worker sees it change."""
        one = incident(
            "i",
            state,
            cause="egress",
            platforms=list(platforms),
            units=list(units),
            started_at_ms=at(10),
            detected_at_ms=at(10),
            ended_at_ms=None if end is None else at(end),
        )
        changes = [change(one, 1 if end is None else 2)]
        self.commit(Work(changes=changes))
        self.impact.changed(changes)

    def passes(self, hour: float) -> str | None:
        """A tick and its commit; how grave the incident is told to be, where that is told anew."""
        told = self.impact.tick(at(hour))
        self.commit(Work(reliance=told))
        graveness = told.severities.get("i")
        return None if graveness is None else graveness.severity

    def commit(self, work: Work) -> None:
        expected = self.store.resume(SIGNALS).next_offset
        self.store.commit(SIGNALS, expected, (expected or 0) + 1, work)


@pytest.fixture
def town() -> Town:
    return Town()


def test_it_is_as_grave_as_the_gravest_dependency_whatever_the_cause(town: Town) -> None:
    town.relies("Roads", "x", "mission-critical")
    town.relies("Parks", "x", "important")
    town.breaks("Parks", "Roads")

    assert town.passes(10.1) == "high"
    assert town.memory.reliance.severities["i"].reason.code == "hurts-likely-critical"
    assert town.memory.reliance.severities["i"].reason.figures == {"units": 1}


def test_it_is_told_once_and_anew_when_it_reaches_further(town: Town) -> None:
    town.relies("Roads", "x", "incidental")
    town.relies("Parks", "youtube", "important")
    town.breaks("Roads")
    assert [town.passes(10.1), town.passes(10.2), town.passes(10.3)] == ["low", None, None]

    town.breaks("Roads", "Parks", platforms=["x", "youtube"])

    assert town.passes(10.4) == "medium"


def test_what_a_unit_confirms_in_the_midst_of_it_makes_it_critical(town: Town) -> None:
    town.relies("Roads", "x", "incidental")
    town.breaks("Roads")
    assert town.passes(10.1) == "low"

    town.declares("Roads", "x", within_hours=4)
    assert town.passes(10.1 + EVERY_MS / HOUR_MS) == "high"

    town.declares("Roads", "x", within_hours=4, evidence="confirmed")
    assert town.passes(10.2 + 2 * EVERY_MS / HOUR_MS) == "critical"


def test_a_unit_of_one_counts_with_the_unit_above_it(town: Town) -> None:
    town.relies("Parks", "x", "important")
    town.breaks("Harbour")

    assert town.passes(10.1) == "medium"


def test_who_is_only_asked_is_likely_and_not_confirmed(town: Town) -> None:
    town.relies("Roads", "x", "mission-critical")
    asked = Question(
        unit="Roads",
        platform="x",
        why="likely-critical",
        asked_on=date(2026, 3, 16),
        due_on=date(2026, 3, 30),
    )
    town.commit(Work(reliance=RelianceWork(questions=[asked])))
    town.breaks("Roads")

    assert town.passes(10.1) == "high"


def test_a_false_alarm_is_not_grave(town: Town) -> None:
    town.relies("Roads", "x", "mission-critical")
    town.breaks("Roads")
    assert town.passes(10.1) == "high"

    town.breaks("Roads", end=10.5, state="false-alarm")

    assert town.passes(10.6) == "none"


def test_long_behind_its_end_it_stays_as_grave_as_it_was_even_for_a_worker_started_anew(town: Town) -> None:
    town.relies("Roads", "x", "important")
    town.breaks("Roads", end=11, state="resolved")
    assert town.passes(11.1) == "medium"

    town.declares("Roads", "x", within_hours=4, evidence="confirmed")
    town.impact = impact_of(town.store, *UNITS)

    assert town.passes(11.2 + ImpactRules().catch_up_hours) is None
    assert town.memory.reliance.severities["i"].severity == "medium"


def test_a_worker_that_was_away_grades_what_happened_meanwhile(town: Town) -> None:
    town.relies("Roads", "x", "important")
    town.breaks("Roads", end=11, state="resolved")

    assert town.passes(16) == "medium"


def test_whoever_listens_is_told_how_grave_it_is_and_of_no_unit_by_name(town: Town) -> None:
    town.relies("Roads", "x", "mission-critical")
    town.breaks("Roads")
    told = town.impact.tick(at(10.1))
    earlier = Message(7, 0, "hub.changes", b"", b"")

    [message] = severities_announced(SIGNALS, 7, [earlier], told.severities)

    event = msgspec.json.decode(message.value)
    assert (message.offset, message.n, message.key) == (7, 1, b"i")
    assert event["type"] == "holdfast.incident.severity"
    assert event["subject"] == "i"
    assert event["data"] == {
        "severity": "high",
        "reason": {"code": "hurts-likely-critical", "figures": {"units": 1}},
    }
    assert b"Roads" not in message.value
