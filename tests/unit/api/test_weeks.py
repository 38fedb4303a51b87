"""A closed week of the organisation on a platform: totals are exact, and few people are never told apart."""

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.privacy import Privacy
from api.domain.usage import Span
from api.domain.weeks import DayUse, HourUse, Week, last_closed, week_told
from monitors.domain.usage_rows import DaySketches
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch

K = 10
PRIVACY = Privacy(K)
SURFACES = ("feed", "messaging", "publishing", "ads")
SPAN = Span(date(2026, 3, 2), date(2026, 3, 9))
WEEK = Week.of(SPAN, UTC)


def hour(surface: str, use: str, requests: int, blocked: int = 0) -> HourUse:
    """Monday, nine o'clock."""
    counts = dict.fromkeys(USAGE_COUNTS, 0) | {"ok": requests, "our_policy": blocked}
    return HourUse(WEEK.hours[9], surface, use, tuple(counts.values()))


def day(surface: str, people: range, key_version: int = 1) -> DayUse:
    """Some people on Monday, each in one five minutes."""
    members = Sketch.of(np.array(people, np.uint64))
    return DayUse(surface, key_version, DaySketches(members, members))


@pytest.mark.parametrize(
    ("closed", "monday"),
    [
        (date(2026, 3, 8), date(2026, 2, 23)),
        (date(2026, 3, 9), date(2026, 3, 2)),
        (date(2026, 3, 15), date(2026, 3, 2)),
        (date(2026, 3, 16), date(2026, 3, 9)),
    ],
)
def test_the_last_closed_week_ends_before_the_first_day_that_is_not_closed(
    closed: date, monday: date
) -> None:
    assert last_closed(closed) == (monday, monday + timedelta(days=7))


def test_where_nothing_was_read_no_week_is_closed() -> None:
    assert last_closed(None) is None


def test_a_week_in_which_clocks_change_has_an_hour_less() -> None:
    assert len(Week.of(SPAN, ZoneInfo("America/Toronto")).hours) == 167


@given(
    st.dictionaries(
        st.sampled_from(SURFACES), st.tuples(st.integers(1, 40), st.integers(0, 3_000)), min_size=1
    )
)
def test_surfaces_and_what_is_summed_up_make_the_total_and_none_has_few_people(
    used: dict[str, tuple[int, int]],
) -> None:
    hours = [hour(surface, "yes", people + extra) for surface, (people, extra) in used.items()]
    days = [day(surface, range(people)) for surface, (people, _) in used.items()]

    told = week_told(WEEK, hours, days, UTC, PRIVACY)

    assert told is not None
    assert told.requests == sum(people + extra for people, extra in used.values())
    if max(people for people, _ in used.values()) < K:
        assert (told.people, told.surfaces, told.shades) == (None, [], None)
        return
    assert sum(each.requests for each in told.surfaces) + told.summed == told.requests
    assert all(used[each.surface][0] >= K for each in told.surfaces)
    assert len(told.surfaces) != len(used) - 1, "one alone could be had by subtraction"


def test_embeds_are_on_top_and_blocked_requests_are_within() -> None:
    told = week_told(
        WEEK,
        [hour("feed", "yes", 100, blocked=7), hour("media-cdn", "weak", 50), hour("embed", "no", 900)],
        [day("feed", range(20)), day("media-cdn", range(20))],
        UTC,
        PRIVACY,
    )

    assert told is not None
    assert (told.requests, told.background, told.embedded, told.blocked) == (157, 50, 900, 7)


def test_people_of_two_versions_of_the_key_are_not_added_up() -> None:
    told = week_told(
        WEEK,
        [hour("feed", "yes", 100)],
        [day("feed", range(9), 1), day("feed", range(100, 108), 2)],
        UTC,
        PRIVACY,
    )

    assert told is not None
    assert told.people is None


def test_a_week_without_any_request_is_none() -> None:
    assert week_told(WEEK, [], [], UTC, PRIVACY) is None
