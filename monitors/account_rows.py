"""What own accounts are read from and written to: two parts of the store, each with a writer of its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from monitors.domain.accounts.conversations import Conversation
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


class ConversationKey(NamedTuple):
    """One conversation of an account; `thread` is its keyed 64-bit number."""

    platform: str
    name: str
    thread: int


@dataclass(frozen=True, slots=True)
class AccountWork:
    """What some actions came to; everything replaces what stands under its name."""

    accounts: Collection[OwnAccount] = ()
    drafts: Collection[Draft] = ()
    windows: Collection[CriticalWindow] = ()
    explanations: Collection[Explanation] = ()
    changes: Sequence[AccountChange] = ()


@dataclass(frozen=True, slots=True)
class ActivityWork:
    """What was heard of accounts came to; everything replaces what stands under its name."""

    days: Collection[AccountDay] = ()
    conversations: Mapping[ConversationKey, Conversation] = field(default_factory=dict)
    states: Collection[AccountState] = ()
    posts: Collection[Post] = ()
    preflights: Collection[PreFlight] = ()


class CriticalWindows(Protocol):
    """For whoever weighs how soon somebody is told. Raises StoreUnavailable, StoreUnusable."""

    def critical_windows(self, at_ms: int) -> list[CriticalWindow]:
        """Those that are on at a moment, by their beginning and id."""
        ...


class AccountRows(CriticalWindows, Protocol):
    """Questions about what people declare; each raises StoreUnavailable or StoreUnusable."""

    def applied(self, actions: Collection[str]) -> set[str]:
        """Which of these actions were applied or refused already."""
        ...

    def accounts(self, keys: Collection[AccountKey] | None = None) -> dict[AccountKey, OwnAccount]:
        """Accounts, None: all, retired ones too; in the order of their keys."""
        ...

    def drafts(self, ids: Collection[str]) -> dict[str, Draft]:
        """Drafts by id."""
        ...

    def drafts_of(self, keys: Collection[AccountKey]) -> list[Draft]:
        """Every draft of these accounts, in the order in which they were drafted."""
        ...

    def windows(self, ids: Collection[str] | None = None) -> dict[str, CriticalWindow]:
        """Critical windows by id, None: all; in the order of their beginning."""
        ...

    def explanations(self, posts: Collection[str]) -> dict[str, Explanation]:
        """What people said of these posts."""
        ...

    def changes(self, key: AccountKey) -> list[AccountChange]:
        """What people did about an account, refused actions too, in the order of time."""
        ...


class ActivityRows(Protocol):
    """Questions about what was heard; each raises StoreUnavailable or StoreUnusable."""

    def days(
        self, first_day: int, last_day: int, keys: Collection[AccountKey] | None = None
    ) -> list[AccountDay]:
        """The days from the first to the last of these accounts, None: of all; in the order of their keys."""
        ...

    def conversations(self) -> dict[ConversationKey, Conversation]:
        """All that are remembered."""
        ...

    def states(self) -> dict[AccountKey, AccountState]:
        """Where each account stands, in the order of their keys."""
        ...

    def posts(self, ids: Collection[str]) -> dict[str, Post]:
        """Posts by id."""
        ...

    def posts_in(
        self, states: Collection[PostState], keys: Collection[AccountKey] | None = None
    ) -> list[Post]:
        """Posts in any of these states, of these accounts or of all, in the order of time."""
        ...

    def preflights(self, windows: Collection[str]) -> list[PreFlight]:
        """What was found before these windows, by window and platform."""
        ...
