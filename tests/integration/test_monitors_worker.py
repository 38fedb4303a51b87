"""One `holdfast monitors` on a real Kafka: what it reads, from where, and what it leaves out."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from msgspec import structs
from sqlalchemy import create_engine, inspect

from infra.database_address import VARIABLE
from monitors.adapters.database import stated_url
from monitors.adapters.sql_published import USAGE_READ, SqlPublishedRows
from monitors.adapters.sql_store import opened_store
from monitors.app import GROUP
from monitors.domain.outage.rules import Rules
from monitors.store import Message, Place, Work
from streams.adapters.evidence_log import Outgoing, Stored
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.evidence import SignalsDelta
from streams.contracts.topics import CHANGES, LARGEST_MESSAGE_BYTES, MONITORS_DEAD_LETTERS, SIGNALS, USAGE
from tests.monitoring import (
    MonitorsChild,
    assert_same_rows,
    by_id,
    contents_in,
    eventually,
    evidence,
    feed,
    is_judged,
    is_relayed,
    judged_without_disturbance,
    last_offsets,
)
from tests.stored_work import Contents

pytestmark = pytest.mark.kafka

Start = Callable[..., MonitorsChild]


@pytest.fixture(scope="module", autouse=True)
def _collected() -> None:
    """The evidence is made before any test has a loop of its own, for collectors run in one."""
    evidence()


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'judged.db'}"


@pytest.fixture
def start(kafka: str, topic_prefix: str, database: str, tmp_path: Path) -> Iterator[Start]:
    """Starts workers, and ends them with the test."""
    with ExitStack() as ending:

        def started(*arguments: str) -> MonitorsChild:
            child = MonitorsChild(kafka, topic_prefix, database, tmp_path / "monitors.txt", *arguments)
            ending.callback(child.kill)
            return child

        yield started


@pytest.fixture
async def log(kafka: str, topic_prefix: str) -> AsyncIterator[KafkaEvidenceLog]:
    """Writes evidence as a collector does, and reads what is on the topics."""
    await create_topics(kafka, topic_prefix)
    evidence_log = KafkaEvidenceLog(kafka, "collector.test", prefix=topic_prefix)
    await evidence_log.recover()
    yield evidence_log
    await evidence_log.close()


async def undisturbed(kafka: str, prefix: str, log: KafkaEvidenceLog, found: Contents) -> Contents:
    """What the same messages come to in memory, one by one."""
    stored = [message for topic in (USAGE, SIGNALS) for message in await log.read_all(topic.name)]
    return await judged_without_disturbance(kafka, prefix, stored, found)


async def test_a_morning_is_judged_as_if_folded_in_memory_and_the_worker_stops_when_asked(
    kafka: str, topic_prefix: str, database: str, start: Start, log: KafkaEvidenceLog
) -> None:
    await feed(log, evidence())
    worker = start()
    await is_judged(log, topic_prefix, database)

    began_at = time.monotonic()
    assert await asyncio.to_thread(worker.stop) == 0
    assert time.monotonic() - began_at < 20

    found = contents_in(database)
    assert_same_rows(found, await undisturbed(kafka, topic_prefix, log, found))
    assert sum(map(sum, found.hours.values())) > 1_000
    assert found.minutes
    assert {source.site for source in found.sources.values()} == {"north", "south"}


async def test_whatever_a_source_says_it_is_complete_no_further_than_kafkas_clock(
    topic_prefix: str, database: str, start: Start, log: KafkaEvidenceLog
) -> None:
    tomorrow_ms = time.time_ns() // 1_000_000 + 86_400_000
    for commit in evidence()[:6]:
        [message] = [outgoing for outgoing in commit if outgoing.topic == SIGNALS.name]
        ahead = structs.replace(SignalsDelta.decode(message.value), watermark_ms=tomorrow_ms)
        await log.commit([replace(message, value=ahead.encode())])
    worker = start()
    await is_judged(log, topic_prefix, database)
    assert await asyncio.to_thread(worker.stop) == 0

    last_ms = max(message.appended_at_ms for message in await log.read_all(SIGNALS.name))
    rows = contents_in(database).sources
    assert all((row.watermark_ms or 0) <= last_ms + Rules().mark_ahead_ms for row in rows.values())
    assert {row.findings[0].code for row in rows.values()} == {"source-clock-ahead"}
    assert sorted(said["source"] for said in worker.events("source-clock-ahead")) == ["north", "south"]


async def test_a_delta_whose_transaction_was_aborted_is_never_judged(
    kafka: str, topic_prefix: str, database: str, start: Start, log: KafkaEvidenceLog
) -> None:
    wanted, aborted, after = evidence()[:3]
    await log.commit(wanted)
    producer = AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=topic_prefix + "other")
    await producer.start()
    await producer.begin_transaction()
    for message in aborted:
        await producer.send_and_wait(
            topic_prefix + message.topic, message.value, message.key, message.partition
        )
    await producer.abort_transaction()
    await producer.stop()
    await log.commit(after)

    worker = start()
    await is_judged(log, topic_prefix, database)
    assert await asyncio.to_thread(worker.stop) == 0

    found = contents_in(database)
    assert_same_rows(found, await undisturbed(kafka, topic_prefix, log, found))


async def test_a_worker_goes_on_where_the_database_says_whatever_the_group_says(
    kafka: str, topic_prefix: str, database: str, start: Start, log: KafkaEvidenceLog
) -> None:
    await feed(log, evidence()[:20])
    worker = start()
    await is_judged(log, topic_prefix, database)
    assert await asyncio.to_thread(worker.stop) == 0
    await feed(log, evidence()[20:40])
    await say_that_all_was_read(kafka, topic_prefix, await last_offsets(log, topic_prefix))

    worker = start()
    await is_judged(log, topic_prefix, database)
    assert await asyncio.to_thread(worker.stop) == 0

    found = contents_in(database)
    assert_same_rows(found, await undisturbed(kafka, topic_prefix, log, found))


async def say_that_all_was_read(kafka: str, prefix: str, last: dict[tuple[str, int], int]) -> None:
    """Let the group's own offsets claim that nothing is left to read."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=prefix + GROUP, enable_auto_commit=False)
    await consumer.start()
    places = {TopicPartition(*partition): offset + 1 for partition, offset in last.items()}
    consumer.assign(list(places))
    await consumer.commit(places)
    await consumer.stop()


async def test_what_cannot_be_read_is_laid_aside_and_its_neighbours_are_judged(
    kafka: str, topic_prefix: str, database: str, start: Start, log: KafkaEvidenceLog
) -> None:
    secret = b"https://intranet.example/?q=somebodys-words"
    first, second = evidence()[:2]
    await log.commit(first)
    await log.commit([Outgoing(SIGNALS.name, b"north", secret), Outgoing(USAGE.name, b"north", secret, 2)])
    await log.commit(second)

    worker = start()
    await is_judged(log, topic_prefix, database)
    await is_relayed(database)
    assert await asyncio.to_thread(worker.stop) == 0
    letters = await log.read_all(MONITORS_DEAD_LETTERS.name)

    assert len(letters) == 2
    told = [json.loads(letter.value) for letter in letters]
    assert {letter["topic"] for letter in told} == {topic.named(topic_prefix) for topic in (SIGNALS, USAGE)}
    assert {(letter["reason"], letter["length"]) for letter in told} == {("unreadable", len(secret))}
    assert all(word not in letter.value for letter in letters for word in (b"intranet", b"somebodys"))
    found = contents_in(database)
    minutes = sum(map(sum, found.minutes.values()))
    alone = await judged_without_disturbance(
        kafka,
        topic_prefix,
        [
            message
            for topic in (USAGE, SIGNALS)
            for message in await log.read_all(topic.name)
            if message.value != secret
        ],
        found,
    )
    assert minutes == sum(map(sum, alone.minutes.values())) > 0
    assert found.hours == alone.hours


@pytest.mark.parametrize("times", [1, 3])  # refused by Kafka, and already by its client
async def test_what_is_too_large_for_kafka_holds_up_nothing_that_was_decided_after_it(
    times: int, topic_prefix: str, database: str, start: Start, log: KafkaEvidenceLog
) -> None:
    size = times * LARGEST_MESSAGE_BYTES
    place = Place("cluster-of-before", "topic-of-before", SIGNALS.named(topic_prefix), 0)
    decided = [Message(4, n, CHANGES.name, b"incident", b"x" * length) for n, length in enumerate([size, 9])]
    with opened_store(stated_url({VARIABLE: database})) as store:
        store.commit(place, None, 5, Work(messages=decided))

    worker = start()
    announced: list[Stored] = []
    while not announced:
        announced = await log.read_all(CHANGES.name)
    [letter] = await log.read_all(MONITORS_DEAD_LETTERS.name)
    assert await asyncio.to_thread(worker.stop) == 0

    assert [message.value for message in announced] == [b"x" * 9]
    told = json.loads(letter.value)
    assert (told["reason"], told["length"], told["offset"], told["n"]) == ("too-large", size, 4, 0)
    assert len(worker.events("message-too-large")) == 1


async def test_killed_again_and_again_while_messages_flow_it_judges_each_exactly_once(
    kafka: str, topic_prefix: str, database: str, start: Start, log: KafkaEvidenceLog
) -> None:
    chance = random.Random(7)
    flowing = asyncio.create_task(trickle(log, chance))
    for life in range(6):
        worker = start()
        await asyncio.to_thread(eventually, lambda: len(worker.events("judging")) > life, "it judges")  # noqa: B023
        await asyncio.sleep(chance.uniform(0.0, 2.0))  # a life has to be real time; it ends at any moment
        await asyncio.to_thread(worker.kill)
    await flowing
    last = start()
    await is_judged(log, topic_prefix, database)
    assert await asyncio.to_thread(last.stop) == 0

    found = contents_in(database)
    wanted = await undisturbed(kafka, topic_prefix, log, found)
    assert_same_rows(found, wanted)
    said = [message.value for message in await log.read_all(CHANGES.name)]
    left = [value for _, _, value in found.messages]
    assert by_id([*said, *left]) == by_id(value for _, _, value in wanted.messages)
    assert sum(map(len, wanted.transitions.values())) > 2


async def trickle(log: KafkaEvidenceLog, chance: random.Random) -> None:
    """The morning, commit by commit, as slowly as collectors write."""
    for commit in evidence():
        await log.commit(commit)
        await asyncio.sleep(chance.uniform(0.4, 2.0))


async def test_a_topic_that_was_made_anew_is_read_from_its_beginning(
    kafka: str, topic_prefix: str, database: str, start: Start, log: KafkaEvidenceLog
) -> None:
    await feed(log, evidence()[:10])
    worker = start()
    await is_judged(log, topic_prefix, database)
    minutes = sum(map(sum, contents_in(database).minutes.values()))

    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.delete_topics([SIGNALS.named(topic_prefix)])
    await admin.close()
    assert await asyncio.to_thread(worker.process.wait, 60) in {70, 75}
    await create_topics(kafka, topic_prefix)
    await log.recover()
    await log.commit(evidence()[10])
    start()
    await asyncio.to_thread(
        eventually,
        lambda: sum(map(sum, contents_in(database).minutes.values())) > minutes,
        "the new topic is judged",
    )

    judged = [place for place in contents_in(database).offsets if place.topic == SIGNALS.named(topic_prefix)]
    assert len({place.topic_id for place in judged}) == 2
    assert worker.events("topic-made-anew")


async def test_use_that_is_read_to_its_end_is_noted_so_that_weeks_can_be_told(
    database: str, start: Start, log: KafkaEvidenceLog
) -> None:
    began_ms = time.time_ns() // 1_000_000
    await feed(log, evidence()[:6])
    start()

    def is_noted() -> bool:
        engine = create_engine(stated_url({VARIABLE: database}))  # not as a writer, who would lock the file
        try:
            if not inspect(engine).has_table(USAGE_READ.name):
                return False
            return (SqlPublishedRows(engine).read_until(USAGE.partitions) or 0) > began_ms
        finally:
            engine.dispose()

    await asyncio.to_thread(eventually, is_noted, "all partitions of use are read")
