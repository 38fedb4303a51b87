"""Who was told what, and why somebody was not, as the monitors' tables have it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select

from api.domain.privacy import Sight
from api.hub import Hub
from api.reading.rows import Rows
from monitors.adapters.notice_tables import NoticeDecision, NoticeDelivery
from monitors.adapters.sql_incidents import INCIDENTS
from monitors.adapters.sql_notices import decision_of, delivery_of
from monitors.adapters.tables import table_of
from monitors.domain.notices.records import Decision, Delivery

DECISIONS, DELIVERIES = table_of(NoticeDecision), table_of(NoticeDelivery)

MOST_IN_ROOM = 200


class Pages(NamedTuple):
    """How many firsts went out in a time, and how many of them were for what was no outage after all."""

    firsts: int
    false: int


def untold_units(hub: Hub, sight: Sight) -> list[str]:
    """Units of few people that this reader does not speak for: whom a fault is told to relies on what broke.

    Raises StoreUnavailable, StoreUnusable.
    """
    people = hub.read_register().standing.people
    return sorted(
        unit
        for unit in {*hub.tree.names, *people}
        if not sight.speaks_for(unit) and sight.privacy.is_small(people.get(unit, hub.tree.people(unit)))
    )


def deliveries(  # noqa: PLR0917 (each is a question of its own)
    rows: Rows,
    subject: str | None,
    state: str | None,
    behind: tuple[int, str, int] | None,
    most: int,
    untold: Sequence[str],
) -> list[Delivery]:
    """Messages and how far they came, the newest first; none to audiences of the `untold` units."""
    table = DELIVERIES.c
    asked = select(DELIVERIES).order_by(table.decided_at.desc(), table.notice_id.desc(), table.number.desc())
    asked = asked.where(_is_told(table.notice["audience"]["unit"].as_string(), untold))
    if subject is not None:
        asked = asked.where(table.subject == subject)
    if state is not None:
        asked = asked.where(table.state == state)
    if behind is not None:
        at_ms, notice, number = behind
        same = table.decided_at == at_ms
        asked = asked.where(
            or_(
                table.decided_at < at_ms,
                and_(same, table.notice_id < notice),
                and_(same, table.notice_id == notice, table.number < number),
            )
        )
    return [delivery_of(row) for row in rows.all(asked.limit(most))]


def decisions(
    rows: Rows,
    subject: str | None,
    behind: tuple[int, str, str, int] | None,
    most: int,
    untold: Sequence[str],
) -> list[Decision]:
    """Decisions to tell somebody or not, the newest first; none about audiences of the `untold` units."""
    table = DECISIONS.c
    asked = (
        select(DECISIONS)
        .order_by(table.decided_at.desc(), table.subject.desc(), table.audience.desc(), table.number.desc())
        .where(_is_told(table.unit, untold))
    )
    if subject is not None:
        asked = asked.where(table.subject == subject)
    if behind is not None:
        at_ms, before, audience, number = behind
        same, about = table.decided_at == at_ms, table.subject == before
        asked = asked.where(
            or_(
                table.decided_at < at_ms,
                and_(same, table.subject < before),
                and_(same, about, table.audience < audience),
                and_(same, about, table.audience == audience, table.number < number),
            )
        )
    return [decision_of(row) for row in rows.all(asked.limit(most))]


def told_of(
    rows: Rows, incident: str, untold: Sequence[str]
) -> tuple[Sequence[Decision], Sequence[Delivery]]:
    """All that was decided about an incident, and each message, the oldest first."""
    decided = decisions(rows, incident, None, MOST_IN_ROOM, untold)
    sent = deliveries(rows, incident, None, None, MOST_IN_ROOM, untold)
    return decided[::-1], sent[::-1]


def _is_told(unit: Any, untold: Sequence[str]) -> Any:
    """Whether a row is about no audience of a unit that is not told."""
    return or_(unit.is_(None), unit.not_in(untold))


def pages(rows: Rows, from_ms: int, until_ms: int) -> Pages:
    """The incidents that people were paged for in a time, and the false ones among them."""
    subjects: Select[Any] = (
        select(DECISIONS.c.subject)
        .where(
            DECISIONS.c.kind == "first",
            DECISIONS.c.decided_at >= from_ms,
            DECISIONS.c.decided_at < until_ms,
        )
        .distinct()
    )
    firsts = rows.first(select(func.count()).select_from(subjects.subquery()))
    false = rows.first(
        select(func.count()).where(INCIDENTS.c.id.in_(subjects), INCIDENTS.c.state == "false-alarm")
    )
    return Pages(0 if firsts is None else int(firsts[0]), 0 if false is None else int(false[0]))
