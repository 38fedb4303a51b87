"""`holdfast exercise`: what would have stopped, had a platform been gone at a time that is over."""

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from api.commands.exercise_sources import Source, from_logs
from api.commands.log_options import (
    USUAL_PROCESSES,
    CatalogueFiles,
    DirectoryFile,
    FewestPeople,
    FieldsFile,
    HtmlOutput,
    JsonOutput,
    Language,
    LogFormat,
    Logformat,
    Processes,
    UnitsFile,
)
from api.commands.opened_logs import LogsAsked, check_files, reading_faults_said
from api.report.exercise import render_exercise, with_sentences
from api.report.exercise_terminal import show_exercise
from api.report.sentences import Words
from api.report.views import Edition
from infra.cli import OUR_PACKAGES
from infra.exits import BAD_DATA, NO_INPUT, USAGE, stop
from infra.outputs import STANDARD_STREAM, cannot_write, drop_standard_output, write_output
from infra.version import VERSION
from monitors.adapters.register_files import RegisterFileError, load_register
from monitors.domain.calendar import date_of, day_of
from monitors.domain.register.records import Entry
from monitors.domain.withholding import USUAL_K
from monitors.exercise import Outage, exercise, observed_days
from monitors.exercise_days import WEEKDAYS, DayError, named_day, named_span, stretches
from monitors.exercise_schema import Exercise, to_json
from streams.adapters.catalogue_files import load_catalogue
from streams.domain.catalogue import Catalogue

app = typer.Typer(add_completion=False)


@app.command("exercise")
def exercise_command(  # noqa: PLR0917 (Typer turns each into an option)
    logs: Annotated[
        list[str] | None,
        typer.Argument(help="Finished logs; without any, what the monitors stored (HOLDFAST_DATABASE)."),
    ] = None,
    platform: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="What is gone, as the catalogue names it. May be given again."),
    ] = None,
    day: Annotated[
        str,
        typer.Option(help="A date, yesterday or last-tuesday: from today, in a log from the day after it."),
    ] = "yesterday",
    begin: Annotated[str, typer.Option("--from", metavar="HH:MM", help="Gone from, local time.")] = "09:00",
    end: Annotated[
        str, typer.Option("--to", metavar="HH:MM", help="Gone until; before --from: the next day.")
    ] = "17:00",
    register: Annotated[
        Path | None, typer.Option(metavar="TOML", help="What units declared: activities, RTOs, fallbacks.")
    ] = None,
    directory: DirectoryFile = None,
    units: UnitsFile = None,
    log_format: LogFormat = "auto",
    logformat: Logformat = None,
    fields: FieldsFile = None,
    timezone: Annotated[
        str | None,
        typer.Option(help="IANA zone of days and times, as the monitors have it; UTC unless given."),
    ] = None,
    catalogue: CatalogueFiles = None,
    k: FewestPeople = USUAL_K,
    lang: Language = "en",
    json_out: JsonOutput = None,
    html_out: HtmlOutput = None,
    processes: Processes = USUAL_PROCESSES,
) -> None:
    """What if it had been gone then? Who would have stopped and when, and whose RTO would have passed.

    Told from a day that is over: from finished logs, or from what the monitors stored. Nothing is stopped.
    """
    asked = LogsAsked(
        logs=logs or [],
        directory=directory,
        units=units,
        log_format=log_format,
        logformat=logformat,
        fields=fields,
        timezone=timezone,
        catalogue=tuple(catalogue or ()),
        key=None,
        processes=processes,
    )
    check_files(asked, [register], {"--json": json_out, "--html": html_out})
    if not platform:
        stop(USAGE, "Say with --platform what is gone, for example --platform facebook.")
    with reading_faults_said():
        known = load_catalogue(asked.catalogue)
    platforms, entries = _platforms(platform, known), _entries(register, known)
    source = from_logs(asked, k, lang) if logs else _from_database(asked, known, k)
    named, (from_ms, until_ms) = _when(source, day, begin, end)
    evidence = source.evidence(named + 1)
    if named not in (days := observed_days(evidence.units)):
        _no_evidence(named, days or observed_days(source.evidence(source.newest).units))
    outage = Outage(platforms, from_ms, until_ms)
    result = exercise(evidence.units, entries, outage, evidence.around, str(source.zone))
    names = {name: each.name for name, each in known.platforms.items()}
    edition = Edition(k, source.zone, known.version, VERSION)
    _publish(result, Words(lang, edition, None, names), json_out, html_out)


def _from_database(asked: LogsAsked, known: Catalogue, k: int) -> Source:
    """What the monitors stored; ends the command where what reads a database is not installed."""
    try:
        from api.commands.exercise_database import from_database  # noqa: PLC0415 (logs need no database)
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in OUR_PACKAGES:
            raise
        stop(USAGE, "Name finished logs; to read the monitors' database: pip install 'holdfast[live]'.")
    return from_database(asked, known, k)


def _platforms(named: list[str], catalogue: Catalogue) -> tuple[str, ...]:
    """The platforms that are gone, by id. Ends the command where one is unknown."""
    by_name = {each.name.lower(): name for name, each in catalogue.platforms.items()}
    found = {name: by_name.get(name.strip().lower(), name.strip().lower()) for name in named}
    for name, identity in found.items():
        if identity not in catalogue.platforms:
            near = get_close_matches(identity, catalogue.platforms, 3)
            hint = f"Did you mean {' or '.join(near)}?" if near else "`holdfast catalogue list` names them."
            stop(USAGE, f"--platform {name}: the catalogue has no such platform. {hint}")
    return tuple(dict.fromkeys(found.values()))


def _entries(register: Path | None, catalogue: Catalogue) -> list[Entry]:
    """What the register says. Ends the command with 65 where it cannot be taken."""
    if register is None:
        return []
    try:
        return load_register(register, catalogue.platforms)
    except RegisterFileError as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{register} cannot be read: {error.strerror or error}.")


def _when(source: Source, day: str, begin: str, end: str) -> tuple[int, tuple[int, int]]:
    """The local day, counted from 1970, and from when until when in Unix milliseconds."""
    try:
        named = named_day(day, source.today)
        return day_of(named), named_span(named, begin, end, source.zone)
    except DayError as error:
        stop(USAGE, str(error))


def _no_evidence(named: int, days: list[int]) -> NoReturn:
    """End the command, and say which days there are."""
    there = f"There is evidence of {stretches(days)}." if days else "There is evidence of no day."
    at = date_of(named)
    stop(BAD_DATA, f"There is no evidence of {WEEKDAYS[at.weekday()].capitalize()}, {at}. {there}")


def _publish(result: Exercise, words: Words, json_out: str | None, html_out: str | None) -> None:
    """Write the files that were asked for, and show the exercise."""
    out = Console(stderr=STANDARD_STREAM in {json_out, html_out})
    worded = with_sentences(result, words)
    try:
        if json_out is not None:
            write_output(json_out, to_json(worded))
        if html_out is not None:
            write_output(html_out, render_exercise(result, words).encode())
        show_exercise(result, out, words)
        out.file.flush()
    except BrokenPipeError:
        drop_standard_output()
    except OSError as error:
        cannot_write(error, "The exercise")
