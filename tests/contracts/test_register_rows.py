"""What every store promises of the register: in memory, on a SQLite file and on a real PostgreSQL alike."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from monitors.domain.outage.records import Reason
from monitors.domain.register.actions import Approve, RaiseDispute
from monitors.domain.register.alerts import AtOnce
from monitors.domain.register.applying import RegisterChange, applied
from monitors.domain.register.asking import Question
from monitors.domain.register.records import Acceptance, Dispute
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork
from monitors.store import Overtaken, Place, Retention, Store, Work
from tests.register_actions import SAID, act, entry

ACTIONS = Place("cluster-a", "topic-3", "holdfast.hub.actions", 0)
SIGNALS = Place("cluster-a", "topic-1", "holdfast.evidence.signals", 0)
TODAY = date(2026, 6, 1)

FULL = entry(
    evidence="disputed",
    status="approved",
    approved_by_role="Head of Risk",
    approved_on=TODAY,
    acceptance=Acceptance(role="Head of Risk", reason="déménagement", until=date(2026, 12, 31)),
    dispute=Dispute(reason="not ours", raised_on=TODAY, reply_due=date(2026, 6, 15)),
)


def commit(store: Store, register: RegisterWork) -> None:
    at = store.resume(ACTIONS).next_offset
    store.commit(ACTIONS, at, (at or 0) + 1, Work(register=register))


def change(action: str, at_ms: int = 0) -> RegisterChange:
    dispute = act(RaiseDispute, id=action, at_ms=at_ms, reason="no")
    return applied(FULL, dispute, TODAY).change


def test_an_entry_comes_back_as_it_was_said(worker: Callable[[], Store]) -> None:
    other = entry(unit="Parks", platform="x")
    commit(worker(), RegisterWork(entries={FULL.key: FULL, other.key: other}))

    assert worker().register.entries() == [other, FULL]
    assert worker().register.entries(["Roads", "Nobody"]) == [FULL]
    assert worker().register.entries([]) == []


def test_an_entry_replaces_itself_and_can_be_gone(worker: Callable[[], Store]) -> None:
    beside = entry(declaration=replace(SAID, activity="listening"))
    commit(worker(), RegisterWork(entries={FULL.key: FULL, beside.key: beside}))
    anew = replace(FULL, status="in-review")
    commit(worker(), RegisterWork(entries={anew.key: anew}))
    assert worker().register.entries() == [anew, beside]

    commit(worker(), RegisterWork(entries={anew.key: None}))
    assert worker().register.entries() == [beside]


def test_what_became_of_actions_is_kept_and_their_ids_are_known(worker: Callable[[], Store]) -> None:
    first, second, third = change("action-one", 5), change("action-two", 4_000), change("action-zoo", 4_000)
    faulty = applied(FULL, act(Approve, "risk", approver_role="some.one"), TODAY).change
    commit(worker(), RegisterWork(changes=[third, first, second, replace(faulty, at_ms=9_000)]))

    register = worker().register
    assert register.changes(0) == [first, second, third, replace(faulty, at_ms=9_000)]
    assert register.changes(4_001) == [replace(faulty, at_ms=9_000)]
    assert register.applied(["action-one", "action-none"]) == {"action-one"}
    assert register.applied([f"none-{number}" for number in range(1_500)] + ["action-two"]) == {"action-two"}
    assert register.applied([]) == set()


def test_a_question_stays_as_it_was_asked(worker: Callable[[], Store]) -> None:
    asked = Question(unit="Roads", platform="x", why="candidate", asked_on=TODAY, due_on=date(2026, 6, 15))
    later = replace(asked, why="likely-critical", asked_on=date(2026, 7, 1))
    other = replace(asked, unit="Parks")
    store = worker()
    store.commit(SIGNALS, None, 1, Work(reliance=RelianceWork(questions=[asked])))
    store.commit(SIGNALS, 1, 2, Work(reliance=RelianceWork(questions=[later, other])))

    assert worker().register.questions() == [other, asked]
    assert worker().register.questions(["Roads"]) == [asked]


def test_an_alert_is_known_by_its_key_and_stays_as_it_was_told(worker: Callable[[], Store]) -> None:
    told = AtOnce(
        key="i-1/Roads", unit="Roads", platform="x", activity="", incident="i-1", reason=Reason("no-owner")
    )
    commit(worker(), RegisterWork(alerts=[told]))
    commit(worker(), RegisterWork(alerts=[told, replace(told, key="i-1/Parks", unit="Parks")]))

    assert worker().register.told(["i-1/Roads", "i-1/Parks", "i-2/Roads"]) == {"i-1/Roads", "i-1/Parks"}
    assert worker().register.told([]) == set()


def test_whoever_is_overtaken_has_changed_nothing(worker: Callable[[], Store]) -> None:
    commit(worker(), RegisterWork())

    with pytest.raises(Overtaken):
        worker().commit(
            ACTIONS, None, 1, Work(register=RegisterWork({FULL.key: FULL}, [change("action-one")]))
        )
    assert worker().register.entries() == []
    assert worker().register.changes(0) == []


def test_declarations_are_not_removed_with_age(worker: Callable[[], Store]) -> None:
    commit(worker(), RegisterWork({FULL.key: FULL}, [change("action-one")]))
    worker().expire(1 << 42, Retention())

    assert worker().register.entries() == [FULL]
    assert worker().register.applied(["action-one"]) == {"action-one"}
