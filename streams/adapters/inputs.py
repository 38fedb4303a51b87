"""What is named as a log and is none: nothing under that name, a folder, an archive of files."""

from collections.abc import Iterator
from pathlib import Path

from streams.adapters.blocks import STANDARD_INPUT
from streams.domain.lines import Block

_TAR_MAGIC = b"ustar"
_TAR_MAGIC_AT = 257
"""POSIX.1-2017, pax: the ustar header block."""


class ArchiveError(Exception):
    """An archive of files was given as a log; the message says what to do."""


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
    """The same blocks. Raises ArchiveError where they are a tar archive, packed or not.

    Read as a log, an archive would lose a line at every file in it, and mix files that are no one log.
    """
    for block in blocks:
        if block.offset == 0 and block.data.startswith(_TAR_MAGIC, _TAR_MAGIC_AT):
            raise ArchiveError(
                f"{path} is a tar archive. Unpack it first (tar -xf), and name the logs in it."
            )
        yield block
