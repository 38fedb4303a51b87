"""Follows one log through rotation, compression and truncation: every line once, in order, only whole ones.

Which file is next is `file_turns`' business; here it is read. Nothing here waits: `read` hands out what is
there, and the caller looks again later.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from streams.adapters.blocks import BLOCK_BYTES
from streams.adapters.file_turns import Note, Turns
from streams.adapters.followed_files import LogName
from streams.adapters.open_file import OpenFile
from streams.contracts.positions import FilePlace
from streams.domain.lines import Block

SETTLE_MS = 2_000
"""A file that was rotated away is over when it was not written to for so long: after the renaming, a proxy
goes on writing to the old file until it is told."""

QUIET_MS = 60_000
"""A last line without an end, in a file that was not written to for so long, is taken as it is if asked."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines of one file; `place` is where it goes on behind them, `done` the files before it."""

    block: Block
    place: FilePlace
    done: tuple[FilePlace, ...]


class FollowedLog:
    """One log, read from the places that were stored.

    `places` are the places of the files read so far, the latest last. `others` gives the places of other
    sources, by their names: the same log must not be read for two of them. `clock_ms` is the time that file
    systems stamp with (Unix milliseconds).
    """

    def __init__(
        self,
        name: LogName,
        places: Sequence[FilePlace],
        *,
        clock_ms: Callable[[], int],
        others: Callable[[], Iterator[tuple[str, FilePlace]]] = lambda: iter(()),
        size: int = BLOCK_BYTES,
    ) -> None:
        self._turns = Turns(name, places, others, size)
        self._clock_ms = clock_ms
        self._file: OpenFile | None = None
        self._at_end = False
        self.caught_up = False
        """After `read` returned None: whether that was all, or an older file is still being written to."""

    def read(self, *, may_turn_back: bool = True) -> Piece | None:
        """The next whole lines; None if there are none now.

        A file that could not be read when it was its turn is read once it can be: between two others, or with
        `may_turn_back` in the middle of one, whose lines must then be clear without those before them.
        Raises UnfollowableLogError, and OSError where the newest file cannot be read (it may be later).
        """
        self.caught_up = False
        while True:
            if self._file is None and not self._open_next(may_turn_back=may_turn_back):
                self.caught_up = True
                return None
            file = self._open_file()
            if file.ready:
                return self._handed_out(file.ready.popleft())
            if self._at_end and self._was_replaced(file):
                continue
            self._at_end = not file.read_on()
            if not self._at_end or file.ready:
                continue
            if self._is_over(file):
                self._finish(file)
            elif may_turn_back and self._turns.can_turn_back():
                self.close()
            else:
                return None

    def last_line(self) -> Piece | None:
        """The last line of the log if it has no end and nobody has written to it for a minute.

        For a log that is finished; whoever follows it must wait for the rest of the line instead.
        """
        file = self._file
        if file is None or self._clock_ms() - file.changed_ms() < QUIET_MS:
            return None
        file.end_line()
        return self._handed_out(file.ready.popleft()) if file.ready else None

    def first_lines(self) -> list[bytes]:
        """The first whole lines of the oldest file that is still to be read, to recognise its format by."""
        return self._turns.first_lines()

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The files whose turn it was, and which still cannot be read."""
        return self._turns.unreadable

    def exists(self) -> bool:
        """Whether there is any file of the log."""
        return bool(self._turns.name.files())

    @property
    def is_open(self) -> bool:
        """Whether a file of the log is being read."""
        return self._file is not None

    @property
    def is_found(self) -> bool:
        """Whether the log is there: a file of it is being read, or all that there is was read before."""
        return self._file is not None or self._turns.is_known

    @property
    def waiting_bytes(self) -> int:
        """The bytes of a last line that has no end yet."""
        return self._file.held if self._file else 0

    def bytes_behind(self) -> int:
        """How much of the log on disk is still to be read (compressed parts as they lie there)."""
        return self._turns.bytes_behind(self._file)

    def take_notes(self) -> list[Note]:
        """What happened since the last call."""
        notes, self._turns.notes = self._turns.notes, []
        return notes

    def close(self) -> None:
        """Let go of the open file."""
        if self._file is not None:
            self._file.text.close()
            self._file = None

    def _open_file(self) -> OpenFile:
        """The file that is open."""
        if self._file is None:
            raise RuntimeError("no file of the log is open")
        return self._file

    def _handed_out(self, piece: tuple[Block, FilePlace]) -> Piece:
        """A piece with the files before it; from now on its place is the latest."""
        block, place = piece
        return Piece(block, place, self._turns.reached(place))

    def _open_next(self, *, may_turn_back: bool) -> bool:
        """Open the file whose turn it is; False if nothing is unread."""
        self._file, self._at_end = self._turns.open_next(may_turn_back=may_turn_back), False
        return self._file is not None

    def _was_replaced(self, file: OpenFile) -> bool:
        """Whether the open file was emptied and written anew; then it is left, and found again as new."""
        if file.is_unchanged():
            return False
        self._turns.replaced(file)
        self.close()
        return True

    def _is_over(self, file: OpenFile) -> bool:
        """At the end of what is there: whether nobody will write to the file any more."""
        settled = self._clock_ms() - file.changed_ms() > SETTLE_MS
        if not file.text.grows:
            self.caught_up = False
            if file.damaged and not settled:  # it is just being written
                self.close()
                return False
            return True
        has_newer = self._turns.goes_on_behind(file)
        self.caught_up = not has_newer
        return has_newer and settled and not file.bytes_behind()

    def _finish(self, file: OpenFile) -> None:
        """Close the file. A last line without an end is taken as it is, unless a copy has its rest."""
        if self._turns.goes_on_in_copy(file):
            self.close()
            return
        if file.held:
            file.end_line()
            return
        self._turns.finished(file)
        self.close()
