"""Lines out of the order of time are counted; a wrong clock does not make the rest look old."""

import numpy as np

from monitors.domain.order import OrderOfTime


def out_of_order(*parts: dict[int, int]) -> int:
    """Lines found late in parts that are given as minute -> lines."""
    order = OrderOfTime()
    for part in parts:
        rows = [(minute, lines, minute * 60_000, minute * 60_000) for minute, lines in sorted(part.items())]
        order.add(np.array(rows, np.int64).reshape(-1, 4))
    return order.lines


def test_a_log_in_order_has_none() -> None:
    assert out_of_order({10: 5, 11: 7}, {11: 2, 12: 9}, {}, {10: 1, 13: 5}) == 0


def test_lines_of_an_older_file_behind_a_newer_one_are_counted() -> None:
    assert out_of_order({1_000: 50, 1_001: 50}, {100: 30, 101: 12, 1_001: 4}) == 42


def test_a_few_lines_from_the_future_make_nobody_late() -> None:
    assert out_of_order({10: 50, 99_999: 3}, {11: 50}, {12: 40}) == 0


def test_older_lines_within_one_part_are_not_judged() -> None:
    assert out_of_order({1: 10, 500: 90}) == 0
