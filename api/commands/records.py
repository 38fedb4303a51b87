"""`holdfast records`: the keys of the records store, and whether what it keeps was tampered with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from api.records.domain.chain import Break
from api.records.keeping import Records
from api.records.key_file import (
    RecordKeyError,
    add_record_key,
    new_key_file,
    read_record_keys,
    remove_record_key,
)
from api.records.opening import opened_records
from api.records.sealing import SealError
from api.records.settings import RecordsSettings
from api.records.store import records_url
from api.settings import read_settings
from infra import logs
from infra.database_address import RECORDS_VARIABLE
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from infra.words import Lang, label
from monitors.adapters.database import place_of
from monitors.store import StoreFault, StoreUnavailable
from streams.settings import SettingsError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help=f"Records of own accounts: keys and integrity. {RECORDS_VARIABLE} names their database.",
)
key_app = typer.Typer(no_args_is_help=True, help="The keys that seal records.")
app.add_typer(key_app, name="key")

AT_ONCE: Final = 200
HASH_CHARACTERS: Final = 64

KeyFile = Annotated[Path, typer.Argument(metavar="FILE", help="The key file: key_file in [records].")]
SettingsOption = Annotated[
    Path, typer.Option("--settings", metavar="TOML", help="The hub's settings, with [records].")
]
LangOption = Annotated[Lang, typer.Option(help="Language: en or fr.")]


@key_app.command(name="new")
def new_key(file: KeyFile) -> None:
    """Make a key file with a first key, readable by this user only; none is replaced."""
    with _told():
        new_key_file(file, datetime.now(UTC))
    typer.echo(f"{file} holds the first key. Keep a copy in a safe place, apart from the records.")


@key_app.command(name="list")
def list_keys(file: KeyFile) -> None:
    """Which versions there are, and when each was made; the last one seals."""
    with _told():
        for each in read_record_keys(file):
            typer.echo(f"{each.version}  {each.made_at}")


@key_app.command()
def rotate(file: KeyFile) -> None:
    """Add a key, which seals from then on. Restart all hubs, then `holdfast records reseal`."""
    with _told():
        version = add_record_key(file, datetime.now(UTC))
    typer.echo(f"Version {version} seals once the hubs are restarted. Copy {file} to all of them first.")


@key_app.command()
def remove(
    version: Annotated[int, typer.Argument(min=1, help="As `holdfast records key list` shows it.")],
    *,
    settings: SettingsOption,
) -> None:
    """Take a key out for good, once nothing is sealed with it: old backups can then never be read again."""
    told = _settings(settings)
    with _opened(told) as records:
        sealed = records.store.sealed_with().get(version, 0)
    if sealed:
        stop(
            BAD_DATA, f"{sealed} records are sealed with version {version}: `holdfast records reseal` first."
        )
    with _told():
        remove_record_key(told.key_file, version)
    typer.echo(f"Version {version} is gone. Do the same with every copy of {told.key_file}.")


@app.command()
def reseal(*, settings: SettingsOption) -> None:
    """Seal all records anew with the newest key; the hub may go on meanwhile, and it may be stopped."""
    done = 0
    with _opened(_settings(settings)) as records:
        while some := records.reseal(AT_ONCE):
            done += some
    typer.echo(f"{done} records were sealed anew.")


@app.command()
def verify(
    *,
    settings: SettingsOption,
    expect: Annotated[
        str | None, typer.Option(help="A hash that was noted earlier: a record has to have it still.")
    ] = None,
    lang: LangOption = "en",
) -> None:
    """Open every record and hold it against the chain; say which is the first that does not hold (65).

    Note the newest hash elsewhere from time to time: a chain alone cannot tell that its end was cut off.
    """
    if expect is not None and (len(expect) != HASH_CHARACTERS or set(expect) - set("0123456789abcdef")):
        stop(
            USAGE, "--expect takes a hash as `holdfast records verify` prints it: 64 digits and letters a-f."
        )
    is_found = expect is None

    def noted(found: str) -> None:
        nonlocal is_found
        is_found = is_found or found == expect

    with _opened(_settings(settings)) as records:
        last = records.verify(noted)
    if isinstance(last, Break):
        stop(BAD_DATA, label(f"records.chain.{last.why}", lang, number=last.number))
    if not is_found:
        stop(BAD_DATA, label("records.chain.not-among", lang, hash=expect))
    if last is None:
        typer.echo(label("records.chain.empty", lang))
        return
    typer.echo(label("records.chain.holds", lang, records=last.facts.number, hash=last.link.hash))


def _settings(file: Path) -> RecordsSettings:
    """What the settings say of records; ends the command where they say nothing."""
    try:
        told = read_settings(file).records
    except SettingsError as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{file} cannot be read: {error.strerror or error}")
    if told is None:
        stop(BAD_DATA, f"{file} has no table [records]: no records store is switched on there.")
    return told


@contextmanager
def _opened(settings: RecordsSettings) -> Iterator[Records]:
    """The records, whether a hub has them open or not; what goes wrong ends the command with a sentence."""
    logs.configure("warning")
    with _told():
        url = records_url()
        if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():
            stop(
                NO_INPUT,
                f"There is no database {place_of(url)}. Let {RECORDS_VARIABLE} name that of the records.",
            )
        with opened_records(
            settings, url, now_ms=lambda: int(datetime.now(UTC).timestamp() * 1000)
        ) as records:
            yield records


@contextmanager
def _told() -> Iterator[None]:
    """End the command with a sentence where something goes wrong."""
    try:
        yield
    except (RecordKeyError, SealError) as error:
        stop(BAD_DATA, str(error))
    except StoreUnavailable as error:
        stop(TRY_AGAIN_LATER, str(error))
    except StoreFault as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{error.filename} cannot be used: {error.strerror or error}")
