"""The way of a finished log through the collector to Kafka, until readers see the last of it."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from api.demo.arrivals import Arrivals
from api.demo.children import Child, running
from infra.broker.supervisor import Broker, Settings
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.evidence import UsageDelta
from streams.contracts.topics import USAGE
from tests.benchmarks.measuring import Failed, watched

PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Collected:
    """From the collector's start until readers (read_committed) saw `requests`, and its peak memory.

    `at_work_seconds` are those from the first message that they saw, and `at_work_share` is how much of the
    requests came behind that one.
    """

    seconds: float
    peak_mb: float
    requests: int
    at_work_seconds: float
    at_work_share: float


def collect(log: Path, folder: Path, requests: int) -> Collected:
    """Let a collector follow a log of so many catalogued requests, on a broker of its own. Raises Failed."""
    return asyncio.run(_collect(log, folder, requests))


async def _collect(log: Path, folder: Path, requests: int) -> Collected:
    """As `collect`."""
    async with Broker(Settings(folder / "broker")) as broker:
        await create_topics(broker.bootstrap)
        arguments = ["collect", str(log), "--source", "bench", "--broker", broker.bootstrap]
        arguments += ["--key", str(folder / "bench.key")]
        began = time.perf_counter()
        async with running("collector", arguments, folder / "collector.txt") as collector:
            with watched(collector.pid) as memory:
                arrivals = Arrivals()
                first_at, first = await _arrived(broker.bootstrap, requests, arrivals, collector)
                ended = time.perf_counter()
            await collector.stop()
        share = 1 - first / requests
        return Collected(ended - began, memory.peak_mb, arrivals.requests, ended - first_at, share)


async def _arrived(bootstrap: str, requests: int, arrivals: Arrivals, collector: Child) -> tuple[float, int]:
    """Read until all requests are there; when the first message was, and how many requests it held."""
    log = KafkaEvidenceLog(bootstrap, "bench-reader")

    async def read() -> tuple[float, int]:
        first: tuple[float, int] | None = None
        async for message in log.follow(USAGE.name):
            arrivals.add_usage(UsageDelta.decode(message.value))
            first = first or (time.perf_counter(), arrivals.requests)
            if arrivals.requests >= requests:
                return first
        raise Failed("Kafka has no more messages")

    reading, ended = asyncio.ensure_future(read()), asyncio.ensure_future(collector.ended())
    try:
        done, _ = await asyncio.wait(
            {reading, ended}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if reading in done:
            return reading.result()
        if ended in done:
            raise collector.fault()
        raise Failed(f"after {PATIENCE_SECONDS:.0f} s {arrivals.requests:,} of {requests:,} were there")
    finally:
        for task in (reading, ended):
            task.cancel()
        await asyncio.gather(reading, ended, return_exceptions=True)
