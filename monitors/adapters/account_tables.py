"""The tables of own accounts: what people declare of them, and what was heard from them."""

from typing import Any

from sqlalchemy import BigInteger, Index, Integer, Text
from sqlmodel import Field

from monitors.adapters.tables import DOCUMENT, Judged, Moment, key_column


class OwnAccountRow(Judged, table=True):
    """Each own account as it is declared. Writer: the worker that takes people's actions."""

    __tablename__ = "own_accounts"

    platform: str = key_column()
    name: str = key_column()
    unit: str = Field(sa_type=Text)
    account: dict[str, Any] = Field(sa_type=DOCUMENT)


class PostDraft(Judged, table=True):
    """Each post to be, with its words and who wrote it (a pseudonym). Writer: the worker of actions."""

    __tablename__ = "post_drafts"
    __table_args__ = (Index("ix_post_drafts_account", "platform", "name"),)

    id: str = key_column()
    platform: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    drafted_at: int = Field(sa_type=Moment)
    draft: dict[str, Any] = Field(sa_type=DOCUMENT)


class CriticalWindowRow(Judged, table=True):
    """Each time in which platforms must not fail. Writer: the worker that takes people's actions."""

    __tablename__ = "critical_windows"

    id: str = key_column()
    from_at: int = Field(sa_type=Moment)
    until_at: int = Field(sa_type=Moment)
    window: dict[str, Any] = Field(sa_type=DOCUMENT)


class PostExplanation(Judged, table=True):
    """What somebody says an unexpected post was. Writer: the worker that takes people's actions."""

    __tablename__ = "post_explanations"

    post: str = key_column()
    explained_at: int = Field(sa_type=Moment)
    explanation: dict[str, Any] = Field(sa_type=DOCUMENT)


class AccountAction(Judged, table=True):
    """What became of every action about own accounts, refused ones too. Writer: the worker of actions.

    `account` is a pseudonym of whoever did it, `name` what the own account is called; `said` holds what an
    action says beyond these columns. An action's id stands here once.
    """

    __tablename__ = "account_actions"
    __table_args__ = (Index("ix_account_actions_account", "platform", "name", "acted_at"),)

    action: str = key_column()
    kind: str = Field(sa_type=Text)
    acted_at: int = Field(sa_type=Moment)
    role: str = Field(sa_type=Text)
    account: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    platform: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    reason: dict[str, Any] = Field(sa_type=DOCUMENT)
    refused: bool
    said: dict[str, Any] = Field(sa_type=DOCUMENT)


class AccountDayRow(Judged, table=True):
    """What an account did on a local day: counts of messages. Writer: the worker that judges signals.

    `counts` is an `AccountDay`; its waits are counted on a logarithmic scale.
    """

    __tablename__ = "account_days"
    __table_args__ = (Index("ix_account_days_day", "day"),)

    platform: str = key_column()
    name: str = key_column()
    day: int = Field(primary_key=True, sa_type=Integer)
    counts: dict[str, Any] = Field(sa_type=DOCUMENT)


class AccountConversation(Judged, table=True):
    """A conversation by its keyed number: when who of the two spoke. Writer: the worker that judges signals.

    `thread` is 16 hexadecimal digits: the number may be larger than databases' integers.
    """

    __tablename__ = "account_conversations"
    __table_args__ = (Index("ix_account_conversations_last_at", "last_at"),)

    platform: str = key_column()
    name: str = key_column()
    thread: str = key_column()
    last_at: int = Field(sa_type=Moment)
    conversation: dict[str, Any] = Field(sa_type=DOCUMENT)


class AccountStateRow(Judged, table=True):
    """Where an account stands. Writer: the worker that judges signals."""

    __tablename__ = "account_states"

    platform: str = key_column()
    name: str = key_column()
    backlog: int = Field(sa_type=BigInteger)
    state: dict[str, Any] = Field(sa_type=DOCUMENT)


class AccountPost(Judged, table=True):
    """Each outgoing post, and whether it was approved. Writer: the worker that judges signals."""

    __tablename__ = "account_posts"
    __table_args__ = (Index("ix_account_posts_state", "state"),)

    id: str = key_column()
    platform: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    posted_at: int = Field(sa_type=Moment)
    state: str = Field(sa_type=Text)
    post: dict[str, Any] = Field(sa_type=DOCUMENT)


class WindowPreflight(Judged, table=True):
    """What was found of a platform before a critical window. Writer: the worker that judges signals."""

    __tablename__ = "window_preflights"

    window: str = key_column()
    platform: str = key_column()
    checked_at: int = Field(sa_type=Moment)
    preflight: dict[str, Any] = Field(sa_type=DOCUMENT)


ACCOUNT_TABLES: tuple[type[Judged], ...] = (
    OwnAccountRow,
    PostDraft,
    CriticalWindowRow,
    PostExplanation,
    AccountAction,
    AccountDayRow,
    AccountConversation,
    AccountStateRow,
    AccountPost,
    WindowPreflight,
)
"""All of them."""
