"""What was decided is sent in order, at least once, whatever Kafka or the database does meanwhile."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest
from aiokafka.errors import KafkaConnectionError, MessageSizeTooLargeError, RecordListTooLargeError
from structlog.testing import capture_logs

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.relay import Relay
from monitors.store import Message, Place, StoreUnusable, Work

T = TypeVar("T")

PLACES = [Place("cluster", "topic-id", "x.evidence.signals", partition) for partition in (0, 1)]


class Kafka:
    """Takes messages of `most` bytes, unless a trouble comes first."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.letters: list[dict[str, object]] = []
        self.troubles: list[Exception] = []
        self.most = {"hub.changes": 1_000, "monitors.dead.letters": 1_000}
        self.refusal: type[Exception] = MessageSizeTooLargeError

    async def send(self, topic: str, key: bytes, value: bytes) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        if len(value) > self.most[topic]:
            raise self.refusal
        if topic == "monitors.dead.letters":
            self.letters.append(json.loads(value))
            return
        assert (topic, key) == ("hub.changes", b"key")
        self.got.append(value)


class Office:
    """A relay with its Kafka and its store; `pauses` counts how often it waited."""

    def __init__(self) -> None:
        self.kafka = Kafka()
        self.store = MemoryStore(Memory())
        self.pauses = 0
        self.metrics = MonitorMetrics()
        self.relay = Relay(
            self.store, self.metrics, self._in_thread, self.kafka.send, lambda: PLACES, pause=self._pause
        )
        self.running = asyncio.create_task(self.relay.run())

    def decide(self, place: Place, *values: bytes) -> None:
        at = self.store.resume(place).next_offset or 0
        messages = [Message(at, n, "hub.changes", b"key", value) for n, value in enumerate(values)]
        self.store.commit(place, at or None, at + 1, Work(messages=messages))
        self.relay.tell()

    async def until_sent(self) -> None:
        async with asyncio.timeout(5):
            while any(self.store.waiting(place, 1) for place in PLACES):  # noqa: ASYNC110 (the relay runs on)
                await asyncio.sleep(0)

    async def _in_thread(self, call: Callable[[], T]) -> T:
        await asyncio.sleep(0)
        return call()

    async def _pause(self, seconds: float) -> None:
        assert seconds > 0
        self.pauses += 1
        await asyncio.sleep(0)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    made = Office()
    yield made
    made.running.cancel()
    await asyncio.gather(made.running, return_exceptions=True)


async def test_messages_are_sent_in_their_order_and_then_forgotten(office: Office) -> None:
    office.decide(PLACES[0], b"1", b"2")
    office.decide(PLACES[0], b"3")
    await office.until_sent()
    assert office.kafka.got == [b"1", b"2", b"3"]


async def test_more_than_fit_at_once_are_sent_to_the_last(office: Office) -> None:
    wanted = [b"%d" % number for number in range(250)]
    office.decide(PLACES[0], *wanted)
    await office.until_sent()
    assert office.kafka.got == wanted


async def test_every_partition_of_ours_is_served(office: Office) -> None:
    office.decide(PLACES[0], b"a")
    office.decide(PLACES[1], b"b")
    await office.until_sent()
    assert sorted(office.kafka.got) == [b"a", b"b"]


async def test_while_kafka_is_away_messages_wait_and_none_is_passed_by(office: Office) -> None:
    office.kafka.troubles = [KafkaConnectionError(), TimeoutError(), KafkaConnectionError()]
    office.decide(PLACES[0], b"1", b"2", b"3")
    await office.until_sent()
    assert office.kafka.got == [b"1", b"2", b"3"]
    assert office.pauses == 3


async def test_what_was_sent_before_a_trouble_is_not_sent_again(office: Office) -> None:
    office.decide(PLACES[0], b"1")
    await office.until_sent()
    office.kafka.troubles = [KafkaConnectionError()]
    office.decide(PLACES[0], b"2")
    await office.until_sent()
    assert office.kafka.got == [b"1", b"2"]


@pytest.mark.parametrize("refusal", [MessageSizeTooLargeError, RecordListTooLargeError])
async def test_what_is_too_large_for_kafka_is_laid_aside_and_those_behind_it_go_on(
    office: Office, refusal: type[Exception]
) -> None:
    office.kafka.refusal = refusal
    with capture_logs() as said:
        office.decide(PLACES[1], b"1", b"2" * 1_001, b"3")
        await office.until_sent()

    assert office.kafka.got == [b"1", b"3"]
    [letter] = office.kafka.letters
    assert letter["reason"] == "too-large"
    assert (letter["topic"], letter["partition"], letter["offset"], letter["n"]) == (PLACES[1].topic, 1, 0, 1)
    assert letter["length"] == 1_001
    assert [entry["event"] for entry in said] == ["message-too-large"]
    labels = {"topic": PLACES[1].topic, "partition": "1"}
    assert office.metrics.registry.get_sample_value("holdfast_monitors_dead_letters_total", labels) == 1
    assert office.pauses == 0


async def test_what_is_too_large_is_told_of_though_kafka_goes_away_meanwhile(office: Office) -> None:
    office.kafka.most["hub.changes"] = 10
    office.kafka.troubles = [MessageSizeTooLargeError(), KafkaConnectionError()]
    office.decide(PLACES[0], b"2" * 11, b"3")
    await office.until_sent()

    assert office.kafka.got == [b"3"]
    assert [letter["length"] for letter in office.kafka.letters] == [11]
    assert office.pauses == 1


async def test_a_dead_letter_that_is_itself_too_large_ends_in_the_log_and_holds_up_nothing(
    office: Office,
) -> None:
    office.kafka.most["monitors.dead.letters"] = 10
    with capture_logs() as said:
        office.decide(PLACES[0], b"2" * 1_001, b"3")
        await office.until_sent()

    assert office.kafka.got == [b"3"]
    assert [(entry["event"], entry["bytes"]) for entry in said] == [("message-too-large", 1_001)]


async def test_a_database_that_needs_a_hand_ends_it(office: Office) -> None:
    def unusable(place: Place, limit: int) -> list[object]:  # noqa: ARG001 (the port's)
        raise StoreUnusable("a wrong password")

    office.store.waiting = unusable  # type: ignore[method-assign,assignment] # this store is broken
    office.relay.tell()
    with pytest.raises(StoreUnusable):
        await office.running
