"""Everybody whom the hub knows, in one hand: accounts, sessions, API keys and tries to sign in."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import URL, Engine, select

from api.domain.rights import Grant, UnitTree, Viewer
from api.people.accounts import AccountError, Accounts, Identity, Person
from api.people.attempts import SECRETS, Attempts
from api.people.hook_deliveries import HookDeliveries
from api.people.keys import Keys, still_granted
from api.people.passwords import Passwords, checked_password
from api.people.reporters import Reporters
from api.people.sessions import Sessions
from infra.words import Lang, render
from monitors.adapters.database import engine_for, faults_told, prepare_file, reading_engine, stated_url
from monitors.adapters.migrations import bring_up_to_date

VARIABLE: Final = "HOLDFAST_HUB_DATABASE"
"""The environment variable that names the hub's own database, as `HOLDFAST_DATABASE` does the monitors'."""

FILE: Final = "hub.db"
MIGRATIONS: Final = Path(__file__).parent / "migrations"
VERSION_TABLE: Final = "hub_alembic_version"


class TooManyTriesError(Exception):
    """Too many log-ins failed; the next try may come after `seconds`."""

    def __init__(self, seconds: int) -> None:
        self.code = "login-wait"
        self.figures = {"minutes": -(-seconds // 60)}
        super().__init__(render(self.code, self.figures, "en"))
        self.seconds = seconds


class People:
    """Who may use the hub. Everything raises StoreFault where the database cannot be used."""

    def __init__(
        self, writing: Engine, reading: Engine, now_ms: Callable[[], int], passwords: Passwords
    ) -> None:
        self._reading = reading
        self.accounts = Accounts(writing, reading, now_ms)
        self.sessions = Sessions(writing, reading, now_ms)
        self.keys = Keys(writing, reading, now_ms)
        self.reporters = Reporters(reading, now_ms)
        self.hook_deliveries = HookDeliveries(writing, reading)
        self._attempts = Attempts(writing, now_ms)
        self._passwords = passwords

    def add(
        self,
        login: str,
        name: str,
        password: str,
        lang: Lang | None = None,
        grants: Iterable[Grant] = (),
    ) -> Person:
        """Make a local account. Raises AccountError, PasswordRefusedError."""
        password_hash = self._passwords.hash(checked_password(password, login, name))
        return self.accounts.add(login, name, password_hash=password_hash, lang=lang, grants=grants)

    def set_password(self, person: Person, password: str, *, keep_session: int | None = None) -> None:
        """Give an account another password; its other sessions end. Raises PasswordRefusedError."""
        password_hash = self._passwords.hash(checked_password(password, person.login, person.name))
        self.accounts.set_password_hash(person.number, password_hash, keep_session=keep_session)

    def change_password(
        self, person: Person, now: str, new: str, *, address: str, session: int | None
    ) -> None:
        """Another password for whoever knows the one of now; all other sessions of theirs end.

        Raises AccountError, TooManyTriesError.
        """
        if not person.has_password:
            raise AccountError("password-from-provider")
        if self.sign_in(person.login, now, address) is None:
            raise AccountError("password-wrong")
        self.set_password(person, new, keep_session=session)

    def sign_in(self, login: str, password: str, address: str) -> Person | None:
        """Who this is, or None for every reason why not: nobody learns which accounts there are.

        Raises TooManyTriesError, for an account that there is as for one that there is not.
        """
        seconds = self._attempts.wait_seconds(login, address)
        if seconds:
            structlog.get_logger().warning("log-in-held-back", seconds=seconds)
            raise TooManyTriesError(seconds)
        number, password_hash = self.accounts.password_hash(login) or (0, None)
        if not self._passwords.is_right(password, password_hash) or password_hash is None:
            structlog.get_logger().warning("log-in-failed")
            return None
        self._attempts.succeeded(login, address)
        if self._passwords.is_outdated(password_hash):
            self.accounts.rehash(number, self._passwords.hash(password))
        return self.accounts.by_number(number)

    def known_by_provider(self, identity: Identity) -> Person | None:
        """The account of somebody whom the identity provider sent, made at their first log-in.

        Their roles from the provider are renewed, those given by hand stay. None: they are kept out.
        """
        person = self.accounts.by_login(identity.login)
        if person is None:
            return self.accounts.add(
                identity.login,
                identity.name,
                password_hash=None,
                grants=identity.grants,
                source="provider",
            )
        if person.is_disabled:
            return None
        self.accounts.renew_from_provider(person.number, identity.name, identity.grants)
        return self.accounts.the_one(person.number)

    def secret(self, purpose: str) -> bytes:
        """A random secret that all processes of this hub share."""
        with faults_told(self._reading), self._reading.begin() as connection:
            found: bytes = connection.execute(
                select(SECRETS.c.value).where(SECRETS.c.purpose == purpose)
            ).scalar_one()
        return found

    def viewer_of_session(self, token: str, tree: UnitTree) -> Viewer | None:
        """Whose browser this is; None for a session that is over or never was."""
        session = self.sessions.of_token(token)
        person = None if session is None else self.accounts.by_number(session.account)
        if session is None or person is None or person.is_disabled:
            return None
        return Viewer(
            account=person.number,
            pseudonym=person.pseudonym,
            name=person.name,
            grants=person.grants,
            lang=person.lang,
            how="session",
            csrf=session.csrf,
            session=session.number,
            tree=tree,
        )

    def viewer_of_key(self, words: str, tree: UnitTree) -> Viewer | None:
        """Whose program this is; None for a key that has ended or never was.

        A key reaches no further than its account does today, whatever it was made with.
        """
        key = self.keys.of_words(words)
        person = None if key is None else self.accounts.by_number(key.account)
        if key is None or person is None or person.is_disabled:
            return None
        return Viewer(
            account=person.number,
            pseudonym=person.pseudonym,
            name=person.name,
            grants=still_granted(key.grants, person.grants, tree),
            lang=person.lang,
            how="key",
            only=key.rights,
            session=key.number,
            tree=tree,
        )


def hub_url() -> URL:
    """The database that `HOLDFAST_HUB_DATABASE` names, else `hub.db` in the user's data folder.

    Raises StoreUnusable.
    """
    return stated_url(variable=VARIABLE, file=FILE)


@contextmanager
def opened_people(
    url: URL, *, now_ms: Callable[[], int], passwords: Passwords | None = None
) -> Iterator[People]:
    """The people in a database, made or brought up to date first. Raises StoreFault.

    Several processes may have it open, also as a SQLite file: each change is one short transaction.
    """
    if url.get_backend_name() == "sqlite":
        prepare_file(Path(str(url.database)))
    writing, reading = engine_for(url), reading_engine(url)
    try:
        bring_up_to_date(writing, MIGRATIONS, VERSION_TABLE)
        yield People(writing, reading, now_ms, passwords or Passwords())
    finally:
        reading.dispose()
        writing.dispose()
