"""Deliveries of webhooks that were taken, so that none is taken twice, by any process and after any restart.

A delivery is its digest alone, kept until it could come no more; the rate at which deliveries are taken
bounds how many there are.
"""

from typing import Final

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from api.people.tables import HookDelivery, table_of
from monitors.adapters.database import faults_told

DELIVERIES: Final = table_of(HookDelivery)


class HookDeliveries:
    """As the doors' port says. Everything raises StoreFault where the database cannot be used."""

    def __init__(self, writing: Engine, reading: Engine) -> None:
        self._writing = writing
        self._reading = reading

    def has(self, digest: bytes, now_ms: int, /) -> bool:
        """Whether this was taken before, and its time is not over."""
        asked = select(DELIVERIES.c.digest).where(
            DELIVERIES.c.digest == digest, DELIVERIES.c.ends_at > now_ms
        )
        with faults_told(self._reading), self._reading.begin() as connection:
            return connection.execute(asked).first() is not None

    def add(self, digest: bytes, now_ms: int, until_ms: int, /) -> None:
        """It was taken; those whose time is over are forgotten."""
        row = {"digest": digest, "ends_at": until_ms}
        with faults_told(self._writing):
            try:
                with self._writing.begin() as connection:
                    connection.execute(delete(DELIVERIES).where(DELIVERIES.c.ends_at <= now_ms))
                    connection.execute(insert(DELIVERIES).values(row))
            except IntegrityError:
                return  # the same delivery came twice at once, and both had to be told that it is taken
