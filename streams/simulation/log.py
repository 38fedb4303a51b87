"""Where a simulation's lines go: a stream, or a file rotated as logrotate does without copytruncate."""

from pathlib import Path
from typing import BinaryIO, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray


@runtime_checkable
class Log(Protocol):
    """Takes lines in the order of their end."""

    files: int
    """How many files were begun."""

    def begin(self, header: str) -> None:
        """Begin the first file; called once, before anything is written."""
        ...

    def write(self, lines: list[str], seen_ms: NDArray[np.int64]) -> None:
        """Append lines, each with its newline; `seen_ms` are their times."""
        ...

    def flush(self) -> None:
        """Let readers see everything written so far."""
        ...


class Stream:
    """A log in one binary stream that somebody else opens and closes."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.files = 0

    def begin(self, header: str) -> None:
        """Write the header."""
        self.files = 1
        self._out.write(_encoded(header))

    def write(self, lines: list[str], seen_ms: NDArray[np.int64]) -> None:  # noqa: ARG002 (the port's signature)
        """Append lines."""
        self._out.write(_encoded("".join(lines)))

    def flush(self) -> None:
        """Flush the stream."""
        self._out.flush()


class RotatedFile:
    """A log file that is renamed to `NAME.1` (and `.1` to `.2`, and so on) when it is full, and begun anew.

    It is full after `every_lines` lines, or when a line is due `every_seconds` after the file's first; times
    are those of the lines, so that a fast run rotates like a live one. Nothing is deleted, but an existing
    file of this name is emptied at the beginning. To be used as a context manager.
    """

    def __init__(
        self, path: Path, *, every_seconds: float | None = None, every_lines: int | None = None
    ) -> None:
        self._path = path
        self._every_ms = None if every_seconds is None else round(every_seconds * 1000)
        self._every_lines = every_lines
        self._header = ""
        self._lines = 0
        self._first_ms: int | None = None
        self.files = 0
        self._file = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def begin(self, header: str) -> None:
        """Write the header."""
        self._header = header
        self._begin_file()

    def write(self, lines: list[str], seen_ms: NDArray[np.int64]) -> None:
        """Append lines, rotating between two of them wherever the file is full."""
        written = 0
        while written < len(lines):
            fits = self._fits(seen_ms[written:])
            if not fits:
                self.rotate()
                continue
            if self._first_ms is None:
                self._first_ms = int(seen_ms[written])
            self._file.write(_encoded("".join(lines[written : written + fits])))
            self._lines += fits
            written += fits

    def flush(self) -> None:
        """Flush the file."""
        self._file.flush()

    def rotate(self) -> None:
        """Rename the file and begin a new one; the old one is complete and keeps its inode."""
        self._file.close()
        numbers = 1
        while self._numbered(numbers).exists():
            numbers += 1
        for number in range(numbers, 1, -1):
            self._numbered(number - 1).rename(self._numbered(number))
        self._path.rename(self._numbered(1))
        self._file = self._path.open("wb")
        self._begin_file()

    def _begin_file(self) -> None:
        """Start counting anew."""
        self._file.write(_encoded(self._header))
        self._lines, self._first_ms = 0, None
        self.files += 1

    def _fits(self, seen_ms: NDArray[np.int64]) -> int:
        """How many of the next lines still go into this file."""
        fits = len(seen_ms)
        if self._every_lines is not None:
            fits = min(fits, self._every_lines - self._lines)
        if self._every_ms is not None:
            first = int(seen_ms[0]) if self._first_ms is None else self._first_ms
            fits = min(fits, int(np.searchsorted(seen_ms, first + self._every_ms, side="left")))
        return fits

    def _numbered(self, number: int) -> Path:
        """The name after so many rotations."""
        return self._path.with_name(f"{self._path.name}.{number}")


def _encoded(text: str) -> bytes:
    """Bytes of a text; every character is one byte, noise included."""
    return text.encode("latin-1")
