"""How the tables came to be, revision by revision; every worker applies what is missing when it starts.

A change of `tables.py` needs a new revision in `versions/`, written by hand: a test compares both on SQLite
and on PostgreSQL and prints the difference. Revisions are never edited once released, and only ever add:
an older Holdfast refuses a database that a newer one has changed.
"""

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from monitors.adapters.database import faults_told, place_of
from monitors.store import StoreUnusable

ADVISORY_LOCK = 0x686F_6C64_6661_7374
"""The number of the lock that PostgreSQL holds while one worker migrates: "holdfast" in ASCII."""


FOLDER = Path(__file__).parent
VERSION_TABLE = "alembic_version"


def bring_up_to_date(engine: Engine, folder: Path = FOLDER, version_table: str = VERSION_TABLE) -> None:
    """Apply the revisions that the database lacks, in one transaction, one worker at a time.

    The hub brings its own `folder` of revisions; the two may share a database, each with its own table of
    what has been applied. Raises StoreUnusable where the database was made by a newer Holdfast, and what
    the port raises.
    """
    with faults_told(engine), engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE is such a lock already
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        upgrade(connection, folder, version_table)


def lacking_since(engine: Engine) -> str | None:
    """The revision at which a database stands that lacks later ones of this Holdfast's.

    None where it lacks none, where it was made by a newer one, and where nobody has made its tables yet.
    Raises what the port raises.
    """
    with faults_told(engine), engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory(str(FOLDER))
    known = {script.revision for script in scripts.walk_revisions()}
    return current if current in known and current != scripts.get_current_head() else None


def upgrade(connection: Connection, folder: Path = FOLDER, version_table: str = VERSION_TABLE) -> None:
    """Apply what lacks, within the connection's transaction; the same for both kinds of database."""
    scripts = ScriptDirectory(str(folder))
    table = {"version_table": version_table}
    current = MigrationContext.configure(connection, opts=table).get_current_revision()
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreUnusable(
            f"The database {place_of(connection.engine.url)} was made by a newer Holdfast "
            f"(revision {current}). Run that version, or restore a backup from before it."
        )

    def lacking(_heads: tuple[str, ...], _context: MigrationContext) -> list[RevisionStep]:
        newest_first = scripts.iterate_revisions("head", current or "base")
        return [
            MigrationStep.upgrade_from_script(scripts.revision_map, script)
            for script in reversed(list(newest_first))
        ]

    context = MigrationContext.configure(connection, opts={"fn": lacking, "transactional_ddl": True, **table})
    with Operations.context(context):
        context.run_migrations()
