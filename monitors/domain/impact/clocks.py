"""A clock for each activity that an outage stops: how long it may last, and what a fallback takes over.

Time runs from the moment from which the activity is missed. RTO and MTPD are those of ISO 22301: the time
within which it is to be resumed, and that after which its absence becomes unacceptable. While a fallback
covers it, the activity goes on, so a tolerance cannot pass then; it passes when the fallback is exhausted,
where its time is over by then. A fallback on a platform of the same outage, or of the same operator, covers
nothing, for it fails for the same reason.
"""

from collections.abc import Collection, Mapping
from typing import Final, Literal

from msgspec import Struct

from monitors.domain.outage.records import Reason
from monitors.domain.register.records import Declaration, Fallback

HOUR_MS: Final = 3_600_000

ClockState = Literal["running", "covered", "exhausted", "over"]
Tolerance = Literal["rto", "mtpd"]


class Stop(Struct, frozen=True, kw_only=True):
    """What stops an activity, in Unix milliseconds: an open outage has no `until_ms`.

    `fallback_from_ms` is when the unit went over to its fallback, None while it has not. `operators` maps
    every platform that may be named to its operator.
    """

    platforms: Collection[str]
    operators: Mapping[str, str]
    from_ms: int
    until_ms: int | None = None
    fallback_from_ms: int | None = None


class Clock(Struct, frozen=True, kw_only=True):
    """One activity's clock at one moment.

    `missed_ms` is for how long it has been without the platform. Time left is counted down to 0; None where
    the unit never said how long is too long. `covered_until_ms` is None where the fallback covers nothing, or
    for as long as it takes. `rto_passed_at_ms` and `mtpd_passed_at_ms` are None unless they have passed.
    """

    activity: str
    state: ClockState
    missed_ms: int
    rto_left_ms: int | None
    mtpd_left_ms: int | None
    rto_passed_at_ms: int | None
    mtpd_passed_at_ms: int | None
    capacity_share: float | None
    covered_until_ms: int | None
    reasons: list[Reason]


def clock_of(told: Declaration, stop: Stop, now_ms: int) -> Clock:
    """An activity's clock; before the stop it shows the whole time.

    Reason codes: `rto-passed` and `mtpd-passed` (`activity`, `hours`), `ask-rto` where no RTO was declared,
    and what there is to say of the fallback (see `fallback_reason`).
    """
    end_ms = now_ms if stop.until_ms is None else min(now_ms, stop.until_ms)
    missed_ms = max(end_ms - stop.from_ms, 0)
    fault = fallback_reason(told.fallback, stop)
    cover = None if fault else _cover(told.fallback, stop)
    rto_at, mtpd_at = (_passes_at(hours, stop.from_ms, cover) for hours in (told.rto_hours, told.mtpd_hours))
    reasons = [Reason("ask-rto", {"activity": told.activity})] if told.rto_hours is None else []
    reasons += [fault] if fault else []
    passed: dict[str, int | None] = {}
    for name, at_ms, hours in (("rto", rto_at, told.rto_hours), ("mtpd", mtpd_at, told.mtpd_hours)):
        passed[name] = at_ms if at_ms is not None and at_ms < end_ms else None
        if passed[name] is not None:
            reasons.append(Reason(f"{name}-passed", {"activity": told.activity, "hours": hours}))
    return Clock(
        activity=told.activity,
        state=_state(stop, cover, now_ms),
        missed_ms=missed_ms,
        rto_left_ms=_left(told.rto_hours, missed_ms),
        mtpd_left_ms=_left(told.mtpd_hours, missed_ms),
        rto_passed_at_ms=passed["rto"],
        mtpd_passed_at_ms=passed["mtpd"],
        capacity_share=told.fallback.capacity_share if cover and told.fallback else None,
        covered_until_ms=cover[1] if cover else None,
        reasons=reasons,
    )


def fallback_reason(fallback: Fallback | None, stop: Stop) -> Reason | None:
    """Why a fallback covers nothing in this outage; None where it can.

    `fallback-none`, `fallback-no-capacity`, `fallback-fails-too` (its platform is one of those that are gone)
    and `fallback-same-operator`.
    """
    if fallback is None:
        return Reason("fallback-none")
    figures: dict[str, int | float | str | None] = {"fallback": fallback.name}
    if fallback.platform in stop.platforms:
        return Reason("fallback-fails-too", {**figures, "platform": fallback.platform})
    operator = stop.operators.get(fallback.platform) if fallback.platform else None
    if operator and operator in {stop.operators.get(platform) for platform in stop.platforms}:
        return Reason("fallback-same-operator", {**figures, "operator": operator})
    if fallback.capacity_share is not None and fallback.capacity_share <= 0:
        return Reason("fallback-no-capacity", figures)
    return None


_Cover = tuple[int, int | None]
"""From when until when a fallback covers; None: for as long as it takes."""


def _cover(fallback: Fallback | None, stop: Stop) -> _Cover | None:
    """The time that a fallback covers, where the unit went over to it."""
    if fallback is None or stop.fallback_from_ms is None:
        return None
    from_ms = max(stop.fallback_from_ms, stop.from_ms)
    until_ms = None if fallback.max_hours is None else from_ms + round(fallback.max_hours * HOUR_MS)
    return from_ms, until_ms


def _passes_at(hours: float | None, from_ms: int, cover: _Cover | None) -> int | None:
    """When a tolerance passes if nothing changes; None where it never does, or was never said."""
    if hours is None:
        return None
    at_ms = from_ms + round(hours * HOUR_MS)
    if cover is None or at_ms < cover[0]:
        return at_ms
    return None if cover[1] is None else max(at_ms, cover[1])


def _left(hours: float | None, missed_ms: int) -> int | None:
    """What is left of a tolerance."""
    return None if hours is None else max(round(hours * HOUR_MS) - missed_ms, 0)


def _state(stop: Stop, cover: _Cover | None, now_ms: int) -> ClockState:
    """What a clock does at a moment."""
    if stop.until_ms is not None and stop.until_ms <= now_ms:
        return "over"
    if cover is None or now_ms < cover[0]:
        return "running"
    return "covered" if cover[1] is None or now_ms < cover[1] else "exhausted"
