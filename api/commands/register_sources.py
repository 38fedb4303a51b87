"""Where the commands about the register read it from: a file, or the database of the monitors."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from api.report.terminal import inert
from infra.database_address import VARIABLE
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, stop
from monitors.adapters.register_files import RegisterFileError, load_register
from monitors.domain.register.records import Entry
from monitors.register_lines import Standing
from monitors.snapshot_register import facts_of
from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.catalogue_files import load_catalogue
from streams.domain.catalogue import Catalogue

if TYPE_CHECKING:
    from monitors.adapters.sql_store import SqlStore

T = TypeVar("T")

OR_A_FILE: Final = ", or name a register file with --register"
NO_FILE: Final = "; what is asked and what happened stands nowhere else, so no register file will do"
"""What can be done where there is no database: where a file is read as well, and where none is."""

FileOption = Annotated[
    Path | None,
    typer.Option("--register", metavar="TOML", help="Read this file instead of the monitors' database."),
]
CatalogueOption = Annotated[
    list[Path] | None, typer.Option("--catalogue", help="TOML of your own hosts and tools.")
]


def known_catalogue(additions: Sequence[Path] | None) -> Catalogue:
    """The catalogue with an organisation's own part. Ends the command where that cannot be read."""
    try:
        return load_catalogue(additions or [])
    except AdditionsError as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{error.filename} cannot be read ({error.strerror}). Check the name.")


def entries_in(file: Path, catalogue: Catalogue) -> list[Entry]:
    """The entries of a register file. Ends the command with every fault that it has."""
    try:
        return load_register(file, catalogue.platforms)
    except RegisterFileError as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{file} cannot be read ({error.strerror}). Check the name.")


def standing_of(file: Path | None, catalogue: Catalogue, otherwise: str = OR_A_FILE) -> Standing:
    """The register as it stands: of a file what is declared, of the database what was seen as well.

    `otherwise` is what else can be done where there is no database, as `in_database` says it.
    """
    facts = facts_of(catalogue)
    if file is not None:
        return Standing(entries_in(file, catalogue), None, [], {}, facts)

    def read(store: "SqlStore") -> Standing:
        people = {unit: each.people for unit, each in store.reliance.standings().items()}
        return Standing(
            entries=store.register.entries(),
            dependencies=[
                each for unit in sorted(people) for each in store.reliance.dependencies(unit).values()
            ],
            questions=store.register.questions(),
            people=people,
            facts=facts,
        )

    return in_database(read, otherwise)


def say(text: str) -> None:
    """Print a line; nothing that people wrote in a register or an edition steers the terminal."""
    typer.echo(inert(text).plain)


def in_database(read: Callable[["SqlStore"], T], otherwise: str = OR_A_FILE) -> T:
    """What is read from the monitors' database, which may be in use. Ends the command where it cannot be.

    `otherwise` ends the sentence that says what to do where there is none.
    """
    try:
        from sqlalchemy import inspect  # noqa: PLC0415 (a register in a file needs none of this)

        from monitors.adapters.database import engine_for, faults_told, place_of, stated_url  # noqa: PLC0415
        from monitors.adapters.sql_store import SqlStore as Opened  # noqa: PLC0415
        from monitors.store import StoreFault, StoreUnusable  # noqa: PLC0415
    except ModuleNotFoundError:
        stop(
            NO_INPUT,
            "The monitors' database needs more than a register file does: pip install 'holdfast[live]'"
            f"{otherwise}.",
        )
    try:
        url = stated_url()
        if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():
            stop(
                NO_INPUT,
                f"There is no database {place_of(url)}. Let {VARIABLE} name the one that the monitors write"
                f"{otherwise}.",
            )
        engine = engine_for(url)
        try:
            with faults_told(engine):
                has_register = inspect(engine).has_table("register_entries")
            if not has_register:
                stop(
                    NO_INPUT,
                    f"{place_of(url)} has no register yet; start `holdfast monitors` of this version once.",
                )
            return read(Opened(engine))
        finally:
            engine.dispose()
    except StoreUnusable as fault:
        stop(BAD_DATA, str(fault))
    except StoreFault as fault:
        stop(TRY_AGAIN_LATER, str(fault))


def today() -> date:
    """The day on this machine."""
    return date.today()  # noqa: DTZ011 (an organisation's day is the local one)
