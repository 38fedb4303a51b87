"""When risk is told of what stands in the register: at once for three things, else in the week's digest.

The fourth, a likely critical use without an owner, is decided where levels change
(`monitors.domain.reliance.alerts`).
"""

from collections.abc import Collection
from typing import Final

from monitors.domain.outage.records import Figure, Reason
from monitors.domain.register.concentration import Concentration
from monitors.domain.register.contradictions import Facts, same_operator
from monitors.domain.register.records import Entry
from monitors.domain.reliance.alerts import Alert

FALLBACK_FAILED: Final = "fallback-failed"


def alert_of_change(reason: Reason) -> Alert:
    """The decision about what an action came to: a fallback that was tried and failed is told at once."""
    if reason.code == FALLBACK_FAILED:
        return Alert("at-once", reason)
    return Alert("weekly", Reason("digest-register-changed"))


def tolerance_passed(activity: str, limit: str, hours: float) -> Alert:
    """An activity has been gone for longer than its RTO or MTPD (`limit` says which) of so many hours."""
    return Alert(
        "at-once", Reason("tolerance-passed", {"activity": activity, "limit": limit, "hours": hours})
    )


def fallback_shares_fault(entry: Entry, platforms: Collection[str], facts: Facts) -> Alert | None:
    """Whether an outage of `platforms` takes a fallback along: itself, its operator, or what opens it."""
    fallback = entry.declaration.fallback
    if fallback is None:
        return None
    for needed in (fallback.platform, fallback.sign_in):
        if needed is None:
            continue
        if needed in platforms or any(same_operator(each, needed, facts) for each in platforms):
            figures: dict[str, Figure] = {
                "activity": entry.declaration.activity,
                "fallback": fallback.name,
                "platform": needed,
            }
            return Alert("at-once", Reason("fallback-shares-fault", figures))
    return None


def limit_passed(concentration: Concentration) -> Alert | None:
    """More hangs on one operator than may."""
    return None if concentration.finding is None else Alert("at-once", concentration.finding)
