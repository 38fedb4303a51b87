"""API keys: for programs that read or act as an account, with no more than it may, until a day."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Engine, delete, insert, select

from api.domain.rights import ROLES, Grant, Right, UnitTree
from api.people.accounts import ACCOUNTS, KEYS, AccountError, checked_name
from api.people.sessions import hashed
from monitors.adapters.database import faults_told

BEGINS: Final = "hf_"
"""How every key begins, so that scanners for lost secrets know one."""

SHOWN: Final = 10
LONGEST_DAYS: Final = 366
DAY_MS: Final = 86_400_000
MOST_KEYS: Final = 20


class ApiKey(NamedTuple):
    """A key as its owner sees it; `begins` is all that is known of its words."""

    number: int
    account: int
    begins: str
    name: str
    grants: tuple[Grant, ...]
    rights: frozenset[Right]
    made_at: int
    ends_at: int


class KeyRefusedError(AccountError):
    """A key cannot be made so; the message says why."""


class Keys:
    """The API keys of one hub. Everything raises StoreFault where the database cannot be used."""

    def __init__(self, writing: Engine, reading: Engine, now_ms: Callable[[], int]) -> None:
        self._writing = writing
        self._reading = reading
        self._now_ms = now_ms

    def make(
        self, account: int, name: str, grants: Sequence[Grant], rights: Iterable[Right], days: int
    ) -> tuple[str, ApiKey]:
        """A new key, shown this once, and what is kept of it. Raises KeyRefusedError, AccountError.

        Whoever calls has checked that the account has the grants.
        """
        if not 1 <= days <= LONGEST_DAYS:
            raise KeyRefusedError("key-days", most=LONGEST_DAYS)
        kept = frozenset(rights)
        if not kept or not grants:
            raise KeyRefusedError(
                "A key needs at least one role and one right; without them it would open nothing."
            )
        if len(self.of_account(account)) >= MOST_KEYS:
            raise KeyRefusedError(
                f"An account has at most {MOST_KEYS} keys; end one that is not used any more."
            )
        words = f"{BEGINS}{secrets.token_urlsafe(32)}"
        now_ms = self._now_ms()
        row = {
            "account": account,
            "key_hash": hashed(words),
            "begins": words[:SHOWN],
            "name": checked_name(name),
            "grants": [[grant.role, grant.unit or ""] for grant in grants],
            "rights": sorted(kept),
            "made_at": now_ms,
            "ends_at": now_ms + days * DAY_MS,
        }
        with faults_told(self._writing), self._writing.begin() as connection:
            connection.execute(delete(KEYS).where(KEYS.c.ends_at <= now_ms))
            connection.execute(insert(KEYS).values(row))
        return words, self._found(KEYS.c.key_hash == hashed(words))[0]

    def of_words(self, words: str) -> ApiKey | None:
        """The key that somebody showed, if it is one and has not ended."""
        return next(iter(self._found(KEYS.c.key_hash == hashed(words))), None)

    def of_account(self, account: int) -> list[ApiKey]:
        """The keys of an account that have not ended, the newest first."""
        return self._found(KEYS.c.account == account)

    def end(self, account: int, number: int) -> bool:
        """End a key of an account; False where it has none of that number."""
        with faults_told(self._writing), self._writing.begin() as connection:
            ended = delete(KEYS).where(KEYS.c.account == account, KEYS.c.number == number)
            return bool(connection.execute(ended).rowcount)

    def _found(self, condition: ColumnElement[bool]) -> list[ApiKey]:
        asked = (
            select(*(KEYS.c[name] for name in ApiKey._fields))
            .join(ACCOUNTS, ACCOUNTS.c.number == KEYS.c.account)
            .where(condition, ACCOUNTS.c.ended_at.is_(None), KEYS.c.ends_at > self._now_ms())
            .order_by(KEYS.c.made_at.desc(), KEYS.c.number.desc())
        )
        with faults_told(self._reading), self._reading.begin() as connection:
            rows = connection.execute(asked).all()
        return [
            ApiKey(
                number=row.number,
                account=row.account,
                begins=row.begins,
                name=row.name,
                grants=tuple(Grant(role, unit or None) for role, unit in row.grants if role in ROLES),
                rights=frozenset(Right(each) for each in row.rights if each in set(Right)),
                made_at=row.made_at,
                ends_at=row.ends_at,
            )
            for row in rows
        ]


def still_granted(wanted: Iterable[Grant], granted: Sequence[Grant], tree: UnitTree) -> tuple[Grant, ...]:
    """Those grants of a key that its account still has, itself or from further up."""
    return tuple(
        grant
        for grant in wanted
        if any(
            grant.role == own.role
            and (
                own.unit is None
                or (grant.unit is not None and tree.below(grant.unit) <= tree.below(own.unit))
            )
            for own in granted
        )
    )
