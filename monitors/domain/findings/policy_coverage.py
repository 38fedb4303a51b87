"""Which policy covers what: use outside working hours, and from networks other than the office's.

For whoever owns the fair-use policy, or that for personal devices: how much of a unit's work with a platform
happens where these apply. What never touches our network leaves no line in a proxy's log; that is said with
every such finding, and only own accounts could tell how much it is.
"""

from collections.abc import Iterator
from typing import Final

from monitors.domain.findings.records import Finding, Surroundings, UnitEvidence, Use
from monitors.domain.outage.records import Figure, Reason

RELIED_ON: Final = frozenset({"habitual", "important", "mission-critical"})
"""Levels of pairs that are looked at: a policy is for work, and what is merely private is none of it."""

OFF_HOURS: Final = 0.15
"""From this part of a use on, hours outside the unit's own working hours are told."""
OFFICE: Final = "office"
ELSEWHERE: Final = 0.1
"""From this part of a use on, other networks are told."""


def find(unit: UnitEvidence, around: Surroundings) -> Iterator[Finding]:  # noqa: ARG001 (as every rule)
    """Off-hours and network classes of each platform that the unit relies on."""
    for use in unit.uses.values():
        if use.assessment.level not in RELIED_ON:
            continue
        for reason in (_off_hours(use), _networks(use)):
            if reason is not None:
                yield Finding(
                    kind="policy-coverage",
                    unit=unit.unit,
                    platforms=(use.platform.id,),
                    addressed_to="policy-owner",
                    reason=reason,
                )


def _off_hours(use: Use) -> Reason | None:
    """The part outside the unit's working hours, beside that of its other traffic."""
    working, general = use.figures.use.working_share, use.figures.use.general_share
    if working is None or general is None or 1 - working < OFF_HOURS:
        return None
    return Reason(
        "off-hours", {"off_share": round(1 - working, 3), "general_off_share": round(1 - general, 3)}
    )


def _networks(use: Use) -> Reason | None:
    """Parts of the use by network class, where others than the office's matter."""
    total = sum(use.by_network.values())
    classes = {name for name, requests in use.by_network.items() if name and requests}
    if not total or not classes - {OFFICE}:
        return None
    shares = {name: requests / total for name, requests in use.by_network.items()}
    elsewhere = sum(share for name, share in shares.items() if name and name != OFFICE)
    if elsewhere < ELSEWHERE:
        return None
    told: dict[str, Figure] = {
        "elsewhere_share": round(elsewhere, 3),
        "office_share": round(shares.get(OFFICE, 0.0), 3),
        "classless_share": round(shares.get("", 0.0), 3),
    }
    return Reason("by-network", {**told, "networks": ", ".join(sorted(classes - {OFFICE}))})
