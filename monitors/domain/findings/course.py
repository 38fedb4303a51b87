"""The course of a unit on a platform, in neutral words; the unit may pick its own.

*No use* of what most other units use; *official accounts only*: few manage pages and nobody else is there;
*mixed use*: pages are managed, and others are there too; *a trial*, and how many of those who tried stayed.
Use without any of this is nobody's business but the unit's: personal use is never a finding.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from monitors.domain.findings.records import Finding, Surroundings, UnitEvidence, Use
from monitors.domain.outage.records import Reason
from monitors.domain.reliance.records import Level

LEAST_OBSERVED: Final = 14
"""With fewer days seen, nobody can say what a course is."""

LEAST_MANAGED_DAYS: Final = 2
"""A page that was opened on a single day is no official account."""
OTHERS_SHARE: Final = 0.1
"""Up to this part of the people there, others count as nobody: somebody looks at a page once in a while."""
FEW_SHARE: Final = 0.25
"""Those who manage pages are few up to this part of the unit."""

TRIED_DAYS: Final = 14
"""Whoever came in the first two weeks of a use tried it."""
STAYED_AFTER: Final = 21
"""Whoever came after three weeks stayed."""
LEAST_TRIED: Final = 3
AT_WORK: Final = 0.5
"""The part of a trial's requests that falls into working hours; what is tried at leisure is no trial of the
unit's."""
STAYED_SHARE: Final = 0.5
"""Where more of them stayed, and the use is proven, it is a use and no trial any more."""

YOUNG: Final = "young-use"
"""What the score says of a use that is not proven yet."""

WIDESPREAD_SHARE: Final = 0.5
"""The part of all units that use a platform, from which not to use it is a course of its own."""
LEAST_UNITS: Final = 4


def widespread(levels: Mapping[str, Mapping[str, Level]]) -> frozenset[str]:
    """The platforms that half of the units, and four at least, rely on in any way; levels by unit."""
    using: dict[str, int] = {}
    for own in levels.values():
        for platform, level in own.items():
            using[platform] = using.get(platform, 0) + (level != "none")
    enough = max(LEAST_UNITS, WIDESPREAD_SHARE * len(levels))
    return frozenset(platform for platform, units in using.items() if units >= enough)


def find(unit: UnitEvidence, around: Surroundings) -> Iterator[Finding]:
    """The course on each platform that has one."""
    if unit.work.observed_days >= LEAST_OBSERVED:
        if unit.work.is_known:
            for platform in sorted(around.widespread):
                if platform not in unit.uses or not unit.uses[platform].figures.use.requests:
                    days = unit.work.observed_days
                    yield _finding(unit, platform, Reason("course-no-use", {"days": days}))
        for platform, use in unit.uses.items():
            reason = _trial(unit, use) or _young(use) or _accounts(unit, use)
            if reason is not None:
                yield _finding(unit, platform, reason)


def _accounts(unit: UnitEvidence, use: Use) -> Reason | None:
    """Official accounts only, or mixed; None where no pages are managed, or their people are not known."""
    managing, window = use.figures.managing, range(unit.work.first_day, unit.work.last_day + 1)
    if managing.days < LEAST_MANAGED_DAYS:
        return None
    everybody, those = use.people_of("use", window), use.people_of("managing", window)
    people, managers = everybody.estimate, those.estimate
    if not people:
        return None
    others = (everybody - those).estimate / people
    few = managers <= FEW_SHARE * max(unit.work.people, unit.people)
    if others <= OTHERS_SHARE and few:
        share = round(managing.hours_share, 3)
        return Reason("course-official-only", {"strand_people": round(managing.people_a_day), "share": share})
    if others <= OTHERS_SHARE:
        return None
    return Reason("course-mixed", {"people": round(people), "share": round(managers / people, 3)})


def _young(use: Use) -> Reason | None:
    """A use on which the unit relies already, and that is too young to be more than a trial."""
    if use.assessment.level == "none":
        return None
    return next((each for each in use.assessment.findings if each.code == YOUNG), None)


def _trial(unit: UnitEvidence, use: Use) -> Reason | None:
    """A trial that is old enough to say how many stayed."""
    age = use.figures.new_days
    at_work = use.figures.use.working_share
    if age is None or age <= STAYED_AFTER or at_work is None or at_work < AT_WORK:
        return None
    began = unit.work.last_day + 1 - age
    tried = use.people_of("use", range(began, began + TRIED_DAYS))
    later = use.people_of("use", range(began + STAYED_AFTER, unit.work.last_day + 1))
    people, stayed = tried.estimate, (tried & later).estimate
    if people < LEAST_TRIED or stayed / people > STAYED_SHARE:
        return None
    return Reason("course-trial", {"people": round(people), "share": round(stayed / people, 3), "days": age})


def _finding(unit: UnitEvidence, platform: str, reason: Reason) -> Finding:
    return Finding(kind="course", unit=unit.unit, platforms=(platform,), addressed_to="unit", reason=reason)
