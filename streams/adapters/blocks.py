"""Logs read as blocks of whole lines: plain, gzip or zstd, a file or standard input, in flat memory."""

import codecs
import errno
import os
import re
import select
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from io import FileIO
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np
import zstandard

from streams.domain.lines import LONGEST_LINE, Block

BLOCK_BYTES = 8 * 1024 * 1024
"""A block's usual size: large enough to make Python's share small, small enough to hold several."""

STANDARD_INPUT = "-"
"""Stands for standard input wherever a log's path is asked for."""

_RAW_BYTES = 256 * 1024
_LARGE_BYTES = 1024 * 1024
_ZSTD_RAW_BYTES = 32 * 1024
_COUNTED_BYTES = 256 * 1024
_QUIET_SECONDS = 0.05

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = (b"\x28\xb5\x2f\xfd", *(bytes([n]) + b"\x2a\x4d\x18" for n in range(0x50, 0x60)))
_UTF16_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

Reader = Callable[[int], bytes]
Name = TypeVar("Name", str, Path)


class TruncatedInputError(Exception):
    """A compressed log ends early or is damaged; everything that could be read was handed out before."""


class DamagedInputError(TruncatedInputError):
    """Compressed data contradicts itself or its checksum: the last of what was handed out may be false."""


def read_blocks(source: str | Path | BinaryIO, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """The log's bytes as blocks of whole lines, in order, with line numbers and offsets that stay right.

    `source` is a path, `"-"` for standard input, or an open binary stream. Compression is told by the first
    bytes, never by the name; gzip may have several members. UTF-16 with a byte order mark (Windows exports)
    becomes UTF-8, and a UTF-8 mark is left out. Of a line longer than `LONGEST_LINE` that crosses a read only
    the first `LONGEST_LINE + 1` bytes are kept: the formats reject it as too long, and memory stays flat.

    Raises OSError (FileNotFoundError, ...) where the log cannot be opened, and `TruncatedInputError` *after*
    the last readable block where compressed data ends early, or DamagedInputError where it is damaged.
    """
    with ExitStack() as opened:
        if isinstance(source, str | Path) and str(source) == STANDARD_INPUT:
            read = _prompt(standard_input())
        elif isinstance(source, str | Path):
            read = _by_lines(opened.enter_context(Path(source).open("rb", buffering=0)))
        else:
            read = _by_lines(source)
        yield from _whole_lines(_pieces(read, size))


def read_text(path: str | Path, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """The text whose places the blocks' offsets are: whole, over-long lines too, in pieces of about `size`.

    Raises as `read_blocks`.
    """
    with Path(path).open("rb", buffering=0) as file:
        yield from _pieces(file.read, size)


def standard_input() -> BinaryIO:
    """Standard input as bytes. Raises OSError where whoever started the process has closed it."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "it is closed; feed the log into it, or name a file", "standard input")
    return sys.stdin.buffer


def rotated_in_order(paths: Sequence[Name]) -> list[Name]:
    """The parts of rotated sets, oldest first; different logs stay in the order in which they were named.

    `access.log.2.gz, access.log.1, access.log` are in order (a higher number is older), and so are
    `access.log-20250101.gz, access.log-20250102, access.log` and `u_ex250101.log, u_ex250102.log`.
    """
    first_named: dict[str, int] = {}
    keys: list[tuple[int, int, int, int]] = []
    for place, path in enumerate(paths):
        log, kind, rank = rotation_of(str(path))
        keys.append((first_named.setdefault(log, place), kind, rank, place))
    return [paths[key[-1]] for key in sorted(keys)]


_COMPRESSED = re.compile(r"\.(gz|zst|zstd)$", re.IGNORECASE)
_DATED = re.compile(r"(?<!\d)(?:\d{4}-\d\d-\d\d|\d{8}|\d{6})(?:[-_T.]?\d{1,6})?(?!\d)")
_NUMBERED = re.compile(r"[.\-_](\d{1,5})$|[.\-_](\d{1,5})(?=\.log$)")


def rotation_of(path: str) -> tuple[str, int, int]:
    """(the log a part belongs to, 0 numbered | 1 dated | 2 current, rank within these: small is old)."""
    name = _COMPRESSED.sub("", path)
    folder_ends = max(name.rfind("/"), name.rfind("\\")) + 1
    folder, file = name[:folder_ends], name[folder_ends:]
    if dated := _DATED.search(file):
        day = re.sub(r"\D", "", dated[0])
        rank = int(day.ljust(14, "0")) if len(day) != 6 else int(("20" + day).ljust(14, "0"))
        stem = (file[: dated.start()].rstrip(".-_") + file[dated.end() :]).strip(".-_")
        return folder + stem, 1, rank
    if numbered := _NUMBERED.search(file):
        return folder + _NUMBERED.sub("", file), 0, -int(numbered[1] or numbered[2])
    return folder + file, 2, 0


def _prompt(stream: BinaryIO) -> Reader:
    """Read from a pipe in large pieces, but hand on what is there once the writer pauses."""
    raw = getattr(stream, "raw", stream)
    can_wait = sys.platform != "win32" and isinstance(raw, FileIO)  # Windows selects sockets only

    def read(size: int) -> bytes:
        parts = [raw.read(size) or b""]
        held = len(parts[0])
        while can_wait and parts[-1] and held < size and select.select([raw], [], [], _QUIET_SECONDS)[0]:
            parts.append(raw.read(size - held) or b"")
            held += len(parts[-1])
        return b"".join(parts)

    return read


def _by_lines(stream: BinaryIO) -> Reader:
    """Read so that a large piece ends with a line, if the stream is a file on disk.

    Such a piece is a block as it is; the rest of a line would have to be joined with what follows, and all of
    that copied.
    """
    if not (isinstance(stream, FileIO) and stream.seekable() and hasattr(os, "pread")):
        return stream.read

    def read(size: int) -> bytes:
        if size >= _LARGE_BYTES:
            seen = os.pread(stream.fileno(), LONGEST_LINE, stream.tell() + size - LONGEST_LINE)
            size -= len(seen) - (seen.rfind(b"\n") + 1) if b"\n" in seen else 0
        return stream.read(size)

    return read


def _pieces(read: Reader, size: int) -> Iterator[bytes]:
    """The log's text in pieces of about `size`."""
    yield from _as_utf8(decompressed(read, size))


def decompressed(read: Reader, size: int) -> Iterator[bytes]:
    """The log's decompressed bytes, as they are, in pieces of about `size`.

    Raises `TruncatedInputError` after the last piece that could be read.
    """
    head = read(size)
    while head and len(head) < 4 and (more := read(size)):
        head += more
    if head.startswith(_GZIP_MAGIC):
        yield from _gunzip(head, read, size)
    elif head.startswith(_ZSTD_MAGIC):
        yield from _unzstd(head, read)
    else:
        yield from _plain(head, read, size)


def _plain(head: bytes, read: Reader, size: int) -> Iterator[bytes]:
    piece = head
    while piece:
        yield piece
        piece = read(size)


def _gunzip(head: bytes, read: Reader, size: int) -> Iterator[bytes]:
    """All members, one after the other; zero padding behind the last one is no damage (RFC 1952, gzip(1))."""
    member, raw, fresh = zlib.decompressobj(wbits=31), head, False
    while True:
        try:
            text = member.decompress(raw, size)
        except zlib.error as error:
            raise DamagedInputError(
                f"the gzip data is damaged ({error}); what came before was read"
            ) from error
        if text:
            yield text
        if member.eof:
            raw = member.unused_data.lstrip(b"\0")
            member, fresh = zlib.decompressobj(wbits=31), True
        else:
            raw = member.unconsumed_tail
        if raw:
            fresh = False
            continue
        raw = read(_RAW_BYTES)
        raw = raw.lstrip(b"\0") if fresh else raw
        if not raw and not text and not fresh:
            raise TruncatedInputError("the gzip data ends early; what came before was read")
        if not raw and fresh:
            return


def _unzstd(head: bytes, read: Reader) -> Iterator[bytes]:
    """All frames, one after the other; fed in small pieces because zstd cannot bound what comes out."""
    context = zstandard.ZstdDecompressor()
    frame, raw, started = context.decompressobj(), head, False
    while raw:
        for start in range(0, len(raw), _ZSTD_RAW_BYTES):
            part = raw[start : start + _ZSTD_RAW_BYTES]
            while part:
                try:
                    text = frame.decompress(part)
                except zstandard.ZstdError as error:
                    reason = f"the zstd data is damaged ({error}); what came before was read"
                    raise DamagedInputError(reason) from error
                started = not frame.eof
                part = frame.unused_data if frame.eof else b""
                if frame.eof:
                    frame = context.decompressobj()
                if text:
                    yield text
        raw = read(_RAW_BYTES)
    if started:
        raise TruncatedInputError("the zstd data ends early; what came before was read")


def _as_utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same text without a byte order mark; UTF-16 is told by its mark and recoded."""
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= 3:
            break
    for mark, encoding in _UTF16_MARKS:
        if head.startswith(mark):
            decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
            yield decoder.decode(head[len(mark) :]).encode()
            for piece in pieces:
                yield decoder.decode(piece).encode()
            yield decoder.decode(b"", final=True).encode()
            return
    yield head.removeprefix(codecs.BOM_UTF8)
    yield from pieces


def _newlines(data: bytes) -> int:
    """How many there are: ten times as fast as bytes.count, in pieces whose flags stay in the processor."""
    signs = np.frombuffer(data, np.uint8)
    return sum(
        int(np.count_nonzero(signs[begin : begin + _COUNTED_BYTES] == 0x0A))
        for begin in range(0, len(signs), _COUNTED_BYTES)
    )


def _whole_lines(pieces: Iterator[bytes]) -> Iterator[Block]:
    """Cut at newlines; the rest of each piece waits for the next one, or is cut short when it is too long."""
    line, offset, held, dropped = 1, 0, b"", 0

    def block(data: bytes, beyond: int = 0) -> Block:
        nonlocal line, offset
        made = Block(data, line, offset)
        line += _newlines(data)
        offset += len(data) + beyond
        return made

    try:
        for fresh in pieces:
            piece = fresh
            if dropped:
                end = piece.find(b"\n")
                if end < 0:
                    dropped += len(piece)
                    continue
                yield block(held + b"\n", dropped + end)
                held, dropped, piece = b"", 0, piece[end + 1 :]
            end = piece.rfind(b"\n") + 1
            if end and end == len(piece) and not held:
                yield block(piece)
            elif end:
                yield block(b"".join((held, memoryview(piece)[:end])))  # one copy, where + makes two
                held = piece[end:]
            else:
                held += piece
            if len(held) > LONGEST_LINE + 1:
                held, dropped = held[: LONGEST_LINE + 1], len(held) - LONGEST_LINE - 1
    except TruncatedInputError as error:
        if held and not isinstance(error, DamagedInputError):
            yield block(held, dropped)
        raise
    if held:
        yield block(held, dropped)
