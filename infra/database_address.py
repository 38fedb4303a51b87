"""Which database to use: the variable that says so, and how a SQLite file is written in it."""

from pathlib import Path

VARIABLE = "HOLDFAST_DATABASE"
"""The environment variable that names a database: `postgresql://user:password@host/name`, or `sqlite:///file`."""

HUB_VARIABLE = "HOLDFAST_HUB_DATABASE"
"""The same for the hub's own database: accounts, sessions, keys."""

RECORDS_VARIABLE = "HOLDFAST_RECORDS_DATABASE"
"""The same for records of own accounts, where the hub's settings switch their store on."""


def sqlite_address(file: Path) -> str:
    """The URL of a SQLite file, whatever signs its folders have in their names."""
    from sqlalchemy import URL  # noqa: PLC0415 (the command line must list itself fast)

    return URL.create("sqlite", database=str(file)).render_as_string()
