"""Holds and disposals in the records store. Everything raises StoreFault."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection, insert, select, update

from api.records.domain.asking import RecordsError
from api.records.domain.classes import Policy
from api.records.domain.disposal import Certificate, Disposal, Doomed, Hold, certified
from api.records.rows import HOLDS, RECORDS, held
from api.records.store import RecordStore
from api.records.tables import DisposalRow, ExportRow, table_of

DISPOSALS: Final = table_of(DisposalRow)
EXPORTS: Final = table_of(ExportRow)

MOST_AT_ONCE: Final = 10_000
"""So many records stand in one proposal at most: what somebody approves they have to be able to look at."""


class Disposals:
    """What must stay, what may go, and what went."""

    def __init__(self, store: RecordStore, policy: Policy, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._policy = policy
        self._now_ms = now_ms

    def lay(self, hold: Hold) -> int:
        """Lay a hold; its number. Raises RecordsError for one of a record that there is not."""
        row = {
            "account": hold.account,
            "platform": hold.platform,
            "from_at": hold.from_ms,
            "until_at": hold.until_ms,
            "record": hold.record,
            "reason": hold.reason,
            "role": hold.role,
            "laid_by": hold.by,
            "laid_at": hold.laid_at_ms,
            "review_on": hold.review_on,
            "ended_by": "",
            "end_reason": "",
        }
        with self._store.writing() as connection:
            one = select(RECORDS.c.number).where(RECORDS.c.number == hold.record)
            if hold.record is not None and connection.execute(one).first() is None:
                raise RecordsError("record-missing")
            made = connection.execute(insert(HOLDS).values(row).returning(HOLDS.c.number))
            return int(made.scalar_one())

    def end_hold(self, number: int, by: str, reason: str) -> None:
        """End a hold: what it held goes by its class again. Raises RecordsError where it does not hold."""
        with self._store.writing() as connection:
            ended = (
                update(HOLDS)
                .where(HOLDS.c.number == number, HOLDS.c.ended_at.is_(None))
                .values(ended_at=self._now_ms(), ended_by=by, end_reason=reason)
            )
            if not connection.execute(ended).rowcount:
                raise RecordsError("hold-missing")

    def holds(self) -> list[Hold]:
        """Every hold, the newest first; those that ended stay, for who asks why something was kept."""
        with self._store.reading() as connection:
            return [_hold(row) for row in connection.execute(select(HOLDS).order_by(HOLDS.c.number.desc()))]

    def due(self) -> dict[str, int]:
        """How many records could be proposed today, by class."""
        name = RECORDS.c.class_name
        asked = select(name, sa.func.count().label("records")).where(
            *self._free(), RECORDS.c.disposal.is_(None)
        )
        with self._store.reading() as connection:
            return {
                str(row.class_name): int(row.records)
                for row in connection.execute(asked.group_by(name).order_by(name))
            }

    def propose(self, by: str) -> int:
        """Propose what is due, the oldest first; the proposal's number. Raises RecordsError for nothing."""
        with self._store.writing() as connection:
            asked = (
                select(RECORDS.c.number)
                .where(*self._free(), RECORDS.c.disposal.is_(None))
                .order_by(RECORDS.c.number)
                .limit(MOST_AT_ONCE)
            )
            numbers = list(connection.execute(asked).scalars())
            if not numbers:
                raise RecordsError("records-nothing-due")
            row = {
                "state": "proposed",
                "proposed_by": by,
                "proposed_at": self._now_ms(),
                "records": len(numbers),
                "decided_by": "",
            }
            made = connection.execute(insert(DISPOSALS).values(row).returning(DISPOSALS.c.number))
            number = int(made.scalar_one())
            # all that is free and old enough up to the last one: a list of thousands is no condition
            connection.execute(
                update(RECORDS)
                .where(*self._free(), RECORDS.c.disposal.is_(None), RECORDS.c.number <= numbers[-1])
                .values(disposal=number)
            )
        return number

    def planned(self, number: int, by: str) -> Certificate:
        """What approving it would destroy just now. Raises RecordsError.

        Whoever proposed it cannot approve it; what is held since, or due no longer, is left out.
        """
        with self._store.reading() as connection:
            return self._planned(connection, number, by)

    def destroy(self, certificate: Certificate, by: str) -> None:
        """Destroy exactly what the certificate says. Raises RecordsError where that is not so any more."""
        number = certificate.disposal
        with self._store.writing() as connection:
            if self._planned(connection, number, by) != certificate:
                raise RecordsError("disposal-changed")
            now_ms = self._now_ms()
            connection.execute(
                update(RECORDS)
                .where(RECORDS.c.disposal == number, *self._free())
                .values(sealed=None, key_version=None, destroyed_at=now_ms)
            )
            self._let_go(connection, number)
            self._decided(connection, number, "destroyed", by, certificate)
        self._store.wipe()

    def refuse(self, number: int, by: str) -> None:
        """Say no: its records stay, and may be proposed again. Raises RecordsError."""
        with self._store.writing() as connection:
            self._proposed(connection, number)
            self._let_go(connection, number)
            self._decided(connection, number, "refused", by, None)

    def all(self) -> list[Disposal]:
        """Every disposal, the newest first."""
        waiting = (
            select(sa.func.count())
            .select_from(RECORDS)
            .where(RECORDS.c.disposal == DISPOSALS.c.number, held())
            .scalar_subquery()
        )
        asked = select(DISPOSALS, waiting.label("held")).order_by(DISPOSALS.c.number.desc())
        with self._store.reading() as connection:
            return [_disposal(row) for row in connection.execute(asked)]

    def exported(self, *, by: str, role: str, is_masked: bool, reason: str, records: int, sha256: str) -> int:
        """Note an export; its number."""
        row = {
            "taken_by": by,
            "role": role,
            "taken_at": self._now_ms(),
            "is_masked": is_masked,
            "reason": reason,
            "records": records,
            "sha256": sha256,
        }
        with self._store.writing() as connection:
            return int(
                connection.execute(insert(EXPORTS).values(row).returning(EXPORTS.c.number)).scalar_one()
            )

    def _free(self) -> list[Any]:
        """What a record has to be that may be destroyed: old enough for its class, there, and not held."""
        due = [
            sa.and_(RECORDS.c.class_name == name, RECORDS.c.kept_at < before_ms)
            for name, before_ms in self._policy.due_before(self._now_ms())
        ]
        return [RECORDS.c.sealed.is_not(None), sa.or_(sa.false(), *due), sa.not_(held())]

    def _planned(self, connection: Connection, number: int, by: str) -> Certificate:
        if self._proposed(connection, number) == by:
            raise RecordsError("disposal-same-person")
        asked = (
            select(RECORDS.c.number, RECORDS.c.class_name, RECORDS.c.hash)
            .where(RECORDS.c.disposal == number, *self._free())
            .order_by(RECORDS.c.number)
        )
        doomed = [Doomed(row.number, row.class_name, row.hash) for row in connection.execute(asked)]
        if not doomed:
            raise RecordsError("records-nothing-due")
        return certified(number, doomed)

    @staticmethod
    def _proposed(connection: Connection, number: int) -> str:
        """Who proposed it. Raises RecordsError where it is not open."""
        asked = select(DISPOSALS.c.proposed_by).where(
            DISPOSALS.c.number == number, DISPOSALS.c.state == "proposed"
        )
        found = connection.execute(asked).scalar_one_or_none()
        if found is None:
            raise RecordsError("disposal-missing")
        return str(found)

    @staticmethod
    def _let_go(connection: Connection, number: int) -> None:
        """What a disposal did not destroy is proposed by nobody any more."""
        connection.execute(
            update(RECORDS)
            .where(RECORDS.c.disposal == number, RECORDS.c.sealed.is_not(None))
            .values(disposal=None)
        )

    def _decided(
        self, connection: Connection, number: int, state: str, by: str, certificate: Certificate | None
    ) -> None:
        told: Mapping[str, Any] | None = None if certificate is None else msgspec.to_builtins(certificate)
        connection.execute(
            update(DISPOSALS)
            .where(DISPOSALS.c.number == number)
            .values(state=state, decided_by=by, decided_at=self._now_ms(), certificate=told)
        )


def is_due_for_review(hold: Hold, today: date) -> bool:
    """Whether somebody has to look at it."""
    return hold.ended_at_ms is None and hold.review_on <= today


def _hold(row: Any) -> Hold:
    return Hold(
        number=row.number,
        account=row.account,
        platform=row.platform,
        from_ms=row.from_at,
        until_ms=row.until_at,
        record=row.record,
        reason=row.reason,
        role=row.role,
        by=row.laid_by,
        laid_at_ms=row.laid_at,
        review_on=row.review_on,
        ended_at_ms=row.ended_at,
        ended_by=row.ended_by,
        end_reason=row.end_reason,
    )


def _disposal(row: Any) -> Disposal:
    told = row.certificate
    return Disposal(
        number=row.number,
        state=row.state,
        proposed_by=row.proposed_by,
        proposed_at_ms=row.proposed_at,
        records=row.records,
        held=row.held if row.state == "proposed" else 0,
        decided_by=row.decided_by,
        decided_at_ms=row.decided_at,
        certificate=None if told is None else msgspec.convert(told, Certificate),
    )
