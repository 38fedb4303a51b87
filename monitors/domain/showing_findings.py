"""Which figures of a finding may be shown: the privacy policy, for what somebody may want to act on.

As for reliance (`showing_reliance`), and shares always in steps: several findings of one pair stand beside
each other, and exact shares of one number of people would tell it, and that of those left over.
"""

from typing import Final

from msgspec.structs import replace

from monitors.domain.findings.records import Finding
from monitors.domain.outage.records import Figure, Reason
from monitors.domain.showing import STEP
from monitors.domain.showing_reliance import SHARES, shown_reason

PARTS_OF_REQUESTS: Final = frozenset({"off-hours", "by-network"})
"""Reasons that say nothing but parts of requests, and so are left out where a cell is withheld."""


def shown_finding(exact: Finding, k: int, identity: str | None, *, cells_shown: bool) -> Finding | None:
    """A finding as it may be shown, None where nothing of it may be.

    `cells_shown`: the usage table shows the unit's cells on all of the finding's platforms.
    """
    if exact.reason.code in PARTS_OF_REQUESTS and not cells_shown:
        return None

    def told(reason: Reason) -> Reason:
        shown = shown_reason(reason, k, identity, cell_shown=cells_shown)
        return Reason(shown.code, {name: _stepped(name, value) for name, value in shown.figures.items()})

    return replace(exact, reason=told(exact.reason), value=tuple(told(each) for each in exact.value))


def _stepped(name: str, value: Figure) -> Figure:
    """A share in steps; anything else as it is."""
    return round(STEP * round(value / STEP), 2) if name in SHARES and isinstance(value, float) else value
