"""What may be said of a platform in a closed period: totals are exact, few people are never found."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.published.gathering import Cell, Gathered, PeopleRow, UnitUse
from monitors.domain.published.periods import Period
from monitors.domain.published.records import ALL, PublishedCell, PublishedPlatform
from monitors.domain.published.telling import Terms, Tree, published
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch
from streams.domain.units import UNASSIGNED, Unit

K = 10
UNITS = (Unit(UNASSIGNED), Unit("City"), Unit("Roads", 1), Unit("Parks", 1), Unit("Archive", 1))
NAMES = ("City", "Roads", "Parks", "Archive", UNASSIGNED)
SURFACES = ("feed", "messaging", "publishing", "ads")
WEEK, MONTH = Period("week", date(2026, 3, 2)), Period("month", date(2026, 3, 1))

Used = Mapping[tuple[str, str], tuple[int, int]]
"""By unit and surface how many people there were, and how many requests beyond one for each."""


def use_of(used: Used, kind: str = "yes", key_version: int = 1) -> Gathered:
    """A Monday morning; nobody is in two units, and a larger surface has the people of a smaller one."""
    gathered = Gathered()
    for (unit, surface), (people, extra) in used.items():
        cell = Cell(unit, "facebook", surface, kind)
        first = 1_000 * NAMES.index(unit)
        who = Sketch.of(np.arange(first + 1, first + people + 1, dtype=np.uint64))
        counts = dict.fromkeys(USAGE_COUNTS, 0) | {"ok": people + extra}
        rows = [] if kind == "no" else [PeopleRow(cell, key_version, who, who)]
        hours = {} if kind == "no" else {("facebook", 9): people + extra}
        gathered.add(UnitUse({cell: tuple(counts.values())}, rows, hours), {9: 9})
    return gathered


def told(used: Used, period: Period = WEEK, k: int = K) -> PublishedPlatform:
    """What is published of it."""
    return published(period, "facebook", use_of(used).of("facebook"), Terms(Tree.of(UNITS), k))


def whole(people: Mapping[str, int]) -> dict[tuple[str, str], tuple[int, int]]:
    """So many people of each unit, who ask for a hundred things each."""
    return {(unit, "feed"): (many, 99 * many) for unit, many in people.items()}


USES = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(SURFACES)),
    st.tuples(st.integers(1, 40), st.integers(0, 300)),
    min_size=1,
)


def own(platform: PublishedPlatform) -> list[PublishedCell]:
    """The cells with figures of a unit's own."""
    return [each for each in platform.cells if each.kind == "unit"]


def test_totals_are_exact_and_people_are_rounded() -> None:
    platform = told(whole({"Roads": 21, "Parks": 16}))

    assert (platform.requests, platform.people, platform.units) == (3_700, 35, 2)
    assert platform.outcomes == {"ok": 3_700}


def test_a_small_cell_is_withheld_and_another_with_it() -> None:
    platform = told(whole({"Roads": 30, "Parks": 20, "Archive": 3}))

    assert {each.unit for each in platform.cells if each.kind == "withheld"} == {"Parks", "Archive"}
    [others] = [each for each in platform.cells if each.kind == "other-units"]
    assert (others.unit, others.requests, others.children) == ("City", 2_300, 2)


@given(USES)
def test_no_cell_of_few_people_is_told_and_what_is_told_adds_up(
    used: dict[tuple[str, str], tuple[int, int]],
) -> None:
    platform = told(used)

    assert platform.requests == sum(people + extra for people, extra in used.values())
    for cell in own(platform):
        surfaces = [cell.surface] if cell.surface != ALL else SURFACES
        assert max(used.get((cell.unit, surface), (0, 0))[0] for surface in surfaces) >= K
        assert cell.people is not None
    wholes = [each for each in platform.cells if each.surface == ALL and each.requests is not None]
    if wholes:
        assert sum(each.requests or 0 for each in wholes) == platform.requests
    withheld = Counter(each.unit for each in platform.cells if each.kind == "withheld")
    assert set(withheld.values()) <= {1}
    assert sum(each.children or 0 for each in platform.cells) == len(withheld)


@given(USES)
def test_a_surface_says_what_its_shown_units_say_together_and_nothing_else(
    used: dict[tuple[str, str], tuple[int, int]],
) -> None:
    platform = told(used)

    sums: Counter[str] = Counter()
    for cell in own(platform):
        if cell.surface != ALL:
            sums[cell.surface] += cell.requests or 0
    assert {each.surface: each.requests for each in platform.surfaces} == dict(sums)
    assert all(each.people is not None for each in platform.surfaces)


def test_a_surface_that_one_unit_alone_keeps_back_cannot_be_had_by_subtraction() -> None:
    platform = told(
        {
            ("Roads", "feed"): (30, 900),
            ("Roads", "messaging"): (30, 900),
            ("Parks", "feed"): (30, 900),
            ("Parks", "messaging"): (3, 40),
            ("Parks", "publishing"): (20, 900),
        }
    )

    shown = {(each.unit, each.surface) for each in own(platform)}
    assert ("Parks", "messaging") not in shown
    assert ("Roads", "messaging") in shown
    [messaging] = [each for each in platform.surfaces if each.surface == "messaging"]
    assert messaging.requests == 930, "those of Roads, and not the 43 of Parks"


def test_of_a_platform_of_few_people_nothing_but_the_totals_is_told() -> None:
    platform = told(whole({"Roads": 4, "Parks": 3}))

    assert (platform.requests, platform.people, platform.units, platform.background) == (
        700,
        None,
        None,
        None,
    )
    assert (platform.cells, platform.surfaces, platform.shades) == ((), (), {})


def test_embeds_are_on_top_and_programs_are_told_apart_where_surfaces_are() -> None:
    gathered = use_of({("Roads", "feed"): (20, 80)})
    for used, kind in (({("Roads", "media-cdn"): (20, 30)}, "weak"), ({("Parks", "embed"): (20, 880)}, "no")):
        other = use_of(used, kind).of("facebook")
        rows = [PeopleRow(cell, 1, people, people) for cell, people in other.people.items()]
        hours = {("facebook", hour): requests for hour, requests in other.week.items()}
        gathered.add(UnitUse(other.counts, rows, hours), {9: 9})

    platform = published(WEEK, "facebook", gathered.of("facebook"), Terms(Tree.of(UNITS), K))

    assert (platform.requests, platform.background, platform.seen_as_embed) == (150, 50, 900)
    assert platform.shades == {9: 5}


def test_months_have_no_hours_of_the_week() -> None:
    assert told(whole({"Roads": 30}), MONTH).shades == {}
    assert told(whole({"Roads": 30}), WEEK).shades == {9: 5}


def test_people_of_two_versions_of_the_key_are_not_added_up() -> None:
    gathered = use_of({("Roads", "feed"): (9, 91)})
    other = use_of({("Roads", "feed"): (8, 0)}).of("facebook")
    rows = [PeopleRow(cell, 2, people, people) for cell, people in other.people.items()]
    gathered.add(UnitUse(other.counts, rows, {}), {})

    platform = published(WEEK, "facebook", gathered.of("facebook"), Terms(Tree.of(UNITS), K))

    assert (platform.requests, platform.people) == (108, None)


def test_of_rows_whose_people_are_forgotten_the_requests_are_still_told() -> None:
    gathered = Gathered()
    cell = Cell("Roads", "facebook", "feed", "yes")
    counts = dict.fromkeys(USAGE_COUNTS, 0) | {"ok": 70}
    gathered.add(UnitUse({cell: tuple(counts.values())}, [], {("facebook", 9): 70}), {9: 9})

    platform = published(WEEK, "facebook", gathered.of("facebook"), Terms(Tree.of(UNITS), K))

    assert (platform.requests, platform.people, platform.cells) == (70, None, ())


def test_a_unit_that_the_directory_knows_to_be_small_has_no_figures_whoever_was_there() -> None:
    use = use_of(whole({"Roads": 30, "Parks": 25, "Archive": 12})).of("facebook")
    sizes = (Unit(UNASSIGNED), Unit("City"), Unit("Roads", 1), Unit("Parks", 1), Unit("Archive", 1, 6))

    told_of = {each.unit: each for each in own(published(WEEK, "facebook", use, Terms(Tree.of(sizes), K)))}

    assert "Archive" in {each.unit for each in own(told(whole({"Roads": 30, "Parks": 25, "Archive": 12})))}
    assert set(told_of) == {"Roads"}
