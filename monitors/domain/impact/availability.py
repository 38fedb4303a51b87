"""Minutes lost by platform and local month, as we experienced them: by cause, against an objective.

From confirmed incidents alone, from their beginning to their end (the end of what was observed, while open).
Minutes that two incidents share are lost once in all, and once for each cause. Our own false alarms stand
beside them and cost no minutes. An outage in hours in which nobody was there is not seen, so the days on
which a platform was used at all are stated as the basis.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from monitors.domain.calendar import date_of
from monitors.domain.outage.records import Cause, Incident

MINUTE_MS: Final = 60_000

OURS_TO_SEE: Final[frozenset[Cause]] = frozenset({"blind"})
"""Causes by which nothing was lost, only unseen."""


class Month(NamedTuple):
    """A local month."""

    year: int
    month: int


class Availability(Struct, frozen=True, kw_only=True):
    """One platform in one local month; minutes are whole, rounded once.

    `share` is the part of the `observed_minutes` in which it worked for us, None where none were observed;
    `met` says whether that reaches the objective. `seen_days` have use of the platform.
    """

    platform: str
    month: Month
    observed_minutes: int
    seen_days: int
    lost_minutes: int
    lost_by_cause: dict[str, int]
    share: float | None
    objective: float
    met: bool | None
    incidents: int
    false_alarms: int


Span = tuple[int, int]
"""From and until, in Unix milliseconds; `from` is never after `until`."""


class Observed(NamedTuple):
    """What was observed of a platform: the whole time, and the local days, counted from 1970, with use."""

    platform: str
    span: Span
    days: frozenset[int]


def availability(
    incidents: Iterable[Incident], observed: Observed, zone: tzinfo, objective: float
) -> list[Availability]:
    """Every local month that was observed, in its order; the objective is a share, as 0.999."""
    mine = [
        each for each in incidents if observed.platform in each.platforms and each.cause not in OURS_TO_SEE
    ]
    seen = Counter(Month(date_of(day).year, date_of(day).month) for day in observed.days)
    months = []
    for month, span in months_of(observed.span, zone):
        one = _month(mine, observed.platform, month, span, objective)
        false_alarms = sum(_is_false_alarm_of(each, month, zone) for each in mine)
        months.append(replace(one, seen_days=seen[month], false_alarms=false_alarms))
    return months


def months_of(observed: Span, zone: tzinfo) -> Iterator[tuple[Month, Span]]:
    """The local months of a stretch of time, each with the part of it that lies within."""
    month = month_of(observed[0], zone)
    while (begin := _begin_ms(month, zone)) < observed[1]:
        after = Month(month.year + month.month // 12, month.month % 12 + 1)
        yield month, (max(begin, observed[0]), min(_begin_ms(after, zone), observed[1]))
        month = after


def month_of(at_ms: int, zone: tzinfo) -> Month:
    """The local month of a moment."""
    local = datetime.fromtimestamp(at_ms / 1000, zone)
    return Month(local.year, local.month)


def _month(
    incidents: Sequence[Incident], platform: str, month: Month, span: Span, objective: float
) -> Availability:
    """One month, but for what counts no minutes."""
    by_cause: dict[str, list[Span]] = {}
    for each in incidents:
        part = _within(each, span)
        if part is not None:
            by_cause.setdefault(each.cause, []).append(part)
    parts = [part for own in by_cause.values() for part in own]
    lost_ms, whole_ms = _length(parts), span[1] - span[0]
    share = 1 - lost_ms / whole_ms if whole_ms else None
    return Availability(
        platform=platform,
        month=month,
        observed_minutes=_minutes(whole_ms),
        seen_days=0,
        lost_minutes=_minutes(lost_ms),
        lost_by_cause={cause: _minutes(_length(by_cause[cause])) for cause in sorted(by_cause)},
        share=share,
        objective=objective,
        met=None if share is None else share >= objective,
        incidents=len(parts),
        false_alarms=0,
    )


def _is_false_alarm_of(incident: Incident, month: Month, zone: tzinfo) -> bool:
    """Whether an incident was none, and began in a month."""
    if incident.state != "false-alarm":
        return False
    at_ms = incident.suspected_at_ms if incident.started_at_ms is None else incident.started_at_ms
    return at_ms is not None and month_of(at_ms, zone) == month


def _within(incident: Incident, span: Span) -> Span | None:
    """The part of a confirmed incident that lies in a span; None where there is none."""
    if incident.state == "false-alarm" or incident.detected_at_ms is None or incident.started_at_ms is None:
        return None
    ended_ms = span[1] if incident.ended_at_ms is None else incident.ended_at_ms
    from_ms, until_ms = max(incident.started_at_ms, span[0]), min(ended_ms, span[1])
    return (from_ms, until_ms) if from_ms < until_ms else None


def _length(spans: Iterable[Span]) -> int:
    """How long some spans are together, what they share counted once."""
    length, reached = 0, None
    for from_ms, until_ms in sorted(spans):
        begin = from_ms if reached is None else max(from_ms, reached)
        length += max(until_ms - begin, 0)
        reached = until_ms if reached is None else max(until_ms, reached)
    return length


def _minutes(length_ms: int) -> int:
    return round(length_ms / MINUTE_MS)


def _begin_ms(month: Month, zone: tzinfo) -> int:
    """When a local month begins."""
    return round(datetime(month.year, month.month, 1, tzinfo=zone).timestamp() * 1000)
