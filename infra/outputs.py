"""Files that a command is about to write: none of them is one that it reads, or another that it writes."""

import errno
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from infra.exits import TRY_AGAIN_LATER, USAGE, stop

STANDARD_STREAM = "-"
"""Stands for standard input or output wherever a file's name is asked for."""


def refuse_clashes(
    outputs: Mapping[str, str | Path | None], inputs: Iterable[str | Path | None] = ()
) -> None:
    """End the command with status 2 where an output would replace an input, or another output.

    `outputs` are files by the option that names them, None where it was not given. Two names of one file
    (a link, another spelling) are one file; pipes and devices, which cannot be replaced, may be named twice.
    """
    read = [Path(path) for path in inputs if path is not None and str(path) != STANDARD_STREAM]
    before: list[tuple[str, Path]] = []
    for option, named in outputs.items():
        if named is None or str(named) == STANDARD_STREAM:
            continue
        path = Path(named)
        if any(_are_one_file(path, other) for other in read):
            stop(
                USAGE,
                f"{option} {named} would replace a file that is read. Nothing was written; name another.",
            )
        for other_option, other in before:
            if _are_one_file(path, other):
                stop(
                    USAGE,
                    f"{other_option} and {option} name one file, {named}. Nothing was written; name two.",
                )
        before.append((option, path))


def cannot_write(error: OSError, what: str) -> NoReturn:
    """End the command because a result cannot be written: with 75 where there is no room, else with 2.

    `what` names the result where the error does not.
    """
    drop_standard_output()
    full = error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
    stop(
        TRY_AGAIN_LATER if full else USAGE,
        f"{error.filename or what} cannot be written: {error.strerror or error}.",
    )


def write_output(named: str, data: bytes) -> None:
    """Write a whole file, or standard output where that is named. Raises OSError where it cannot be taken.

    A file comes whole or stays as it was: it is written beside its place first.
    """
    path = Path(named)
    if named == STANDARD_STREAM:
        write_standard_output(data)
    elif path.exists() and not path.is_file():
        path.write_bytes(data)  # a pipe or a device, which nothing can stand beside
    else:
        _put(path.resolve(), data)


def _put(path: Path, data: bytes) -> None:
    """Put a file in its place, with the rights of the one before. Raises OSError, by the file's own name."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(data)
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error


def write_standard_output(data: bytes) -> None:
    """Write all of it, now. Raises OSError (BrokenPipeError, ...) where it cannot be taken.

    With PYTHONUNBUFFERED, as in many containers, one write may take a part only and say nothing.
    """
    rest = memoryview(data)
    while rest:
        rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.flush()


def drop_standard_output() -> None:
    """Let what still waits for standard output vanish; Python would complain once more while it ends."""
    with suppress(OSError, ValueError, AttributeError):  # none, closed, or not a real file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _are_one_file(one: Path, other: Path) -> bool:
    """Whether two names lead to one regular file, or would once it is written."""
    if one.exists() and other.exists():
        return one.is_file() and one.samefile(other)
    return one.resolve() == other.resolve()
