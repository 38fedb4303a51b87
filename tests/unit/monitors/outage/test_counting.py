"""What is counted and kept of windows: the same however many are counted together, and only what is new."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.outage.series import Kind, Layout, counted
from monitors.domain.outage.spans import Spans
from monitors.domain.outage.windows import FAILED, OK, REFUSED, SAYS, Counts, Votes, Window
from monitors.domain.outage.witnesses import NOT_ALIVE, SPARSE_ROWS, Witnesses

LAYOUT = Layout(places=8, sites=2, units=3)
PLACE = 5

vote = st.tuples(
    st.integers(0, 7),
    st.integers(0, 2),
    st.integers(0, 1),
    st.integers(0, 99),
    st.integers(1, 15).filter(lambda flags: flags & SAYS),
    st.booleans(),
)
request = st.tuples(
    st.integers(0, 7), st.integers(0, 2), st.integers(0, 1), *(st.integers(0, 9) for _ in range(7))
)


def window(number: int, votes: list[tuple[int, ...]], counts: list[tuple[int, ...]] | None = None) -> Window:
    return Window(
        number,
        Votes(np.array(votes, np.int64).reshape(-1, 6).T),
        Counts(np.array(counts or [], np.int64).reshape(-1, len(Counts.NAMES)).T),
    )


@given(st.lists(st.tuples(st.lists(vote, max_size=6), st.lists(request, max_size=4)), min_size=1, max_size=5))
def test_windows_that_are_counted_together_count_as_each_by_itself(
    rows: list[tuple[list[tuple[int, ...]], list[tuple[int, ...]]]],
) -> None:
    windows = [window(number, votes, counts) for number, (votes, counts) in enumerate(rows)]

    together = counted(windows, LAYOUT, 5)
    assert np.array_equal(together, np.concatenate([counted([each], LAYOUT, 5) for each in windows]))


def test_a_vote_counts_at_its_place_its_site_and_its_unit_and_an_embed_at_its_place_only() -> None:
    votes = [(PLACE, 2, 1, 1, FAILED, 0), (PLACE, 2, 1, 2, OK | FAILED, 0), (PLACE, 0, 0, 3, FAILED, 1)]
    refused = (PLACE, 1, 0, 4, REFUSED, 0)

    [[n, x]] = counted([window(1, [*votes, refused])], LAYOUT, 5)
    told = {
        (Kind(kind), number): (n[series], x[series])
        for series in np.flatnonzero(n)
        for kind, number in LAYOUT.of(np.array([series]))
    }
    assert told == {
        (Kind.FAILED, PLACE): (2, 1),
        (Kind.REFUSED, PLACE): (3, 1),
        (Kind.EMBED, PLACE): (1, 1),
        (Kind.SITE, 1): (2, 1),
        (Kind.UNIT, 2): (2, 1),
    }


@given(st.lists(st.integers(1, 90), min_size=1, max_size=60), st.integers(0, 400))
def test_what_is_recent_is_what_the_last_windows_held(steps: list[int], forgotten: int) -> None:
    spans, seen, number = Spans(LAYOUT), {}, 0
    spans.from_window[3] = forgotten
    for step in steps:
        number += step
        seen[number] = float(step)
        tally = np.zeros((2, LAYOUT.size))
        tally[:, 3] = step, step // 2
        spans.step(number, tally)

    told = {at: n for at, n in seen.items() if at >= forgotten}
    n, x = spans.recent(3, 36)
    assert n.tolist() == [told.get(number - age, 0.0) for age in range(36)]
    assert x.tolist() == [told.get(number - age, 0.0) // 2 for age in range(36)]
    assert spans.last(3, 180).votes == sum(n[:18])
    minutes = spans.by_minute(3, 60)[0]
    first = -(-forgotten // 6)
    assert minutes.tolist() == [
        sum(n for at, n in seen.items() if at // 6 == number // 6 - age and at // 6 >= first)
        for age in range(60)
    ]


def test_behind_five_minutes_only_sparse_places_that_are_still_alive_keep_their_witnesses() -> None:
    witnesses, alive = Witnesses(), np.full(8, NOT_ALIVE)
    alive[[1, 2, 3]] = 600
    sites, units = np.zeros(2, bool), np.zeros(3, bool)
    busy = [(2, 0, 0, person, FAILED, 0) for person in range(SPARSE_ROWS // 8)]
    for number in range(600, 700):
        rows = [(1, 0, 0, number, FAILED, 0), (3, 0, 0, number, FAILED, 0), (4, 0, 0, number, OK, 0)]
        witnesses.keep(window(number, [*rows, *busy]), alive, sites, units)
        alive[3] = NOT_ALIVE if number > 620 else 600

    kept = witnesses.votes(600)
    oldest = {place: int(kept.window[kept.votes.place == place].min()) for place in (1, 2)}
    assert set(kept.votes.place.tolist()) == {1, 2}
    assert oldest[1] == 600
    assert oldest[2] >= 699 - 30 - 6
    again = Witnesses.restore(witnesses.save()).votes(600)
    assert np.array_equal(again.votes.columns, kept.votes.columns)
