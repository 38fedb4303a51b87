"""What one series shows by itself, before it is asked whose fault that is."""

from dataclasses import replace

import numpy as np

from monitors.domain.outage import gates
from monitors.domain.outage.board import Board, Watch
from monitors.domain.outage.findings import Evidence, Finding
from monitors.domain.outage.records import Cause, Reason
from monitors.domain.outage.scopes import Scope
from monitors.domain.outage.series import Kind
from monitors.domain.outage.spans import Span
from monitors.domain.outage.windows import ADDRESS
from monitors.domain.outage.witnesses import Scene

_SUSPICIONS = {
    Kind.FAILED: "failures-rise",
    Kind.REFUSED: "refusals-rise",
    Kind.BLOCKED: "blocks-rise",
    Kind.SHORT: "short-tunnels-rise",
    Kind.EMBED: "embeds-fail",
    Kind.SITE: "failures-rise",
    Kind.PROXY: "proxy-faults-rise",
    Kind.UNIT: "failures-rise",
}

_BY_PEOPLE = (Kind.FAILED, Kind.REFUSED, Kind.SITE, Kind.UNIT)
_MANY, _SOME = 10, 3


def reading(
    board: Board, kind: Kind, number: int, evidence: set[Evidence], met: Reason | None = None
) -> Finding:
    """One series as a finding: since when it fails, and whether a gate is met.

    `met` is the gate of a series of requests; that of a series of votes is asked here.
    """
    series = board.series(kind, number)
    usual, (since, onset) = board.usual(series), board.began(series)
    if kind in _BY_PEOPLE:
        met = gates.graded(series, board.spans, usual, board.failed_of(kind, number), board.rules)
    span = board.spans.last(series, board.rules.long_seconds)
    failing = board.scene(kind, number, since).failing() if met is not None else None
    told = set() if failing is None else _who(failing)
    if board.rates.votes[series] < board.rules.prior_votes:
        told.add("new-here")
    return Finding(
        cause="platform",
        platforms=(),
        places=(number,),
        watched=((int(kind), number),),
        since=since,
        onset_ms=onset,
        after=board.spans.last_heard(series, since),
        suspicion=_suspicion(kind, span, usual),
        met=met,
        evidence=frozenset(evidence | told),
    )


def _who(failing: Scene) -> set[Evidence]:
    """What speaks for a fault in who it is that fails; an address may stand for many people, or for none."""
    people = failing.people()
    told: set[Evidence] = (
        {"many-people"} if people >= _MANY else {"some-people"} if people >= _SOME else set()
    )
    by_address = int(np.count_nonzero(failing.votes.flags & ADDRESS))
    return told | {"addresses-only"} if 2 * by_address > len(failing.bad) else told


def _suspicion(kind: Kind, span: Span, usual: gates.Usual) -> Reason:
    """Why something is suspected."""
    figures = {"share": round(span.share, 4), "usual": round(usual.rate, 4), "cusum": round(usual.score, 1)}
    return Reason(_SUSPICIONS[kind], dict(figures))


def laid_to(
    finding: Finding,
    cause: Cause,
    *,
    places: tuple[int, ...],
    platforms: tuple[str, ...],
    watched: tuple[Watch, ...] | None = None,
    scope: Scope | None = None,
) -> Finding:
    """The same evidence, laid to a cause."""
    return replace(
        finding,
        cause=cause,
        places=places,
        platforms=platforms,
        watched=finding.watched if watched is None else watched,
        sites=(scope.name,) if scope is not None and scope.kind is Kind.SITE else (),
        units=(scope.name,) if scope is not None and scope.kind is Kind.UNIT else (),
    )
