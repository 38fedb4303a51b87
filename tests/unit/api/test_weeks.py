"""A closed week of the organisation on a platform: totals are exact, and few people are never told apart."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.weeks import DayUse, HourUse, Week, closed_week, week_told
from monitors.domain.usage_rows import DaySketches
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch

K = 10
SURFACES = ("feed", "messaging", "publishing", "ads")
WEEK = Week.of(date(2026, 3, 2), UTC)


def hour(surface: str, use: str, requests: int, blocked: int = 0) -> HourUse:
    """Monday, nine o'clock."""
    counts = dict.fromkeys(USAGE_COUNTS, 0) | {"ok": requests, "our_policy": blocked}
    return HourUse(WEEK.from_ms + 9 * 3_600_000, surface, use, tuple(counts.values()))


def day(surface: str, people: range, key_version: int = 1) -> DayUse:
    """Some people on Monday, each in one five minutes."""
    members = Sketch.of(np.array(people, np.uint64))
    return DayUse(surface, key_version, DaySketches(members, members))


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("complete", "monday"),
    [
        ("2026-03-09T23:59:00+00:00", date(2026, 2, 23)),
        ("2026-03-10T00:00:00+00:00", date(2026, 3, 2)),
        ("2026-03-16T12:00:00+00:00", date(2026, 3, 2)),
        ("2026-03-17T00:00:01+00:00", date(2026, 3, 9)),
    ],
)
def test_a_week_is_closed_a_day_after_its_end_was_read(complete: str, monday: date) -> None:
    week = closed_week(at(complete), UTC)

    assert week is not None
    assert week.monday == monday


def test_nothing_is_closed_where_nothing_was_read() -> None:
    assert closed_week(None, UTC) is None


def test_a_week_in_which_clocks_change_has_an_hour_less() -> None:
    assert len(Week.of(date(2026, 3, 2), ZoneInfo("America/Toronto")).hours) == 167


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

    told = week_told(WEEK, hours, days, UTC, K)

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
        K,
    )

    assert told is not None
    assert (told.requests, told.background, told.embedded, told.blocked) == (157, 50, 900, 7)


def test_people_of_two_versions_of_the_key_are_not_added_up() -> None:
    told = week_told(
        WEEK, [hour("feed", "yes", 100)], [day("feed", range(9), 1), day("feed", range(100, 108), 2)], UTC, K
    )

    assert told is not None
    assert told.people is None


def test_a_week_without_any_request_is_none() -> None:
    assert week_told(WEEK, [], [], UTC, K) is None
