"""The table of what somebody may want to act on in units' use of platforms.

Figures of few people are exact here, and what only the unit may be told stands beside the rest: whoever shows
them withholds (`monitors.domain.showing_findings`).
"""

from datetime import date
from typing import Any

from sqlalchemy import Integer, Text
from sqlmodel import Field

from monitors.adapters.tables import DOCUMENT, Judged, key_column


class UnitFinding(Judged, table=True):
    """Each unit's findings as they stand. Writer: the worker that judges the signals, all of a unit at once.

    `finding` tells one from another within its unit, and `place` is the order in which they are told. A
    finding is that of `told_day`, and has been there every day since `since_day`.
    """

    __tablename__ = "unit_findings"

    unit: str = key_column()
    finding: str = key_column()
    place: int = Field(sa_type=Integer)
    since_day: date
    told_day: date
    kind: str = Field(sa_type=Text)
    platforms: list[str] = Field(sa_type=DOCUMENT)
    addressed_to: str = Field(sa_type=Text)
    reason: dict[str, Any] = Field(sa_type=DOCUMENT)
    treatments: list[dict[str, Any]] = Field(sa_type=DOCUMENT)
    value: list[dict[str, Any]] = Field(sa_type=DOCUMENT)
    only_unit: bool


FINDING_TABLES: tuple[type[Judged], ...] = (UnitFinding,)
"""All of them."""
