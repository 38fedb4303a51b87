"""Which dependencies a snapshot lists, whom it only counts, and how it knows who was hurt by what."""

from datetime import UTC

import numpy as np

from monitors.domain.calendar import Calendar
from monitors.domain.outage.records import Cause, Incident, Reason
from monitors.domain.reliance.outages import failures_of
from monitors.domain.reliance.records import Assessment, Coverage, Factor, Level
from monitors.domain.unit_hours import CONTROL_HOUR_KEY, UNIT_HOUR_KEY, UnitHours
from monitors.domain.usage import DAY_KEY
from monitors.snapshot_dependencies import (
    Showing,
    UnitJudged,
    dependencies,
    judged,
    seen_of,
)
from monitors.snapshot_schema import Coverage as Covered
from monitors.snapshot_schema import Period
from monitors.snapshot_unit_rows import Known
from streams.attribution import SURFACES
from streams.domain.cells import Cells
from streams.domain.sketches import Sketch, active_slots
from streams.domain.surfaces import Surface
from streams.domain.units import UNASSIGNED, Unit

K = 10
DAY = 20_514
ROADS, PARKS, SIGNS, CHIEF = 1, 2, 3, 4
UNITS = (
    Unit(UNASSIGNED),
    Unit("Roads", -1, 40),
    Unit("Parks", -1, None),
    Unit("Signs", ROADS, 4),
    Unit("Chief", ROADS, 1),
)


def known(last_day: int = DAY, merged_into: dict[int, int] | None = None) -> Known:
    return Known(UNITS, ["facebook", "x"], Calendar(UTC), merged_into or {}, K, last_day)


def assessment(level: Level, score: int, *findings: str) -> Assessment:
    return Assessment(
        score=score,
        level=level,
        candidate=False,
        question=None,
        confidence="medium",
        factors=[Factor(name="reach", band="most", points=score, most=100, figures={"people_a_day": 31.2})],
        kinds=[],
        identity="not-visible",
        people=31,
        evidence=[],
        findings=[Reason(code, {"requests": 8}) for code in findings],
    )


def listed(found: dict[int, UnitJudged], showing: Showing | None = None) -> list[tuple[object, ...]]:
    cells = {(ROADS, 0), (ROADS, 1), (PARKS, 0)}
    told = dependencies(found, known(), showing or Showing("login", cells, ()), {})
    return [
        (each.unit, each.platform, each.small_units)
        if each.score is None
        else (each.unit, each.platform, each.score, each.people, each.small_units)
        for each in told
    ]


def test_the_highest_score_comes_first_and_ties_go_by_name() -> None:
    found = {
        PARKS: UnitJudged(30, {0: assessment("important", 52)}),
        ROADS: UnitJudged(40, {1: assessment("important", 52), 0: assessment("mission-critical", 81)}),
    }

    assert [row[:3] for row in listed(found)] == [
        ("Roads", "facebook", 81), ("Parks", "facebook", 52), ("Roads", "x", 52)
    ]  # fmt: skip


def test_what_nobody_relies_on_is_listed_only_where_we_turned_it_away() -> None:
    pairs = {0: assessment("none", 4, "turned-away"), 1: assessment("none", 7, "young-use")}

    assert [row[:3] for row in listed({ROADS: UnitJudged(40, pairs)})] == [("Roads", "facebook", 4)]


def test_small_units_are_counted_under_their_parent_from_incidental_on() -> None:
    found = {
        SIGNS: UnitJudged(4, {0: assessment("important", 55), 1: assessment("none", 4, "turned-away")}),
        PARKS: UnitJudged(9, {0: assessment("incidental", 12)}),
    }

    assert listed(found) == [("Roads", "facebook", 1), ("organisation", "facebook", 1)]
    assert "Signs" not in str(listed(found))


def test_people_are_told_only_where_the_usage_table_tells_them_too() -> None:
    found = {ROADS: UnitJudged(40, {0: assessment("important", 52)})}

    [[*_, shown, _]] = listed(found)
    [[*_, withheld, _]] = listed(found, Showing("login", (), ()))

    assert (shown, withheld) == (30, None)


def test_beside_a_platforms_few_requests_no_unit_is_named() -> None:
    pairs = {0: assessment("important", 52)}
    found = {ROADS: UnitJudged(40, pairs), SIGNS: UnitJudged(4, pairs)}

    assert listed(found, Showing("login", (), {0})) == []


def test_on_a_platform_of_few_people_a_unit_is_named_for_what_matters_and_not_for_a_habit() -> None:
    small = UnitJudged(4, {0: assessment("habitual", 31), 1: assessment("important", 52)})
    found = {
        ROADS: UnitJudged(40, {0: assessment("important", 52), 1: assessment("habitual", 31)}),
        PARKS: UnitJudged(30, {0: assessment("none", 4, "turned-away")}),
        SIGNS: small,
    }

    told = listed(found, Showing("login", (), (), few={0, 1}))

    assert [row[:2] for row in told] == [("Roads", "facebook"), ("Roads", "x")]
    assert told[0][2] == 52
    assert told[1][2] == 1  # of the small units, the one that importantly relies on it


def a_morning(*units: int) -> tuple[UnitHours, dict[int, Sketch]]:
    """Twelve people of each unit read Facebook at nine; their general traffic goes through the control."""
    places = np.array(units, np.int64)
    zeros = np.zeros(len(units), np.int64)
    feed = zeros + SURFACES.index(Surface.FEED)
    cell = {"unit": places, "platform": zeros, "surface": feed, "use": zeros + 2}
    nobody = Cells.none(1)
    empty = (nobody.member_keys, nobody.members, nobody.flags)
    hours = Cells.gather(
        UNIT_HOUR_KEY.pack(**cell, hour=zeros + DAY * 24 + 9),
        np.tile(np.array([[60, 3, 900, 90, 6]]), (len(units), 1)),
        *empty,
    )
    control = Cells.gather(
        CONTROL_HOUR_KEY.pack(unit=places, hour=zeros + DAY * 24 + 9), np.full((len(units), 1), 500), *empty
    )
    keys = DAY_KEY.pack(**cell, day=zeros + DAY).tolist()
    people, active = {}, {}
    for key, unit in zip(keys, units, strict=True):
        who = np.arange(100 * unit, 100 * unit + 12).astype(np.uint64)
        people[key] = Sketch.of(who)
        active[key] = Sketch.of(active_slots(who, np.zeros(12, np.int64)))
    return UnitHours(hours, control, active), people


def test_a_unit_is_judged_on_each_platform_by_its_own_people() -> None:
    found = judged(*a_morning(ROADS, PARKS), known(), Coverage(), ())

    assert found.keys() == {ROADS, PARKS}
    assert (found[ROADS].people, found[PARKS].people) == (40, 12)
    assert found[PARKS].pairs[0].people == 12
    assert found[PARKS].pairs[0].score == sum(line.points for line in found[PARKS].pairs[0].factors)


def test_a_unit_of_one_is_judged_within_its_parent() -> None:
    found = judged(*a_morning(ROADS, CHIEF), known(merged_into={CHIEF: ROADS}), Coverage(), ())

    assert found.keys() == {ROADS}
    assert found[ROADS].pairs[0].people == 24


def test_only_incidents_that_take_a_platform_away_are_failures_and_open_ones_last_to_the_end() -> None:
    def incident(identity: str, cause: Cause, ended: int | None, detected: int | None = 60_000) -> Incident:
        return Incident(
            id=identity, cause=cause, cause_confidence=1.0, platforms=["x"], groups=[], units=["Roads"],
            sites=[], state="confirmed", suspected_at_ms=0, started_at_ms=1_000, detected_at_ms=detected,
            ended_at_ms=ended, peak_failed_share=1.0, requests_failed=1, people_failed=1, reasons=[],
            explanation=Reason("cause-platform"),
        )  # fmt: skip

    found = failures_of(
        [
            incident("b", "platform", None),
            incident("a", "shared-provider", 5_000),
            incident("c", "egress", 5_000),
            incident("d", "platform", 5_000, None),
        ],
        90_000,
    )

    told = [(each.incident, each.from_ms, each.to_ms) for each in found]
    assert told == [("a", 1_000, 5_000), ("b", 1_000, 90_000)]


def test_silences_of_the_log_are_the_share_of_its_time() -> None:
    period = Period("2026-03-02T00:00:00.000Z", "2026-03-04T00:00:00.000Z")
    gaps = [Period("2026-03-02T00:00:00.000Z", "2026-03-02T12:00:00.000Z")]
    covered = Covered(joined_share=0.9, identity="login", excluded=0, gaps=gaps, control_one_in=1)

    assert seen_of(covered, period) == Coverage(joined_share=0.9, identity="login", blind_share=0.25)
    assert seen_of(covered, Period(None, None)).blind_share is None
