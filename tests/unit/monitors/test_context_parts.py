"""Own changes, demand and words of vendors beside the judge: what is kept, and what is told when."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from structlog.testing import capture_logs

from monitors.adapters.memory_context import MemoryContextRows
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.demand import DemandCounts
from monitors.domain.demand.slots import HourKey, HourSeen
from monitors.domain.outage.records import Change, Incident
from monitors.outside import Moment, Outside
from monitors.own_changes import OwnChanges
from monitors.reliance_rows import RelianceWork
from monitors.store import Message, Store, Work
from monitors.vendor_words import VendorWords
from streams.contracts.signals import Demand, Event
from tests.stored_work import NOON_MS, SIGNALS, change, incident
from tests.told_context import SLOT_MS, counted, says, we_change

MINUTE_MS = 60_000
PUSHED = we_change("CHG-1", NOON_MS - 4 * MINUTE_MS, "filter", title="List of Monday")
REFUSED = incident(
    "i-1", "confirmed", cause="policy", started_at_ms=NOON_MS, detected_at_ms=NOON_MS + MINUTE_MS, sites=[]
)


@dataclass
class Worker:
    """One that judges; `incidents` go on."""

    store: Store = field(default_factory=lambda: MemoryStore(Memory()))
    incidents: list[Incident] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    offset: int = 0

    def __post_init__(self) -> None:
        """Begin."""
        self.begins_anew()

    def begins_anew(self) -> None:
        """The worker is another one."""
        rows = self.store.context
        self.outside = Outside([OwnChanges(rows), DemandCounts(rows), VendorWords(rows)])
        self.outside.restore()

    def commits(self, *events: Event, turned: Change | None = None) -> list[dict[str, Any]]:
        """Events, and one behind them at which an incident turned; what is told of them."""
        first = self.offset
        for event in events:
            self.outside.take(self.offset, event)
            self.offset += 1
        turns = [] if turned is None else [(self.offset, turned)]
        self.offset += 1
        judged = Work(messages=[Message(at, 0, "holdfast.hub.changes", b"", b"{}") for at, _ in turns])
        moment = Moment(SIGNALS, None, turns, self.incidents, RelianceWork(), (), judged.messages)
        work = self.outside.beside(judged, moment)
        self.store.commit(SIGNALS, first or None, self.offset, work)
        self.messages += work.messages
        told = [json.loads(message.value) for message in work.messages if message.value != b"{}"]
        numbered = [(message.offset, message.n) for message in work.messages]
        assert len(set(numbered)) == len(numbered), "no two messages have one id"
        return told


def types(told: list[dict[str, Any]]) -> list[str]:
    """What was told of, in its order."""
    return [each["type"].removeprefix("holdfast.") for each in told]


def test_when_our_policy_refuses_the_filter_that_was_pushed_before_is_told_with_it() -> None:
    worker = Worker()
    assert types(worker.commits(PUSHED)) == ["own-change.told"]

    told = worker.commits(turned=change(REFUSED, 2, "suspected"))

    assert types(told) == ["incident.candidates"]
    assert told[0]["subject"] == "i-1"
    [candidate] = told[0]["data"]["candidates"]
    assert (candidate["change"], candidate["before_seconds"], candidate["confidence"]) == (
        "CHG-1",
        240,
        "likely",
    )
    assert candidate["reasons"] == [{"code": "change-filter-refuses", "figures": {}}]
    assert b"Monday" not in b"".join(message.value for message in worker.messages), "titles stay here"


def test_a_change_that_is_told_late_is_held_against_what_goes_on() -> None:
    worker = Worker(incidents=[REFUSED])

    told = worker.commits(PUSHED, we_change("CHG-2", NOON_MS + 9 * MINUTE_MS, "dns"))

    assert types(told) == ["own-change.told", "incident.candidates", "own-change.told"]
    assert [each["change"] for each in told[1]["data"]["candidates"]] == ["CHG-1"]


def test_a_change_told_again_says_nothing_in_one_commit_or_another_by_whichever_worker() -> None:
    worker = Worker(incidents=[REFUSED])
    worker.commits(PUSHED, PUSHED)
    worker.begins_anew()

    assert worker.commits(PUSHED) == []
    assert worker.store.context.own_changes(0, NOON_MS) == [PUSHED]
    assert len([each for each in worker.messages if b"own-change.told" in each.value]) == 1


def test_what_ends_or_only_changes_its_figures_tells_no_candidates() -> None:
    worker = Worker()
    worker.commits(PUSHED)

    assert worker.commits(turned=change(REFUSED)) == []
    over = incident("i-1", "resolved", cause="policy", started_at_ms=NOON_MS)
    assert worker.commits(turned=change(over, 3, "confirmed")) == []


def test_demand_is_kept_once_and_adds_up_by_hour_however_it_is_taken_together() -> None:
    one, two = counted("1", NOON_MS, 40), counted("2", NOON_MS, 12, platform="facebook")
    worker = Worker()
    worker.commits(one, one)
    worker.begins_anew()
    worker.commits(one, two)
    worker.commits(two)

    rows = worker.store.context
    assert rows.demand(NOON_MS) == [one, two]
    assert rows.demand_hours(NOON_MS, NOON_MS + 1) == {
        HourKey("contact-centre", "calls", NOON_MS): HourSeen(52.0, 300.0)
    }
    assert worker.messages == []


def test_a_channel_that_is_full_while_an_outage_goes_on_is_told_of_once() -> None:
    worker = Worker(incidents=[REFUSED])
    slots = [counted(f"{n}", NOON_MS + n * SLOT_MS, 30 + 10 * n, capacity=50) for n in range(5)]

    told = [types(worker.commits(slot)) for slot in slots]

    assert told == [[], [], ["demand.full"], [], []]
    [full] = [json.loads(message.value) for message in worker.messages]
    assert full["data"] == {
        "incident": "i-1",
        "channel": "contact-centre",
        "from": "2025-10-09T12:10:00.000Z",
        "until": "2025-10-09T12:15:00.000Z",
    }
    late = counted("late", NOON_MS + SLOT_MS, 99, capacity=50)
    assert worker.commits(late) == [], "what comes late is no second time"


def test_a_full_channel_is_nobodys_matter_where_nothing_is_sure_to_be_gone() -> None:
    full = counted("1", NOON_MS, 50, capacity=50)
    suspected = incident("i-2", "suspected", started_at_ms=NOON_MS)
    blind = incident("i-3", "confirmed", cause="blind", started_at_ms=NOON_MS, detected_at_ms=NOON_MS)
    earlier = incident("i-4", "confirmed", started_at_ms=NOON_MS + SLOT_MS, detected_at_ms=NOON_MS + SLOT_MS)

    assert Worker(incidents=[suspected, blind, earlier]).commits(full) == []


def test_a_count_that_says_nothing_of_an_hour_is_left_and_said() -> None:
    worker = Worker()
    with capture_logs() as said:
        worker.commits(counted("1", NOON_MS, 3, until_ms=NOON_MS - 1))

    assert [(each["event"], each["id"]) for each in said] == [("demand-not-taken", "1")]
    assert worker.store.context.demand(0) == []


@pytest.mark.parametrize(("cause", "seen"), [("platform", ["i-9"]), ("egress", [])])
def test_what_a_vendor_says_is_told_beside_what_we_see(cause: Any, seen: list[str]) -> None:
    ours = incident("i-9", "confirmed", cause=cause, started_at_ms=NOON_MS)
    worker = Worker(incidents=[ours])
    down = says("facebook", NOON_MS, "outage")

    told = worker.commits(down, down)
    worker.begins_anew()

    assert types(told) == ["vendor.said"]
    assert told[0]["data"] == {"platform": "facebook", "state": "outage", "groups": [], "incidents": seen}
    assert worker.commits(down) == []
    assert worker.store.context.vendor_words("facebook", 0) == [down]


def test_what_was_taken_in_and_not_committed_is_forgotten_when_it_begins_anew() -> None:
    worker = Worker()
    for event in (PUSHED, counted("1", NOON_MS, 3), says("x", NOON_MS, "outage")):
        worker.outside.take(0, event)
    worker.outside.restore()

    assert worker.commits() == []
    rows = worker.store.context
    assert (rows.own_changes(0, NOON_MS), rows.demand(0), rows.vendor_words("x", 0)) == ([], [], [])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int | None]]:
    """Which times of demand are asked for."""
    times: list[tuple[int, int | None]] = []
    answer = MemoryContextRows.demand

    def demand(rows: MemoryContextRows, from_ms: int, until_ms: int | None = None) -> list[Demand]:
        times.append((from_ms, until_ms))
        return answer(rows, from_ms, until_ms)

    monkeypatch.setattr(MemoryContextRows, "demand", demand)
    return times


def test_an_outage_of_days_is_not_read_again_for_every_count_of_a_full_channel(
    asked: list[tuple[int, int | None]],
) -> None:
    worker = Worker(incidents=[REFUSED])
    told = [
        types(worker.commits(counted(str(n), NOON_MS + n * SLOT_MS, 60, capacity=50 if n else None)))
        for n in range(20)
    ]

    assert told == [[], ["demand.full"], *[[]] * 18]
    assert [until_ms for _, until_ms in asked].count(None) == 1

    worker.begins_anew()
    assert worker.commits(counted("20", NOON_MS + 20 * SLOT_MS, 60, capacity=50)) == []


def test_a_count_of_years_ago_asks_for_its_own_day_and_not_for_the_years_between(
    asked: list[tuple[int, int | None]],
) -> None:
    worker = Worker()

    worker.commits(counted("old", NOON_MS - 1000 * 86_400_000, 5), counted("new", NOON_MS, 5))

    assert [until_ms - from_ms for from_ms, until_ms in asked if until_ms] == [SLOT_MS, SLOT_MS]
