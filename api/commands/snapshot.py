"""`holdfast snapshot LOG...`: what finished logs show, in the terminal, as a page and as JSON."""

import gc
import os
import secrets
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from api.report.page import render_page
from api.report.progress import ReadingProgress
from api.report.sentences import with_sentences
from api.report.terminal import show
from api.report.views import Edition
from infra.exits import BAD_DATA, INTERNAL, NO_INPUT, USAGE, stop
from infra.folders import cache_folder
from infra.outputs import cannot_write, drop_standard_output, refuse_clashes
from infra.words import Lang, label
from monitors.domain.calendar import Calendar
from monitors.domain.withholding import LOWEST_K, USUAL_K
from monitors.snapshot import SnapshotFold, Terms
from monitors.snapshot_schema import Reason, Snapshot, to_json
from streams.adapters.blocks import STANDARD_INPUT, rotated_in_order
from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.directory_files import DirectoryError, load_directory
from streams.adapters.inputs import ArchiveError, not_a_log
from streams.adapters.key_file import KeyFileError, read_keys
from streams.adapters.log_files import LogFiles
from streams.domain.directory import DirectoryWarning
from streams.domain.pseudonyms import Pseudonymiser
from streams.domain.unknown_hosts import HostTally
from streams.formats.options import FormatError, FormatOptions
from streams.formats.registry import format_options, recognise
from streams.formats.zones import needs_a_zone
from streams.reading import LogReader, Recipe, WorkerLostError

app = typer.Typer(add_completion=False)

MOST_NAMED = 5
"""Units or columns that a warning names."""
MOST_PROCESSES = 2
WORTH_PROCESSES_BYTES = 32 * 1024 * 1024
"""A smaller log is read before other processes have started."""


@app.command()
def snapshot(  # noqa: PLR0917 (Typer turns each into an option)
    logs: Annotated[list[str], typer.Argument(help="Log files, plain, gzip or zstd; - is standard input.")],
    directory: Annotated[
        Path | None, typer.Option(help="CSV user,cidr,unit,network,site,from,to: who belongs where.")
    ] = None,
    units: Annotated[Path | None, typer.Option(help="CSV unit,parent,people: the tree of units.")] = None,
    log_format: Annotated[str, typer.Option("--format", help="The log's format; auto looks at it.")] = "auto",
    logformat: Annotated[str, typer.Option(help="Squid's logformat string, for squid-logformat.")] = "",
    fields: Annotated[Path | None, typer.Option(help="TOML that describes a jsonl or delimited log.")] = None,
    timezone: Annotated[
        str | None,
        typer.Option(help="IANA zone for stamps without one, and for the report's hours; UTC unless given."),
    ] = None,
    catalogue: Annotated[list[Path] | None, typer.Option(help="TOML of your own hosts and tools.")] = None,
    key: Annotated[
        Path | None, typer.Option(help="Pseudonym key to use; without one, a random key for this run.")
    ] = None,
    k: Annotated[
        int, typer.Option("--k", min=LOWEST_K, help="Fewest people of whom figures are shown.")
    ] = USUAL_K,
    lang: Annotated[Lang, typer.Option(help="Language of the summary and the page: en or fr.")] = "en",
    json_out: Annotated[
        str | None, typer.Option("--json", help="Write JSON here; - is standard output.")
    ] = None,
    html_out: Annotated[Path | None, typer.Option("--html", help="Write the page here.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="Reading processes.")] = min(
        MOST_PROCESSES, os.cpu_count() or 1
    ),
) -> None:
    """Show how an organisation uses consumer platforms, from finished proxy logs. Needs no services."""
    for path in logs:
        if (why := not_a_log(path)) is not None:
            stop(NO_INPUT, why)
    stated = [path for path in (*(catalogue or []), fields, directory, units, key) if path is not None]
    for file in stated:
        if not file.exists() or file.is_dir():
            stop(NO_INPUT, f"There is no file {file}. Check the name.")
    for written in (json_out, html_out):
        if written not in (None, STANDARD_INPUT) and not Path(written).absolute().parent.is_dir():
            stop(USAGE, f"{written} cannot be written: there is no such folder. Make it, or name another.")
        if written not in (None, STANDARD_INPUT) and Path(written).is_dir():
            stop(USAGE, f"{written} cannot be written: it is a folder. Name a file in it.")
    refuse_clashes({"--json": json_out, "--html": html_out}, [*logs, *stated])
    gc.disable()  # a short life without cycles: looking for them took an eighth of all time
    out = Console(stderr=json_out == STANDARD_INPUT)
    try:
        options = format_options(timezone=timezone, logformat=logformat, fields=fields)
        zone = ZoneInfo(options.timezone)
        known = load_catalogue(catalogue or [])
        people = load_directory(directory, units, zone)
        pseudonyms = read_keys(key)[-1] if key else Pseudonymiser.for_this_run(secrets.token_bytes(32))
        terms = Terms(known, people, Calendar(zone), k, directory is not None, round(time.time() * 1_000))
        files = LogFiles(rotated_in_order(logs))
        progress = ReadingProgress(Console(stderr=True), files.total_bytes, lang)
        with files, progress:
            name = _one_format(log_format, files, options)
            recipe = Recipe(name, options, known, people, pseudonyms, cache_folder())
            notes = [_of_the_directory(warning) for warning in people.warnings]
            if timezone is None and needs_a_zone(name, files.first_lines(), options):
                notes.append(Reason("timezone-assumed", {"timezone": options.timezone}))
            fold, hosts = _read(recipe, terms, files, processes, progress)
        notes += [Reason(note.code, {"file": note.file}) for note in files.notes]
        document = fold.document(files.names, name, hosts, notes)
    except OSError as error:
        stop(NO_INPUT, f"{error.filename or 'The log'} cannot be read: {error.strerror or error}.")
    except (AdditionsError, ArchiveError, DirectoryError, KeyFileError, FormatError) as error:
        stop(USAGE if isinstance(error, FormatError) else BAD_DATA, str(error))
    except WorkerLostError as error:
        stop(INTERNAL, str(error))
    edition = Edition(k, zone, known.version, metadata.version("holdfast"))
    document = with_sentences(document, lang, zone)
    try:
        _write(document, json_out, html_out, lang, edition)
        show(document, out, lang, edition, html=html_out, json=_file(json_out))
        out.file.flush()  # what waits in a buffer may still find no room
    except BrokenPipeError:
        drop_standard_output()  # the reader (`| head`) has had enough
    except OSError as error:
        cannot_write(error, "The result")
    _judge(document)


def _judge(document: Snapshot) -> None:
    """End with 65 where the figures mean nothing."""
    told = document.input
    if told.rejected > told.parsed:
        reason = max(told.rejected_by_reason, key=lambda code: told.rejected_by_reason[code])
        stop(
            BAD_DATA,
            f"Most lines were not understood (mostly: {label(f'rejected.{reason}', 'en')}), so do not rely "
            "on these figures. Run `holdfast parse` on the log: it names the lines and says what to do.",
        )
    if told.parsed + told.rejected == 0:
        stop(BAD_DATA, "The log holds no request, so there is nothing to see.")


def _one_format(asked: str, files: LogFiles, options: FormatOptions) -> str:
    """The format of all files. Raises FormatError where one shows another than the first.

    A file that shows none by itself (the rest of a rotated W3C log) is read as the others.
    """
    name = recognise(asked, files.first_lines(), options)
    for file, lines in files.heads():
        try:
            found = recognise(asked, lines, options)
        except FormatError:
            continue
        if found != name:
            raise FormatError(
                f"{file} is {found}, and the first file {name}. Make one snapshot for each format, "
                "or say with --format how all of them are to be read."
            )
    return name


def _of_the_directory(warning: DirectoryWarning) -> Reason:
    """A directory's warning, its names as one text."""
    figures: dict[str, int | float | str | None] = {}
    for name, value in warning.figures.items():
        if isinstance(value, tuple):
            more = ["…"] if len(value) > MOST_NAMED else []
            figures[name] = ", ".join([*value[:MOST_NAMED], *more])
        else:
            figures[name] = value
    return Reason(warning.code, figures)


def _read(
    recipe: Recipe, terms: Terms, files: LogFiles, processes: int, progress: ReadingProgress
) -> tuple[SnapshotFold, HostTally]:
    """Read all files to their end."""
    fold = SnapshotFold(terms)
    small = files.total_bytes is not None and files.total_bytes < WORTH_PROCESSES_BYTES
    with LogReader(recipe, 1 if small else processes) as reader:
        for part in reader.parts(files.blocks()):
            fold.add(part)
            progress.advance(files.read_bytes, part.delta.tally("lines"))
    return fold, reader.hosts


def _write(
    document: Snapshot, json_out: str | None, html_out: Path | None, lang: Lang, edition: Edition
) -> None:
    """Write the files that were asked for."""
    if json_out == STANDARD_INPUT:
        sys.stdout.buffer.write(to_json(document))
        sys.stdout.flush()
    elif json_out is not None:
        Path(json_out).write_bytes(to_json(document))
    if html_out is not None:
        html_out.write_text(render_page(document, lang, edition), encoding="utf-8")


def _file(named: str | None) -> Path | None:
    """The file that an option names; None where it names none, or standard output."""
    return Path(named) if named not in (None, STANDARD_INPUT) else None
