"""Keep one broker answering: start, watch, start again with back-off, stop."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.broker.address import VARIABLE, answers, stated_address
from infra.broker.faults import BrokerFault, Unusable
from infra.broker.jars import fetch_jars, jar_folder, kafka_version
from infra.broker.java import find_java
from infra.broker.node import Node
from infra.broker.process import Child, Program, format_storage

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
"""Restarts wait twice as long each time, between these."""

STEADY_SECONDS = 60.0
"""A broker that answered for this long starts its back-off anew."""


class State(StrEnum):
    """What the broker is doing."""

    FETCHING = "fetching"
    FORMATTING = "formatting"
    STARTING = "starting"
    ANSWERING = "answering"
    RESTARTING = "restarting"
    FAILED = "failed"
    STOPPING = "stopping"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Settings:
    """One broker: its data folder, the clients' port (None keeps or chooses one), and its heap in MB."""

    data: Path
    port: int | None = None
    heap_mb: int = 512


Report = Callable[[State, str], None]
"""Told of every change of state, with one sentence for people."""


def silent(_state: State, _sentence: str) -> None:
    """A report that nobody reads."""


class Broker:
    """A supervised Kafka node: `async with Broker(settings) as broker: use(broker.bootstrap)`.

    Enter it from the main thread. After an unexpected end it is started again on the same port and data; what
    was acknowledged is still there. `wait()` returns only by raising the fault that no restart can mend.
    """

    def __init__(self, settings: Settings, report: Report = silent) -> None:
        self._settings = settings
        self._report = report
        self._node: Node | None = None
        self._child: Child | None = None
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        try:
            with _folder_in_words(self._settings.data):
                await self._start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def bootstrap(self) -> str:
        """The address that clients use."""
        if self._node is None:
            raise RuntimeError("the broker has not been started")
        return self._node.bootstrap

    @property
    def pid(self) -> int:
        """The process id of the Kafka that runs now."""
        if self._child is None:
            raise RuntimeError("the broker has not been started")
        return self._child.pid

    async def wait(self) -> None:
        """Watch until the broker fails for good, and raise that fault."""
        if self._watch is not None:
            await self._watch

    async def stop(self) -> None:
        """End Kafka cleanly (at most 20 s, then by force) and give the folder back. Safe to call twice."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError, BrokerFault):
                await self._watch
            self._watch = None
        if self._child is not None and self._child.is_running:
            self._report(State.STOPPING, "The broker is asked to stop.")
            await self._child.stop()
        if self._node is not None:
            self._node.close()
            self._node = None
            self._report(State.STOPPED, "The broker has stopped.")

    async def _start(self) -> None:
        """Find, fetch, open, format, start; raises the first fault met."""
        java = await asyncio.to_thread(find_java)
        if not jar_folder().is_dir():
            sentence = f"Kafka {kafka_version()} (44 MB) is fetched once with Maven."
            self._report(State.FETCHING, sentence)
        program = Program(java, await asyncio.to_thread(fetch_jars), self._settings.heap_mb)
        node = self._node = await asyncio.to_thread(Node.open, self._settings.data, self._settings.port)
        if not node.is_formatted():
            self._report(State.FORMATTING, f"New storage is prepared in {node.folder}.")
        await format_storage(program, node)
        self._report(State.STARTING, f"Kafka {kafka_version()} starts on {node.bootstrap}.")
        await self._run(program, node)
        self._watch = asyncio.create_task(self._watched(program, node), name="holdfast-broker")

    async def _run(self, program: Program, node: Node) -> None:
        """Start Kafka and return once it answers; raises its fault if it ends first."""
        began = time.monotonic()
        child = self._child = await Child.start(program, node)
        ended = asyncio.ensure_future(child.wait())
        try:
            while not await answers(node.bootstrap):
                done, _ = await asyncio.wait({ended}, timeout=0.1)
                if done:
                    raise child.fault()
        finally:
            ended.cancel()
        sentence = (
            f"The broker answers at {node.bootstrap} after {time.monotonic() - began:.1f} s "
            f"(process {child.pid}, data in {node.folder})."
        )
        self._report(State.ANSWERING, f"Kafka is back. {sentence}" if self._watch else sentence)

    async def _watched(self, program: Program, node: Node) -> None:
        """Keep Kafka running; a folder that cannot be used any more is a fault too."""
        with _folder_in_words(node.folder):
            await self._keep(program, node)

    async def _keep(self, program: Program, node: Node) -> None:
        """Start Kafka again whenever it ends; raises the fault that a restart cannot mend."""
        delay, answering_since = FIRST_DELAY_SECONDS, time.monotonic()
        fault: BrokerFault | None = None
        while True:
            if fault is None and self._child is not None:
                await self._child.wait()
                fault = self._child.fault()
                if time.monotonic() - answering_since > STEADY_SECONDS:
                    delay = FIRST_DELAY_SECONDS
            if isinstance(fault, Unusable):
                self._report(State.FAILED, str(fault))
                raise fault
            self._report(State.RESTARTING, f"{fault} It is started again in {delay:g} s.")
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)
            try:
                await self._run(program, node)
            except BrokerFault as again:
                fault = again
            else:
                fault, answering_since = None, time.monotonic()


@contextlib.contextmanager
def _folder_in_words(folder: Path) -> Iterator[None]:
    """Raise Unusable where the data folder fails us: somebody may remove it while the broker runs."""
    try:
        yield
    except OSError as error:
        what = f"cannot be used ({error.strerror or error})" if folder.is_dir() else "is gone"
        raise Unusable(
            f"The broker's folder {folder} {what}. Start the broker anew; it begins empty "
            "unless the folder comes back."
        ) from error


@contextlib.asynccontextmanager
async def bootstrap_address(settings: Settings, report: Report = silent) -> AsyncIterator[str]:
    """The bootstrap address to use: of the broker that `HOLDFAST_KAFKA` names, else of one started here.

    Raises BrokerFault if the named broker does not answer or none can be started.
    """
    stated = stated_address()
    if stated is None:
        async with Broker(settings, report) as broker:
            yield broker.bootstrap
        return
    if not await answers(stated, within_seconds=15.0):
        raise BrokerFault(f"No Kafka answers at {stated} ({VARIABLE}). Start it, or unset {VARIABLE}.")
    report(State.ANSWERING, f"The broker at {stated} ({VARIABLE}) answers.")
    yield stated
