"""`holdfast snapshot LOG...`: what finished logs show, in the terminal, as a page and as JSON."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
from api.commands.opened_logs import LogsAsked, check_files, opened_logs, reading_faults_said
from infra.exits import BAD_DATA, stop
from monitors.domain.withholding import USUAL_K
from streams.domain.catalogue import Catalogue

if TYPE_CHECKING:
    from monitors.domain.findings.records import ToolRule
    from monitors.domain.register.records import Entry

app = typer.Typer(add_completion=False)


@app.command()
def snapshot(  # noqa: PLR0917 (Typer turns each into an option)
    logs: Annotated[list[str], typer.Argument(help="Log files, plain, gzip or zstd; - is standard input.")],
    directory: DirectoryFile = None,
    units: UnitsFile = None,
    log_format: LogFormat = "auto",
    logformat: Logformat = None,
    fields: FieldsFile = None,
    timezone: Annotated[
        str | None,
        typer.Option(help="IANA zone for stamps without one, and for the report's hours; UTC unless given."),
    ] = None,
    catalogue: CatalogueFiles = None,
    tool_rules: Annotated[
        Path | None, typer.Option(help="TOML of your rules, which tool for what, held against what is seen.")
    ] = None,
    register: Annotated[
        Path | None, typer.Option(help="TOML of what units declare, shown beside what is seen.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="Pseudonym key to use; without one, a random key for this run.")
    ] = None,
    k: FewestPeople = USUAL_K,
    lang: Language = "en",
    json_out: JsonOutput = None,
    html_out: HtmlOutput = None,
    processes: Processes = USUAL_PROCESSES,
) -> None:
    """Show how an organisation uses consumer platforms, from finished proxy logs. Needs no services."""
    asked = LogsAsked(
        logs=logs,
        directory=directory,
        units=units,
        log_format=log_format,
        logformat=logformat,
        fields=fields,
        timezone=timezone,
        catalogue=tuple(catalogue or ()),
        key=key,
        processes=processes,
    )
    check_files(asked, [tool_rules, register], {"--json": json_out, "--html": html_out})
    gc.disable()  # a short life without cycles: looking for them took an eighth of all time
    with reading_faults_said(), opened_logs(asked) as log:
        rules = _tool_rules(tool_rules, log.recipe.catalogue) if tool_rules else ()
        declared = _declared(register, log.recipe.catalogue) if register else None
        parts = log.reader.parts(log.files.blocks())
        # Only now, while the processes read the first lines: it takes as long as a quarter million.
        from api.commands import snapshot_report as report  # noqa: PLC0415

        terms = report.terms(log.recipe, log.zone, k, rules, has_directory=directory is not None)
        fold = report.folded(parts, terms, log.files, lang, with_page=html_out is not None)
        document = report.document(fold, log.files, log.format, log.reader.hosts, log.assumed)
        if declared is not None:
            document = report.beside_register(document, declared, terms)
    report.publish(document, terms, lang, json_out, html_out)


def _declared(path: Path, known: Catalogue) -> "list[Entry]":
    """What units declare. Ends the command with 65 where that cannot be taken."""
    from monitors.adapters.register_files import (  # noqa: PLC0415 (as for the rules on tools)
        RegisterFileError,
        load_register,
    )

    try:
        return load_register(path, known.platforms)
    except RegisterFileError as error:
        stop(BAD_DATA, str(error))


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
