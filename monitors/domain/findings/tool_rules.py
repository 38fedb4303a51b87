"""The organisation's own rules, which tool for what, held against the purposes that can be seen.

A log sees neither audience nor sensitivity, nor with whom people talk. So what it sees that may go against a
rule is put to the unit, with the rule's own words; and whatever is not work is held against no rule.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from monitors.domain.findings.exposure import talks_at_work
from monitors.domain.findings.records import Finding, Purpose, Surroundings, ToolRule, UnitEvidence, Use
from monitors.domain.findings.value import HEARD_SHARE, value_of
from monitors.domain.outage.records import Figure, Reason

MANAGED_SHARE: Final = 0.02
"""From this part of the working hours on, managing pages is seen as a purpose; once in a quarter is not."""
LISTENED: Final = frozenset({"all-day", "often", "regularly"})
"""Bands of the listening factor in which reading is a purpose, whatever points depth has left for it."""


def purposes_seen(use: Use) -> Mapping[Purpose, float]:
    """The purposes that a use may serve by what was seen, with the part of the working hours for each."""
    pair, seen = use.figures, dict[Purpose, float]()
    if pair.managing.hours_share >= MANAGED_SHARE:
        seen["external"] = pair.managing.hours_share
    if talks_at_work(use):
        seen["internal"] = pair.talking.hours_share
    heard = any(line.name == "listening" and line.band in LISTENED for line in use.assessment.factors)
    if heard and pair.reading.hours_share >= HEARD_SHARE:
        seen["listening"] = pair.reading.hours_share
    return seen


def find(unit: UnitEvidence, around: Surroundings) -> Iterator[Finding]:
    """Every rule that a seen use goes against, or may."""
    for rule in around.tool_rules:
        for platform in rule.not_allowed:
            use = unit.uses.get(platform)
            seen = None if use is None else purposes_seen(use).get(rule.purpose)
            if use is not None and seen is not None:
                yield _finding(unit, use, rule, seen)


def _finding(unit: UnitEvidence, use: Use, rule: ToolRule, seen: float) -> Finding:
    """One use against one rule, with what the rule recommends in its place."""
    terms: dict[str, Figure] = {
        "rule": rule.name,
        "audience": rule.audience,
        "sensitivity": rule.sensitivity,
        "share": round(seen, 3),
    }
    instead = ", ".join(rule.recommended)
    move = Reason("treatment-move-to", {"platforms": instead}) if instead else Reason("treatment-move")
    return Finding(
        kind="tool-rule",
        unit=unit.unit,
        platforms=(use.platform.id,),
        addressed_to="unit",
        reason=Reason(f"against-rule-{rule.purpose}", terms),
        treatments=(Reason("treatment-ask-exception"), move),
        value=value_of(use),
    )
