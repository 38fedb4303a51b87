"""What the whole organisation did on one platform in a closed week: requests, surfaces, hours.

Pure. A week is told once it is closed (`api.domain.usage`). Requests of the organisation on a platform are
exact; people are steps of 5. Of a platform that fewer than k people used nothing else is shown, and surfaces
of few people are summed up.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

import numpy as np
from msgspec import Struct

from api.domain.privacy import Privacy
from api.domain.unit import SHADES
from api.domain.usage import Span, span_at
from monitors.domain.calendar import Calendar
from monitors.domain.usage_rows import DaySketches
from streams.domain.cells import SLOT_MS
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS
from streams.domain.outcomes import Outcome
from streams.domain.sketches import Sketch

WEEK_HOURS: Final = 168
HOUR_MS: Final = 3_600_000
FAILED: Final = ("fail_dns", "fail_tcp", "fail_tls", "fail_timeout", "fail_5xx", "slow")
BLOCKED: Final = Outcome.OUR_POLICY.word


class SurfaceUse(Struct, frozen=True, kw_only=True):
    """Requests on one surface; `people` are in steps of 5."""

    surface: str
    requests: int
    people: int | None


class WeekTold(Struct, frozen=True, kw_only=True):
    """A platform's week, from a Monday to a Sunday, both included.

    `requests` are those on hosts that count as use, whatever they came to; `background` of them on hosts that
    programs open by themselves too. `embedded` are on top: what other sites load. `blocked` were turned away
    by our own policy, `failed` did not work. `people` is None under k: then there are no surfaces and no
    `shades`, which are those of the 168 hours of the week. `summed` are the requests of the surfaces that are
    not shown by themselves.
    """

    first_day: date
    last_day: date
    requests: int
    background: int
    embedded: int
    blocked: int
    failed: int
    people: int | None
    surfaces: list[SurfaceUse]
    summed: int
    shades: list[int] | None


class HourUse(NamedTuple):
    """One hour of all units on one surface: counts in the order of USAGE_COUNTS."""

    hour_ms: int
    surface: str
    use: str
    counts: Sequence[int]


class DayUse(NamedTuple):
    """People of a unit on one surface on a day of the week, under one version of the pseudonyms' key."""

    surface: str
    key_version: int
    sketches: DaySketches


class Week(NamedTuple):
    """A local week: its days, and the hours that begin in it (Unix milliseconds).

    In a zone off the full hour a week shares an hour with its neighbour.
    """

    days: Sequence[date]
    hours: Sequence[int]

    @staticmethod
    def of(span: Span, zone: tzinfo) -> "Week":
        """The week of a span of seven days."""
        from_ms, until_ms = (
            round(datetime.combine(day, time(), zone).timestamp() * 1000) for day in (span.first, span.after)
        )
        days = [span.first + timedelta(days=day) for day in range((span.after - span.first).days)]
        return Week(days, range(from_ms // HOUR_MS * HOUR_MS, until_ms, HOUR_MS))


def last_closed(closed_until: date | None) -> Span | None:
    """The last whole week before the first day that is not closed; None where no day is."""
    if closed_until is None:
        return None
    return span_at("week", span_at("week", closed_until).first - timedelta(days=1))


def week_told(
    week: Week, hours: Sequence[HourUse], days: Sequence[DayUse], zone: tzinfo, privacy: Privacy
) -> WeekTold | None:
    """What may be said of a week; None where nobody was there, and nothing was loaded."""
    used = [each for each in hours if each.use != "no"]
    people = _people(days)
    shown = privacy.people(people)
    surfaces, summed = ([], 0) if shown is None else _surfaces(used, days, privacy)
    if not hours:
        return None
    return WeekTold(
        first_day=week.days[0],
        last_day=week.days[-1],
        requests=sum(map(_requests, used)),
        background=sum(_requests(each) for each in used if each.use == "weak"),
        embedded=sum(_requests(each) for each in hours if each.use == "no"),
        blocked=sum(_count(each, BLOCKED) for each in used),
        failed=sum(_count(each, name) for each in used for name in FAILED),
        people=shown,
        surfaces=surfaces,
        summed=summed,
        shades=None if shown is None else _shades(used, zone),
    )


def _surfaces(
    used: Sequence[HourUse], days: Sequence[DayUse], privacy: Privacy
) -> tuple[list[SurfaceUse], int]:
    """Surfaces that may be shown, the most used first, and the requests of those that may not."""
    requests: dict[str, int] = defaultdict(int)
    for each in used:
        requests[each.surface] += _requests(each)
    names = sorted(requests)
    by_surface: Mapping[str, list[DayUse]] = {
        name: [each for each in days if each.surface == name] for name in names
    }
    people = {place: _people(by_surface[name]) for place, name in enumerate(names)}
    spare = {
        place: max(requests[name] - sum(each.sketches.active.estimate for each in by_surface[name]), 0.0)
        for place, name in enumerate(names)
    }

    def together(places: Collection[int]) -> float:
        return _people([each for place in places for each in by_surface[names[place]]])

    shown = privacy.surfaces(people, spare, together)
    told = [
        SurfaceUse(
            surface=names[place], requests=requests[names[place]], people=privacy.people(people[place])
        )
        for place in shown
    ]
    told.sort(key=lambda one: (-one.requests, one.surface))
    return told, sum(requests.values()) - sum(one.requests for one in told)


def _people(days: Sequence[DayUse]) -> float:
    """Different people; those of two versions of the key may be the same, so the larger number stands."""
    versions: dict[int, list[Sketch]] = defaultdict(list)
    for each in days:
        versions[each.key_version].append(each.sketches.people)
    return max((Sketch.union(own).estimate for own in versions.values()), default=0.0)


def _shades(used: Sequence[HourUse], zone: tzinfo) -> list[int] | None:
    """Hours of the week in shades; None where there was no use."""
    week = np.zeros(WEEK_HOURS)
    slots = np.array([each.hour_ms // SLOT_MS for each in used], np.int64)
    np.add.at(week, Calendar(zone).hours_of_week(slots), [_requests(each) for each in used])
    most = week.max()
    return [int(shade) for shade in np.ceil(SHADES * week / most)] if most else None


def _requests(each: HourUse) -> int:
    """All of them, whatever they came to."""
    return sum(_count(each, name) for name in OUTCOMES)


def _count(each: HourUse, name: str) -> int:
    """One of the counts."""
    return int(each.counts[USAGE_COUNTS.index(name)])
