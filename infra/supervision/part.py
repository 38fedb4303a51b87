"""One part of Holdfast, kept running: started again after a crash, given up where no restart can help."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from infra.broker import leash
from infra.exits import BAD_DATA, NO_INPUT, USAGE
from infra.supervision import lines

FIRST_DELAY_SECONDS: Final = 0.5
LONGEST_DELAY_SECONDS: Final = 30.0
"""Restarts wait twice as long each time, between these."""

STEADY_SECONDS: Final = 60.0
"""A part that ran for this long starts its back-off anew."""

STOP_SECONDS: Final = 20.0
"""How long a part may take to end in good order before it is killed."""

LAST_WORDS_SECONDS: Final = 5.0
"""How long we listen after a part's end: a process that it left behind may hold the line."""

LONGEST_SAID_BYTES: Final = 1 << 20
"""A part's line may be this long; what is longer is cut."""

HOPELESS: Final = frozenset({USAGE, BAD_DATA, NO_INPUT})
"""Exit statuses with which a part says that somebody has to change something first."""


class State(StrEnum):
    """What a part is doing."""

    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    FAILED = "failed"
    STOPPING = "stopping"
    STOPPED = "stopped"


class PartFault(Exception):  # noqa: N818 (a fault is what the people who run it call it)
    """A part ended and no restart can mend it; `status` is its exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


Report = Callable[[str, State, str], None]
"""Told of every change of state: the part's name, the state, one sentence for people."""

Relay = Callable[[str, str], None]
"""Given every line that a part says, with the part's name."""


HOLDFAST: Final = (sys.executable, "-c", "from infra.cli import main; main()")
"""How our own command is run, wherever it was installed."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a `holdfast` sub-command, and the words in its output that say that it is at work."""

    name: str
    arguments: tuple[str, ...]
    ready_words: str
    environment: Mapping[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = HOLDFAST

    def command(self) -> list[str]:
        """The command line; the leash ends the part when whoever started it dies."""
        leashed = (sys.executable, "-I", "-S", leash.__file__, str(os.getpid()))
        return [*leashed, *self.program, *self.arguments]


class Supervised:
    """Keeps one part running until `stop` is called. Use it from the main thread, which the part is tied to.

    `run` returns after `stop`, and raises PartFault where the part ended with a status that says that it
    cannot go on as it was started. Every other end is a crash: the part is started again, with back-off.
    """

    def __init__(self, part: Part, report: Report, relay: Relay) -> None:
        self._part = part
        self._report = report
        self._relay = relay
        self._stopping = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._began = 0.0
        self._starts = 0
        self._last_words = ""

    @property
    def pid(self) -> int | None:
        """The process id, None while it does not run."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    def stop(self) -> None:
        """Ask for its end; `run` returns when it has come."""
        self._stopping.set()

    async def run(self) -> None:
        """Start the part, and again whenever it crashes."""
        delay = FIRST_DELAY_SECONDS
        while not self._stopping.is_set():
            status = await self._once()
            if self._stopping.is_set():
                break
            if status in HOPELESS:
                self._say(State.FAILED, f"It ended for good, with status {status}: {self._last_words}")
                raise PartFault(
                    f"The {self._part.name} cannot go on: {self._last_words} Mend that, then start again.",
                    status,
                )
            if time.monotonic() - self._began > STEADY_SECONDS:
                delay = FIRST_DELAY_SECONDS
            self._say(
                State.RESTARTING, f"{_ended(status)} It is started again in {delay:g} s; nothing is lost."
            )
            await self._pause(delay)
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)
        self._say(State.STOPPED, "It has stopped.")

    async def _once(self) -> int:
        """Run it until it ends, or is asked to; its exit status."""
        self._say(State.STARTING, "It starts.")
        self._began = time.monotonic()
        self._starts += 1
        self._last_words = "it did not say why."
        said, line, theirs = await _line()
        try:
            process = self._process = await asyncio.create_subprocess_exec(
                *self._part.command(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=theirs,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,  # so that a Ctrl-C reaches only us; parts end in the order we choose
                env={**os.environ, **self._part.environment},
            )
        except OSError:
            line.close()
            raise
        finally:
            os.close(theirs)
        listening = asyncio.create_task(self._listen(said, process.pid))
        stopping = asyncio.create_task(self._stopping.wait())
        ended = asyncio.create_task(process.wait())
        try:
            await asyncio.wait({stopping, ended, listening}, return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                listening.result()  # nobody takes its lines any more: it would wait for that, and do nothing
                await asyncio.wait({stopping, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not ended.done():
                await self._end(process)
            await asyncio.wait({listening}, timeout=LAST_WORDS_SECONDS)
        finally:
            if process.returncode is None:
                process.kill()
            status = await process.wait()
            for task in (stopping, ended, listening):
                task.cancel()
            line.close()
        return status

    async def _listen(self, stream: asyncio.StreamReader, pid: int) -> None:
        """Pass on what it says, and notice when it is at work."""
        running = False
        while True:
            try:
                line = await stream.readline()
            except ValueError:  # longer than the limit; the reader has dropped it
                self._relay(self._part.name, f"(a line of more than {LONGEST_SAID_BYTES:,} bytes)")
                continue
            if not line:
                return
            said = line.decode("utf-8", "replace").rstrip()
            if said:
                self._last_words = lines.in_words(said)
                self._relay(self._part.name, said)
            if not running and self._part.ready_words in said:
                running = True
                took = time.monotonic() - self._began
                again = "again " if self._starts > 1 else ""
                self._say(State.RUNNING, f"It is at work {again}after {took:.1f} s (process {pid}).")

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        """Ask it to end in good order, and end it by force where it does not."""
        self._say(State.STOPPING, "It is asked to stop.")
        with suppress(ProcessLookupError):  # it may have ended this very moment
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._say(State.STOPPING, f"It did not stop within {STOP_SECONDS:.0f} s and is ended by force.")
            with suppress(ProcessLookupError):
                process.kill()

    async def _pause(self, seconds: float) -> None:
        """Wait so long, or until its end is asked for."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    def _say(self, state: State, sentence: str) -> None:
        self._report(self._part.name, state, sentence)


def _ended(status: int) -> str:
    """How a part ended that nobody asked to; a negative status is the signal that ended it."""
    if status >= 0:
        return f"It broke down (status {status})."
    names = {number.value: number.name for number in signal.Signals}
    return f"It was ended from outside ({names.get(-status, f'signal {-status}')})."


async def _line() -> tuple[asyncio.StreamReader, asyncio.ReadTransport, int]:
    """A line to listen on, what closes it, and the end that a part speaks into.

    It is not asyncio's own: with that, the end of a process is not seen while another one holds its line.
    """
    ours, theirs = os.pipe()
    stream = asyncio.StreamReader(limit=LONGEST_SAID_BYTES)
    line, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(ours, "rb", buffering=0)
    )
    return stream, line, theirs


async def run_together(parts: list[Supervised], until: Awaitable[object]) -> None:
    """Run parts side by side until `until` is over or one of them cannot go on; the last is stopped first.

    Raises what `until` raised, or the PartFault of the part that cannot go on, after all have ended.
    """
    reason = asyncio.ensure_future(until)
    running = [asyncio.create_task(part.run()) for part in parts]
    try:
        await asyncio.wait({reason, *running}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for part, task in reversed(list(zip(parts, running, strict=True))):
            part.stop()
            await asyncio.wait({task})
        all_of_it: list[asyncio.Future[Any]] = [reason, *running]
        ended = [each for each in all_of_it if each.done()]
        reason.cancel()
    for each in ended:
        each.result()
