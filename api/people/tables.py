"""Every table of `hub.db`: who may use the hub. Writer: the hub, and `holdfast people` beside it.

No password, session or key is kept, only what tells whether one is right. Columns ending in `_at` are
moments, in Python Unix milliseconds. The names begin with `hub_`, so that both databases of Holdfast may be
one PostgreSQL. `migrations/` makes these tables, and a test holds the two against each other.
"""

from typing import Any, ClassVar

from sqlalchemy import Index, LargeBinary, MetaData, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from monitors.adapters.tables import DOCUMENT, SERIAL, Moment


def table_of(model: "type[Peopled]") -> Table:
    """The table behind a model, for statements."""
    return Peopled.metadata.tables[str(model.__tablename__)]


class Peopled(SQLModel):
    """What the hub knows of those who use it: the tables of `hub.db`."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )


def number_column() -> Any:
    """The number that the database gives to a row."""
    return Field(default=None, primary_key=True, sa_type=SERIAL)


def account_column(*, is_key: bool = False) -> Any:
    """Whose row it is; it goes with the account."""
    return Field(primary_key=is_key, sa_type=SERIAL, foreign_key="hub_accounts.number", ondelete="CASCADE")


class Account(Peopled, table=True):
    """Somebody who may sign in.

    `login` is their name for signing in, in small letters; for one of an identity provider it is the
    provider's issuer and subject. `pseudonym` stands for them in actions and in the audit log. Without a
    `password_hash` there is no signing in by password. `ended_at` is set while the account is disabled.
    """

    __tablename__ = "hub_accounts"
    __table_args__ = (
        UniqueConstraint("login", name="uq_hub_accounts_login"),
        UniqueConstraint("pseudonym", name="uq_hub_accounts_pseudonym"),
    )

    number: int | None = number_column()
    login: str = Field(sa_type=Text)
    pseudonym: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    lang: str | None = Field(default=None, sa_type=Text)
    password_hash: str | None = Field(default=None, sa_type=Text)
    made_at: int = Field(sa_type=Moment)
    ended_at: int | None = Field(default=None, sa_type=Moment)


class GrantRow(Peopled, table=True):
    """A role of an account; an empty `unit` stands for the whole organisation.

    `source` says who gave it: `hand`, or `provider`, whose grants are renewed at every log-in.
    """

    __tablename__ = "hub_grants"

    account: int = account_column(is_key=True)
    role: str = Field(primary_key=True, sa_type=Text)
    unit: str = Field(primary_key=True, sa_type=Text)
    source: str = Field(primary_key=True, sa_type=Text)
    made_at: int = Field(sa_type=Moment)


class SessionRow(Peopled, table=True):
    """One browser of one account. Only its token's hash is kept; `agent` is a short word for the browser."""

    __tablename__ = "hub_sessions"
    __table_args__ = (
        UniqueConstraint("token_hash", name="uq_hub_sessions_token"),
        Index("ix_hub_sessions_account", "account"),
    )

    number: int | None = number_column()
    account: int = account_column()
    token_hash: bytes = Field(sa_type=LargeBinary)
    csrf: str = Field(sa_type=Text)
    agent: str = Field(default="", sa_type=Text)
    made_at: int = Field(sa_type=Moment)
    seen_at: int = Field(sa_type=Moment)


class KeyRow(Peopled, table=True):
    """An API key: some of its account's grants, narrowed to some rights. Only its hash is kept.

    `begins` is the first part of the key, for people to tell theirs apart; it opens nothing.
    """

    __tablename__ = "hub_api_keys"
    __table_args__ = (
        UniqueConstraint("key_hash", name="uq_hub_api_keys_key"),
        Index("ix_hub_api_keys_account", "account"),
    )

    number: int | None = number_column()
    account: int = account_column()
    key_hash: bytes = Field(sa_type=LargeBinary)
    begins: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    grants: list[list[str]] = Field(sa_type=DOCUMENT)
    rights: list[str] = Field(sa_type=DOCUMENT)
    made_at: int = Field(sa_type=Moment)
    ends_at: int = Field(sa_type=Moment)


class Attempt(Peopled, table=True):
    """A failed log-in, by keyed hash of the account's name or of the address that it came from."""

    __tablename__ = "hub_login_attempts"
    __table_args__ = (Index("ix_hub_login_attempts_whom", "whom", "failed_at"),)

    number: int | None = number_column()
    whom: bytes = Field(sa_type=LargeBinary)
    failed_at: int = Field(sa_type=Moment)


class Secret(Peopled, table=True):
    """A random secret that all processes of one hub share, by what it is for; made with the tables."""

    __tablename__ = "hub_secrets"

    purpose: str = Field(primary_key=True, sa_type=Text)
    value: bytes = Field(sa_type=LargeBinary)


class HookDelivery(Peopled, table=True):
    """A delivery of a webhook that was taken, as its digest; it could come again until `ends_at`."""

    __tablename__ = "hub_hook_deliveries"
    __table_args__ = (Index("ix_hub_hook_deliveries_ends_at", "ends_at"),)

    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    ends_at: int = Field(sa_type=Moment)
