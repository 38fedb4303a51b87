"""`holdfast register`: what units declare, beside what is seen: checked, sent, listed, asked, exported."""

import asyncio
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from api.commands import register_editions
from api.commands.register_sources import (
    NO_FILE,
    CatalogueOption,
    FileOption,
    entries_in,
    in_database,
    known_catalogue,
    say,
    standing_of,
    today,
)
from api.domain.privacy import Privacy
from api.domain.register import Only, changed_on, chosen
from api.exports.register_csv import RECENT_DAYS, UNKNOWN, register_csv
from api.exports.table import ExportTerms
from api.report.terminal import inert
from api.report.terms import terms_line
from infra.broker.address import VARIABLE, checked_address, stated_address
from infra.broker.faults import BrokerFault
from infra.exits import BAD_DATA, TRY_AGAIN_LATER, USAGE, stop
from infra.outputs import STANDARD_STREAM, cannot_write, refuse_clashes, write_output
from infra.words import Lang, label, render
from monitors.domain.calendar import day_of
from monitors.domain.register.actions import AcceptRisk, Declare, RegisterAction, Role
from monitors.domain.register.asking import form_of
from monitors.domain.register.checking import faults_of_role
from monitors.domain.register.contradictions import findings_of_entry
from monitors.domain.register.digest import DigestLine, digest_of
from monitors.domain.register.levels import declared_level
from monitors.domain.register.records import Entry
from monitors.domain.withholding import LOWEST_K, USUAL_K
from monitors.register_lines import RegisterLine, for_risk, open_questions, register_lines
from monitors.snapshot_register import facts_of
from streams.contracts.topics import DEFAULT_PREFIX

if TYPE_CHECKING:
    from monitors.adapters.sql_store import SqlStore

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="What units declare of the platforms they rely on, beside what is seen.",
)
app.add_typer(register_editions.app, name="edition")

NOTHING: Final = "-"
WEEK_DAYS: Final = 7

LangOption = Annotated[Lang, typer.Option(help="Language: en or fr.")]
KOption = Annotated[int, typer.Option("--k", min=LOWEST_K, help="Fewest people of whom figures are shown.")]


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A register file, TOML.")],
    *,
    catalogue: CatalogueOption = None,
    lang: LangOption = "en",
) -> None:
    """Say every fault of a register file (exit code 65), else what stands at odds in it."""
    known = known_catalogue(catalogue)
    entries, facts, day = entries_in(file, known), facts_of(known), today()
    for entry in entries:
        level = declared_level(entry.declaration) or "none"
        for finding in findings_of_entry(entry, level, facts, day):
            say(f"{entry.unit}  {entry.platform}: {render(finding.code, finding.figures, lang)}")
    typer.echo(label("register.checked", lang, entries=len(entries)))


@app.command()
def declare(
    file: Annotated[Path, typer.Argument(help="A register file, TOML.")],
    *,
    account: Annotated[
        str, typer.Option(help="A pseudonym of the account that declares; it is kept with each change.")
    ],
    role: Annotated[
        Literal["unit", "risk", "admin"],
        typer.Option(help="As what: what a unit declares itself is confirmed, the rest waits for its word."),
    ] = "risk",
    broker: Annotated[str | None, typer.Option(help=f"host:port; else what {VARIABLE} names.")] = None,
    prefix: Annotated[str, typer.Option(help="Prefix of all topic names.")] = DEFAULT_PREFIX,
    catalogue: CatalogueOption = None,
) -> None:
    """Send every entry of a register file as a declaration; what stands so already stays as it is."""
    actions = _declarations(entries_in(file, known_catalogue(catalogue)), role, account)
    try:
        address = stated_address() if broker is None else checked_address(broker, "--broker")
    except BrokerFault as fault:
        stop(USAGE, str(fault))
    if address is None:
        stop(USAGE, f"No broker is named: give --broker host:port, or set {VARIABLE}.")
    _send(address, prefix, actions)
    typer.echo(f"{len(actions)} actions sent; `holdfast register list` shows them once they are taken.")


@app.command(name="list")
def list_lines(
    *,
    register: FileOption = None,
    only: Annotated[Only, typer.Option(help="A saved filter.")] = "all",
    catalogue: CatalogueOption = None,
    k: KOption = USUAL_K,
    lang: LangOption = "en",
    as_json: Annotated[bool, typer.Option("--json", help="For machines, one line each.")] = False,
) -> None:
    """List every dependency that was seen or declared, those that matter most first."""
    day = today()
    standing = standing_of(register, known_catalogue(catalogue))
    lines = chosen(for_risk(register_lines(standing, k, day)), only, changed_on(standing, Privacy(k)))
    if as_json:
        for line in lines:
            told = msgspec.to_builtins(line) | {"level": line.known_level}
            typer.echo(msgspec.json.encode(told))
        return
    _show(lines, lang)


@app.command()
def ask(
    *,
    unit: Annotated[str | None, typer.Option(help="Only what this unit is asked.")] = None,
    catalogue: CatalogueOption = None,
    k: KOption = USUAL_K,
    lang: LangOption = "en",
) -> None:
    """Print the three questions to units that have not answered, each form for its unit alone."""
    standing = standing_of(None, known_catalogue(catalogue), NO_FILE)
    for question, dependency in open_questions(standing):
        if unit is not None and question.unit != unit:
            continue
        form = form_of(question, dependency, k)
        fact = standing.facts.get(question.platform)
        platform = question.platform if fact is None else fact.name
        typer.echo()
        say(label("form.title", lang, unit=question.unit, platform=platform))
        typer.echo(label(f"form.why.{question.why}", lang, due=question.due_on.isoformat()))
        for reason in ([] if form.ask is None else [form.ask]) + form.evidence:
            say(f"  - {render(reason.code, reason.figures, lang)}")
        typer.echo(f"  - {terms_line(None if fact is None else fact.terms, lang)}")
        typer.echo(f"1. {label('form.what-for', lang)}")
        typer.echo(f"2. {label('form.what-if-gone', lang)}")
        typer.echo(f"3. {label('form.what-instead', lang)}")


@app.command()
def digest(
    *,
    unit: Annotated[str | None, typer.Option(help="The digest of this unit; else that of risk.")] = None,
    days: Annotated[int, typer.Option(min=1, help="So many days up to today.")] = WEEK_DAYS,
    k: KOption = USUAL_K,
    lang: LangOption = "en",
) -> None:
    """Say what happened in the week that could wait: changes of level and of the register."""
    since = today() - timedelta(days=days - 1)

    def read(store: "SqlStore") -> list[DigestLine]:
        from monitors.adapters.sql_digest import level_changes  # noqa: PLC0415 (as all that needs a database)

        people = {name: each.people for name, each in store.reliance.standings().items()}
        from_ms = int(datetime.combine(since, datetime.min.time()).astimezone().timestamp() * 1000)
        return digest_of(level_changes(store.engine, since), store.register.changes(from_ms), people, k, unit)

    lines = in_database(read, NO_FILE)
    for line in lines:
        what = [] if line.level is None else [label(f"level.{line.level}", lang)]
        what.append(render(line.reason.code, line.reason.figures, lang))
        about = "  ".join(each for each in (line.unit, line.platform, line.activity) if each)
        say(f"{line.day}  {about}: {' · '.join(what)}")
    if not lines:
        typer.echo(label("digest.quiet", lang))


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="The CSV file to write, whole or not at all; - for here.")],
    *,
    purpose: Annotated[str, typer.Option(help="What the export is for; it stands in its header.")],
    prepared_by_role: Annotated[str, typer.Option(help="The role that makes it; never a person.")],
    classification: Annotated[str, typer.Option(help="As your organisation classifies it.")] = "",
    previous_sha256: Annotated[str, typer.Option(help="The sha256 of the export before it.")] = "",
    register: FileOption = None,
    catalogue: CatalogueOption = None,
    k: KOption = USUAL_K,
) -> None:
    """Write the register as CSV, a row per activity, with a header that says what it is."""
    if faults := faults_of_role("--prepared-by-role", prepared_by_role):
        stop(USAGE, "\n".join(render(fault.code, fault.figures, "en") for fault in faults))
    refuse_clashes({"OUT": out}, [register, *(catalogue or [])])
    known = known_catalogue(catalogue)
    standing = standing_of(register, known)
    lines = for_risk(register_lines(standing, k, today()))
    small = {unit for unit, people in standing.people.items() if people < k}
    hidden = sum(each.unit in small for each in standing.dependencies or ())
    since = day_of(today() - timedelta(days=RECENT_DAYS - 1))
    seen = {} if register else in_database(lambda store: store.reliance.days_of_pairs(since))
    made_at = datetime.now(UTC)
    terms = ExportTerms(
        export_id=str(uuid.uuid4()),
        generated_at=made_at,
        data_cutoff=made_at,
        catalogue_version=known.version,
        k=k,
        classification=classification,
        purpose=purpose,
        prepared_by_role=prepared_by_role,
        previous_sha256=previous_sha256,
    )
    try:
        write_output(str(out), register_csv(lines, standing.facts, terms, seen, hidden))
    except OSError as error:
        cannot_write(error, str(out))
    typer.echo(f"{out}: {len(lines)} rows", err=str(out) == STANDARD_STREAM)


def _declarations(entries: Sequence[Entry], role: Role, account: str) -> list[RegisterAction]:
    """The actions that make a register of these entries."""
    at_ms = time.time_ns() // 1_000_000
    actions: list[RegisterAction] = []
    for entry in entries:
        who: dict[str, Any] = {"role": role, "by": account, "at_ms": at_ms}
        who |= {"unit": entry.unit, "platform": entry.platform}
        actions.append(Declare(id=str(uuid.uuid4()), declaration=entry.declaration, **who))
        if entry.acceptance is not None and role != "unit":
            activity = entry.declaration.activity
            accepted = AcceptRisk(id=str(uuid.uuid4()), activity=activity, acceptance=entry.acceptance, **who)
            actions.append(accepted)
    return actions


def _send(address: str, prefix: str, actions: Sequence[RegisterAction]) -> None:
    """Send actions. Ends the command where Kafka does not take them."""
    from api.actions import send_actions  # noqa: PLC0415 (a register in a file needs no Kafka client)
    from streams.adapters.evidence_log import LogRefused, LogUnavailable  # noqa: PLC0415
    from streams.adapters.topics import TopicMismatch  # noqa: PLC0415

    try:
        asyncio.run(send_actions(address, prefix, actions))
    except LogUnavailable as fault:
        stop(TRY_AGAIN_LATER, f"{fault}. Nothing is lost: run it again, what stands already stays.")
    except (LogRefused, TopicMismatch) as fault:
        stop(BAD_DATA, str(fault))


def _show(lines: Sequence[RegisterLine], lang: Lang) -> None:
    """The lines as a table, and below it what stands at odds."""
    table = Table(box=None, pad_edge=False)
    for column in ("unit", "platform", "activity", "level", "confirmation", "rto", "fallback", "review"):
        table.add_column(label(f"register.{column}", lang))
    for line in lines:
        said = None if line.entry is None else line.entry.declaration
        level = line.known_level or UNKNOWN
        likely = level == "mission-critical" and line.confirmation != "confirmed"
        cells = (
            line.unit,
            line.platform,
            NOTHING if said is None else said.activity or label("declared.whole-use", lang),
            label(f"level.{level}.likely" if likely else f"level.{level}", lang),
            label(f"confirmation.{line.confirmation}", lang),
            NOTHING
            if said is None or said.rto_hours is None
            else label("exercise.hours", lang, hours=said.rto_hours),
            NOTHING if said is None or said.fallback is None else said.fallback.name,
            NOTHING if line.entry is None else line.entry.review_due.isoformat(),
        )
        table.add_row(*map(inert, cells))
    out = Console()
    out.print(table)
    for line in lines:
        for finding in line.findings:
            sentence = render(finding.code, finding.figures, lang)
            out.print(inert(f"{line.unit}  {line.platform}: {sentence}"))
