"""A case: an incident as the judge keeps it while it is open, with what it must remember to end it well."""

from hashlib import sha256

from msgspec import Struct, field

from monitors.domain.outage.board import Watch
from monitors.domain.outage.findings import Evidence, Finding, confidence
from monitors.domain.outage.records import Cause, Change, Incident, Reason, State, Transition
from monitors.domain.outage.series import Kind

MOST_PEOPLE = 200_000
"""Pseudonyms kept of one case, to count different people; beyond, they are no longer told apart."""


class Case(Struct, kw_only=True):
    """One open or lately closed incident. The fields above `cause` are what `Incident` says."""

    id: str
    cause: Cause
    state: State
    platforms: set[str]
    groups: set[str]
    sites: set[str]
    units: set[str]
    suspected_at_ms: int | None
    started_at_ms: int | None
    detected_at_ms: int | None = None
    ended_at_ms: int | None = None
    peak: float | None = None
    requests_failed: int = 0
    people: set[int] = field(default_factory=set)
    reasons: list[Reason] = field(default_factory=list)
    explanation: Reason
    evidence: set[Evidence] = field(default_factory=set)
    vendor_said_at_ms: int | None = None
    people_said_at_ms: int | None = None
    transitions: int = 0

    places: set[int]
    """Where it is; empty: everywhere."""
    watched: set[Watch]
    """The series that tell when it is over; empty: whoever opened it tells."""
    scope_sites: set[str] = field(default_factory=set)
    scope_units: set[str] = field(default_factory=set)
    """Who alone is hit; both empty: everybody. `units` and `sites` above are who was seen to be hit."""
    since: int
    """The window in which it began."""
    after: int
    """The last window before it of which it is known that all was well."""
    usual: float = 0.0
    votes: float = 0.0
    failed: float = 0.0
    """Votes and failed votes while it was confirmed, for the level from which it may recover."""
    bad_at: int
    """The last window that was bad."""
    good_from: int | None = None
    """The first good window behind it, and the votes since."""
    good_votes: float = 0.0
    closed_at: int | None = None
    said_at_ms: int = 0
    changed: bool = False
    source: str | None = None
    """Of a blind source or an own account: its name."""

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state in ("suspected", "confirmed", "recovering")

    @property
    def is_sure(self) -> bool:
        """Whether it was confirmed and goes on."""
        return self.state in ("confirmed", "recovering")

    @property
    def is_of_requests(self) -> bool:
        """Whether requests tell of it that have nobody behind them: denials, and our own proxy's faults.

        People may have failed at something else meanwhile; whom it hurt itself is not known.
        """
        return self.cause == "policy" or any(kind == Kind.PROXY for kind, _ in self.watched)

    def incident(self) -> Incident:
        """As it is said."""
        return Incident(
            id=self.id,
            cause=self.cause,
            cause_confidence=confidence(frozenset(self.evidence)),
            platforms=sorted(self.platforms),
            groups=sorted(self.groups),
            units=sorted(self.units),
            sites=sorted(self.sites),
            state=self.state,
            suspected_at_ms=self.suspected_at_ms,
            started_at_ms=self.started_at_ms,
            detected_at_ms=self.detected_at_ms,
            ended_at_ms=self.ended_at_ms,
            peak_failed_share=self.peak,
            requests_failed=self.requests_failed,
            people_failed=None if self.is_of_requests else len(self.people),
            reasons=list(self.reasons),
            explanation=self.explanation,
            vendor_said_at_ms=self.vendor_said_at_ms,
            people_said_at_ms=self.people_said_at_ms,
        )

    def turn(self, after: State, at_ms: int, reason: Reason, *, before: State | None = None) -> Change:
        """Change its state, with the reason. `before` None of a case's first transition only."""
        self.transitions += 1
        before = self.state if self.transitions > 1 else before
        self.state = after
        self.said_at_ms, self.changed = at_ms, False
        transition = Transition(
            incident=self.id,
            number=self.transitions,
            at_ms=at_ms,
            before=before,
            after=after,
            reason=reason,
        )
        return Change(incident=self.incident(), transition=transition)

    def update(self, at_ms: int) -> Change:
        """Say its scope, cause or figures again."""
        self.said_at_ms, self.changed = at_ms, False
        return Change(incident=self.incident(), transition=None)


def identity(cause: str, names: list[str], window: int) -> str:
    """An incident's id: made once, of the first cause, what it touches, and its first window."""
    return sha256("\n".join([cause, *sorted(names), str(window)]).encode()).hexdigest()[:16]


def opened(finding: Finding, groups: set[str], at_ms: int, number: int) -> Case:
    """A case of a finding, not said yet."""
    touched = [*finding.platforms, *finding.sites, *finding.units]
    return Case(
        id=identity(finding.cause, touched, number),
        cause=finding.cause,
        state="suspected",
        platforms=set(finding.platforms),
        groups=groups,
        sites=set(finding.sites),
        units=set(finding.units),
        suspected_at_ms=at_ms,
        started_at_ms=finding.onset_ms,
        explanation=finding.suspicion,
        evidence=set(finding.evidence),
        places=set(finding.places),
        watched=set(finding.watched),
        scope_sites=set(finding.sites),
        scope_units=set(finding.units),
        since=finding.since,
        after=finding.after,
        bad_at=number,
    )
