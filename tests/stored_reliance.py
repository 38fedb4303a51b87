"""Work about reliance to commit, and what a store holds of it, in one form for every kind of store."""

import zlib
from typing import Any

import numpy as np
from msgspec import convert
from sqlalchemy import Connection, Table, select

from monitors.adapters.memory_reliance import KeptReliance
from monitors.adapters.sql_findings import FINDINGS, finding_of
from monitors.adapters.sql_impact import IMPACT, MONTHS, SEVERITIES, impact_of, month_of, severity_of_row
from monitors.adapters.sql_reliance import (
    CHANGES,
    CONTROL,
    DEPENDENCIES,
    PAIR_DAYS,
    STANDINGS,
    TOUCHED,
    UNIT_DAYS,
    dependency_of,
)
from monitors.domain.calendar import day_of
from monitors.domain.control_rows import ControlCounts, ControlHours
from monitors.domain.findings.records import Finding
from monitors.domain.findings.standing import StandingFinding
from monitors.domain.impact.availability import Availability, Month
from monitors.domain.impact.expected import Range
from monitors.domain.impact.lost import HourImpact
from monitors.domain.impact.severity import Graveness
from monitors.domain.outage.records import Reason
from monitors.domain.reliance.alerts import Alert
from monitors.domain.reliance.daily import Dependency, LevelChange
from monitors.domain.reliance.levels import LevelState
from monitors.domain.reliance.packing import SIDES
from monitors.domain.reliance.records import (
    HOURS_A_DAY,
    IDLE,
    STRAND_COLUMNS,
    STRANDS,
    Assessment,
    ControlKey,
    DaySummary,
    Factor,
    Kind,
    PairDayKey,
    Strand,
    UnitDay,
    UnitDayKey,
)
from monitors.finding_rows import FindingWork
from monitors.reliance_rows import ImpactKey, RelianceWork, SummedDay, Times, TouchedDay, UnitStanding

HOUR_MS = 3_600_000


def kept_in(connection: Connection) -> KeptReliance:
    """What a database holds of it, read as anybody might read it."""

    def rows(table: Table) -> list[Any]:
        return list(connection.execute(select(table)).all())

    return KeptReliance(
        control={
            ControlKey(row.unit, row.hour_at): ControlCounts(row.requests, row.votes, row.by_address)
            for row in rows(CONTROL)
        },
        touched={TouchedDay(row.unit, day_of(row.day), row.evidence): row.times for row in rows(TOUCHED)},
        pairs={
            PairDayKey(row.unit, row.platform, day_of(row.day)): _summary(day_of(row.day), row.summary)
            for row in rows(PAIR_DAYS)
        },
        units={
            UnitDayKey(row.unit, day_of(row.day)): SummedDay(
                UnitDay(day=day_of(row.day), people=row.people, general=tuple(row.general)),
                Times(row.usage_times, row.control_times),
            )
            for row in rows(UNIT_DAYS)
        },
        standings={
            row.unit: UnitStanding(
                row.unit, None if row.folded_day is None else day_of(row.folded_day), row.people, row.again
            )
            for row in rows(STANDINGS)
        },
        dependencies={(row.unit, row.platform): dependency_of(row) for row in rows(DEPENDENCIES)},
        changes={
            (row.unit, row.platform, row.number): convert(
                dict(row._mapping)
                | {"day": day_of(row.day), "alert": {"when": row.alert, "reason": row.alert_reason}},
                LevelChange,
            )
            for row in rows(CHANGES)
        },
        impact=dict(impact_of(row) for row in rows(IMPACT)),
        severities={row.incident: severity_of_row(row) for row in rows(SEVERITIES)},
        findings=_findings(rows(FINDINGS)),
        months={(told.platform, told.month): told for told in map(month_of, rows(MONTHS))},
    )


def _findings(rows: list[Any]) -> dict[str, list[StandingFinding]]:
    """What stands of each unit, in its order."""
    found: dict[str, list[StandingFinding]] = {}
    for row in sorted(rows, key=lambda row: (row.unit, row.place)):
        found.setdefault(row.unit, []).append(finding_of(row))
    return found


def _summary(day: int, data: bytes) -> DaySummary:
    """A stored summary, number by number."""
    numbers = iter(np.frombuffer(zlib.decompress(data), "<i8").tolist())
    tables = [[next(numbers) for _ in STRAND_COLUMNS] for _ in STRANDS]
    hours = [tuple(next(numbers) for _ in range(HOURS_A_DAY)) for _ in STRANDS]
    strands = tuple(
        Strand(**dict(zip(STRAND_COLUMNS, table, strict=True)), hours=own)
        for table, own in zip(tables, hours, strict=True)
    )
    return DaySummary(day=day, strands=strands, **dict(zip(SIDES, numbers, strict=True)))


def control_of(unit: str, hour_ms: int, requests: int) -> ControlHours:
    """One hour of a unit's general traffic."""
    return {ControlKey(unit, hour_ms): ControlCounts(requests, 3, 1)}


def summary_of(day: int, requests: int, people: int = 4) -> DaySummary:
    """A day on which somebody read, each hour a little more."""
    use = Strand(people, 3, 2, 17, 1, tuple(requests + hour for hour in range(HOURS_A_DAY)))
    return DaySummary(
        day=day,
        strands=(use, IDLE, IDLE, use),
        asking_slots=1,
        watching_slots=2,
        watching_bytes=1 << 40,
        weak=4,
        embedded=5,
        blocked=6,
        bytes_down=1 << 41,
        bytes_up=8,
        writes=9,
        sent_bytes=7,
    )


def exposed(unit: str, platform: str, share: float = 0.31) -> Finding:
    """Talk on a platform, with everything that a finding may say."""
    return Finding(
        kind="exposure",
        unit=unit,
        platforms=(platform, "messenger"),
        addressed_to="risk",
        reason=Reason("exposed-talk", {"share": share, "strand_people": 4}),
        treatments=(Reason("treatment-accept"), Reason("treatment-move-to", {"platforms": "slack"})),
        value=(Reason("value-ask-the-unit"),),
        only_unit=unit.endswith("0"),
    )


def standing(finding: Finding, since_day: int, told_day: int) -> StandingFinding:
    """A finding that has stood since then."""
    return StandingFinding(finding=finding, since_day=since_day, told_day=told_day)


def dependency(unit: str, platform: str, day: int, score: int, **fields: Any) -> Dependency:
    """A pair as it stands, of which only what a test names matters."""
    today = Assessment(
        score=score,
        level="habitual",
        candidate=True,
        question=Reason("ask-plain-reading", {"hours_share": 0.7, "days_share": 0.9}),
        confidence="medium",
        factors=[Factor(name="reach", band="most", points=5, most=5, figures={"people_share": 0.6})],
        kinds=[Kind("not-visible", [Reason("kind-ask-the-unit")])],
        identity="not-visible",
        people=12,
        evidence=[Reason("same-people", {"share": 0.5})],
        findings=[],
    )
    known = {
        "unit": unit,
        "platform": platform,
        "assessed_day": day,
        "folded_day": day,
        "today": today,
        "state": LevelState(level="important", since_day=day - 3, settled=True, above=1, below=2, moved=True),
        "trend": "steady",
        "scores": [score - 1, score],
        "changes": 2,
    }
    return Dependency(**{**known, **fields})


def level_change(unit: str, platform: str, number: int, day: int) -> LevelChange:
    """A change that somebody is told of at once."""
    return LevelChange(
        unit=unit,
        platform=platform,
        number=number,
        day=day,
        before=None if number == 1 else "important",
        after="mission-critical",
        score=77,
        reason=Reason("level-rose", {"score": 77, "days": 14}),
        alert=Alert("at-once", Reason("likely-critical-without-owner")),
    )


def told_of(units: int, day: int, offset: int) -> RelianceWork:
    """What telling some units at this offset came to: a little of everything."""
    names = [f"unit {unit}" for unit in range(units)]
    return RelianceWork(
        pairs={
            PairDayKey(name, "facebook", day - offset % 3): summary_of(day - offset % 3, offset)
            for name in names
        },
        units={
            UnitDayKey(name, day): SummedDay(
                UnitDay(day=day, people=offset, general=(offset,) * HOURS_A_DAY), Times(offset, 1)
            )
            for name in names
        },
        standings=[UnitStanding(name, day if offset else None, 12, offset % 2 == 0) for name in names],
        dependencies=[dependency(name, "facebook", day, offset % 100) for name in names],
        changes=[level_change(name, "facebook", offset + 1, day) for name in names],
        impact={
            ImpactKey(
                f"incident {offset % 3}", name, "facebook", (24 * day + offset % 5) * HOUR_MS
            ): HourImpact(expected=Range(offset, offset + 2.5), seen=0.25, lost=Range(offset, offset + 1.5))
            for name in names
        },
        months=[availability_month("facebook", offset)],
        severities={
            f"incident {offset % 3}": Graveness("high", Reason("hurts-likely-critical", {"units": offset}))
        },
        findings=FindingWork(
            {
                name: [
                    standing(exposed(name, platform), day - 1, day)
                    for platform in ("x", "facebook", "whatsapp")[: offset % 4]
                ]
                for name in names
            }
        ),
    )


def availability_month(platform: str, minutes: int) -> Availability:
    """A month in which a platform was gone for so long."""
    return Availability(
        platform=platform,
        month=Month(2025, 10),
        observed_minutes=44_640,
        seen_days=22,
        lost_minutes=minutes,
        lost_by_cause={"platform": minutes},
        share=1 - minutes / 44_640,
        objective=0.995,
        met=minutes < 223,
        incidents=1,
        false_alarms=0,
    )
