"""Own changes, demand and words of vendors on a real Kafka: kept and told once, whatever is killed."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from api.actions import ActionDoor
from infra.database_address import VARIABLE
from monitors.adapters.database import reading_engine, stated_url
from monitors.adapters.sql_context import SqlContextRows
from monitors.adapters.sql_rooms import SqlRoomRows
from monitors.domain.rooms.actions import NameCause
from monitors.domain.rooms.records import NamedCause
from streams.adapters.evidence_log import Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.contracts.evidence import SignalsDelta
from streams.contracts.signals import AccountEvent, Logged, encode_signal
from streams.contracts.topics import CHANGES, SIGNALS
from streams.domain.deltas import Delta
from streams.envelopes import Book
from tests.monitoring import MonitorsChild, eventually
from tests.room_actions import do
from tests.timelines import Commit
from tests.told_context import counted, says, we_change

pytestmark = pytest.mark.kafka

Start = Callable[[], MonitorsChild]
MINUTE_MS = 60_000


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "judged.db"


@pytest.fixture
def start(kafka: str, topic_prefix: str, database: Path, tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as ending:

        def started() -> MonitorsChild:
            child = MonitorsChild(kafka, topic_prefix, f"sqlite:///{database}", tmp_path / "monitors.txt")
            ending.callback(child.kill)
            return child

        yield started


def log_complete_until(at_ms: int) -> list[SignalsDelta]:
    """A log in which nobody does anything; without any log no time passes for the judge."""
    return Commit("north", Delta.none(), at_ms, Book(["Roads"], ["facebook"])).messages()


async def tell(kafka: str, prefix: str, *events: Logged) -> None:
    """Put events on the topic of signals, as a door does."""
    log = KafkaEvidenceLog(kafka, "collector.teller", prefix=prefix)
    await log.recover()
    try:
        await log.commit([Outgoing(SIGNALS.name, b"told", encode_signal(each)) for each in events])
    finally:
        await log.close()


async def told_of(kafka: str, prefix: str) -> list[dict[str, Any]]:
    """Everything on `hub.changes`."""
    log = KafkaEvidenceLog(kafka, "collector.reader", prefix=prefix)
    await log.recover()
    try:
        return [json.loads(message.value) for message in await log.read_all(CHANGES.name)]
    finally:
        await log.close()


async def test_our_change_is_held_against_what_breaks_and_named_though_the_worker_is_killed(
    kafka: str, topic_prefix: str, database: Path, start: Start
) -> None:
    """1. A change of our sign-in, then an account that is locked; citizens call more than can be served.

    2. Everything is told a second time, behind a worker that was killed.
    3. Operations name the change as the cause.
    """
    now_ms = time.time_ns() // 1_000_000
    changed = we_change("CHG-1", now_ms - 5 * MINUTE_MS, "identity", platforms=["facebook"])
    locked = AccountEvent(
        source="webhook", at_ms=now_ms - 2 * MINUTE_MS, platform="facebook", account="page-1", event="locked"
    )
    around: list[Logged] = [
        changed,
        counted("calls-1", now_ms - MINUTE_MS, 60, capacity=50),
        says("facebook", now_ms - MINUTE_MS, "operational"),
    ]
    worker = start()
    await tell(kafka, topic_prefix, *log_complete_until(now_ms - 3 * MINUTE_MS), changed, locked)
    await tell(kafka, topic_prefix, *log_complete_until(now_ms))

    def kinds() -> list[str]:
        events = asyncio.run(told_of(kafka, topic_prefix))
        return [event["type"].removeprefix("holdfast.") for event in events]

    await asyncio.to_thread(eventually, lambda: "incident.candidates" in kinds(), "a candidate is told")
    await tell(kafka, topic_prefix, *around)
    await asyncio.to_thread(eventually, lambda: "vendor.said" in kinds(), "the vendor's word is told")
    worker.kill()
    await tell(kafka, topic_prefix, *around, says("facebook", now_ms, "degraded"))
    worker = start()
    await asyncio.to_thread(eventually, lambda: kinds().count("vendor.said") == 2, "the last word is told")

    events = await told_of(kafka, topic_prefix)
    own = ("own-change.told", "incident.candidates", "demand.full", "vendor.said")
    counts = {kind: kinds_of(events).count(kind) for kind in own}
    assert counts == {"own-change.told": 1, "incident.candidates": 1, "demand.full": 1, "vendor.said": 2}
    assert len({event["id"] for event in events}) == len(events)
    [found] = [event["data"] for event in events if event["type"].endswith("candidates")]
    [candidate] = found["candidates"]
    assert (candidate["change"], candidate["confidence"]) == ("CHG-1", "likely")

    name = do(NameCause, incident=found["incident"], source="feed", change="CHG-1")
    async with ActionDoor(kafka, topic_prefix) as door:
        await door.send(name)
    engine = reading_engine(stated_url({VARIABLE: f"sqlite:///{database}"}))
    try:
        await asyncio.to_thread(
            eventually, lambda: named_in(SqlRoomRows(engine), found["incident"]), "the cause is named"
        )
        rows = SqlContextRows(engine)
        assert rows.own_changes(0, now_ms) == [changed]
        assert [each.id for each in rows.demand(0)] == ["calls-1"]
        assert sum(seen.contacts for seen in rows.demand_hours(0, now_ms + 1).values()) == 60
        assert [each.state for each in rows.vendor_words("facebook", 0)] == ["operational", "degraded"]
        incident = SqlRoomRows(engine).incidents([found["incident"]])[found["incident"]]
        assert incident.cause == "account", "the judge's cause stays as it is"
    finally:
        engine.dispose()
    assert await asyncio.to_thread(worker.stop) == 0


def kinds_of(events: list[dict[str, Any]]) -> list[str]:
    """What was told of, in its order."""
    return [event["type"].removeprefix("holdfast.") for event in events]


def named_in(rows: SqlRoomRows, incident: str) -> NamedCause | None:
    """What people named in a room."""
    room = rows.rooms([incident]).get(incident)
    return None if room is None else room.named_cause
