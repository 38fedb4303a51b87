"""`holdfast register edition`: freeze the register once a year, show what was frozen, and compare."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from api.commands.register_sources import (
    CatalogueOption,
    FileOption,
    known_catalogue,
    say,
    standing_of,
    today,
)
from infra.exits import BAD_DATA, NO_INPUT, USAGE, stop
from infra.folders import data_folder
from infra.words import Lang, label, render
from monitors.adapters.edition_files import (
    KEY_FILE,
    PUBLIC,
    EditionFileError,
    read_edition,
    write_edition,
)
from monitors.domain.register.editions import (
    PublicKey,
    SealedEdition,
    differences,
    faults_of_edition,
    frozen,
    sealed,
)

if TYPE_CHECKING:
    from monitors.adapters.edition_keys import CheckingKey, SealingKey


app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Freeze the register, show an edition, compare two."
)

LangOption = Annotated[Lang, typer.Option(help="Language: en or fr.")]
KeysOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--public-key",
        metavar="PEM",
        help="The public key to check seals with; once for each, where editions have different ones.",
    ),
]


@app.command()
def freeze(
    out: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    *,
    name: Annotated[str | None, typer.Option(help="What it is called; the year, unless given.")] = None,
    previous: Annotated[Path | None, typer.Option(help="The edition before it, to chain it to.")] = None,
    register: FileOption = None,
    catalogue: CatalogueOption = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="PEM", help="The private key that seals; made where there is none."),
    ] = None,
    public_key: KeysOption = None,
) -> None:
    """Freeze the register as it stands, behind the edition before it, with its hash and a seal.

    The edition before it must be as it was frozen, by the same key or by one that --public-key names.
    """
    before = None if previous is None else _read(previous)
    standing = standing_of(register, known_catalogue(catalogue))
    if not standing.entries:
        stop(
            BAD_DATA, "The register has no entry, so there is nothing to freeze. Declare what units rely on."
        )
    sealing = _sealing_key(key or data_folder() / KEY_FILE)
    if before is not None and previous is not None:
        keys = {sealing.name: sealing.public} | _stated_keys(public_key or [])
        _stop_where_faulty([(previous, before)], keys, "en", "Nothing was frozen.")
    day = today()
    edition = frozen(name or str(day.year), standing.entries, day, before)
    kept = sealed(edition, sealing)
    try:
        write_edition(out, kept)
    except FileExistsError:
        stop(USAGE, f"{out} is there already, and nothing frozen is written over. Name another file.")
    except OSError as error:
        stop(USAGE, f"{out} cannot be written ({error.strerror}). Name another file.")
    typer.echo(f"{out}: edition {edition.name}, {len(edition.entries)} entries")
    typer.echo(f"sha256 {kept.seal.sha256}")
    typer.echo("Whoever has this public key can check it, with `edition show FILE --public-key PEM`:")
    typer.echo(sealing.public.pem.decode().rstrip())
    typer.echo("Lodge the hash with somebody else: the seal proves nothing against whoever has its key.")


@app.command()
def show(
    edition: Annotated[Path, typer.Argument(help="An edition's file.")],
    *,
    previous: Annotated[Path | None, typer.Option(help="The edition before it, to see the chain.")] = None,
    public_key: KeysOption = None,
    lang: LangOption = "en",
) -> None:
    """Say what an edition holds, and whether it is as it was frozen; exit code 65 where it is not.

    With --previous that one is checked as well, and that it stands before it. Without --public-key the one
    in the data folder checks both, where there is one; no secret is needed.
    """
    kept = _read(edition)
    before = None if previous is None else _read(previous)
    known = _checking_keys(public_key or [])
    held = kept.edition
    say(f"{held.name}  {held.frozen_on}  {kept.seal.algorithm}  {kept.seal.sha256}")
    for entry in held.entries:
        activity = entry.declaration.activity or label("declared.whole-use", lang)
        say(f"{entry.unit}  {entry.platform}  {activity}  {entry.evidence}  {entry.status}")
    earlier = [] if previous is None or before is None else [(previous, before)]
    _stop_where_faulty([(edition, kept), *earlier], known, lang)
    typer.echo(label("edition.sound" if known else "edition.sound-without-key", lang))


@app.command()
def diff(
    older: Annotated[Path, typer.Argument(help="An edition's file.")],
    newer: Annotated[Path | None, typer.Argument(help="Another; else the register as it stands.")] = None,
    *,
    register: FileOption = None,
    catalogue: CatalogueOption = None,
    public_key: KeysOption = None,
    lang: LangOption = "en",
) -> None:
    """Say what changed since an edition, entry by entry; exit code 65 where one is not as it was frozen."""
    if newer is not None and register is not None:
        stop(USAGE, "An edition is compared with another one or with --register. Name one of them.")
    before = _read(older)
    later = None if newer is None else _read(newer)
    keys = _checking_keys(public_key or [])
    _stop_where_faulty([(older, before)], keys, lang)
    if newer is None or later is None:
        now = standing_of(register, known_catalogue(catalogue)).entries
    else:
        _stop_where_faulty([(newer, later)], keys, lang)
        now = later.edition.entries
    found = differences(before.edition.entries, now)
    for each in found:
        activity = each.key.activity or label("declared.whole-use", lang)
        what = label(f"edition.{each.what}", lang)
        say(f"{what}  {each.key.unit}  {each.key.platform}  {activity}")
        for field in each.fields:
            say(f"  {field.name}: {_shown(field.before, lang)} -> {_shown(field.after, lang)}")
    if not found:
        typer.echo(label("edition.unchanged", lang))


def _shown(value: Any, lang: Lang) -> str:
    """A value of a field as JSON, numbers as people write them; None and empty are "not answered"."""
    if isinstance(value, float):
        return f"{value:g}"
    return label("edition.nothing", lang) if value in (None, "", []) else msgspec.json.encode(value).decode()


def _read(path: Path) -> SealedEdition:
    """A kept edition. Ends the command where there is none."""
    try:
        return read_edition(path)
    except EditionFileError as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{path} cannot be read ({error.strerror}). Check the name.")


def _sealing_key(file: Path) -> "SealingKey":
    """The private key in a file, made where there is none. Ends the command where it cannot be used."""
    with _key_faults_said(file, "--key"):
        from monitors.adapters.edition_keys import sealing_key  # noqa: PLC0415 (needs the live extra)

        return sealing_key(file)


def _checking_keys(stated: Sequence[Path]) -> "Mapping[str, CheckingKey]":
    """The public keys that were named, else that of this installation; none where it has none."""
    own = (data_folder() / KEY_FILE).with_suffix(PUBLIC)
    return _stated_keys(stated or ([own] if own.exists() else []))


def _stated_keys(files: Sequence[Path]) -> "dict[str, CheckingKey]":
    """The public keys in these files, by their names. Ends the command where one cannot be used."""
    found = {}
    for file in files:
        with _key_faults_said(file, "--public-key"):
            from monitors.adapters.edition_keys import checking_key  # noqa: PLC0415 (needs the live extra)

            key = checking_key(file)
            found[key.name] = key
    return found


def _stop_where_faulty(
    chain: Sequence[tuple[Path, SealedEdition]], keys: Mapping[str, PublicKey], lang: Lang, outcome: str = ""
) -> None:
    """End the command with 65 where an edition, or the one after it in `chain`, is not as it was frozen."""
    before = [each for _, each in chain[1:]]
    told = [
        f"{path}: {render(fault.code, fault.figures, lang)}"
        for (path, kept), previous in zip_longest(chain, before)
        for fault in faults_of_edition(kept, keys, previous)
    ]
    if told:
        stop(BAD_DATA, "\n".join([*told, outcome]).rstrip())


@contextmanager
def _key_faults_said(file: Path, option: str) -> Iterator[None]:
    """End the command where a key cannot be used."""
    try:
        yield
    except ModuleNotFoundError:
        stop(NO_INPUT, "Seals need more than a register file does: pip install 'holdfast[live]'.")
    except EditionFileError as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{file} cannot be used ({error.strerror}). Name another with {option}.")
