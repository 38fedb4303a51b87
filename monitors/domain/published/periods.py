"""Closed weeks and months: which days they have, when they are closed, and which are to be published next.

A week or month is published 24 hours after every source that is not silent has passed its end, so that
hardly anything comes later. Shorter stretches, and those that still run, are told to nobody: two tables that
differ by a day would tell what a few people did on it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, Literal, NamedTuple

from monitors.domain.outage.records import SourceRow

Grain = Literal["week", "month"]

CLOSED_AFTER: Final = timedelta(hours=24)
DAYS_A_WEEK: Final = 7
HOUR_MS: Final = 3_600_000

MOST_BEHIND: Final[dict[Grain, int]] = {"month": 13, "week": 60}
"""So many closed periods are published after the fact: those of a year and a little more."""


class Span(NamedTuple):
    """Whole local days: from the `first` one to the one before `after`."""

    first: date
    after: date

    @property
    def days(self) -> list[date]:
        """All of them, in order."""
        return [self.first + timedelta(days=day) for day in range((self.after - self.first).days)]


class Period(NamedTuple):
    """A week, from Monday on, or a month, by its first day."""

    grain: Grain
    first_day: date

    @property
    def span(self) -> Span:
        """Its days."""
        return span_at(self.grain, self.first_day)


def span_at(grain: Grain, day: date) -> Span:
    """The week, from Monday on, or the month in which a day lies."""
    if grain == "week":
        monday = day - timedelta(days=day.weekday())
        return Span(monday, monday + timedelta(days=DAYS_A_WEEK))
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=31)).replace(day=1))


def spans_between(grain: Grain, first: date, after: date) -> list[Span]:
    """The whole weeks or months that lie between two days."""
    span = span_at(grain, first)
    spans = []
    while span.after <= after:
        if span.first >= first:
            spans.append(span)
        span = span_at(grain, span.after)
    return spans


def closed_until(sources: Iterable[SourceRow], zone: tzinfo, clock_ms: int) -> date | None:
    """The first local day that is not closed; None where no source says how far it is complete.

    A source whose clock runs ahead closes nothing early: no day is closed that is not over by `clock_ms`.
    """
    seen = [
        each.watermark_ms for each in sources if each.watermark_ms is not None and each.blind_since_ms is None
    ]
    if not seen:
        return None
    return (datetime.fromtimestamp(min(*seen, clock_ms) / 1000, zone) - CLOSED_AFTER).date()


def to_publish(seen_from: date, kept_from: date, closed: date) -> list[Period]:
    """The closed periods of which rows are there, whether they are published or not, the newest first.

    Use was seen from `seen_from` on. Of days before `kept_from` rows may be gone already, so a period that
    begins before it would be told too small.
    """
    found: list[Period] = []
    for grain, most in MOST_BEHIND.items():
        span = span_at(grain, closed)
        for _ in range(most):
            span = span_at(grain, span.first - timedelta(days=1))
            if span.after <= seen_from or span.first < kept_from:
                break
            found.append(Period(grain, span.first))
    return sorted(found, key=lambda period: (period.span.after, period.first_day), reverse=True)


def hours_of(days: Sequence[date], zone: tzinfo) -> list[int]:
    """The hours, in Unix milliseconds, that begin in some local days that follow each other.

    In a zone off the full hour, the hour over midnight belongs to the day in which it begins: so each hour
    lies in one day only, and weeks add up.
    """
    from_ms, until_ms = (midnight_ms(day, zone) for day in (days[0], days[-1] + timedelta(days=1)))
    first_ms = -(-from_ms // HOUR_MS) * HOUR_MS
    return list(range(first_ms, until_ms, HOUR_MS))


def midnight_ms(day: date, zone: tzinfo) -> int:
    """When a local day begins, in Unix milliseconds."""
    return round(datetime.combine(day, time(), zone).timestamp() * 1000)
