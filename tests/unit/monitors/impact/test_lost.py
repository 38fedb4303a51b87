"""Working slots that an outage took, and what was caught up after it."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.calendar import Calendar
from monitors.domain.impact.expected import NOTHING, Range
from monitors.domain.impact.lost import HourImpact, hour_behind, hour_within, loss_of, passed_shares
from monitors.domain.usage_rows import HourKey
from streams.domain.deltas import USAGE_COUNTS


def within(low: float, high: float, seen: float, part: float = 1.0) -> HourImpact:
    return hour_within(Range(low, high), seen, part)


def behind(low: float, high: float, seen: float) -> HourImpact:
    return hour_behind(Range(low, high), seen)


def test_what_is_missing_is_lost() -> None:
    assert within(30, 40, seen=10).lost == Range(20, 30)


def test_an_hour_that_failed_for_a_quarter_lost_no_more_than_that() -> None:
    assert within(40, 80, seen=0, part=0.25).lost == Range(10, 20)


def test_who_did_more_than_usual_lost_nothing_and_saves_nobody_else() -> None:
    assert loss_of([within(10, 12, seen=50), within(10, 12, seen=0)]).lost == Range(10, 12)


def test_what_comes_later_on_top_of_the_usual_was_only_put_off() -> None:
    loss = loss_of([within(20, 24, seen=0), behind(20, 24, seen=30), behind(20, 24, seen=22)])

    assert loss.lost == Range(20, 24)
    assert loss.caught_up == Range(6, 12)
    assert loss.net == Range(8, 18)


def test_no_more_is_caught_up_than_was_lost() -> None:
    loss = loss_of([within(5, 8, seen=0), behind(0, 0, seen=100)])

    assert loss.caught_up == Range(8, 8)
    assert loss.net == NOTHING


def test_only_what_passed_of_certain_use_that_went_out_was_work() -> None:
    def counts(**outcomes: int) -> tuple[int, ...]:
        return tuple(outcomes.get(name, 0) for name in USAGE_COUNTS)

    half_past_four = ZoneInfo("Asia/Kolkata")
    rows = {
        HourKey("Roads", "x", "feed", "yes", 0): counts(ok=6, fail_tcp=10, our_policy=50, bytes_down=9),
        HourKey("Roads", "x", "messaging", "yes", 0): counts(plat_4xx=4, refused=4),
        HourKey("Roads", "x", "media-cdn", "weak", 0): counts(ok=900),
        HourKey("Roads", "y", "feed", "yes", 0): counts(ok=900),
        HourKey("Roads", "x", "feed", "yes", 3_600_000): counts(our_policy=3),
    }

    told = passed_shares(rows, "x", Calendar(half_past_four))

    assert told == {(0, 5): pytest.approx(10 / 24)}


amounts = st.floats(0, 10_000)
bounds = st.tuples(amounts, amounts).map(sorted).map(lambda both: Range(*both))
hours = st.one_of(
    st.builds(hour_within, bounds, amounts, st.floats(0, 1)), st.builds(hour_behind, bounds, amounts)
)


@given(st.lists(hours, max_size=16))
def test_a_loss_is_never_negative_nor_more_than_what_was_expected(some: list[HourImpact]) -> None:
    loss = loss_of(some)

    for each in (loss.lost, loss.caught_up, loss.net):
        assert 0 <= each.low <= each.high
    assert loss.net.high <= loss.lost.high
    assert loss.net.low <= loss.lost.low
    assert loss.lost.high <= sum(each.expected.high for each in some) + 1e-6


@given(st.lists(hours, min_size=1, max_size=8), st.data())
def test_hours_add_up_in_any_order(some: list[HourImpact], data: st.DataObject) -> None:
    told, mixed = loss_of(some), loss_of(data.draw(st.permutations(some)))

    assert mixed.net.low == pytest.approx(told.net.low)
    assert mixed.net.high == pytest.approx(told.net.high)
    assert told.lost.high == pytest.approx(sum(each.lost.high for each in some))


@given(bounds, amounts, amounts, st.floats(0, 1))
def test_who_did_more_lost_no_more_and_caught_up_no_less(
    expected: Range, seen: float, more: float, part: float
) -> None:
    idle, busy = hour_within(expected, seen, part), hour_within(expected, seen + more, part)
    late, later = hour_behind(expected, seen), hour_behind(expected, seen + more)

    assert busy.lost.low <= idle.lost.low
    assert busy.lost.high <= idle.lost.high
    assert later.caught_up.low >= late.caught_up.low
    assert later.caught_up.high >= late.caught_up.high


@given(st.lists(hours, min_size=1, max_size=6), st.lists(st.builds(hour_behind, bounds, amounts), max_size=6))
def test_the_more_hours_behind_it_are_looked_at_the_less_is_left(
    some: list[HourImpact], late: list[HourImpact]
) -> None:
    less, more = loss_of(some).net, loss_of([*some, *late]).net

    assert more.low <= less.low
    assert more.high <= less.high
