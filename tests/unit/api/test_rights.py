"""How far a grant reaches, whatever the organisation looks like."""

from hypothesis import given
from hypothesis import strategies as st

from api.domain.rights import ANONYMOUS, RIGHTS, ROLES, WHOLE_ONLY, Grant, Right, UnitTree, Viewer
from streams.domain.units import Unit

NAMES = [f"Unit {number}" for number in range(8)]


@st.composite
def trees(draw: st.DrawFn) -> UnitTree:
    """Some units, each at the top or under one that stands before it."""
    parents = [draw(st.integers(-1, place - 1)) for place in range(len(NAMES))]
    return UnitTree([Unit(name, parent) for name, parent in zip(NAMES, parents, strict=True)])


GRANTS = st.builds(Grant, st.sampled_from(ROLES), st.sampled_from([None, *NAMES, "Gone"]))


def above(tree: UnitTree, unit: str) -> set[str]:
    """A unit and everything above it, step by step upwards."""
    found = set()
    at: str | None = unit
    while at is not None:
        found.add(at)
        at = tree.parent(at)
    return found


@given(trees(), st.lists(GRANTS, max_size=4), st.sampled_from(Right), st.sampled_from(NAMES))
def test_a_right_reaches_a_unit_from_a_grant_on_it_above_it_or_on_the_whole_and_from_no_other(
    tree: UnitTree, grants: list[Grant], right: Right, unit: str
) -> None:
    viewer = Viewer(account=1, grants=tuple(grants), tree=tree)
    giving = [
        grant
        for grant in grants
        if right in RIGHTS[grant.role] and (grant.unit is None or right not in WHOLE_ONLY)
    ]
    reaches = [grant for grant in giving if grant.unit is None or grant.unit in above(tree, unit)]
    assert viewer.may(right, unit) == bool(reaches)
    assert viewer.may(right) == bool(giving)
    assert viewer.may_everywhere(right) == any(grant.unit is None for grant in giving)
    assert (viewer.role_for(right, unit) in {grant.role for grant in reaches}) == bool(reaches)


@given(trees(), st.lists(GRANTS, max_size=4), GRANTS, st.sampled_from(Right), st.sampled_from(NAMES))
def test_a_further_grant_takes_nothing_away(
    tree: UnitTree, grants: list[Grant], further: Grant, right: Right, unit: str
) -> None:
    before = Viewer(account=1, grants=tuple(grants), tree=tree)
    after = Viewer(account=1, grants=(*grants, further), tree=tree)
    assert after.may(right, unit) or not before.may(right, unit)
    assert after.may(right) or not before.may(right)


@given(trees(), st.lists(GRANTS, max_size=4), st.sets(st.sampled_from(Right)), st.sampled_from(Right))
def test_a_key_has_the_rights_that_it_was_made_for_where_its_grants_reach(
    tree: UnitTree, grants: list[Grant], only: set[Right], right: Right
) -> None:
    whole = Viewer(account=1, grants=tuple(grants), tree=tree)
    narrowed = Viewer(account=1, grants=tuple(grants), only=frozenset(only), tree=tree)
    assert narrowed.units(right) == (whole.units(right) if right in only else frozenset())


@given(trees(), st.lists(GRANTS, max_size=3), GRANTS)
def test_whoever_manages_people_covers_a_grant_exactly_where_they_manage_all_that_it_reaches(
    tree: UnitTree, grants: list[Grant], wanted: Grant
) -> None:
    viewer = Viewer(account=1, grants=tuple(grants), tree=tree)
    if wanted.unit is None:
        expected = viewer.may_everywhere(Right.MANAGE_PEOPLE)
    else:
        expected = all(viewer.may(Right.MANAGE_PEOPLE, unit) for unit in tree.below(wanted.unit))
    assert viewer.covers([wanted]) == expected


def test_whoever_is_not_known_may_do_nothing() -> None:
    assert not any(ANONYMOUS.may(right) for right in Right)
    assert not ANONYMOUS.is_known


def test_every_right_is_somebodys() -> None:
    assert frozenset[Right]().union(*RIGHTS.values()) == frozenset(Right)


def test_nobody_but_a_unit_sees_the_levels_of_a_unit_too_small_for_others() -> None:
    assert [role for role in ROLES if Right.SEE_SMALL_UNIT in RIGHTS[role]] == ["unit"]


def test_an_auditor_changes_nothing_and_an_administrator_says_nothing_of_a_units_work() -> None:
    seeing = {right for right in Right if right.startswith("see-")} | {Right.EXPORT}
    work = {Right.DECLARE, Right.CONFIRM, Right.DECIDE, Right.TEST_FALLBACKS, Right.ACT_ON_INCIDENTS}
    assert RIGHTS["auditor"] <= seeing
    assert not RIGHTS["admin"] & work


def test_the_spelling_of_a_units_name_does_not_matter_to_rights() -> None:
    viewer = Viewer(
        account=1, grants=(Grant("unit", "press  OFFICE"),), tree=UnitTree([Unit("Press Office")])
    )
    assert viewer.may(Right.CONFIRM, "PRESS office")
    assert viewer.units(Right.CONFIRM) == frozenset({"Press Office"})
