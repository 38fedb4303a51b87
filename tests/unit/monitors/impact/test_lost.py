"""Working slots that an outage took, and what was caught up after it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.impact.expected import NOTHING, Range
from monitors.domain.impact.lost import HourOfUse, loss_of, lost_in


def hour(low: float, high: float, seen: float, part: float = 1.0) -> HourOfUse:
    return HourOfUse(expected=Range(low, high), seen=seen, part=part)


def test_what_is_missing_is_lost() -> None:
    assert lost_in(hour(30, 40, seen=10)) == Range(20, 30)


def test_an_hour_that_failed_for_a_quarter_lost_no_more_than_that() -> None:
    assert lost_in(hour(40, 80, seen=0, part=0.25)) == Range(10, 20)


def test_who_did_more_than_usual_lost_nothing_and_saves_nobody_else() -> None:
    assert loss_of([hour(10, 12, seen=50), hour(10, 12, seen=0)]).lost == Range(10, 12)


def test_what_comes_later_on_top_of_the_usual_was_only_put_off() -> None:
    loss = loss_of([hour(20, 24, seen=0)], after=[hour(20, 24, seen=30), hour(20, 24, seen=22)], horizon=2)

    assert loss.lost == Range(20, 24)
    assert loss.caught_up == Range(6, 12)
    assert loss.net == Range(8, 18)


def test_what_comes_behind_the_horizon_is_new_work() -> None:
    after = [hour(20, 24, seen=24), hour(20, 24, seen=90)]

    assert loss_of([hour(20, 24, seen=0)], after=after, horizon=1).net == Range(16, 24)


def test_no_more_is_caught_up_than_was_lost() -> None:
    loss = loss_of([hour(5, 8, seen=0)], after=[hour(0, 0, seen=100)], horizon=1)

    assert loss.caught_up == Range(8, 8)
    assert loss.net == NOTHING


amounts = st.floats(0, 10_000)
hours = st.builds(
    lambda bounds, seen, part: hour(min(bounds), max(bounds), seen, part),
    st.tuples(amounts, amounts),
    amounts,
    st.floats(0, 1),
)


@given(st.lists(hours, max_size=12), st.lists(hours, max_size=12), st.integers(0, 12))
def test_a_loss_is_never_negative_nor_more_than_what_was_expected(
    during: list[HourOfUse], after: list[HourOfUse], horizon: int
) -> None:
    loss = loss_of(during, after, horizon)

    for each in (loss.lost, loss.caught_up, loss.net):
        assert 0 <= each.low <= each.high
    assert loss.net.high <= loss.lost.high
    assert loss.net.low <= loss.lost.low
    assert loss.lost.high <= sum(each.expected.high * each.part for each in during) + 1e-6


@given(st.lists(hours, min_size=1, max_size=8), st.data())
def test_hours_are_lost_one_by_one_in_any_order(during: list[HourOfUse], data: st.DataObject) -> None:
    told, mixed = loss_of(during).lost, loss_of(data.draw(st.permutations(during))).lost

    assert mixed.low == pytest.approx(told.low)
    assert mixed.high == pytest.approx(sum(lost_in(each).high for each in during))


@given(hours, amounts)
def test_who_did_more_lost_no_more(one: HourOfUse, more: float) -> None:
    busier = HourOfUse(expected=one.expected, seen=one.seen + more, part=one.part)

    assert lost_in(busier).low <= lost_in(one).low
    assert lost_in(busier).high <= lost_in(one).high


@given(st.lists(hours, min_size=1, max_size=6), st.lists(hours, max_size=6))
def test_a_longer_horizon_never_makes_a_loss_larger(during: list[HourOfUse], after: list[HourOfUse]) -> None:
    losses = [loss_of(during, after, horizon).net for horizon in range(len(after) + 1)]

    assert all(one.low >= other.low and one.high >= other.high for one, other in pairwise(losses))
