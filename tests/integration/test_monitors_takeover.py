"""Several workers on one PostgreSQL: they share the partitions, and what one leaves another takes over."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.topics import SIGNALS, USAGE
from tests.monitoring import (
    MonitorsChild,
    assert_same_rows,
    contents_in,
    eventually,
    evidence,
    feed,
    is_judged,
    judged_without_disturbance,
)

pytestmark = [pytest.mark.kafka, pytest.mark.postgresql]

TAKEOVER_SECONDS = 30.0


@pytest.fixture(scope="module", autouse=True)
def _collected() -> None:
    """The evidence is made before any test has a loop of its own, for collectors run in one."""
    evidence()


@pytest.fixture
def pair(
    kafka: str, topic_prefix: str, postgresql_url: str, tmp_path: Path
) -> Iterator[tuple[MonitorsChild, MonitorsChild]]:
    """Two workers, each with some of the partitions."""
    asyncio.run(create_topics(kafka, topic_prefix))
    with ExitStack() as ending:
        both = [
            MonitorsChild(kafka, topic_prefix, postgresql_url, tmp_path / f"{name}.txt")
            for name in ("one", "two")
        ]
        for child in both:
            ending.callback(child.kill)
        eventually(lambda: sorted(len(child.partitions) for child in both) == [3, 6], "they share")
        yield both[0], both[1]


@pytest.fixture
async def log(kafka: str, topic_prefix: str) -> AsyncIterator[KafkaEvidenceLog]:
    """Writes evidence as a collector does."""
    await create_topics(kafka, topic_prefix)
    evidence_log = KafkaEvidenceLog(kafka, "collector.test", prefix=topic_prefix)
    await evidence_log.recover()
    yield evidence_log
    await evidence_log.close()


async def test_when_the_judging_worker_is_killed_the_other_goes_on_and_nothing_is_judged_twice(
    kafka: str,
    topic_prefix: str,
    postgresql_url: str,
    pair: tuple[MonitorsChild, MonitorsChild],
    log: KafkaEvidenceLog,
) -> None:
    signals = f"{SIGNALS.named(topic_prefix)}/0"
    judging, standby = pair if signals in pair[0].partitions else pair[::-1]
    assert {partition.rpartition("/")[0] for partition in standby.partitions} == {USAGE.named(topic_prefix)}
    await feed(log, evidence()[:20])
    await is_judged(log, topic_prefix, postgresql_url)

    flowing = asyncio.create_task(feed(log, evidence()[20:]))
    await asyncio.to_thread(judging.kill)
    killed_at = time.monotonic()
    await asyncio.to_thread(eventually, lambda: signals in standby.partitions, "the other one judges", 60.0)
    assert time.monotonic() - killed_at < TAKEOVER_SECONDS
    await flowing
    await is_judged(log, topic_prefix, postgresql_url)
    assert await asyncio.to_thread(standby.stop) == 0

    found = contents_in(postgresql_url)
    stored = [message for topic in (USAGE, SIGNALS) for message in await log.read_all(topic.name)]
    assert_same_rows(found, await judged_without_disturbance(kafka, topic_prefix, stored, found))
    assert found.incidents
