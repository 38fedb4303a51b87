"""What every store promises: in memory, on a SQLite file and on a real PostgreSQL alike."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import IO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, make_url

from monitors.adapters.database import engine_for, stated_url
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.migrations import bring_up_to_date
from monitors.adapters.sql_store import SqlStore
from monitors.domain.findings.standing import StandingFinding
from monitors.domain.impact.severity import Graveness
from monitors.domain.outage.records import Reason
from monitors.domain.rebuilding import close
from monitors.domain.reliance.records import PairDayKey
from monitors.domain.usage_rows import UsageRows
from monitors.finding_rows import FindingWork
from monitors.reliance_rows import DaysOfUse, RelianceWork
from monitors.store import (
    Forgotten,
    KeyInUse,
    Message,
    Overtaken,
    Place,
    Retention,
    RuleState,
    Standing,
    Store,
    StoreRefused,
    Work,
)
from tests.remembered_people import PEOPLE, people_in, state_amid_an_outage
from tests.stored_reliance import dependency, exposed, standing, summary_of
from tests.stored_work import (
    DAY,
    NOON_MS,
    SIGNALS,
    Contents,
    change,
    contents_of_database,
    contents_of_memory,
    days,
    hours,
    incident,
    message,
    minutes,
    source,
    work_of,
)

CHECKOUT = Path(__file__).parents[2]
USAGE = Place("cluster-a", "topic-2", "holdfast.evidence.usage", 3)
NOTHING = Work()


def found(standing: dict[str, list[StandingFinding]]) -> Work:
    """What was found of some units."""
    return Work(reliance=RelianceWork(findings=FindingWork(standing)))


class Home:
    """One place where things are kept, which several workers open."""

    def __init__(self, open_store: Callable[[], Store], contents: Callable[[], Contents], url: str) -> None:
        self.worker = open_store
        self.contents = contents
        self.url = url
        self.numbers = count()

    @cached_property
    def store(self) -> Store:
        """One worker's store, for whoever needs only one."""
        return self.worker()


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    if request.param == "memory":
        memory = Memory()
        yield Home(lambda: MemoryStore(memory), lambda: contents_of_memory(memory), "")
        return
    yield from _database_home(request, request.param, tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    yield from _database_home(request, request.param, tmp_path)


def _database_home(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Home]:
    url = (
        request.getfixturevalue("postgresql_url") if kind == "postgresql" else f"sqlite:///{folder}/judged.db"
    )
    with ExitStack() as stack:

        def engine() -> Engine:
            opened = engine_for(stated_url({"HOLDFAST_DATABASE": url}))
            stack.callback(opened.dispose)
            return opened

        bring_up_to_date(engine())
        yield Home(lambda: SqlStore(engine()), lambda: contents_of_database(engine()), url)


def test_a_partition_that_was_never_judged_begins_with_nothing(home: Home) -> None:
    assert home.worker().resume(SIGNALS) == Standing(None, {})


def test_a_commit_is_there_for_the_next_worker(home: Home) -> None:
    home.worker().commit(SIGNALS, None, 8, work_of(7))

    standing = home.worker().resume(SIGNALS)
    held = home.contents()
    assert standing == Standing(8, {"outages": RuleState(1, b"after 7")})
    assert held.incidents == {"a": incident("a", "confirmed", requests_failed=7)}
    assert held.transitions["a"] == [work_of(7).changes[0].transition]
    assert held.hours == work_of(7).usage.hours
    assert held.days == work_of(7).usage.days
    assert held.minutes == work_of(7).minutes
    assert held.sources == {"north": source("north", NOON_MS + 7)}
    assert [sent.message for sent in home.worker().waiting(SIGNALS, 10)] == [message(7), message(7, 1)]


def test_an_incident_comes_back_as_the_judge_said_it(home: Home) -> None:
    full = incident(
        "b",
        "resolved",
        detected_at_ms=NOON_MS + 9_000,
        ended_at_ms=NOON_MS + 4_000_123,
        people_failed=12,
        vendor_said_at_ms=NOON_MS + 60_000,
        people_said_at_ms=1,
        peak_failed_share=1 / 3,
    )
    home.worker().commit(SIGNALS, None, 1, Work(changes=[change(full)]))

    assert home.contents().incidents == {"b": full}
    assert home.contents().transitions == {}


def test_how_grave_incidents_are_is_told_of_those_that_were_graded_as_they_were_last(home: Home) -> None:
    high = Graveness("high", Reason("hurts-likely-critical", {"units": 2}))
    low, none = Graveness("low", Reason("hurts-lesser-use", {"units": 1})), Graveness("none", Reason("x"))
    home.store.commit(SIGNALS, None, 1, Work(reliance=RelianceWork(severities={"a": low, "b": none})))
    home.store.commit(SIGNALS, 1, 2, Work(reliance=RelianceWork(severities={"a": high})))

    rows = home.worker().reliance
    assert rows.severities(["a", "b", "c"]) == {"a": high, "b": none}
    assert rows.severities([]) == {}


def test_levels_are_told_of_the_units_and_platforms_that_are_asked_for(home: Home) -> None:
    pairs = [
        dependency(unit, name, DAY, 50) for unit in ("Roads", "Parks", "Signs") for name in ("x", "facebook")
    ]
    home.store.commit(SIGNALS, None, 1, Work(reliance=RelianceWork(dependencies=pairs)))

    rows = home.worker().reliance
    assert rows.levels({"Roads", "Parks"}, {"x"}) == {
        ("Parks", "x"): "important",
        ("Roads", "x"): "important",
    }
    assert rows.levels({"Roads"}, {"youtube"}) == rows.levels(set(), {"x"}) == {}


def test_counts_add_up_and_sketches_unite(home: Home) -> None:
    store = home.worker()
    store.commit(USAGE, None, 1, Work(UsageRows(hours("Health", 2), days("Health", [1, 2])), minutes(5)))
    store.commit(USAGE, 1, 9, Work(UsageRows(hours("Health", 3), days("Health", [2, 3])), minutes(6)))

    held = home.contents()
    assert held.hours == hours("Health", 5)
    assert held.days == days("Health", [1, 2, 3])
    assert held.minutes == minutes(11)


def test_people_under_different_keys_are_never_joined(home: Home) -> None:
    store = home.worker()
    store.commit(USAGE, None, 1, Work(UsageRows({}, days("Health", [1, 2], key_version=1))))
    store.commit(USAGE, 1, 2, Work(UsageRows({}, days("Health", [3], key_version=2))))

    assert home.contents().days == days("Health", [1, 2], key_version=1) | days("Health", [3], key_version=2)


def test_more_days_than_one_question_takes_are_united_all(home: Home) -> None:
    store = home.worker()
    many = {key: row for unit in range(1_000) for key, row in days(f"unit {unit}", [unit + 1]).items()}
    more = {key: row for unit in range(500, 1_500) for key, row in days(f"unit {unit}", [7]).items()}
    store.commit(USAGE, None, 1, Work(UsageRows({}, many)))
    store.commit(USAGE, 1, 2, Work(UsageRows({}, more)))

    held = home.contents().days
    assert len(held) == 1_500
    assert held == {
        key: many[key] | more[key] if key in many and key in more else (many | more)[key] for key in held
    }


def test_whoever_is_not_where_the_partition_stands_is_overtaken_and_writes_nothing(home: Home) -> None:
    first, second = home.worker(), home.worker()
    first.commit(SIGNALS, None, 5, work_of(4))
    before = home.contents()

    for expected in (None, 4, 6):
        with pytest.raises(Overtaken, match=r"Another worker judges partition 0 of holdfast\.evidence"):
            second.commit(SIGNALS, expected, 9, work_of(8))
    assert home.contents() == before


def test_a_commit_that_comes_again_changes_nothing(home: Home) -> None:
    store = home.worker()
    store.commit(SIGNALS, None, 5, work_of(4))
    once = home.contents()

    with pytest.raises(Overtaken):
        store.commit(SIGNALS, None, 5, work_of(4))
    assert home.contents() == once


def test_partitions_stand_each_for_itself(home: Home) -> None:
    store = home.worker()
    store.commit(SIGNALS, None, 5, Work(states={"outages": RuleState(1, b"s")}, messages=[message(4)]))
    store.commit(USAGE, None, 70, Work(messages=[message(69)]))

    assert store.resume(SIGNALS).next_offset == 5
    assert store.resume(USAGE) == Standing(70, {})
    assert [sent.message.offset for sent in store.waiting(USAGE, 10)] == [69]


def test_two_workers_at_once_judge_every_message_once(home: Home) -> None:
    until = 40

    def judge(store: Store) -> int:
        """Judge until the end; how often the other was faster."""
        overtaken = 0
        while (at := store.resume(SIGNALS).next_offset or 0) < until:
            try:
                store.commit(SIGNALS, at or None, at + 1, work_of(at))
            except Overtaken:
                overtaken += 1
        return overtaken

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(judge, [home.worker(), home.worker()]))

    assert home.contents() == undisturbed(until)


def test_messages_are_sent_in_order_and_gone_once_they_are_sent(home: Home) -> None:
    store = home.worker()
    store.commit(SIGNALS, None, 3, Work(messages=[message(0), message(2), message(2, 1)]))
    store.commit(SIGNALS, 3, 4, Work(messages=[message(3)]))

    first, second = store.waiting(SIGNALS, 2)
    assert [first.message, second.message] == [message(0), message(2)]
    store.relayed(SIGNALS, second.number)
    assert [sent.message for sent in home.worker().waiting(SIGNALS, 10)] == [message(2, 1), message(3)]


def test_a_message_whose_sending_was_not_noted_is_sent_again(home: Home) -> None:
    home.worker().commit(SIGNALS, None, 1, Work(messages=[message(0)]))

    assert home.worker().waiting(SIGNALS, 10) == home.worker().waiting(SIGNALS, 10)


def test_a_broker_made_anew_is_noticed_and_what_was_learnt_goes_on(home: Home) -> None:
    store = home.worker()
    older = Place("cluster-0", "topic-0", SIGNALS.topic, 0)
    anew = Place("cluster-b", "topic-9", SIGNALS.topic, 0)
    store.commit(older, None, 7, NOTHING)
    store.commit(SIGNALS, None, 900, Work(states={"outages": RuleState(3, b"s")}, messages=[message(899)]))

    assert store.resume(anew) == Standing(None, {"outages": RuleState(3, b"s")}, follows=SIGNALS)
    store.commit(anew, None, 1, Work(messages=[message(0)]))
    assert store.resume(anew).next_offset == 1
    assert store.resume(anew).follows is None
    assert [sent.message for sent in store.waiting(anew, 10)] == [message(899), message(0)]


def test_judged_again_sums_stay_and_incidents_replace_themselves(home: Home) -> None:
    """The rules changed, and with them the form of their state: the last 48 hours are judged again."""
    store = home.worker()
    for offset in range(6):
        store.commit(SIGNALS, offset or None, offset + 1, work_of(offset))
    before = home.contents()

    store.rebuild(SIGNALS, 6, 2)
    standing = store.resume(SIGNALS)
    assert standing == Standing(2, {}, judged_before=6)
    store.commit(SIGNALS, 2, 4, work_of(3))
    store.commit(SIGNALS, 4, 6, work_of(5))

    after = home.contents()
    assert (after.hours, after.days, after.minutes) == (before.hours, before.days, before.minutes)
    assert after.messages == before.messages
    assert after.incidents == before.incidents
    assert [one.number for one in after.transitions["a"]] == [1, 2, 3, 4, 6]
    assert store.resume(SIGNALS) == Standing(6, {"outages": RuleState(1, b"after 5")})
    store.commit(SIGNALS, 6, 7, work_of(6))
    assert home.contents().messages == [
        *before.messages,
        (6, 0, message(6).value),
        (6, 1, message(6, 1).value),
    ]
    assert home.contents().minutes != before.minutes


def test_a_rebuild_that_is_cut_short_can_begin_anew(home: Home) -> None:
    store = home.worker()
    store.commit(SIGNALS, None, 6, work_of(5))
    store.rebuild(SIGNALS, 6, 2)
    store.commit(SIGNALS, 2, 4, work_of(3))

    home.worker().rebuild(SIGNALS, 4, 1)

    assert home.worker().resume(SIGNALS) == Standing(1, {}, judged_before=6)


def test_no_commit_reaches_across_the_end_of_a_rebuild(home: Home) -> None:
    store = home.worker()
    store.commit(SIGNALS, None, 6, work_of(5))
    store.rebuild(SIGNALS, 6, 2)
    before = home.contents()

    with pytest.raises(ValueError, match="a commit ends at 6"):
        store.commit(SIGNALS, 2, 7, work_of(6))
    assert home.contents() == before


def test_a_story_told_anew_replaces_the_old_one_from_where_it_differs(home: Home) -> None:
    store = home.worker()
    told = [
        change(incident("a", "suspected"), 1),
        change(incident("a", "confirmed"), 2, "suspected"),
        change(incident("a", "recovering"), 3, "confirmed"),
        change(incident("a", "resolved"), 4, "recovering"),
    ]
    store.commit(SIGNALS, None, 4, Work(changes=told))
    store.rebuild(SIGNALS, 4, 0)

    anew = [change(incident("a", "suspected"), 1), change(incident("a", "false-alarm"), 2, "suspected")]
    store.commit(SIGNALS, 0, 4, Work(changes=anew))

    assert home.contents().incidents["a"].state == "false-alarm"
    assert home.contents().transitions["a"] == [one.transition for one in anew]


def test_what_was_open_and_is_not_judged_again_is_closed_with_a_reason(home: Home) -> None:
    store = home.worker()
    known = [
        change(incident("again", "confirmed"), 1),
        change(incident("old", "suspected"), 1),
        change(incident("old", "confirmed"), 2, "suspected"),
        change(incident("only-suspected", "suspected"), 1),
        change(incident("over", "resolved"), 1),
    ]
    store.commit(SIGNALS, None, 9, Work(changes=known))
    assert store.left_over() == []
    store.rebuild(SIGNALS, 9, 3)
    store.commit(SIGNALS, 3, 9, Work(changes=[change(incident("again", "confirmed"), 1)]))

    left = home.worker().left_over()
    assert [(one.incident.id, one.transitions) for one in left] == [("old", 2), ("only-suspected", 1)]
    closing = [close(one.incident, one.transitions, NOON_MS) for one in left]
    store.commit(SIGNALS, 9, 10, Work(changes=closing))

    held = home.contents()
    assert store.left_over() == []
    assert {id_: held.incidents[id_].state for id_ in sorted(held.incidents)} == {
        "again": "confirmed",
        "old": "resolved",
        "only-suspected": "false-alarm",
        "over": "resolved",
    }
    assert held.transitions["old"][-1].number == 3
    assert held.transitions["old"][-1].reason.code == "not-judged-again"


@pytest.mark.parametrize(("expected", "following"), [(None, 0), (5, 5), (5, 4)])
def test_a_commit_goes_forward(home: Home, expected: int | None, following: int) -> None:
    with pytest.raises(ValueError, match="a commit goes forward"):
        home.worker().commit(SIGNALS, expected, following, NOTHING)


@pytest.mark.parametrize("offset", [4, 9])
def test_messages_come_from_what_a_commit_covers(home: Home, offset: int) -> None:
    with pytest.raises(ValueError, match="are not from 5 up to 9"):
        home.worker().commit(SIGNALS, 5, 9, Work(messages=[message(offset)]))


@pytest.mark.parametrize("earliest", [5, 6, -1])
def test_a_rebuild_goes_back(home: Home, earliest: int) -> None:
    home.worker().commit(SIGNALS, None, 5, NOTHING)

    with pytest.raises(ValueError, match="a rebuild goes back"):
        home.worker().rebuild(SIGNALS, 5, earliest)


def test_rows_are_kept_as_long_as_they_may_be(home: Home) -> None:
    store = home.worker()
    store.commit(
        SIGNALS,
        None,
        1,
        Work(
            UsageRows(
                hours("Health", 1, hour=-24 * 400 - 1) | hours("Health", 2, hour=-24 * 400),
                days("Health", [1], day=DAY - 401) | days("Health", [2], day=DAY - 400),
            ),
            minutes(1, minute=-48 * 60 - 1) | minutes(2, minute=-48 * 60),
            [change(incident("ancient", "confirmed", suspected_at_ms=1), 1)],
            {"outages": RuleState(1, b"s")},
        ),
    )

    assert store.expire(NOON_MS, Retention()) == 3
    assert store.expire(NOON_MS, Retention()) == 0
    held = home.contents()
    assert held.hours == hours("Health", 2, hour=-24 * 400)
    assert held.days == days("Health", [2], day=DAY - 400)
    assert held.minutes == minutes(2, minute=-48 * 60)
    assert "ancient" in held.incidents
    assert store.resume(SIGNALS).states == {"outages": RuleState(1, b"s")}


def test_a_units_findings_replace_all_that_stood_of_it_and_leave_those_of_others(home: Home) -> None:
    store = home.worker()
    first = [standing(exposed("unit 0", name), DAY, DAY) for name in ("x", "facebook", "whatsapp")]
    other = [standing(exposed("unit 1", "x"), DAY, DAY)]
    store.commit(SIGNALS, None, 1, found({"unit 0": first, "unit 1": other}))
    assert store.findings.standing("unit 0") == first

    later = [standing(exposed("unit 0", name, 0.5), DAY, DAY + 1) for name in ("youtube", "facebook")]
    store.commit(SIGNALS, 1, 2, found({"unit 0": later}))
    store.commit(SIGNALS, 2, 3, NOTHING)
    assert (store.findings.standing("unit 0"), store.findings.standing("unit 1")) == (later, other)

    store.commit(SIGNALS, 3, 4, found({"unit 0": []}))
    assert (store.findings.standing("unit 0"), store.findings.standing("unit 1")) == ([], other)
    assert home.contents().reliance.findings == {"unit 1": other}


def test_findings_are_told_from_the_levels_of_all_units(home: Home) -> None:
    home.store.commit(SIGNALS, None, 8, work_of(7))

    habitual = {each.platform: each.today.level for each in work_of(7).reliance.dependencies}
    assert habitual
    assert home.store.findings.levels() == {f"unit {unit}": habitual for unit in range(3)}


def test_it_is_known_when_each_pair_was_used_and_on_how_many_days_of_late(home: Home) -> None:
    pairs = {
        PairDayKey("Roads", platform, DAY - back): summary_of(DAY - back, 5, people)
        for platform, back, people in (
            *(("x", back, 3) for back in (0, 2, 40)),
            ("facebook", 1, 2),
            ("facebook", 0, 0),  # embeds alone
            ("youtube", 0, 0),
        )
    }
    home.store.commit(SIGNALS, None, 1, Work(reliance=RelianceWork(pairs=pairs)))

    assert home.store.reliance.days_of_pairs(DAY - 2) == {
        ("Roads", "x"): DaysOfUse(DAY - 40, DAY, 2),
        ("Roads", "facebook"): DaysOfUse(DAY - 1, DAY - 1, 1),
    }


def test_findings_are_told_from_certain_people_under_the_newest_key(home: Home) -> None:
    store = home.store
    mine = {**days("Roads", [1, 2]), **days("Roads", [3], day=DAY + 1), **days("Bridges", [4], key_version=2)}
    weak = {key._replace(use="weak"): sketches for key, sketches in days("Roads", [9]).items()}
    others = {**days("Parks", [5]), **days("Roads", [6], key_version=1, day=DAY - 9), **weak}
    store.commit(USAGE, None, 1, Work(usage=UsageRows({}, {**mine, **others})))
    names, window = ("Bridges", "Roads"), range(DAY - 3, DAY + 2)

    assert store.findings.newest_key(names, window) == 2
    assert store.findings.newest_key(["Roads"], window) == 1
    assert store.findings.newest_key(["nobody"], window) == 0
    for version in (1, 2):
        assert store.findings.people(names, "facebook", window, version) == {
            key: sketches.people for key, sketches in mine.items() if key.key_version == version
        }
    assert store.findings.people(names, "x", window, 1) == {}


def test_what_one_key_made_is_removed_and_the_rest_stays(home: Home) -> None:
    store = home.worker()
    both = days("Health", [1, 2], key_version=1) | days("Health", [3], key_version=2)
    store.commit(USAGE, None, 1, Work(UsageRows(hours("Health", 4), both)))
    state = state_amid_an_outage()
    store.commit(SIGNALS, None, 1, Work(states={"outages": RuleState(1, state), "lost": RuleState(1, b"?")}))

    assert people_in(state) == PEOPLE
    assert store.forget_key(1) == Forgotten(days=1, people=len(PEOPLE))
    left = store.resume(SIGNALS).states
    assert people_in(left["outages"].data) == set()
    assert left["lost"].data == b""
    assert home.contents().days == days("Health", [3], key_version=2)
    assert home.contents().hours == hours("Health", 4)


def test_a_forgotten_key_is_named_to_whoever_resumes_and_is_forgotten_once(home: Home) -> None:
    store = home.worker()
    state = Work(UsageRows({}, days("Health", [1], key_version=2)), states={"outages": RuleState(1, b"")})
    store.commit(SIGNALS, None, 1, state)
    store.forget_key(1)
    assert store.resume(SIGNALS).forgotten_keys == {1}
    assert store.resume(USAGE).forgotten_keys == {1}

    knowing = Work(states={"outages": RuleState(1, state_amid_an_outage())})
    store.commit(SIGNALS, 1, 2, knowing)
    assert store.forget_key(1) == Forgotten(days=0, people=0)
    assert people_in(store.resume(SIGNALS).states["outages"].data) == PEOPLE  # they are of the key in use

    assert store.forget_key(2) == Forgotten(days=1, people=len(PEOPLE))
    assert home.worker().resume(SIGNALS).forgotten_keys == {1, 2}


def test_a_worker_that_began_before_a_key_was_forgotten_cannot_write_what_it_remembers(home: Home) -> None:
    one, other = home.worker(), home.worker()
    one.commit(SIGNALS, None, 1, Work(states={"outages": RuleState(1, b"")}))
    assert one.resume(SIGNALS).next_offset == 1
    other.forget_key(1)

    stale = Work(UsageRows({}, days("Health", [1])), states={"outages": RuleState(1, state_amid_an_outage())})
    with pytest.raises(Overtaken, match="A key was forgotten since this worker began"):
        one.commit(SIGNALS, 1, 2, stale)
    with pytest.raises(Overtaken, match="A key was forgotten since this worker began"):
        one.commit(USAGE, None, 1, stale)
    assert home.contents().days == {}
    assert one.resume(SIGNALS).next_offset == 1
    assert one.resume(USAGE).next_offset is None
    one.commit(SIGNALS, 1, 2, Work())


def test_a_key_that_sources_still_send_with_stays_unless_one_insists(home: Home) -> None:
    store = home.worker()
    rows = [replace(source("east", NOON_MS), key_version=2), source("north", NOON_MS)]
    silent = source("south", NOON_MS, blind_since_ms=NOON_MS)
    store.commit(SIGNALS, None, 1, Work(UsageRows({}, days("Health", [1])), sources=[*rows, silent]))

    with pytest.raises(KeyInUse, match=r"version 1 still came last from north\. Restart those collectors"):
        store.forget_key(1)
    assert store.resume(SIGNALS).forgotten_keys == set()
    assert home.contents().days == days("Health", [1])

    assert store.forget_key(1, in_spite_of_sources=True) == Forgotten(days=1, people=0)
    assert home.contents().days == {}


parts = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.lists(st.integers(1, 9), max_size=3)), max_size=8
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts, st.randoms(use_true_random=False))
def test_sums_are_the_same_in_whatever_order_they_come(
    home: Home, drawn: list[tuple[int, int, list[int]]], chance: random.Random
) -> None:
    """Each example adds to one set of platforms in the order drawn, and to another in any other order."""
    number = next(home.numbers)

    def add(to: str, rows: list[tuple[int, int, list[int]]]) -> None:
        place = Place("cluster-a", f"{to} {number}", f"{to} {number}", 0)
        for at, (unit, hour, people) in enumerate(rows):
            name = f"{to} {number} {unit}"
            work = Work(UsageRows(hours(name, len(people) + 1, hour), days(name, people)))
            home.store.commit(place, at or None, at + 1, work)

    add("drawn", drawn)
    add("shuffled", chance.sample(drawn, len(drawn)))

    held = home.contents()

    def stored(to: str) -> tuple[object, object]:
        """Hours and days of these, by the number of the unit."""
        begin = f"{to} {number} "
        return (
            {key._replace(unit=key.unit[-1]): row for key, row in held.hours.items() if begin in key.unit},
            {key._replace(unit=key.unit[-1]): row for key, row in held.days.items() if begin in key.unit},
        )

    assert stored("drawn") == stored("shuffled")
    all_hours = (sum(row) for key, row in held.hours.items() if f"drawn {number} " in key.unit)
    assert sum(all_hours) == sum((len(people) + 1) * 1_001 for _, _, people in drawn)


def test_what_no_database_takes_is_refused_and_nothing_is_written(database: Home) -> None:
    store = database.worker()
    store.commit(SIGNALS, None, 1, work_of(0))
    before = database.contents()
    twice = Message(1, 0, "holdfast.hub.changes", b"", b"")
    far = incident("far", "suspected", suspected_at_ms=10**18)

    with pytest.raises(StoreRefused, match="does not fit"):
        store.commit(SIGNALS, 1, 2, Work(messages=[twice, twice]))
    with pytest.raises(StoreRefused, match="does not fit"):
        store.commit(SIGNALS, 1, 2, Work(minutes=minutes(1), changes=[change(far)]))
    assert database.contents() == before


def test_a_worker_killed_within_a_commit_has_written_nothing_of_it(database: Home) -> None:
    killed = worker(database.url, until=9, dies_at=4)
    said = killed.communicate(timeout=60)[0]

    assert killed.returncode == -9
    assert said.split()[-1] == "4"
    assert database.contents() == undisturbed(4, units=40)
    assert database.worker().resume(SIGNALS).next_offset == 4


def test_workers_killed_at_any_moment_lose_nothing_and_double_nothing(database: Home) -> None:
    chance = random.Random(20251009)
    until = 40
    for _ in range(4):
        killed = worker(database.url, until)
        lines = reading(killed)
        for _ in range(chance.randint(1, 8)):
            next(lines, None)
        killed.kill()
        killed.communicate(timeout=60)
    last = worker(database.url, until)
    last.communicate(timeout=120)

    assert last.returncode == 0
    assert database.contents() == undisturbed(until, units=40)


def undisturbed(until: int, units: int = 3) -> Contents:
    """What one worker that nobody disturbs has written."""
    store = MemoryStore(memory := Memory())
    for offset in range(until):
        store.commit(SIGNALS, offset or None, offset + 1, work_of(offset, units))
    return contents_of_memory(memory)


def worker(url: str, until: int, dies_at: int | None = None) -> "subprocess.Popen[str]":
    """A worker in a process of its own."""
    named = str(make_url(stated_url({"HOLDFAST_DATABASE": url})).render_as_string(hide_password=False))
    command = [sys.executable, "-m", "tests.committing_worker", named, str(until)]
    command += [] if dies_at is None else ["--die-in-commit-of", str(dies_at)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)


def reading(process: "subprocess.Popen[str]") -> Iterator[str]:
    """What it says, line by line."""
    said: IO[str] | None = process.stdout
    assert said is not None
    return iter(said)
