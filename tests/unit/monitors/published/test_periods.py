"""Closed weeks and months: which days they have, and when they are closed."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.outage.records import SourceRow
from monitors.domain.published.periods import (
    HOUR_MS,
    Grain,
    closed_until,
    hours_of,
    span_at,
    spans_between,
    to_publish,
)

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
FAR = 4_000_000_000_000


def source(complete_until: datetime | None, blind_since_ms: int | None = None) -> SourceRow:
    """A log that is complete until then."""
    at_ms = None if complete_until is None else int(complete_until.timestamp() * 1000)
    return SourceRow("proxy", "north", at_ms, blind_since_ms, 1, "c", "d")


@given(DAYS, st.sampled_from(["week", "month"]))
def test_each_day_lies_in_one_span_and_spans_follow_each_other(day: date, grain: Grain) -> None:
    span = span_at(grain, day)
    assert span.first <= day < span.after
    assert span_at(grain, span.first) == span
    assert span_at(grain, span.after).first == span.after
    assert span.days[0] == span.first
    assert span.days[-1] == span.after - timedelta(days=1)


@given(DAYS, st.integers(0, 200), st.sampled_from(["week", "month"]))
def test_spans_between_two_days_are_whole(first: date, days: int, grain: Grain) -> None:
    after = first + timedelta(days=days)
    spans = spans_between(grain, first, after)
    assert all(first <= span.first < span.after <= after for span in spans)
    assert all(one.after == other.first for one, other in pairwise(spans))


def test_a_day_is_closed_a_day_after_every_source_that_is_not_silent_has_passed_it() -> None:
    early, late = datetime(2025, 10, 2, 3, tzinfo=UTC), datetime(2025, 10, 5, 3, tzinfo=UTC)
    assert closed_until([source(early), source(late)], UTC, FAR) == date(2025, 10, 1)
    assert closed_until([source(early, blind_since_ms=1), source(late)], UTC, FAR) == date(2025, 10, 4)
    assert closed_until([source(None)], UTC, FAR) is None
    assert closed_until([], UTC, FAR) is None


def test_no_day_is_closed_that_is_not_over_by_the_clock() -> None:
    clock_ms = int(datetime(2025, 10, 3, 1, tzinfo=UTC).timestamp() * 1000)

    assert closed_until([source(datetime(2035, 1, 1, tzinfo=UTC))], UTC, clock_ms) == date(2025, 10, 2)


@given(DAYS, st.integers(0, 500), st.integers(1, 500))
def test_what_is_to_be_published_is_closed_was_seen_is_kept_and_comes_newest_first(
    seen_from: date, days: int, kept: int
) -> None:
    closed = seen_from + timedelta(days=days)
    kept_from = closed - timedelta(days=kept)

    periods = to_publish(seen_from, kept_from, closed)

    assert len(set(periods)) == len(periods)
    ends = [period.span.after for period in periods]
    assert ends == sorted(ends, reverse=True)
    for period in periods:
        assert seen_from < period.span.after <= closed
        assert period.first_day >= kept_from
        assert period.span.first == period.first_day


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("UTC", date(2026, 3, 8), 24),
        ("America/Toronto", date(2026, 3, 8), 23),
        ("America/Toronto", date(2026, 11, 1), 25),
        ("Asia/Kolkata", date(2026, 3, 8), 24),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23),
        ("America/Santiago", date(2026, 9, 6), 23),
    ],
)
def test_each_hour_belongs_to_the_day_in_which_it_begins(zone: str, day: date, hours: int) -> None:
    where = ZoneInfo(zone)
    found = hours_of([day], where)

    assert len(found) == hours
    assert {datetime.fromtimestamp(at / 1000, where).date() for at in found} == {day}
    assert found[-1] + HOUR_MS == hours_of([day + timedelta(days=1)], where)[0]
