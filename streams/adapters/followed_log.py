"""Follows one log through rotation, compression and truncation: every line once, in order, only whole ones.

Files are known by how they begin, not by name or inode (see `FilePlace`), so a file that was renamed or
compressed meanwhile, even while nobody was looking, goes on where it was left. Nothing here waits: `read`
hands out what is there, and the caller looks again later.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from streams.adapters.blocks import BLOCK_BYTES
from streams.adapters.followed_files import LOOKS, FileMovedError, LogName, Recognition, Sighting
from streams.adapters.open_file import OpenFile
from streams.contracts.positions import FilePlace
from streams.domain.lines import Block

SETTLE_MS = 2_000
"""A file that was rotated away is over when it was not written to for so long: after the renaming, a proxy
goes on writing to the old file until it is told."""

QUIET_MS = 60_000
"""A last line without an end, in a file that was not written to for so long, is taken as it is if asked."""

MOST_REMEMBERED = 10
"""Files before the current one whose places are kept."""

LOOKED_AT = 400
"""Lines that a format is recognised by, at most."""

Found = TypeVar("Found")

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UnfollowableLogError(Exception):
    """A log that must not or cannot be followed; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that whoever runs the collector should know of a file."""

    code: Literal["opened", "truncated", "gone", "damaged"]
    file: str


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
        self._name = name
        self._places = list(places)
        self._clock_ms = clock_ms
        self._others = others
        self._size = size
        self._recognition = Recognition()
        self._file: OpenFile | None = None
        self._exhausted: set[tuple[tuple[int, int], int, int]] = set()
        self._at_end = False
        self._may_be_gone = False
        self._notes: list[Note] = []
        self.caught_up = False
        """After `read` returned None: whether that was all, or an older file is still being written to."""

    def read(self) -> Piece | None:
        """The next whole lines; None if there are none now.

        Raises UnfollowableLogError, and OSError where a file cannot be read (it may be readable later).
        """
        self.caught_up = False
        while True:
            if self._file is None and not self._open_next():
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
            if not self._is_over(file):
                return None
            self._finish(file)

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
        return self._steadily(self._first_lines)

    def _first_lines(self, sightings: list[Sighting]) -> list[bytes]:
        for sighting in self._unknown(sightings):
            if sighting.size:
                return self._recognition.head(sighting).split(b"\n")[:LOOKED_AT][:-1]
        return []

    def exists(self) -> bool:
        """Whether there is any file of the log."""
        return bool(self._name.files())

    @property
    def is_open(self) -> bool:
        """Whether a file of the log is being read."""
        return self._file is not None

    @property
    def waiting_bytes(self) -> int:
        """The bytes of a last line that has no end yet."""
        return self._file.held if self._file else 0

    def bytes_behind(self) -> int:
        """How much of the log on disk is still to be read (compressed parts as they lie there)."""
        return self._steadily(self._bytes_behind)

    def _bytes_behind(self, sightings: list[Sighting]) -> int:
        if self._file is None:
            return sum(sighting.size for sighting in self._unknown(sightings))
        mine = self._file.sighting.identity
        places = [place for place, s in enumerate(sightings) if s.identity == mine]
        newer = sightings[places[0] + 1 :] if places else []
        return self._file.bytes_behind() + sum(sighting.size for sighting in newer)

    def take_notes(self) -> list[Note]:
        """What happened since the last call."""
        notes, self._notes = self._notes, []
        return notes

    def close(self) -> None:
        """Let go of the open file."""
        if self._file is not None:
            self._file.text.close()
            self._file = None

    def _steadily(self, look: Callable[[list[Sighting]], Found]) -> Found:
        """What a look at the files finds; one during which a file was renamed is taken again.

        Raises FileMovedError where they are renamed faster than they can be looked at.
        """
        for _ in range(LOOKS):
            with contextlib.suppress(FileMovedError):
                return look(self._name.files())
        return look(self._name.files())

    def _open_file(self) -> OpenFile:
        """The file that is open."""
        if self._file is None:
            raise RuntimeError("no file of the log is open")
        return self._file

    def _handed_out(self, piece: tuple[Block, FilePlace]) -> Piece:
        """A piece with the files before it; from now on its place is the latest."""
        block, place = piece
        self._places[-1] = place
        return Piece(block, place, tuple(self._places[-MOST_REMEMBERED - 1 : -1]))

    def _open_next(self) -> bool:
        """Open the oldest file that has something unread.

        Files are read from the oldest to the newest, so whatever is older than the newest known file was read
        or is not wanted. The known file before that one is looked at again: its proxy may have written a few
        more lines after the rotation.
        """
        return self._steadily(self._open_oldest)

    def _open_oldest(self, sightings: list[Sighting]) -> bool:
        places = self._recognition.known(self._places, sightings)
        newest_known = max((index for index, place in enumerate(places) if place is not None), default=-1)
        if newest_known < 0 and sightings and self._places:
            self._note_gone(sightings)
        for index in range(max(newest_known - 1, 0), len(sightings)):
            sighting, place = sightings[index], places[index]
            is_older = index < newest_known and place is None
            if is_older and not self._recognition.has_grown(self._places, sighting):
                continue
            if self._open(sighting, place):
                return True
        return False

    def _open(self, sighting: Sighting, place: FilePlace | None) -> bool:
        """Open a file where it goes on; False if it has nothing more."""
        known = (sighting.identity, sighting.size, sighting.changed_ns)
        begin = place.offset if place else 0
        if known in self._exhausted or (not sighting.compressed and sighting.size <= begin):
            return False
        head = self._recognition.head(sighting)
        if place is None:
            self._refuse(sighting, head)
        file = OpenFile(sighting, place, head, self._size)
        if not file.goes_on():
            file.text.close()
            self._exhausted.add(known)
            return False
        if place in self._places:
            self._places.remove(place)
        self._places.append(file.place())
        self._file, self._at_end, self._may_be_gone = file, False, False
        self._notes.append(Note("opened", sighting.path.name))
        return True

    def _refuse(self, sighting: Sighting, head: bytes) -> None:
        """Raise UnfollowableLogError for a file that another source has, or whose text cannot be followed."""
        if head.startswith(_UTF16_MARKS):
            raise UnfollowableLogError(
                f"{sighting.path} is UTF-16 text, which cannot be followed; let the proxy write UTF-8, or "
                "convert finished files (iconv -f UTF-16 -t UTF-8)"
            )
        for source, place in self._others():
            if self._recognition.shares_lines(place, sighting):
                raise UnfollowableLogError(
                    f"{sighting.path} begins with the very lines of {place.name}, which the source {source} "
                    "reads or has read; every log belongs to one source, so give it that name, or another log"
                )

    def _was_replaced(self, file: OpenFile) -> bool:
        """Whether the open file was emptied and written anew; then it is left, and found again as new."""
        if file.is_unchanged():
            return False
        self._notes.append(Note("truncated", file.sighting.path.name))
        self._may_be_gone = True
        self.close()
        return True

    def _note_gone(self, sightings: list[Sighting]) -> None:
        """Say once that the file that was read last is not among the files any more."""
        if self._may_be_gone:
            return
        self._may_be_gone = True
        last = self._places[-1]
        if any(self._recognition.is_at(last, sighting) for sighting in sightings):
            return
        emptied = any(sighting.inode == last.inode for sighting in sightings)
        self._notes.append(Note("truncated" if emptied else "gone", last.name))

    def _is_over(self, file: OpenFile) -> bool:
        """At the end of what is there: whether nobody will write to the file any more."""
        settled = self._clock_ms() - file.changed_ms() > SETTLE_MS
        if not file.text.grows:
            self.caught_up = False
            if file.damaged and not settled:  # it is just being written
                self.close()
                return False
            return True
        has_newer = self._has_newer(file)
        self.caught_up = not has_newer
        return has_newer and settled and not file.bytes_behind()

    def _has_newer(self, file: OpenFile) -> bool:
        """Whether the log goes on in another file; one that nothing is known of, if this one was renamed."""
        return self._steadily(lambda sightings: self._goes_on_elsewhere(file, sightings))

    def _goes_on_elsewhere(self, file: OpenFile, sightings: list[Sighting]) -> bool:
        identities = [sighting.identity for sighting in sightings]
        if file.sighting.identity in identities:
            return identities[-1] != file.sighting.identity
        return bool(self._unknown(sightings))

    def _unknown(self, sightings: Sequence[Sighting]) -> list[Sighting]:
        """The files that nothing is known of."""
        places = self._recognition.known(self._places, sightings)
        return [sighting for sighting, place in zip(sightings, places, strict=True) if place is None]

    def _finish(self, file: OpenFile) -> None:
        """Take a last line without an end as it is, then close the file."""
        if file.held:
            file.end_line()
            return
        if file.damaged:
            self._notes.append(Note("damaged", file.sighting.path.name))
        self._places[-1] = place = file.place()
        stat = file.text.stat()
        # What came meanwhile must not be taken for read, so the size is that of what was.
        size = place.offset if file.text.grows else stat.st_size
        self._exhausted.add((file.sighting.identity, size, stat.st_mtime_ns))
        self._may_be_gone = True
        self.close()
