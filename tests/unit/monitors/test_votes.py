"""A person's retries are one vote, whole however the log was cut."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.votes import HELD_WINDOWS, VoteFold
from streams.domain.cells import CONTROL, FAILED, OK, REFUSED, VOTE_KEY, Cells

Vote = tuple[int, int, int, int]
"""Platform, window, person, flags."""


def cells(votes: list[Vote], *, embed: int = 0) -> Cells:
    columns = np.array(votes, np.int64).reshape(-1, 4)
    keys = VOTE_KEY.pack(
        unit=np.zeros(len(votes), np.int64),
        platform=columns[:, 0],
        group=np.zeros(len(votes), np.int64),
        embed=np.full(len(votes), embed),
        window=columns[:, 1],
    )
    none = Cells.none(0)
    return Cells.gather(
        none.keys, none.counts, keys, columns[:, 2].astype(np.uint64), columns[:, 3].astype(np.uint8)
    )


def totals(*deltas: list[Vote], platforms: int = 3) -> list[list[int]]:
    fold = VoteFold(platforms)
    for votes in deltas:
        fold.add(cells(votes))
    return [[int(votes), int(failed)] for votes, failed in fold.totals()]


def by_hand(votes: list[Vote], platforms: int = 3) -> list[list[int]]:
    flags: Counter[tuple[int, int, int]] = Counter()
    for platform, window, person, flag in votes:
        flags[platform, window, person] |= flag
    told = [[0, 0] for _ in range(platforms)]
    for (platform, _, _), flag in flags.items():
        if flag & (OK | FAILED):
            told[platform][0] += 1
            told[platform][1] += flag & (OK | FAILED) == FAILED
    return told


flags_of_a_vote = st.sampled_from([OK, FAILED, REFUSED])
votes_in_order = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1_000, 1_060), st.integers(1, 4), flags_of_a_vote), max_size=40
).map(lambda votes: sorted(votes, key=lambda vote: vote[1]))


@given(votes_in_order, st.lists(st.integers(0, 40), max_size=6))
def test_votes_do_not_depend_on_where_the_log_was_cut(votes: list[Vote], cuts: list[int]) -> None:
    edges = sorted({0, len(votes), *(cut % (len(votes) + 1) for cut in cuts)})
    deltas = [votes[begin:end] for begin, end in zip(edges, edges[1:], strict=False)]  # noqa: RUF007 (pairs)

    assert totals(*deltas) == by_hand(votes)


def test_one_success_makes_up_for_any_number_of_failures_in_its_window() -> None:
    retries = [(0, 7, 1, FAILED)] * 50

    assert totals(retries) == [[1, 1], [0, 0], [0, 0]]
    assert totals(retries, [(0, 7, 1, OK)]) == [[1, 0], [0, 0], [0, 0]]
    assert totals(retries, [(0, 8, 1, OK)]) == [[2, 1], [0, 0], [0, 0]]


def test_refusals_embeds_and_the_control_are_no_votes() -> None:
    fold = VoteFold(3)
    fold.add(cells([(0, 7, 1, REFUSED), (CONTROL, 7, 1, FAILED)]))
    fold.add(cells([(0, 7, 1, FAILED)], embed=1))

    assert fold.totals().tolist() == [[0, 0]] * 3


def test_a_few_votes_from_the_future_do_not_close_what_is_open() -> None:
    ahead = (1, 9_000_000, 9, OK)

    assert totals([(0, 7, 1, FAILED), (0, 7, 2, OK), ahead], [(0, 7, 1, OK)]) == [[2, 0], [1, 0], [0, 0]]


def test_a_vote_that_comes_late_is_counted_by_itself_and_at_once() -> None:
    later = 7 + HELD_WINDOWS + 1

    assert totals([(0, 7, 1, FAILED)], [(1, later, 1, OK)], [(0, 7, 1, OK)]) == [[2, 1], [1, 0], [0, 0]]


def test_asking_for_the_totals_changes_nothing() -> None:
    fold = VoteFold(1)
    fold.add(cells([(0, 7, 1, FAILED)]))
    assert fold.totals().tolist() == fold.totals().tolist() == [[1, 1]]
    fold.add(cells([(0, 7, 1, OK)]))
    assert fold.totals().tolist() == [[1, 0]]


@pytest.mark.parametrize("order", [1, -1])
def test_memory_holds_only_the_last_two_minutes(order: int) -> None:
    fold = VoteFold(1)
    for window in range(1_000)[::order]:
        fold.add(cells([(0, window, person, OK) for person in range(1, 4)]))
        assert len(fold._open.members) <= 3 * (HELD_WINDOWS + 2)

    assert fold.totals().tolist() == [[3_000, 0]]
