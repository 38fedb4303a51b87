"""Probes: every platform's hosts at a steady, polite pace, with the watchdog between them and any accusation.

Each platform has its own task and its own moment of the interval, so a stuck host delays nobody else. Before
a failure is sent, the control sites are tried again: nothing is said of a platform by a machine whose own way
out is in doubt. Time and chance come from outside.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

import structlog

from streams.contracts.signals import CONTROL_TARGET, Probe
from streams.watch.adapters.watch_metrics import OURS, WatchMetrics
from streams.watch.clocks import Clocks
from streams.watch.domain.pacing import Pace
from streams.watch.domain.targets import Step, Target, Try
from streams.watch.domain.watchdog import Watchdog, Word, name_of
from streams.watch.outbox import Outbox
from streams.watch.settings import CONTROL_APART_SECONDS, ProbeSettings

HEARTBEAT_SECONDS: Final = 0.5
"""So often the machine is asked whether it is late."""

ADVICE: Final = {
    Word.LATE: "this machine is too busy to probe: failures are not sent until it keeps time again",
    Word.NO_CONTROL: "no control site has ever answered, so failures are not sent; name others with "
    "[[control]], or look at proxy and resolvers",
    Word.CONTROL_FAILS: "control sites do not answer: our own way out is in doubt; no platform is accused",
    Word.ALL_FAIL: "every platform fails at once: that is our filter or line, not all of them",
}
"""What to know when failures are withheld, by the reason."""


class Trying(Protocol):
    """What tries a host; never raises."""

    async def attempt(self, target: Target) -> Try:
        """Try it once."""
        ...


class Prober:
    """Probes what the settings say; `run` ends when it is cancelled."""

    def __init__(
        self,
        settings: ProbeSettings,
        trier: Trying,
        outbox: Outbox,
        *,
        figures: WatchMetrics,
        watchdog: Watchdog,
        clocks: Clocks,
        source: str,
    ) -> None:
        self._settings = settings
        self._trier = trier
        self._outbox = outbox
        self._figures = figures
        self._clocks = clocks
        self._source = source
        self.watchdog = watchdog
        self._pace = Pace(settings.every_seconds)
        self._control_at: float | None = None
        self._control_round = asyncio.Lock()
        self._late: list[tuple[float, float]] = []
        self._word: Word | None = None
        self._said: set[tuple[str, str]] = set()

    async def run(self) -> None:
        """Probe everything again and again; the control sites first."""
        await self.look_at_control(self._clocks.monotonic())
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beat())
            group.create_task(self._follow_control())
            for platform, targets in self._settings.targets.items():
                group.create_task(self._follow(platform, targets))

    async def _follow(self, platform: str, targets: Sequence[Target]) -> None:
        """One platform, from some moment of the first interval on."""
        await self._clocks.pause(self._clocks.chance.random() * self._settings.every_seconds)
        while True:
            await self.look_at(platform, targets)
            await self._clocks.pause(self._pace.wait_seconds(0, self._clocks.chance.random()))

    async def _follow_control(self) -> None:
        """The control sites, twice as often: a platform's failure seldom has to wait for them."""
        while True:
            await self._clocks.pause(self._pace.wait_seconds(0, self._clocks.chance.random()) / 2)
            await self.look_at_control(self._clocks.monotonic())

    async def look_at(self, platform: str, targets: Sequence[Target]) -> None:
        """Try all hosts of a platform, and send what may be said of it."""
        began = self._clocks.monotonic()
        tries = await asyncio.gather(*(self._trier.attempt(target) for target in targets))
        self._figures.tried(platform, tries)
        ended = self._clocks.monotonic()
        self.watchdog.tried(platform, tries, ended)
        if any(one.failed for one in tries):
            await self.look_at_control(began)
        late = self._late_since(began)
        for one in tries:
            self._send_good(one)
            if not one.good:
                self._failed(one, late, ended)
        self._tell(self.watchdog.word(ended))

    async def look_at_control(self, since: float) -> None:
        """Try the control sites, unless somebody else has since that moment."""
        async with self._control_round:
            if self._control_at is not None and self._control_at > since:
                return
            if self._control_at is not None:
                await self._clocks.pause(self._control_at + CONTROL_APART_SECONDS - self._clocks.monotonic())
            began = self._clocks.monotonic()
            tries = await asyncio.gather(*(self._trier.attempt(each) for each in self._settings.control))
            self._figures.tried(CONTROL_TARGET, tries)
            for one in self.watchdog.control_tried(tries, self._late_since(began)):
                self._send(one, one.steps)
            self._control_at = began
            self._figures.control(self.watchdog.control)
            self._tell(self.watchdog.word(self._clocks.monotonic()))

    def _failed(self, one: Try, late: float, ended: float) -> None:
        """Send a failure, or say why not."""
        if not one.failed:
            self._figures.withheld(None)
            self._say_once(one, OURS, "our own proxy or policy answered; let this host through")
            return
        word = self.watchdog.word_of(one, late, ended)
        if word is Word.SENT:
            self._send(one, one.steps[-1:])
            return
        self._figures.withheld(word)
        if word is Word.NEVER_ANSWERED:
            self._say_once(one, word.value, "its failures are not sent until it has answered once")

    def _say_once(self, one: Try, why: str, advice: str) -> None:
        """Tell of a host that is of no use as things are; once until this watch is started again."""
        name = name_of(one.target)
        if (name, why) not in self._said:
            self._said.add((name, why))
            outcome = one.steps[-1].outcome.word if one.steps else ""
            structlog.get_logger().warning(why, target=name, outcome=outcome, advice=advice)

    def _send_good(self, one: Try) -> None:
        """The steps that were good."""
        self._send(one, (step for step in one.steps if step.good))

    def _send(self, one: Try, steps: Iterable[Step]) -> None:
        """One event for each step."""
        for step in steps:
            self._outbox.send(
                Probe(
                    source=self._source,
                    at_ms=one.at_ms,
                    platform=one.target.platform,
                    group=one.target.group.value,
                    host=one.target.key,
                    method=step.method,
                    good=step.good,
                    outcome=step.outcome.word,
                    duration_ms=step.duration_ms,
                )
            )

    def _tell(self, word: Word) -> None:
        """Say once for each change whether failures count."""
        if word is self._word:
            return
        before, self._word = self._word, word
        if word in ADVICE:
            structlog.get_logger().warning("failures-withheld", why=word.value, advice=ADVICE[word])
        elif before is not None:
            structlog.get_logger().info("failures-count-again")

    async def _beat(self) -> None:
        """Notice when this machine comes late to its work."""
        while True:
            meant = self._clocks.monotonic() + HEARTBEAT_SECONDS
            await self._clocks.pause(HEARTBEAT_SECONDS)
            now = self._clocks.monotonic()
            self._late = [(at, late) for at, late in self._late if now - at < 60.0]
            if now - meant > 0:
                self._late.append((now, now - meant))

    def _late_since(self, began: float) -> float:
        """How late the machine was at worst since a moment."""
        return max((late for at, late in self._late if at >= began), default=0.0)
