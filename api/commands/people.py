"""`holdfast people`: accounts and roles of the hub; the first administrator is made here."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from api.domain.rights import Grant, UnitTree, Viewer
from api.people.accounts import AccountError, NoSuchAccountError, Person
from api.people.managing import Managing, checked_grant
from api.people.store import People, hub_url, opened_people
from api.settings import read_settings
from infra import logs
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from infra.words import LANGUAGES, Lang
from monitors.adapters.database import place_of
from monitors.store import StoreFault, StoreUnavailable
from streams.adapters.directory_files import DirectoryError, load_directory
from streams.settings import SettingsError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Accounts of the hub and their roles; HOLDFAST_HUB_DATABASE names its database.",
)

OPERATOR: Final = Viewer(account=0, pseudonym="command-line", grants=(Grant("admin"),))
"""Whoever may run commands on this machine and open its database needs no account to change it."""

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="The name for signing in.")]
GrantOption = Annotated[
    list[str] | None,
    typer.Option("--grant", metavar="ROLE[:UNIT]", help="A role, for a unit or the whole organisation."),
]
GrantArgument = Annotated[str, typer.Argument(metavar="ROLE[:UNIT]")]
SettingsOption = Annotated[
    Path | None,
    typer.Option("--settings", metavar="TOML", help="The hub's settings, to check units' names."),
]


@app.command()
def add(
    login: Login,
    *,
    name: Annotated[str, typer.Option("--name", help="What they are called on pages.")],
    grant: GrantOption = None,
    lang: Annotated[str | None, typer.Option("--lang", metavar="en|fr")] = None,
    settings: SettingsOption = None,
) -> None:
    """Make an account. The password is asked for, or read from standard input: one line."""
    chosen: Lang | None = next((each for each in LANGUAGES if each == lang), None)
    if lang is not None and chosen is None:
        stop(USAGE, f"--lang is {lang!r}; there are {', '.join(LANGUAGES)}.")
    with _opened() as people:
        grants = [_grant(each, settings) for each in grant or []]
        person = people.add(login, name, _password(), chosen, grants)
    typer.echo(f"{person.login}: {_roles(person)}")


@app.command(name="list")
def list_people() -> None:
    """Everybody who has an account, with their roles."""
    table = Table("signs in as", "name", "roles", "")
    with _opened() as people:
        for person in people.accounts.all():
            table.add_row(person.login, person.name, _roles(person), "kept out" if person.is_disabled else "")
    Console().print(table)


@app.command()
def grant(login: Login, role: GrantArgument, *, settings: SettingsOption = None) -> None:
    """Give a role, such as risk, or unit:Press for that unit and everything below it."""
    with _opened() as people:
        person = _person(people, login)
        person = Managing(people, OPERATOR).grant(person.number, _grant(role, settings))
    typer.echo(f"{person.login}: {_roles(person)}")


@app.command()
def revoke(login: Login, role: GrantArgument) -> None:
    """End a role that was given by hand."""
    with _opened() as people:
        person = _person(people, login)
        known, _, unit = role.partition(":")
        person = Managing(people, OPERATOR).end_grant(person.number, known, unit)
    typer.echo(f"{person.login}: {_roles(person)}")


@app.command()
def password(login: Login) -> None:
    """Give somebody another password; all their browsers are signed out."""
    with _opened() as people:
        Managing(people, OPERATOR).set_password(_person(people, login).number, _password())
    typer.echo("The password is another; all browsers are signed out.")


@app.command()
def disable(login: Login) -> None:
    """Keep somebody out: their sessions and API keys end."""
    with _opened() as people:
        person = Managing(people, OPERATOR).disable(_person(people, login).number)
    typer.echo(f"{person.login} is kept out.")


@app.command()
def enable(login: Login) -> None:
    """Let somebody in again."""
    with _opened() as people:
        person = Managing(people, OPERATOR).enable(_person(people, login).number)
    typer.echo(f"{person.login} may sign in.")


@contextmanager
def _opened() -> Iterator[People]:
    """The people of the hub's database; what goes wrong ends the command with a sentence."""
    logs.configure("warning")
    try:
        url = hub_url()
        with opened_people(url, now_ms=lambda: time.time_ns() // 1_000_000) as people:
            yield people
    except AccountError as error:
        stop(BAD_DATA, str(error))
    except StoreUnavailable as error:
        stop(TRY_AGAIN_LATER, str(error))
    except StoreFault as error:
        stop(BAD_DATA, str(error))


def _person(people: People, login: str) -> Person:
    person = people.accounts.by_login(login)
    if person is None:
        place = place_of(hub_url())
        stop(
            NO_INPUT,
            f"{NoSuchAccountError('account-missing')} `holdfast people list` shows those of {place}.",
        )
    return person


def _grant(stated: str, settings: Path | None) -> Grant:
    """A role as written, with the unit's name as the units file has it. Raises AccountError."""
    role, _, unit = stated.partition(":")
    return checked_grant(role, unit, _tree(settings))


def _tree(settings: Path | None) -> UnitTree:
    """The units of the hub's settings; none where no settings are named."""
    if settings is None:
        return UnitTree()
    try:
        told = read_settings(settings)
        return UnitTree(load_directory(None, told.units, told.zone).units)
    except (SettingsError, DirectoryError) as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{settings} cannot be read: {error.strerror or error}")


def _password() -> str:
    """A password from the terminal, asked for twice, or the first line of standard input."""
    if sys.stdin.isatty():
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        stop(NO_INPUT, "There is no password: type it at the terminal, or give one line on standard input.")
    return line


def _roles(person: Person) -> str:
    return ", ".join(f"{one.role}:{one.unit}" if one.unit else one.role for one in person.grants) or "no role"
