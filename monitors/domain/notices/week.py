"""The week that a digest or a letter is about, and what of it they share."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from msgspec import Struct

from monitors.domain.outage.records import Incident
from monitors.domain.register.records import Entry

MINUTE_MS = 60_000


class Week(NamedTuple):
    """An ISO week of local days, `after_day` excluded; its name is as in 2026-W48."""

    name: str
    first_day: date
    after_day: date
    from_ms: int
    until_ms: int

    @property
    def last_day(self) -> date:
        """Its Sunday."""
        return self.after_day - timedelta(days=1)


class Review(Struct, frozen=True, kw_only=True):
    """An entry of the register that is to be looked at again; `is_late` where the day has passed."""

    unit: str
    platform: str
    activity: str
    due: date
    is_late: bool


def week_of(name: str, zone: tzinfo) -> Week:
    """The week of a name such as 2026-W48. Raises ValueError for anything else."""
    year, dash, number = name.partition("-W")
    if not dash:
        raise ValueError(f"{name!r} is no ISO week such as 2026-W48")
    first = date.fromisocalendar(int(year), int(number), 1)
    after = first + timedelta(days=7)
    return Week(name, first, after, _midnight_ms(first, zone), _midnight_ms(after, zone))


def began_in(incidents: Iterable[Incident], week: Week) -> list[Incident]:
    """Those that were sure and began in the week, in the order of time; what was no outage is left out."""
    found = [each for each in incidents if _is_outage(each) and week.from_ms <= _began(each) < week.until_ms]
    return sorted(found, key=lambda each: (_began(each), each.id))


def minutes_lost(incidents: Iterable[Incident], week: Week) -> dict[str, int]:
    """Minutes lost in the week by platform, the most first; what two incidents share is lost once.

    An incident that goes on has lost what is left of the week. Nothing is lost by what was only not seen.
    """
    spans: dict[str, list[tuple[int, int]]] = {}
    for each in incidents:
        if not _is_outage(each) or each.cause == "blind":
            continue
        ended_ms = week.until_ms if each.ended_at_ms is None else each.ended_at_ms
        begin, end = max(_began(each), week.from_ms), min(ended_ms, week.until_ms)
        if begin < end:
            for platform in each.platforms:
                spans.setdefault(platform, []).append((begin, end))
    lost = {platform: round(_together(own) / MINUTE_MS) for platform, own in spans.items()}
    return dict(sorted(lost.items(), key=lambda one: (-one[1], one[0])))


def reviews_due(entries: Iterable[Entry], today: date, within_days: int) -> list[Review]:
    """Entries whose review is late or due soon, the earliest first."""
    last = today + timedelta(days=within_days)
    return sorted(
        (
            Review(
                unit=each.unit,
                platform=each.platform,
                activity=each.declaration.activity,
                due=each.review_due,
                is_late=each.review_due < today,
            )
            for each in entries
            if each.review_due <= last
        ),
        key=lambda each: (each.due, each.unit, each.platform, each.activity),
    )


def _is_outage(incident: Incident) -> bool:
    """Whether it was confirmed, and not taken back."""
    return incident.state != "false-alarm" and incident.detected_at_ms is not None


def _began(incident: Incident) -> int:
    """When it began, as far as anybody knows."""
    return incident.started_at_ms or incident.suspected_at_ms or incident.detected_at_ms or 0


def _together(spans: Sequence[tuple[int, int]]) -> int:
    """How long some spans are together."""
    length = reached = 0
    for begin, end in sorted(spans):
        length += max(0, end - max(begin, reached))
        reached = max(reached, end)
    return length


def _midnight_ms(day: date, zone: tzinfo) -> int:
    """When a local day begins."""
    return round(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)
