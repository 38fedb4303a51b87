"""The tables of what units rely on: its evidence beside usage, sums by day, and what stands in the register.

Numbers of few people are exact here, and there is no pseudonym: whoever shows them withholds.
"""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Double, Integer, LargeBinary, Text
from sqlmodel import Field

from monitors.adapters.tables import DOCUMENT, Judged, Moment, counts_column, key_column


class ControlHour(Judged, table=True):
    """A unit's general traffic in an hour of seen time, 400 days. Writer: the worker that judges the signals.

    `requests` are those of the control, scaled up. `by_address` of its `votes` are people known by address.
    """

    __tablename__ = "control_hours"

    hour_at: int = key_column(Moment)
    unit: str = key_column()
    requests: int = counts_column()
    votes: int = counts_column()
    by_address: int = counts_column()


class TouchedDay(Judged, table=True):
    """How often evidence was added to a unit's local day, 400 days: what is summed up of it may be old.

    Writers: the workers of `evidence.usage` and `evidence.signals`, each of its own kind of `evidence`.
    """

    __tablename__ = "touched_days"

    unit: str = key_column()
    day: date = Field(primary_key=True)
    evidence: str = key_column()
    times: int = counts_column()


class PairDay(Judged, table=True):
    """One unit on one platform on one local day, 400 days. Writer: the worker that judges the signals.

    `requests`, `people` and `blocked` are there to be read; `summary` is all of it
    (`monitors.domain.reliance.packing`).
    """

    __tablename__ = "pair_days"

    day: date = Field(primary_key=True)
    unit: str = key_column()
    platform: str = key_column()
    requests: int = counts_column()
    people: int = counts_column()
    blocked: int = counts_column()
    summary: bytes = Field(sa_type=LargeBinary)


class UnitDayRow(Judged, table=True):
    """One unit's local day, 400 days. Writer: the worker that judges the signals.

    `general` is its general traffic by local hour; `usage_times` and `control_times` say of how many
    additions it was made (see `touched_days`).
    """

    __tablename__ = "unit_days"

    day: date = Field(primary_key=True)
    unit: str = key_column()
    people: int = counts_column()
    general: list[int] = Field(sa_type=DOCUMENT)
    usage_times: int = counts_column()
    control_times: int = counts_column()


class UnitStandingRow(Judged, table=True):
    """How far each unit's days are told. Writer: the worker that judges the signals."""

    __tablename__ = "unit_standings"

    unit: str = key_column()
    folded_day: date | None = None
    people: int = counts_column()
    again: bool


class DependencyRow(Judged, table=True):
    """What each unit relies on, as telemetry has it. Writer: the worker that judges the signals.

    The score is that of `assessed_day`; the level is that after `folded_day`, of the fold whose `state` goes
    on from there, while `level_of_day` is that of the score alone. `scores` are those of the last days in a
    row, and `changes` counts those of the level.
    """

    __tablename__ = "dependencies"

    unit: str = key_column()
    platform: str = key_column()
    assessed_day: date
    folded_day: date
    score: int = Field(sa_type=Integer)
    level: str = Field(sa_type=Text)
    level_of_day: str = Field(sa_type=Text)
    since_day: date
    state: dict[str, Any] = Field(sa_type=DOCUMENT)
    trend: str = Field(sa_type=Text)
    candidate: bool
    question: dict[str, Any] | None = Field(default=None, sa_type=DOCUMENT)
    confidence: str = Field(sa_type=Text)
    factors: list[dict[str, Any]] = Field(sa_type=DOCUMENT)
    kinds: list[dict[str, Any]] = Field(sa_type=DOCUMENT)
    identity: str = Field(sa_type=Text)
    people: int = Field(sa_type=BigInteger)
    evidence: list[dict[str, Any]] = Field(sa_type=DOCUMENT)
    findings: list[dict[str, Any]] = Field(sa_type=DOCUMENT)
    scores: list[int] = Field(sa_type=DOCUMENT)
    changes: int = Field(sa_type=Integer)


class DependencyChange(Judged, table=True):
    """Every change of a dependency's level, with its reason, and when risk is told of it and why then.

    Writer: the worker that judges the signals.
    """

    __tablename__ = "dependency_changes"

    unit: str = key_column()
    platform: str = key_column()
    number: int = key_column(Integer)
    day: date
    before: str | None = Field(default=None, sa_type=Text)
    after: str = Field(sa_type=Text)
    score: int = Field(sa_type=Integer)
    reason: dict[str, Any] = Field(sa_type=DOCUMENT)
    alert: str = Field(sa_type=Text)
    alert_reason: dict[str, Any] = Field(sa_type=DOCUMENT)


class IncidentImpact(Judged, table=True):
    """What an incident did to an important dependency in an hour, in working slots; hours behind it as well.

    Writer: the worker that judges the signals.
    """

    __tablename__ = "incident_impact"

    incident: str = key_column()
    unit: str = key_column()
    platform: str = key_column()
    hour_at: int = key_column(Moment)
    expected_low: float = Field(sa_type=Double)
    expected_high: float = Field(sa_type=Double)
    seen: float = Field(sa_type=Double)
    lost_low: float = Field(sa_type=Double)
    lost_high: float = Field(sa_type=Double)
    caught_up_low: float = Field(sa_type=Double)
    caught_up_high: float = Field(sa_type=Double)


class IncidentSeverity(Judged, table=True):
    """How grave an incident is, by the dependencies that it hurts, and why.

    Writer: the worker that judges the signals.
    """

    __tablename__ = "incident_severities"

    incident: str = key_column()
    severity: str = Field(sa_type=Text)
    reason: dict[str, Any] = Field(sa_type=DOCUMENT)


class AvailabilityMonth(Judged, table=True):
    """How a platform worked for us in a local month, named by its first day.

    Writer: the worker that judges the signals.
    """

    __tablename__ = "availability_months"

    platform: str = key_column()
    month: date = Field(primary_key=True)
    observed_minutes: int = counts_column()
    seen_days: int = counts_column()
    lost_minutes: int = counts_column()
    lost_by_cause: dict[str, int] = Field(sa_type=DOCUMENT)
    share: float | None = Field(default=None, sa_type=Double)
    objective: float = Field(sa_type=Double)
    met: bool | None = None
    incidents: int = counts_column()
    false_alarms: int = counts_column()


RELIANCE_TABLES: tuple[type[Judged], ...] = (
    ControlHour,
    TouchedDay,
    PairDay,
    UnitDayRow,
    UnitStandingRow,
    DependencyRow,
    DependencyChange,
    IncidentImpact,
    IncidentSeverity,
    AvailabilityMonth,
)
"""All of them."""
