"""`holdfast audit`: who looked at what, changed or took away what, and whether that log was tampered with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import inspect

from infra.database_address import VARIABLE
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from infra.words import Lang, label
from monitors.adapters.database import faults_told, place_of, reading_engine, stated_url
from monitors.adapters.sql_audit import SqlAuditRows
from monitors.domain.audit.chain import Link, first_break
from monitors.store import StoreFault, StoreUnusable

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Who looked at what, changed or took away what; and whether that log was tampered with.",
)

AT_ONCE: Final = 1_000
"""So many links are read at once."""

HASH_CHARACTERS: Final = 64

LangOption = Annotated[Lang, typer.Option(help="Language: en or fr.")]


@app.command()
def verify(
    *,
    expect: Annotated[
        str | None, typer.Option(help="A hash that was noted earlier: it has to stand in the chain still.")
    ] = None,
    lang: LangOption = "en",
) -> None:
    """Say whether the chain holds, else which entry is the first that does not (exit code 65).

    Note the newest hash elsewhere from time to time: a chain alone cannot tell that its end was cut off.
    """
    if expect is not None and (len(expect) != HASH_CHARACTERS or set(expect) - set("0123456789abcdef")):
        stop(USAGE, "--expect takes a hash as `holdfast audit verify` prints it: 64 digits and letters a-f.")
    last: Link | None = None
    is_found = expect is None
    with _opened() as rows:
        while links := rows.links(0 if last is None else last.number, AT_ONCE):
            if (broken := first_break(links, last)) is not None:
                stop(BAD_DATA, label(f"audit.{broken.why}", lang, number=broken.number))
            is_found = is_found or any(link.hash == expect for link in links)
            last = links[-1]
    if not is_found:
        stop(BAD_DATA, label("audit.not-among", lang, hash=expect))
    if last is None:
        typer.echo(label("audit.empty", lang))
        return
    typer.echo(label("audit.holds", lang, entries=last.number, hash=last.hash))


@app.command(name="list")
def list_entries(
    *,
    limit: Annotated[int, typer.Option(min=1, help="So many of the newest entries.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines instead of a table.")] = False,
    lang: LangOption = "en",
) -> None:
    """List the newest entries, the newest first; accounts are pseudonyms."""
    with _opened() as rows:
        links = rows.newest(limit)
    if as_json:
        for link in links:
            typer.echo(msgspec.json.encode(link).decode())
        return
    if not links:
        typer.echo(label("audit.empty", lang))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("number", "at", "role", "account", "what", "of"):
        is_figure = name in {"number", "at"}
        table.add_column(
            label(f"audit.{name}", lang), justify="right" if is_figure else "left", no_wrap=is_figure
        )
    for link in links:
        entry = link.entry
        table.add_row(
            str(link.number),
            datetime.fromtimestamp(entry.at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%SZ"),
            Text(entry.role or label("audit.nobody", lang)),
            Text(entry.account),
            label(f"audit.{entry.what}", lang),
            Text(entry.of),
        )
    Console().print(table)


@contextmanager
def _opened() -> Iterator[SqlAuditRows]:
    """The log in the monitors' database, which may be in use. Ends the command where it cannot be read."""
    try:
        url = stated_url()
        if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():
            stop(
                NO_INPUT,
                f"There is no database {place_of(url)}. Let {VARIABLE} name the one that the monitors write.",
            )
        engine = reading_engine(url)
        try:
            with faults_told(engine):
                has_log = inspect(engine).has_table("audit_entries")
            if not has_log:
                stop(
                    NO_INPUT,
                    f"{place_of(url)} has no audit log yet; start `holdfast monitors` of this version once.",
                )
            yield SqlAuditRows(engine)
        finally:
            engine.dispose()
    except StoreUnusable as fault:
        stop(BAD_DATA, str(fault))
    except StoreFault as fault:
        stop(TRY_AGAIN_LATER, str(fault))
