"""The files of one log: the one that grows and its rotated history, each known by how it begins."""

import codecs
import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from errno import ESTALE
from hashlib import blake2b
from pathlib import Path
from stat import S_ISREG
from typing import Self

from streams.adapters.blocks import TruncatedInputError, decompressed, rotated_in_order, rotation_of
from streams.contracts.positions import FilePlace

HEAD_BYTES = 65_536
"""So much of a file's beginning tells which file it is."""

_COMPRESSED = frozenset({".gz", ".zst", ".zstd"})
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


LOOKS = 10
"""How often a folder is looked at anew while its files are being renamed."""


class FileMovedError(OSError):
    """A file was renamed or removed between seeing and opening it: whoever looks again finds where it is."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file of the log as the folder shows it now; `compressed` files do not grow.

    `fault` says why it cannot be read; of such a file nothing else is known.
    """

    path: Path
    device: int
    inode: int
    size: int
    changed_ns: int
    compressed: bool
    fault: OSError | None = field(default=None, compare=False)

    @property
    def identity(self) -> tuple[int, int]:
        """The same for as long as it is the same file, whatever its name."""
        return self.device, self.inode


@dataclass(frozen=True)
class LogName:
    """Which files belong to a log.

    `path` is the file that is written to, or a pattern (`u_ex*.log`) whose last match in order of rotation
    is. Beside a path, the files that logrotate and Squid name after it (`access.log.1`, `access.log.2.gz`,
    `access.log-20261101`) are its history; `history` names them by another pattern, and empty means none. A
    path that is itself a rotated part, or compressed, stands for itself alone.
    """

    path: Path
    history: str | None = None

    def files(self) -> list[Sighting]:
        """The files there are, oldest first; an older one may have a fault. Raises that of the newest.

        A rotation in the middle of a look would hide a file: it moves to a name that was looked at already.
        So the folder is looked at until two looks agree.
        """
        seen = self._look()
        for _ in range(LOOKS):
            before, seen = seen, self._look()
            if [(s.path, s.identity) for s in before] == [(s.path, s.identity) for s in seen]:
                break
        if seen and seen[-1].fault is not None:
            raise seen[-1].fault
        return seen

    def _look(self) -> list[Sighting]:
        """One look at the folder."""
        paths = list(dict.fromkeys([*self._older(), *_matches(self.path)]))
        sightings = [found for path in rotated_in_order(paths) if (found := _sighted(path))]
        plain = {s.path for s in sightings if s.fault is None and not s.compressed}
        # While `access.log.1` is being compressed, a part of `access.log.1.gz` lies beside it.
        parts = {
            s.path for s in sightings if s.path.suffix in _COMPRESSED and s.path.with_suffix("") in plain
        }
        return [s for s in sightings if s.path in plain or s.path not in parts]

    def _older(self) -> list[Path]:
        """The files of the history."""
        if self.history is not None:
            return _matches(self.path.parent / self.history) if self.history else []
        log, kind, _ = rotation_of(str(self.path))
        if _is_pattern(self.path) or log != str(self.path) or kind != _CURRENT:
            return []
        beside = sorted(self.path.parent.iterdir()) if self.path.parent.is_dir() else []
        return [path for path in beside if path != self.path and rotation_of(str(path))[0] == log]


_CURRENT = 2
"""The kind of a name without number or date (see `rotation_of`)."""


def _sighted(path: Path) -> Sighting | None:
    """The file as it stands; None where there is none (any more), or what is there is no regular file."""
    begins, fault = b"", None
    with contextlib.suppress(FileNotFoundError):
        stat = path.stat()
        if not S_ISREG(stat.st_mode):  # opening a pipe would wait for its writer
            return None
        try:
            with path.open("rb") as opened:
                stat, begins = os.fstat(opened.fileno()), opened.read(4)
        except FileNotFoundError:
            raise
        except OSError as error:
            fault = error
        compressed = begins.startswith(_GZIP) or begins == _ZSTD
        return Sighting(path, stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, compressed, fault)
    return None


def _is_pattern(path: Path) -> bool:
    """Whether the name stands for several files."""
    return any(sign in path.name for sign in "*?[")


def _matches(path: Path) -> list[Path]:
    """The files that a name or a pattern means."""
    return sorted(path.parent.glob(path.name)) if _is_pattern(path) else [path]


class Text:
    """A file's text, read forward; a plain file may have more later. Use it as a context, or close it."""

    def __init__(self, sighting: Sighting, size: int) -> None:
        """Open the file for pieces of about `size` bytes. Raises FileMovedError, and OSError."""
        self.grows = not sighting.compressed
        self._size = size
        try:
            self._file = sighting.path.open("rb", buffering=0)
        except FileNotFoundError as error:
            raise FileMovedError(error.errno, error.strerror, error.filename) from error
        stat = self.stat()
        if (stat.st_dev, stat.st_ino) != sighting.identity:
            self._file.close()
            raise FileMovedError(ESTALE, "Another file has this name now", str(sighting.path))
        self._pieces = iter(()) if self.grows else decompressed(self._file.read, size)
        self._ahead = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def stat(self) -> os.stat_result:
        """The file as it stands, whatever it is called by now."""
        return os.fstat(self._file.fileno())

    def begins_with(self, head: bytes) -> bool:
        """Whether a plain file still begins as it did: a file that was emptied and written anew does not."""
        here = self._file.tell()
        self._file.seek(0)
        found = self._file.read(len(head)) or b""
        self._file.seek(here)
        return found == head

    def read(self) -> bytes:
        """The next piece, empty at the end. Raises TruncatedInputError once a damaged one was read so far."""
        if self._ahead:
            piece, self._ahead = self._ahead, b""
            return piece
        if self.grows:
            return self._file.read(self._size) or b""
        return next(self._pieces, b"")

    def is_at_end(self) -> bool:
        """Whether nothing is there to be read now."""
        if self.grows:
            return self._file.tell() >= self.stat().st_size
        self._ahead = self._ahead or self.read()
        return not self._ahead

    def skip(self, offset: int) -> int:
        """Leave out the first `offset` bytes; how many there were, if less. To be called first."""
        if self.grows:
            return self._file.seek(min(offset, self.stat().st_size))
        left = offset
        while left and (piece := self.read()):
            self._ahead = piece[left:]
            left -= min(left, len(piece))
        return offset - left


def _head(sighting: Sighting) -> bytes:
    """The first bytes of a file's text. Raises FileMovedError."""
    head = b""
    with contextlib.suppress(TruncatedInputError), Text(sighting, HEAD_BYTES) as text:
        while len(head) < HEAD_BYTES and (piece := text.read()):
            head += piece
    return head[:HEAD_BYTES]


def fingerprint(head: bytes) -> str:
    """What a file that begins so is known by."""
    return blake2b(head, digest_size=16).hexdigest()


@dataclass
class Recognition:
    """Tells which places belong to which files. Answers are remembered for as long as a file is unchanged."""

    _heads: dict[tuple[int, int, int, int], bytes] = field(default_factory=dict)

    def head(self, sighting: Sighting) -> bytes:
        """How the file begins, `HEAD_BYTES` at most. Raises FileMovedError."""
        known = (*sighting.identity, sighting.size, sighting.changed_ns)
        if known not in self._heads:
            if len(self._heads) > 100:
                self._heads.clear()
            self._heads[known] = _head(sighting)
        return self._heads[known]

    def is_at(self, place: FilePlace, sighting: Sighting) -> bool:
        """Whether `place` is one in this file: whether the file begins as that one did."""
        if not place.head_bytes:
            return False
        head = self.head(sighting)[: place.head_bytes]
        return len(head) == place.head_bytes and fingerprint(head) == place.head

    def shares_lines(self, place: FilePlace, sighting: Sighting) -> bool:
        """The same, and what is shared has more lines than a heading: it cannot be by chance."""
        has_heading = self.head(sighting).removeprefix(codecs.BOM_UTF8).startswith(b"#")
        enough = 1 if has_heading else 2  # the first line may be that of a CSV file
        return self.is_at(place, sighting) and self._content(place, sighting) >= enough

    def known(self, places: Sequence[FilePlace], sightings: Sequence[Sighting]) -> list[FilePlace | None]:
        """For each file the latest place that is one in it; of equal ones that with the same inode.

        A place behind nothing but a heading tells no file from the next one, so it is none: reading a heading
        again doubles nothing. `#` lines are a heading; a first line without that sign (as of a CSV file) is
        taken for one where files that are no copies of one another begin with it.
        """
        telling = [place for place in places if self._tells(place, sightings)]
        return [self._latest(telling, sighting) for sighting in sightings]

    def has_grown(self, places: Sequence[FilePlace], sighting: Sighting) -> bool:
        """Whether a place, telling or not, is one in this very file by its inode, and not at its end."""
        mine = [p for p in places if p.inode == sighting.inode and p.offset < sighting.size]
        return any(self.is_at(place, sighting) for place in mine)

    def _latest(self, places: Sequence[FilePlace], sighting: Sighting) -> FilePlace | None:
        """The latest of the places that is one in this file."""
        fitting = [place for place in places if self.is_at(place, sighting)]
        same = [place for place in fitting if place.inode == sighting.inode]
        chosen = same or fitting
        return chosen[-1] if chosen else None

    def _tells(self, place: FilePlace, sightings: Sequence[Sighting]) -> bool:
        """Whether the lines that a place is known by are those of one file alone."""
        fitting = [sighting for sighting in sightings if self.is_at(place, sighting)]
        if not fitting:
            return False
        content = self._content(place, fitting[0])
        return content > 1 or (content == 1 and len({self.head(sighting) for sighting in fitting}) == 1)

    def _content(self, place: FilePlace, sighting: Sighting) -> int:
        """How many lines that are no `#` lines a place is known by, in a file that it is one in."""
        lines = self.head(sighting)[: place.head_bytes].removeprefix(codecs.BOM_UTF8).split(b"\n")
        if place.offset < place.head_bytes < HEAD_BYTES:
            lines.pop()  # a half line, unless it was taken as it is
        return sum(bool(line.strip()) and not line.startswith(b"#") for line in lines)
