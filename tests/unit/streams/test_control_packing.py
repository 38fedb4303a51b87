"""What a position keeps of an unsettled control is small, and settles it all the same."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.sampling import EXACT_HOURS, WINDOWS_AN_HOUR, choose_one_in, packed, unpacked, with_more

controls = st.dictionaries(st.integers(0, 12 * WINDOWS_AN_HOUR), st.integers(1, 5_000), max_size=300).map(
    lambda windows: sorted(windows.items())
)


@given(controls)
def test_packing_changes_no_choice(control: list[tuple[int, int]]) -> None:
    assert choose_one_in(unpacked(*packed(control))) == choose_one_in(control)


@given(controls)
def test_packing_again_changes_nothing_more(control: list[tuple[int, int]]) -> None:
    once = packed(control)
    assert packed(unpacked(*once)) == once


@given(controls, st.integers(1, 50))
def test_lines_may_be_added_to_the_latest_window(control: list[tuple[int, int]], more: int) -> None:
    if not control:
        return
    windows, hours = packed(control)
    added = [*windows[:-1], (windows[-1][0], windows[-1][1] + more)]
    whole = [*control[:-1], (control[-1][0], control[-1][1] + more)]
    assert choose_one_in(unpacked(added, hours)) == choose_one_in(whole)


@given(controls, st.lists(st.integers(0, 300), max_size=8))
def test_a_log_in_order_settles_alike_however_it_is_cut(
    control: list[tuple[int, int]], cuts: list[int]
) -> None:
    ends = [*sorted(cuts), len(control)]
    kept: tuple[tuple[int, int], ...] = ()
    for begin, end in zip([0, *ends], ends, strict=False):
        kept = with_more(kept, control[begin:end])
    assert choose_one_in(kept) == choose_one_in(control)


@given(controls, st.randoms(use_true_random=False))
def test_lines_may_come_two_hours_late(control: list[tuple[int, int]], chance: random.Random) -> None:
    late = (EXACT_HOURS - 1) * WINDOWS_AN_HOUR
    kept: tuple[tuple[int, int], ...] = ()
    for window in sorted(control, key=lambda row: row[0] + chance.randrange(late)):
        kept = with_more(kept, [window])
    assert choose_one_in(kept) == choose_one_in(control)


@pytest.mark.parametrize("lines_apart", [1, 6, 60])
def test_a_quiet_source_has_a_small_position(lines_apart: int) -> None:
    windows, hours = packed([(number * lines_apart, 1) for number in range(100_000)])
    assert len(windows) <= EXACT_HOURS * WINDOWS_AN_HOUR
    assert len(hours) == 1


def test_a_line_an_hour_leaves_no_more_behind_than_a_few_hours() -> None:
    kept: tuple[tuple[int, int], ...] = ()
    for hour in range(2_000):
        kept = with_more(kept, [(hour * WINDOWS_AN_HOUR, 1)])
    assert len(kept) == EXACT_HOURS + 1
