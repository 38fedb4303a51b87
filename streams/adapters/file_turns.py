"""Whose turn it is: the files of a followed log, which of them were read, and which is read next.

Files are known by how they begin, not by name or inode (see `FilePlace`), so a file that was renamed or
compressed meanwhile, even while nobody was looking, goes on where it was left.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeVar

from streams.adapters.followed_files import LOOKS, FileMovedError, LogName, Recognition, Sighting
from streams.adapters.open_file import OpenFile
from streams.adapters.owed_files import OwedFiles
from streams.contracts.positions import FilePlace

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

    code: Literal["opened", "truncated", "gone", "damaged", "unreadable"]
    file: str


class Turns:
    """The files of one log in their order, from the places that were stored.

    `places` are the places of the files read so far, the latest last; `others` gives those of other sources.
    Files are opened for pieces of about `size` bytes.
    """

    def __init__(
        self,
        name: LogName,
        places: Sequence[FilePlace],
        others: Callable[[], Iterator[tuple[str, FilePlace]]],
        size: int,
    ) -> None:
        self.name = name
        self.notes: list[Note] = []
        self._places = [place for place in places if place.head_bytes]
        self._owed = OwedFiles(places)
        self._others = others
        self._size = size
        self._recognition = Recognition()
        self._exhausted: set[tuple[tuple[int, int], int, int]] = set()
        self._may_be_gone = False
        self.is_known = False
        """Whether some of the log was there at the last look, and was read before."""

    def reached(self, place: FilePlace) -> tuple[FilePlace, ...]:
        """The file that is read now was read up to here; the places of the files before it, to be stored."""
        self._places[-1] = place
        return (*self._owed.places(), *self._places[-MOST_REMEMBERED - 1 : -1])

    def finished(self, file: OpenFile) -> None:
        """This file was read to its end."""
        if file.damaged:
            self.notes.append(Note("damaged", file.sighting.path.name))
        self._places[-1] = place = file.place()
        stat = file.text.stat()
        # What came meanwhile must not be taken for read, so the size is that of what was.
        size = place.offset if file.text.grows else stat.st_size
        self._exhausted.add((file.sighting.identity, size, stat.st_mtime_ns))
        self._owed.settle(file.sighting)
        self._may_be_gone = True

    def replaced(self, file: OpenFile) -> None:
        """This file was emptied and written anew while it was read."""
        self.notes.append(Note("truncated", file.sighting.path.name))
        self._may_be_gone = True

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The files whose turn it was, and which still cannot be read."""
        return self._owed.names

    def can_turn_back(self) -> bool:
        """Whether a file that could not be read when it was its turn can be read by now."""
        return bool(self._owed) and bool(self._steadily(self._owed.readable))

    def first_lines(self) -> list[bytes]:
        """The first whole lines of the oldest file that is still to be read."""
        return self._steadily(self._first_lines)

    def _first_lines(self, sightings: list[Sighting]) -> list[bytes]:
        for sighting in self._unknown(_readable(sightings)):
            if sighting.size:
                return self._recognition.head(sighting).split(b"\n")[:LOOKED_AT][:-1]
        return []

    def bytes_behind(self, file: OpenFile | None) -> int:
        """How much of the log on disk is still to be read behind an open file, or in all."""
        return self._steadily(partial(self._bytes_behind, file))

    def _bytes_behind(self, file: OpenFile | None, sightings: list[Sighting]) -> int:
        if file is None:
            return sum(sighting.size for sighting in self._unknown(_readable(sightings)))
        mine = file.sighting.identity
        behind = file.bytes_behind()
        if copy := self._longer_copy(file, sightings):
            mine, behind = copy.identity, max(behind, copy.size - file.read_to)
        places = [place for place, s in enumerate(sightings) if s.identity == mine]
        newer = _readable(sightings[places[0] + 1 :]) if places else []
        return behind + sum(sighting.size for sighting in newer)

    def goes_on_behind(self, file: OpenFile) -> bool:
        """Whether the log goes on in another file.

        If this one was renamed or removed, that is a file that nothing is known of, or a longer copy of this.
        """
        return self._steadily(partial(self._goes_on_behind, file))

    def _goes_on_behind(self, file: OpenFile, sightings: list[Sighting]) -> bool:
        identities = [sighting.identity for sighting in sightings]
        if file.sighting.identity in identities:
            return identities[-1] != file.sighting.identity
        return bool(self._unknown(_readable(sightings)) or self._longer_copy(file, sightings))

    def goes_on_in_copy(self, file: OpenFile) -> bool:
        """Whether the rest of an open file is in a longer copy that took its place (as rsync leaves one)."""
        return self._steadily(partial(self._longer_copy, file)) is not None

    def _longer_copy(self, file: OpenFile, sightings: list[Sighting]) -> Sighting | None:
        """The newest file that has all that was read of an open one, and more, if that one is gone."""
        if not file.text.grows or file.sighting.identity in [s.identity for s in sightings]:
            return None
        longer = [s for s in _readable(sightings) if not s.compressed and s.size > file.read_to]
        places = self._recognition.known(self._places, longer)
        copies = [s for s, place in zip(longer, places, strict=True) if place is self._places[-1]]
        return copies[-1] if copies else None

    def open_next(self, *, may_turn_back: bool) -> OpenFile | None:
        """Open the oldest file that has something unread.

        Files are read from the oldest to the newest, so whatever is older than the newest known file was read
        or is not wanted. The known file before that one is looked at again: its proxy may have written a few
        more lines after the rotation.
        """
        return self._steadily(partial(self._open_oldest, may_turn_back=may_turn_back))

    def _open_oldest(self, seen: list[Sighting], *, may_turn_back: bool) -> OpenFile | None:
        sightings = _readable(seen)
        places = self._recognition.known(self._places, sightings)
        newest_known = max((index for index, place in enumerate(places) if place is not None), default=-1)
        self.is_known = newest_known >= 0
        self._note_unreadable(seen, sightings[newest_known] if newest_known >= 0 else None)
        if newest_known < 0 and len(sightings) == len(seen) and seen and self._places:
            self._note_gone(sightings)
        if may_turn_back and (file := self._open_owed(sightings)):
            return file
        for index in range(max(newest_known - 1, 0), len(sightings)):
            sighting, place = sightings[index], places[index]
            is_older = index < newest_known and place is None
            if is_older and not self._recognition.has_grown(self._places, sighting):
                continue
            owed = self._open_owed(sightings) if place is None else None
            if file := owed or self._open(sighting, place):
                return file
        return None

    def _open_owed(self, sightings: list[Sighting]) -> OpenFile | None:
        """Open a file that could not be read when it was its turn, if now it can be.

        It is owed until it has been read to its end, so that a kill meanwhile loses nothing of it.
        """
        for sighting in self._owed.readable(sightings):
            [place] = self._recognition.known(self._places, [sighting])
            if file := self._open(sighting, place):
                return file
            self._owed.settle(sighting)
        return None

    def _open(self, sighting: Sighting, place: FilePlace | None) -> OpenFile | None:
        """Open a file where it goes on; None if it has nothing more."""
        known = (sighting.identity, sighting.size, sighting.changed_ns)
        begin = place.offset if place else 0
        if known in self._exhausted or (not sighting.compressed and sighting.size <= begin):
            return None
        head = self._recognition.head(sighting)
        if place is None:
            self._refuse(sighting, head)
        file = OpenFile(sighting, place, head, self._size)
        if not file.goes_on():
            file.text.close()
            self._exhausted.add(known)
            return None
        if place in self._places:
            self._places.remove(place)
        self._places.append(file.place())
        self._may_be_gone = False
        self.notes.append(Note("opened", sighting.path.name))
        return file

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

    def _note_unreadable(self, seen: list[Sighting], newest_known: Sighting | None) -> None:
        """Remember which files newer than what is known cannot be read; say it once."""
        self._owed.add(seen if newest_known is None else seen[seen.index(newest_known) + 1 :])
        unreadable, gone = self._owed.look(seen)
        self.notes += [Note("unreadable", name) for name in unreadable]
        self.notes += [Note("gone", name) for name in gone]

    def _note_gone(self, sightings: list[Sighting]) -> None:
        """Say once that the file that was read last is not among the files any more."""
        if self._may_be_gone:
            return
        self._may_be_gone = True
        last = self._places[-1]
        if any(self._recognition.is_at(last, sighting) for sighting in sightings):
            return
        emptied = any(sighting.inode == last.inode for sighting in sightings)
        self.notes.append(Note("truncated" if emptied else "gone", last.name))

    def _unknown(self, sightings: Sequence[Sighting]) -> list[Sighting]:
        """The files that nothing is known of."""
        places = self._recognition.known(self._places, sightings)
        return [sighting for sighting, place in zip(sightings, places, strict=True) if place is None]

    def _steadily(self, look: Callable[[list[Sighting]], Found]) -> Found:
        """What a look at the files finds; one during which a file was renamed is taken again.

        Raises FileMovedError where they are renamed faster than they can be looked at.
        """
        for _ in range(LOOKS):
            with contextlib.suppress(FileMovedError):
                return look(self.name.files())
        return look(self.name.files())


def _readable(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Those that can be read."""
    return [sighting for sighting in sightings if sighting.fault is None]
