"""The tables of a period add up to the last request, and show no figure of fewer than k people."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.domain.tables import ALL_SURFACES, Figures, PeriodTables
from monitors.domain.withholding import LOWEST_K, ORGANISATION
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS
from streams.domain.outcomes import Outcome
from streams.domain.units import UNASSIGNED_PLACE
from tests.usage_slices import Use, slices


@dataclass(frozen=True, slots=True)
class Organisation:
    """A tree of units, which of them are units of one, and what all did."""

    parents: list[int]
    sole: set[int]
    uses: list[Use]
    k: int

    def tables(self) -> PeriodTables:
        return PeriodTables(slices(self.uses), self.parents, self.sole, self.k)


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    size = draw(st.integers(1, 9))
    parents = [draw(st.integers(ORGANISATION, unit - 1)) for unit in range(size)]
    sole = draw(st.sets(st.integers(0, size - 1), max_size=3))
    uses = []
    for _ in range(draw(st.integers(0, 14))):
        unit = draw(st.integers(0, size - 1))
        first = 1_000 * unit  # nobody works for two units
        people = tuple(range(first + 1, first + 1 + (1 if unit in sole else draw(st.integers(1, 14)))))
        uses.append(
            Use(
                unit,
                draw(st.integers(0, 2)),
                draw(st.integers(0, 3)),
                people,
                draw(st.integers(1, 1_000)),
                draw(st.integers(20_000, 20_003)),
                draw(st.booleans()) and draw(st.booleans()),
            )
        )
    return Organisation(parents, sole, uses, draw(st.sampled_from([LOWEST_K, 10])))


def people_of(uses: Iterable[Use]) -> set[int]:
    return {person for use in uses for person in use.people}


def requests(figures: Iterable[Figures]) -> int:
    return sum(each.requests for each in figures)


@given(organisations())
@settings(deadline=None)
def test_shown_cells_and_other_units_add_up_to_the_platforms_exact_total(organisation: Organisation) -> None:
    tables = organisation.tables()

    for row in tables.platforms:
        used = [use for use in organisation.uses if use.platform == row.platform and not use.embed]
        embeds = [use for use in organisation.uses if use.platform == row.platform and use.embed]
        assert row.figures.requests == sum(use.requests for use in used)
        assert row.seen_as_embed == sum(use.requests for use in embeds)
        cells, others = tables.units_of(row.platform)
        if len(people_of(used)) < organisation.k:
            assert (row.figures.people, row.units, cells, others) == (None, None, [], [])
            continue
        parts = [cell.surfaces[ALL_SURFACES] for cell in cells] + [other.figures for other in others]
        assert requests(parts) == row.figures.requests
        assert sum(part.count("bytes_down") for part in parts) == row.figures.count("bytes_down")
        named = [cell.unit for cell in cells] + [child for other in others for child in other.children]
        assert row.units == len(set(named) - {UNASSIGNED_PLACE})


@given(organisations())
@settings(deadline=None)
def test_no_figure_of_fewer_than_k_people_is_shown_or_left_over(organisation: Organisation) -> None:
    tables, k = organisation.tables(), organisation.k

    for row in tables.platforms:
        cells, others = tables.units_of(row.platform)
        for cell in cells:
            total = cell.surfaces[ALL_SURFACES]
            shown = [figures for surface, figures in cell.surfaces.items() if surface != ALL_SURFACES]
            assert all(figures.people is not None and figures.people % 5 == 0 for figures in [total, *shown])
            assert requests(shown) <= total.requests
            uses = [
                use
                for use in organisation.uses
                if merged(use.unit, organisation) == cell.unit
                and use.platform == row.platform
                and not use.embed
            ]
            assert len(people_of(uses)) >= k
            left = {use.surface for use in uses} - set(cell.surfaces)
            assert len(left) != 1  # one surface alone could be had by subtraction
            for surface in set(cell.surfaces) - {ALL_SURFACES}:
                assert len(people_of(use for use in uses if use.surface == surface)) >= k
        assert all(len(other.children) >= 2 and other.figures.people is None for other in others)
        assert not {cell.unit for cell in cells} & {child for other in others for child in other.children}


def merged(unit: int, organisation: Organisation) -> int:
    """Where a unit's figures belong: a unit of one is part of the first larger unit above it."""
    while unit in organisation.sole and organisation.parents[unit] != ORGANISATION:
        unit = organisation.parents[unit]
    return unit


@given(organisations())
@settings(deadline=None)
def test_units_of_one_are_never_named(organisation: Organisation) -> None:
    tables = organisation.tables()
    below_somebody = {unit for unit in organisation.sole if organisation.parents[unit] != ORGANISATION}

    for row in tables.platforms:
        cells, others = tables.units_of(row.platform)
        named = {cell.unit for cell in cells} | {child for other in others for child in other.children}
        assert not named & below_somebody


def crowd(unit: int, size: int, each: int = 10, surface: int = 0) -> Use:
    """So many people of a unit on the one platform."""
    return Use(unit, 0, surface, tuple(range(unit * 1_000, unit * 1_000 + size)), each)


def test_a_chain_of_units_of_one_ends_in_the_first_larger_unit() -> None:
    tables = Organisation([ORGANISATION, 0, 1], {1, 2}, [crowd(0, 12), crowd(1, 1), crowd(2, 1)], 10).tables()

    [cell], others = tables.units_of(0)
    assert (cell.unit, cell.surfaces[ALL_SURFACES].requests, others) == (0, 140, [])


def test_a_single_small_unit_cannot_be_had_by_subtraction() -> None:
    tables = Organisation([ORGANISATION] * 3, set(), [crowd(0, 30), crowd(1, 12), crowd(2, 1)], 10).tables()

    [cell], [other] = tables.units_of(0)
    assert cell.unit == 0
    assert (other.parent, other.children, other.figures.requests) == (ORGANISATION, (1, 2), 130)


def test_a_surface_that_few_people_use_takes_the_smallest_other_one_with_it() -> None:
    deep = Use(0, 0, 2, (0, 1), 50)
    tables = Organisation([ORGANISATION], set(), [crowd(0, 30), crowd(0, 11, surface=1), deep], 10).tables()

    [cell], _ = tables.units_of(0)
    assert set(cell.surfaces) == {ALL_SURFACES, 0}
    assert cell.surfaces[ALL_SURFACES].requests == 300 + 110 + 100


def test_a_surface_of_everybody_is_shown() -> None:
    tables = Organisation([ORGANISATION], set(), [crowd(0, 30), crowd(0, 12, surface=1)], 10).tables()

    [cell], _ = tables.units_of(0)
    assert {surface: figures.people for surface, figures in cell.surfaces.items()} == {-1: 30, 0: 30, 1: 10}


def test_platforms_come_by_use_and_embeds_alone_make_a_row() -> None:
    uses = [
        Use(0, 4, 0, (1,), 5),
        Use(0, 2, 0, (1, 2), 90),
        Use(0, 7, 0, (), 0, embed=True),
        Use(0, 9, 1, (1,), 3, embed=True),
    ]
    tables = Organisation([ORGANISATION], set(), uses, 5).tables()

    told = [(row.platform, row.figures.requests, row.seen_as_embed) for row in tables.platforms]
    assert told == [(2, 180, 0), (4, 5, 0), (7, 0, 0), (9, 0, 3)]


def test_outcomes_are_told_in_words_without_those_that_did_not_occur() -> None:
    counts = np.zeros(len(USAGE_COUNTS), np.int64)
    counts[[Outcome.OK, Outcome.OUR_POLICY]] = 3, 1

    figures = Figures(counts, None)

    assert figures.outcomes == {"ok": 3, "our_policy": 1}
    assert figures.requests == 4
    assert len(OUTCOMES) == len(Outcome)


@pytest.mark.parametrize(("people", "shown"), [(40, [(0, 9, 7)]), (10, [(0, 9, 7)]), (9, []), (1, [])])
def test_the_hours_of_a_platform_are_shown_where_enough_people_use_it(
    people: int, shown: list[tuple[int, int, int]]
) -> None:
    assert Organisation([ORGANISATION], set(), [crowd(0, people)], 10).tables().hours == shown


@pytest.mark.parametrize("k", [5, 10, 30])
def test_k_decides_what_is_small(k: int) -> None:
    tables = Organisation([ORGANISATION] * 2, set(), [crowd(0, 40), crowd(1, 12)], k).tables()

    cells, others = tables.units_of(0)
    assert (len(cells), len(others)) == ((2, 0) if k <= 12 else (0, 1))
