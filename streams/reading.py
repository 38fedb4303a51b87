"""Reads finished logs with all processors: blocks in order in, parts in order out, in flat memory.

The first lines of a source are read here, because they settle its control sample; from then on blocks go to
worker processes, each with a chain of its own, and their deltas come back in the order of the log. The bytes
travel through shared memory, not through a pipe: a log is large, and copying it twice would cost a tenth.
"""

import gc
import os
import pickle
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from ctypes import Array, c_char, c_ubyte
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from multiprocessing.context import SpawnContext
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Thread
from typing import NamedTuple, Self

from streams.adapters.blocks import BLOCK_BYTES
from streams.adapters.matcher import host_matcher
from streams.attribution import People, Platforms
from streams.chain import Chain, Part, Progress
from streams.domain.catalogue import Catalogue
from streams.domain.deltas import Delta
from streams.domain.directory import Directory
from streams.domain.lines import LONGEST_LINE, Block
from streams.domain.pseudonyms import Pseudonymiser
from streams.domain.unknown_hosts import HostsSeen, HostTally
from streams.formats.options import FormatOptions
from streams.formats.registry import make_format

SLOTS_A_PROCESS = 2
"""Blocks on their way for each worker: enough to keep it busy, few enough to keep memory flat."""

SLOT_BYTES = BLOCK_BYTES + 2 * LONGEST_LINE
"""Room for a usual block; a larger one travels by itself."""


ASKED_SECONDS = 60
"""How long a worker waits for the others to be asked too; they are idle then, so it is a moment."""

KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "67108864", "MALLOC_MMAP_THRESHOLD_": "33554432"}
"""For the workers, where their C library is glibc: keep freed memory for the next block. Getting it from the
system again, page by page, took a quarter of all time (mallopt(3))."""


class WorkerLostError(Exception):
    """A worker process died; the message says so, and what to try."""


@dataclass(frozen=True)
class Recipe:
    """Everything a chain is made of, in a form that can be handed to another process."""

    format_name: str
    options: FormatOptions
    catalogue: Catalogue
    directory: Directory
    pseudonyms: Pseudonymiser
    cache: Path | None

    def chain(self, hosts: HostTally | None = None) -> Chain:
        """A chain of one's own; `hosts` adds up the hosts outside the catalogue."""
        return Chain(
            make_format(self.format_name, self.options),
            host_matcher(self.catalogue.suffixes, self.cache),
            Platforms(self.catalogue),
            People(self.directory, self.pseudonyms),
            hosts,
        )


class InSlot(NamedTuple):
    """A block whose bytes lie in shared memory."""

    slot: int
    size: int
    first_line: int
    offset: int


class LogReader:
    """Reads one log, given as blocks in order. Use it as a context: it owns the worker processes.

    `hosts` counts the hosts outside the catalogue; it is complete when `parts` has come to its end.
    """

    def __init__(self, recipe: Recipe, processes: int) -> None:
        self._recipe = recipe
        self._processes = processes
        self.hosts = HostTally()
        self._chain = recipe.chain(self.hosts)
        self._progress = Progress()
        self._pool: ProcessPoolExecutor | None = None
        self._slots: list[memoryview] = []
        self._free: deque[int] = deque()
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        if self._processes > 1:
            self._start()  # now, because a process takes as long to start as the first lines to read
        return self

    def __exit__(self, *_raised: object) -> None:
        self._exits.close()

    @property
    def progress(self) -> Progress:
        """What is known of the log so far."""
        return self._progress

    def parts(self, blocks: Iterator[Block]) -> Iterator[Part]:
        """The parts of the log in order. Raises WorkerLostError when a worker dies."""
        for block in blocks:
            for part in self._chain.read(block, self._progress):
                self._progress = part.after
                yield part
            if self._progress.one_in is not None and self._pool is not None:
                yield from self._in_parallel(blocks, self._progress.one_in)

    def _in_parallel(self, blocks: Iterator[Block], one_in: int) -> Iterator[Part]:
        """The rest of the log, read by the workers."""
        waiting: deque[tuple[Future[Delta], int, Block, str]] = deque()
        state = self._progress.state
        try:
            for block in blocks:
                slot = self._free.popleft()
                before, state = state, self._chain.carry(state, block)
                waiting.append((self._submit(slot, block, before, one_in), slot, block, state))
                if not self._free:
                    yield self._finished(*waiting.popleft())
            while waiting:
                yield self._finished(*waiting.popleft())
            for tally in self._tallies():
                self.hosts.merge(tally)
        except BrokenProcessPool as error:
            raise WorkerLostError(
                "A reading process was ended from outside, often for want of memory. "
                "Try again with --processes 1."
            ) from error

    def _submit(self, slot: int, block: Block, state: str, one_in: int) -> Future[Delta]:
        """Hand one block to a worker, through its slot if it fits."""
        assert self._pool is not None  # noqa: S101 (started by the caller)
        size = len(block.data)
        if size > SLOT_BYTES:
            return self._pool.submit(_delta, block, state, one_in)
        self._slots[slot][:size] = block.data
        shared = InSlot(slot, size, block.first_line, block.offset)
        return self._pool.submit(_delta_of_slot, shared, state, one_in)

    def _finished(self, future: Future[Delta], slot: int, block: Block, state: str) -> Part:
        """One part that came back; its slot is free again."""
        delta = future.result()
        self._free.append(slot)
        self._progress = replace(self._progress, state=state, parsed=self._progress.parsed + delta.parsed)
        return Part.of(delta, self._progress.one_in or 1, self._progress, block)

    def _tallies(self) -> list[HostsSeen]:
        """What each worker knows of hosts: one answer of each, because none answers before all are asked."""
        assert self._pool is not None  # noqa: S101 (started by the caller)
        asked = [self._pool.submit(_hosts_seen) for _ in range(self._processes)]
        return [future.result() for future in asked]

    def _start(self) -> None:
        """Start the worker processes.

        They are spawned, not forked: a fork of a process with threads may stop for ever, and only spawning
        works everywhere.
        """
        for name, value in KEEP_MEMORY.items():
            os.environ.setdefault(name, value)
        context: SpawnContext = get_context("spawn")
        recipe = context.RawArray("c", pickle.dumps(self._recipe))
        arrays = [context.RawArray("B", SLOT_BYTES) for _ in range(self._processes * SLOTS_A_PROCESS)]
        self._slots = [memoryview(array).cast("B") for array in arrays]
        self._free = deque(range(len(arrays)))
        self._pool = self._exits.enter_context(
            ProcessPoolExecutor(
                self._processes,
                context,
                initializer=_begin,
                initargs=(recipe, arrays, context.Barrier(self._processes)),
            )
        )
        for _ in range(self._processes):
            self._pool.submit(_ready)


_chains: list[Chain] = []
"""The one chain of a worker process."""


_slots: list[memoryview] = []
"""The shared memory of a worker process."""

_barriers: list[Barrier] = []
"""Where the workers wait for one another."""


def _begin(recipe: "Array[c_char]", arrays: list["Array[c_ubyte]"], barrier: Barrier) -> None:
    """Make this worker's chain, and find the shared memory.

    The recipe comes through shared memory too: in a pipe, a large directory would keep the reader waiting.
    Ctrl-C reaches every process of a terminal; here it is left to the reader, who then ends this worker.
    """
    gc.disable()  # reading makes no cycles, and looking for them took an eighth of all time
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_the_reader, daemon=True).start()
    made: Recipe = pickle.loads(recipe.raw)  # noqa: S301 (pickled by our own parent process)
    _chains[:] = [made.chain(HostTally())]
    _barriers[:] = [barrier]
    _slots[:] = [memoryview(array).cast("B") for array in arrays]


def _leave_with_the_reader() -> None:
    """End this worker when its reader was killed: nobody would ever tell it that there is nothing to do."""
    reader = parent_process()
    assert reader is not None  # noqa: S101 (a worker has been started by somebody)
    reader.join()
    os._exit(0)


def _ready() -> None:
    """Nothing to do: a first task makes the pool start its processes."""


def _hosts_seen() -> HostsSeen:
    """What this worker's tally holds, once every worker has been asked; a worker lost meanwhile ends it."""
    _barriers[0].wait(ASKED_SECONDS)
    hosts = _chains[0].hosts
    assert hosts is not None  # noqa: S101 (given when the chain was made)
    return hosts.seen()


def _delta_of_slot(shared: InSlot, state: str, one_in: int) -> Delta:
    """Read the block that lies in a slot."""
    data = bytes(_slots[shared.slot][: shared.size])
    return _delta(Block(data, shared.first_line, shared.offset), state, one_in)


def _delta(block: Block, state: str, one_in: int) -> Delta:
    """Read one block in a worker."""
    return _chains[0].delta(block, state, one_in)
