"""What the monitors would lay aside unseen does not leave the hub; nobody waits for a Kafka that is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka.errors import KafkaError, OutOfOrderSequenceNumber

from api.actions import ActionDoor
from api.auditing import AuditDoor
from monitors.domain.audit.entries import AuditEntry
from monitors.domain.rooms.actions import Acknowledge, Comment, ReportFailure
from streams.adapters import topic_door
from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.topics import TopicMismatch
from tests.room_actions import do

NOWHERE = "127.0.0.1:9"
"""Nothing listens there: a message that got so far would be unavailable, not refused."""


@pytest.mark.parametrize(
    "action",
    [
        do(Comment, incident="i-1", text="a" * 2001),
        do(Comment, incident="i-1", text=""),
        do(Comment, incident="i-1", text="a\x00b"),
        do(Comment, incident="i-1", text="\ud800"),
        do(ReportFailure, platform="x", by="somebody"),
        do(Acknowledge, "boss", incident="i-1"),
    ],
)
async def test_an_action_that_nobody_would_take_is_refused_at_the_door(action: Any) -> None:
    async with ActionDoor(NOWHERE, "holdfast.") as door:
        with pytest.raises(LogRefused):
            await door.send(action)


@pytest.mark.parametrize(
    "said", [{"id": ""}, {"at_ms": -1}, {"of": "a" * 501}, {"of": "a\x00"}, {"what": "gossiped"}]
)
async def test_an_audit_entry_that_nobody_would_take_is_refused_at_the_door(said: dict[str, Any]) -> None:
    known: dict[str, Any] = {"id": "entry-one", "at_ms": 1, "what": "logged-in"}
    async with AuditDoor(NOWHERE, "holdfast.") as door:
        with pytest.raises(LogRefused):
            await door.accepted(AuditEntry(**(known | said)))


class Kafka:
    """Stands in for the producer and the topics; `fails` is what both raise, `hangs` that none answers."""

    def __init__(self) -> None:
        self.fails: Exception | None = None
        self.hangs = False
        self.asked = 0
        self.producers = 0
        self.taken: list[bytes] = []

    async def create_topics(self, _bootstrap: str, _prefix: str) -> None:
        await self._answered()

    async def _answered(self) -> None:
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.fails is not None:
            raise self.fails

    def producer(self, **_settings: Any) -> "Kafka":
        self.producers += 1
        return self

    async def start(self) -> None:
        await self._answered()

    async def stop(self) -> None:
        if self.hangs:
            await asyncio.Event().wait()

    @property
    def client(self) -> "Kafka":
        return self

    async def close(self) -> None:
        pass

    async def send(self, _topic: str, value: bytes, key: bytes) -> "asyncio.Future[None]":  # noqa: ARG002 (as aiokafka)
        await self._answered()
        self.taken.append(value)
        taken = asyncio.get_running_loop().create_future()
        taken.set_result(None)
        return taken


@asynccontextmanager
async def shut_and_open(kafka: Kafka, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ActionDoor]:
    """A door to this Kafka, that waits for it no longer than a test can."""
    monkeypatch.setattr(topic_door, "AIOKafkaProducer", kafka.producer)
    monkeypatch.setattr(topic_door, "create_topics", kafka.create_topics)
    monkeypatch.setattr(topic_door, "HAND_OVER_SECONDS", 0.05)
    monkeypatch.setattr(topic_door, "LAST_SECONDS", 0.05)
    monkeypatch.setattr(topic_door, "KNOCK_SECONDS", (0.01,))
    async with ActionDoor(NOWHERE, "holdfast.") as door:
        yield door


async def is_open(door: ActionDoor) -> None:
    async with asyncio.timeout(5):
        while door.is_shut:  # noqa: ASYNC110 (a door has no event, for nobody waits for it)
            await asyncio.sleep(0.01)


async def refused(door: ActionDoor) -> None:
    with pytest.raises(LogUnavailable):
        await door.send(do(Acknowledge, incident="i-1"))


@pytest.mark.parametrize("fails", [None, KafkaError("no"), OutOfOrderSequenceNumber(), OSError()])
async def test_whoever_comes_after_a_failure_does_not_wait_and_the_door_opens_when_kafka_is_back(
    monkeypatch: pytest.MonkeyPatch, fails: Exception | None
) -> None:
    kafka = Kafka()
    async with shut_and_open(kafka, monkeypatch) as door:
        await door.send(do(Acknowledge, incident="i-1"))
        kafka.fails, kafka.hangs = fails, fails is None
        await refused(door)
        assert door.is_shut
        asked = kafka.asked
        await refused(door)
        assert kafka.asked == asked, "nobody asks Kafka for one who is refused at once"
        kafka.fails, kafka.hangs = None, False
        await is_open(door)
        await door.send(do(Acknowledge, incident="i-2"))
    assert len(kafka.taken) == 2


async def test_topics_that_are_not_as_they_should_be_are_told_and_looked_at_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kafka = Kafka()
    kafka.fails = TopicMismatch(["hub.actions has 2 partitions and needs 1"])
    async with shut_and_open(kafka, monkeypatch) as door:
        await refused(door)
        kafka.fails = None
        await is_open(door)
        await door.send(do(Acknowledge, incident="i-1"))
    assert "hub.actions has 2 partitions" in capsys.readouterr().out


async def test_a_producer_that_can_never_send_again_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = Kafka()
    async with shut_and_open(kafka, monkeypatch) as door:
        await door.send(do(Acknowledge, incident="i-1"))
        kafka.fails = OutOfOrderSequenceNumber()
        await refused(door)
        kafka.fails = None
        await is_open(door)
    assert kafka.producers == 2


async def test_a_hub_that_stops_does_not_wait_for_ever_for_a_kafka_that_is_gone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kafka = Kafka()
    async with asyncio.timeout(5):
        async with shut_and_open(kafka, monkeypatch) as door:
            await door.send(do(Acknowledge, incident="i-1"))
            kafka.hangs = True
    assert "messages-unsent" in capsys.readouterr().out
