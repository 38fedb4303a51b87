"""Own accounts in memory."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from threading import Lock
from typing import Final, TypeVar

from msgspec import Struct, convert, to_builtins

from monitors.account_rows import AccountWork, ActivityWork, ConversationKey
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
K = TypeVar("K")

_DAY_MS: Final = 86_400_000


@dataclass(slots=True)
class KeptAccounts:
    """What a database would hold of them."""

    accounts: dict[AccountKey, OwnAccount] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    windows: dict[str, CriticalWindow] = field(default_factory=dict)
    explanations: dict[str, Explanation] = field(default_factory=dict)
    changes: dict[str, AccountChange] = field(default_factory=dict)
    days: dict[tuple[AccountKey, int], AccountDay] = field(default_factory=dict)
    conversations: dict[ConversationKey, Conversation] = field(default_factory=dict)
    states: dict[AccountKey, AccountState] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    preflights: dict[tuple[str, str], PreFlight] = field(default_factory=dict)

    def write(self, work: AccountWork, activity: ActivityWork) -> None:
        """What some actions came to, and what was heard."""
        self.accounts |= {each.key: each for each in work.accounts}
        self.drafts |= {each.id: each for each in work.drafts}
        self.windows |= {each.id: each for each in work.windows}
        self.explanations |= {each.post: each for each in work.explanations}
        self.changes |= {each.action: each for each in work.changes}
        self.days |= {(AccountKey(each.platform, each.name), each.day): _copy(each) for each in activity.days}
        self.conversations |= activity.conversations
        self.states |= {each.key: each for each in activity.states}
        self.posts |= {each.id: each for each in activity.posts}
        self.preflights |= {(each.window, each.platform): each for each in activity.preflights}

    def expire(self, now_ms: int, first_ms: int) -> int:
        """Remove conversations that are over, and days, posts and drafts of before `first_ms`; how many."""
        return (
            _drop(self.conversations, lambda each: each.last_ms < now_ms - HORIZON_MS)
            + _drop(self.days, lambda each: each.day < first_ms // _DAY_MS)
            + _drop(self.posts, lambda each: each.at_ms < first_ms)
            + _drop(self.drafts, lambda each: each.drafted_at_ms < first_ms)
            + _drop(self.explanations, lambda each: each.at_ms < first_ms)
        )


@dataclass(frozen=True, slots=True)
class MemoryAccountRows:
    """`monitors.account_rows.AccountRows` on what a store in memory holds, under its lock."""

    kept: KeptAccounts
    lock: Lock

    def applied(self, actions: Collection[str]) -> set[str]:
        """See the port."""
        with self.lock:
            return set(actions) & self.kept.changes.keys()

    def accounts(self, keys: Collection[AccountKey] | None = None) -> dict[AccountKey, OwnAccount]:
        """See the port."""
        with self.lock:
            return dict(sorted(_chosen(self.kept.accounts, keys).items()))

    def drafts(self, ids: Collection[str]) -> dict[str, Draft]:
        """See the port."""
        with self.lock:
            return _chosen(self.kept.drafts, ids)

    def drafts_of(self, keys: Collection[AccountKey]) -> list[Draft]:
        """See the port."""
        with self.lock:
            found = [each for each in self.kept.drafts.values() if each.key in keys]
        return sorted(found, key=attrgetter("drafted_at_ms", "id"))

    def windows(self, ids: Collection[str] | None = None) -> dict[str, CriticalWindow]:
        """See the port."""
        with self.lock:
            found = _chosen(self.kept.windows, ids).values()
        return {each.id: each for each in sorted(found, key=attrgetter("from_ms", "id"))}

    def critical_windows(self, at_ms: int) -> list[CriticalWindow]:
        """See the port."""
        return [each for each in self.windows().values() if each.is_on(at_ms)]

    def explanations(self, posts: Collection[str]) -> dict[str, Explanation]:
        """See the port."""
        with self.lock:
            return _chosen(self.kept.explanations, posts)

    def changes(self, key: AccountKey) -> list[AccountChange]:
        """See the port."""
        with self.lock:
            mine = [each for each in self.kept.changes.values() if (each.platform, each.name) == key]
        return sorted(mine, key=attrgetter("at_ms", "action"))


@dataclass(frozen=True, slots=True)
class MemoryActivityRows:
    """`monitors.account_rows.ActivityRows` on what a store in memory holds, under its lock."""

    kept: KeptAccounts
    lock: Lock

    def days(
        self, first_day: int, last_day: int, keys: Collection[AccountKey] | None = None
    ) -> list[AccountDay]:
        """See the port."""
        with self.lock:
            return [
                _copy(each)
                for (key, day), each in sorted(self.kept.days.items())
                if first_day <= day <= last_day and (keys is None or key in keys)
            ]

    def conversations(self) -> dict[ConversationKey, Conversation]:
        """See the port."""
        with self.lock:
            return dict(self.kept.conversations)

    def states(self) -> dict[AccountKey, AccountState]:
        """See the port."""
        with self.lock:
            return dict(sorted(self.kept.states.items()))

    def posts(self, ids: Collection[str]) -> dict[str, Post]:
        """See the port."""
        with self.lock:
            return _chosen(self.kept.posts, ids)

    def posts_in(
        self, states: Collection[PostState], keys: Collection[AccountKey] | None = None
    ) -> list[Post]:
        """See the port."""
        with self.lock:
            found = [
                each
                for each in self.kept.posts.values()
                if each.state in states and (keys is None or each.key in keys)
            ]
        return sorted(found, key=attrgetter("at_ms", "id"))

    def preflights(self, windows: Collection[str]) -> list[PreFlight]:
        """See the port."""
        with self.lock:
            found = [each for (window, _), each in self.kept.preflights.items() if window in windows]
        return sorted(found, key=attrgetter("window", "platform"))


def _chosen(kept: Mapping[K, S], keys: Collection[K] | None) -> dict[K, S]:
    return {key: each for key, each in kept.items() if keys is None or key in keys}


def _drop(kept: dict[K, S], is_old: Callable[[S], bool]) -> int:
    old = [key for key, each in kept.items() if is_old(each)]
    for key in old:
        del kept[key]
    return len(old)


def _copy(day: AccountDay) -> AccountDay:
    """A day of one's own: days are added to in place."""
    return convert(to_builtins(day), AccountDay)
