"""`holdfast key`: the keys of pseudonyms, and the end of what one of them made."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer
from sqlalchemy import URL

from infra import logs
from infra.database_address import VARIABLE, sqlite_address
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from infra.folders import data_folder
from monitors.adapters.database import FILE, place_of, stated_url
from monitors.adapters.sql_store import opened_store
from monitors.store import Forgotten, KeyInUse, StoreFault, StoreHeld, StoreUnusable
from streams.adapters.key_file import KeptKey, KeyFileError, add_key, create_keys, kept_keys, remove_key
from streams.contracts.topics import EVIDENCE_HOURS
from streams.settings import SettingsError, read_settings

KEY_FILE: Final = "pseudonyms.key"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Make a key file, list its keys, begin a new one, or forget one and all that it made.",
)

KeyOption = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="The key file, as told to `holdfast collect`.")
]
SettingsOption = Annotated[
    Path | None, typer.Option("--settings", metavar="TOML", help="Instead: the collector's settings.")
]
DataOption = Annotated[
    Path | None, typer.Option("--data", metavar="FOLDER", help="Instead: the folder of `holdfast up`.")
]


class ListedKey(msgspec.Struct):
    """One key of `list --json`; `made_at` is null where the file does not say."""

    version: int
    made_at: str | None
    in_use: bool


class Listing(msgspec.Struct):
    """What `list --json` prints, the oldest key first."""

    file: str
    keys: list[ListedKey]


@app.command(name="list")
def list_keys(
    *,
    key: KeyOption = None,
    settings: SettingsOption = None,
    data: DataOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Say which versions there are, when each was made, and which one is in use; never a key itself."""
    file = _key_file(key, settings, data)
    kept = _kept(file)
    if as_json:
        keys = [ListedKey(one.version, _rfc3339(one.made_at), one is kept[-1]) for one in kept]
        typer.echo(msgspec.json.encode(Listing(str(file), keys)))
        return
    typer.echo(file)
    for one in kept:
        made = _minute(one.made_at) if one.made_at else "at a time not noted"
        typer.echo(f"version {one.version}  made {made}{'  in use' if one is kept[-1] else ''}")


@app.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The key file to make.")],
) -> None:
    """Make a key file with a first random key, for snapshots to share or for collectors to be given.

    Collectors make theirs by themselves. Only its owner can read it (mode 0600); no file is replaced.
    """
    try:
        create_keys(file.absolute())
    except FileExistsError:
        stop(
            USAGE,
            f"{file} is there already, and stays as it is. `holdfast key rotate --key {file}` adds a newer "
            "key to it; or name another file.",
        )
    except KeyFileError as error:
        stop(BAD_DATA, str(error))
    typer.echo(
        f"Version 1 is in {file}, for your eyes only. Keep a copy in a safe place: with another key, nobody\n"
        "can be recognised again. `holdfast snapshot --key` and `holdfast collect --key` take it."
    )


@app.command()
def rotate(*, key: KeyOption = None, settings: SettingsOption = None, data: DataOption = None) -> None:
    """Make a new version, which is in use once collectors have started with it; older ones stay."""
    file = _key_file(key, settings, data)
    _kept(file)
    try:
        newest = add_key(file)[-1]
    except KeyFileError as error:
        stop(BAD_DATA, str(error))
    typer.echo(
        f"Version {newest.version} is in {file}. Two things to know:\n"
        "- It is in use once every collector was restarted, those of `holdfast up` too. Where they run on\n"
        "  several machines, copy this file to all of them first; never rotate on two.\n"
        "- Nobody can be recognised across versions: how many people a day had, who comes back, and all\n"
        "  trends of people begin anew with it. Requests and incidents go on as they were.\n"
        "Older versions stay until `holdfast key forget VERSION` removes one with all that it made."
    )


@app.command()
def forget(
    version: Annotated[int, typer.Argument(min=1, metavar="VERSION", help="See `holdfast key list`.")],
    *,
    key: KeyOption = None,
    settings: SettingsOption = None,
    data: DataOption = None,
    in_spite_of_sources: Annotated[
        bool,
        typer.Option(
            "--collectors-are-gone", help="Sources that sent with it last never will again; do not ask them."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a key, and everything that was made with it, for good.

    All monitors must be stopped. Their database is the one that HOLDFAST_DATABASE names, as for
    `holdfast monitors`. Rotate first, and let every collector send with the new key.
    """
    file = _key_file(key, settings, data)
    plan = _Plan(version, file, _database(data), in_spite_of_sources=in_spite_of_sources)
    _check(plan, _kept(file))
    if not yes:
        typer.confirm(
            f"Forget version {version}: remove its key from {file}, and from {place_of(plan.database)} every "
            "day's people counted with it? This cannot be undone",
            abort=True,
        )
    logs.configure("warning")
    gone, was_kept = _forget(plan)
    ends_at = datetime.now(UTC) + timedelta(hours=EVIDENCE_HOURS)
    typer.echo(
        f"Version {version} is forgotten.\n"
        f"- {gone.days} rows of people and active time by day were removed from {place_of(plan.database)}.\n"
        f"- {gone.people} pseudonyms in what the rules remember became numbers without meaning, whatever\n"
        "  their version, for it does not show; judging goes on as if nothing had happened.\n"
        f"- {file} {'no longer holds' if was_kept else 'did not hold'} the key"
        f"{'' if was_kept else ' any more'}.\n"
        f"Evidence on Kafka ends by itself: what was made with it is gone by {_minute(ends_at)}, "
        f"{EVIDENCE_HOURS} hours from now;\nmonitors that meet it leave its people out.\n"
        "Copies are yours to delete: of the key file on other machines, and backups of file and database.\n"
        "Start the monitors again."
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be forgotten, and where."""

    version: int
    file: Path
    database: URL
    in_spite_of_sources: bool


def _check(plan: _Plan, kept: tuple[KeptKey, ...]) -> None:
    """Stop where this version cannot be forgotten, or where there is nothing to forget it from."""
    newest = kept[-1].version
    if plan.version == newest:
        stop(
            USAGE,
            f"Version {newest} is in use. `holdfast key rotate` makes another; restart the collectors with "
            "it, and then this one can be forgotten.",
        )
    if plan.version > newest:
        stop(USAGE, f"There is no version {plan.version}; the newest in {plan.file} is {newest}.")
    database = plan.database
    if database.get_backend_name() == "sqlite" and not Path(str(database.database)).is_file():
        stop(
            NO_INPUT,
            f"There is no database {place_of(database)}. Let {VARIABLE} name the one that the monitors "
            "write, or --data the folder of `holdfast up`.",
        )


def _forget(plan: _Plan) -> tuple[Forgotten, bool]:
    """Forget it in the database, then in the file; whether that still held it.

    Cut short between the two, or by a full disk, it can be done again.
    """
    try:
        with opened_store(plan.database, alone=True) as store:
            gone = store.forget_key(plan.version, in_spite_of_sources=plan.in_spite_of_sources)
            return gone, remove_key(plan.file, plan.version)
    except StoreHeld:
        stop(
            TRY_AGAIN_LATER,
            f"Monitors are running on {place_of(plan.database)}; what they remember would be written again. "
            "Stop every `holdfast monitors` and `holdfast up`, then try again. Nothing was removed.",
        )
    except KeyInUse as fault:
        stop(TRY_AGAIN_LATER, f"{fault} Or say --collectors-are-gone. Nothing was removed.")
    except StoreUnusable as fault:
        stop(BAD_DATA, str(fault))
    except StoreFault as fault:
        stop(TRY_AGAIN_LATER, f"{fault} Not everything is removed; do it again once that is over.")
    except KeyFileError as error:
        stop(BAD_DATA, f"{error}. The database has forgotten version {plan.version}; the file has not yet.")


def _key_file(key: Path | None, settings: Path | None, data: Path | None) -> Path:
    """Where the keys are, by the one option that says so."""
    if sum(option is not None for option in (key, settings, data)) > 1:
        stop(USAGE, "The key file is named by one of --key, --settings and --data, not by several.")
    if key is not None:
        return key.absolute()
    try:
        stated = read_settings(settings).key_file if settings else None
    except SettingsError as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{settings} cannot be read ({error.strerror}). Check the name.")
    return stated or (data or data_folder()).absolute() / KEY_FILE


def _kept(file: Path) -> tuple[KeptKey, ...]:
    """Every key in the file, the oldest first."""
    try:
        return kept_keys(file)
    except FileNotFoundError:
        stop(
            NO_INPUT,
            f"There is no key file {file}; a collector makes it when it first starts, "
            f"`holdfast key new {file}` makes it now. If it is elsewhere, name it with --key.",
        )
    except KeyFileError as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{file} cannot be read ({error.strerror}); run this as the collector's user.")


def _database(data: Path | None) -> URL:
    """The database that the monitors write."""
    try:
        if data is None or os.environ.get(VARIABLE, "").strip():
            return stated_url()
        return stated_url({VARIABLE: sqlite_address(data.absolute() / FILE)})
    except StoreUnusable as fault:
        stop(BAD_DATA, str(fault))


def _minute(at: datetime) -> str:
    """A moment for people."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _rfc3339(at: datetime | None) -> str | None:
    """A moment for machines."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
