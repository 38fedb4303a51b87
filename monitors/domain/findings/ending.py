"""The announced end of a platform that a unit relies on: told 180, 90 and 30 days before, and once over.

The days are the catalogue's (`until` in `streams/data/platforms.csv`, or in the organisation's additions).
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from monitors.domain.findings.records import Finding, Surroundings, UnitEvidence, Use
from monitors.domain.findings.value import value_of
from monitors.domain.outage.records import Reason

NOTICE_DAYS: Final = (30, 90, 180)
"""How long before an end it is told again, the last notice first."""

RELIED_ON: Final = frozenset({"habitual", "important", "mission-critical"})
WEIGHTY: Final = frozenset({"important", "mission-critical"})


def notice_of(until: date | None, today: date) -> int | None:
    """Which notice of an end stands today: 180, 90 or 30 days, 0 when it is over; None before, or for no end.

    `until` is the last day on which it is there.
    """
    if until is None:
        return None
    left = (until - today).days
    return 0 if left < 0 else next((notice for notice in NOTICE_DAYS if left <= notice), None)


def find(unit: UnitEvidence, around: Surroundings) -> Iterator[Finding]:  # noqa: ARG001 (as every rule)
    """Each platform with an end in sight on which the unit relies: to risk where that weighs."""
    for use in unit.uses.values():
        notice = notice_of(use.platform.lifecycle.until, unit.today)
        if notice is not None and use.assessment.level in RELIED_ON:
            yield _finding(unit, use, notice)


def _finding(unit: UnitEvidence, use: Use, notice: int) -> Finding:
    """The end of one platform, as its notice says it."""
    until = use.platform.lifecycle.until
    assert until is not None  # noqa: S101 (there is no notice of no end)
    platform = use.platform.id
    figures = {"platform": platform, "until": until.isoformat()}
    left = {"days": (until - unit.today).days, "notice": notice}
    return Finding(
        kind="ending",
        unit=unit.unit,
        platforms=(platform,),
        addressed_to="risk" if use.assessment.level in WEIGHTY else "unit",
        reason=Reason("ends", {**figures, **left}) if notice else Reason("ended", {**figures}),
        value=value_of(use),
    )
