"""Several finished logs read as one, in order: each content once, and what was wrong with a file is noted."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Literal, Self

from streams.adapters.blocks import STANDARD_INPUT, TruncatedInputError, read_blocks
from streams.domain.lines import Block

FINGERPRINT_BYTES = 65_536
LOOKED_AT = 400
"""Lines that a format is recognised by."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know of one file."""

    code: Literal["truncated-input", "duplicate-file"]
    file: str


@dataclass
class LogFiles:
    """Logs in the order given. Use it as a context: it owns the open file.

    `names` are the files' names without their folders, `notes` what was found on the way, `read_bytes` how
    much of the bytes on disk has been read, of `total_bytes` (None with standard input).
    """

    paths: Sequence[str]
    notes: list[Note] = field(default_factory=list)
    _known: set[bytes] = field(default_factory=set)
    _ahead: list[Block] = field(default_factory=list)
    _finished_bytes: int = 0
    _open: BinaryIO | None = None

    def __post_init__(self) -> None:
        """Begin with the first block of the first file, read when it is asked for."""
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
    def total_bytes(self) -> int | None:
        """How many bytes lie on disk, None with standard input."""
        if STANDARD_INPUT in self.paths:
            return None
        return sum(Path(path).stat().st_size for path in self.paths)

    @property
    def read_bytes(self) -> int:
        """How many of them have been read."""
        return self._finished_bytes + (self._open.tell() if self._open else 0)

    def first_lines(self) -> list[bytes]:
        """The first lines of the first file that has any, to know its format by; they stay to be read."""
        if not self._ahead:
            self._ahead.extend(block for _, block in zip(range(1), self._blocks, strict=False))
        return [block.line(index) for block in self._ahead for index in range(min(LOOKED_AT, len(block)))]

    def blocks(self) -> Iterator[Block]:
        """Every block of every file, in order."""
        while self._ahead:
            yield self._ahead.pop(0)
        yield from self._blocks

    def _all_blocks(self) -> Generator[Block]:
        """The files one after another."""
        for path, name in zip(self.paths, self.names, strict=True):
            try:
                for block in self._file(path):
                    if block.offset == 0 and self._had_before(block):
                        self.notes.append(Note("duplicate-file", name))
                        break
                    yield block
            except TruncatedInputError:
                self.notes.append(Note("truncated-input", name))
            if path != STANDARD_INPUT:
                self._finished_bytes += Path(path).stat().st_size

    def _file(self, path: str) -> Iterator[Block]:
        """The blocks of one file."""
        if path == STANDARD_INPUT:
            yield from read_blocks(path)
            return
        with Path(path).open("rb", buffering=0) as file:
            self._open = file
            try:
                yield from read_blocks(file)
            finally:
                self._open = None

    def _had_before(self, block: Block) -> bool:
        """Whether a file begins as another did: the same log under two names, or once compressed."""
        fingerprint = blake2b(block.data[:FINGERPRINT_BYTES], digest_size=16).digest()
        had = fingerprint in self._known
        self._known.add(fingerprint)
        return had
