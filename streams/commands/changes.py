"""`holdfast changes`: what we changed ourselves, told from a table."""

import asyncio
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from infra import logs
from infra.broker.address import VARIABLE, checked_address, stated_address
from infra.broker.faults import BrokerFault
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.contracts.signals import OwnChange
from streams.contracts.topics import DEFAULT_PREFIX
from streams.doors.domain.change_rows import ChangeRowsError, changes_in
from streams.doors.sending import SignalsDoor

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Tell of your own changes: a filter pushed, a certificate, a firewall.",
)

AT_ONCE: Final = 500
"""So many changes are sent before Kafka is waited for."""


@app.callback()
def changes() -> None:
    """Tell of your own changes: a filter pushed, a certificate, a firewall."""


@app.command(name="import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="CSV with at,system,title and, where known, platforms,sites,reference.")
    ],
    *,
    broker: Annotated[str | None, typer.Option(help=f"host:port; else what {VARIABLE} names.")] = None,
    prefix: Annotated[str, typer.Option(help="Begins the names of all topics.")] = DEFAULT_PREFIX,
    timezone: Annotated[
        str | None, typer.Option(metavar="IANA", help="For times without a zone, such as America/Toronto.")
    ] = None,
    catalogue: Annotated[
        list[Path] | None, typer.Option(metavar="TOML", help="Your own hosts and tools.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="See that the file is right, then stop.")] = False,
) -> None:
    """Send every row of a table as a change of your own, for the time-line and as a possible cause.

    A row is one change for ever: the same file again, or a longer one, adds only what is new. A file with a
    fault sends nothing (exit code 65).
    """
    logs.configure("warning")
    found = _changes(file, timezone, catalogue or [])
    if check:
        typer.echo(f"{file} is right: {len(found)} changes. Nothing was sent.")
        return
    try:
        address = stated_address() if broker is None else checked_address(broker, "--broker")
    except BrokerFault as fault:
        stop(USAGE, str(fault))
    if address is None:
        stop(USAGE, f"No broker is named: give --broker host:port, or set {VARIABLE}.")
    try:
        asyncio.run(_send(address, prefix, found))
    except LogUnavailable as error:
        stop(TRY_AGAIN_LATER, f"{error}. Send the same file again; what has landed is not taken twice.")
    except LogRefused as error:
        stop(BAD_DATA, str(error))
    typer.echo(f"{len(found)} changes sent; those that were known already stay as they are.")


def _changes(file: Path, timezone: str | None, catalogue: list[Path]) -> list[OwnChange]:
    """The changes in the file; what is wrong ends the command."""
    try:
        zone = None if timezone is None else ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        stop(USAGE, f"No time zone is called {timezone!r}; use an IANA name such as America/Toronto or UTC.")
    try:
        platforms = load_catalogue(catalogue).platforms
        return changes_in(file.read_text(encoding="utf-8-sig"), zone, platforms)
    except UnicodeDecodeError:
        stop(BAD_DATA, f"{file} is no UTF-8 text; save the table as CSV UTF-8.")
    except ChangeRowsError as error:
        stop(BAD_DATA, f"{file}: nothing was sent.\n{error}")
    except AdditionsError as error:
        stop(BAD_DATA, str(error))
    except FileNotFoundError as error:
        stop(NO_INPUT, f"There is no file {error.filename}. Check the name.")
    except OSError as error:
        stop(NO_INPUT, f"{error.filename} cannot be used ({error.strerror}). Name a file this user may read.")


async def _send(address: str, prefix: str, found: list[OwnChange]) -> None:
    async with SignalsDoor(address, prefix) as door:
        for start in range(0, len(found), AT_ONCE):
            await door.send(found[start : start + AT_ONCE])
