"""What is found of units, told with the day's scores from stored rows: what, since when, and to whom."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from monitors.domain.findings.records import UPLOAD_BYTES
from monitors.domain.findings.standing import StandingFinding
from monitors.domain.withholding import USUAL_K
from streams.domain.units import Unit
from tests.working_days import MONDAY, SETTLED, World, at

MANAGERS, READERS, TALKERS = range(1, 3), range(3, 15), range(3, 9)


def working_days(first: int, last: int) -> list[int]:
    return [day for day in range(first, last + 1) if (day - MONDAY) % 7 < 5]


def managed(*units: Unit, last: int = SETTLED, k: int = USUAL_K) -> World:
    """Two of Roads manage pages on Facebook, on every working day."""
    world = World(*units or (Unit("Roads", -1, 20),), k=k)
    for day in working_days(MONDAY, last):
        world.works("Roads", day, MANAGERS, platform="facebook")
    return world


def stands(world: World, unit: str = "Roads") -> list[tuple[str, str]]:
    """What stands of a unit: platform and code."""
    return [
        (each.finding.platforms[0], each.finding.reason.code) for each in world.store.findings.standing(unit)
    ]


def one(world: World, code: str, unit: str = "Roads") -> StandingFinding:
    [found] = [each for each in world.store.findings.standing(unit) if each.finding.reason.code == code]
    return found


def said(world: World) -> list[dict[str, Any]]:
    """What was said on hub.changes, in its order."""
    return [json.loads(message.value) for message in world.said_of_findings]


def codes(told: Sequence[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in told]


def test_a_course_is_told_from_stored_people_on_the_day_from_which_days_can_tell_it() -> None:
    world = managed()

    world.passes(at(SETTLED, 1))
    assert stands(world) == []

    world.passes(at(SETTLED + 1, 1))
    assert stands(world) == [("facebook", "course-official-only")]
    found = one(world, "course-official-only")
    assert found.finding.reason.figures["strand_people"] == len(MANAGERS)
    assert (found.since_day, found.told_day) == (SETTLED, SETTLED)


def test_what_stays_keeps_its_day_and_what_changed_is_said_once() -> None:
    world = managed(last=SETTLED + 7)
    world.passes(at(SETTLED + 1, 1))
    world.passes(at(SETTLED + 2, 1))
    assert one(world, "course-official-only").since_day == SETTLED
    assert one(world, "course-official-only").told_day == SETTLED + 1

    for day in working_days(SETTLED + 2, SETTLED + 7):
        world.works("Roads", day, READERS, surface="feed", platform="facebook")
    world.passes(at(SETTLED + 8, 1))
    world.passes(at(SETTLED + 8, 2))

    assert stands(world) == [("facebook", "course-mixed")]
    first, second = said(world)
    assert (first["type"], first["subject"]) == ("holdfast.findings.changed", "Roads")
    assert (codes(first["data"]["new"]), first["data"]["gone"]) == (["course-official-only"], [])
    assert codes(second["data"]["new"]) == ["course-mixed"]
    assert codes(second["data"]["gone"]) == ["course-official-only"]
    assert first["id"] != second["id"]


def test_an_event_withholds_figures_as_where_no_cell_is_shown() -> None:
    world = managed()
    world.passes(at(SETTLED + 1, 1))

    [told] = said(world)[0]["data"]["new"]

    assert told["addressed_to"] == "unit"
    assert told["figures"]["strand_people"] is None
    assert told["figures"]["share"] == 1.0


@pytest.mark.parametrize(("people", "k"), [(9, USUAL_K), (12, 15)])
def test_of_a_unit_of_few_people_it_is_told_to_that_unit_alone(people: int, k: int) -> None:
    world = managed(Unit("Roads", -1, people), k=k)
    world.passes(at(SETTLED + 1, 1))

    found = one(world, "course-official-only").finding
    assert (found.only_unit, found.addressed_to) == (True, "unit")
    assert world.said_of_findings == []


@pytest.mark.parametrize(("k", "usual"), [(USUAL_K, True), (15, False)])
def test_what_small_units_use_is_not_told_to_others_as_usual(k: int, *, usual: bool) -> None:
    names = [f"unit {number}" for number in range(4)]
    world = World(*(Unit(name, -1, 12) for name in names), Unit("Roads", -1, 20), k=k)
    for day in working_days(MONDAY, SETTLED + 1):
        for name in names:
            world.works(name, day, READERS, surface="feed", platform="facebook")
        world.works("Roads", day, READERS, surface="feed", platform="x")
    world.passes(at(SETTLED + 1, 1))
    world.passes(at(SETTLED + 2, 1))

    assert (("facebook", "course-no-use") in stands(world)) is usual


def test_files_that_were_sent_up_are_told_from_the_sums_of_days() -> None:
    world = World(Unit("Roads", -1, 20))
    for number, day in enumerate(working_days(MONDAY, SETTLED)):
        files = {"bytes_up": UPLOAD_BYTES, "writes": 1} if number < 3 else {"bytes_up": UPLOAD_BYTES}
        world.works("Roads", day, TALKERS, surface="messaging", platform="whatsapp", **files)
    world.passes(at(SETTLED + 1, 1))

    assert one(world, "exposed-uploads").finding.reason.figures == {"days": 3}
    assert one(world, "exposed-talk").finding.addressed_to == "risk"


def test_the_organisations_own_rules_are_held_against_what_is_stored() -> None:
    world = World(Unit("Roads", -1, 20))
    for day in working_days(MONDAY, SETTLED):
        world.works("Roads", day, TALKERS, surface="messaging", platform="whatsapp")
    world.passes(at(SETTLED + 1, 1))

    assert one(world, "against-rule-internal").finding.reason.figures["rule"] == "Talk among colleagues"


def test_people_of_a_unit_of_one_are_among_those_of_the_unit_above_it() -> None:
    world = managed(Unit("Roads", -1, 20), Unit("Minister", 1, 1))
    for day in working_days(MONDAY, SETTLED):
        world.works("Minister", day, READERS, surface="feed", platform="facebook")
    world.passes(at(SETTLED + 1, 1))

    mixed = one(world, "course-mixed").finding
    assert mixed.reason.figures["people"] == len(MANAGERS) + len(READERS)
    assert world.store.findings.standing("Minister") == []


def test_what_most_units_used_the_day_before_and_one_does_not_is_its_course() -> None:
    names = [f"unit {number}" for number in range(4)]
    world = World(*(Unit(name, -1, 20) for name in [*names, "Roads"]))
    for day in working_days(MONDAY, SETTLED + 1):
        for name in names:
            world.works(name, day, READERS, surface="feed", platform="facebook")
        world.works("Roads", day, READERS, surface="feed", platform="x")
    world.passes(at(SETTLED + 1, 1))
    assert ("facebook", "course-no-use") not in stands(world)

    world.passes(at(SETTLED + 2, 1))
    assert ("facebook", "course-no-use") in stands(world)
    assert not [name for name in names if ("facebook", "course-no-use") in stands(world, name)]


def test_a_platform_that_the_catalogue_no_longer_has_is_left_out() -> None:
    world = managed()
    for day in working_days(MONDAY, SETTLED):
        world.works("Roads", day, TALKERS, surface="messaging", platform="our-old-chat")
    world.passes(at(SETTLED + 1, 1))

    assert world.level(platform="our-old-chat") != "none"
    assert stands(world) == [("facebook", "course-official-only")]


def test_a_worker_that_starts_anew_goes_on_from_what_stands() -> None:
    world = managed(last=SETTLED + 1)
    world.passes(at(SETTLED + 1, 1))
    world.starts_anew()
    world.passes(at(SETTLED + 2, 1))

    assert one(world, "course-official-only").since_day == SETTLED
    assert len(world.said_of_findings) == 1
