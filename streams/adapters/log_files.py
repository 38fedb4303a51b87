"""Several finished logs read as one, in order: each content once, and what was wrong with a file is noted."""

import os
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal, Self, TypeVar

from streams.adapters.blocks import (
    BLOCK_BYTES,
    STANDARD_INPUT,
    DamagedInputError,
    TruncatedInputError,
    read_blocks,
    read_text,
)
from streams.adapters.damage import DAMAGED_PIECE_BYTES, is_damaged, until_damage
from streams.adapters.inputs import no_archive
from streams.domain.lines import LONGEST_LINE, Block
from streams.formats.interface import Format

HEAD_BYTES = 4_096
"""Two files whose first bytes differ in none of these are compared to their end."""
LOOKED_AT_BYTES = 65_536
"""How much of a file is read for its head: more than that, because compressed text comes in uneven pieces."""
LOOKED_AT = 400
"""Lines that a format is recognised by."""
LOOKED_AT_BLOCKS = 16
"""How far a line of usual length is looked for, where a log begins with one that is too long."""
FIRST_BLOCK_BYTES = 524_288
"""How much of a file is read at a time for its first lines."""
Piece = TypeVar("Piece", bytes, Block)

REPEATED_LINES = 3
"""So many first lines of a file, found in the same order in the file before it, are no accident."""
TAIL_BLOCKS = 4
"""How much of the file before is looked at: some 8 MB."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know of one file."""

    code: Literal[
        "truncated-input",
        "shrunken-input",
        "damaged-input",
        "damaged-pipe",
        "duplicate-file",
        "overlapping-file",
        "repeated-lines",
    ]
    file: str


@dataclass
class LogFiles:
    """Logs in the order given. Use it as a context: it owns the open file.

    `names` are the files' names without their folders, `notes` what was found on the way, `read_bytes` how
    much of the bytes on disk has been read, of `total_bytes` (None with standard input or another pipe).
    Reading raises OSError where a file cannot be read, ArchiveError where one is an archive. Of a damaged
    file the lines up to the first that `format` cannot understand are handed out, less a few, once it is set.
    """

    paths: Sequence[str]
    notes: list[Note] = field(default_factory=list)
    total_bytes: int | None = field(init=False)
    format: Format | None = field(default=None, init=False)
    _begun: list[tuple[bytes, str]] = field(default_factory=list)
    _ahead: list[Block] = field(default_factory=list)
    _first_lines: list[bytes] | None = None
    _tail: deque[bytes] = field(default_factory=lambda: deque(maxlen=TAIL_BLOCKS))
    _finished_bytes: int = 0
    _open: BinaryIO | None = None

    def __post_init__(self) -> None:
        """Begin with the first block of the first file, read when it is asked for."""
        on_disk = all(_is_on_disk(path) for path in self.paths)
        self.total_bytes = sum(Path(path).stat().st_size for path in self.paths) if on_disk else None
        self._blocks = self._all_blocks()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._blocks.close()

    @property
    def names(self) -> list[str]:
        """The files' names without their folders."""
        return [path if path == STANDARD_INPUT else Path(path).name for path in self.paths]

    @property
    def read_bytes(self) -> int:
        """How many of the bytes on disk have been read."""
        return self._finished_bytes + (self._open.tell() if self._open else 0)

    def first_lines(self) -> list[bytes]:
        """The first lines of the first file that has any, to know its format by; they stay to be read."""
        if self._first_lines is None:
            self._first_lines = self._looked_at()
        return self._first_lines

    def _looked_at(self) -> list[bytes]:
        """As `first_lines`, read anew."""
        if self.total_bytes is None:
            self._ahead = first_blocks(self._blocks)
            return lines_to_know_by(self._ahead)
        named = zip(self.paths, self.names, strict=True)
        each = (lines_to_know_by(first_blocks(_text_of(path, name))) for path, name in named)
        return next((lines for lines in each if lines), [])

    def heads(self) -> Iterator[tuple[str, list[bytes]]]:
        """Name and first lines of every file on disk that has any, but for the first file of all."""
        for path, name in zip(self.paths[1:], self.names[1:], strict=True):
            if _is_on_disk(path):
                lines = lines_to_know_by(first_blocks(_text_of(path, name)))
                if any(line.strip() for line in lines):
                    yield name, lines

    def blocks(self) -> Iterator[Block]:
        """Every block of every file, in order."""
        while self._ahead:
            yield self._ahead.pop(0)
        yield from self._blocks

    def _all_blocks(self) -> Generator[Block]:
        """The files one after another."""
        for path, name in zip(self.paths, self.names, strict=True):
            try:
                if not _is_on_disk(path):
                    yield from no_archive(name, read_blocks(path))
                    continue
                had = self._had_before(path)
                if had is not None:
                    self.notes.append(Note("overlapping-file" if had else "duplicate-file", name))
                elif self._stands_in_tail(path):
                    self.notes.append(Note("repeated-lines", name))
                if had != 0:
                    yield from self._file(path, had or 0)
            except DamagedInputError:
                self.notes.append(Note("damaged-input" if _is_on_disk(path) else "damaged-pipe", name))
            except TruncatedInputError:
                self.notes.append(Note("truncated-input", name))

    def _file(self, path: str, begin: int) -> Iterator[Block]:
        """The blocks of one file, from the line on that holds the byte `begin` of its text."""
        with Path(path).open("rb", buffering=0) as file:
            self._open, size = file, os.fstat(file.fileno()).st_size
            try:
                self._tail.clear()
                for block in no_archive(Path(path).name, self._trusted(path, file)):
                    if len(self.paths) > 1:
                        self._tail.append(block.data)
                    if block.offset + block.size > begin:
                        yield _from_line_at(block, max(begin - block.offset, 0))
                if file.tell() < size:
                    self.notes.append(Note("shrunken-input", Path(path).name))
            finally:
                self._finished_bytes += file.tell()
                self._open = None

    def _trusted(self, path: str, file: BinaryIO) -> Iterator[Block]:
        """The blocks of an open file; of a damaged one those before its damage."""
        if self.format is None or not is_damaged(path):
            return read_blocks(file)
        blocks = until_damage(read_blocks(file, DAMAGED_PIECE_BYTES), self.format)
        return (block for block in blocks if block.size)

    def _stands_in_tail(self, path: str) -> bool:
        """Whether a file begins with lines from near the end of the file before it."""
        if not self._tail:
            return False
        lines = next(_texts(path), b"").splitlines(keepends=True)[:LOOKED_AT]
        content = [line for line in lines if line.strip() and not line.startswith(b"#")][:REPEATED_LINES]
        return len(content) == REPEATED_LINES and b"".join(content) in b"".join(self._tail)

    def _had_before(self, path: str) -> int | None:
        """How much of a file's text an earlier file had: None for nothing, 0 for all of it.

        The same log may lie there under two names, once compressed, or as an older copy of it.
        """
        head = next(_texts(path, LOOKED_AT_BYTES), b"")[:HEAD_BYTES]
        shared = [
            shared_beginning(path, earlier)
            for known, earlier in self._begun
            if head and (head.startswith(known) or known.startswith(head))
        ]
        if head:
            self._begun.append((head, path))
        found = [bytes_shared for bytes_shared in shared if bytes_shared is not None]
        return None if not found else 0 if 0 in found else max(found)


def first_blocks(blocks: Iterator[Block]) -> list[Block]:
    """The blocks up to the first that holds a line of usual length: a few at most, none of an empty log."""
    taken: list[Block] = []
    for block in blocks:
        taken.append(block)
        if len(taken) == LOOKED_AT_BLOCKS or any(_is_usual(line) for line in _first_lines(block)):
            break
    return taken


def lines_to_know_by(blocks: Sequence[Block]) -> list[bytes]:
    """Lines that a format is recognised by: those of usual length, or all where there are none."""
    lines = [line for block in blocks for line in _first_lines(block)][:LOOKED_AT]
    usual = [line for line in lines if len(line) <= LONGEST_LINE]
    return usual if any(line.strip() for line in usual) else lines


def _first_lines(block: Block) -> list[bytes]:
    """The first lines of a block, found without looking for the ends of all."""
    data, begin = block.data, 0
    lines: list[bytes] = []
    while begin < len(data) and len(lines) < LOOKED_AT:
        end = data.find(b"\n", begin)
        end = len(data) if end < 0 else end
        lines.append(data[begin:end].removesuffix(b"\r"))
        begin = end + 1
    return lines


def _is_usual(line: bytes) -> bool:
    return len(line) <= LONGEST_LINE and bool(line.strip())


def shared_beginning(path: str, earlier: str) -> int | None:
    """Whether two files have the same text as far as the shorter one goes; None where they differ.

    0 where all of `path` stands in `earlier`, else the length of what `earlier` holds of it, in bytes.
    """
    texts, others = _texts(path), _texts(earlier)
    text, other, at = next(texts, b""), next(others, b""), 0
    while text and other:
        both = min(len(text), len(other))
        if text[:both] != other[:both]:
            return None
        at += both
        text, other = text[both:] or next(texts, b""), other[both:] or next(others, b"")
    return at if text else 0


def _texts(path: str, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """A file's decompressed text in pieces of about `size`, as far as it can be read."""
    return _readable(piece for piece in read_text(path, size) if piece)


def _text_of(path: str, name: str) -> Iterator[Block]:
    """A file's first blocks, as far as they can be read. Raises ArchiveError."""
    return _readable(no_archive(name, read_blocks(path, FIRST_BLOCK_BYTES)))


def _readable(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """What comes before the damage, where there is any."""
    with suppress(TruncatedInputError):
        yield from pieces


def _from_line_at(block: Block, begin: int) -> Block:
    """The rest of a block, from the beginning of the line that holds the byte `begin`."""
    start = block.data.rfind(b"\n", 0, begin) + 1
    if not start:
        return block
    return Block(
        block.data[start:], block.first_line + block.data.count(b"\n", 0, start), block.offset + start
    )


def _is_on_disk(path: str) -> bool:
    """Whether a path is a file, which can be read twice, and not a pipe."""
    return path != STANDARD_INPUT and Path(path).is_file()
