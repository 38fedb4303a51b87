"""How long after our own evidence a vendor says that something is wrong: per incident, and over a year.

Times are Unix milliseconds. A vendor is only held to what it could say: faults of a platform or of what it
shares with others, that we confirmed. Silence counts only while we listened: without a status of theirs from
before the incident we do not know their page, and where the incident goes on they may still say so.
"""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final

from msgspec import Struct

from monitors.domain.outage.records import Incident
from streams.contracts.signals import VendorStatus

YEAR_MS: Final = 365 * 86_400_000
THEIRS: Final = frozenset({"platform", "shared-provider"})
"""The causes that are a vendor's to tell."""

WRONG: Final = frozenset({"degraded", "outage"})
"""States in which a status page says that something is wrong."""

OVER: Final = frozenset({"resolved", "false-alarm"})

_GRAVER: Final = ("maintenance", "operational", "degraded", "outage")

AROUND_MS: Final = 30 * 60_000
"""A status page and our evidence speak of the same where no more than this lies between them."""


class VendorYear(Struct, frozen=True, kw_only=True):
    """What a vendor told of a year's incidents of one platform.

    `incidents` are those that it could tell of, while we listened; of these it told of `said`, `before_us` of
    them before we saw it, and never of `never_said`; the rest go on. `median_lag_ms` is of those that were
    said, below 0 where the vendor was first, None where there are none.
    """

    platform: str
    incidents: int
    said: int
    before_us: int
    never_said: int
    median_lag_ms: int | None

    @property
    def never_said_share(self) -> float | None:
        """The part that it never told of, of those that are over or were told; None where there are none."""
        settled = self.said + self.never_said
        return self.never_said / settled if settled else None


class VendorSpell(Struct, frozen=True, kw_only=True):
    """A time in which a status page said that something was wrong; `until_ms` is None while it says so.

    `state` is the worst of it. `seen` says whether we saw anything of it ourselves.
    """

    platform: str
    state: str
    from_ms: int
    until_ms: int | None
    seen: bool


def lag_ms(incident: Incident) -> int | None:
    """How long after our evidence the vendor said so, below 0 where it was first.

    Our evidence is the moment of confirmation. None where the vendor said nothing, or we never confirmed it.
    """
    if incident.vendor_said_at_ms is None or incident.detected_at_ms is None:
        return None
    return incident.vendor_said_at_ms - incident.detected_at_ms


def to_tell_of(
    platform: str, incidents: Iterable[Incident], heard_since_ms: int | None, now_ms: int
) -> list[Incident]:
    """The incidents of the last year that the vendor could tell of, the newest first.

    `heard_since_ms` is when the platform's status page first said anything to us.
    """
    known = {each.id: each for each in incidents}
    theirs = [
        each
        for each in known.values()
        if platform in each.platforms
        and _could_be_said(each, heard_since_ms)
        and now_ms - YEAR_MS <= (each.detected_at_ms or 0) <= now_ms
    ]
    return sorted(theirs, key=lambda each: (-(each.detected_at_ms or 0), each.id))


def year_of(platform: str, theirs: Sequence[Incident]) -> VendorYear:
    """What a vendor told of those that it could tell of (`to_tell_of`)."""
    lags = [lag for each in theirs if (lag := lag_ms(each)) is not None]
    return VendorYear(
        platform=platform,
        incidents=len(theirs),
        said=len(lags),
        before_us=sum(lag < 0 for lag in lags),
        never_said=sum(each.vendor_said_at_ms is None and each.state in OVER for each in theirs),
        median_lag_ms=round(median(lags)) if lags else None,
    )


def spells_of(
    platform: str, statuses: Iterable[VendorStatus], incidents: Sequence[Incident]
) -> list[VendorSpell]:
    """When a vendor said that a platform was not well, the newest first, and whether we saw it too.

    Sources that speak of one platform are taken together. Of what one says at one moment the worst counts.
    """
    mine = {
        (each.at_ms, each.source): each
        for each in sorted(statuses, key=lambda one: _GRAVER.index(one.state))
        if each.platform == platform
    }
    spells: list[VendorSpell] = []
    saying: dict[str, str] = {}
    began_ms, worst = None, ""
    for _, each in sorted(mine.items()):
        saying[each.source] = each.state
        wrong = [state for state in saying.values() if state in WRONG]
        if wrong:
            began_ms = each.at_ms if began_ms is None else began_ms
            worst = max([worst or wrong[0], *wrong], key=_GRAVER.index)
        elif began_ms is not None:
            spells.append(_spell(platform, worst, began_ms, each.at_ms, incidents))
            began_ms, worst = None, ""
    if began_ms is not None:
        spells.append(_spell(platform, worst, began_ms, None, incidents))
    return spells[::-1]


def _could_be_said(incident: Incident, heard_since_ms: int | None) -> bool:
    """Whether a vendor could tell of it, and we would have heard."""
    if incident.cause not in THEIRS or incident.detected_at_ms is None or incident.state == "false-alarm":
        return False
    if incident.vendor_said_at_ms is not None:
        return True
    return heard_since_ms is not None and heard_since_ms <= incident.detected_at_ms


def _spell(
    platform: str, state: str, from_ms: int, until_ms: int | None, incidents: Sequence[Incident]
) -> VendorSpell:
    seen = any(_touches(each, platform, from_ms, until_ms) for each in incidents)
    return VendorSpell(platform=platform, state=state, from_ms=from_ms, until_ms=until_ms, seen=seen)


def _touches(incident: Incident, platform: str, from_ms: int, until_ms: int | None) -> bool:
    """Whether an incident of the platform lies within the time, or close to it."""
    began_ms = incident.started_at_ms or incident.suspected_at_ms
    if platform not in incident.platforms or incident.cause not in THEIRS or began_ms is None:
        return False
    if incident.state == "false-alarm":
        return False
    begins_in_time = until_ms is None or began_ms <= until_ms + AROUND_MS
    return begins_in_time and (incident.ended_at_ms is None or incident.ended_at_ms >= from_ms - AROUND_MS)
