"""Worker processes that parse blocks for the collector while it has much to catch up with."""

import gc
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace

from streams.chain import Chain
from streams.domain.deltas import Delta
from streams.domain.lines import Block
from streams.formats.options import FormatOptions
from streams.reading import Recipe
from streams.reading_work import keep_memory

IDLE_SECONDS = 30.0
"""Workers that had nothing to do for so long are let go; they come back when they are needed."""


@dataclass(frozen=True)
class Task:
    """One block of one source, and what its chain is made with."""

    format_name: str
    options: FormatOptions
    block: Block
    state: str
    one_in: int


class Workers:
    """Processes shared by all sources; none runs before there is work. Safe to use from several threads."""

    def __init__(self, recipe: Recipe, processes: int) -> None:
        self.processes = processes
        self._recipe = recipe
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._used_at = 0.0

    def submit(self, task: Task, now: float) -> Future[Delta]:
        """Have a block read. The future raises BrokenProcessPool when a worker dies."""
        with self._lock:
            self._used_at = now
            return self._running().submit(_delta, task)

    def prepare(self, now: float) -> None:
        """There will be much to do: start all processes. It takes as long as parsing a hundred megabytes."""
        with self._lock:
            self._used_at = now
            if self._pool is None:
                for _ in range(self.processes):
                    self._running().submit(_nothing)  # the pool starts a process with a task

    def _running(self) -> ProcessPoolExecutor:
        """The pool; to be asked for by one thread at a time."""
        if self._pool is None:
            # Spawned, not forked: a fork of a process with threads may stop for ever.
            self._pool = ProcessPoolExecutor(
                self.processes,
                multiprocessing.get_context("spawn"),
                initializer=begin_worker,
                initargs=(self._recipe,),
            )
        return self._pool

    def rest(self, now: float) -> None:
        """Let the processes go if they have been idle for long."""
        if now - self._used_at > IDLE_SECONDS:
            self.close()

    def close(self) -> None:
        """Let the processes go; the next task starts new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


_recipe: list[Recipe] = []
_chains: dict[tuple[str, str], Chain] = {}
"""The chains of a worker process, by format and its options."""


def begin_worker(recipe: Recipe) -> None:
    """Make this process a worker that ends with its parent, even after a kill -9 of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us in good order
    threading.Thread(target=_end_with_parent, daemon=True).start()
    keep_memory()
    _recipe[:] = [recipe]


def _end_with_parent() -> None:
    """Wait for the parent's end, then end at once."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _nothing() -> None:
    """What a worker is started with."""


def _delta(task: Task) -> Delta:
    """Read one block in a worker."""
    kind = (task.format_name, repr(task.options))
    if kind not in _chains:
        _chains[kind] = replace(_recipe[0], format_name=task.format_name, options=task.options).chain()
        gc.freeze()  # what lasts is not searched for cycles again and again
    return _chains[kind].delta(task.block, task.state, task.one_in)
