"""Sessions of browsers: a random token in a cookie, its hash in `hub.db`.

A session ends twelve hours after its log-in, an hour after it was last used, and at log-out (OWASP, "Session
Management Cheat Sheet"). Every log-in makes a new one, so that a token known before it opens nothing.
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Engine, delete, insert, or_, select, update

from api.people.accounts import ACCOUNTS, SESSIONS
from monitors.adapters.database import faults_told

LASTS_MS: Final = 12 * 3_600_000
IDLE_MS: Final = 3_600_000
TOUCHED_MS: Final = 60_000
"""How exactly it is noted when a session was last used: a row is not written for every page."""


class Session(NamedTuple):
    """A session as its owner sees it."""

    number: int
    account: int
    csrf: str
    agent: str
    made_at: int
    seen_at: int


def hashed(token: str) -> bytes:
    """What is kept of a token; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


class Sessions:
    """The sessions of one hub. Everything raises StoreFault where the database cannot be used."""

    def __init__(self, writing: Engine, reading: Engine, now_ms: Callable[[], int]) -> None:
        self._writing = writing
        self._reading = reading
        self._now_ms = now_ms

    def begin(self, account: int, agent: str = "") -> str:
        """A new session of an account: its token, which is kept nowhere. Sessions that are over go."""
        token = secrets.token_urlsafe(32)
        now_ms = self._now_ms()
        row = {
            "account": account,
            "token_hash": hashed(token),
            "csrf": secrets.token_urlsafe(32),
            "agent": agent,
            "made_at": now_ms,
            "seen_at": now_ms,
        }
        with faults_told(self._writing), self._writing.begin() as connection:
            connection.execute(
                delete(SESSIONS).where(
                    or_(SESSIONS.c.made_at <= now_ms - LASTS_MS, SESSIONS.c.seen_at <= now_ms - IDLE_MS)
                )
            )
            connection.execute(insert(SESSIONS).values(row))
        return token

    def of_token(self, token: str) -> Session | None:
        """The session behind a token, if it goes on; that it was used is noted."""
        now_ms = self._now_ms()
        found = self._found(SESSIONS.c.token_hash == hashed(token))
        if not found:
            return None
        if now_ms - found[0].seen_at >= TOUCHED_MS:
            with faults_told(self._writing), self._writing.begin() as connection:
                connection.execute(
                    update(SESSIONS).where(SESSIONS.c.number == found[0].number).values(seen_at=now_ms)
                )
        return found[0]

    def of_account(self, account: int) -> list[Session]:
        """The sessions of an account that go on, the last used first."""
        return self._found(SESSIONS.c.account == account)

    def end(self, token: str) -> None:
        """End the session behind a token."""
        with faults_told(self._writing), self._writing.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash == hashed(token)))

    def end_one(self, account: int, number: int) -> bool:
        """End one session of an account; False where it has none of that number."""
        with faults_told(self._writing), self._writing.begin() as connection:
            ended = delete(SESSIONS).where(SESSIONS.c.account == account, SESSIONS.c.number == number)
            return bool(connection.execute(ended).rowcount)

    def _found(self, condition: ColumnElement[bool]) -> list[Session]:
        now_ms = self._now_ms()
        asked = (
            select(*(SESSIONS.c[name] for name in Session._fields))
            .join(ACCOUNTS, ACCOUNTS.c.number == SESSIONS.c.account)
            .where(
                condition,
                ACCOUNTS.c.ended_at.is_(None),
                SESSIONS.c.made_at > now_ms - LASTS_MS,
                SESSIONS.c.seen_at > now_ms - IDLE_MS,
            )
            .order_by(SESSIONS.c.seen_at.desc(), SESSIONS.c.number)
        )
        with faults_told(self._reading), self._reading.begin() as connection:
            return [Session(*row) for row in connection.execute(asked)]
