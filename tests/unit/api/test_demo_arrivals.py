"""The demonstration's table: sums of what arrived, in whatever order and pieces it came."""

import io
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rich.console import Console

from api.demo.arrivals import Arrivals, Row
from api.demo.board import board
from streams.contracts.evidence import CONTROL_NAME, Head, Names, SignalsDelta, UsageDelta, table_of
from streams.domain.cells import CONTROL, USAGE_KEY, VOTE_KEY, Cells
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS, VOTE_COUNTS
from streams.domain.histogram import BINS

HEAD = Head(
    source="s", site="here", file="f", first_line=1, next_line=2, catalogue="c", directory="d", key_version=1,
    control_one_in=1,
)  # fmt: skip
PLATFORMS = ["facebook", "x"]
NOW = 1_700_000_000_000 // 10_000


def numbers(*values: int) -> NDArray[np.int64]:
    return np.array(values, np.int64)


def cells(keys: NDArray[np.int64], counts: Sequence[Sequence[int]], width: int) -> Cells:
    """Cells without people, whose first counts are given."""
    table = np.zeros((len(keys), width), np.int64)
    for row, some in enumerate(counts):
        table[row, : len(some)] = some
    nobody = Cells.none(width)
    return Cells.gather(keys, table, nobody.member_keys, nobody.members, nobody.flags)


def usage(*rows: tuple[int, int, Sequence[int]]) -> UsageDelta:
    """A message from (platform, use, counts by outcome) of one unit."""
    columns = {
        "unit": numbers(*(0 for _ in rows)),
        "platform": numbers(*(row[0] for row in rows)),
        "surface": numbers(*(0 for _ in rows)),
        "use": numbers(*(row[1] for row in rows)),
        "slot": numbers(*range(len(rows))),
    }
    packed = cells(USAGE_KEY.pack(**columns), [row[2] for row in rows], len(USAGE_COUNTS))
    names = Names(["u"], PLATFORMS, ["feed"], [])
    return UsageDelta(
        head=HEAD, names=names, usage=table_of(packed, USAGE_KEY.unpack(packed.keys), USAGE_COUNTS)
    )


def signals(watermark: int | None, *rows: tuple[int, int, int, Sequence[int]]) -> SignalsDelta:
    """A message from (platform, embed, window, counts by outcome); the watermark in windows."""
    columns = {
        "unit": numbers(*(0 for _ in rows)),
        "platform": numbers(*(row[0] for row in rows)),
        "group": numbers(*(0 for _ in rows)),
        "embed": numbers(*(row[1] for row in rows)),
        "window": numbers(*(row[2] for row in rows)),
    }
    packed = cells(VOTE_KEY.pack(**columns), [row[3] for row in rows], len(VOTE_COUNTS))
    timed = Cells.none(BINS)
    return SignalsDelta(
        head=HEAD,
        names=Names(["u"], [*PLATFORMS, CONTROL_NAME], [], ["core"]),
        votes=table_of(packed, VOTE_KEY.unpack(packed.keys), VOTE_COUNTS),
        latency=table_of(timed, {}, ()),
        watermark_ms=None if watermark is None else watermark * 10_000,
    )


def test_requests_are_those_that_count_as_use_whatever_came_of_them() -> None:
    arrivals = Arrivals()

    arrivals.add_usage(usage((0, 2, [3, 1]), (0, 1, [2]), (0, 0, [50]), (1, 2, [0, 0, 7])))

    assert [(row.platform, row.requests) for row in arrivals.rows()] == [("x", 7), ("facebook", 6)]
    assert arrivals.requests == 13


def test_the_last_minute_ends_at_the_watermark_and_leaves_out_embeds_and_the_control() -> None:
    arrivals = Arrivals()
    arrivals.add_usage(usage((0, 2, [100])))
    dns = OUTCOMES.index("fail_dns")
    failing = [0] * dns + [4]

    arrivals.add_signals(signals(None, (0, 0, NOW - 6, [40]), (0, 0, NOW - 5, [2]), (0, 0, NOW, failing)))
    arrivals.add_signals(signals(NOW, (0, 1, NOW, [30]), (CONTROL, 0, NOW, [99])))

    assert arrivals.rows() == [Row("facebook", 100, 6, 4)]


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), st.lists(st.integers(0, 9), max_size=14))))
def test_sums_do_not_depend_on_how_messages_are_cut_or_ordered(
    rows: list[tuple[int, int, list[int]]],
) -> None:
    whole, pieces = Arrivals(), Arrivals()

    if rows:
        whole.add_usage(usage(*rows))
    for row in reversed(rows):
        pieces.add_usage(usage(row))

    assert whole.rows() == pieces.rows()


def test_a_platform_that_fails_stands_out_and_one_that_is_quiet_does_not() -> None:
    arrivals = Arrivals()
    arrivals.add_usage(usage((0, 2, [8]), (1, 2, [5])))
    failing = [2, *([0] * (OUTCOMES.index("fail_tcp") - 1)), 6]
    arrivals.add_signals(signals(NOW, (0, 0, NOW, failing)))
    console = Console(width=100, file=io.StringIO(), record=True)

    names = {"facebook": "Facebook", "x": "X (Twitter)"}
    console.print(board(arrivals, names, {"facebook": "confirmed"}, "Ctrl-C ends it"))

    facebook, twitter = (
        line for line in console.export_text().splitlines() if line.startswith(("Facebook", "X "))
    )
    assert facebook.split() == ["Facebook", "8", "8", "6", "◀", "failing"]
    assert twitter.split() == ["X", "(Twitter)", "5", "0", "unknown:", "quiet"]
