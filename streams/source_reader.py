"""One source's log as parts in order, parsed here, or by worker processes when there is much of it."""

import time
from collections import deque
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

import msgspec

from streams.adapters.followed_log import FollowedLog, Piece
from streams.chain import Part
from streams.contracts.positions import FilePlace
from streams.domain.deltas import Delta
from streams.reading import Recipe
from streams.settling import Progress
from streams.workers import Task, Workers

PARALLEL_BYTES = 1024 * 1024
"""A smaller block is sooner parsed here than sent to a worker."""

MUCH_BYTES = 4 * 1024 * 1024
"""Where so much is there at once, more will be: workers start while the control sample is settled here."""

QUEUED = 2
"""Blocks waiting for each worker."""


@dataclass(frozen=True, slots=True)
class Read:
    """A part of the log: its first line, where its file goes on, the files before, its size in bytes."""

    first_line: int
    part: Part
    place: FilePlace
    done: tuple[FilePlace, ...]
    size: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A piece that a worker reads, and the format's state behind it."""

    delta: Future[Delta]
    piece: Piece
    state: str


class SourceReader:
    """Reads on from a position. Everything here blocks, so it is called from a thread; one at a time."""

    def __init__(
        self, log: FollowedLog, recipe: Recipe, progress: Progress, workers: Workers | None = None
    ) -> None:
        self.log = log
        self._recipe = recipe
        self._chain = recipe.chain()
        self._progress = progress
        self._workers = workers
        self._waiting: deque[_Waiting] = deque()
        self._state = progress.state
        self._ready: deque[Read] = deque()
        self.bytes_behind = 0

    def look_behind(self) -> None:
        """See how much of the log on disk is still to be taken (compressed parts as they lie there)."""
        on_the_way = sum(read.size for read in self._ready)
        on_the_way += sum(waiting.piece.block.size for waiting in self._waiting)
        self.bytes_behind = self.log.bytes_behind() - self.log.waiting_bytes + on_the_way

    def peek(self) -> Read | None:
        """The next part, which stays to be read; None if the log has nothing more now.

        Raises what `FollowedLog.read` does, and BrokenProcessPool when a worker died.
        """
        if not self._ready and not self._waiting:
            self._look()
        while self._waiting and len(self._waiting) < self._depth and self._look_ahead():
            pass
        if not self._ready and self._waiting:
            self._ready.append(self._finished(self._waiting.popleft()))
        return self._ready[0] if self._ready else None

    def advance(self) -> None:
        """The part that was seen last is taken."""
        self._ready.popleft()

    def take_last_line(self) -> None:
        """Take a last line without end, if nobody has written to the log for long (see `FollowedLog`)."""
        if not self._ready and not self._waiting and (piece := self.log.last_line()):
            self._read_here(piece)

    @property
    def is_at_end(self) -> bool:
        """Whether everything that was there at the last look is taken."""
        return self.log.caught_up and not self._ready and not self._waiting

    def close(self) -> None:
        """Let go of the log; what workers still read is forgotten."""
        for waiting in self._waiting:
            waiting.delta.cancel()
        self._waiting.clear()
        self.log.close()

    @property
    def _depth(self) -> int:
        """How many blocks are on their way at most."""
        return self._workers.processes * QUEUED if self._workers else 0

    def _look(self) -> bool:
        """Read the next piece of the log; whether there was one."""
        piece = self.log.read(may_turn_back=not self._state)
        if piece is None:
            return False
        is_large = piece.block.size >= PARALLEL_BYTES
        if self._workers and self._progress.one_in is not None and (self._waiting or is_large):
            self._hand_over(piece, self._workers, self._progress.one_in)
        else:
            if self._workers and piece.block.size >= MUCH_BYTES:
                self._workers.prepare(time.monotonic())
            self._read_here(piece)
        return True

    def _look_ahead(self) -> bool:
        """The same; a fault waits until what was read before it has been taken."""
        try:
            return self._look()
        except OSError:
            return False

    def _read_here(self, piece: Piece) -> None:
        """Parse a piece in this process."""
        begin, line = piece.block.offset, piece.block.first_line
        for part in self._chain.read(piece.block, self._progress):
            self._progress, self._state = part.after, part.after.state
            is_last = part.line >= piece.place.line
            place = piece.place if is_last else _place_behind(part, piece.place)
            self._ready.append(Read(line, part, place, piece.done, part.offset - begin))
            begin, line = part.offset, part.line

    def _hand_over(self, piece: Piece, workers: Workers, one_in: int) -> None:
        """Have a worker parse a piece."""
        recipe = self._recipe
        task = Task(recipe.format_name, recipe.options, piece.block, self._state, one_in)
        delta = workers.submit(task, time.monotonic())
        self._state = self._chain.carry(self._state, piece.block)
        self._waiting.append(_Waiting(delta, piece, self._state))

    def _finished(self, waiting: _Waiting) -> Read:
        """A part that comes back from a worker."""
        try:
            delta = waiting.delta.result()
        except CancelledError as error:  # another source lost a worker, and all were let go
            raise BrokenProcessPool("the worker processes were let go") from error
        self._progress = replace(
            self._progress, state=waiting.state, parsed=self._progress.parsed + delta.parsed
        )
        block = waiting.piece.block
        one_in, end = self._progress.one_in or 1, block.offset + block.size
        part = Part.of(delta, one_in, self._progress, block.first_line, end)
        return Read(block.first_line, part, waiting.piece.place, waiting.piece.done, block.size)


def _place_behind(part: Part, place: FilePlace) -> FilePlace:
    """The place behind a part that ends inside its piece."""
    return msgspec.structs.replace(place, offset=part.offset, line=part.line)
