"""What happened around outages in the database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, delete, func, select, tuple_

from monitors.adapters.context_tables import DemandCount, DemandHour, OwnChangeRow, VendorWord
from monitors.adapters.database import faults_told
from monitors.adapters.sql_usage import add_rows, insert_into
from monitors.adapters.tables import table_of
from monitors.context_rows import ToldId
from monitors.domain.demand.slots import LONGEST_MS, HourKey, HourSeen
from streams.contracts.signals import Demand, OwnChange, VendorStatus

OWN_CHANGES, DEMAND, DEMAND_HOURS, VENDOR_WORDS = (
    table_of(model) for model in (OwnChangeRow, DemandCount, DemandHour, VendorWord)
)

IDS_A_QUESTION: Final = 200


class SqlContextRows:
    """`monitors.context_rows.ContextRows` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def own_changes(self, from_ms: int, until_ms: int) -> list[OwnChange]:
        """See the port."""
        at = OWN_CHANGES.c.changed_at
        asked = select(OWN_CHANGES).where(at >= from_ms, at < until_ms)
        rows = self._rows(asked.order_by(at, OWN_CHANGES.c.source, OWN_CHANGES.c.id))
        return [_own_change(row) for row in rows]

    def own_changes_of(self, ids: Collection[ToldId]) -> dict[ToldId, OwnChange]:
        """See the port."""
        found: dict[ToldId, OwnChange] = {}
        key = tuple_(OWN_CHANGES.c.source, OWN_CHANGES.c.id)
        for some in _in_parts(ids):
            rows = self._rows(select(OWN_CHANGES).where(key.in_(some)))
            found |= {ToldId(row.source, row.id): _own_change(row) for row in rows}
        return found

    def demand(self, from_ms: int, until_ms: int | None = None) -> list[Demand]:
        """See the port. No slot is longer than a day, so that the index finds those that began before."""
        begins, ends = DEMAND.c.from_at, DEMAND.c.until_at
        asked = select(DEMAND).where(begins > from_ms - LONGEST_MS, ends > from_ms)
        if until_ms is not None:
            asked = asked.where(begins < until_ms)
        return [_demand(row) for row in self._rows(asked.order_by(begins, DEMAND.c.source, DEMAND.c.id))]

    def demand_known(self, ids: Collection[ToldId]) -> set[ToldId]:
        """See the port."""
        found: set[ToldId] = set()
        for some in _in_parts(ids):
            key = tuple_(DEMAND.c.source, DEMAND.c.id)
            rows = self._rows(select(DEMAND.c.source, DEMAND.c.id).where(key.in_(some)))
            found |= {ToldId(row.source, row.id) for row in rows}
        return found

    def demand_hours(self, from_ms: int, until_ms: int) -> dict[HourKey, HourSeen]:
        """See the port."""
        at = DEMAND_HOURS.c.hour_at
        rows = self._rows(select(DEMAND_HOURS).where(at >= from_ms, at < until_ms))
        return {
            HourKey(row.channel, row.source, row.hour_at): HourSeen(row.contacts, row.seconds) for row in rows
        }

    def vendor_words(self, platform: str, from_ms: int) -> list[VendorStatus]:
        """See the port."""
        words = VENDOR_WORDS.c
        asked = select(VENDOR_WORDS).where(words.platform == platform, words.said_at >= from_ms)
        rows = self._rows(asked.order_by(words.said_at, words.source, words.state))
        return [_vendor_word(row) for row in rows]

    def heard_since(self, platforms: Collection[str]) -> dict[str, int]:
        """See the port."""
        words = VENDOR_WORDS.c
        asked = select(words.platform, func.min(words.said_at).label("first_at"))
        rows = self._rows(asked.where(words.platform.in_(sorted(platforms))).group_by(words.platform))
        return {row.platform: row.first_at for row in rows}

    def _rows(self, statement: Any) -> Sequence[Row[Any]]:
        """The rows of a question, and complaints as faults."""
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(statement).all()


def write_context(
    connection: Connection,
    own_changes: Sequence[OwnChange],
    demand: Sequence[Demand],
    hours: Mapping[HourKey, HourSeen],
    words: Sequence[VendorStatus],
) -> None:
    """Write what is told for the first time; hours add up."""
    for table, rows in (
        (OWN_CHANGES, [_own_change_row(each) for each in own_changes]),
        (DEMAND, [_demand_row(each) for each in demand]),
        (VENDOR_WORDS, [_vendor_row(each) for each in words]),
    ):
        if rows:
            connection.execute(insert_into(connection, table).on_conflict_do_nothing(), rows)
    counted = [
        {"channel": key.channel, "source": key.source, "hour_at": key.hour_ms, **seen._asdict()}
        for key, seen in sorted(hours.items())
    ]
    add_rows(connection, DEMAND_HOURS, counted, ["contacts", "seconds"])


def expire_context(connection: Connection, first_ms: int) -> int:
    """Remove what is from before a moment; how many rows."""
    old = (
        delete(OWN_CHANGES).where(OWN_CHANGES.c.changed_at < first_ms),
        delete(DEMAND).where(DEMAND.c.from_at < first_ms),
        delete(DEMAND_HOURS).where(DEMAND_HOURS.c.hour_at < first_ms),
        delete(VENDOR_WORDS).where(VENDOR_WORDS.c.said_at < first_ms),
    )
    return sum(connection.execute(statement).rowcount for statement in old)


def _in_parts(ids: Collection[ToldId]) -> list[list[tuple[str, str]]]:
    """Ids in as many as a database takes at once."""
    asked = sorted((each.source, each.id) for each in ids)
    return [asked[first : first + IDS_A_QUESTION] for first in range(0, len(asked), IDS_A_QUESTION)]


def _own_change_row(change: OwnChange) -> dict[str, Any]:
    return {
        "source": change.source,
        "id": change.id,
        "changed_at": change.at_ms,
        "system": change.system,
        "title": change.title,
        "platforms": change.platforms,
        "sites": change.sites,
        "reference": change.reference,
    }


def _own_change(row: Row[Any]) -> OwnChange:
    return OwnChange(
        source=row.source,
        id=row.id,
        at_ms=row.changed_at,
        system=row.system,
        title=row.title,
        platforms=row.platforms,
        sites=row.sites,
        reference=row.reference,
    )


def _demand_row(told: Demand) -> dict[str, Any]:
    return {
        "source": told.source,
        "id": told.id,
        "channel": told.channel,
        "from_at": told.at_ms,
        "until_at": told.until_ms,
        "contacts": told.count,
        "capacity": told.capacity,
        "platform": told.platform,
        "unit": told.unit,
    }


def _demand(row: Row[Any]) -> Demand:
    return Demand(
        source=row.source,
        id=row.id,
        at_ms=row.from_at,
        channel=row.channel,
        until_ms=row.until_at,
        count=row.contacts,
        capacity=row.capacity,
        platform=row.platform,
        unit=row.unit,
    )


def _vendor_row(word: VendorStatus) -> dict[str, Any]:
    return {
        "platform": word.platform,
        "source": word.source,
        "said_at": word.at_ms,
        "state": word.state,
        "groups": word.groups,
    }


def _vendor_word(row: Row[Any]) -> VendorStatus:
    return VendorStatus(
        source=row.source, at_ms=row.said_at, platform=row.platform, state=row.state, groups=row.groups
    )
