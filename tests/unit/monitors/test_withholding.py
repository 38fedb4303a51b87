"""No figure of fewer than k people can be read, or had by subtraction; and nothing gets lost."""

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.withholding import ORGANISATION, Shares, share_out, shown_people, shown_surfaces

K = 10


def plenty(people: dict[int, float]) -> dict[int, float]:
    """More requests of everybody than must be there."""
    return dict.fromkeys(people, 1_000.0)


def shared(people: dict[int, float], parents: list[int]) -> Shares:
    return share_out(people, plenty(people), parents, K)


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
    shares = share_out(people, plenty(people), parents, K)

    placed = [*shares.shown, *(unit for units in shares.others.values() for unit in units)]

    assert len(placed) == len(set(placed))
    assert set(placed) <= set(people)
    assert set(placed) == set(people) or (placed == [] and sum(people.values()) < K)


@given(organisations())
def test_no_unit_under_k_is_shown_and_no_sum_stands_for_one_unit(
    organisation: tuple[dict[int, float], list[int]],
) -> None:
    people, parents = organisation
    shares = share_out(people, plenty(people), parents, K)

    assert all(people[unit] >= K for unit in shares.shown)
    assert all(len(units) >= 2 for units in shares.others.values())


@given(organisations())
def test_every_sum_stands_for_at_least_k_people(
    organisation: tuple[dict[int, float], list[int]],
) -> None:
    people, parents = organisation
    shares = share_out(people, plenty(people), parents, K)

    for units in shares.others.values():
        assert sum(people[unit] for unit in units) >= K


def test_large_units_hide_nothing() -> None:
    shares = shared({0: 40.0, 1: 12.0, 2: 10.0}, [ORGANISATION] * 3)

    assert shares.shown == (0, 1, 2)
    assert shares.others == {}


def test_a_single_small_unit_takes_its_smallest_sibling_with_it() -> None:
    shares = shared({0: 40.0, 1: 12.0, 2: 3.0}, [ORGANISATION] * 3)

    assert shares.shown == (0,)
    assert shares.others == {ORGANISATION: (1, 2)}


def test_a_small_unit_without_siblings_is_carried_to_the_parent_above() -> None:
    parents = [ORGANISATION, 0, ORGANISATION]  # 1 stands alone below 0
    shares = shared({0: 40.0, 1: 3.0, 2: 50.0}, parents)

    assert shares.shown == (2,)
    assert shares.others == {ORGANISATION: (0, 1)}


def test_small_units_with_enough_people_under_one_parent_are_summed_there() -> None:
    parents = [ORGANISATION, 0, 0, ORGANISATION]
    shares = shared({0: 40.0, 1: 6.0, 2: 4.0, 3: 50.0}, parents)

    assert shares.shown == (0, 3)
    assert shares.others == {0: (1, 2)}


def test_two_units_of_one_person_take_a_sibling_with_them() -> None:
    shares = shared({0: 40.0, 1: 1.0, 2: 1.0, 3: 20.0}, [ORGANISATION] * 4)

    assert shares.shown == (0,)
    assert shares.others == {ORGANISATION: (1, 2, 3)}


def test_small_units_with_too_few_people_and_no_sibling_are_carried_to_the_parent_above() -> None:
    parents = [ORGANISATION, 0, 0, ORGANISATION]
    shares = shared({0: 40.0, 1: 3.0, 2: 4.0, 3: 50.0}, parents)

    assert shares.shown == (3,)
    assert shares.others == {ORGANISATION: (0, 1, 2)}


def test_units_whose_requests_could_be_counted_out_take_a_busier_one_with_them() -> None:
    ten_of_one = dict.fromkeys(range(10), 1.0)
    people, parents = {**ten_of_one, 10: 40.0, 11: 60.0}, [ORGANISATION] * 12
    spare = {**dict.fromkeys(ten_of_one, 0.0), 10: 8.0, 11: 900.0}

    assert shared(people, parents).shown == (10, 11)
    assert share_out(people, spare | {10: 9.0}, parents, K).shown == (11,)
    assert share_out(people, spare, parents, K).others == {ORGANISATION: tuple(range(12))}


def test_where_all_requests_could_be_counted_out_no_unit_is_named() -> None:
    people = dict.fromkeys(range(12), 1.0)

    assert share_out(people, dict.fromkeys(people, 0.0), [ORGANISATION] * 12, K) == Shares((), {})


def test_surfaces_whose_requests_could_be_counted_out_take_a_busier_one_with_them() -> None:
    people, together = {0: 40.0, 1: 9.0, 2: 8.0}, len

    assert shown_surfaces(people, {0: 90, 1: 5, 2: 4}, K, lambda some: 10.0 * together(some)) == {0}
    assert shown_surfaces(people, {0: 90, 1: 4, 2: 4}, K, lambda some: 10.0 * together(some)) == frozenset()


def test_people_round_to_five_and_vanish_under_k() -> None:
    assert [shown_people(count, K) for count in (9, 10, 12, 13, 35)] == [None, 10, 10, 15, 35]


def surfaces_of(people: dict[int, set[int]]) -> frozenset[int]:
    """The surfaces shown, of which the people are known by number."""
    return shown_surfaces(
        {surface: float(len(who)) for surface, who in people.items()},
        dict.fromkeys(people, 1_000.0),
        K,
        lambda some: float(len(set().union(*(people[surface] for surface in some)))),
    )


@given(
    st.dictionaries(st.integers(0, 10), st.sets(st.integers(0, 30), min_size=1), min_size=1)
    | st.dictionaries(st.integers(0, 5), st.sets(st.integers(0, 12), min_size=1), min_size=1)
)
def test_hidden_surfaces_are_at_least_two_and_have_at_least_k_people_together(
    people: dict[int, set[int]],
) -> None:
    shown = surfaces_of(people)
    hidden = people.keys() - shown

    assert all(len(people[surface]) >= K for surface in shown)
    if shown and hidden:
        assert len(hidden) >= 2
        assert len(set().union(*(people[surface] for surface in hidden))) >= K
    assert shown == set(people) or min(len(who) for who in people.values()) < K


def people_from(first: int, count: int) -> set[int]:
    """So many people, numbered from the first on."""
    return set(range(first, first + count))


def test_of_surfaces_only_as_much_is_hidden_as_must_be() -> None:
    large, middle = people_from(0, 40), people_from(0, 12)

    assert surfaces_of({0: large, 1: middle, 2: people_from(0, 11)}) == {0, 1, 2}
    assert surfaces_of({0: large, 1: middle, 2: people_from(0, 3)}) == {0}
    assert surfaces_of({0: large, 1: people_from(0, 6), 2: people_from(6, 6)}) == {0}


def test_surfaces_of_one_and_the_same_person_hide_a_larger_one_too() -> None:
    lonely, large, middle = {3}, people_from(0, 40), people_from(0, 12)

    assert surfaces_of({0: large, 1: lonely, 2: lonely, 3: middle}) == {0}
    assert surfaces_of({0: large, 1: lonely, 2: lonely}) == frozenset()


def test_a_small_unit_stays_withheld_however_many_seem_to_have_been_there() -> None:
    """Staff change, and one person may be known by several names."""
    people, parents = {0: 40.0, 1: 12.0, 2: 30.0, 3: 50.0}, [ORGANISATION] * 4

    assert share_out(people, plenty(people), parents, K).shown == (0, 1, 2, 3)
    shares = share_out(people, plenty(people), parents, K, small={1})

    assert shares.shown == (0, 3)
    assert shares.others == {ORGANISATION: (1, 2)}
