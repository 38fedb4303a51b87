"""An exercise on units whose days are known: who stops and when, whose time runs out, who is not told of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.calendar import Calendar
from monitors.domain.register.records import Declaration, Entry, EvidenceLevel, Fallback, Impact
from monitors.domain.reliance.figures import work_of
from monitors.domain.reliance.outages import Failure
from monitors.domain.reliance.records import (
    HOURS_A_DAY,
    IDLE,
    DaySummary,
    Level,
    PairDays,
    Strand,
    UnitDay,
    UnitDays,
)
from monitors.exercise import Around, Outage, UnitKnown, exercise, observed_days
from monitors.exercise_schema import Exercise, UnitStop, to_json

MONDAY = 20_514
"""2026-03-02."""
LAST = MONDAY + 21
"""A Monday three weeks later, on which the exercise takes place."""
K = 10
OPERATORS = {"facebook": "Meta", "whatsapp": "Meta", "x": "X Corp."}


def at(clock: str) -> int:
    return round(datetime.fromisoformat(f"2026-03-23T{clock}").replace(tzinfo=UTC).timestamp() * 1000)


def gone(begin: str = "09:00", end: str = "15:00", *platforms: str) -> Outage:
    return Outage(platforms or ("facebook",), at(begin), at(end))


def around(*failures: Failure, hidden: Sequence[str] = ()) -> Around:
    return Around(Calendar(UTC), OPERATORS, failures, K, at("23:59"), hidden)


def known(  # noqa: PLR0917 (each names itself where it matters)
    name: str = "Citizen Services",
    slots: Mapping[int, int] | None = None,
    people: int = 40,
    there: int = 30,
    level: Level = "mission-critical",
    shown: Sequence[str] | None = None,
) -> UnitKnown:
    """A unit with so many slots in some hours of every working day of three weeks, and of the last Monday."""
    hours = dict.fromkeys(range(9, 17), 24) if slots is None else slots
    days = [day for day in range(MONDAY, LAST + 1) if (day - MONDAY) % 7 < 5]
    unit = [
        UnitDay(day=day, people=people, general=tuple(900 if 7 <= h < 23 else 0 for h in range(HOURS_A_DAY)))
        for day in days
    ]
    requests = tuple(4 * hours.get(hour, 0) for hour in range(HOURS_A_DAY))
    use = Strand(there, 0, 0, sum(hours.values()), 0, requests)
    pair = [
        DaySummary(
            day=day,
            strands=(use, IDLE, IDLE, IDLE),
            asking_slots=0,
            watching_slots=0,
            watching_bytes=0,
            weak=0,
            embedded=0,
            blocked=0,
            bytes_down=0,
            bytes_up=0,
            writes=0,
        )
        for day in days
    ]
    work = work_of(UnitDays.of(unit), LAST, people)
    return UnitKnown(
        name, "Province", people, work, {"facebook": PairDays.of(pair)}, {"facebook": level}, shown
    )


def entry(
    unit: str = "Citizen Services",
    rto: float | None = 2,
    mtpd: float | None = 8,
    fallback: Fallback | None = None,
    evidence: EvidenceLevel = "confirmed",
) -> Entry:
    declaration = Declaration(
        activity="answering citizens",
        owner_role="Duty manager",
        impact_over_time=(Impact(at_hours=4, category="operational", level=3),),
        rto_hours=rto,
        mtpd_hours=mtpd,
        fallback=fallback,
    )
    return Entry(
        unit=unit,
        platform="facebook",
        declaration=declaration,
        evidence=evidence,
        declared_on=date(2026, 1, 14),
        review_due=date(2027, 1, 14),
    )


def play(
    units: Sequence[UnitKnown], *entries: Entry, outage: Outage | None = None, setting: Around | None = None
) -> Exercise:
    return exercise(units, entries, outage or gone(), setting or around(), "UTC")


def only(told: Exercise) -> UnitStop:
    [line] = told.units
    return line


def test_who_works_on_it_every_hour_stops_at_once_and_loses_what_it_would_have_done() -> None:
    line = only(play([known()]))

    assert (line.unit, line.stops, line.stops_at) == ("Citizen Services", True, "2026-03-23T09:00:00.000Z")
    assert line.slots is not None
    assert (line.slots.low, line.slots.high) == (140, 145)
    assert line.people == 30
    assert (line.level, line.confirmation) == ("mission-critical", "unasked")


def test_a_late_shift_stops_when_it_begins_and_its_clock_runs_from_there() -> None:
    late = known(slots=dict.fromkeys(range(14, 22), 20))

    line = only(play([late], entry(rto=2, mtpd=4), outage=gone("09:00", "17:00")))

    assert line.stops_at == "2026-03-23T14:00:00.000Z"
    assert line.activities[0].rto_passed_at == "2026-03-23T16:00:00.000Z"
    assert line.activities[0].mtpd_passed_at is None


def test_who_would_not_have_used_it_then_loses_nothing_and_no_time_runs() -> None:
    line = only(play([known(slots={20: 40})], entry()))

    assert (line.stops, line.stops_at, line.slots, line.withheld) == (False, None, None, False)
    assert line.activities[0].rto_passed_at is None


def test_a_fallback_of_the_same_operator_is_named_and_does_not_hold() -> None:
    told = play([known()], entry(fallback=Fallback(name="WhatsApp", platform="whatsapp")))
    [activity] = only(told).activities

    assert (activity.fallback, activity.fallback_covers) == ("WhatsApp", False)
    assert activity.rto_passed_at == "2026-03-23T11:00:00.000Z"
    assert [reason.code for reason in activity.reasons] == ["fallback-same-operator", "rto-passed"]
    assert (told.summary.rto_passed, told.summary.without_fallback) == (1, 1)
    assert told.summary.severity == "critical"


def test_a_fallback_that_holds_is_what_keeps_the_time_from_running_out() -> None:
    [activity] = only(play([known()], entry(fallback=Fallback(name="phones", capacity_share=0.5)))).activities

    assert activity.fallback_covers is True
    assert activity.rto_passed_at is None
    assert activity.rto_passed_without_fallback_at == "2026-03-23T11:00:00.000Z"


def test_a_fallback_that_is_exhausted_before_the_end_lets_it_pass() -> None:
    [activity] = only(play([known()], entry(fallback=Fallback(name="phones", max_hours=4)))).activities

    assert (activity.state, activity.covered_until) == ("exhausted", "2026-03-23T13:00:00.000Z")
    assert activity.rto_passed_at == "2026-03-23T13:00:00.000Z"


def test_a_small_unit_is_counted_under_the_one_above_and_named_only_with_what_it_declared() -> None:
    small = known("Road Reports", people=6, there=6)

    counted = play([small])
    declared = play([small], entry("Road Reports"))

    assert counted.units == []
    assert [(each.parent, each.small_units) for each in counted.small] == [("Province", 1)]
    line = only(declared)
    assert declared.small == []
    assert (line.withheld, line.stops, line.stops_at, line.people, line.slots) == (
        True,
        None,
        None,
        None,
        None,
    )
    assert (line.level, line.observed) == ("mission-critical", None)
    assert line.activities[0].rto_passed_at == "2026-03-23T11:00:00.000Z"


@pytest.mark.parametrize(
    "unit",
    [
        known(there=4),
        known(shown=["x"]),
        known(slots={10: 6}),
    ],
    ids=["few people there", "withheld in the tables", "too few slots"],
)
def test_figures_and_times_of_few_are_withheld_and_clocks_run_from_the_beginning(unit: UnitKnown) -> None:
    told = play([unit], entry())
    line = only(told)

    assert (line.withheld, line.stops, line.stops_at, line.people, line.slots) == (
        True,
        None,
        None,
        None,
        None,
    )
    assert line.activities[0].rto_passed_at == "2026-03-23T11:00:00.000Z"
    assert (told.summary.units, told.summary.units_shown, told.summary.slots.high) == (1, 0, 0)


def test_of_a_platform_with_too_few_requests_no_unit_is_named_unless_it_declared_something() -> None:
    hidden = around(hidden=["facebook"])

    assert play([known(), known("Roads", people=5)], setting=hidden).units == []
    assert play([known(), known("Roads", people=5)], setting=hidden).small == []
    assert only(play([known()], entry(), setting=hidden)).unit == "Citizen Services"


def test_a_unit_of_the_register_that_nobody_saw_is_told_of_as_not_seen() -> None:
    line = only(play([], entry("Protocol")))

    assert (line.unit, line.stops, line.withheld, line.observed) == ("Protocol", None, False, None)


def test_two_spellings_of_a_unit_are_one_and_a_unit_that_nobody_knows_is_told_apart() -> None:
    setting = replace(around(), listed=["Citizen Services", "Protocol"])
    told = play(
        [known()],
        entry("citizen services "),
        entry("Citizen  Services", rto=None),
        entry("protocol"),
        entry("Nowhere Unit"),
        setting=setting,
    )

    assert [(line.unit, len(line.activities)) for line in told.units] == [
        ("Citizen Services", 2),
        ("Protocol", 1),
    ]
    assert told.summary.units == 2
    [unknown] = told.warnings
    assert (unknown.code, unknown.figures) == (
        "register-units-unknown",
        {"entries": 1, "names": "Nowhere Unit"},
    )


def test_as_many_activities_are_counted_as_are_listed() -> None:
    told = play([known(), known("Evenings", slots={20: 40})], entry(), entry("Evenings"))

    assert told.summary.units == 1
    assert told.summary.activities == sum(len(line.activities) for line in told.units) == 2


def test_the_gravest_comes_first_and_what_nobody_declared_is_counted() -> None:
    told = play(
        [
            known("Alpha", level="incidental"),
            known("Beta", level="mission-critical"),
            known("Gamma", level="important"),
            known("Delta", level="habitual", slots={20: 50}),
        ],
        entry("Beta", evidence="declared"),
    )

    assert [line.unit for line in told.units] == ["Beta", "Gamma", "Alpha"]
    assert told.summary.unasked == 1
    assert told.summary.severity == "high"


def test_what_is_wrong_with_the_evidence_is_said_first() -> None:
    failure = Failure("i", frozenset({"facebook"}), frozenset({"Citizen Services"}), at("10:00"), at("11:00"))
    short = Around(Calendar(UTC), OPERATORS, [failure], K, at("14:00"))

    codes = [each.code for each in play([known()], setting=short).warnings]

    assert codes == ["exercise-after-the-log", "exercise-really-failed"]
    assert [each.code for each in play([]).warnings] == ["exercise-few-days"]


def test_hours_in_which_it_really_failed_are_told_by_what_is_usual() -> None:
    unit = known()
    failure = Failure("i", frozenset({"facebook"}), frozenset({unit.unit}), at("09:00"), at("15:00"))

    line = only(play([unit], setting=around(failure)))

    assert line.slots is not None
    assert (line.slots.low, line.slots.high) == (140, 145)


def test_the_days_of_all_units_are_there() -> None:
    assert observed_days([known()])[0] == MONDAY
    assert observed_days([known()])[-1] == LAST
    assert observed_days([]) == []


def clocks_run_out(exercise: Exercise) -> dict[str, int]:
    """How many RTOs have passed, by unit, where it is told when a unit stopped.

    Where that is withheld, clocks run from the moment at which the platform was gone, which may be earlier.
    """
    return {
        line.unit: sum(activity.rto_passed_at is not None for activity in line.activities)
        for line in exercise.units
        if not line.withheld
    }


@given(st.integers(0, 22), st.integers(1, 12), st.integers(0, 60), st.permutations(range(4)))
def test_a_longer_outage_never_costs_less_and_the_order_of_units_changes_nothing(
    begin: int, hours: int, slots: int, order: list[int]
) -> None:
    units = [
        known(name, dict.fromkeys(range(start, start + 8), slots), people=people)
        for name, start, people in (("A", 9, 40), ("B", 7, 25), ("C", 14, 12), ("D", 9, 5))
    ]
    from_ms = at("00:00") + begin * 3_600_000
    outages = [Outage(("facebook",), from_ms, from_ms + n * 3_600_000) for n in (hours, hours + 1)]

    short, long = (play(units, entry("A"), outage=outage) for outage in outages)

    assert 0 <= short.summary.slots.low <= short.summary.slots.high
    assert long.summary.slots.high >= short.summary.slots.high
    before, after = (clocks_run_out(exercise) for exercise in (short, long))
    assert all(after[unit] >= before[unit] for unit in before.keys() & after.keys())
    mixed = play([units[place] for place in order], entry("A"), outage=outages[0])
    assert to_json(mixed) == to_json(short)
    for line in short.units:
        shown = (line.slots, line.people, line.stops_at)
        assert None not in shown or shown == (None, None, None)
        assert line.people is None or (line.people >= K and line.people % 5 == 0)
        assert line.slots is None or (line.slots.low % 5 == 0 and line.slots.high % 5 == 0)
