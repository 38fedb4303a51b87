"""What a reading process does: it reads blocks with its chain, and lays answers where their blocks lay."""

import ctypes
import gc
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from ctypes import Array, c_char, c_ubyte
from mmap import mmap
from multiprocessing.connection import Connection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.chain import Chain, Part
from streams.domain.deltas import Delta
from streams.domain.lines import Block
from streams.domain.texts import Padded
from streams.domain.unknown_hosts import HostsSeen
from streams.settling import Progress

KEEP_MEMORY = ((-1, 64 * 1024 * 1024), (-3, 32 * 1024 * 1024))
"""M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of glibc: keep freed memory for the next block. Getting it from the
system again, page by page, took a quarter of all time (mallopt(3))."""

Read = Delta | list[Part]
"""What a block becomes: a delta; or parts while N is open, as the process that settles it finds them."""

Answer = Read | HostsSeen | Exception | int
"""What a process says: what it read, or how many bytes of the block's slot that takes; hosts; or what went
wrong."""

ChainMaker = Callable[[], Chain]


class InSlot(NamedTuple):
    """A block whose bytes lie in shared memory."""

    slot: int
    size: int
    first_line: int
    offset: int


class Task(NamedTuple):
    """One block to read, with the format's state before it and the N of its control.

    While that is None, the process goes on from the block that it read before, and settles N.
    """

    block: Block | InSlot
    state: str
    one_in: int | None


def work(
    made: "Chain | Array[c_char]",
    shared: "Sequence[mmap | Array[c_ubyte]]",
    channel: Connection,
    not_ours: Sequence[Connection],
) -> None:
    """A worker's whole life: answer until the reader is gone, by itself or by a kill."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it is not inherited
    gc.disable()  # reading makes no cycles, and looking for them took an eighth of all time
    for theirs in not_ours:
        theirs.close()  # a fork has all that its parent had; held here, they would never end
    keep_memory()
    if not isinstance(made, Chain):
        make_chain: ChainMaker = pickle.loads(made.raw)  # noqa: S301 (pickled by our own parent process)
        made = make_chain()
    process = _Process(made, rooms_of(shared))
    with suppress(EOFError, OSError):
        while True:
            channel.send(process.answer(channel.recv()))


def rooms_of(shared: "Sequence[mmap | Array[c_ubyte]]") -> list[NDArray[np.uint8]]:
    """Shared memory as blocks are laid into it."""
    return [np.frombuffer(memoryview(slot), np.uint8) for slot in shared]


class _Process:
    """What a worker does: it reads blocks with its chain, and lays answers where their blocks lay."""

    def __init__(self, chain: Chain, slots: Sequence[NDArray[np.uint8]]) -> None:
        self._chain = chain
        self._slots = slots
        self._progress = Progress()

    def answer(self, task: Task | None) -> Answer:
        """The answer to one task, or the fault that kept it from being done."""
        try:
            if task is None:
                assert self._chain.hosts is not None  # noqa: S101 (given when the chain was made)
                return self._chain.hosts.seen()
            if not isinstance(task.block, InSlot):
                return self._read(task.block, task)
            lies, slot = task.block, self._slots[task.block.slot]
            block = Block(Padded(slot, lies.size), lies.first_line, lies.offset)
            return _laid(self._read(block, task), slot)
        except Exception as error:  # noqa: BLE001 (raised again by the reader, who is waiting)
            error.add_note("In a reading process:\n" + "".join(traceback.format_tb(error.__traceback__)))
            return error

    def _read(self, block: Block, task: Task) -> Read:
        """What a block becomes."""
        if task.one_in is not None:
            return self._chain.delta(block, task.state, task.one_in)
        parts = []
        for part in self._chain.read(block, self._progress):
            self._progress = part.after
            parts.append(part)
        return parts


def _laid(read: Read, slot: NDArray[np.uint8]) -> Read | int:
    """The size of an answer that now lies where its block lay, or the answer, if it is too large for that.

    A pipe holds less than a delta: a process would wait until the reader has the time to empty it.
    """
    data = pickle.dumps(read, pickle.HIGHEST_PROTOCOL)
    if len(data) > len(slot):
        return read
    slot.data[: len(data)] = data
    return len(data)


def keep_memory() -> None:
    """Ask the C library of this process for `KEEP_MEMORY`, where it is one that can be asked."""
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        for name, value in KEEP_MEMORY if hasattr(library, "mallopt") else ():
            library.mallopt(name, value)
