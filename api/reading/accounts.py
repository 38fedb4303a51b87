"""Own accounts as the monitors' tables have them."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, select

from api.domain.accounts import KnownAccounts, first_day
from api.hub import Hub
from api.reading.rows import Rows, looked_into
from monitors.adapters.reliance_tables import ControlHour
from monitors.adapters.sql_accounts import SqlAccountRows, SqlActivityRows
from monitors.adapters.sql_usage import HOURS
from monitors.adapters.tables import table_of
from monitors.domain.accounts.records import (
    AccountChange,
    AccountKey,
    CriticalWindow,
    Draft,
    OwnAccount,
    Post,
    PreFlight,
)
from monitors.domain.calendar import date_of, day_of

CONTROL: Final = table_of(ControlHour)
HOUR_MS: Final = 3_600_000


def known_accounts(hub: Hub, keys: Collection[AccountKey] | None = None) -> KnownAccounts:
    """What stands of these accounts, None: of all. Raises StoreUnavailable, StoreUnusable."""
    rows, heard = SqlAccountRows(hub.judged), SqlActivityRows(hub.judged)
    accounts, standing = rows.accounts(keys), hub.read_register().standing.people
    units = {each.unit for each in accounts.values()}
    return KnownAccounts(
        accounts,
        {key: each for key, each in heard.states().items() if keys is None or key in keys},
        heard.days(first_day(hub.today), day_of(hub.today), keys),
        {unit: standing.get(unit, hub.tree.people(unit)) for unit in units},
    )


class AccountRead(NamedTuple):
    """What else there is of one account."""

    drafts: Sequence[Draft]
    issued: Sequence[Post]
    unexpected: Sequence[Post]
    uncompared: Sequence[Post]
    changes: Sequence[AccountChange]


def account_read(hub: Hub, key: AccountKey) -> AccountRead:
    """Drafts, posts and what people did. Raises StoreUnavailable, StoreUnusable."""
    rows, heard = SqlAccountRows(hub.judged), SqlActivityRows(hub.judged)
    return AccountRead(
        rows.drafts_of([key]),
        heard.posts_in(["issued"], [key]),
        heard.posts_in(["unexpected"], [key]),
        heard.posts_in(["uncompared"], [key]),
        rows.changes(key),
    )


def hours_of(hub: Hub, account: OwnAccount | None) -> tuple[frozenset[int], frozenset[int]]:
    """The hours, since 1970, in which its unit used the platform, and those of which there is evidence.

    Both from the first day that is told. Raises StoreUnavailable, StoreUnusable.
    """
    if account is None:
        return frozenset(), frozenset()
    first = date_of(first_day(hub.today))
    first_ms = int(datetime.combine(first, time(), hub.settings.zone).timestamp() * 1000)
    used = select(HOURS.c.hour_at).where(
        HOURS.c.hour_at >= first_ms,
        HOURS.c.platform == account.platform,
        HOURS.c.unit.in_(sorted(hub.tree.below(account.unit))),
        HOURS.c.use != "no",
    )
    seen = select(CONTROL.c.hour_at).where(CONTROL.c.hour_at >= first_ms)
    with looked_into(hub.judged) as rows:
        return _hours(rows, used.distinct()), _hours(rows, seen.distinct())


def windows_read(hub: Hub) -> tuple[list[CriticalWindow], list[PreFlight]]:
    """Every critical window, and what was found before each. Raises StoreUnavailable, StoreUnusable."""
    windows = SqlAccountRows(hub.judged).windows()
    return list(windows.values()), SqlActivityRows(hub.judged).preflights(windows)


def _hours(rows: Rows, asked: Select[Any]) -> frozenset[int]:
    return frozenset(row.hour_at // HOUR_MS for row in rows.all(asked))
