"""A key forgotten in a database: what it made is removed, and that it is forgotten is remembered."""

from sqlalchemy import Connection, delete, insert, select, text, update

from monitors.adapters.sql_usage import DAYS
from monitors.adapters.tables import ForgottenKey, Offset, RuleStateRow, Source, table_of
from monitors.domain.outage.forgetting import without_people
from monitors.store import Forgotten, KeyInUse, still_sending

FORGOTTEN, OFFSETS, SOURCES, STATES = (
    table_of(model) for model in (ForgottenKey, Offset, Source, RuleStateRow)
)

HELD_PEOPLE = (DAYS.name, STATES.name)
"""The tables that hold what is removed: what they were must not stay in the pages of the database either."""


def forgotten_keys(connection: Connection) -> frozenset[int]:
    """The versions of which nothing may be written any more."""
    return frozenset(connection.execute(select(FORGOTTEN.c.key_version)).scalars())


def forget(connection: Connection, key_version: int, now_ms: int, *, in_spite_of_sources: bool) -> Forgotten:
    """As the port says, within a transaction."""
    if connection.dialect.name == "postgresql":
        # Every commit of a worker begins by moving its offset: those on their way are waited for, and later
        # ones find the version forgotten. SQLite lets one write at a time anyway.
        connection.execute(text(f"LOCK TABLE {OFFSETS.name} IN SHARE ROW EXCLUSIVE MODE"))
    sending = select(SOURCES.c.source).where(
        SOURCES.c.key_version == key_version, SOURCES.c.blind_since_at.is_(None)
    )
    sources = connection.execute(sending.order_by(SOURCES.c.source)).scalars().all()
    if sources and not in_spite_of_sources:
        raise KeyInUse(still_sending(key_version, sources))
    people = 0
    if key_version not in forgotten_keys(connection):
        connection.execute(insert(FORGOTTEN), {"key_version": key_version, "forgotten_at": now_ms})
        people = _people_taken_out(connection)
    days = connection.execute(delete(DAYS).where(DAYS.c.key_version == key_version)).rowcount
    return Forgotten(days, people)


def _people_taken_out(connection: Connection) -> int:
    """Leave no pseudonym in any rule state; how many people there were."""
    people = 0
    key = (STATES.c.topic, STATES.c.partition, STATES.c.judge)
    for *place, data in connection.execute(select(*key, STATES.c.data)).all():
        mine = (column == value for column, value in zip(key, place, strict=True))
        nameless, swapped = without_people(data)
        connection.execute(update(STATES).where(*mine).values(data=nameless))
        people += swapped
    return people
