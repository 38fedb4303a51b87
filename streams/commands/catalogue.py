"""`holdfast catalogue`: ask which platform a host belongs to, and check an organisation's own additions."""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from streams.adapters.blocks import standard_input
from streams.adapters.catalogue_additions import AdditionsError, read_additions
from streams.adapters.catalogue_files import load_catalogue, read_shipped
from streams.domain.catalogue import Catalogue
from streams.domain.hosts import split_target
from streams.domain.terms import Terms

BAD_DATA, NO_INPUT = 65, 66

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Look hosts up in the catalogue, or check your own additions.",
)

OwnFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalogue", metavar="FILE", help="Your own additions and overrides (TOML); may be given again."
    ),
]


class Answer(msgspec.Struct):
    """One line of `lookup`: all but `host` is null where no platform is known."""

    host: str
    platform: str | None = None
    surface: str | None = None
    counts_as_use: str | None = None
    matched: str | None = None


class PlatformLine(msgspec.Struct):
    """One line of `list`; the days are the first and the last of its life, as far as they matter."""

    platform: str
    name: str
    operator: str
    kind: str
    since: date | None
    until: date | None
    sanctioned: bool
    terms: Terms | None


@app.command()
def lookup(
    hosts: Annotated[
        list[str],
        typer.Argument(
            metavar="HOST...",
            help="Hosts, or addresses of pages; - reads them from standard input, one a line.",
        ),
    ],
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="DATE",
            help="Weigh life cycles by this UTC day, as 2009-06-30. Without it nothing is weighed: retired "
            "platforms answer as in their time.",
        ),
    ] = None,
    catalogue: OwnFiles = None,
) -> None:
    """Say for each host, as a JSON line, its platform, its surface and whether it counts as use.

    The longest suffix of whole labels decides. Where a path is given too, as
    in www.facebook.com/plugins/like, the path rules refine the answer.

    With --at, a retired platform counts as no use after its end (what answers
    there is a parked domain), and a name is no hit before it was the
    platform's (x.com before July 2023).
    """
    day = _day(at)
    known = _loaded(catalogue or [])
    encoder = msgspec.json.Encoder()
    for target in _targets(hosts):
        sys.stdout.write(encoder.encode(_answer(known, target, day)).decode() + "\n")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Your additions and overrides (TOML).")],
) -> None:
    """Check a file of additions; say every fault, or what the file changes."""
    shipped = read_shipped()
    try:
        own = read_additions(file, shipped)
    except (AdditionsError, OSError) as error:
        raise _refused(error) from error
    for host, row in own.hosts.items():
        answer = f"{row.platform}, {row.surface}, {row.use.word}"
        before = shipped.hosts.get(host)
        if before is None:
            typer.echo(f"adds      {host}: {answer}")
        elif before != row:
            typer.echo(
                f"overrides {host}: {before.platform}, {before.surface}, {before.use.word} -> {answer}"
            )
    for host in sorted(own.ignored):
        typer.echo(f"ignores   {host}")
    if not (own.platforms or own.hosts or own.paths or own.ignored or own.sanctioned):
        typer.echo(f"{file} changes nothing: it names no platform, host or tool.")
        return
    counts = (
        f"{len(own.platforms)} platforms, {len(own.hosts)} hosts, {len(own.paths)} paths, "
        f"{len(own.ignored)} ignored, {len(own.sanctioned)} sanctioned"
    )
    typer.echo(f"{file} is good: {counts}.")


@app.command("list")
def list_platforms(catalogue: OwnFiles = None) -> None:
    """List every platform as a JSON line."""
    encoder = msgspec.json.Encoder()
    for platform in _loaded(catalogue or []).platforms.values():
        line = PlatformLine(
            platform=platform.id,
            name=platform.name,
            operator=platform.operator,
            kind=platform.kind,
            since=platform.lifecycle.since,
            until=platform.lifecycle.until,
            sanctioned=platform.sanctioned,
            terms=platform.terms,
        )
        sys.stdout.write(encoder.encode(line).decode() + "\n")


def _answer(catalogue: Catalogue, target: str, day: date | None) -> Answer:
    """The line for one host or address of a page."""
    host, path = split_target(target)
    entry = catalogue.find(host, day)
    if entry is None:
        return Answer(host)
    if path is not None:
        entry = catalogue.find_path(entry, path)
    return Answer(host, entry.platform, entry.surface, entry.use.word, entry.matched)


def _targets(hosts: Iterable[str]) -> Iterator[str]:
    """The hosts as given, with the lines of standard input in the place of `-`; blank lines are left out."""
    for host in hosts:
        if host == "-":
            lines = (line.decode("utf-8", "replace") for line in standard_input())
            yield from (line for line in lines if line.strip())
        else:
            yield host


def _day(text: str | None) -> date | None:
    """The day that `--at` names; a moment counts as its UTC day."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2009-06-30", param_hint="--at") from error
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def _loaded(additions: list[Path]) -> Catalogue:
    """The catalogue, or a clear end of the command."""
    try:
        return load_catalogue(additions)
    except (AdditionsError, OSError) as error:
        raise _refused(error) from error


def _refused(error: AdditionsError | OSError) -> typer.Exit:
    """Say what is wrong with a file of additions, and give the exit code for it."""
    if isinstance(error, AdditionsError):
        typer.echo(str(error), err=True)
        return typer.Exit(BAD_DATA)
    typer.echo(f"{error.filename}: {error.strerror}; give the path of a readable TOML file", err=True)
    return typer.Exit(NO_INPUT)
