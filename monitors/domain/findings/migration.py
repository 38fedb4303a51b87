"""A unit that moves from one platform to another: one falls, another rises, and it is the same people.

The first third of the window's working days is held against the last: the pace of one platform has halved,
that of another doubled, each more than chance would (the rank-sum test of `rank_sum`, at 1 % for all pairs of
platforms together), what was gained is a good part of what was lost, and of those who were on the one, a good
part is on the other now (theta sketches). Where people cannot be compared, that is said.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from monitors.domain.findings.rank_sum import LEAST_DAYS, chance_of_larger
from monitors.domain.findings.records import Finding, Surroundings, UnitEvidence, Use
from monitors.domain.findings.value import value_of
from monitors.domain.outage.records import Reason
from monitors.domain.reliance.records import Floats, Ints

FALLEN: Final = 0.5
RISEN: Final = 2.0
SURE: Final = 0.01
GAINED: Final = 0.3
"""What rose is at least this part of what fell."""
SAME_PEOPLE: Final = 0.3
"""Of those who were on the one, at least this part is on the other now."""
WEIGHTY: Final = frozenset({"important", "mission-critical"})


class _Course(NamedTuple):
    """One platform's pace in the first third of the window and in the last."""

    use: Use
    first: Floats
    last: Floats

    @property
    def gained(self) -> float:
        return float(self.last.mean() - self.first.mean())


def find(unit: UnitEvidence, around: Surroundings) -> Iterator[Finding]:  # noqa: ARG001 (as every rule)
    """Every move that days and people tell."""
    third = len(unit.working_days) // 3
    if third < LEAST_DAYS:
        return
    first, last = unit.working_days[:third], unit.working_days[-third:]
    courses = [
        _Course(use, pace[first], pace[last])
        for use in unit.uses.values()
        if use.figures.use.requests and not use.figures.blocked
        for pace in (use.pace(unit.work),)
    ]
    tests = len(courses) * (len(courses) - 1)
    falling = [each for each in courses if _has_fallen(each, tests)]
    rising = [each for each in courses if _has_risen(each, tests)]
    for one in falling:
        for other in rising:
            overlap = _overlap(unit, one.use, other.use, first, last)
            if other.gained >= -GAINED * one.gained and (overlap is None or overlap >= SAME_PEOPLE):
                yield _finding(unit, one, other, overlap)


def _has_fallen(course: _Course, tests: int) -> bool:
    return (
        course.last.mean() <= FALLEN * course.first.mean()
        and chance_of_larger(course.last, course.first) * tests < SURE
    )


def _has_risen(course: _Course, tests: int) -> bool:
    return (
        course.last.mean() >= RISEN * course.first.mean()
        and chance_of_larger(course.first, course.last) * tests < SURE
    )


def _overlap(unit: UnitEvidence, one: Use, other: Use, first: Ints, last: Ints) -> float | None:
    """The part of those who were on the one, and are on the other now; None where nobody can be compared."""
    begin = unit.work.first_day
    before = one.people_of("use", range(begin + int(first[0]), begin + int(first[-1]) + 1))
    now = other.people_of("use", range(begin + int(last[0]), begin + int(last[-1]) + 1))
    people = before.estimate
    return (before & now).estimate / people if people and now.estimate else None


def _finding(unit: UnitEvidence, one: _Course, other: _Course, overlap: float | None) -> Finding:
    """One move."""
    fell, rose = one.use, other.use
    names = {"platform": fell.platform.id, "platforms": rose.platform.id}
    weighs = {fell.assessment.level, rose.assessment.level} & WEIGHTY
    return Finding(
        kind="migration",
        unit=unit.unit,
        platforms=(fell.platform.id, rose.platform.id),
        addressed_to="risk" if weighs else "unit",
        reason=Reason("migrates-people-unknown", {**names})
        if overlap is None
        else Reason("migrates", {**names, "share": round(min(overlap, 1.0), 3)}),
        value=value_of(rose),
    )
