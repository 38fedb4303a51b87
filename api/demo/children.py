"""Other Holdfast commands, run as child processes that cannot outlive the demonstration."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from infra.broker import leash

STOP_SECONDS = 20.0
LAST_LINES = 8

NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType({})


class ChildFault(Exception):  # noqa: N818 (a fault is what the people who run it call it)
    """A child ended when it should not have; the message says with what, and what it said last."""


class Child:
    """One running command. `ended` is awaited to learn of its end, `stop` asks for it."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, said: Path) -> None:
        self._name = name
        self._process = process
        self._said = said

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    async def ended(self) -> int:
        """Wait for its end; the exit status."""
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask it to end in good order and wait for that.

        Raises ChildFault where it ends badly, and where it takes longer than 20 s and is killed. A child that
        has ended already is judged by how it ended.
        """
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            status = await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            await self.kill()
            raise ChildFault(f"The {self._name} did not end within {STOP_SECONDS:.0f} s.") from None
        if status not in (0, -signal.SIGTERM):
            raise self.fault()

    async def kill(self) -> None:
        """End it at once, if it still runs."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def fault(self) -> ChildFault:
        """What to say about an end that nobody asked for."""
        lines = self._said.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        words = "\n  ".join(lines) or "nothing"
        return ChildFault(
            f"The {self._name} ended with status {self._process.returncode}. It said last:\n  {words}"
        )


@asynccontextmanager
async def running(
    name: str, arguments: Sequence[str], said: Path, settings: Mapping[str, str] = NOTHING_MORE
) -> AsyncIterator[Child]:
    """Run `holdfast ARGUMENTS` with what it says in the file `said`; it has ended when the block is left.

    `settings` are variables for its environment, which is otherwise ours without those of an installation.

    To be entered from the main thread, which the child is tied to (see `infra.broker.leash`). It is a session
    of its own, so that a Ctrl-C at the terminal reaches only us, and children end in the order we choose.
    """
    command = [sys.executable, "-I", "-S", leash.__file__, str(os.getpid())]
    command += [sys.executable, "-c", "from infra.cli import main; main()", *arguments]
    with said.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            env={**environment(), **settings},
        )
    child = Child(name, process, said)
    try:
        yield child
    finally:
        await child.kill()


def environment() -> dict[str, str]:
    """Ours, without the settings of an installation: a demonstration touches nothing that is in use."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
