"""What befalls an own account is one incident of the judge's, and its end is the end of it."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.commands.folding import Folding
from monitors.commands.known import Known
from monitors.domain.accounts.actions import ExplainPost
from monitors.domain.outage.records import Incident
from monitors.settings import MonitorSettings
from monitors.store import Work
from streams.contracts.signals import AccountEvent, Logged, Tick, encode_signal
from streams.contracts.topics import SIGNALS
from tests.own_accounts import KEY, Worker, at, deed, heard, well_kept
from tests.stored_work import SIGNALS as PLACE
from tests.timelines import Story


class Judging:
    """A whole worker of the signals: what it puts onto its own topic comes back to it."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.store = MemoryStore(self.memory)
        told = MonitorSettings()
        known = replace(Known.of(told), posts_keys=(KEY,))
        folding = Folding(told, known, self.store, MonitorMetrics(), lambda: 0)
        self.fold = folding.fold_for(SIGNALS)
        self.fold.restore(self.store.resume(PLACE))
        self.people = Worker(self.store)

    def takes(self, *logged: Logged, at_ms: int = 0) -> None:
        """Some messages, one commit each, and what comes of them; Kafka took them in then."""
        waiting = [(encode_signal(each), at_ms) for each in logged]
        while waiting:
            value, appended_ms = waiting.pop(0)
            offset = self.store.resume(PLACE).next_offset
            self.fold.take(offset or 0, value, appended_ms)
            work: Work = self.fold.work(PLACE)
            self.store.commit(PLACE, offset, (offset or 0) + 1, work)
            waiting += [(each.value, appended_ms) for each in work.messages if each.topic == SIGNALS.name]

    def passes(self, begins: str, minutes: int) -> None:
        """Time, a tick a minute, and a log in which nobody does anything."""
        [quiet] = Story("10:00", "10:01").usual("facebook").nobody("10:00", "10:01").signals()
        for minute in range(minutes + 1):
            at_ms = at(begins) + minute * 60_000
            log = msgspec.structs.replace(quiet, watermark_ms=at_ms)
            self.takes(log, Tick(source="!clock", at_ms=at_ms), at_ms=at_ms)

    def incidents(self) -> list[Incident]:
        """All, by their beginning."""
        return sorted(self.memory.incidents.values(), key=lambda each: each.started_at_ms or 0)


@pytest.fixture
def judging() -> Judging:
    return Judging()


def event(at_ms: int, what: Any) -> AccountEvent:
    """What a platform says of the city's page."""
    return AccountEvent(source="hook:city", at_ms=at_ms, platform="facebook", account="City page", event=what)


def test_a_post_that_nobody_approved_is_one_incident_until_somebody_says_what_it_was(
    judging: Judging,
) -> None:
    judging.people.does(well_kept(posts_need_approval=True), at_ms=at("4 09:00"))
    judging.passes("4 09:00", 2)
    judging.takes(heard(at("4 09:02"), outgoing=True, form="post", words=1), at_ms=at("4 09:02"))
    judging.passes("4 09:03", 30)
    [incident] = judging.incidents()
    assert (incident.cause, incident.state, incident.platforms) == ("account", "confirmed", ["facebook"])
    assert incident.started_at_ms == at("4 09:02")
    assert incident.explanation.code == "account-unexpected-post"

    [post] = judging.store.activity.posts_in(["unexpected"])
    judging.people.does(deed(ExplainPost, post=post.id, reason="A flood"), at_ms=at("4 09:40"))
    judging.passes("4 09:41", 5)
    [incident] = judging.incidents()
    assert incident.state == "resolved"
    assert incident.ended_at_ms == at("4 09:41")


def test_an_account_that_is_locked_and_silent_at_once_is_one_incident(judging: Judging) -> None:
    judging.people.does(well_kept(), at_ms=at("1 07:00"))
    for day in range(1, 19):
        for hour in range(8, 18):
            at_ms = at(f"{day} {hour}:30")
            judging.takes(heard(at_ms, day * 100 + hour), at_ms=at_ms)
    judging.passes("19 07:58", 2)
    judging.takes(event(at("19 08:01"), "locked"), at_ms=at("19 08:01"))
    for hour in range(9, 22):
        judging.passes(f"19 {hour}:00", 1)
    [incident] = judging.incidents()
    assert (incident.state, incident.explanation.code) == ("confirmed", "account-locked")

    judging.takes(event(at("19 22:00"), "restored"), at_ms=at("19 22:00"))
    judging.passes("19 22:01", 2)
    states = {each.explanation.code: each.state for each in judging.incidents()}
    assert states == {"account-locked": "resolved", "account-silent": "confirmed"}
    judging.takes(heard(at("20 08:00"), 7), at_ms=at("20 08:00"))
    judging.passes("20 08:01", 2)
    assert {each.state for each in judging.incidents()} == {"resolved"}
