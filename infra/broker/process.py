"""Kafka as a child process: format, start, stop, and what it said."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from infra.broker import leash
from infra.broker.configuration import LOG_FILE
from infra.broker.diagnosis import LITTLE_BYTES, diagnose
from infra.broker.faults import BrokerFault, Unusable
from infra.broker.node import Node

STOP_SECONDS = 20
"""How long Kafka gets to end cleanly before it is killed."""

RUNTIME_FILE = "logs/java.log"
"""What the Java runtime says, under the data folder."""

_TAIL = 64 * 1024


@dataclass(frozen=True, slots=True)
class Program:
    """What is run: a Java runtime, the folder with Kafka's jars, and the heap in MB."""

    java: Path
    jars: Path
    heap_mb: int

    def command(self, main: str, *arguments: str, flags: tuple[str, ...] = ()) -> list[str]:
        """The command line of one of Kafka's programs."""
        return [str(self.java), *flags, "-cp", f"{self.jars}/*", main, *arguments]


class Child:
    """One run of Kafka on an opened node; start it from the main thread (see `leash`)."""

    def __init__(self, process: asyncio.subprocess.Process, node: Node, marks: dict[str, int]) -> None:
        self._process = process
        self._node = node
        self._marks = marks

    @classmethod
    async def start(cls, program: Program, node: Node) -> Self:
        """Start Kafka in its own process group, holding the folder's lock; does not wait for an answer.

        Raises NoSpace at once on a disk that is full: Kafka would only end again.
        """
        free = shutil.disk_usage(node.folder).free
        if free < LITTLE_BYTES:
            raise diagnose("", free_bytes=free, status=None, folder=str(node.folder))
        marks = {name: _size(node.folder / name) for name in (LOG_FILE, RUNTIME_FILE)}
        command = program.command("kafka.Kafka", "server.properties", flags=_flags(program.heap_mb))
        with (node.folder / RUNTIME_FILE).open("ab") as said:
            process = await asyncio.create_subprocess_exec(
                *[sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *command],
                cwd=node.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                pass_fds=(node.lock,),
            )
        return cls(process, node, marks)

    @property
    def pid(self) -> int:
        """Kafka's process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.returncode is None

    async def wait(self) -> None:
        """Return when it has ended, however that came."""
        await self._process.wait()

    async def stop(self) -> None:
        """Ask it to end; after `STOP_SECONDS` kill its whole group. Returns when it has ended."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL)
        await self._process.wait()

    def fault(self) -> BrokerFault:
        """Why it ended."""
        folder = self._node.folder
        said = "\n".join(_since(folder / name, mark) for name, mark in self._marks.items())
        free = shutil.disk_usage(folder).free
        return diagnose(said, free_bytes=free, status=self._process.returncode, folder=str(folder))

    def _signal(self, number: signal.Signals) -> None:
        """Signal the whole process group, if it still exists."""
        if self.is_running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


async def format_storage(program: Program, node: Node) -> None:
    """Format the node's storage where that has not been done; whole or not at all."""
    if node.is_formatted():
        return
    node.clear_formatting()
    flags = ("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
    cluster = node.identity.cluster
    arguments = ("format", "--config", "formatting.properties", "--cluster-id", cluster)
    process = await asyncio.create_subprocess_exec(
        *program.command("kafka.tools.StorageTool", *arguments, flags=flags),
        cwd=node.folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        free = shutil.disk_usage(node.folder).free
        text = said.decode("utf-8", "replace")
        fault = diagnose(text, free_bytes=free, status=process.returncode, folder=str(node.folder))
        raise Unusable(f"Kafka's storage could not be prepared. {fault}") from fault
    node.keep_formatted()


def _flags(heap_mb: int) -> tuple[str, ...]:
    """The runtime's flags: bounded, no files outside the data folder, and dead when out of memory."""
    return (
        f"-Xmx{heap_mb}m",
        "-XX:+UseG1GC",
        "-XX:MaxGCPauseMillis=50",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-UsePerfData",
        "-XX:ErrorFile=logs/java-crash.log",
        "-Djava.awt.headless=true",
        "-Dlog4j2.configurationFile=log4j2.properties",
    )


def _size(file: Path) -> int:
    """The file's length; 0 if it is not there."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _since(file: Path, mark: int) -> str:
    """What was written behind `mark`, its last part if that is long; all of a file that was rolled over."""
    size = _size(file)
    if size == 0:
        return ""
    with file.open("rb") as written:
        written.seek(max(mark if mark <= size else 0, size - _TAIL))
        return written.read().decode("utf-8", "replace")
