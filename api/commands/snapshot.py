"""`holdfast snapshot LOG...`: what finished logs show, in the terminal, as a page and as JSON."""

import gc
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from infra.exits import BAD_DATA, INTERNAL, NO_INPUT, USAGE, stop
from infra.folders import cache_folder
from infra.outputs import refuse_clashes
from infra.words import Lang
from monitors.domain.withholding import LOWEST_K, USUAL_K
from streams.adapters.blocks import STANDARD_INPUT, rotated_in_order
from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.directory_files import DirectoryError, load_directory
from streams.adapters.inputs import ArchiveError, not_a_log
from streams.adapters.key_file import KeyFileError, read_keys
from streams.adapters.log_files import LogFiles
from streams.domain.catalogue import Catalogue
from streams.domain.pseudonyms import Pseudonymiser
from streams.formats.options import FormatError, FormatOptions
from streams.formats.registry import format_options, recognise, stated_logformat
from streams.formats.zones import needs_a_zone
from streams.reading import LogReader, Recipe, WorkerLostError

if TYPE_CHECKING:
    from monitors.domain.findings.records import ToolRule

app = typer.Typer(add_completion=False)

MOST_PROCESSES = 3
"""With more, the one that takes in what the others read has no time for it."""

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
    logformat: Annotated[
        str | None, typer.Option(help="Squid's logformat string, for squid-logformat.")
    ] = None,
    fields: Annotated[Path | None, typer.Option(help="TOML that describes a jsonl or delimited log.")] = None,
    timezone: Annotated[
        str | None,
        typer.Option(help="IANA zone for stamps without one, and for the report's hours; UTC unless given."),
    ] = None,
    catalogue: Annotated[list[Path] | None, typer.Option(help="TOML of your own hosts and tools.")] = None,
    tool_rules: Annotated[
        Path | None, typer.Option(help="TOML of your rules, which tool for what, held against what is seen.")
    ] = None,
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
    processes: Annotated[int, typer.Option(min=1, help="Processes, this one counted.")] = min(
        MOST_PROCESSES, os.cpu_count() or 1
    ),
) -> None:
    """Show how an organisation uses consumer platforms, from finished proxy logs. Needs no services."""
    for path in logs:
        if (why := not_a_log(path)) is not None:
            stop(NO_INPUT, why)
    stated = [
        path for path in (*(catalogue or []), fields, directory, units, tool_rules, key) if path is not None
    ]
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
    try:
        options = format_options(timezone=timezone, logformat=stated_logformat(logformat), fields=fields)
        zone = ZoneInfo(options.timezone)
        known = load_catalogue(catalogue or [])
        people = load_directory(directory, units, zone)
        rules = _tool_rules(tool_rules, known) if tool_rules else ()
        pseudonyms = read_keys(key)[-1] if key else Pseudonymiser.for_this_run(secrets.token_bytes(32))
        with LogFiles(rotated_in_order(logs)) as files:
            name = _one_format(log_format, files, options)
            unsaid = timezone is None and needs_a_zone(name, files.first_lines(), options)
            assumed = options.timezone if unsaid else None
            recipe = Recipe(name, options, known, people, pseudonyms, cache_folder())
            small = files.total_bytes is not None and files.total_bytes < WORTH_PROCESSES_BYTES
            with LogReader(recipe, 1 if small else processes) as reader:
                parts = reader.parts(files.blocks())
                # Only now, while the processes read the first lines: it takes as long as a quarter million.
                from api.commands import snapshot_report as report  # noqa: PLC0415

                terms = report.terms(recipe, zone, k, rules, has_directory=directory is not None)
                fold = report.folded(parts, terms, files, lang, with_page=html_out is not None)
            document = report.document(fold, files, name, reader.hosts, assumed)
    except OSError as error:
        stop(NO_INPUT, f"{error.filename or 'The log'} cannot be read: {error.strerror or error}.")
    except (AdditionsError, ArchiveError, DirectoryError, KeyFileError, FormatError) as error:
        stop(USAGE if isinstance(error, FormatError) else BAD_DATA, str(error))
    except WorkerLostError as error:
        stop(INTERNAL, str(error))
    report.publish(document, terms, lang, json_out, html_out)


def _tool_rules(path: Path, known: Catalogue) -> "tuple[ToolRule, ...]":
    """The organisation's rules on tools. Ends the command with 65 where they cannot be taken."""
    from monitors.adapters.tool_rules_file import (  # noqa: PLC0415 (most runs have none; a start is quick)
        ToolRulesError,
        read_tool_rules,
    )

    try:
        return read_tool_rules(path, known.platforms)
    except ToolRulesError as error:
        stop(BAD_DATA, str(error))


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
