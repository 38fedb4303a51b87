"""How every platform does: its state, the share of requests that fail, and what is usual."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from api.domain.known_now import Known, Minute, goes_on
from monitors.domain.aid.records import Others, others_of

SERIES_MINUTES: Final = 180
STEP_MINUTES: Final = 5
MINUTE_MS: Final = 60_000
QUIET_MINUTES: Final = 15
"""Nobody has used a platform for so long: it may be up or down, nobody knows."""
JUST_NOW_MINUTES: Final = 3
"""The share of failed requests is told of so many minutes with requests: what is over must not linger."""

Health = Literal["ok", "suspected", "failing", "recovering", "quiet", "blind"]


class PlatformNow(Struct, frozen=True, kw_only=True):
    """How a platform does. `series` are shares of requests that failed, by five minutes, None without use.

    `failed_share` is that of the latest minutes with requests. `units` is how many rely on it, whatever their
    level but none. `others` are other organisations that say how it does there.
    """

    platform: str
    name: str
    health: Health
    failed_share: float | None
    usual_share: float | None
    units: int
    quiet_since_ms: int | None
    series: list[float | None]
    others: Others | None = None


def platforms_now(known: Known, relying: Mapping[str, Collection[str]], at_ms: int) -> list[PlatformNow]:
    """Every platform that a unit relies on, or that is failing; the gravest first.

    `relying` are the units that rely on each.
    """
    failing = {name for each in known.incidents for name in each.platforms if goes_on(each)}
    told = [
        _platform(known, name, len(relying.get(name, ())), at_ms) for name in sorted(relying.keys() | failing)
    ]
    order: list[Health] = ["failing", "recovering", "suspected", "blind", "ok", "quiet"]
    return sorted(told, key=lambda one: (order.index(one.health), -one.units, one.name))


def _platform(known: Known, platform: str, units: int, at_ms: int) -> PlatformNow:
    """One platform."""
    minutes = known.minutes.get(platform, ())
    last_ms = max((each.minute_ms for each in minutes if each.requests), default=None)
    recent = [each for each in minutes if each.minute_ms > at_ms - QUIET_MINUTES * MINUTE_MS]
    in_use = sorted((each for each in recent if each.requests), key=lambda one: one.minute_ms)
    is_quiet = not in_use
    return PlatformNow(
        platform=platform,
        name=known.names.get(platform, platform),
        health=_health(known, platform, is_quiet=is_quiet),
        failed_share=_share(in_use[-JUST_NOW_MINUTES:]),
        usual_share=_share(_usual(known, platform, minutes, at_ms)),
        units=units,
        quiet_since_ms=last_ms if is_quiet else None,
        series=_series(minutes, at_ms),
        others=others_of(known.others, {platform}, at_ms),
    )


def _usual(known: Known, platform: str, minutes: Sequence[Minute], at_ms: int) -> list[Minute]:
    """The minutes that say what is usual: before what is told as now, and outside of every incident."""
    broken = [
        (each.started_at_ms or each.suspected_at_ms or at_ms, each.ended_at_ms or at_ms)
        for each in known.incidents
        if platform in each.platforms and each.state != "false-alarm"
    ]
    until_ms = at_ms - QUIET_MINUTES * MINUTE_MS
    return [
        each
        for each in minutes
        if each.minute_ms + MINUTE_MS <= until_ms
        and not any(began < each.minute_ms + MINUTE_MS and each.minute_ms < ended for began, ended in broken)
    ]


def _health(known: Known, platform: str, *, is_quiet: bool) -> Health:
    """By the gravest incident that goes on; quiet is unknown, never healthy."""
    states = {each.state for each in known.incidents if platform in each.platforms and goes_on(each)}
    if "confirmed" in states:
        return "failing"
    if "recovering" in states:
        return "recovering"
    if "suspected" in states:
        return "suspected"
    if known.sources and all(each.blind_since_ms is not None for each in known.sources):
        return "blind"
    return "quiet" if is_quiet else "ok"


def _share(minutes: Sequence[Minute]) -> float | None:
    """The part of requests that failed; None without any."""
    requests = sum(each.requests for each in minutes)
    return round(sum(each.failed for each in minutes) / requests, 4) if requests else None


def _series(minutes: Sequence[Minute], at_ms: int) -> list[float | None]:
    """The last hours in steps, the newest last."""
    step_ms = STEP_MINUTES * MINUTE_MS
    steps = SERIES_MINUTES // STEP_MINUTES
    end = at_ms // step_ms + 1
    within: dict[int, list[Minute]] = defaultdict(list)
    for each in minutes:
        within[each.minute_ms // step_ms].append(each)
    return [_share(within[place]) for place in range(end - steps, end)]
