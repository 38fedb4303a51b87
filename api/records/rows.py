"""Records as rows: what one is in the store, how they are asked for, and when one is under a hold."""

from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy import select

from api.records.domain.chain import Facts, Link
from api.records.sealing import Sealed
from api.records.tables import HoldRow, RecordRow, table_of

RECORDS: Final = table_of(RecordRow)
HOLDS: Final = table_of(HoldRow)

_FACTS: Final = ("number", "account", "platform", "direction", "form", "unit", "size")


class Kept(Struct, frozen=True, kw_only=True):
    """A record as it stands in the store; `sealed` is None once its content is destroyed."""

    link: Link
    class_name: str
    sealed: Sealed | None
    disposal: int | None
    destroyed_at_ms: int | None
    is_held: bool

    @property
    def facts(self) -> Facts:
        """What is known of it."""
        return self.link.facts


class Asked(Struct, frozen=True, kw_only=True):
    """Which records are looked for; empty and None stand for any, `units` for all that the asker may see.

    `before` is the number that they stand before, for the next page.
    """

    account: str = ""
    platform: str = ""
    form: str = ""
    direction: str = ""
    class_name: str = ""
    from_ms: int | None = None
    until_ms: int | None = None
    disposal: int | None = None
    units: frozenset[str] | None = None
    before: int | None = None


def held() -> Any:
    """In a statement about records: whether one is under a hold."""
    one, account, platform = HOLDS.c.record, HOLDS.c.account, HOLDS.c.platform
    since, until = HOLDS.c.from_at, HOLDS.c.until_at
    among = sa.and_(
        one.is_(None),
        sa.or_(account == "", account == RECORDS.c.account),
        sa.or_(platform == "", platform == RECORDS.c.platform),
        sa.or_(since.is_(None), since <= RECORDS.c.at),
        sa.or_(until.is_(None), until > RECORDS.c.at),
    )
    return (
        select(HOLDS.c.number)
        .where(HOLDS.c.ended_at.is_(None), sa.or_(one == RECORDS.c.number, among))
        .correlate(RECORDS)
        .exists()
    )


def of_units(units: frozenset[str] | None) -> list[Any]:
    """What records of these units have in common; None: nothing."""
    return [] if units is None else [RECORDS.c.unit.in_(sorted(units))]


def conditions_of(asked: Asked) -> list[Any]:
    """What the asked ones have in common."""
    equal = {
        "account": asked.account,
        "platform": asked.platform,
        "form": asked.form,
        "direction": asked.direction,
        "class_name": asked.class_name,
    }
    found = [RECORDS.c[name] == value for name, value in equal.items() if value]
    if asked.from_ms is not None:
        found.append(RECORDS.c.at >= asked.from_ms)
    if asked.until_ms is not None:
        found.append(RECORDS.c.at < asked.until_ms)
    if asked.disposal is not None:
        found.append(RECORDS.c.disposal == asked.disposal)
    if asked.before is not None:
        found.append(RECORDS.c.number < asked.before)
    return [*found, *of_units(asked.units)]


def numbered(facts: Facts, number: int) -> Facts:
    """The same with this number."""
    return Facts(**{name: getattr(facts, name) for name in Facts.__struct_fields__} | {"number": number})


def row_of(link: Link, class_name: str, name: bytes, sealed: Sealed) -> dict[str, Any]:
    """A record as a row of its table."""
    facts = link.facts
    return {name: getattr(facts, name) for name in _FACTS} | {
        "at": facts.at_ms,
        "kept_at": facts.kept_at_ms,
        "class_name": class_name,
        "name": name,
        "key_version": sealed.key_version,
        "sealed": sealed.data,
        "commitment": link.commitment,
        "previous_hash": link.previous_hash,
        "hash": link.hash,
    }


def kept_of(row: Any) -> Kept:
    """A row, with `is_held` beside it, as a record."""
    facts = Facts(**{name: getattr(row, name) for name in _FACTS}, at_ms=row.at, kept_at_ms=row.kept_at)
    link = Link(facts=facts, commitment=row.commitment, previous_hash=row.previous_hash, hash=row.hash)
    return Kept(
        link=link,
        class_name=row.class_name,
        sealed=None if row.sealed is None else Sealed(row.key_version or 0, row.sealed),
        disposal=row.disposal,
        destroyed_at_ms=row.destroyed_at,
        is_held=bool(row.is_held),
    )
