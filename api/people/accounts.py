"""Accounts and what they were granted, in `hub.db`."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.domain.rights import ROLES, Grant
from api.people.tables import Account, GrantRow, KeyRow, SessionRow, table_of
from infra.words import Lang, render
from monitors.adapters.database import faults_told

ACCOUNTS: Final = table_of(Account)
GRANTS: Final = table_of(GrantRow)
SESSIONS: Final = table_of(SessionRow)
KEYS: Final = table_of(KeyRow)

LONGEST_LOGIN: Final = 200
LONGEST_NAME: Final = 200

Source = Literal["hand", "provider"]
"""Who gave a grant: somebody of the hub, or the identity provider, whose grants each log-in renews."""


class AccountError(Exception):
    """What was asked of an account cannot be; the message says why, and what to do, in English.

    `code` with `figures` is the same for `infra.words.render`, in any language.
    """

    def __init__(self, code: str, **figures: Any) -> None:
        super().__init__(render(code, figures, "en"))
        self.code = code
        self.figures = figures


class LoginTakenError(AccountError):
    """Another account signs in with that name."""


class NoSuchAccountError(AccountError):
    """There is no account of that name or number."""


class Person(NamedTuple):
    """An account as others see it: no password, no session, no key."""

    number: int
    login: str
    pseudonym: str
    name: str
    lang: Lang | None
    has_password: bool
    made_at: int
    ended_at: int | None
    grants: tuple[Grant, ...]
    from_provider: frozenset[Grant]

    @property
    def is_disabled(self) -> bool:
        """Whether they are kept out."""
        return self.ended_at is not None


class Identity(NamedTuple):
    """Who an identity provider says somebody is, and where they wanted to go.

    `login` stands for issuer and subject and tells neither.
    """

    login: str
    name: str
    grants: tuple[Grant, ...]
    wanted: str


def login_key(login: str) -> str:
    """How a name for signing in is kept: letter case and blanks around it do not matter."""
    return login.strip().casefold()


def checked_login(login: str) -> str:
    """A name for signing in. Raises AccountError."""
    key = login_key(login)
    if not key or len(key) > LONGEST_LOGIN or any(each.isspace() or not each.isprintable() for each in key):
        raise AccountError("login-malformed", most=LONGEST_LOGIN)
    return key


def checked_name(name: str) -> str:
    """What somebody is called. Raises AccountError."""
    shown = " ".join(name.split())
    if not shown or len(shown) > LONGEST_NAME or not shown.isprintable():
        raise AccountError("name-malformed", most=LONGEST_NAME)
    return shown


class Accounts:
    """The accounts of one hub. Everything raises StoreFault where the database cannot be used."""

    def __init__(self, writing: Engine, reading: Engine, now_ms: Callable[[], int]) -> None:
        self._writing = writing
        self._reading = reading
        self._now_ms = now_ms

    def all(self) -> list[Person]:
        """Everybody, by the name for signing in."""
        return self._people(ACCOUNTS.c.number.is_not(None))

    def has_any(self) -> bool:
        """Whether anybody has an account yet."""
        with faults_told(self._reading), self._reading.begin() as connection:
            return connection.execute(select(ACCOUNTS.c.number).limit(1)).first() is not None

    def by_login(self, login: str) -> Person | None:
        """Who signs in so, if anybody."""
        return next(iter(self._people(ACCOUNTS.c.login == login_key(login))), None)

    def by_number(self, number: int) -> Person | None:
        """The account of this number, if there is one."""
        return next(iter(self._people(ACCOUNTS.c.number == number)), None)

    def the_one(self, number: int) -> Person:
        """The account of this number. Raises NoSuchAccountError."""
        found = self.by_number(number)
        if found is None:
            raise NoSuchAccountError("account-missing")
        return found

    def add(
        self,
        login: str,
        name: str,
        *,
        password_hash: str | None,
        lang: Lang | None = None,
        grants: Iterable[Grant] = (),
        source: Source = "hand",
    ) -> Person:
        """Make an account, with a pseudonym of its own. Raises AccountError, LoginTakenError."""
        row = {
            "login": checked_login(login),
            "pseudonym": f"p-{secrets.token_hex(8)}",
            "name": checked_name(name),
            "lang": lang,
            "password_hash": password_hash,
            "made_at": self._now_ms(),
        }
        with faults_told(self._writing), self._writing.begin() as connection:
            try:
                made = connection.execute(insert(ACCOUNTS).values(row).returning(ACCOUNTS.c.number))
                number: int = made.scalar_one()
            except IntegrityError:
                raise LoginTakenError("login-taken", login=row["login"]) from None
            for grant in dict.fromkeys(grants):
                self._give(connection, number, grant, source)
        return self.the_one(number)

    def grant(self, number: int, grant: Grant) -> bool:
        """Give a role by hand; False where they have it so already. Raises NoSuchAccountError."""
        self.the_one(number)
        with faults_told(self._writing), self._writing.begin() as connection:
            if connection.execute(select(GRANTS.c.role).where(*_is(number, grant, "hand"))).first():
                return False
            self._give(connection, number, grant, "hand")
        return True

    def revoke(self, number: int, grant: Grant) -> bool:
        """End a role given by hand; False where they have it not so."""
        with faults_told(self._writing), self._writing.begin() as connection:
            return bool(connection.execute(delete(GRANTS).where(*_is(number, grant, "hand"))).rowcount)

    def renew_from_provider(self, number: int, name: str, grants: Iterable[Grant]) -> None:
        """What the identity provider says of somebody now takes the place of what it said before."""
        with faults_told(self._writing), self._writing.begin() as connection:
            connection.execute(
                update(ACCOUNTS).where(ACCOUNTS.c.number == number).values(name=checked_name(name))
            )
            connection.execute(
                delete(GRANTS).where(GRANTS.c.account == number, GRANTS.c.source == "provider")
            )
            for grant in dict.fromkeys(grants):
                self._give(connection, number, grant, "provider")

    def password_hash(self, login: str) -> tuple[int, str] | None:
        """The number and the password's hash of an account that may sign in by password, if it is one."""
        asked = select(ACCOUNTS.c.number, ACCOUNTS.c.password_hash).where(
            ACCOUNTS.c.login == login_key(login),
            ACCOUNTS.c.ended_at.is_(None),
            ACCOUNTS.c.password_hash.is_not(None),
        )
        with faults_told(self._reading), self._reading.begin() as connection:
            found = connection.execute(asked).first()
        return None if found is None else (found.number, found.password_hash)

    def set_password_hash(self, number: int, password_hash: str, *, keep_session: int | None = None) -> None:
        """Another password: all sessions of the account end, but for one. Raises NoSuchAccountError."""
        with self._updated(number, password_hash=password_hash) as connection:
            connection.execute(
                delete(SESSIONS).where(SESSIONS.c.account == number, SESSIONS.c.number != (keep_session or 0))
            )

    def rehash(self, number: int, password_hash: str) -> None:
        """The same password, hashed as it is today. Raises NoSuchAccountError."""
        self._update(number, password_hash=password_hash)

    def set_lang(self, number: int, lang: Lang | None) -> None:
        """The language that somebody reads; None: that of their browser. Raises NoSuchAccountError."""
        self._update(number, lang=lang)

    def disable(self, number: int) -> None:
        """Keep somebody out from now on: their sessions and API keys end. Raises NoSuchAccountError."""
        with self._updated(number, ended_at=self._now_ms()) as connection:
            for table in (SESSIONS, KEYS):
                connection.execute(delete(table).where(table.c.account == number))

    def enable(self, number: int) -> None:
        """Let somebody in again. Raises NoSuchAccountError."""
        self._update(number, ended_at=None)

    def _update(self, number: int, **values: Any) -> None:
        with self._updated(number, **values):
            return

    @contextmanager
    def _updated(self, number: int, **values: Any) -> Iterator[Connection]:
        """Change an account, with what else changes in the same transaction. Raises NoSuchAccountError."""
        with faults_told(self._writing), self._writing.begin() as connection:
            changed = update(ACCOUNTS).where(ACCOUNTS.c.number == number).values(values)
            if not connection.execute(changed).rowcount:
                raise NoSuchAccountError("account-missing")
            yield connection

    def _give(self, connection: Connection, number: int, grant: Grant, source: Source) -> None:
        row = {"account": number, "role": grant.role, "unit": grant.unit or "", "source": source}
        connection.execute(insert(GRANTS).values(**row, made_at=self._now_ms()))

    def _people(self, condition: Any) -> list[Person]:
        """The accounts that meet a condition, with their grants."""
        with faults_told(self._reading), self._reading.begin() as connection:
            rows = connection.execute(select(ACCOUNTS).where(condition).order_by(ACCOUNTS.c.login)).all()
            given = connection.execute(
                select(GRANTS)
                .join(ACCOUNTS, ACCOUNTS.c.number == GRANTS.c.account)
                .where(condition, GRANTS.c.role.in_(ROLES))
                .order_by(GRANTS.c.role, GRANTS.c.unit)
            ).all()
        grants: dict[int, list[tuple[Grant, Source]]] = {}
        for one in given:
            grants.setdefault(one.account, []).append((Grant(one.role, one.unit or None), one.source))
        return [
            Person(
                number=row.number,
                login=row.login,
                pseudonym=row.pseudonym,
                name=row.name,
                lang=row.lang,
                has_password=row.password_hash is not None,
                made_at=row.made_at,
                ended_at=row.ended_at,
                grants=tuple(dict.fromkeys(grant for grant, _ in grants.get(row.number, []))),
                from_provider=frozenset(
                    grant for grant, source in grants.get(row.number, []) if source == "provider"
                ),
            )
            for row in rows
        ]


def _is(number: int, grant: Grant, source: Source) -> tuple[Any, ...]:
    return (
        GRANTS.c.account == number,
        GRANTS.c.role == grant.role,
        GRANTS.c.unit == (grant.unit or ""),
        GRANTS.c.source == source,
    )
