"""Finished logs as a command names them: opened for reading, or a message that says what to do."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from infra.exits import BAD_DATA, INTERNAL, NO_INPUT, USAGE, stop
from infra.folders import cache_folder
from infra.outputs import STANDARD_STREAM, refuse_clashes
from streams.adapters.blocks import rotated_in_order
from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.directory_files import DirectoryError, load_directory
from streams.adapters.inputs import ArchiveError, not_a_log
from streams.adapters.key_file import KeyFileError, read_keys
from streams.adapters.log_files import LogFiles
from streams.domain.lines import Block, Verdict
from streams.domain.pseudonyms import Pseudonymiser
from streams.formats.interface import Format
from streams.formats.options import FormatError, FormatOptions
from streams.formats.registry import format_options, make_format, recognise, stated_logformat
from streams.formats.zones import needs_a_zone
from streams.reading import LogReader, Recipe, WorkerLostError

ENOUGH_LINES = 10
"""Of so many first lines of a file that none fits is no accident."""

WORTH_PROCESSES_BYTES = 32 * 1024 * 1024
"""A smaller log is read before other processes have started."""


@dataclass(frozen=True)
class LogsAsked:
    """Logs and how they are to be read, as a command's options say."""

    logs: list[str]
    directory: Path | None
    units: Path | None
    log_format: str
    logformat: str | None
    fields: Path | None
    timezone: str | None
    catalogue: tuple[Path, ...]
    key: Path | None
    processes: int


class OpenedLogs(NamedTuple):
    """Logs that can be read, their `format`, and the zone `assumed` for stamps without one, if any."""

    files: LogFiles
    reader: LogReader
    recipe: Recipe
    zone: ZoneInfo
    format: str
    assumed: str | None


def check_files(
    asked: LogsAsked, others: list[Path | None], outputs: Mapping[str, str | Path | None]
) -> None:
    """End the command where a file that is named cannot be what it is named for.

    `others` are further files to read, `outputs` those to write, by the option that names them.
    """
    for path in asked.logs:
        if (why := not_a_log(path)) is not None:
            stop(NO_INPUT, why)
    named = [*asked.catalogue, asked.fields, asked.directory, asked.units, asked.key, *others]
    stated = [path for path in named if path is not None]
    if asked.key is not None and not asked.key.exists():
        stop(NO_INPUT, f"There is no key file {asked.key}. `holdfast key new {asked.key}` makes it.")
    for file in stated:
        if not file.exists() or file.is_dir():
            stop(NO_INPUT, f"There is no file {file}. Check the name.")
    if [*map(str, outputs.values())].count(STANDARD_STREAM) > 1:
        stop(USAGE, f"{' and '.join(outputs)} cannot both be standard output. Name a file for one of them.")
    for option, written in outputs.items():
        if written == "":
            stop(USAGE, f"{option} is given an empty name. Name a file, or leave the option out.")
        if written not in (None, STANDARD_STREAM) and not Path(written).absolute().parent.is_dir():
            stop(USAGE, f"{written} cannot be written: there is no such folder. Make it, or name another.")
        if written not in (None, STANDARD_STREAM) and Path(written).is_dir():
            stop(USAGE, f"{written} cannot be written: it is a folder. Name a file in it.")
    refuse_clashes(outputs, [*asked.logs, *stated])


@contextmanager
def reading_faults_said() -> Iterator[None]:
    """End the command with a message where logs, or the files beside them, cannot be read."""
    try:
        yield
    except OSError as error:
        stop(NO_INPUT, f"{error.filename or 'The log'} cannot be read: {error.strerror or error}.")
    except (AdditionsError, ArchiveError, DirectoryError, KeyFileError, FormatError) as error:
        stop(USAGE if isinstance(error, FormatError) else BAD_DATA, str(error))
    except WorkerLostError as error:
        stop(INTERNAL, str(error))


@contextmanager
def opened_logs(asked: LogsAsked) -> Iterator[OpenedLogs]:
    """The logs, ready to be read. Raises what `reading_faults_said` knows."""
    options = format_options(
        timezone=asked.timezone, logformat=stated_logformat(asked.logformat), fields=asked.fields
    )
    zone = ZoneInfo(options.timezone)
    known = load_catalogue(asked.catalogue)
    people = load_directory(asked.directory, asked.units, zone)
    key = asked.key
    pseudonyms = read_keys(key)[-1] if key else Pseudonymiser.for_this_run(secrets.token_bytes(32))
    with LogFiles(rotated_in_order(asked.logs)) as files:
        name = _one_format(asked.log_format, files, options)
        files.format = make_format(name, options)
        unsaid = asked.timezone is None and needs_a_zone(name, files.first_lines(), options)
        recipe = Recipe(name, options, known, people, pseudonyms, cache_folder())
        small = files.total_bytes is not None and files.total_bytes < WORTH_PROCESSES_BYTES
        with LogReader(recipe, 1 if small else asked.processes) as reader:
            yield OpenedLogs(files, reader, recipe, zone, name, options.timezone if unsaid else None)


def _one_format(asked: str, files: LogFiles, options: FormatOptions) -> str:
    """The format of all files. Raises FormatError where one shows another than the first.

    A file that shows none by itself (the rest of a rotated W3C log) is read as the others, unless none of its
    first lines can be read so: it would be lost without a word.
    """
    first = files.first_lines()
    name = recognise(asked, first, options)
    form = make_format(name, options)
    state = form.carry("", _block(first))
    for file, lines in files.heads():
        try:
            found = recognise(asked, lines, options)
        except FormatError as error:
            if _fits(form, state, lines):
                continue
            raise FormatError(f"{file} cannot be read as the first file, which is {name}. {error}") from error
        if found != name:
            raise FormatError(
                f"{file} is {found}, and the first file {name}. Read each format by itself, "
                "or say with --format how all of them are to be read."
            )
        if not _fits(form, state, lines):
            raise FormatError(
                f"None of the first lines of {file} is {name}. "
                "Leave it out, or read it by itself in its format."
            )
    return name


def _fits(form: Format, state: str, lines: list[bytes]) -> bool:
    """Whether a file that begins with these lines has any that the format knows, or too few to tell."""
    verdicts = form.cut(_block(lines), state, np.zeros(len(lines), bool)).verdicts
    known = np.isin(verdicts, (Verdict.PARSED, Verdict.SKIPPED, Verdict.NO_HOST))
    return len(lines) < ENOUGH_LINES or bool(known.any())


def _block(lines: list[bytes]) -> Block:
    return Block(b"".join(line + b"\n" for line in lines))
