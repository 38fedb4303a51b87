"""Whether the monitors' database has the tables that this hub asks for."""

from pathlib import Path

from sqlalchemy import Engine

from infra.database_address import VARIABLE
from monitors.adapters.database import place_of
from monitors.adapters.migrations import lacking_since
from monitors.store import StoreUnavailable, StoreUnusable


def check_schema(judged: Engine) -> None:
    """Raise StoreUnusable for the database of an older Holdfast, until the monitors brought it up to date.

    One of a newer Holdfast can be read, for its revisions only ever add. Raises StoreUnavailable while there
    is none at all.
    """
    url = judged.url
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        raise StoreUnavailable(
            f"There is no database {place_of(url)} yet. Start `holdfast monitors`, or let {VARIABLE} name "
            "the one that they write; the hub goes on by itself then."
        )
    older = lacking_since(judged)
    if older is not None:
        raise StoreUnusable(
            f"The database {place_of(url)} is as an older Holdfast left it (revision "
            f"{older}). Start `holdfast monitors` of this version; the hub goes on by itself then."
        )
