"""What waits for Kafka, while Kafka comes and goes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from streams.adapters.evidence_log import LogUnavailable, Outgoing
from streams.adapters.evidence_log.memory import Memory as LogMemory
from streams.adapters.evidence_log.memory import MemoryEvidenceLog
from streams.contracts.positions import UnreadablePositionError, decode_position
from streams.contracts.signals import Probe, VendorStatus
from streams.contracts.topics import POSITIONS
from streams.watch.memory import Memory, PageMemory, decode_memory, encode_memory
from streams.watch.outbox import MOST_PROBES, OLD_MS, Outbox
from tests.watching import NightClock, outbox_in, sent


def probe(clock: NightClock, host: str = "www.wiki.example") -> Probe:
    return Probe(
        source="watch", at_ms=clock.wall_ms(), platform="wiki", group="core", host=host, method="tcp",
        good=True, outcome="ok",
    )  # fmt: skip


def status(clock: NightClock, state: str = "outage") -> VendorStatus:
    assert state in {"outage", "operational"}
    return VendorStatus(
        source="watch",
        at_ms=clock.wall_ms(),
        platform="wiki",
        state="outage" if state == "outage" else "operational",
    )


@asynccontextmanager
async def running(outbox: Outbox) -> AsyncIterator[asyncio.Event]:
    """An outbox that has begun and runs; set the event to end it in good order."""
    await outbox.begin()
    ending = asyncio.Event()
    work = asyncio.create_task(outbox.run(ending=ending))
    try:
        yield ending
    finally:
        work.cancel()
        await asyncio.wait({work})


async def test_events_are_on_the_topic_within_a_second_with_what_to_remember() -> None:
    clock, log = NightClock(), LogMemory()
    outbox = outbox_in(log, clock)
    async with running(outbox):
        outbox.memory = lambda: Memory(pages={"wiki": PageMemory(state="outage")}, answered=["a"])
        outbox.send(probe(clock))
        outbox.send(status(clock))
        await clock.run(2)

    assert sent(log) == [status(NightClock()), probe(NightClock())]
    known = await outbox_in(log, clock).begin()
    assert known == Memory(number=1, pages={"wiki": PageMemory(state="outage")}, answered=["a"])


async def test_while_kafka_is_away_events_wait_and_what_is_old_by_then_is_dropped() -> None:
    clock, log = NightClock(), LogMemory()
    outbox = outbox_in(log, clock)
    async with running(outbox):
        log.away = True
        outbox.send(status(clock))
        outbox.send(probe(clock, "www.old.example"))
        await clock.run(OLD_MS / 1000 + 60)
        assert sent(log) == []
        assert outbox._figures.registry.get_sample_value("holdfast_watch_away") == 1.0
        outbox.send(probe(clock))
        log.away = False
        await clock.run(OLD_MS / 1000 + 120)

    assert [type(event).__name__ for event in sent(log)] == ["VendorStatus", "Probe"]
    assert [event.host for event in sent(log) if isinstance(event, Probe)] == ["www.wiki.example"]
    assert outbox._figures.registry.get_sample_value("holdfast_watch_dropped_total") == 1.0
    assert outbox._figures.registry.get_sample_value("holdfast_watch_away") == 0.0


async def test_the_queue_is_bounded_and_keeps_the_latest() -> None:
    clock = NightClock()
    outbox = outbox_in(LogMemory(), clock)
    for number in range(MOST_PROBES + 5):
        outbox.send(probe(clock, f"host{number}.example"))

    assert outbox.waiting == MOST_PROBES
    assert outbox._probes[0].host == "host5.example"


class _AnswerLost(MemoryEvidenceLog):
    """The first commit lands, and its answer is lost."""

    lost = False

    async def commit(self, messages: Sequence[Outgoing]) -> None:
        await super().commit(messages)
        if not self.lost:
            self.lost = True
            raise LogUnavailable("the answer was lost")


async def test_a_commit_whose_answer_was_lost_is_not_sent_twice() -> None:
    clock, log = NightClock(), LogMemory()
    outbox = outbox_in(log, clock)
    outbox._evidence = _AnswerLost(log, "watch.watch")
    async with running(outbox):
        outbox.send(status(clock))
        await clock.run(30)
        outbox.send(status(clock, "operational"))
        await clock.run(60)

    assert [event.state for event in sent(log) if isinstance(event, VendorStatus)] == [
        "outage",
        "operational",
    ]


async def test_the_end_sends_what_waits() -> None:
    clock, log = NightClock(), LogMemory()
    outbox = outbox_in(log, clock)
    await outbox.begin()
    ending = asyncio.Event()
    work = asyncio.create_task(outbox.run(ending=ending))
    outbox.send(status(clock))
    ending.set()
    await clock.run(5)
    await work

    assert len(sent(log)) == 1


async def test_the_memory_is_a_position_that_every_reader_of_positions_can_read() -> None:
    clock, log = NightClock(), LogMemory()
    outbox = outbox_in(log, clock)
    async with running(outbox):
        outbox.send(status(clock))
        await clock.run(2)

    [stored] = log.stored[POSITIONS.name]
    assert stored.key == b"!watch.watch"
    position = decode_position(stored.value)
    assert (position.parsed, position.rejected, position.current) == (0, 0, None)


@pytest.mark.parametrize("state", ["", "7", '{"version": 2}', '{"number": "one"}'])
def test_a_memory_that_cannot_be_read_is_refused(state: str) -> None:
    stored = encode_memory("watch", Memory()).replace(
        rb"{\"version\":1,\"number\":0,\"pages\":{},\"answered\":[]}", state.replace('"', '\\"').encode()
    )

    with pytest.raises(UnreadablePositionError):
        decode_memory(stored)
