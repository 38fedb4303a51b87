"""Marks answer as plain NumPy would, wherever the marks and the questions lie."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.marks import Marks, lowest, places_of, runs

flags = st.lists(st.booleans(), min_size=1, max_size=300).map(lambda marks: np.array(marks, bool))


@given(flags)
def test_counting_is_the_sum_of_what_stands_before(marked: np.ndarray) -> None:
    places = np.arange(len(marked) + 1)

    assert Marks.of(marked).count_before(places).tolist() == [int(marked[:place].sum()) for place in places]


@given(flags)
def test_the_next_mark_is_the_first_at_or_behind(marked: np.ndarray) -> None:
    places = np.arange(len(marked) + 1)
    expected = [next((at for at in range(place, len(marked)) if marked[at]), len(marked)) for place in places]

    assert Marks.of(marked).next(places).tolist() == expected


@given(flags, st.integers(1, 5))
def test_the_following_marks_are_found_one_after_another(marked: np.ndarray, wanted: int) -> None:
    places = np.arange(len(marked) + 1)
    expected = [
        [*np.flatnonzero(marked[place:])[:wanted] + place, *[len(marked)] * wanted][:wanted]
        for place in places
    ]

    columns = Marks.of(marked).following(places, wanted)

    assert np.column_stack(columns).tolist() == expected


def test_the_next_mark_may_be_hundreds_of_places_away() -> None:
    marked = np.zeros(1000, bool)
    marked[[3, 900]] = True

    assert Marks.of(marked).next(np.array([0, 3, 4, 901])).tolist() == [3, 3, 900, 1000]


@given(flags)
def test_places_are_those_that_numpy_finds(marked: np.ndarray) -> None:
    assert np.array_equal(places_of(marked), np.flatnonzero(marked))


@given(st.lists(st.integers(0, 2000), unique=True, max_size=20))
def test_places_of_rare_marks_are_those_that_numpy_finds(places: list[int]) -> None:
    marked = np.zeros(2003, bool)
    marked[places] = True

    assert places_of(marked).tolist() == sorted(places)


def test_a_word_without_a_bit_has_none_of_its_64_places() -> None:
    assert lowest(np.array([0, 1, 1 << 63, 40], np.uint64)).tolist() == [64, 0, 63, 3]


@given(flags)
def test_runs_begin_and_end_where_the_flags_change(marked: np.ndarray) -> None:
    begins, ends = runs(marked)
    places = np.arange(len(marked) + 1)
    around = np.concatenate(([True], marked, [True]))
    begun = np.flatnonzero(around[:-1] & ~around[1:])
    ended = np.flatnonzero(~around[:-1] & around[1:])

    assert begins.next(places).tolist() == [min([*begun[begun >= at], len(marked)]) for at in places]
    assert ends.next(places).tolist() == [min([*ended[ended >= at], len(marked)]) for at in places]
