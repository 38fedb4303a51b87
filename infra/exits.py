"""Exit codes of every command, as sysexits.h names them, and how a command ends with a message."""

from typing import NoReturn

import typer

USAGE = 2
BAD_DATA = 65
NO_INPUT = 66
INTERNAL = 70
TRY_AGAIN_LATER = 75


def stop(code: int, message: str) -> NoReturn:
    """End the command with a message on standard error. Raises typer.Exit."""
    typer.echo(message, err=True)
    raise typer.Exit(code)
