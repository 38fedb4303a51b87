"""The demonstration, step by step: one screen that tells what `holdfast demo` does, in order."""

import asyncio
import math
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from api.demo.children import Child
from api.demo.judgements import Judgements
from api.demo.pages import declare, open_browser, shown_at, three_people
from api.demo.proxy import HISTORY_RATE, Organisation, Proxy, Written
from api.demo.stage import Stage, reading, task
from api.demo.watching import Watch
from api.entrances import addresses
from infra.broker.jars import kafka_version
from infra.broker.supervisor import Broker, Settings, State
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.topics import create_topics
from streams.contracts.topics import TOPICS

HEAP_MB: Final = 384
REDRAW_SECONDS: Final = 0.5
CATCH_UP_SECONDS: Final = 60.0
"""How long collector and monitors may take for the rest of the log once nothing is written any more."""

PUBLISHED_SECONDS: Final = 20.0
"""How long the pages wait for the closed weeks of the history; on a busy machine those follow."""

PUBLISHING: Final = timedelta(seconds=15)
WITH_WEEKS: Final = timedelta(days=8)
"""A history so long has a closed week: the outage waits so long for it to be told, and no longer."""

LIVE_FROM_SHARE: Final = 0.8
"""When so much of the history is judged the live log begins, so that its first lines are there when the judge
comes to them, who would otherwise call the log silent."""

PLATFORM: Final = "facebook"
OUTAGE_AFTER: Final = timedelta(seconds=15)
OUTAGE_LASTS: Final = timedelta(seconds=75)
OUTAGE_TO_LOOK_AT: Final = timedelta(minutes=6)
MENDED: Final = frozenset({"recovering", "resolved"})
LAST_LOOK_SECONDS: Final = 3.0
MOST_DEPENDENCIES: Final = 4
LONGEST_SECONDS: Final = 300.0
"""How long to wait for the recovery where nobody said how long to watch."""


@dataclass(frozen=True, slots=True)
class Watching:
    """How long to watch the live part: so many seconds, else for ever or until the outage mends."""

    seconds: float | None
    forever: bool = False

    @property
    def outage_lasts(self) -> timedelta:
        """Longer where somebody looks at pages meanwhile."""
        return OUTAGE_TO_LOOK_AT if self.forever else OUTAGE_LASTS

    @property
    def has_outage(self) -> bool:
        """Whether there is time to let something fail, and to see it mend."""
        return self.seconds is None or self.seconds >= (OUTAGE_AFTER + OUTAGE_LASTS).total_seconds()


class Story:
    """One demonstration in one folder. `tell` does it all; its files stay, its processes do not."""

    timezone = "America/Toronto"

    def __init__(
        self, watching: Watching, organisation: Organisation, folder: Path, console: Console
    ) -> None:
        self._watching = watching
        self._organisation = organisation
        self._folder = folder
        self._console = console
        self._steps = 0
        self._began = time.monotonic()
        self._enough = asyncio.Event()
        self._is_watched = False
        self._stage = Stage(folder, self.timezone)
        self.key = self._stage.key
        self._judgements = Judgements(self._stage.database)
        names = {id_: platform.name for id_, platform in load_catalogue([]).platforms.items()}
        self._watch = Watch(console, self._began, self._judgements, names, self.timezone)
        self.proxy = Proxy(organisation, folder, self.timezone, datetime.now(UTC))
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
        asked, self._is_watched = self._is_watched, False
        self._enough.set()
        return asked

    async def tell(self) -> None:
        """Broker, topics, history, collector, monitors, an outage, sums.

        Raises BrokerFault where no Kafka can run here, ChildFault where a part ends by itself, and the two
        errors of the evidence log. Whatever ends it, nothing that it started runs afterwards.
        """
        self._console.print(
            "\n[bold]Holdfast, demonstrated.[/bold] Everybody in it is invented; nothing leaves this machine."
        )
        where = f"[dim]Log, database, key and report: {self._folder}[/dim]\n"
        self._console.print(where, highlight=False, soft_wrap=True)
        async with AsyncExitStack() as stack:
            writing = await stack.enter_async_context(task(self.proxy.write_history(), "history"))
            broker = await self._broker(stack)
            history = await self._history(writing)
            monitors = await self._stage.enter(stack, self._stage.monitors(self.proxy, broker.bootstrap))
            collector = await self._collector(stack, broker.bootstrap)
            reader = reading(broker.bootstrap, self._watch.arrivals)
            self._stage.watch(await stack.enter_async_context(reader))
            proxy, outage_at = await self._replay(stack, history)
            hub = await self._hub(stack, broker.bootstrap)
            await self._live(outage_at)
            self._stage.leave(proxy)
            await proxy.stop()
            await self._compare()
            self._rely()
            self._stage.leave_all()
            await hub.stop()
            await collector.stop()
            await monitors.stop()

    async def _broker(self, stack: AsyncExitStack) -> Broker:
        """A broker with the topics."""
        began, settings = time.monotonic(), Settings(self._folder / "broker", heap_mb=HEAP_MB)
        broker = await stack.enter_async_context(Broker(settings, self._broker_says))
        took = time.monotonic() - began
        self.step("Broker", f"Apache Kafka {kafka_version()} answers at {broker.bootstrap} ({took:.1f} s).")
        await create_topics(broker.bootstrap)
        self.step("Topics", f"{len(TOPICS)} topics are as their contracts say.")
        self._stage.watch(await stack.enter_async_context(task(broker.wait(), "broker")))
        return broker

    def _broker_says(self, state: State, sentence: str) -> None:
        """Pass on what a person may have to wait for, or should know."""
        if state in (State.FETCHING, State.RESTARTING, State.FAILED):
            self._console.print(f"   {sentence}", highlight=False)

    async def _history(self, writing: "asyncio.Task[None]") -> Written:
        """Wait for the history of the log; its faults are ours."""
        told = self._organisation
        self.step(
            "Proxy",
            f"{told.people:,} people work through it. Its log of the last {told.days} is written at once, in"
            f" Squid's format; a thin one, at most {HISTORY_RATE:g} lines a second, so that it plays fast.",
        )
        self._stage.watch(writing)
        while not writing.done():
            await self._stage.go_on(None)
        self._stage.leave(writing)
        written = await self.proxy.written()
        self._watch.screen.say(f"{written.lines:,} lines are written.")
        return written

    async def _collector(self, stack: AsyncExitStack, bootstrap: str) -> Child:
        """A collector on the log."""
        collector = await self._stage.enter(stack, self._stage.collector(self.proxy, bootstrap))
        self.step(
            "Collector",
            "It reads the log and follows it. Counts and keyed pseudonyms go to Kafka;"
            " logins and addresses stay here.",
        )
        return collector

    async def _replay(self, stack: AsyncExitStack, history: Written) -> tuple[Child, datetime]:
        """Let the history be judged, and the log go on live before that ends.

        Returns the proxy, and when something breaks.
        """
        self.step(
            "Monitors",
            "They judge those days, ten seconds at a time. What broke then is history: nobody is called.",
        )
        begins_at, ends_at = self.proxy.history_begins_at, history.to or self.proxy.history_ends_at
        began, share = time.monotonic(), 0.0
        while share < LIVE_FROM_SHARE:
            await self._stage.go_on(REDRAW_SECONDS)
            share = self._watch.history(begins_at, ends_at)
        outage_at = datetime.now(UTC) + OUTAGE_AFTER
        if self._organisation.history >= WITH_WEEKS:
            outage_at += PUBLISHING
        what = f"dns:{PLATFORM}" if self._watching.has_outage else None
        proxy = await self._stage.enter(stack, self.proxy.live(what, outage_at, self._watching.outage_lasts))
        while self._watch.history(begins_at, ends_at) < 1:
            await self._stage.go_on(REDRAW_SECONDS)
        self._watch.close()
        sure, suspected = self._watch.past()
        self._watch.screen.say(
            f"All of it is judged after {time.monotonic() - began:.0f} s: {_counted(sure, 'incident')}, and"
            f" {_counted(suspected, 'suspicion')} of which nothing is claimed."
        )
        return proxy, outage_at

    async def _hub(self, stack: AsyncExitStack, bootstrap: str) -> Child:
        """The pages, each of three people's own first; a browser opens where there is a screen."""
        people = three_people()
        declared = await declare(bootstrap)
        hub = await self._stage.enter(stack, self._stage.hub(self.proxy, bootstrap, people))
        while (address := shown_at(self._stage.hub_said)) is None:
            await self._stage.go_on(REDRAW_SECONDS)
        await self._published()
        doors = addresses(address, people)
        self.step(
            "Hub",
            f"Its pages are there; {_counted(declared, 'activity has', 'activities have')} been declared."
            " Three people may look, each on a page of their own:",
        )
        for each, address in doors:
            self._watch.screen.say(f"{each.name}: {address}")
        if self._console.is_terminal:
            open_browser(doors[0][1])
        return hub

    async def _published(self) -> None:
        """Wait until the weeks of the history are told, so that the pages that open have them."""
        deadline = time.monotonic() + PUBLISHED_SECONDS
        while not self._judgements.is_published(ZoneInfo(self.timezone), time.time_ns() // 1_000_000):
            if time.monotonic() > deadline:
                self._watch.screen.say("Its weeks are not told yet: the machine may be busy. They follow.")
                return
            await self._stage.go_on(REDRAW_SECONDS)

    async def _live(self, outage_at: datetime) -> None:
        """Show usage arriving and what is judged until it is time. Raises the fault of what ends."""
        has_outage = self._watching.has_outage
        self.step(
            "Live",
            "From here on the log grows as things happen, by about"
            f" {self._organisation.rate:g} lines a second: its people live a working morning now."
            + (" Something will break, and nobody tells Holdfast." if has_outage else ""),
        )
        self._console.print()
        cues = [
            (outage_at, "✂ Now the name servers lose Facebook."),
            (outage_at + self._watching.outage_lasts, "✔ Now they know Facebook again."),
        ]
        began, self._is_watched = time.monotonic(), True
        mended: float | None = None
        try:
            while not self._enough.is_set():
                passed = time.monotonic() - began
                if has_outage and cues and datetime.now(UTC) >= cues[0][0]:
                    self._watch.screen.say(cues.pop(0)[1], style="bold")
                if passed >= self._ends(mended):
                    break
                self._watch.live(self._left(passed))
                if mended is None and self._watch.state_of(PLATFORM, outage_at) in MENDED:
                    mended = passed
                await self._stage.go_on(REDRAW_SECONDS, self._enough)
        finally:
            self._is_watched = False
            self._watch.close()
        if has_outage and mended is None and not self._enough.is_set():
            self._watch.screen.say(
                "This is taking long: the machine may be busy. The report shows how it ends."
            )

    def _ends(self, mended: float | None) -> float:
        """After how many seconds the watching ends by itself; `mended` is when the outage was seen to end."""
        if self._watching.forever:
            return math.inf
        if self._watching.seconds is not None:
            return self._watching.seconds
        return LONGEST_SECONDS if mended is None else mended + LAST_LOOK_SECONDS

    def _left(self, passed: float) -> str:
        """How long the watching goes on, in words."""
        if self._watching.forever:
            return "Ctrl-C ends it"
        if self._watching.seconds is None:
            return "until Facebook recovers, or Ctrl-C"
        return f"{self._watching.seconds - passed:.0f} s left"

    async def _compare(self) -> None:
        """Hold what arrived and what is in the database against what the simulation knows."""
        made = (await self.proxy.written()).requests
        deadline = time.monotonic() + CATCH_UP_SECONDS
        while time.monotonic() < deadline:
            arrived, kept = self._watch.arrivals.requests, self._judgements.requests()
            if min(arrived, kept) >= made:
                break
            await self._stage.go_on(REDRAW_SECONDS)
        self.sums_agree = made == arrived == kept
        verdict = "the same, to the last request" if self.sums_agree else "not the same"
        self._console.print()
        self.step(
            "Sums",
            f"The simulation made {made:,} requests on platforms; Kafka holds {arrived:,}, and the database"
            f" {kept:,}: {verdict}.",
        )

    def _rely(self) -> None:
        """Say what looks as if units could not do without it."""
        found = self._judgements.relied_on()
        self.step(
            "Reliance",
            f"{_counted(len(found), 'dependency looks', 'dependencies look')} important or more, by traffic"
            " of the days that are over. What each is worth, its unit would be asked."
            if found
            else "Days are told an hour after their end; none that is told yet shows anything important.",
        )
        for line in map(self._watch.relies, found[:MOST_DEPENDENCIES]):
            self._watch.screen.say(line)


def _counted(number: int, noun: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"
