"""Reads finished logs with all processors: blocks in order in, parts in order out, in flat memory.

The first lines of a source are read here, because they settle its control sample; from then on blocks go to
worker processes, each with a chain of its own, and their deltas come back in the order of the log.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Self

from streams.adapters.matcher import host_matcher
from streams.attribution import People, Platforms
from streams.chain import Chain, Part, Progress
from streams.domain.catalogue import Catalogue
from streams.domain.deltas import Delta
from streams.domain.directory import Directory
from streams.domain.lines import Block
from streams.domain.pseudonyms import Pseudonymiser
from streams.formats.options import FormatOptions
from streams.formats.registry import make_format

QUEUED = 2
"""Blocks waiting for each worker: enough to keep it busy, few enough to keep memory flat."""


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

    def chain(self) -> Chain:
        """A chain of one's own."""
        return Chain(
            make_format(self.format_name, self.options),
            host_matcher(self.catalogue.suffixes, self.cache),
            Platforms(self.catalogue),
            People(self.directory, self.pseudonyms),
        )


class LogReader:
    """Reads one log, given as blocks in order. Use it as a context: it owns the worker processes."""

    def __init__(self, recipe: Recipe, processes: int) -> None:
        self._recipe = recipe
        self._processes = processes
        self._chain = recipe.chain()
        self._progress = Progress()
        self._pool: ProcessPoolExecutor | None = None
        self._exits = ExitStack()

    def __enter__(self) -> Self:
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
            if self._progress.one_in is not None and self._processes > 1:
                yield from self._in_parallel(blocks, self._progress.one_in)

    def _in_parallel(self, blocks: Iterator[Block], one_in: int) -> Iterator[Part]:
        """The rest of the log, read by the workers."""
        waiting: deque[tuple[Future[Delta], Block, str]] = deque()
        state = self._progress.state
        try:
            for block in blocks:
                before, state = state, self._chain.carry(state, block)
                waiting.append((self._workers().submit(_delta, block, before, one_in), block, state))
                if len(waiting) >= self._processes * QUEUED:
                    yield self._finished(*waiting.popleft())
            while waiting:
                yield self._finished(*waiting.popleft())
        except BrokenProcessPool as error:
            raise WorkerLostError(
                "A reading process was ended from outside, often for want of memory. "
                "Try again with --processes 1."
            ) from error

    def _finished(self, future: Future[Delta], block: Block, state: str) -> Part:
        """One part that came back."""
        delta = future.result()
        self._progress = replace(self._progress, state=state, parsed=self._progress.parsed + delta.parsed)
        return Part.of(delta, self._progress.one_in or 1, self._progress, block)

    def _workers(self) -> ProcessPoolExecutor:
        """The worker processes, started when they are first needed.

        They are spawned, not forked: a fork of a process with threads may stop for ever, and only spawning
        works everywhere.
        """
        if self._pool is None:
            self._pool = self._exits.enter_context(
                ProcessPoolExecutor(
                    self._processes, get_context("spawn"), initializer=_begin, initargs=(self._recipe,)
                )
            )
        return self._pool


_chains: list[Chain] = []
"""The one chain of a worker process."""


def _begin(recipe: Recipe) -> None:
    """Make this worker's chain."""
    _chains[:] = [recipe.chain()]


def _delta(block: Block, state: str, one_in: int) -> Delta:
    """Read one block in a worker."""
    return _chains[0].delta(block, state, one_in)
