"""What units rely on, of a finished log: the same sums and the same score as live, on the log's last day."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitors.domain.calendar import Calendar
from monitors.domain.outage.records import Incident
from monitors.domain.outage.records import Reason as Said
from monitors.domain.reliance.figures import WINDOW_DAYS, figures_of, work_of
from monitors.domain.reliance.outages import Failure, UnitUse, outages_of
from monitors.domain.reliance.records import Assessment, ControlKey, PairDays, UnitDays
from monitors.domain.reliance.records import Coverage as Seen
from monitors.domain.reliance.scoring import assess
from monitors.domain.reliance.summaries import pair_days, unit_days
from monitors.domain.showing_reliance import shown_assessment
from monitors.domain.unit_hours import (
    CONTROL_HOUR_KEY,
    HOUR_MS,
    UNIT_HOUR_KEY,
    UnitHours,
    in_usage_order,
)
from monitors.domain.usage import DAY_KEY
from monitors.domain.usage_rows import USES, DayKey, DaySketches, HourKey
from monitors.domain.withholding import ORGANISATION
from monitors.snapshot_schema import Coverage, Dependency, Factor, Kind, Period, Reason
from streams.attribution import SURFACES
from streams.domain.sketches import Sketch
from streams.domain.units import UNASSIGNED_PLACE, Unit

KEY_VERSION: Final = 1
"""A snapshot has one key for all its pseudonyms."""

BROKEN: Final = frozenset({"platform", "shared-provider", "account"})
"""Causes that take a platform away and leave the rest of the web: only then is seen who does without."""

TURNED_AWAY: Final = "turned-away"
"""The finding for which a pair without any reliance is listed: demand that our own policy refused."""

Pair = tuple[int, int]
"""The places of a unit and of a platform."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the log: units, the names of platforms, how days are counted, how few are shown.

    `merged_into` says for each unit of one which unit takes it in. `last_day` is the log's, from 1970 on.
    """

    units: Sequence[Unit]
    platforms: Sequence[str]
    calendar: Calendar
    merged_into: Mapping[int, int]
    k: int
    last_day: int


@dataclass(slots=True)
class _UnitRows:
    """What one unit's rows are, those of the units of one within it included."""

    hours: dict[HourKey, tuple[int, ...]] = field(default_factory=dict)
    control: dict[ControlKey, int] = field(default_factory=dict)
    days: dict[DayKey, DaySketches] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitJudged:
    """One unit: how many people it has, and an assessment for each platform by its place."""

    people: int
    pairs: Mapping[int, Assessment]


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
        for unit, rows in sorted(_rows(gathered, people, known).items())
    }


def _judged_unit(
    unit: int, rows: _UnitRows, known: Known, coverage: Seen, failures: Sequence[Failure]
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
    return UnitJudged(
        people=_seen(rows) if stated is None else stated,
        pairs={
            places[platform]: assess(
                figures_of(days, work), coverage, outages_of(name, platform, use, failures, known.calendar)
            )
            for platform, days in pairs.items()
        },
    )


def _seen(rows: _UnitRows) -> int:
    """How many different people of a unit the log shows on any platform."""
    return round(Sketch.union(each.people for each in rows.days.values()).estimate)


def _rows(gathered: UnitHours, people: Mapping[int, Sketch], known: Known) -> dict[int, _UnitRows]:
    """All rows by the place of their unit, a unit of one within the unit that takes it in."""
    found: dict[int, _UnitRows] = defaultdict(_UnitRows)
    names = [unit.name for unit in known.units]
    home = np.arange(len(names))
    home[list(known.merged_into)] = list(known.merged_into.values())
    for unit, label, hour, counts in _hours(gathered, known, home):
        within = HourKey(names[unit], *label, hour * HOUR_MS)
        rows = found[unit].hours
        before = rows.get(within)
        rows[within] = tuple(counts) if before is None else tuple(map(sum, zip(counts, before, strict=True)))
    columns = CONTROL_HOUR_KEY.unpack(gathered.control.keys)
    for unit, hour, [requests] in zip(
        home[columns["unit"]].tolist(),
        columns["hour"].tolist(),
        gathered.control.counts.tolist(),
        strict=True,
    ):
        at = ControlKey(names[unit], hour * HOUR_MS)
        found[unit].control[at] = found[unit].control.get(at, 0) + requests
    keys = [key for key in people if key in gathered.active]
    columns = DAY_KEY.unpack(np.array(keys, np.int64))
    for key, unit, label, day in zip(
        keys, home[columns["unit"]].tolist(), _labels(columns, known), columns["day"].tolist(), strict=True
    ):
        of = DayKey(names[unit], *label, day, KEY_VERSION)
        days, sketches = found[unit].days, DaySketches(people[key], gathered.active[key])
        days[of] = days[of] | sketches if of in days else sketches
    return found


def _hours(
    gathered: UnitHours, known: Known, home: NDArray[np.int64]
) -> Iterator[tuple[int, tuple[str, str, str], int, list[int]]]:
    """Unit, label, hour and counts of each row of usage."""
    columns = UNIT_HOUR_KEY.unpack(gathered.hours.keys)
    return zip(
        home[columns["unit"]].tolist(),
        _labels(columns, known),
        columns["hour"].tolist(),
        in_usage_order(gathered.hours).tolist(),
        strict=True,
    )


def _labels(columns: Mapping[str, NDArray[np.int64]], known: Known) -> Iterator[tuple[str, str, str]]:
    """Platform, surface and use of each row, in words."""
    surfaces = [str(surface) for surface in SURFACES]
    for platform, surface, use in zip(
        *(columns[name].tolist() for name in ("platform", "surface", "use")), strict=True
    ):
        yield known.platforms[platform], surfaces[surface], USES[use]


def failures_of(incidents: Collection[Incident], until_ms: int) -> list[Failure]:
    """The confirmed incidents that took a platform away from units; an open one lasts until the log's end."""
    return [
        Failure(
            incident.id,
            frozenset(incident.platforms),
            frozenset(incident.units),
            incident.started_at_ms,
            until_ms if incident.ended_at_ms is None else incident.ended_at_ms,
        )
        for incident in sorted(incidents, key=lambda one: one.id)
        if incident.cause in BROKEN
        and incident.detected_at_ms is not None
        and incident.started_at_ms is not None
    ]


def seen_of(coverage: Coverage, period: Period) -> Seen:
    """How much of the work the log shows, as far as a snapshot can know it."""
    whole, gaps = _seconds(period), sum(_seconds(gap) for gap in coverage.gaps)
    return Seen(
        joined_share=coverage.joined_share,
        identity=coverage.identity,
        blind_share=gaps / whole if whole else None,
    )


def _seconds(period: Period) -> float:
    if period.from_ is None or period.to is None:
        return 0.0
    return (datetime.fromisoformat(period.to) - datetime.fromisoformat(period.from_)).total_seconds()


def dependencies(
    found: Mapping[int, UnitJudged],
    known: Known,
    identity: str | None,
    shown: Collection[Pair],
    parent_name: str,
) -> list[Dependency]:
    """What is listed: the highest scores first, then how many small units rely on a platform, by parent.

    A pair has a line from the level *incidental* on, or where our own policy turned requests of it away.
    `shown` are the pairs whose own cell the usage table shows. `parent_name` stands for the parent of units
    at the top.
    """
    listed: list[Dependency] = []
    small: dict[tuple[str, str], int] = defaultdict(int)
    for unit, told in found.items():
        parent = known.units[unit].parent_index
        for platform, exact in told.pairs.items():
            if unit == UNASSIGNED_PLACE or not _is_listed(exact):
                continue
            name = known.platforms[platform]
            if told.people < known.k:
                small[parent_name if parent == ORGANISATION else known.units[parent].name, name] += 1
            else:
                may = shown_assessment(exact, known.k, identity, cell_shown=(unit, platform) in shown)
                listed.append(_dependency(known.units[unit].name, name, may))
    listed.sort(key=lambda each: (-(each.score or 0), each.unit, each.platform))
    sums = [
        Dependency(unit=parent, platform=platform, small_units=count)
        for (parent, platform), count in sorted(small.items(), key=lambda each: (-each[1], each[0]))
    ]
    return listed + sums


def _is_listed(exact: Assessment) -> bool:
    return exact.level != "none" or any(finding.code == TURNED_AWAY for finding in exact.findings)


def _dependency(unit: str, platform: str, told: Assessment) -> Dependency:
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
        findings=[_reason(each) for each in told.findings],
    )


def _reason(said: Said) -> Reason:
    return Reason(said.code, said.figures)
