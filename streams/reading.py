"""Reads finished logs with all processors: blocks in order in, parts in order out, in flat memory.

With one process everything is read here. With several, the others read, the first lines too (see
`streams.reading_processes`), and here their deltas come together in the order of the log; while none is ready
and they have enough to do, this one reads as well.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

from streams.adapters.matcher import host_matcher
from streams.attribution import People, Platforms
from streams.chain import Chain, Part
from streams.domain.catalogue import Catalogue
from streams.domain.directory import Directory
from streams.domain.lines import Block
from streams.domain.pseudonyms import Pseudonymiser
from streams.domain.unknown_hosts import HostTally
from streams.formats.interface import Format, HostFinder
from streams.formats.options import FormatOptions
from streams.formats.registry import make_format
from streams.reading_processes import ReadingProcesses, StartMethod, WorkerLostError, start_method
from streams.reading_work import Read, keep_memory
from streams.settling import Progress, behind

__all__ = ["LogReader", "Recipe", "WorkerLostError"]


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
        log_format, suffixes = self.log_format(), self.catalogue.suffixes
        finds = isinstance(log_format, HostFinder) and log_format.finds(suffixes)
        return Chain(
            log_format,
            None if finds else host_matcher(suffixes, self.cache),
            Platforms(self.catalogue),
            People(self.directory, self.pseudonyms),
            hosts,
        )

    def chain_with_hosts(self) -> Chain:
        """A chain with a tally of its own."""
        return self.chain(HostTally())

    def log_format(self) -> Format:
        """The log's format."""
        return make_format(self.format_name, self.options)


class Given(NamedTuple):
    """Of a block that is being read: its first line and its end, the format's state behind it, and its N.

    N is None while it is open. The block itself is let go, so that the next one is read into the same memory.
    """

    first_line: int
    end: int
    state: str
    one_in: int | None


class LogReader:
    """Reads one log, given as blocks in order. Use it as a context: it owns the worker processes.

    `processes` counts this one. `hosts` counts the hosts outside the catalogue; it is complete when `parts`
    has come to its end. `method` is how processes are started; unless given, the fastest that is safe here.
    """

    def __init__(self, recipe: Recipe, processes: int, method: StartMethod | None = None) -> None:
        self._recipe = recipe
        self._processes = processes
        self._method = method
        self._readers: ReadingProcesses | None = None
        self._progress = Progress()
        self._format = recipe.log_format()
        self._blocks: Iterator[Block] = iter(())
        self._next: Block | None = None
        self._state = ""
        self._given: deque[Given] = deque()
        self._parts = 0
        self.hosts = HostTally()

    def __enter__(self) -> Self:
        keep_memory()
        if self._processes > 1:
            method = self._method or start_method()
            self._readers = ReadingProcesses(self._recipe.chain_with_hosts, self._processes - 1, method)
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._readers is not None:
            self._readers.close()

    def parts(self, blocks: Iterator[Block]) -> Iterator[Part]:
        """The parts of the log in order. Raises WorkerLostError when a worker dies.

        Worker processes begin at once, so what a caller does before it asks for the first part takes no time.
        """
        if self._readers is None:
            return self._alone(blocks)
        self._blocks = blocks
        self._give(self._readers)
        return self._together(self._readers)

    def _alone(self, blocks: Iterator[Block]) -> Iterator[Part]:
        """The whole log, read here."""
        for block in blocks:
            for part in self._chain.read(block, self._progress):
                self._progress = part.after
                yield part

    def _together(self, readers: ReadingProcesses) -> Iterator[Part]:
        """The whole log, read by the processes."""
        while self._given:
            if not self._read_here(readers):
                readers.receive()
            parts = list(self._finished(readers))
            self._give(readers)  # before the parts, which their taker may be busy with for a while
            yield from parts
        for seen in readers.hosts_seen():
            self.hosts.merge(seen)

    def _give(self, readers: ReadingProcesses) -> None:
        """Give blocks while there is room."""
        while True:
            block = next(self._blocks, None) if self._next is None else self._next
            self._next = block
            one_in = self._progress.one_in
            if block is None or not readers.has_room(block, one_in):
                return
            self._next = None
            readers.give(block, self._state, one_in)
            self._go_on(block, one_in)

    def _read_here(self, readers: ReadingProcesses) -> bool:
        """Read a block that the processes have no room for, if none has an answer; whether it was done."""
        block, one_in = self._next, self._progress.one_in
        if block is None or one_in is None or readers.is_ready():
            return False
        self._next = None
        readers.add(self._chain.delta(block, self._state, one_in))
        self._go_on(block, one_in)
        return True

    def _go_on(self, block: Block, one_in: int | None) -> None:
        """Remember what is to be known of a block that is being read."""
        self._state = self._format.carry(self._state, block)
        self._given.append(Given(block.first_line, block.offset + block.size, self._state, one_in))

    @cached_property
    def _chain(self) -> Chain:
        """What this process reads with."""
        return self._recipe.chain(self.hosts)

    def _finished(self, readers: ReadingProcesses) -> Iterator[Part]:
        """The parts that come next, as far as their answers are there."""
        while self._given and (read := readers.answer(self._parts)) is not None:
            self._parts += 1
            given = self._given.popleft()
            for part in self._parts_of(read, given):
                self._progress = part.after
                yield part

    def _parts_of(self, read: Read, given: Given) -> list[Part]:
        """What was read of a block, as parts."""
        if isinstance(read, list):
            return read
        assert given.one_in is not None  # noqa: S101 (only while it is open, parts are the answer)
        after = behind(self._progress, read, given.state)
        return [Part.of(read, given.one_in, after, given.first_line, given.end)]
