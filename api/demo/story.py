"""The demonstration, step by step: one screen that tells what `holdfast demo` does, in order."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from api.demo.arrivals import Arrivals
from api.demo.board import Screen
from api.demo.children import Child, ChildFault, running
from infra.broker.jars import kafka_version
from infra.broker.supervisor import Broker, Settings, State
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.evidence import SignalsDelta, UsageDelta
from streams.contracts.topics import SIGNALS, TOPICS, USAGE
from streams.domain.units import EXCLUDE

SOURCE: Final = "demo"
HISTORY_MINUTES: Final = 90
"""How much of the log is there already when the collector begins."""

BEGINS_AS_IF: Final = "2026-11-24T08:30"
"""What people think it is at the log's beginning, so that they are at ten in the morning when we look."""

TROUBLE_AFTER_SECONDS: Final = 20
TROUBLE_SECONDS: Final = 20
HEAP_MB: Final = 384
REDRAW_SECONDS: Final = 0.5
CATCH_UP_SECONDS: Final = 60.0
"""How long the collector may take for the rest of the log once nothing is written any more."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How long to watch (None: until told), how many people, how many lines a second, which seed."""

    watch_seconds: float | None
    people: int
    rate: float
    seed: int

    @property
    def has_trouble(self) -> bool:
        """Whether there is time to let something fail, and to see it mend."""
        return self.watch_seconds is None or self.watch_seconds >= TROUBLE_AFTER_SECONDS + TROUBLE_SECONDS


class Story:
    """One demonstration in one folder. `tell` does it all; its files stay, its processes do not."""

    timezone = "America/Toronto"

    def __init__(self, telling: Telling, folder: Path, console: Console) -> None:
        self._telling = telling
        self._folder = folder
        self._console = console
        self._steps = 0
        self._enough = asyncio.Event()
        self._watching = False
        self._arrivals = Arrivals()
        self.log = folder / "access.log"
        self.truth = folder / "truth.json"
        self.directory = folder / "directory.csv"
        self.units = folder / "units.csv"
        self.key = folder / "pseudonyms.key"
        self.report = folder / "report.html"
        self.sums_agree = False

    def step(self, title: str, sentence: str) -> None:
        """Say what happens now."""
        self._steps += 1
        line = Table.grid(padding=(0, 2, 0, 0))
        line.add_column(style="bold", no_wrap=True)
        line.add_column(style="bold", no_wrap=True, min_width=9)
        line.add_column()
        line.add_row(str(self._steps), title, sentence)
        self._console.print(line, highlight=False)

    def enough(self) -> bool:
        """End the watching early; False where nobody is watching (any more)."""
        asked, self._watching = self._watching, False
        self._enough.set()
        return asked

    async def tell(self) -> None:
        """Broker, topics, proxy, collector, watching, sums.

        Raises BrokerFault where no Kafka can run here, ChildFault where a part ends by itself, and the two
        errors of the evidence log. Whatever ends it, nothing that it started runs afterwards.
        """
        self._console.print(
            "\n[bold]Holdfast, demonstrated.[/bold] Everybody in it is invented; nothing leaves this machine."
        )
        self._console.print(
            f"[dim]Log, key and report: {self._folder}[/dim]\n", highlight=False, soft_wrap=True
        )
        began = time.monotonic()
        async with Broker(Settings(self._folder / "broker", heap_mb=HEAP_MB), self._broker_says) as broker:
            took = time.monotonic() - began
            self.step(
                "Broker", f"Apache Kafka {kafka_version()} answers at {broker.bootstrap} ({took:.1f} s)."
            )
            await create_topics(broker.bootstrap)
            self.step("Topics", f"{len(TOPICS)} topics are as their contracts say.")
            async with self._proxy() as proxy, self._collector(broker.bootstrap) as collector:
                async with self._reading(broker.bootstrap) as reading:
                    await self._watch(broker, proxy, collector, reading)
                    await proxy.stop()
                    await self._compare(collector, reading)
                await collector.stop()

    def _broker_says(self, state: State, sentence: str) -> None:
        """Pass on what a person may have to wait for, or should know."""
        if state in (State.FETCHING, State.RESTARTING, State.FAILED):
            self._console.print(f"   {sentence}", highlight=False)

    @asynccontextmanager
    async def _proxy(self) -> AsyncIterator[Child]:
        """The simulated organisation, writing its log: the morning so far at once, then as it happens."""
        telling, history = self._telling, timedelta(minutes=HISTORY_MINUTES)
        begins_at = datetime.now(UTC) - history
        arguments = ["simulate", "--live", "--out", str(self.log), "--truth", str(self.truth)]
        arguments += ["--directory", str(self.directory), "--units", str(self.units)]
        arguments += ["--from", begins_at.isoformat(timespec="milliseconds"), "--as-if", BEGINS_AS_IF]
        arguments += ["--timezone", self.timezone, "--people", str(telling.people)]
        arguments += ["--seed", str(telling.seed), "--rate", str(telling.rate)]
        if telling.has_trouble:
            after = int(history.total_seconds()) + TROUBLE_AFTER_SECONDS
            arguments += ["--disturb", f"dns:facebook@{after}+{TROUBLE_SECONDS}"]
        async with running("simulation", arguments, self._folder / "simulation.txt") as child:
            self.step(
                "Proxy",
                f"{telling.people:,} people work through it; its log, in Squid's format, begins"
                f" {HISTORY_MINUTES} minutes ago and grows by about {telling.rate:g} lines a second.",
            )
            await self._written(child)
            yield child

    async def _written(self, child: Child) -> None:
        """Wait until there is a log to follow."""
        ended = asyncio.ensure_future(child.ended())
        try:
            while not (self.log.is_file() and self.log.stat().st_size and self.units.is_file()):
                done, _ = await asyncio.wait({ended}, timeout=0.1)
                if done:
                    raise child.fault()
        finally:
            ended.cancel()

    @asynccontextmanager
    async def _collector(self, bootstrap: str) -> AsyncIterator[Child]:
        """A collector that follows the log, as in production."""
        arguments = ["collect", str(self.log), "--source", SOURCE, "--broker", bootstrap]
        arguments += ["--directory", str(self.directory), "--units", str(self.units), "--key", str(self.key)]
        async with running("collector", arguments, self._folder / "collector.txt") as child:
            self.step(
                "Collector",
                "It follows the log and commits counts and keyed pseudonyms every second;"
                " logins and addresses stay here.",
            )
            yield child

    @asynccontextmanager
    async def _reading(self, bootstrap: str) -> AsyncIterator[asyncio.Task[None]]:
        """Add up, in the background, what readers of the two topics see: committed messages only."""
        log = KafkaEvidenceLog(bootstrap, "demo-reader")

        async def usage() -> None:
            async for message in log.follow(USAGE.name):
                self._arrivals.add_usage(UsageDelta.decode(message.value))

        async def signals() -> None:
            async for message in log.follow(SIGNALS.name):
                self._arrivals.add_signals(SignalsDelta.decode(message.value))

        async def both() -> None:
            await asyncio.gather(usage(), signals())

        task = asyncio.create_task(both(), name="demo-reader")
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await log.close()

    async def _watch(
        self, broker: Broker, proxy: Child, collector: Child, reading: asyncio.Task[None]
    ) -> None:
        """Show usage arriving for as long as was asked; raises the fault of whatever ends meanwhile."""
        self.step(
            "Usage",
            "One number for each request on a platform; no line, login or address is on Kafka."
            + (
                f" After {TROUBLE_AFTER_SECONDS} s the name servers lose Facebook for"
                f" {TROUBLE_SECONDS} s: watch its failures."
                if self._telling.has_trouble
                else ""
            ),
        )
        self._console.print()
        names = {id_: platform.name for id_, platform in load_catalogue([]).platforms.items()}
        screen = Screen(self._console, names)
        parts = {
            asyncio.ensure_future(broker.wait()): None,
            asyncio.ensure_future(proxy.ended()): proxy,
            asyncio.ensure_future(collector.ended()): collector,
        }
        enough, began = asyncio.create_task(self._enough.wait()), time.monotonic()
        self._watching = True
        try:
            while not enough.done():
                passed = time.monotonic() - began
                left = None if self._telling.watch_seconds is None else self._telling.watch_seconds - passed
                if left is not None and left <= 0:
                    break
                screen.draw(self._arrivals, passed, left)
                done, _ = await asyncio.wait(
                    {*parts, enough, reading}, timeout=REDRAW_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                for part in done - {enough}:
                    part.result()  # raises what the broker or the reader ended with
                    if child := parts.get(part):
                        raise child.fault()
        finally:
            self._watching = False
            for part in (*parts, enough):
                part.cancel()
            screen.close(self._arrivals)

    async def _compare(self, collector: Child, reading: asyncio.Task[None]) -> None:
        """Hold what arrived against what the simulation knows, once the collector has read to the end."""
        told = msgspec.json.decode(self.truth.read_bytes())
        counted = sum(cell["requests"] for cell in told["requests"] if cell["unit"] != EXCLUDE)
        deadline = time.monotonic() + CATCH_UP_SECONDS
        ended = asyncio.ensure_future(collector.ended())
        try:
            while self._arrivals.requests < counted and time.monotonic() < deadline:
                done, _ = await asyncio.wait({ended, reading}, timeout=0.1)
                if ended in done:
                    raise collector.fault()
                if done:
                    raise ChildFault(f"Kafka could not be read to the end: {reading.exception()}")
        finally:
            ended.cancel()
        arrived = self._arrivals.requests
        self.sums_agree = arrived == counted
        verdict = "the same, to the last request" if self.sums_agree else "not the same"
        self._console.print()
        self.step(
            "Sums",
            f"The simulation made {counted:,} requests on platforms; Kafka holds {arrived:,}: {verdict}.",
        )
