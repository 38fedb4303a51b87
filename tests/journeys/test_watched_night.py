"""A night with nobody in the office: hosts on loopback go away, and real parts find out by themselves.

The prober's clock is a fake one in the past, so that hours pass in seconds; sockets, Kafka and the worker of
the monitors are real.
"""

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitors.domain.outage.records import Incident
from streams.adapters.evidence_log import Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.signals import CONTROL_TARGET, Probe, decode_logged
from streams.contracts.topics import SIGNALS
from streams.watch.adapters.trier import Trier
from streams.watch.adapters.watch_metrics import WatchMetrics
from streams.watch.domain.targets import Target, Try
from streams.watch.domain.watchdog import Watchdog
from streams.watch.outbox import Outbox
from streams.watch.prober import Prober
from streams.watch.settings import ProbeSettings
from tests.collecting import collector, recipe_for
from tests.live_stack import LiveStack
from tests.monitoring import MonitorsChild, is_judged
from tests.squid_lines import Asked, log_of
from tests.watched_world import World, world_of
from tests.watching import NightClock

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(240)]

NIGHT_MS = int(datetime(2026, 3, 3, 1, tzinfo=UTC).timestamp() * 1000)
"""The night behind the day on which people were in the logs."""

FACEBOOK = ("www.facebook.com", "m.facebook.com")
SLACK = ("slack.com", "app.slack.com")
CONTROL = ("www.one.example", "www.two.example", "www.three.example")
MINUTE = 60


class HeldTrier:
    """Tries real hosts while the fake clock stands still."""

    def __init__(self, trier: Trier, clock: NightClock) -> None:
        self._trier = trier
        self._clock = clock

    async def attempt(self, target: Target) -> Try:
        async with self._clock.held():
            return await self._trier.attempt(target)


class HeldLog(KafkaEvidenceLog):
    """A real log, to which is written while the fake clock stands still."""

    clock: NightClock

    async def commit(self, messages: Sequence[Outgoing]) -> None:
        async with self.clock.held():
            await super().commit(messages)


class Night:
    """A world that can be broken, and a prober that looks at it."""

    def __init__(self, world: World, clock: NightClock, figures: WatchMetrics) -> None:
        self.world = world
        self._clock = clock
        self._figures = figures

    def withheld(self, why: str) -> float:
        """How many failed tries were not sent for this reason."""
        labels = {"why": why}
        return self._figures.registry.get_sample_value("holdfast_probe_withheld_total", labels) or 0.0

    async def until(self, minute: int) -> None:
        """Let the night go on to this minute."""
        await self._clock.run(minute * MINUTE)


@asynccontextmanager
async def night(kafka: str, prefix: str) -> AsyncIterator[Night]:
    """Probes of two platforms and three control sites, on real hosts and to a real Kafka."""
    clock = NightClock(began_ms=NIGHT_MS)
    log = HeldLog(kafka, "watch.watch", prefix=prefix)
    log.clock = clock
    figures = WatchMetrics()
    clocks = clock.clocks()
    async with world_of(*FACEBOOK, *SLACK, *CONTROL) as world:

        def targets(platform: str, hosts: Sequence[str]) -> tuple[Target, ...]:
            return tuple(Target(platform, host, port=world.ports[host], tls=False) for host in hosts)

        settings = ProbeSettings(
            {"facebook": targets("facebook", FACEBOOK), "slack": targets("slack", SLACK)},
            targets(CONTROL_TARGET, CONTROL),
        )
        trier = Trier(
            "it@city.example", 5.0, ssl.create_default_context(),
            resolvers=(world.resolver,), clock_ms=clock.wall_ms,
        )  # fmt: skip
        outbox = Outbox(
            "watch", log, figures, clock_ms=clock.wall_ms, pause=clock.pause, chance=clocks.chance
        )
        prober = Prober(
            settings, HeldTrier(trier, clock), outbox,
            figures=figures, watchdog=Watchdog(), clocks=clocks, source="watch",
        )  # fmt: skip
        await outbox.begin()
        ending = asyncio.Event()
        sending = asyncio.create_task(outbox.run(ending=ending))
        probing = asyncio.create_task(prober.run())
        try:
            yield Night(world, clock, figures)
        finally:
            probing.cancel()
            await asyncio.wait({probing})
            ending.set()
            await clock.run(clock.seconds + 2)
            await sending
            await log.close()


@asynccontextmanager
async def judged(kafka: str, prefix: str, folder: Path) -> AsyncIterator[LiveStack]:
    """A worker of the monitors that has seen, by day, what is used; all is judged when the block ends."""
    await create_topics(kafka, prefix)
    day = [Asked(host=host, user=f"person{number}", at_ms=number * 1000)
           for number in range(30) for host in (FACEBOOK[0], SLACK[0])]  # fmt: skip
    log = folder / "access.log"
    log.write_bytes(log_of([replace(each, client=f"10.1.2.{place % 30}") for place, each in enumerate(day)]))
    evidence = KafkaEvidenceLog(kafka, "collector.north", prefix=prefix)
    assert await collector(log, evidence, recipe_for(), once=True).run() == "done"
    await evidence.close()
    stack = LiveStack(kafka, prefix, f"sqlite:///{folder / 'judged.db'}", folder)
    worker = MonitorsChild(kafka, prefix, stack.database, folder / "monitors.txt")
    reader = KafkaEvidenceLog(kafka, "collector.reader", prefix=prefix)
    try:
        yield stack
        await reader.recover()
        await is_judged(reader, prefix, stack.database)
        assert await asyncio.to_thread(worker.stop) == 0
    finally:
        worker.kill()
        await reader.close()


def of_platforms(stack: LiveStack) -> list[Incident]:
    """Incidents that are said to be the fault of a platform, confirmed or not."""
    return [incident for incident in stack.incidents() if incident.cause == "platform"]


async def failed_on_kafka(kafka: str, prefix: str) -> Counter[str]:
    """How many failed probes stand on the topic, by platform."""
    reader = KafkaEvidenceLog(kafka, "collector.counter", prefix=prefix)
    await reader.recover()
    try:
        events = [decode_logged(message.value) for message in await reader.read_all(SIGNALS.name)]
    finally:
        await reader.close()
    return Counter(event.platform for event in events if isinstance(event, Probe) and not event.good)


async def test_hosts_that_go_away_at_night_are_an_outage_by_probes_alone_and_clear_when_they_are_back(
    kafka: str, topic_prefix: str, tmp_path: Path
) -> None:
    async with judged(kafka, topic_prefix, tmp_path) as stack, night(kafka, topic_prefix) as it:
        await it.until(20)
        await it.world.breaks(*FACEBOOK)
        await it.until(50)
        await it.world.mends(*FACEBOOK)
        await it.until(65)

    [incident] = of_platforms(stack)
    assert incident.platforms == ["facebook"]
    assert incident.reasons[0].code == "probes-alone"
    assert incident.detected_at_ms is not None
    assert incident.ended_at_ms is not None
    assert incident.state == "resolved"
    assert 20 * MINUTE < (incident.detected_at_ms - NIGHT_MS) / 1000 < 24 * MINUTE
    assert 50 * MINUTE <= (incident.ended_at_ms - NIGHT_MS) / 1000 < 53 * MINUTE


async def test_when_our_own_way_out_is_cut_at_night_nothing_is_said_of_platforms(
    kafka: str, topic_prefix: str, tmp_path: Path
) -> None:
    async with judged(kafka, topic_prefix, tmp_path) as stack, night(kafka, topic_prefix) as it:
        await it.until(20)
        await it.world.breaks(*CONTROL, *FACEBOOK, *SLACK)
        await it.until(50)
        await it.world.mends(*FACEBOOK, *SLACK, *CONTROL)
        await it.until(65)
        withheld = it.withheld("control-fails")

    failed = await failed_on_kafka(kafka, topic_prefix)
    assert failed[CONTROL_TARGET] > 50
    assert failed.keys() == {CONTROL_TARGET}, "no platform was accused"
    assert withheld > 50
    assert of_platforms(stack) == []
