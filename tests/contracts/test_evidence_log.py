"""What every evidence log promises, in memory and on a real Kafka alike."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from streams.adapters.evidence_log import EvidenceLog, LogRefused, LogUnavailable, Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.evidence_log.memory import Memory, MemoryEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.topics import LARGEST_MESSAGE_BYTES, POSITIONS, SIGNALS, USAGE

Writers = Callable[[str], EvidenceLog]
"""Opens the log as the writer of that name; every one is closed after the test."""


@pytest.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.kafka)])
async def writers(request: pytest.FixtureRequest, topic_prefix: str) -> AsyncIterator[Writers]:
    memory = Memory()
    bootstrap = ""
    if request.param == "kafka":
        bootstrap = request.getfixturevalue("kafka")
        await create_topics(bootstrap, topic_prefix)
    async with AsyncExitStack() as stack:

        def open_as(name: str) -> EvidenceLog:
            log: EvidenceLog
            if request.param == "memory":
                log = MemoryEvidenceLog(memory, name)
            else:
                log = KafkaEvidenceLog(bootstrap, name, prefix=topic_prefix)
            stack.push_async_callback(log.close)
            return log

        yield open_as


def position(source: str, value: bytes) -> Outgoing:
    return Outgoing(POSITIONS.name, source.encode(), value)


async def test_an_empty_log_knows_no_positions(writers: Writers) -> None:
    assert await writers("collector-1").recover() == {}


async def test_the_last_committed_position_of_each_source_is_recovered(writers: Writers) -> None:
    log = writers("collector-1")
    await log.recover()
    await log.commit([position("north", b"1"), position("south", b"7")])
    await log.commit([position("north", b"2")])

    assert await writers("collector-1").recover() == {"north": b"2", "south": b"7"}


async def test_a_source_that_was_taken_away_has_no_position(writers: Writers) -> None:
    log = writers("collector-1")
    await log.recover()
    await log.commit([position("north", b"1"), position("south", b"7")])
    await log.commit([position("north", b"")])

    assert await writers("collector-1").recover() == {"south": b"7"}


async def test_positions_of_all_writers_are_recovered(writers: Writers) -> None:
    first, second = writers("collector-1"), writers("collector-2")
    await first.recover()
    await second.recover()
    await first.commit([position("north", b"1")])
    await second.commit([position("south", b"2")])

    assert await first.recover() == {"north": b"1", "south": b"2"}


async def test_a_commit_over_several_topics_is_read_back_in_order_and_whole(writers: Writers) -> None:
    log = writers("collector-1")
    await log.recover()
    usage = [Outgoing(USAGE.name, b"finance", b"delta %d" % number, number % 3) for number in range(30)]
    await log.commit([*usage, Outgoing(SIGNALS.name, b"north", b"votes"), position("north", b"1")])

    stored = await log.read_all(USAGE.name)
    assert [message.value for message in stored if message.partition == 1] == [
        message.value for message in usage if message.partition == 1
    ]
    assert len(stored) == 30
    assert [(m.topic, m.key, m.value, m.offset) for m in await log.read_all(SIGNALS.name)] == [
        (SIGNALS.name, b"north", b"votes", 0)
    ]


async def test_one_key_stays_on_one_partition(writers: Writers) -> None:
    log = writers("collector-1")
    await log.recover()
    await log.commit([Outgoing(USAGE.name, unit, b"x") for unit in (b"finance", b"health", b"finance")])
    await log.commit([Outgoing(USAGE.name, b"finance", b"y")])

    stored = await log.read_all(USAGE.name)
    assert len({message.partition for message in stored if message.key == b"finance"}) == 1
    assert len(stored) == 4


async def test_the_largest_message_that_is_promised_goes_through(writers: Writers) -> None:
    log = writers("collector-1")
    await log.recover()
    noise = os.urandom(900_000)  # cannot be compressed, so its size is its size
    await log.commit([Outgoing(USAGE.name, b"finance", noise) for _ in range(3)])

    assert [message.value == noise for message in await log.read_all(USAGE.name)] == [True] * 3


@pytest.mark.parametrize(
    "impossible",
    [
        pytest.param(Outgoing(USAGE.name, b"finance", bytes(LARGEST_MESSAGE_BYTES)), id="too large"),
        pytest.param(Outgoing("evidence.nothing", b"finance", b"x"), id="unknown topic"),
        pytest.param(Outgoing(SIGNALS.name, b"finance", b"x", 1), id="unknown partition"),
    ],
)
async def test_what_can_never_be_taken_is_refused_and_nothing_beside_it_lands(
    writers: Writers, impossible: Outgoing
) -> None:
    log = writers("collector-1")
    await log.recover()
    with pytest.raises(LogRefused):
        await log.commit([position("north", b"1"), impossible])

    assert await log.recover() == {}
    await log.commit([position("north", b"2")])
    assert await log.recover() == {"north": b"2"}


async def test_nothing_is_committed_before_recovery(writers: Writers) -> None:
    log = writers("collector-1")
    with pytest.raises(LogUnavailable):
        await log.commit([position("north", b"1")])


async def test_after_an_error_nothing_is_committed_before_recovery(writers: Writers) -> None:
    log = writers("collector-1")
    await log.recover()
    with pytest.raises(LogRefused):
        await log.commit([Outgoing("evidence.nothing", b"", b"x")])
    with pytest.raises(LogUnavailable):
        await log.commit([position("north", b"1")])


async def test_a_second_writer_of_the_same_name_shuts_the_first_one_out(writers: Writers) -> None:
    first, second = writers("collector-1"), writers("collector-1")
    await first.recover()
    await first.commit([position("north", b"1")])
    assert await second.recover() == {"north": b"1"}

    with pytest.raises(LogUnavailable):
        await first.commit([position("north", b"from the first")])
    await second.commit([position("north", b"2")])
    assert await second.recover() == {"north": b"2"}


async def test_two_writers_that_keep_taking_over_never_both_land_a_step(writers: Writers) -> None:
    """Each reads the position, then writes the next: taken together they count without gap or repeat."""
    chance = random.Random(7)

    async def count(log: EvidenceLog) -> None:
        done = 0
        while done < 3:
            try:
                current = int((await log.recover()).get("north", b"0"))
                step = b"%d" % (current + 1)
                await log.commit([Outgoing(SIGNALS.name, b"north", step), position("north", step)])
            except LogUnavailable:
                await asyncio.sleep(chance.random())  # in lock step they would go on for ever
            else:
                done += 1

    first, second = writers("collector-1"), writers("collector-1")
    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        group.create_task(count(first))
        group.create_task(count(second))

    steps = [int(message.value) for message in await first.read_all(SIGNALS.name)]
    assert steps == list(range(1, len(steps) + 1))
    assert len(steps) >= 6


async def test_a_cancelled_commit_lands_whole_or_not_at_all(writers: Writers) -> None:
    log = writers("collector-1")
    await log.recover()
    deltas = [Outgoing(USAGE.name, b"finance", b"x" * 1000, number % 6) for number in range(60)]
    commit = asyncio.create_task(log.commit([*deltas, position("north", b"1")]))
    await asyncio.sleep(0)
    commit.cancel()
    with pytest.raises(asyncio.CancelledError):
        await commit
    with pytest.raises(LogUnavailable):
        await log.commit([position("north", b"2")])

    recovered = await log.recover()
    assert (len(await log.read_all(USAGE.name)), recovered) in [(0, {}), (60, {"north": b"1"})]


async def test_a_closed_log_can_be_closed_again_and_recovered(writers: Writers) -> None:
    log = writers("collector-1")
    await log.recover()
    await log.commit([position("north", b"1")])
    await log.close()
    await log.close()
    assert await log.recover() == {"north": b"1"}


async def test_messages_carry_the_time_at_which_they_were_appended(writers: Writers) -> None:
    log = writers("collector-1")
    await log.recover()
    await log.commit([position("north", b"1")])
    await log.commit([position("north", b"2")])
    first, second = await log.read_all(POSITIONS.name)
    assert 1_600_000_000_000 < first.appended_at_ms <= second.appended_at_ms


async def test_an_unknown_topic_cannot_be_read(writers: Writers) -> None:
    with pytest.raises(LogRefused):
        await writers("collector-1").read_all("evidence.nothing")


async def test_memory_that_is_away_is_unavailable_until_it_is_back() -> None:
    memory = Memory()
    log = MemoryEvidenceLog(memory, "collector-1")
    await log.recover()
    memory.away = True
    with pytest.raises(LogUnavailable):
        await log.commit([position("north", b"1")])
    memory.away = False
    assert await log.recover() == {}
