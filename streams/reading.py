"""Reads finished logs with all processors: blocks in order in, parts in order out, in flat memory.

With one process everything is read here. With several, all lines are read by them, the first ones too, and
here their deltas come together in the order of the log; see `streams.reading_processes`.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from streams.adapters.matcher import host_matcher
from streams.attribution import People, Platforms
from streams.chain import Chain, Part, Progress
from streams.domain.catalogue import Catalogue
from streams.domain.directory import Directory
from streams.domain.lines import Block
from streams.domain.pseudonyms import Pseudonymiser
from streams.domain.sampling import SETTLES_AFTER
from streams.domain.unknown_hosts import HostTally
from streams.formats.interface import Format
from streams.formats.options import FormatOptions
from streams.formats.registry import make_format
from streams.reading_processes import ReadingProcesses, StartMethod, WorkerLostError, start_method
from streams.settling import behind, where_settled

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
        return Chain(
            self.log_format(),
            host_matcher(self.catalogue.suffixes, self.cache),
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
    """A block that is being read, the format's state behind it, and the N of its control."""

    block: Block
    state: str
    one_in: int


class LogReader:
    """Reads one log, given as blocks in order. Use it as a context: it owns the worker processes.

    `hosts` counts the hosts outside the catalogue; it is complete when `parts` has come to its end. `method`
    is how processes are started; unless given, the fastest that is safe here.
    """

    def __init__(self, recipe: Recipe, processes: int, method: StartMethod | None = None) -> None:
        self._recipe = recipe
        self._processes = processes
        self._method = method
        self._readers: ReadingProcesses | None = None
        self._progress = Progress()
        self._given: deque[Given] = deque()
        self._state = ""
        self._finished = 0
        self.hosts = HostTally()

    def __enter__(self) -> Self:
        if self._processes > 1:
            method = self._method or start_method()
            self._readers = ReadingProcesses(self._recipe.chain_with_hosts, self._processes, method)
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._readers is not None:
            self._readers.close()

    @property
    def progress(self) -> Progress:
        """What is known of the log so far."""
        return self._progress

    def parts(self, blocks: Iterator[Block]) -> Iterator[Part]:
        """The parts of the log in order. Raises WorkerLostError when a worker dies."""
        return self._alone(blocks) if self._readers is None else self._together(blocks, self._readers)

    def _alone(self, blocks: Iterator[Block]) -> Iterator[Part]:
        """The whole log, read here."""
        chain = self._recipe.chain(self.hosts)
        for block in blocks:
            for part in chain.read(block, self._progress):
                self._progress = part.after
                yield part

    def _together(self, blocks: Iterator[Block], readers: ReadingProcesses) -> Iterator[Part]:
        """The whole log, read by the processes.

        While N is open, a block in which it may settle waits for all before it, because N depends on them.
        """
        log_format = self._recipe.log_format()
        for block in blocks:
            if self._may_settle(block):
                yield from self._all(readers)
            pieces = where_settled(log_format, block, self._progress) if self._may_settle(block) else [block]
            for piece in pieces:
                while not readers.has_room(piece):
                    yield from self._some(readers)
                one_in = self._progress.one_in or 1
                readers.give(piece, self._state, one_in)
                self._state = log_format.carry(self._state, piece)
                self._given.append(Given(piece, self._state, one_in))
                if piece is not pieces[-1]:
                    yield from self._all(readers)
        yield from self._all(readers)
        for seen in readers.hosts_seen():
            self.hosts.merge(seen)

    def _may_settle(self, block: Block) -> bool:
        """Whether N is open and may settle inside this block, if all lines that are on their way are parsed."""
        if self._progress.one_in is not None:
            return False
        given = sum(len(one.block) for one in self._given)
        return self._progress.parsed + given + len(block) >= SETTLES_AFTER

    def _all(self, readers: ReadingProcesses) -> Iterator[Part]:
        """Every part that is still on its way."""
        while self._given:
            yield from self._some(readers)

    def _some(self, readers: ReadingProcesses) -> Iterator[Part]:
        """The parts that come next, as far as they are there after one more answer."""
        readers.receive()
        while self._given and (delta := readers.answer(self._finished)) is not None:
            self._finished += 1
            block, state, one_in = self._given.popleft()
            self._progress = behind(self._progress, delta, state)
            yield Part.of(delta, one_in, self._progress, block)
