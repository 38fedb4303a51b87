"""Decisions about notices, what stands of them, and deliveries in the database."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from msgspec import convert, to_builtins
from sqlalchemy import Connection, Engine, Row, and_, delete, exists, func, insert, not_, select, update

from monitors.adapters.database import faults_told
from monitors.adapters.notice_tables import DeskTicket, NoticeDecision, NoticeDelivery, NoticeStanding
from monitors.adapters.sql_usage import insert_into, replace_rows
from monitors.adapters.tables import table_of
from monitors.domain.notices.records import Decision, Delivery, Notice, Standing
from monitors.domain.outage.records import Reason
from monitors.notice_rows import NoticeWork

DECISIONS, STANDINGS, DELIVERIES, TICKETS = (
    table_of(model) for model in (NoticeDecision, NoticeStanding, NoticeDelivery, DeskTicket)
)

MOST_ASKED: Final = 500
"""So many ids go into one question; SQLite takes 32,766 values at most, older ones 999."""


class SqlNoticeRows:
    """`monitors.notice_rows.NoticeRows` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def standings(self, subjects: Collection[str]) -> list[Standing]:
        """See the port."""
        asked, found = sorted(subjects), list[Row[Any]]()
        for first in range(0, len(asked), MOST_ASKED):
            some = STANDINGS.c.subject.in_(asked[first : first + MOST_ASKED])
            found += self._rows(select(STANDINGS).where(some))
        told = (convert(row.standing, Standing) for row in found)
        return sorted(told, key=lambda each: (each.subject, each.audience))

    def uncleared(self) -> set[str]:
        """See the port."""
        return {row.subject for row in self._rows(select(STANDINGS.c.subject).where(STANDINGS.c.is_open))}

    def firsts(self, from_ms: int) -> dict[str, int]:
        """See the port."""
        asked = (
            select(DECISIONS.c.audience, func.count().label("firsts"))
            .where(DECISIONS.c.decided_at >= from_ms, DECISIONS.c.kind == "first")
            .group_by(DECISIONS.c.audience)
        )
        return {row.audience: int(row.firsts) for row in self._rows(asked)}

    def decisions(self, subject: str) -> list[Decision]:
        """See the port."""
        asked = select(DECISIONS).where(DECISIONS.c.subject == subject)
        in_time = asked.order_by(DECISIONS.c.decided_at, DECISIONS.c.audience, DECISIONS.c.number)
        return [decision_of(row) for row in self._rows(in_time)]

    def deliveries(self, subject: str) -> list[Delivery]:
        """See the port."""
        asked = select(DELIVERIES).where(DELIVERIES.c.subject == subject)
        in_time = asked.order_by(DELIVERIES.c.decided_at, DELIVERIES.c.notice_id, DELIVERIES.c.number)
        return [delivery_of(row) for row in self._rows(in_time)]

    def due(self, now_ms: int, limit: int) -> list[Delivery]:
        """See the port."""
        asked = select(DELIVERIES).where(_is_first_waiting(), DELIVERIES.c.next_try_at <= now_ms)
        in_time = asked.order_by(DELIVERIES.c.next_try_at, DELIVERIES.c.notice_id).limit(limit)
        return [delivery_of(row) for row in self._rows(in_time)]

    def next_due_ms(self) -> int | None:
        """See the port."""
        asked = select(DELIVERIES.c.next_try_at).where(_is_first_waiting())
        row = next(iter(self._rows(asked.order_by(DELIVERIES.c.next_try_at).limit(1))), None)
        return None if row is None else int(row.next_try_at)

    def marked(self, before: Delivery, after: Delivery) -> bool:
        """See the port."""
        mark = (
            update(DELIVERIES)
            .where(
                DELIVERIES.c.notice_id == before.notice.id,
                DELIVERIES.c.number == before.notice.number,
                DELIVERIES.c.tries == before.tries,
                DELIVERIES.c.state == "waiting",
            )
            .values(**_progress(after))
        )
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(mark).rowcount == 1

    def _rows(self, statement: Any) -> Sequence[Row[Any]]:
        """The rows of a question, and complaints as faults."""
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(statement).all()


def write_notices(connection: Connection, work: NoticeWork) -> None:
    """Write what was decided."""
    if work.decisions:
        rows = [_decision_row(each) for each in work.decisions]
        connection.execute(insert(DECISIONS), rows)
    replace_rows(connection, STANDINGS, [_standing_row(each) for each in work.standings])
    if work.deliveries:
        new = insert_into(connection, DELIVERIES).on_conflict_do_nothing()
        connection.execute(new, [_delivery_row(each) for each in work.deliveries])


def expire_notices(connection: Connection, before_ms: int) -> int:
    """Remove what was decided before a moment; how many rows."""
    old = (
        delete(DECISIONS).where(DECISIONS.c.decided_at < before_ms),
        delete(DELIVERIES).where(DELIVERIES.c.decided_at < before_ms),
        delete(STANDINGS).where(STANDINGS.c.last_at < before_ms),
    )
    gone = sum(connection.execute(statement).rowcount for statement in old)
    connection.execute(delete(TICKETS).where(TICKETS.c.notice.not_in(select(DELIVERIES.c.notice_id))))
    return gone


def decision_of(row: Row[Any]) -> Decision:
    """A row as its record."""
    return Decision(
        subject=row.subject,
        audience=row.audience,
        number=row.number,
        at_ms=row.decided_at,
        kind=row.kind,
        message=row.message,
        reason=convert(row.reason, Reason),
        severity=row.severity,
        unit=row.unit,
    )


def delivery_of(row: Row[Any]) -> Delivery:
    """A row as its record."""
    return Delivery(
        notice=convert(row.notice, Notice),
        subject=row.subject,
        routes=tuple(row.routes),
        doubts=tuple(row.doubts),
        state=row.state,
        tries=row.tries,
        tries_here=row.tries_here,
        route=row.route,
        last_error=row.last_error,
        next_try_at_ms=row.next_try_at,
        sent_at_ms=row.sent_at,
    )


def _is_first_waiting() -> Any:
    """Whether a message waits and none before it of its dedup key does: they arrive in their order."""
    earlier = DELIVERIES.alias("earlier")
    return and_(
        DELIVERIES.c.state == "waiting",
        not_(
            exists().where(
                earlier.c.notice_id == DELIVERIES.c.notice_id,
                earlier.c.number < DELIVERIES.c.number,
                earlier.c.state == "waiting",
            )
        ),
    )


def _decision_row(decision: Decision) -> dict[str, Any]:
    """The record as a row."""
    return {
        "subject": decision.subject,
        "audience": decision.audience,
        "number": decision.number,
        "decided_at": decision.at_ms,
        "kind": decision.kind,
        "message": decision.message,
        "code": decision.reason.code,
        "reason": to_builtins(decision.reason),
        "severity": decision.severity,
        "unit": decision.unit,
    }


def _standing_row(standing: Standing) -> dict[str, Any]:
    """The record as a row."""
    return {
        "subject": standing.subject,
        "audience": standing.audience,
        "last_at": standing.decided_at_ms,
        "is_open": standing.is_open,
        "standing": to_builtins(standing),
    }


def _delivery_row(delivery: Delivery) -> dict[str, Any]:
    """The record as a row."""
    notice = delivery.notice
    return {
        "notice_id": notice.id,
        "number": notice.number,
        "subject": delivery.subject,
        "audience": notice.audience.name,
        "kind": notice.kind,
        "decided_at": notice.at_ms,
        "notice": to_builtins(notice),
        "doubts": list(delivery.doubts),
        **_progress(delivery),
    }


def _progress(delivery: Delivery) -> dict[str, Any]:
    """What tries change of a row."""
    return {
        "routes": list(delivery.routes),
        "state": delivery.state,
        "tries": delivery.tries,
        "tries_here": delivery.tries_here,
        "route": delivery.route,
        "last_error": delivery.last_error,
        "next_try_at": delivery.next_try_at_ms,
        "sent_at": delivery.sent_at_ms,
    }
