"""Days become figures: learnt working hours, a use held against them, and who is no person."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.reliance.figures import UNUSED, figures_of, work_of
from monitors.domain.reliance.records import (
    IDLE,
    STRANDS,
    DaySummary,
    PairDays,
    Strand,
    UnitDay,
    UnitDays,
)

MONDAY = 20_514
"""2 March 2026."""


def hours(first: int, last: int, requests: int = 1, elsewhere: int = 0) -> tuple[int, ...]:
    """Requests in each hour from first to before last."""
    return tuple(requests if first <= hour < last else elsewhere for hour in range(24))


def office(days: int = 28) -> UnitDays:
    """Eight to five from Monday to Friday, with machines that hum at night and at weekends."""
    return UnitDays.of(
        [
            UnitDay(
                day=MONDAY + n, people=20, general=hours(8, 17, 500, 20) if n % 7 < 5 else hours(0, 24, 20)
            )
            for n in range(days)
        ]
    )


def summary(day: int, reading: Strand, **counts: int) -> DaySummary:
    named = {"use": reading, "reading": reading}
    rest = dict.fromkeys(
        ("asking_slots", "watching_slots", "watching_bytes", "weak", "embedded", "blocked", "bytes_down",
         "bytes_up", "writes"), 0,
    )  # fmt: skip
    return DaySummary(day=day, strands=tuple(named.get(name, IDLE) for name in STRANDS), **{**rest, **counts})


def test_working_hours_are_learnt_from_the_units_own_traffic() -> None:
    work = work_of(office(), MONDAY + 27, None)

    assert work.observed_days == 28
    assert work.worked_hours == 20 * 9
    assert work.working_days.sum() == 20
    assert work.people == 20
    assert work.worked[work.observed][:, :8].sum() == 0


def test_a_unit_that_works_round_the_clock_works_in_every_hour() -> None:
    unit = UnitDays.of([UnitDay(day=MONDAY + n, people=9, general=(300,) * 24) for n in range(14)])

    assert work_of(unit, MONDAY + 13, 9).worked_hours == 14 * 24


def test_a_holiday_is_no_working_day() -> None:
    unit = office()
    unit.general[2] = 20

    assert work_of(unit, MONDAY + 27, 20).working_days.sum() == 19


def test_use_in_step_with_the_work_has_an_even_lift_and_lunch_has_not() -> None:
    work = work_of(office(), MONDAY + 27, 20)
    strand = {"people": 4, "compared": 4, "returning": 3, "slots": 40, "tireless": 0}
    days = [MONDAY + n for n in range(28) if n % 7 < 5]

    steady = figures_of(
        PairDays.of([summary(day, Strand(**strand, hours=hours(8, 17))) for day in days]), work
    )
    lunch = figures_of(
        PairDays.of([summary(day, Strand(**strand, hours=hours(12, 13))) for day in days]), work
    )

    assert steady.use.even_lift is not None
    assert steady.use.even_lift > 0.9
    assert (steady.use.hours_share, steady.use.days_share) == (1, 1)
    assert (steady.use.pace, steady.use.people_a_day, steady.use.returning) == (10, 4, 0.75)
    assert lunch.use.even_lift == pytest.approx(1 / 9, abs=0.02)
    assert lunch.use.working_share == 1
    assert steady.talking == steady.managing == UNUSED


def test_pseudonyms_without_a_day_off_may_account_for_a_strand() -> None:
    work = work_of(office(), MONDAY + 27, 20)
    days = [MONDAY + n for n in range(28)]

    def share(people: int, slots: int) -> float:
        strand = Strand(people, people, people, slots, 1, hours(0, 24))
        return figures_of(PairDays.of([summary(day, strand) for day in days]), work).use.tireless_share

    assert share(1, 200) == 1
    assert share(300, 5_760) == pytest.approx(0.05)


def tireless_share(people: int, tireless: int, worked: tuple[int, ...]) -> float:
    """Of a use at all hours, by a unit whose days are all worked like this."""
    days = [MONDAY + n for n in range(28)]
    unit = UnitDays.of([UnitDay(day=day, people=20, general=worked) for day in days])
    strand = Strand(people, people, people, 30 * people, tireless, hours(0, 24))
    pair = PairDays.of([summary(day, strand) for day in days])
    return figures_of(pair, work_of(unit, MONDAY + 27, 20)).use.tireless_share


def test_several_without_a_day_off_among_others_are_a_roster_where_work_never_rests() -> None:
    by_shifts, by_day = (300,) * 24, hours(8, 17, 500, 20)

    assert tireless_share(7, 4, by_shifts) == 0
    assert tireless_share(7, 4, by_day) == 1, "in an office nobody comes seven days a week"
    assert tireless_share(7, 2, by_shifts) == 1, "a desk and a machine are no roster"
    assert tireless_share(4, 4, by_shifts) == 1, "of a roster some have their day off"


def test_a_use_is_young_only_where_the_log_saw_a_time_without_it() -> None:
    work = work_of(office(56), MONDAY + 55, 20)
    strand = Strand(2, 2, 2, 20, 0, hours(8, 17))

    late = PairDays.of([summary(MONDAY + n, strand) for n in range(40, 56)])
    always = PairDays.of([summary(MONDAY + n, strand) for n in range(56)])

    assert figures_of(late, work).new_days == 16
    assert figures_of(always, work).new_days is None


def test_only_the_window_counts() -> None:
    unit, strand = office(200), Strand(2, 0, 0, 9, 0, hours(8, 17))
    pair = PairDays.of([summary(MONDAY + n, strand, weak=5) for n in range(200)])

    figures = figures_of(pair, work_of(unit, MONDAY + 199, 20))

    assert (figures.use.days, figures.weak) == (91, 5 * 91)


def test_a_pair_and_a_unit_without_any_day_have_figures_too() -> None:
    figures = figures_of(PairDays.of([]), work_of(UnitDays.of([]), MONDAY, None))

    assert figures.use == figures.reading == UNUSED
    assert not figures.work.is_known
    assert (figures.work.observed_days, figures.new_days) == (0, None)


@given(st.permutations(range(20)))
def test_the_order_of_days_changes_nothing(order: list[int]) -> None:
    strand = [Strand(1 + n % 3, 1, 1, 5 + n, 0, hours(8, 10 + n % 7)) for n in range(20)]
    shuffled = PairDays.of([summary(MONDAY + n, strand[n], asking_slots=n) for n in order])
    straight = PairDays.of([summary(MONDAY + n, strand[n], asking_slots=n) for n in range(20)])
    work = work_of(office(), MONDAY + 27, 20)

    assert figures_of(shuffled, work).use == figures_of(straight, work).use
    assert np.array_equal(shuffled.days, straight.days)
