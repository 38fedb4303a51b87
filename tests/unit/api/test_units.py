"""Units and their dependencies as values: who is named, what is withheld, and that the page is consistent."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from api.domain.privacy import Privacy, Sight
from api.domain.rights import Grant, UnitTree, Viewer
from api.domain.unit import SHADES, KnownUnit, shades_of, unit_told
from api.domain.units import KnownUnits, Seen, pairs_of, units_of
from monitors.domain.calendar import date_of
from monitors.domain.register.actions import Role
from monitors.domain.register.asking import Question
from monitors.domain.register.contradictions import PlatformFacts
from monitors.domain.register.records import Declaration, Entry
from monitors.domain.reliance.daily import Dependency
from monitors.domain.reliance.records import PairDays, UnitDays
from streams.domain.units import Unit
from tests.relying_units import LAST_DAY, RelyingUnit, Use

K = 10
TODAY = date_of(LAST_DAY + 1)
TREE = UnitTree((Unit("City"), Unit("Services", 0, 40), Unit("Parks", 0, 30), Unit("Elections", 0, 6)))


def sight(role: Role, *units: str | None) -> Sight:
    """What somebody with this role for these units may be told."""
    viewer = Viewer(grants=tuple(Grant(role, unit) for unit in units), tree=TREE)
    return Sight(viewer, Privacy(K), TODAY)


ALL = sight("operations", None)
RISK = sight("risk", None)
OWN = sight("unit", "Elections")


def asked(unit: str, due: date) -> Question:
    """A question about Facebook."""
    return Question(
        unit=unit, platform="facebook", why="likely-critical", asked_on=date(2026, 1, 1), due_on=due
    )


def declared(unit: str, activity: str = "Answering") -> Entry:
    """An activity of which nothing but its name is said."""
    return Entry(
        unit=unit,
        platform="facebook",
        declaration=Declaration(activity=activity),
        declared_on=TODAY,
        review_due=date(2027, 1, 1),
    )


def tree_of(
    seen: list[Seen],
    *,
    looks: Sight = ALL,
    entries: list[Entry] | None = None,
    questions: list[Question] | None = None,
) -> tuple[list[str], int]:
    """The names on the page, and how many units are not named."""
    people = {"Services": 40, "Parks": 30, "Elections": 6}
    known = KnownUnits(pairs_of(seen, entries or [], questions or []), people, {"facebook": "Facebook"})
    told = units_of(known, looks)
    return [row.unit for row in told.rows], sum(each.units for each in told.small)


def test_a_small_unit_is_counted_under_its_parent_and_not_named() -> None:
    assert tree_of([Seen("Elections", "facebook", "mission-critical", 80)]) == (
        ["City", "Services", "Parks"],
        1,
    )


def test_of_one_level_the_confirmed_dependency_is_the_graver_whatever_the_scores() -> None:
    seen = [Seen("Services", "facebook", "important", 60), Seen("Services", "x", "important", 70)]
    confirmed = replace(declared("Services"), evidence="confirmed")
    people = {"Services": 40}
    for entries, gravest in (([], "x"), ([confirmed], "facebook")):
        told = units_of(KnownUnits(pairs_of(seen, entries, []), people, {}), ALL)
        [row] = [each for each in told.rows if each.unit == "Services"]
        assert row.gravest is not None
        assert row.gravest.platform == gravest


@given(st.integers(0, 500))
def test_sizes_of_units_are_told_in_steps_of_five(people: int) -> None:
    told = units_of(KnownUnits({}, {"Services": people}, {}), ALL)
    sizes = [row.people for row in told.rows if row.unit == "Services"]
    assert all(size is None or (size % 5 == 0 and abs(size - people) <= 2) for size in sizes)
    assert bool(sizes) == (people >= K)


def test_those_who_speak_for_a_small_unit_find_it_there() -> None:
    assert tree_of([Seen("Elections", "facebook", "important", 60)], looks=OWN) == (["Elections"], 0)


def test_a_small_unit_that_has_declared_is_named() -> None:
    names, hidden = tree_of([], entries=[declared("Elections")])

    assert "Elections" in names
    assert hidden == 0


def test_a_small_unit_is_named_to_risk_once_it_left_a_question_unanswered_for_two_weeks() -> None:
    seen = [Seen("Elections", "facebook", "mission-critical", 80)]
    overdue = [asked("Elections", date(2026, 3, 1))]

    assert "Elections" not in tree_of(seen, looks=RISK, questions=[asked("Elections", TODAY)])[0]
    assert "Elections" in tree_of(seen, looks=RISK, questions=overdue)[0]
    assert "Elections" not in tree_of(seen, questions=overdue)[0]


@given(
    st.sets(st.sampled_from(["Services", "Parks", "Elections"])),
    st.sets(st.sampled_from(["Services", "Parks", "Elections"])),
)
def test_nobody_finds_a_unit_named_that_they_may_not_see(mine: set[str], relying: set[str]) -> None:
    seen = [Seen(unit, "facebook", "habitual", 35) for unit in sorted(relying)]

    names, hidden = tree_of(seen, looks=sight("operations", *mine))

    assert set(names) == mine - {"Elections"}
    assert hidden == ("Elections" in mine)


def known_of(unit: RelyingUnit, *entries: Entry, questions: list[Question] | None = None) -> KnownUnit:
    """What the tables say of a unit."""
    work = unit.work()
    dependencies: dict[str, Dependency] = {each.platform: each for each in work.dependencies}
    return KnownUnit(
        unit=unit.unit,
        parent="City",
        people=unit.people,
        dependencies=dependencies,
        entries=entries,
        questions={each.platform: each for each in questions or []},
        findings=[],
        days=UnitDays.of([each.summary for each in work.units.values()]),
        pairs={
            platform: PairDays.of([day for key, day in work.pairs.items() if key.platform == platform])
            for platform in dependencies
        },
        facts={"facebook": PlatformFacts("Facebook", "Meta")},
    )


def test_points_add_up_to_the_score_that_is_shown() -> None:
    told = unit_told(known_of(RelyingUnit("Services", 40, [Use("facebook", 30)])), ALL)

    [pair] = told.pairs
    assert pair.assessment is not None
    assert pair.assessment.score == sum(each.points for each in pair.assessment.factors)
    assert pair.assessment.people == 30
    assert told.people == 40


def test_what_few_people_do_has_bands_and_points_and_no_hours() -> None:
    known = known_of(RelyingUnit("Services", 40, [Use("facebook", 4, "managing")]))
    [pair] = unit_told(known, ALL).pairs

    assert pair.assessment is not None
    assert pair.assessment.people == 0
    assert pair.assessment.score > 0
    assert pair.shades is None


def test_from_outside_a_small_unit_has_levels_at_most_and_never_a_figure() -> None:
    elections = RelyingUnit("Elections", 6, [Use("facebook", 4, "managing"), Use("x", 3, "managing")])
    overdue = [asked("Elections", date(2026, 3, 1))]

    known = known_of(elections, questions=overdue)
    told = unit_told(known, RISK)

    assert [(pair.platform, pair.observed) for pair in told.pairs] == [("facebook", "mission-critical")]
    assert all(pair.assessment is None and pair.shades is None and not pair.evidence for pair in told.pairs)
    assert (told.people, told.shades, told.findings) == (None, None, [])


def test_risk_sees_the_level_of_what_fails_now_and_others_do_not() -> None:
    known = known_of(RelyingUnit("Elections", 6, [Use("x", 3, "managing")]))

    hurt = unit_told(known, RISK, {"x"})
    others = unit_told(known, ALL, {"x"})

    assert [pair.platform for pair in hurt.pairs] == ["x"]
    assert others.pairs == []


def test_a_declared_platform_that_was_not_seen_stands_there_all_the_same() -> None:
    known = known_of(RelyingUnit("Services", 40), declared("Services"))

    [pair] = unit_told(known, ALL).pairs

    assert (pair.platform, pair.observed, pair.confirmation) == ("facebook", "none", "asked")
    assert pair.assessment is None


@given(st.lists(st.lists(st.integers(0, 10_000), min_size=24, max_size=24), max_size=20))
def test_shades_have_five_steps_and_show_something_of_every_hour_with_use(days: list[list[int]]) -> None:
    hours = np.array(days, np.float64).reshape(-1, 24)

    shades = shades_of(np.arange(len(days)) + 4, hours)

    if not hours.any():
        assert shades is None
        return
    assert shades is not None
    assert len(shades) == 168
    assert max(shades) == SHADES
    assert all((shades[hour] > 0) == bool(hours[0][hour] + hours[7::7, hour].sum()) for hour in range(24))
