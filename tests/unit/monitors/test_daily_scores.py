"""What units rely on, told day by day from stored rows: when, from what, to whom, and never twice."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest

from monitors.adapters.memory_store import Memory
from monitors.daily_scores import DailyScores, coverage_of
from monitors.domain.calendar import day_of
from monitors.domain.reliance.closing import closed_day
from monitors.domain.withholding import USUAL_K
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, SeenControl
from monitors.store import Work
from monitors.unit_findings import Tools
from monitors.unit_turns import Organisation
from streams.domain.units import Unit
from tests.register_actions import entry
from tests.stored_work import change, incident
from tests.working_days import CALENDAR, DAY_MS, MONDAY, SETTLED, World, at, proxy

PEOPLE = tuple(range(1, 13))


@pytest.fixture
def world() -> World:
    """Twelve people of Roads publish all day, on every working day until the fourteenth."""
    made = World(Unit("Roads", -1, 20))
    made.weekdays("Roads", MONDAY, SETTLED, PEOPLE)
    return made


def test_a_day_is_told_an_hour_after_every_source_has_passed_its_end(world: World) -> None:
    world.passes(at(MONDAY + 1, 0.9))
    assert world.told_until == {}

    world.passes(at(MONDAY + 1, 1))
    assert world.told_until == {"Roads": MONDAY}
    assert world.memory.reliance.dependencies["Roads", "x"].assessed_day == MONDAY


def test_a_source_that_is_behind_is_waited_for_and_a_blind_one_is_not() -> None:
    now = at(MONDAY + 3, 5)
    behind, blind = proxy(at(MONDAY, 12)), proxy(at(MONDAY, 12), at(MONDAY, 12))

    assert closed_day([proxy(now), behind], now, CALENDAR) == MONDAY - 1
    assert closed_day([proxy(now), blind], now, CALENDAR) == MONDAY + 2


def test_where_all_are_blind_the_clock_tells_but_nothing_behind_the_last_line() -> None:
    blind = proxy(at(MONDAY, 12), at(MONDAY, 12))

    assert closed_day([blind], at(MONDAY, 20), CALENDAR) == MONDAY - 1
    assert closed_day([blind], at(MONDAY + 40, 20), CALENDAR) == MONDAY
    assert closed_day([], at(MONDAY, 20), CALENDAR) is None
    assert closed_day([proxy(None)], at(MONDAY, 20), CALENDAR) is None


def test_likely_mission_critical_without_an_owner_is_told_at_once_and_everything_else_weekly(
    world: World,
) -> None:
    for day in range(MONDAY, SETTLED + 1):
        world.passes(at(day + 1, 1))

    assert world.level() == "mission-critical"
    assert world.turns() == [
        (None, "important", "level-first", "weekly", "digest-not-critical"),
        ("important", "mission-critical", "level-settled", "at-once", "likely-critical-without-owner"),
    ]


def test_days_that_are_told_late_come_to_the_same_levels(world: World) -> None:
    daily = World(*world.units, memory=deepcopy_of(world.memory))
    for day in range(MONDAY, SETTLED + 1):
        daily.passes(at(day + 1, 1))

    world.passes(at(SETTLED + 1, 1))

    assert world.memory.reliance == daily.memory.reliance


def deepcopy_of(memory: Memory) -> Memory:
    """What a store holds, once more."""
    return Memory(
        offsets=dict(memory.offsets),
        hours=dict(memory.hours),
        days=dict(memory.days),
        reliance=deepcopy(memory.reliance),
    )


def test_a_change_is_said_once_whoever_works_and_however_often_time_passes(world: World) -> None:
    world.passes(at(SETTLED + 1, 1))
    said = [json.loads(message.value)["id"] for message in world.messages]
    before = deepcopy(world.memory.reliance)

    world.passes(at(SETTLED + 1, 2))
    world.starts_anew()
    world.passes(at(SETTLED + 1, 3))

    assert len(said) == len(set(said)) == 2
    assert len(world.messages) == 2
    assert world.memory.reliance == before


@pytest.mark.parametrize("dies_in", range(6))
def test_a_worker_that_dies_in_any_turn_leaves_nothing_half_told(world: World, dies_in: int) -> None:
    undisturbed = World(*world.units, memory=deepcopy_of(world.memory))
    undisturbed.passes(at(SETTLED + 1, 1))

    for turn in range(60):
        work = world.scores.tick(at(SETTLED + 1, 1), [proxy(at(SETTLED + 1, 1))])
        if turn == dies_in:
            world.starts_anew()  # the work was never committed
            continue
        if work == RelianceWork() and turn > dies_in:
            break
        world.commit(Work(reliance=work))

    assert world.memory.reliance == undisturbed.memory.reliance


def test_late_rows_are_summed_up_again_with_the_days_that_look_back_at_them() -> None:
    in_time, late = World(Unit("Roads", -1, 20)), World(Unit("Roads", -1, 20))
    others = range(50, 62)
    for each in (in_time, late):
        each.weekdays("Roads", MONDAY, MONDAY + 8, PEOPLE)
        each.weekdays("Roads", MONDAY + 10, SETTLED, PEOPLE)
    late.passes(at(SETTLED + 1, 1))
    before = dict(late.memory.reliance.pairs)
    for each in (in_time, late):
        each.works("Roads", MONDAY + 9, others)
        each.works("Roads", SETTLED + 1, PEOPLE)

    late.passes(at(SETTLED + 2, 1))
    in_time.passes(at(SETTLED + 2, 1))

    assert late.memory.reliance.pairs == in_time.memory.reliance.pairs
    changed = {key.day for key in before if late.memory.reliance.pairs[key] != before[key]}
    assert changed == {MONDAY + 10}
    mine, theirs = (w.memory.reliance.dependencies["Roads", "x"].today for w in (late, in_time))
    assert mine == theirs


@pytest.mark.parametrize(("people", "k"), [(4, USUAL_K), (12, 15)])
def test_a_unit_of_few_people_is_told_of_in_the_database_alone(people: int, k: int) -> None:
    world = World(Unit("Desk", -1, people), k=k)
    world.weekdays("Desk", MONDAY, SETTLED, (1, 2, 3))

    world.passes(at(SETTLED + 1, 1))

    assert world.level("Desk") == "mission-critical"
    assert world.turns("Desk")[-1][3] == "at-once"
    assert world.messages == []


def test_who_owns_a_dependency_is_read_from_the_register(world: World) -> None:
    owned = entry("Roads", "x")
    world.commit(Work(register=RegisterWork({owned.key: owned})))
    world.passes(at(SETTLED + 1, 1))

    assert world.turns()[-1][1:] == (
        "mission-critical", "level-settled", "weekly", "digest-owner-known"
    )  # fmt: skip


def test_a_unit_is_asked_once_what_a_likely_critical_platform_is_worth(world: World) -> None:
    world.passes(at(SETTLED + 1, 1))
    [asked] = world.store.register.questions()
    world.works("Roads", SETTLED + 1, PEOPLE)
    world.passes(at(SETTLED + 2, 1))

    assert (asked.unit, asked.platform, asked.why) == ("Roads", "x", "likely-critical")
    assert day_of(asked.asked_on) == SETTLED + 1
    assert world.store.register.questions() == [asked]


def test_a_unit_that_has_said_what_it_is_worth_is_not_asked(world: World) -> None:
    said = entry("Roads", "x")
    world.commit(Work(register=RegisterWork({said.key: said})))
    world.passes(at(SETTLED + 1, 1))

    assert world.level() == "mission-critical"
    assert world.store.register.questions() == []


def test_an_event_withholds_figures_and_says_what_was_decided(world: World) -> None:
    world.passes(at(SETTLED + 1, 1))

    event = json.loads(world.messages[-1].value)
    assert (event["type"], event["subject"]) == ("holdfast.dependency.changed", "Roads/x")
    assert event["data"]["alert"]["reason"]["code"] == "likely-critical-without-owner"
    stands = event["data"]["stands"]
    assert sum(factor["points"] for factor in stands["factors"]) == stands["score"]
    figures = {name for factor in stands["factors"] for name, value in factor["figures"].items() if value}
    assert not figures & {"people_a_day", "strand_people", "people_share", "pace"}


def test_a_unit_of_one_is_told_with_the_unit_above_it() -> None:
    world = World(Unit("Roads", -1, 20), Unit("Roads/Chief", 1, 1))
    world.weekdays("Roads/Chief", MONDAY, MONDAY + 4, (99,))
    world.weekdays("Roads", MONDAY, MONDAY + 4, PEOPLE)

    world.passes(at(MONDAY + 5, 1))

    assert set(world.told_until) == {"Roads"}
    [summary] = [each for key, each in world.memory.reliance.pairs.items() if key.day == MONDAY]
    assert summary.strands[0].people == len(PEOPLE) + 1


def test_an_outage_that_ended_is_told_of_the_same_day_and_moves_no_level(world: World) -> None:
    world.passes(at(SETTLED + 1, 1))
    before = world.memory.reliance.dependencies["Roads", "x"]
    broken = incident(
        "a",
        "resolved",
        platforms=["x"],
        units=["Roads"],
        started_at_ms=at(SETTLED + 1, 9),
        detected_at_ms=at(SETTLED + 1, 9.1),
        ended_at_ms=at(SETTLED + 1, 15),
    )
    world.works("Roads", SETTLED + 1, PEOPLE)
    over = change(broken, 3, "recovering")

    world.commit(Work(changes=[over], reliance=world.scores.hurt([over])))
    world.passes(at(SETTLED + 1, 15.2))

    after = world.memory.reliance.dependencies["Roads", "x"]
    bands = {factor.name: factor.band for factor in after.today.factors}
    assert bands["persistence"] == "insisted"
    assert (after.assessed_day, after.folded_day) == (SETTLED + 1, SETTLED)
    assert (after.state, after.changes) == (before.state, before.changes)
    assert after.today.score == before.today.score + 5
    assert not world.memory.reliance.standings["Roads"].again


def test_whoever_belongs_to_no_unit_is_not_told_of() -> None:
    world = World()
    world.weekdays("unassigned", MONDAY, MONDAY + 4, PEOPLE)

    world.passes(at(MONDAY + 5, 1))

    assert world.told_until == {}


def test_many_new_days_are_summed_up_in_several_turns() -> None:
    world = World(Unit("Roads", -1, 20))
    for week in range(9):
        world.weekdays("Roads", MONDAY + 7 * week, MONDAY + 7 * week + 4, PEOPLE)
    closed = MONDAY + 7 * 9

    sizes = []
    while (work := world.scores.tick(at(closed + 1, 1), [proxy(at(closed + 1, 1))])) != RelianceWork():
        sizes.append(len(work.units))
        world.commit(Work(reliance=work))

    assert len(sizes) == 3
    assert world.told_until == {"Roads": closed}
    assert sizes[-1] == 0


def test_turns_end_when_their_time_is_up_and_go_on_at_the_next_tick() -> None:
    world = World()
    for unit in ("Health", "Parks", "Roads"):
        world.works(unit, MONDAY, PEOPLE)
    now = [0]

    def passing() -> int:
        now[0] += 400
        return now[0]

    scores = DailyScores(
        world.store.reliance,
        world.store.register,
        Organisation.of([]),
        CALENDAR,
        passing,
        found=world.store.findings,
        tools=Tools({}),
        k=USUAL_K,
    )
    work = scores.tick(at(MONDAY + 1, 1), [proxy(at(MONDAY + 1, 1))])

    assert {key.unit for key in work.units} == {"Health", "Parks"}


def test_what_the_logs_show_is_told_by_the_control_and_by_silences() -> None:
    start = at(MONDAY)
    seen = SeenControl(requests=1000, joined=900, votes=100, by_address=60, from_ms=start)
    silent = incident(
        "b", "resolved", cause="blind", started_at_ms=start, detected_at_ms=start, ended_at_ms=start + DAY_MS
    )

    coverage = coverage_of(seen, [silent], 2, start + 5 * DAY_MS)

    assert (coverage.joined_share, coverage.identity, coverage.blind_share) == (0.9, "address", 0.1)
    assert coverage_of(SeenControl(0, 0, 0, 0, None), [], 1, start).joined_share is None


def test_days_of_the_calendar_and_back() -> None:
    moment = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)

    assert CALENDAR.day_at(int(moment.timestamp() * 1000)) == MONDAY
    assert CALENDAR.day_at(int((moment + timedelta(minutes=1)).timestamp() * 1000)) == MONDAY + 1
