"""Actions become entries, once each, in their order; what came of each is kept and told."""

import json
from datetime import UTC, date
from typing import Any

import pytest

from monitors.account_fold import AccountActionsPart
from monitors.actions_fold import ActionsFold
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.actions import encode_action
from monitors.domain.calendar import Calendar
from monitors.domain.register.actions import (
    Confirm,
    RaiseDispute,
    RegisterAction,
    Withdraw,
)
from monitors.exercise_fold import ExercisePart
from monitors.register_fold import RegisterPart
from monitors.register_rows import RegisterWork
from monitors.room_fold import RoomPart
from monitors.store import Place, Work
from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.topics import CHANGES
from tests.register_actions import SAID, act, declares

ACTIONS = Place("cluster-a", "topic-3", "holdfast.hub.actions", 0)
JUNE = 1_780_315_200_000
"""2026-06-01 12:00 UTC"""


class Hub:
    """A worker that takes actions as they come."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.store = MemoryStore(self.memory)
        self.begins_anew()
        self.offset = 0

    def begins_anew(self) -> None:
        self.fold = ActionsFold(
            RegisterPart(self.store.register, Calendar(UTC)),
            RoomPart(self.store.rooms),
            ExercisePart(self.store.exercises, Calendar(UTC)),
            AccountActionsPart(self.store.accounts, self.store.activity, Calendar(UTC)),
            lambda: JUNE,
        )
        self.fold.restore(self.store.resume(ACTIONS))

    def takes(self, *actions: RegisterAction, appended_ms: int | None = JUNE) -> Work:
        """Some actions within one commit."""
        expected = self.store.resume(ACTIONS).next_offset
        for action in actions:
            self.fold.take(self.offset, encode_action(action), appended_ms)
            self.offset += 1
        work = self.fold.work(ACTIONS)
        self.store.commit(ACTIONS, expected, self.offset, work)
        return work

    @property
    def codes(self) -> list[str]:
        return [change.reason.code for change in self.memory.register.changes.values()]


def events(work: Work) -> list[dict[str, Any]]:
    return [json.loads(message.value) for message in work.messages if message.topic == CHANGES.name]


def test_the_answers_of_a_unit_are_its_entry() -> None:
    hub = Hub()
    hub.takes(declares())

    [entry] = hub.store.register.entries()
    assert (entry.unit, entry.platform, entry.declaration) == ("Roads", "facebook", SAID)
    assert entry.declared_on == date(2026, 6, 1)


def test_actions_of_one_commit_build_on_each_other() -> None:
    hub = Hub()
    hub.takes(declares(role="risk"), act(Confirm), act(RaiseDispute, reason="no"), act(Confirm))

    [entry] = hub.store.register.entries()
    assert entry.evidence == "disputed"
    assert hub.codes == ["entry-declared", "entry-confirmed", "entry-disputed", "dispute-is-open"]


def test_an_action_that_comes_twice_is_applied_and_told_once() -> None:
    hub = Hub()
    declared = declares()
    assert len(events(hub.takes(declared, declared))) == 1
    hub.takes(act(Withdraw, reason="over"))

    hub.begins_anew()
    again = hub.takes(declared)
    assert (again.messages, again.register) == ([], RegisterWork())
    assert hub.store.register.entries() == []
    assert hub.codes == ["entry-declared", "entry-withdrawn"]


def test_what_was_not_committed_is_taken_again() -> None:
    hub = Hub()
    declared = declares()
    hub.fold.take(0, encode_action(declared), JUNE)
    hub.fold.work(ACTIONS)

    hub.begins_anew()
    hub.takes(declared)
    assert hub.codes == ["entry-declared"]


def test_its_day_is_when_kafka_took_it_in_by_the_organisations_calendar() -> None:
    hub = Hub()
    hub.takes(declares(at_ms=0), appended_ms=JUNE + 86_400_000)
    hub.takes(declares(at_ms=0, platform="x"), appended_ms=None)

    first, second = hub.store.register.entries()
    assert (first.declared_on, second.declared_on) == (date(2026, 6, 2), date(2026, 6, 1))


def test_everybody_who_reads_along_learns_how_it_stands_and_nothing_of_who_said_what() -> None:
    hub = Hub()
    work = hub.takes(declares(at_ms=JUNE), act(RaiseDispute, reason="it was the election night"))

    first, second = events(work)
    assert first["type"] == "holdfast.register.changed"
    assert first["id"] == "topic-3/0/0/0"
    assert first["time"] == "2026-06-01T12:00:00.000Z"
    assert first["data"]["stands"] == {
        "evidence": "confirmed",
        "status": "in-review",
        "declared_level": "mission-critical",
        "owner_role": "Duty manager",
        "review_due": "2027-06-01",
        "reply_due": None,
    }
    assert second["data"]["stands"]["reply_due"] == "2026-06-15"
    assert "account-7" not in str([first, second])
    assert "election night" not in str([first, second])


def test_a_refusal_is_kept_and_told_and_changes_nothing() -> None:
    hub = Hub()
    [event] = events(hub.takes(act(Confirm, role="risk")))

    assert (event["data"]["refused"], event["data"]["reason"]["code"]) == (True, "not-for-this-role")
    assert event["data"]["stands"] is None
    assert hub.store.register.entries() == []
    assert hub.codes == ["not-for-this-role"]


def test_what_is_no_action_changes_nothing() -> None:
    hub = Hub()
    with pytest.raises(UnreadableMessageError):
        hub.fold.take(0, b"{}", JUNE)

    assert hub.fold.work(ACTIONS) == Work()
