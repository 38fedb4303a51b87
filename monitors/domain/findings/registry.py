"""Every kind of finding, in the order in which they are told, and who may be told."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from monitors.domain.findings import (
    blocked,
    course,
    ending,
    exposure,
    migration,
    policy_coverage,
    tool_rules,
)
from monitors.domain.findings.records import Finding, Rule, Surroundings, UnitEvidence

RULES: Final[Sequence[Rule]] = (
    exposure.find,
    tool_rules.find,
    ending.find,
    migration.find,
    blocked.find,
    policy_coverage.find,
    course.find,
)


def findings_of(unit: UnitEvidence, around: Surroundings, k: int) -> list[Finding]:
    """All findings of a unit. Those of a unit of fewer than k people go to that unit alone."""
    found = [finding for rule in RULES for finding in rule(unit, around)]
    if unit.people >= k:
        return found
    return [replace(each, addressed_to="unit", only_unit=True) for each in found]
