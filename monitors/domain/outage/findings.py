"""What one window shows: findings, each a fault with its cause, its evidence, and whether a gate is met."""

from dataclasses import dataclass, field
from typing import Literal

from monitors.domain.outage.board import Watch
from monitors.domain.outage.records import Cause, Reason

Evidence = Literal[
    "control-good",
    "control-fails",
    "no-control",
    "others-good",
    "others-unsure",
    "several-sites",
    "many-people",
    "some-people",
    "probe-agrees",
    "probes-alone",
    "reports-agree",
    "vendor-agrees",
    "one-operator",
    "volume-only",
    "new-here",
    "our-own-answer",
    "addresses-only",
    "peers-agree",
    "peers-are-well",
    "only-here",
]

CONFIDENCE: dict[Evidence, float] = {
    "control-good": 0.20,
    "control-fails": 0.30,
    "no-control": -0.15,
    "others-good": 0.20,
    "others-unsure": -0.15,
    "several-sites": 0.05,
    "many-people": 0.10,
    "some-people": 0.05,
    "probe-agrees": 0.15,
    "probes-alone": 0.05,
    "reports-agree": 0.05,
    "vendor-agrees": 0.15,
    "one-operator": 0.10,
    "volume-only": -0.15,
    "new-here": -0.10,
    "our-own-answer": 0.40,
    "addresses-only": -0.10,
    "peers-agree": 0.15,
    "peers-are-well": -0.20,
    "only-here": 0.10,
}
"""What each piece of evidence adds to the confidence in a cause: anybody can add it up by hand."""

SAID_BESIDE: frozenset[Evidence] = frozenset(
    {"probe-agrees", "probes-alone", "reports-agree", "vendor-agrees"}
)
"""What holds whichever cause it is, as it was not read from the spread of the votes."""

LASTING: frozenset[Evidence] = frozenset(CONFIDENCE) - {"others-unsure"}
"""What holds as long as the cause does; a doubt only while it is found again."""

_FIRST = 0.5
_WITHIN = (0.1, 0.99)


def confidence(evidence: frozenset[Evidence]) -> float:
    """How sure the cause is, from 0 to 1: one half, and what each piece of evidence adds."""
    total = _FIRST + sum(CONFIDENCE[piece] for piece in sorted(evidence))
    return round(min(max(total, _WITHIN[0]), _WITHIN[1]), 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault as one window shows it.

    `places` are where it is (numbers of the book; none: everywhere), `sites` and `units` its scope (none: the
    whole organisation), `watched` the series that tell when it is over, `since` the window and `onset_ms` the
    moment when it began, `after` the last window of which it is known that it had not. `met` is the gate that
    confirms it, None while it is only suspected.
    """

    cause: Cause
    platforms: tuple[str, ...]
    places: tuple[int, ...]
    watched: tuple[Watch, ...]
    since: int
    onset_ms: int
    after: int
    suspicion: Reason
    met: Reason | None
    evidence: frozenset[Evidence] = field(default_factory=frozenset)
    sites: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
