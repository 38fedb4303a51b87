"""What happened around an incident and a platform, as the hub tells it: own changes, demand, vendors' words.

Counts of demand are contacts of the public and no figures of our people, so k does not withhold them: nobody
knows how many persons they are, and nothing tells one from another. They are told of the whole organisation
alone and rounded, for a count of one unit would tell how much work its few people have.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from monitors.domain.changes.candidates import Candidate, Confidence
from monitors.domain.changes.table import System
from monitors.domain.demand.moved import ChannelDemand
from monitors.domain.outage.records import Incident
from monitors.domain.rooms.records import NamedCause
from monitors.domain.vendors.lag import VendorSpell, VendorYear, lag_ms
from monitors.snapshot_schema import Instant, Reason, Share, instant


class Beside(NamedTuple):
    """What stands beside an incident: own changes that may have caused it, and the one that people name."""

    candidates: Sequence[Candidate] = ()
    named_cause: NamedCause | None = None


NOTHING_BESIDE: Final = Beside()


class VendorTold(Struct, frozen=True, kw_only=True):
    """What a vendor said of one platform over a year; `heard_since_ms` is None where it said nothing yet.

    `lags` are of the incidents of the year that it told of, the newest first.
    """

    year: VendorYear
    heard_since_ms: int | None
    spells: list[VendorSpell]
    lags: list[Incident]


class CandidateDocument(Struct, frozen=True, kw_only=True):
    """A change of our own that may have brought an incident about, never the judge's cause.

    `before_seconds` is how long before the beginning, below 0 where clocks differ; `points` run to 100.
    """

    source: str
    change: str
    at: Instant
    system: System
    title: str
    reference: str | None
    platforms: list[str]
    sites: list[str]
    before_seconds: int
    points: int
    confidence: Confidence
    reasons: list[Reason]


class NamedCauseDocument(Struct, frozen=True, kw_only=True):
    """The change of our own that people named as the cause, and which role did."""

    source: str
    change: str
    system: str
    title: str
    changed_at: Instant
    role: str
    named_at: Instant


class DemandDocument(Struct, frozen=True, kw_only=True):
    """One channel since an incident began, rounded; null is unknown, or not told.

    `used_share` is the busiest slot against its capacity; `full_since` when the first slot was full.
    """

    channel: str
    contacts: int
    usual_low: int | None
    usual_high: int | None
    above_low: int | None
    above_high: int | None
    moved: bool
    used_share: float | None
    full_since: Instant | None
    is_full: bool
    told_until: Instant


class VendorLag(Struct, frozen=True, kw_only=True):
    """An incident that the vendor told of, and how long after our evidence; below 0 where it was first."""

    incident: str
    detected_at: Instant
    vendor_said_at: Instant
    lag_seconds: int


class VendorSpellDocument(Struct, frozen=True, kw_only=True):
    """A time in which the status page said that something was wrong; `seen`: we saw it too."""

    state: str
    began_at: Instant
    ended_at: Instant | None
    seen: bool


class VendorDocument(Struct, frozen=True, kw_only=True):
    """How soon a vendor told of what we confirmed, over the last year.

    `never_said_share` is of those that it told of or that are over; `heard_since` is when its status page
    first told us anything: what broke before that does not count against it.
    """

    platform: str
    incidents: int
    said: int
    before_us: int
    never_said: int
    never_said_share: Share | None
    median_lag_seconds: int | None
    heard_since: Instant | None
    lags: list[VendorLag]
    spells: list[VendorSpellDocument]


def candidate_document(one: Candidate) -> CandidateDocument:
    """A candidate, its reasons without words yet."""
    change = one.change
    return CandidateDocument(
        source=change.source,
        change=change.id,
        at=instant(change.at_ms),
        system=change.system,
        title=change.title,
        reference=change.reference,
        platforms=change.platforms,
        sites=change.sites,
        before_seconds=one.before_ms // 1000,
        points=one.points,
        confidence=one.confidence,
        reasons=[Reason(each.code, each.figures) for each in one.reasons],
    )


def named_document(named: NamedCause | None) -> NamedCauseDocument | None:
    """What people named."""
    if named is None:
        return None
    return NamedCauseDocument(
        source=named.source,
        change=named.change,
        system=named.system,
        title=named.title,
        changed_at=instant(named.changed_at_ms),
        role=named.role,
        named_at=instant(named.named_at_ms),
    )


def demand_document(one: ChannelDemand) -> DemandDocument:
    """One channel."""
    usual, above = one.usual, one.above
    return DemandDocument(
        channel=one.channel,
        contacts=one.seen,
        usual_low=None if usual is None else round(usual.low),
        usual_high=None if usual is None else round(usual.high),
        above_low=None if above is None else round(above.low),
        above_high=None if above is None else round(above.high),
        moved=one.moved,
        used_share=one.used_share,
        full_since=None if one.full_since_ms is None else instant(one.full_since_ms),
        is_full=one.is_full,
        told_until=instant(one.told_until_ms),
    )


def vendor_document(told: VendorTold) -> VendorDocument:
    """A vendor's year."""
    year = told.year
    return VendorDocument(
        platform=year.platform,
        incidents=year.incidents,
        said=year.said,
        before_us=year.before_us,
        never_said=year.never_said,
        never_said_share=year.never_said_share,
        median_lag_seconds=None if year.median_lag_ms is None else year.median_lag_ms // 1000,
        heard_since=None if told.heard_since_ms is None else instant(told.heard_since_ms),
        lags=[lag for each in told.lags if (lag := _lag(each)) is not None],
        spells=[
            VendorSpellDocument(
                state=each.state,
                began_at=instant(each.from_ms),
                ended_at=None if each.until_ms is None else instant(each.until_ms),
                seen=each.seen,
            )
            for each in told.spells
        ],
    )


def _lag(incident: Incident) -> VendorLag | None:
    said_ms, detected_ms, behind_ms = incident.vendor_said_at_ms, incident.detected_at_ms, lag_ms(incident)
    if said_ms is None or detected_ms is None or behind_ms is None:
        return None
    return VendorLag(
        incident=incident.id,
        detected_at=instant(detected_ms),
        vendor_said_at=instant(said_ms),
        lag_seconds=behind_ms // 1000,
    )
