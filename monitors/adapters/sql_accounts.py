"""Own accounts in the database."""

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any, Final, TypeVar

from msgspec import Struct, convert, to_builtins
from sqlalchemy import Column, Connection, Engine, Row, Select, Table, delete, select, tuple_

from monitors.account_rows import AccountWork, ActivityWork, ConversationKey
from monitors.adapters.account_tables import (
    AccountAction,
    AccountConversation,
    AccountDayRow,
    AccountPost,
    AccountStateRow,
    CriticalWindowRow,
    OwnAccountRow,
    PostDraft,
    PostExplanation,
    WindowPreflight,
)
from monitors.adapters.database import faults_told
from monitors.adapters.sql_rooms import MOST_ASKED
from monitors.adapters.sql_usage import replace_rows
from monitors.adapters.tables import table_of
from monitors.domain.accounts.conversations import HORIZON_MS, Conversation
from monitors.domain.accounts.records import (
    AccountChange,
    AccountDay,
    AccountKey,
    AccountState,
    CriticalWindow,
    Draft,
    Explanation,
    OwnAccount,
    Post,
    PostState,
    PreFlight,
)

S = TypeVar("S", bound=Struct)

OWN, DRAFTS, WINDOWS, EXPLANATIONS, ACTIONS = (
    table_of(model) for model in (OwnAccountRow, PostDraft, CriticalWindowRow, PostExplanation, AccountAction)
)
DAYS, CONVERSATIONS, STATES, POSTS, PREFLIGHTS = (
    table_of(model)
    for model in (AccountDayRow, AccountConversation, AccountStateRow, AccountPost, WindowPreflight)
)

_DAY_MS: Final = 86_400_000


class _Asking:
    """Questions to the database, and complaints as faults."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _rows(self, asked: Select[Any]) -> Sequence[Row[Any]]:
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(asked).all()

    def _some(self, table: Table, column: Column[str], ids: Collection[str]) -> list[Row[Any]]:
        """The rows of these ids."""
        wanted, found = sorted(ids), list[Row[Any]]()
        for first in range(0, len(wanted), MOST_ASKED):
            found += self._rows(select(table).where(column.in_(wanted[first : first + MOST_ASKED])))
        return found

    def _of(self, asked: Select[Any], table: Table, keys: Collection[AccountKey] | None) -> list[Row[Any]]:
        """The rows of a question that are of these accounts."""
        if keys is None:
            return list(self._rows(asked))
        wanted, found = sorted(keys), list[Row[Any]]()
        for first in range(0, len(wanted), MOST_ASKED):
            some = wanted[first : first + MOST_ASKED]
            found += self._rows(asked.where(tuple_(table.c.platform, table.c.name).in_(some)))
        return found


class SqlAccountRows(_Asking):
    """`monitors.account_rows.AccountRows` on SQLite or PostgreSQL."""

    def applied(self, actions: Collection[str]) -> set[str]:
        """See the port."""
        return {row.action for row in self._some(ACTIONS, ACTIONS.c.action, actions)}

    def accounts(self, keys: Collection[AccountKey] | None = None) -> dict[AccountKey, OwnAccount]:
        """See the port."""
        found = [_read(row.account, OwnAccount) for row in self._of(select(OWN), OWN, keys)]
        return {each.key: each for each in sorted(found, key=attrgetter("key"))}

    def drafts(self, ids: Collection[str]) -> dict[str, Draft]:
        """See the port."""
        return {row.id: _read(row.draft, Draft) for row in self._some(DRAFTS, DRAFTS.c.id, ids)}

    def drafts_of(self, keys: Collection[AccountKey]) -> list[Draft]:
        """See the port."""
        found = [_read(row.draft, Draft) for row in self._of(select(DRAFTS), DRAFTS, keys)]
        return sorted(found, key=attrgetter("drafted_at_ms", "id"))

    def windows(self, ids: Collection[str] | None = None) -> dict[str, CriticalWindow]:
        """See the port."""
        rows = self._rows(select(WINDOWS)) if ids is None else self._some(WINDOWS, WINDOWS.c.id, ids)
        return {each.id: each for each in _windows(rows)}

    def critical_windows(self, at_ms: int) -> list[CriticalWindow]:
        """See the port."""
        asked = select(WINDOWS).where(WINDOWS.c.from_at <= at_ms, WINDOWS.c.until_at > at_ms)
        return [each for each in _windows(self._rows(asked)) if each.is_on(at_ms)]

    def explanations(self, posts: Collection[str]) -> dict[str, Explanation]:
        """See the port."""
        rows = self._some(EXPLANATIONS, EXPLANATIONS.c.post, posts)
        return {row.post: _read(row.explanation, Explanation) for row in rows}

    def changes(self, key: AccountKey) -> list[AccountChange]:
        """See the port."""
        asked = select(ACTIONS).where(ACTIONS.c.platform == key.platform, ACTIONS.c.name == key.name)
        rows = self._rows(asked.order_by(ACTIONS.c.acted_at, ACTIONS.c.action))
        return [_change(row) for row in rows]


class SqlActivityRows(_Asking):
    """`monitors.account_rows.ActivityRows` on SQLite or PostgreSQL."""

    def days(
        self, first_day: int, last_day: int, keys: Collection[AccountKey] | None = None
    ) -> list[AccountDay]:
        """See the port."""
        asked = select(DAYS).where(DAYS.c.day >= first_day, DAYS.c.day <= last_day)
        found = [_read(row.counts, AccountDay) for row in self._of(asked, DAYS, keys)]
        return sorted(found, key=attrgetter("platform", "name", "day"))

    def conversations(self) -> dict[ConversationKey, Conversation]:
        """See the port."""
        rows = self._rows(select(CONVERSATIONS))
        return {
            ConversationKey(row.platform, row.name, int(row.thread, 16)): _read(
                row.conversation, Conversation
            )
            for row in rows
        }

    def states(self) -> dict[AccountKey, AccountState]:
        """See the port."""
        found = [_read(row.state, AccountState) for row in self._rows(select(STATES))]
        return {each.key: each for each in sorted(found, key=attrgetter("key"))}

    def posts(self, ids: Collection[str]) -> dict[str, Post]:
        """See the port."""
        return {row.id: _read(row.post, Post) for row in self._some(POSTS, POSTS.c.id, ids)}

    def posts_in(
        self, states: Collection[PostState], keys: Collection[AccountKey] | None = None
    ) -> list[Post]:
        """See the port."""
        asked = select(POSTS).where(POSTS.c.state.in_(sorted(states)))
        found = [_read(row.post, Post) for row in self._of(asked, POSTS, keys)]
        return sorted(found, key=attrgetter("at_ms", "id"))

    def preflights(self, windows: Collection[str]) -> list[PreFlight]:
        """See the port."""
        rows = self._some(PREFLIGHTS, PREFLIGHTS.c.window, windows)
        found = [_read(row.preflight, PreFlight) for row in rows]
        return sorted(found, key=attrgetter("window", "platform"))


def write_accounts(connection: Connection, work: AccountWork) -> None:
    """Write what some actions came to."""
    own = [
        {"platform": each.platform, "name": each.name, "unit": each.unit, "account": _told(each)}
        for each in work.accounts
    ]
    drafts = [
        {
            "id": each.id,
            "platform": each.platform,
            "name": each.name,
            "state": each.state,
            "drafted_at": each.drafted_at_ms,
            "draft": _told(each),
        }
        for each in work.drafts
    ]
    windows = [
        {"id": each.id, "from_at": each.from_ms, "until_at": each.until_ms, "window": _told(each)}
        for each in work.windows
    ]
    explained = [
        {"post": each.post, "explained_at": each.at_ms, "explanation": _told(each)}
        for each in work.explanations
    ]
    replace_rows(connection, OWN, own)
    replace_rows(connection, DRAFTS, drafts)
    replace_rows(connection, WINDOWS, windows)
    replace_rows(connection, EXPLANATIONS, explained)
    replace_rows(connection, ACTIONS, [_action_row(each) for each in work.changes])


def write_activity(connection: Connection, work: ActivityWork) -> None:
    """Write what was heard of accounts."""
    conversations = [
        {
            "platform": key.platform,
            "name": key.name,
            "thread": f"{key.thread:016x}",
            "last_at": each.last_ms,
            "conversation": _told(each),
        }
        for key, each in sorted(work.conversations.items())
    ]
    posts = [
        {
            "id": each.id,
            "platform": each.platform,
            "name": each.name,
            "posted_at": each.at_ms,
            "state": each.state,
            "post": _told(each),
        }
        for each in work.posts
    ]
    preflights = [
        {
            "window": each.window,
            "platform": each.platform,
            "checked_at": each.checked_at_ms,
            "preflight": _told(each),
        }
        for each in work.preflights
    ]
    replace_rows(connection, DAYS, list(_day_rows(work.days)))
    replace_rows(connection, CONVERSATIONS, conversations)
    replace_rows(connection, STATES, list(_state_rows(work.states)))
    replace_rows(connection, POSTS, posts)
    replace_rows(connection, PREFLIGHTS, preflights)


def expire_accounts(connection: Connection, now_ms: int, first_ms: int) -> int:
    """Remove conversations that are over, and days, posts and drafts of before `first_ms`; how many."""
    old = (
        delete(CONVERSATIONS).where(CONVERSATIONS.c.last_at < now_ms - HORIZON_MS),
        delete(DAYS).where(DAYS.c.day < first_ms // _DAY_MS),
        delete(POSTS).where(POSTS.c.posted_at < first_ms),
        delete(DRAFTS).where(DRAFTS.c.drafted_at < first_ms),
        delete(EXPLANATIONS).where(EXPLANATIONS.c.explained_at < first_ms),
    )
    return sum(connection.execute(statement).rowcount for statement in old)


def _told(struct: Struct) -> dict[str, Any]:
    """A document of JSON, whose keys are texts."""
    told: dict[str, Any] = to_builtins(struct, str_keys=True)
    return told


def _read(document: Any, kind: type[S]) -> S:
    return convert(document, kind, str_keys=True)


def _windows(rows: Iterable[Row[Any]]) -> list[CriticalWindow]:
    return sorted((_read(row.window, CriticalWindow) for row in rows), key=attrgetter("from_ms", "id"))


def _day_rows(days: Iterable[AccountDay]) -> Iterable[dict[str, Any]]:
    for each in days:
        yield {"platform": each.platform, "name": each.name, "day": each.day, "counts": _told(each)}


def _state_rows(states: Iterable[AccountState]) -> Iterable[dict[str, Any]]:
    for each in states:
        yield {
            "platform": each.platform,
            "name": each.name,
            "backlog": each.backlog,
            "state": _told(each),
        }


def _action_row(change: AccountChange) -> dict[str, Any]:
    return {("acted_at" if name == "at_ms" else name): value for name, value in _told(change).items()}


def _change(row: Row[Any]) -> AccountChange:
    stored = dict(row._mapping)  # noqa: SLF001 (its public name)
    return convert({**stored, "at_ms": stored.pop("acted_at")}, AccountChange)
