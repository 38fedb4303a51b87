"""The processes that read blocks for `LogReader`, and the way of blocks to them and of deltas back.

The bytes travel through shared memory, not through a pipe, and are worked on where they lie: a log is large,
and each copy of it would cost a twentieth. Everything else goes through one pipe a process, whose end tells
both sides that the other is gone.
"""

import pickle
import signal
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from mmap import mmap
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any, Literal

from streams.adapters.blocks import BLOCK_BYTES
from streams.domain.deltas import Delta
from streams.domain.lines import LONGEST_LINE, Block
from streams.domain.texts import Padded, room_for
from streams.domain.unknown_hosts import HostsSeen
from streams.reading_work import Answer, ChainMaker, InSlot, Read, Task, rooms_of, work

SLOTS_A_PROCESS = 3
"""Blocks on their way for each process: enough to keep it busy, few enough to keep memory flat."""

SLOT_BYTES = BLOCK_BYTES + 2 * LONGEST_LINE
"""A usual block has no more; a larger one travels through the pipe."""

StartMethod = Literal["fork", "spawn"]


class WorkerLostError(Exception):
    """A worker process died; the message says so, and what to try."""

    def __init__(self) -> None:
        super().__init__(
            "A reading process was ended from outside, often for want of memory. "
            "Try again with --processes 1."
        )


@dataclass
class _Worker:
    """One process, its pipe, and the slots of what it was asked for and has not answered, in order."""

    process: BaseProcess
    channel: Connection
    asked: deque[tuple[int, int]] = field(default_factory=deque)


def start_method() -> StartMethod:
    """How to start processes: by a fork where that is safe, because it takes a hundredth of the time.

    It is safe on Linux while this process has one thread only, those of libraries counted, and Polars, which
    has threads and locks of its own, is not loaded.
    """
    if sys.platform != "linux" or "polars" in sys.modules:
        return "spawn"
    try:
        threads = len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return "spawn"
    return "fork" if threads == 1 else "spawn"


class ReadingProcesses:
    """Processes with a chain each. Use it as a context; leaving it ends them, whatever they are doing."""

    def __init__(self, make_chain: ChainMaker, processes: int, method: StartMethod) -> None:
        forks = method == "fork"
        context: Any = get_context(method)  # the library's types know a method only when it is written out
        slots = range(processes * SLOTS_A_PROCESS)
        # A forked process has its parent's memory; where it is spawned, memory to share has a name.
        room = room_for(SLOT_BYTES)
        shared: list[Any] = [mmap(-1, room) if forks else context.RawArray("B", room) for _ in slots]
        self._slots = rooms_of(shared)
        self._free = deque(slots)
        self._workers: list[_Worker] = []
        self._answers: dict[int, Read] = {}
        self._asked = 0
        # A forked process has the chain. A spawned one gets what makes it through shared memory: in a pipe, a
        # large directory would keep the reader waiting until the process has started.
        made = make_chain() if forks else context.RawArray("c", pickle.dumps(make_chain))
        for _ in range(processes):
            ours, theirs = context.Pipe()
            not_theirs = [worker.channel for worker in self._workers] + [ours] if forks else []
            process = context.Process(target=work, args=(made, shared, theirs, not_theirs), daemon=True)
            with _deaf_to_ctrl_c(method):
                process.start()
            theirs.close()  # so that only the process itself has it, and its end can be seen
            self._workers.append(_Worker(process, ours))

    def close(self) -> None:
        """End all processes; none of them holds anything that must be put away."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.channel.close()

    def has_room(self, block: Block, one_in: int | None) -> bool:
        """Whether a block can be given now; one that is larger than a slot waits for an idle process.

        A pipe holds little. Were both sides to send at once, they would wait for each other for ever.
        """
        if len(self._answers) > len(self._slots):
            return False
        asked = self._next(one_in).asked
        if block.size > SLOT_BYTES:
            return not asked
        return bool(self._free) and (one_in is not None or len(asked) < SLOTS_A_PROCESS)

    def give(self, block: Block, state: str, one_in: int | None) -> None:
        """Have a block read; answers are numbered from 0 in this order. Raises WorkerLostError.

        `one_in` is None until an answer tells N.
        """
        worker, slot = self._next(one_in), -1
        told: Block | InSlot = block
        if block.size <= SLOT_BYTES:
            slot = self._free.popleft()
            Padded.of(block.data, self._slots[slot])
            told = InSlot(slot, block.size, block.first_line, block.offset)
        worker.asked.append((self._asked, slot))
        self._asked += 1
        _send(worker, Task(told, state, one_in))

    def _next(self, one_in: int | None) -> _Worker:
        """Who reads the next block: the first process as long as N is open, and then the idlest."""
        return self._workers[0] if one_in is None else min(self._workers, key=lambda one: len(one.asked))

    def add(self, read: Delta) -> None:
        """Number a block that was read elsewhere like those that were given."""
        self._answers[self._asked] = read
        self._asked += 1

    def is_ready(self) -> bool:
        """Whether a process has answered, or has ended."""
        return bool(wait([worker.channel for worker in self._workers if worker.asked], timeout=0))

    def receive(self) -> None:
        """Wait until at least one process has answered. Raises WorkerLostError, and what went wrong there."""
        for ready in wait([worker.channel for worker in self._workers if worker.asked]):
            worker = next(one for one in self._workers if one.channel is ready)
            number, slot = worker.asked.popleft()
            read = _answer(worker)
            if isinstance(read, int):
                read = pickle.loads(self._slots[slot][:read].data)  # noqa: S301 (pickled by our own process)
            assert isinstance(read, Delta | list)  # noqa: S101 (a task is answered by one)
            self._answers[number] = read
            if slot >= 0:
                self._free.append(slot)

    def answer(self, number: int) -> Read | None:
        """The answer of that number, once; None while it is not there."""
        return self._answers.pop(number, None)

    def hosts_seen(self) -> list[HostsSeen]:
        """What each process knows of hosts outside the catalogue. Raises WorkerLostError."""
        for worker in self._workers:
            _send(worker, None)
        seen = [_answer(worker) for worker in self._workers]
        return [answer for answer in seen if isinstance(answer, HostsSeen)]


@contextmanager
def _deaf_to_ctrl_c(method: StartMethod) -> Iterator[None]:
    """Processes that are started here ignore Ctrl-C from birth; it reaches every process of a terminal.

    It is left to the reader, who then ends them. Where they are forked, a Ctrl-C that comes meanwhile waits
    for the reader; where they are spawned it is lost, and only a main thread can decide so.
    """
    if sys.platform != "win32" and method == "fork":
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _send(worker: _Worker, task: Task | None) -> None:
    """Tell a process what to do. Raises WorkerLostError."""
    try:
        worker.channel.send(task)
    except OSError as error:
        raise WorkerLostError from error


def _answer(worker: _Worker) -> Read | HostsSeen | int:
    """The next answer of a process. Raises WorkerLostError, and what went wrong there."""
    try:
        answer: Answer = worker.channel.recv()
    except (EOFError, OSError) as error:
        raise WorkerLostError from error
    if isinstance(answer, Exception):
        raise answer
    return answer
