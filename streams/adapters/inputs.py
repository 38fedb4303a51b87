"""What is named as a log and is none: nothing of that name, a folder, an archive, a file that is no text."""

from collections.abc import Iterator
from pathlib import Path

from streams.adapters.blocks import STANDARD_INPUT
from streams.domain.lines import Block

_TAR_MAGIC = b"ustar"
_TAR_MAGIC_AT = 257
"""POSIX.1-2017, pax: the ustar header block."""

_PACKED = (
    (b"PK\x03\x04", "a zip archive", "unzip"),
    (b"PK\x05\x06", "an empty zip archive", "unzip"),
    (b"\xfd7zXZ\0", "packed with xz", "xz -d"),
    (b"BZh", "packed with bzip2", "bzip2 -d"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "7z x"),
    (b"Rar!\x1a\x07", "a RAR archive", "unrar x"),
)
"""How a file begins, what it is, and what unpacks it; file(1) tells them by the same bytes."""
_LOOKED_AT_BYTES = 4_096
_CONTROLS = bytes(sign for sign in range(0x20) if sign not in b"\t\n\v\f\r\x1b")
_MOST_CONTROLS = 0.02
"""Text has hardly any such sign; of packed or random bytes every ninth is one."""


class ArchiveError(Exception):
    """An archive, or another file that is no text, was given as a log; the message says what to do."""


def not_a_log(path: str) -> str | None:
    """Why nothing can be read under this name, as a sentence; None where there is a file, or a pipe."""
    if path == STANDARD_INPUT:
        return None
    if Path(path).is_dir():
        return f"{path} is a directory. Name the files in it, for example {Path(path) / '*.log'}."
    if not Path(path).exists():
        return f"There is no file {path}. Check the name, or give - to read standard input."
    return None


def no_archive(path: str, blocks: Iterator[Block]) -> Iterator[Block]:
    """The same blocks. Raises ArchiveError where they are an archive, packed or not, or no text at all.

    Read as a log, an archive would lose a line at every file in it, and mix files that are no one log.
    """
    for block in blocks:
        if block.offset == 0 and (why := _no_text(block.data)) is not None:
            raise ArchiveError(f"{path} is {why}")
        yield block


def _no_text(data: bytes) -> str | None:
    """What a file that begins so is, and what to do about it; None for text."""
    if data.startswith(_TAR_MAGIC, _TAR_MAGIC_AT):
        return "a tar archive. Unpack it first (tar -xf), and name the logs in it."
    for magic, kind, command in _PACKED:
        if data.startswith(magic) and _controls(data) > _MOST_CONTROLS:
            return (
                f"{kind}. Unpack it first ({command}), and name the log; gzip and zstd are read as they are."
            )
    if _controls(data) > _MOST_CONTROLS:
        return (
            "no text. Name the log itself; if another program exported it, have it written as UTF-8 text, "
            "or as UTF-16 with its byte order mark."
        )
    return None


def _controls(data: bytes) -> float:
    """The share of signs that no text has; zeros before it, as a crash leaves them, are no sign."""
    head = data.lstrip(b"\0")[:_LOOKED_AT_BYTES]
    return 1 - len(head.translate(None, _CONTROLS)) / len(head) if head else 0.0
