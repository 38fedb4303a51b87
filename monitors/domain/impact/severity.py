"""How grave an incident is: as grave as the gravest dependency that it hurts, and for a named reason."""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from monitors.domain.outage.records import Reason
from monitors.domain.register.levels import Confirmation
from monitors.domain.reliance.records import Level

Severity = Literal["critical", "high", "medium", "low", "none"]

SEVERITIES: Final[tuple[Severity, ...]] = ("none", "low", "medium", "high", "critical")
"""From the least to the gravest."""

CODES: Final[dict[Severity, str]] = {
    "critical": "hurts-confirmed-critical",
    "high": "hurts-likely-critical",
    "medium": "hurts-important",
    "low": "hurts-lesser-use",
    "none": "hurts-nobody-known",
}
"""Why an incident is as grave as it is; the figure `units` says in how many units."""


class Hurt(NamedTuple):
    """A dependency within an incident's reach: `level` is the register's, else the observed one."""

    unit: str
    platform: str
    level: Level
    confirmation: Confirmation


class Graveness(Struct, frozen=True):
    """How grave it is, and why."""

    severity: Severity
    reason: Reason


def severity_of(hurt: Iterable[Hurt]) -> Graveness:
    """The gravest of the dependencies; a disputed one counts as important at most until that is decided."""
    by_severity: dict[Severity, set[str]] = {}
    for each in hurt:
        by_severity.setdefault(_severity(each), set()).add(each.unit)
    for severity in reversed(SEVERITIES):
        units = by_severity.get(severity)
        if units and severity != "none":
            return Graveness(severity, Reason(CODES[severity], {"units": len(units)}))
    return Graveness("none", Reason(CODES["none"]))


def _severity(hurt: Hurt) -> Severity:
    """That of one dependency."""
    if hurt.level == "mission-critical":
        if hurt.confirmation == "confirmed":
            return "critical"
        return "medium" if hurt.confirmation == "disputed" else "high"
    if hurt.level == "important":
        return "medium"
    return "none" if hurt.level == "none" else "low"
