"""What is kept of own accounts: what people declare of them, and what was heard from them.

Times ending in `_ms` are Unix milliseconds; a `day` is local and counted from 1970-01-01.
"""

from datetime import date
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from monitors.domain.outage.records import Reason
from monitors.domain.register.actions import Role

DraftState = Literal["waiting", "approved", "rejected", "withdrawn"]
PostState = Literal["waiting", "issued", "unexpected", "explained", "uncompared"]
"""`waiting`: an approval may still be on its way. `uncompared`: no draft is asked for of this account, or the
post has no words to compare."""

Trouble = Literal["locked", "token-expired", "silent", "unexpected-post"]


class AccountKey(NamedTuple):
    """What tells an account from every other: its platform, and what people call it."""

    platform: str
    name: str


class OwnAccount(Struct, frozen=True, kw_only=True):
    """An account as its unit declares it; see `DeclareAccount`. `checked_on`: when it was looked at last.

    `checked_at_ms` is the same to the moment: what was wrong with it before is known to be over.
    """

    platform: str
    name: str
    unit: str
    owner_role: str = ""
    admins: int | None = None
    recovery: str = ""
    token_expires_on: date | None = None
    purpose: str = ""
    posts_need_approval: bool = False
    checked_on: date | None = None
    checked_at_ms: int | None = None
    declared_at_ms: int
    retired_at_ms: int | None = None
    retired_reason: str = ""

    @property
    def key(self) -> AccountKey:
        """What tells it from every other."""
        return AccountKey(self.platform, self.name)


class Draft(Struct, frozen=True, kw_only=True):
    """A post to be. `drafted_by` is a pseudonym: whoever wrote it does not approve it."""

    id: str
    platform: str
    name: str
    unit: str
    text: str
    state: DraftState = "waiting"
    drafted_at_ms: int
    drafted_by: str
    drafted_by_role: Role
    decided_at_ms: int | None = None
    decided_by_role: Role | None = None
    reason: str = ""

    @property
    def key(self) -> AccountKey:
        """The account that it is for."""
        return AccountKey(self.platform, self.name)


class CriticalWindow(Struct, frozen=True, kw_only=True):
    """A time in which platforms must not fail; see `DeclareWindow`. No `units`: all of them."""

    id: str
    title: str
    platforms: tuple[str, ...]
    units: tuple[str, ...]
    from_ms: int
    until_ms: int
    tolerance_minutes: int
    role: Role
    declared_at_ms: int
    ended_at_ms: int | None = None

    def is_on(self, at_ms: int) -> bool:
        """Whether it is on at a moment."""
        return self.ended_at_ms is None and self.from_ms <= at_ms < self.until_ms


class Explanation(Struct, frozen=True, kw_only=True):
    """What somebody says an unexpected post was."""

    post: str
    platform: str
    name: str
    at_ms: int
    role: Role
    reason: str


class AccountChange(Struct, frozen=True, kw_only=True):
    """What became of one action, by its id, and when Kafka took it in.

    `account` is a pseudonym of whoever did it, and `name` what the own account is called. `said` is what the
    action says beyond these fields; the text of a post stands in its draft alone.
    """

    action: str
    kind: str
    at_ms: int
    role: Role
    account: str
    unit: str
    platform: str
    name: str
    reason: Reason
    refused: bool = False
    said: dict[str, Any] = {}


class AccountDay(Struct, kw_only=True):
    """What one account did on one local day: counts of messages, of people outside.

    `asked` are turns: messages of one conversation that wait together are one question. `answered` and
    `waits` (bin -> turns, see `caring`) stand on the day of the question. `heard_by_hour` has everything that
    came in, by hour of the local day; `replies_by_hour` has replies by hour since 1970.
    """

    platform: str
    name: str
    day: int
    inbound: int = 0
    reactions: int = 0
    asked: int = 0
    answered: int = 0
    replies: int = 0
    posts: int = 0
    waits: dict[int, int] = {}
    heard_by_hour: dict[int, int] = {}
    replies_by_hour: dict[int, int] = {}


class Clearing(Struct, frozen=True, kw_only=True):
    """The backlog that an outage left: how much waited at its end, and how much of that still waits."""

    incident: str
    since_ms: int
    at_end: int
    left: int
    done_at_ms: int | None = None


class AccountState(Struct, frozen=True, kw_only=True):
    """Where an account stands: when it was last heard, what is wrong with it, and who waits.

    `is_told`: the judge has an incident of it, as far as anybody has said. `findings` were told. Until
    `held_ms` its platform, or our own way out, was broken: its silence until then says nothing.
    """

    platform: str
    name: str
    heard_at_ms: int | None = None
    held_ms: int | None = None
    troubles: dict[Trouble, int] = {}
    is_told: bool = False
    backlog: int = 0
    waiting_since_ms: int | None = None
    clearing: Clearing | None = None
    findings: tuple[Reason, ...] = ()

    @property
    def key(self) -> AccountKey:
        """The account."""
        return AccountKey(self.platform, self.name)


class Post(Struct, frozen=True, kw_only=True):
    """One outgoing post. `words` is its keyed number until it is decided what it was, `draft` its draft."""

    id: str
    platform: str
    name: str
    at_ms: int
    state: PostState
    words: int | None = None
    draft: str | None = None

    @property
    def key(self) -> AccountKey:
        """The account that posted it."""
        return AccountKey(self.platform, self.name)


class PreFlight(Struct, frozen=True, kw_only=True):
    """What was found of one platform before a critical window; nothing `lacking`: all is ready."""

    window: str
    platform: str
    checked_at_ms: int
    lacking: tuple[Reason, ...] = ()
