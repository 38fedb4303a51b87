"""Between a delivery and its answer: what is handed on in which order, and what a crash there leaves."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest

from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.contracts.signals import AccountActivity
from streams.doors.domain.deliveries import Answer, Hook, Outside, RefusedError
from streams.doors.entrance import MOST_BODIES, Doors
from streams.doors.pace import MOST_KNOWN, Pace
from streams.doors.records_port import RecordsRefusedError, RecordsUnavailableError
from tests.door_deliveries import BODIES, CANARY, HOOKS, META, NOW_MS, NUMBERS, SLACK, signed


@dataclass
class Kafka:
    """Takes events; `fails` is what it raises instead."""

    sent: list[Outside] = field(default_factory=list)
    fails: Exception | None = None

    async def send(self, events: Sequence[Outside]) -> None:
        if self.fails is not None:
            raise self.fails
        self.sent.extend(events)


class Memory:
    """Remembers as the database does; `fails` once is a crash before it is written."""

    def __init__(self) -> None:
        self.known: dict[bytes, int] = {}
        self.fails = False

    def has(self, digest: bytes, now_ms: int, /) -> bool:
        return self.known.get(digest, 0) > now_ms

    def add(self, digest: bytes, now_ms: int, until_ms: int, /) -> None:
        if self.fails:
            self.fails = False
            raise OSError("the process was killed here")
        assert until_ms > now_ms
        self.known[digest] = until_ms


@dataclass
class Keeper:
    """A store of records; `fails` is what it raises instead."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    fails: Exception | None = None

    async def keep(self, **record: Any) -> None:
        if self.fails is not None:
            raise self.fails
        self.kept.append(record)


@pytest.fixture
def doors() -> Doors:
    return Doors(HOOKS, NUMBERS, Kafka(), Memory(), {each.platform for each in HOOKS.values()} | {"facebook"})


async def come(doors: Doors, hook: Hook, now_ms: int = NOW_MS) -> Answer:
    return await doors.receive(hook, signed(hook, BODIES[hook.name], now_ms), now_ms)


def kafka(doors: Doors) -> Kafka:
    assert isinstance(doors.sending, Kafka)
    return doors.sending


@pytest.mark.parametrize("hook", HOOKS.values(), ids=lambda hook: hook.name)
async def test_a_kill_behind_kafka_leads_to_the_same_event_again_and_to_no_loss(
    doors: Doors, hook: Hook
) -> None:
    assert isinstance(doors.remembered, Memory)
    doors.remembered.fails = True
    with pytest.raises(OSError, match="killed"):
        await come(doors, hook)
    assert (await come(doors, hook)).outcome == "taken"
    first, again = kafka(doors).sent
    assert first == again


async def test_what_kafka_did_not_take_is_not_remembered(doors: Doors) -> None:
    kafka(doors).fails = LogUnavailable("away")
    with pytest.raises(RefusedError) as refused:
        await come(doors, SLACK)
    assert refused.value.outcome == "unsent"
    kafka(doors).fails = None
    assert (await come(doors, SLACK)).outcome == "taken"


async def test_what_kafka_will_never_take_is_said_to_be_so(doors: Doors) -> None:
    kafka(doors).fails = LogRefused("too large")
    with pytest.raises(RefusedError) as refused:
        await come(doors, SLACK)
    assert refused.value.status == 422


async def test_without_a_store_of_records_no_content_goes_anywhere(doors: Doors) -> None:
    await come(doors, META)
    (event,) = kafka(doors).sent
    assert CANARY.encode() not in msgspec.msgpack.encode(event)


@pytest.mark.parametrize("hook", HOOKS.values(), ids=lambda hook: hook.name)
async def test_a_store_of_records_is_given_the_message_before_kafka_is(doors: Doors, hook: Hook) -> None:
    keeper = Keeper()
    await come(replace(doors, keeper=keeper), hook)
    (record,) = keeper.kept
    (event,) = kafka(doors).sent
    assert isinstance(event, AccountActivity)
    assert CANARY.encode() in record["body"]
    assert (record["id"], record["account"], record["at_ms"]) == (event.id, event.account, event.at_ms)
    assert record["direction"] == ("in" if event.direction == "inbound" else "out")


@pytest.mark.parametrize(
    ("fails", "outcome"),
    [(RecordsUnavailableError("away"), "unsent"), (RecordsRefusedError("too long"), "not-taken")],
)
async def test_what_the_store_does_not_take_is_no_evidence_either(
    doors: Doors, fails: Exception, outcome: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        await come(replace(doors, keeper=Keeper(fails=fails)), META)
    assert refused.value.outcome == outcome
    assert kafka(doors).sent == []


def test_a_hook_that_is_flooded_lets_its_vendor_wait_and_no_other(doors: Doors) -> None:
    few = replace(doors, deliveries=Pace(2, 60))
    for _ in range(2):
        few.deliveries.count("meta", NOW_MS)
    with pytest.raises(RefusedError) as refused:
        few.knock("meta", "192.0.2.1", NOW_MS)
    assert refused.value.headers == {"Retry-After": "30"}
    assert few.knock("slack", "192.0.2.1", NOW_MS) is SLACK
    assert few.knock("meta", "192.0.2.1", NOW_MS + 30_000) is META


def test_a_network_that_opens_many_bodies_at_once_waits_and_no_other(doors: Doors) -> None:
    with ExitStack() as opened:
        for _ in range(MOST_BODIES):
            opened.enter_context(doors.reading("192.0.2.1"))
        with pytest.raises(RefusedError) as refused, doors.reading("192.0.2.1"):
            pass
        assert refused.value.outcome == "too-many"
        with doors.reading("192.0.2.2"):
            pass
    with doors.reading("192.0.2.1"):
        pass


def test_a_vendor_whose_deliveries_are_no_longer_fresh_is_no_stranger_who_guesses(doors: Doors) -> None:
    for _ in range(100):
        doors.refused(RefusedError("stale", "old"), "192.0.2.1", NOW_MS)
        doors.refused(RefusedError("wrong-signature", "wrong"), "192.0.2.2", NOW_MS)
    assert doors.knock("meta", "192.0.2.1", NOW_MS) is META
    with pytest.raises(RefusedError):
        doors.knock("meta", "192.0.2.2", NOW_MS)


def test_names_are_forgotten_before_there_are_too_many() -> None:
    pace = Pace(1, 60)
    pace.count("first", NOW_MS)
    assert pace.wait_seconds("first", NOW_MS) == 60
    for number in range(MOST_KNOWN):
        pace.count(f"n{number}", NOW_MS)
    assert pace.wait_seconds("first", NOW_MS) == 0
    assert pace.wait_seconds(f"n{MOST_KNOWN - 1}", NOW_MS) == 60


def test_a_clock_that_goes_back_lets_nobody_knock_more_often() -> None:
    pace = Pace(1, 60)
    pace.count("one", NOW_MS)
    assert pace.wait_seconds("one", NOW_MS - 3_600_000) == 60


async def test_where_no_time_is_signed_what_is_long_over_is_refused(doors: Doors) -> None:
    [timed] = [hook for hook in HOOKS.values() if hook.kind == "hmac"]
    untimed = replace(timed, signing=replace(timed.signing, timestamp_header=""))
    delivery, days_ms = signed(untimed, BODIES[timed.name]), 3 * 86_400_000

    with pytest.raises(RefusedError) as refused:
        await doors.receive(untimed, delivery, NOW_MS + days_ms)
    assert refused.value.outcome == "stale"
    assert kafka(doors).sent == []

    signed_anew = signed(timed, BODIES[timed.name], NOW_MS + days_ms)
    assert (await doors.receive(timed, signed_anew, NOW_MS + days_ms)).outcome == "taken"
