"""What enough other organisations say adds to a cause, or takes from it. They never open an incident."""

from typing import Final

from monitors.domain.outage.cases import Case
from monitors.domain.outage.findings import Evidence
from monitors.domain.outage.joining import THEIRS
from monitors.domain.outage.peers import Peers, Tally
from monitors.domain.outage.records import Figure, Reason
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.windows import WINDOW_MS

OURS: Final = ("egress", "unit-network", "policy")

_EVIDENCE: Final[frozenset[Evidence]] = frozenset({"peers-agree", "peers-are-well", "only-here"})
_CODES: Final = frozenset({"peers-agree", "peers-are-well"})


def weigh(case: Case, peers: Peers, now_ms: int, rules: Rules) -> None:
    """Have a confirmed case say what others say now, and be as sure of its cause as that makes it.

    What they said while it went on is kept as it was last known when their words grow old.
    """
    if not case.is_sure or not peers.words or case.cause not in (*THEIRS, *OURS):
        return
    settled_ms = case.since * WINDOW_MS + rules.peer_settle_seconds * 1000
    tally = peers.tally(case.platforms, now_ms, rules.peer_fresh_seconds * 1000, settled_ms)
    if tally.using < rules.peers_heard:
        return
    said = verdict(tally, rules)
    evidence = (case.evidence - _EVIDENCE) | _shown(said, case)
    reasons = [reason for reason in case.reasons if reason.code not in _CODES]
    reasons += [] if said is None else [said]
    if evidence != case.evidence or reasons != case.reasons:
        case.evidence, case.reasons, case.changed = evidence, reasons, True


def _shown(said: Reason | None, case: Case) -> set[Evidence]:
    """What it is evidence of: that others fail as well says nothing of a fault of our own."""
    if said is None:
        return set()
    if case.cause in THEIRS:
        return {"peers-agree" if said.code == "peers-agree" else "peers-are-well"}
    return {"only-here"} if said.code == "peers-are-well" else set()


def verdict(tally: Tally, rules: Rules) -> Reason | None:
    """Whether enough others see it too, or are well; None where they are too few or of two minds."""
    if tally.using < rules.peers_heard:
        return None
    if tally.failing >= rules.peers_agree_share * tally.using:
        return Reason("peers-agree", {"peers_failing": tally.failing, "peers_using": tally.using})
    if tally.settled >= max(rules.peers_heard, rules.peers_well_share * tally.using):
        figures: dict[str, Figure] = {
            "peers_fine": tally.settled,
            "peers_failing": tally.failing,
            "peers_using": tally.using,
        }
        return Reason("peers-are-well", figures)
    return None
