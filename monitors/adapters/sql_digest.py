"""What a digest is made of, read from the database."""

from datetime import date

from msgspec import convert
from sqlalchemy import Engine, select

from monitors.adapters.database import faults_told
from monitors.adapters.sql_reliance import CHANGES
from monitors.domain.calendar import day_of
from monitors.domain.reliance.daily import LevelChange


def level_changes(engine: Engine, since: date) -> list[LevelChange]:
    """Every change of level from a day on. Raises StoreUnavailable or StoreUnusable."""
    asked = select(CHANGES).where(CHANGES.c.day >= since).order_by(CHANGES.c.day, CHANGES.c.unit)
    with faults_told(engine), engine.begin() as connection:
        rows = connection.execute(asked).mappings().all()
    return [
        convert(
            dict(row)
            | {"day": day_of(row["day"]), "alert": {"when": row["alert"], "reason": row["alert_reason"]}},
            LevelChange,
        )
        for row in rows
    ]
