"""Exposure: talk inside the unit's work, and files, on a platform that the organisation has not approved.

No content is read, and with whom people talk is inside the tunnel. So the finding says what was seen, and
asks. Private messages at lunch are no exposure: the talk must go with the unit's own work.
"""

from collections.abc import Iterator
from typing import Final

from monitors.domain.findings.records import Finding, Surroundings, UnitEvidence, Use
from monitors.domain.findings.treatments import treatments_of
from monitors.domain.findings.value import value_of
from monitors.domain.outage.records import Reason

LEAST_PEOPLE: Final = 3.0
"""People of the unit who exchange messages on a day of it: fewer have nobody to talk with among themselves,
or not more than one."""
LEAST_DAYS_SHARE: Final = 0.3
LEAST_HOURS_SHARE: Final = 0.1
LEAST_PACE: Final = 3.0
"""On so many working days, in so many working hours, and so many slots for each of them a day: as often as a
unit works there regularly (`reliance.weights`, the bands of depth)."""
IN_STEP: Final = 0.65
"""How well the talk goes with the unit's work, as in the band *mostly* of the rhythm factor."""
LEAST_UPLOAD_DAYS: Final = 3


def talks_at_work(use: Use) -> bool:
    """Whether several people of a unit exchange messages there as part of its working day."""
    talk = use.figures.talking
    return (
        talk.people_a_day >= LEAST_PEOPLE
        and talk.days_share >= LEAST_DAYS_SHARE
        and talk.hours_share >= LEAST_HOURS_SHARE
        and talk.pace >= LEAST_PACE
        and (talk.even_lift or 0) >= IN_STEP
    )


def find(unit: UnitEvidence, around: Surroundings) -> Iterator[Finding]:
    """Talk at work on each platform without the organisation's word, and what was sent up beside it."""
    for platform, use in unit.uses.items():
        if use.platform.sanctioned or not talks_at_work(use):
            continue
        talk = use.figures.talking
        said = [
            Reason(
                "exposed-talk",
                {"share": round(talk.hours_share, 3), "strand_people": round(talk.people_a_day)},
            )
        ]
        if (days := use.upload_days(unit.work)) >= LEAST_UPLOAD_DAYS:
            said.append(Reason("exposed-uploads", {"days": days}))
        for reason in said:
            yield Finding(
                kind="exposure",
                unit=unit.unit,
                platforms=(platform,),
                addressed_to="risk",
                reason=reason,
                treatments=treatments_of(platform, around.platforms),
                value=value_of(use),
            )
