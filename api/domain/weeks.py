"""What the whole organisation did on one platform in a closed week, as its page says what was published.

Requests of the organisation on a platform are exact; people are steps of 5. Of a platform that fewer than k
people used nothing else is shown. A surface is told by the units whose own figures on it are shown: the total
of all would give away, by subtraction, what a single withheld unit has.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

from msgspec import Struct

from monitors.domain.published.records import PublishedPlatform
from monitors.snapshot_schema import Reason
from streams.domain.outcomes import Outcome

WEEK_HOURS: Final = 168
FAILED: Final = ("fail_dns", "fail_tcp", "fail_tls", "fail_timeout", "fail_5xx", "slow")
BLOCKED: Final = Outcome.OUR_POLICY.word


class SurfaceUse(Struct, frozen=True, kw_only=True):
    """Requests on one surface, of units that are shown on it; `people` are in steps of 5."""

    surface: str
    requests: int
    people: int | None


class WeekTold(Struct, frozen=True, kw_only=True):
    """A platform's week, from a Monday to a Sunday, both included.

    `requests` are those on hosts that count as use, whatever they came to. `embedded` are on top: what other
    sites load. `blocked` were turned away by our own policy, `failed` did not work. `people` is None under k:
    then there are no surfaces, no `background` and no `shades`, which are those of the 168 hours of the week.
    `background` are those requests of the surfaces that went to hosts which programs open by themselves too;
    `summed` are the requests that are in no surface.
    """

    first_day: date
    last_day: date
    requests: int
    background: int | None
    embedded: int
    blocked: int
    failed: int
    people: int | None
    surfaces: list[SurfaceUse]
    summed: int
    shades: list[int] | None


class LastWeek(NamedTuple):
    """A platform's last week that is told; where there is nothing to tell, why."""

    told: WeekTold | None
    untold: Reason | None = None


def week_told(published: PublishedPlatform) -> WeekTold:
    """A published week as the page has it, its most used surface first."""
    outcomes = published.outcomes
    surfaces = [
        SurfaceUse(surface=each.surface, requests=each.requests, people=each.people)
        for each in sorted(published.surfaces, key=lambda each: (-each.requests, each.surface))
    ]
    shades = published.shades
    return WeekTold(
        first_day=published.period.first_day,
        last_day=published.period.span.after - timedelta(days=1),
        requests=published.requests,
        background=published.background,
        embedded=published.seen_as_embed,
        blocked=outcomes.get(BLOCKED, 0),
        failed=sum(outcomes.get(name, 0) for name in FAILED),
        people=published.people,
        surfaces=surfaces,
        summed=published.requests - sum(each.requests for each in surfaces),
        shades=[shades.get(hour, 0) for hour in range(WEEK_HOURS)] if shades else None,
    )
