"""No figure of fewer than k people can be read, or had by subtraction; and nothing gets lost."""

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.withholding import ORGANISATION, share_out, shown_people, shown_surfaces

K = 10


@st.composite
def organisations(draw: st.DrawFn) -> tuple[dict[int, float], list[int]]:
    """Units in a tree (each below an earlier one or at the top), and the people of those who used it."""
    size = draw(st.integers(1, 12))
    parents = [draw(st.integers(ORGANISATION, unit - 1)) for unit in range(size)]
    used = draw(st.dictionaries(st.integers(0, size - 1), st.integers(1, 30).map(float), min_size=1))
    return used, parents


@given(organisations())
def test_every_unit_is_either_shown_or_in_exactly_one_sum(
    organisation: tuple[dict[int, float], list[int]],
) -> None:
    people, parents = organisation
    shares = share_out(people, parents, K)

    placed = [*shares.shown, *(unit for units in shares.others.values() for unit in units)]

    assert len(placed) == len(set(placed))
    assert set(placed) <= set(people)
    assert set(placed) == set(people) or len(people) == 1


@given(organisations())
def test_no_unit_under_k_is_shown_and_no_sum_stands_for_one_unit(
    organisation: tuple[dict[int, float], list[int]],
) -> None:
    people, parents = organisation
    shares = share_out(people, parents, K)

    assert all(people[unit] >= K for unit in shares.shown)
    assert all(len(units) >= 2 for units in shares.others.values())


def test_large_units_hide_nothing() -> None:
    shares = share_out({0: 40.0, 1: 12.0, 2: 10.0}, [ORGANISATION] * 3, K)

    assert shares.shown == (0, 1, 2)
    assert shares.others == {}


def test_a_single_small_unit_takes_its_smallest_sibling_with_it() -> None:
    shares = share_out({0: 40.0, 1: 12.0, 2: 3.0}, [ORGANISATION] * 3, K)

    assert shares.shown == (0,)
    assert shares.others == {ORGANISATION: (1, 2)}


def test_a_small_unit_without_siblings_is_carried_to_the_parent_above() -> None:
    parents = [ORGANISATION, 0, ORGANISATION]  # 1 stands alone below 0
    shares = share_out({0: 40.0, 1: 3.0, 2: 50.0}, parents, K)

    assert shares.shown == (2,)
    assert shares.others == {ORGANISATION: (0, 1)}


def test_two_small_units_under_one_parent_are_summed_there() -> None:
    parents = [ORGANISATION, 0, 0, ORGANISATION]
    shares = share_out({0: 40.0, 1: 3.0, 2: 4.0, 3: 50.0}, parents, K)

    assert shares.shown == (0, 3)
    assert shares.others == {0: (1, 2)}


def test_people_round_to_five_and_vanish_under_k() -> None:
    assert [shown_people(count, K) for count in (9, 10, 12, 13, 35)] == [None, 10, 10, 15, 35]


@given(st.dictionaries(st.integers(0, 10), st.integers(1, 30).map(float), min_size=1))
def test_surfaces_under_k_hide_among_at_least_two(people: dict[int, float]) -> None:
    shown = shown_surfaces(people, K)

    assert all(people[surface] >= K for surface in shown)
    assert len(people) - len(shown) != 1 or len(people) == 1
    assert shown or min(people.values()) < K


def test_of_surfaces_only_as_much_is_hidden_as_must_be() -> None:
    assert shown_surfaces({0: 40.0, 1: 12.0, 2: 11.0}, K) == {0, 1, 2}
    assert shown_surfaces({0: 40.0, 1: 12.0, 2: 3.0}, K) == {0}
    assert shown_surfaces({0: 40.0, 1: 2.0, 2: 3.0}, K) == {0}
