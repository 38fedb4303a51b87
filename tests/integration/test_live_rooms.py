"""What people do together, and the audit log, on a real Kafka: once each, whatever is killed."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.actions import ActionDoor
from api.auditing import AuditDoor
from api.commands.audit import app
from infra.database_address import VARIABLE
from monitors.domain.audit.entries import AuditEntry
from monitors.domain.rooms.actions import AddLesson, ReportFailure
from streams.adapters.evidence_log import LogUnavailable, Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.contracts.signals import Report, decode_logged
from streams.contracts.topics import AUDIT, CHANGES, SIGNALS
from tests.monitoring import MonitorsChild, eventually
from tests.register_actions import declares
from tests.room_actions import PERSON, do

pytestmark = pytest.mark.kafka

Start = Callable[[], MonitorsChild]


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


def in_database(database: Path, question: str) -> list[tuple[Any, ...]]:
    """The answer of the database; nothing while its tables are not there yet."""
    if not database.is_file():
        return []
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as opened:
        try:
            return opened.execute(question).fetchall()
        except sqlite3.OperationalError:
            return []


async def on_topic(kafka: str, prefix: str, name: str) -> list[bytes]:
    log = KafkaEvidenceLog(kafka, "collector.reader", prefix=prefix)
    await log.recover()
    try:
        return [message.value for message in await log.read_all(name)]
    finally:
        await log.close()


def audited(number: int) -> AuditEntry:
    return AuditEntry(id=f"entry-{number:04}", at_ms=number, role="risk", account="a-7", what="exported")


async def test_what_people_send_is_applied_once_though_the_worker_is_killed_and_it_comes_twice(
    kafka: str, topic_prefix: str, database: Path, start: Start
) -> None:
    lesson = do(AddLesson, "unit", platform="x", purpose="external", instead="radio")
    report = do(ReportFailure, "unit", by=PERSON, platform="x")
    first = [declares(), lesson, report]
    worker = start()
    async with ActionDoor(kafka, topic_prefix) as door:
        for action in first:
            await door.send(action)
        taken = "SELECT action FROM incident_actions UNION SELECT action FROM register_changes"
        await asyncio.to_thread(eventually, lambda: len(in_database(database, taken)) == 3, "all applied")
        worker.kill()
        again = do(ReportFailure, "unit", by=PERSON, platform="x")
        for action in [*first, again]:
            await door.send(action)
    worker = start()
    await asyncio.to_thread(eventually, lambda: len(in_database(database, taken)) == 4, "the last applied")

    def told() -> bool:
        events = [json.loads(value) for value in asyncio.run(on_topic(kafka, topic_prefix, CHANGES.name))]
        return {event["data"]["action"] for event in events} == {each.id for each in (*first, again)}

    await asyncio.to_thread(eventually, told, "each action told")
    signals = [decode_logged(value) for value in await on_topic(kafka, topic_prefix, SIGNALS.name)]
    assert await asyncio.to_thread(worker.stop) == 0

    assert in_database(database, "SELECT id FROM lessons") == [(lesson.id,)]
    assert in_database(database, "SELECT sum(reports) FROM reports") == [(1,)]
    assert {(each.platform, each.person) for each in signals if isinstance(each, Report)} == {("x", 0xAA)}


async def test_an_audit_entry_stands_in_the_chain_once_though_the_worker_is_killed(
    kafka: str,
    topic_prefix: str,
    database: Path,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count = "SELECT count(*) FROM audit_entries"
    worker = start()
    async with AuditDoor(kafka, topic_prefix) as door:
        for number in range(20):
            await door.accepted(audited(number))
        await asyncio.to_thread(eventually, lambda: in_database(database, count) > [(0,)], "it has begun")
        worker.kill()
        for number in range(10, 30):
            await door.accepted(audited(number))
    log = KafkaEvidenceLog(kafka, "collector.test", prefix=topic_prefix)
    await log.recover()
    await log.commit([Outgoing(AUDIT.name, b"", b"no entry")])
    await log.close()
    worker = start()
    await asyncio.to_thread(eventually, lambda: in_database(database, count) == [(30,)], "all are there")
    assert await asyncio.to_thread(worker.stop) == 0

    monkeypatch.setenv(VARIABLE, f"sqlite:///{database}")
    verified = CliRunner().invoke(app, ["verify"])
    assert (verified.exit_code, verified.output.split(",")[0]) == (0, "The chain holds: 30 entries")
    assert in_database(database, "SELECT id FROM audit_entries ORDER BY number") == [
        (audited(number).id,) for number in range(30)
    ]


async def test_while_kafka_is_away_whoever_sends_is_told_and_nothing_hangs(topic_prefix: str) -> None:
    async with ActionDoor("127.0.0.1:9", topic_prefix) as door:
        with pytest.raises(LogUnavailable):
            await door.send(do(ReportFailure, "unit", by=PERSON, platform="x"))
