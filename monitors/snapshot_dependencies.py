"""What units rely on, of a finished log: the same sums and the same score as live, on the log's last day."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from monitors.domain.outage.records import Reason as Said
from monitors.domain.reliance.figures import WINDOW_DAYS, PairFigures, Work, figures_of, work_of
from monitors.domain.reliance.outages import Failure, UnitUse, outages_of
from monitors.domain.reliance.records import Assessment, PairDays, UnitDays
from monitors.domain.reliance.records import Coverage as Seen
from monitors.domain.reliance.scoring import assess
from monitors.domain.reliance.summaries import pair_days, unit_days
from monitors.domain.showing_reliance import shown_assessment
from monitors.domain.tables import PeriodTables, PlatformCells
from monitors.domain.unit_hours import UnitHours
from monitors.domain.withholding import ORGANISATION
from monitors.snapshot_schema import (
    ORGANISATION_NAME,
    Coverage,
    Dependency,
    Factor,
    Finding,
    Kind,
    Period,
    Reason,
)
from monitors.snapshot_unit_rows import Known, UnitRows, unit_rows
from streams.domain.sketches import Sketch

TURNED_AWAY: Final = "turned-away"
"""The finding for which a pair without any reliance is listed: demand that our own policy refused."""

Pair = tuple[int, int]
"""The places of a unit and of a platform."""


class Showing(NamedTuple):
    """What the tables of usage say: as whom people are known, and which pairs have a cell of their own.

    `hidden` are platforms with too few requests in all to name a unit beside their total, `few` those that
    fewer than k people used: there a unit has a line only where it importantly relies on the platform. Its
    own number would be nearly the platform's exact total, and that for no more than a habit.
    """

    identity: str | None
    cells: Collection[Pair]
    hidden: Collection[int]
    few: Collection[int] = ()

    @staticmethod
    def of(tables: PeriodTables, cells: PlatformCells, identity: str | None) -> "Showing":
        """As the tables of a period have it."""
        return Showing(
            identity,
            {(cell.unit, cell.platform) for own, _ in cells.values() for cell in own},
            {row.platform for row in tables.platforms if not tables.hides(row.platform)},
            {row.platform for row in tables.platforms if row.figures.people is None},
        )


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """What a unit is judged by: its rows and work, and the days and figures of each platform by id."""

    rows: UnitRows
    work: Work
    days: Mapping[str, PairDays]
    figures: Mapping[str, PairFigures]


@dataclass(frozen=True, slots=True)
class UnitJudged:
    """One unit: how many people it has, and an assessment for each platform by its place.

    Without what was `seen`, nothing is found beside the scores.
    """

    people: int
    pairs: Mapping[int, Assessment]
    seen: UnitSeen | None = None


class JudgedLog(NamedTuple):
    """Every unit of a log by its place, what may be shown, what failed, and the last moment in Unix ms."""

    found: Mapping[int, UnitJudged]
    known: Known
    showing: Showing
    failures: Sequence[Failure]
    last_ms: int


def judged(
    gathered: UnitHours,
    people: Mapping[int, Sketch],
    known: Known,
    coverage: Seen,
    failures: Sequence[Failure],
) -> dict[int, UnitJudged]:
    """Every unit by its place, with every platform that it used; `people` are sketches under DAY_KEY."""
    return {
        unit: _judged_unit(unit, rows, known, coverage, failures)
        for unit, rows in sorted(unit_rows(gathered, people, known).items())
    }


def _judged_unit(
    unit: int, rows: UnitRows, known: Known, coverage: Seen, failures: Sequence[Failure]
) -> UnitJudged:
    """One unit on all its platforms."""
    wanted = range(known.last_day - WINDOW_DAYS + 1, known.last_day + 1)
    summaries = defaultdict(list)
    for key, summary in pair_days(rows.hours, rows.days, known.calendar, wanted).items():
        summaries[key.platform].append(summary)
    pairs = {platform: PairDays.of(days) for platform, days in summaries.items()}
    general = UnitDays.of(list(unit_days(rows.control, rows.days, known.calendar, wanted).values()))
    stated, name = known.units[unit].people, known.units[unit].name
    work = work_of(general, known.last_day, stated)
    use = UnitUse.of(general, pairs)
    places = {platform: place for place, platform in enumerate(known.platforms)}
    figures = {platform: figures_of(days, work) for platform, days in pairs.items()}
    return UnitJudged(
        people=rows.people if stated is None else stated,
        pairs={
            places[platform]: assess(own, coverage, outages_of(name, platform, use, failures, known.calendar))
            for platform, own in figures.items()
        },
        seen=UnitSeen(rows, work, pairs, figures),
    )


def seen_of(coverage: Coverage, period: Period) -> Seen:
    """How much of the work the log shows, as far as a snapshot can know it."""
    whole, gaps = _seconds(period), sum(_seconds(gap) for gap in coverage.gaps)
    return Seen(
        joined_share=coverage.joined_share,
        identity=coverage.identity,
        blind_share=round(gaps / whole, 2) if whole else None,
    )


def _seconds(period: Period) -> float:
    if period.from_ is None or period.to is None:
        return 0.0
    return (datetime.fromisoformat(period.to) - datetime.fromisoformat(period.from_)).total_seconds()


def dependencies(
    found: Mapping[int, UnitJudged],
    known: Known,
    showing: Showing,
    findings: Mapping[Pair, list[Finding]],
) -> list[Dependency]:
    """What is listed: the highest scores first, then how many small units rely on a platform, by parent.

    A pair has a line from the level *incidental* on, or where our own policy turned requests of it away;
    small units are counted from *incidental* on. On a platform of few people both are from *important* on.
    Who belongs to no unit has no line. `findings` are those that may be shown, by the places of unit and
    platform.
    """
    listed: list[Dependency] = []
    small: dict[tuple[str, str], int] = defaultdict(int)
    for unit, told in found.items():
        parent = known.units[unit].parent_index
        for platform, exact in told.pairs.items():
            if platform in showing.hidden or (
                platform in showing.few and exact.level not in {"important", "mission-critical"}
            ):
                continue
            name = known.platforms[platform]
            if told.people < known.k:
                within = ORGANISATION_NAME if parent == ORGANISATION else known.units[parent].name
                small[within, name] += exact.level != "none"
            elif _is_listed(exact):
                cell_shown = (unit, platform) in showing.cells
                may = shown_assessment(exact, known.k, showing.identity, cell_shown=cell_shown)
                beside = findings.get((unit, platform), [])
                listed.append(_dependency(known.units[unit].name, name, may, beside))
    listed.sort(key=lambda each: (-(each.score or 0), each.unit, each.platform))
    sums = [
        Dependency(unit=parent, platform=platform, small_units=count)
        for (parent, platform), count in sorted(small.items(), key=lambda each: (-each[1], each[0]))
        if count
    ]
    return listed + sums


def _is_listed(exact: Assessment) -> bool:
    return exact.level != "none" or any(finding.code == TURNED_AWAY for finding in exact.findings)


def _dependency(unit: str, platform: str, told: Assessment, findings: list[Finding]) -> Dependency:
    """An assessment as the document has it."""
    return Dependency(
        unit=unit,
        platform=platform,
        score=told.score,
        level=told.level,
        candidate=told.candidate,
        question=None if told.question is None else _reason(told.question),
        confirmation="unasked",
        confidence=told.confidence,
        factors=[
            Factor(
                name=factor.name,
                band=factor.band,
                points=factor.points,
                most=factor.most,
                figures=factor.figures,
            )
            for factor in told.factors
        ],
        kinds=[Kind(kind.kind, [_reason(each) for each in kind.evidence]) for kind in told.kinds],
        identity=told.identity,
        people=told.people or None,
        evidence=[_reason(each) for each in told.evidence],
        findings=findings,
    )


def _reason(said: Said) -> Reason:
    return Reason(said.code, said.figures)
