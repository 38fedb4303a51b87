"""What is at work in the demonstration: parts in processes of their own, tasks beside them, each watched."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from api.demo.arrivals import Arrivals
from api.demo.children import Child, running
from api.demo.proxy import Proxy
from api.entrances import Entrance, write_entrances
from infra.database_address import HUB_VARIABLE as HUB_DATABASE
from infra.database_address import VARIABLE as DATABASE
from infra.database_address import sqlite_address
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.contracts.evidence import SignalsDelta, UsageDelta
from streams.contracts.signals import decode_logged
from streams.contracts.topics import SIGNALS, USAGE

T = TypeVar("T")

SOURCE: Final = "demo"

HUB_SETTINGS: Final = """\
# Whoever sits at this machine may say "it fails for me" without an account.
inside_networks = ["127.0.0.0/8", "::1/128"]
"""


class Stage:
    """Everything that is at work in one folder. What ends by itself, while it is waited, is a fault."""

    def __init__(self, folder: Path, timezone: str) -> None:
        self.database = folder / "judged.db"
        self.key = folder / "pseudonyms.key"
        self.hub_said = folder / "hub.txt"
        self._folder = folder
        self._timezone = timezone
        self._at_work: dict[asyncio.Future[Any], Child | None] = {}

    async def enter(self, stack: AsyncExitStack, part: AbstractAsyncContextManager[Child]) -> Child:
        """Start a part that has to go on until it is stopped."""
        child = await stack.enter_async_context(part)
        self._at_work[await stack.enter_async_context(task(child.ended(), "part"))] = child
        return child

    def watch(self, work: "asyncio.Task[Any]") -> None:
        """From now on a task is waited with; its fault is ours."""
        self._at_work[work] = None

    def leave(self, left: "Child | asyncio.Task[Any]") -> None:
        """This one may end now."""
        self._at_work = {
            work: child for work, child in self._at_work.items() if left is not work and left is not child
        }

    def leave_all(self) -> None:
        """Everything may end now."""
        self._at_work.clear()

    async def go_on(self, seconds: float | None, until: asyncio.Event | None = None) -> None:
        """Wait for so long (None: until a task ends in good order), or until an event.

        Raises the fault of a part that ends meanwhile.
        """
        async with AsyncExitStack() as stack:
            waits = set(self._at_work)
            if until is not None:
                waits.add(await stack.enter_async_context(task(until.wait(), "enough")))
            done, _ = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for work in done & self._at_work.keys():
            work.result()  # raises what the broker, the reader or the writing ended with
            if child := self._at_work[work]:
                raise child.fault()

    @asynccontextmanager
    async def collector(self, proxy: Proxy, bootstrap: str) -> AsyncIterator[Child]:
        """A collector that follows the log, as in production."""
        arguments = ["collect", str(proxy.log), "--source", SOURCE, "--broker", bootstrap]
        arguments += ["--directory", str(proxy.directory), "--units", str(proxy.units)]
        arguments += ["--key", str(self.key)]
        async with running("collector", arguments, self._folder / "collector.txt") as child:
            yield child

    @asynccontextmanager
    async def monitors(self, proxy: Proxy, bootstrap: str) -> AsyncIterator[Child]:
        """One worker that judges, with a database of its own."""
        arguments = ["monitors", "--broker", bootstrap, "--timezone", self._timezone]
        arguments += ["--units", str(proxy.units)]
        settings = {DATABASE: sqlite_address(self.database)}
        async with running("monitors", arguments, self._folder / "monitors.txt", settings) as child:
            yield child

    @asynccontextmanager
    async def hub(
        self, proxy: Proxy, bootstrap: str, entrances: Mapping[str, Entrance]
    ) -> AsyncIterator[Child]:
        """Pages and API, for the people of the demonstration."""
        doors = self._folder / "entrances.json"
        write_entrances(doors, entrances)
        stated = self._folder / "hub.toml"
        stated.write_text(HUB_SETTINGS, encoding="utf-8")
        arguments = ["hub", "--settings", str(stated), "--broker", bootstrap, "--timezone", self._timezone]
        arguments += ["--port", "0"]
        arguments += ["--units", str(proxy.units), "--demonstration", str(doors)]
        settings = {
            DATABASE: sqlite_address(self.database),
            HUB_DATABASE: sqlite_address(self._folder / "hub.db"),
        }
        async with running("hub", arguments, self.hub_said, settings) as child:
            yield child


@asynccontextmanager
async def reading(bootstrap: str, arrivals: Arrivals) -> AsyncIterator["asyncio.Task[None]"]:
    """Add up, in the background, what readers of the two topics see: committed messages only."""
    log = KafkaEvidenceLog(bootstrap, "demo-reader")

    async def usage() -> None:
        async for message in log.follow(USAGE.name):
            arrivals.add_usage(UsageDelta.decode(message.value))

    async def signals() -> None:
        async for message in log.follow(SIGNALS.name):
            if isinstance(signal := decode_logged(message.value), SignalsDelta):
                arrivals.add_signals(signal)

    async def both() -> None:
        await asyncio.gather(usage(), signals())

    try:
        async with task(both(), "reader") as reader:
            yield reader
    finally:
        await log.close()


@asynccontextmanager
async def task(work: Coroutine[Any, Any, T], name: str) -> AsyncIterator["asyncio.Task[T]"]:
    """Something that goes on in the background, and has ended when the block is left."""
    going = asyncio.create_task(work, name=name)
    try:
        yield going
    finally:
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
