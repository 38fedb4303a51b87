"""Rows of usage as days of pairs and units: what counts as use, whose hours, and who came back."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.domain.calendar import Calendar
from monitors.domain.reliance.records import (
    IDLE,
    STRANDS,
    ControlKey,
    DaySummary,
    PairDayKey,
    PairDays,
    Strand,
    UnitDayKey,
    UnitDays,
)
from monitors.domain.reliance.summaries import LOOK_BACK_DAYS, TIRELESS_DAYS, pair_days, unit_days
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch, active_slots

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY = (MONDAY - datetime(1970, 1, 1, tzinfo=UTC)).days
UTC_CALENDAR = Calendar(UTC)


def hour(at: datetime, surface: str = "feed", use: str = "yes") -> HourKey:
    return HourKey("Roads", "x", surface, use, round(at.timestamp() * 1000))


def counts(**named: int) -> tuple[int, ...]:
    return tuple(named.get(name, 0) for name in USAGE_COUNTS)


def day(number: int, surface: str = "feed", use: str = "yes", *, version: int = 1) -> DayKey:
    return DayKey("Roads", "x", surface, use, number, version)


def people(*numbers: int, slots: int = 1) -> DaySketches:
    """These people, each active in so many slots."""
    who = np.array(numbers, np.uint64)
    at = np.arange(slots, dtype=np.int64) * 300_000
    return DaySketches(Sketch.of(who), Sketch.of(active_slots(np.repeat(who, slots), np.tile(at, len(who)))))


def strand(summary: DaySummary, name: str) -> Strand:
    return summary.strands[STRANDS.index(name)]


def test_only_certain_use_is_a_strand_and_what_we_blocked_is_none() -> None:
    hours = {
        hour(MONDAY): counts(ok=5, fail_tcp=1, our_policy=3, bytes_down=70, bytes_up=7, writes=2),
        hour(MONDAY, "api", "weak"): counts(ok=40, bytes_down=1000),
        hour(MONDAY, "embed", "no"): counts(ok=9, our_policy=4),
    }
    days = {
        day(DAY): people(1, 2),
        day(DAY, "api", "weak"): people(1, 2, 3),
        day(DAY, "embed", "no"): people(9),
    }

    [(key, summary)] = pair_days(hours, days, UTC_CALENDAR, {DAY}).items()

    assert key == PairDayKey("Roads", "x", DAY)
    assert strand(summary, "use") == strand(summary, "reading")
    assert strand(summary, "use") == Strand(2, 0, 0, 2, 0, (6, *([0] * 23)))
    assert strand(summary, "managing") == strand(summary, "talking") == IDLE
    assert (summary.weak, summary.embedded, summary.blocked) == (40, 9, 3)
    assert (summary.bytes_down, summary.bytes_up, summary.writes) == (70, 7, 2)
    assert (summary.asking_slots, summary.watching_slots) == (3, 0)


def test_what_was_sent_up_counts_where_writes_are_logged() -> None:
    hours = {
        hour(MONDAY, "messaging"): counts(ok=3, bytes_up=500, writes=1),
        hour(MONDAY + timedelta(hours=6), "messaging"): counts(ok=3, bytes_up=80, writes=2),
        hour(MONDAY, "feed"): counts(ok=9, bytes_up=1_000_000),
        hour(MONDAY, "api", "weak"): counts(ok=9, bytes_up=1_000_000, writes=5),
    }

    [summary] = pair_days(hours, {}, UTC_CALENDAR, {DAY}).values()

    assert (summary.sent_bytes, summary.bytes_up) == (580, 1_000_580)


def test_surfaces_are_told_apart_by_what_people_do_there() -> None:
    nine = MONDAY + timedelta(hours=9)
    surfaces = ("publishing", "business", "ads", "messaging", "feed", "auth", "video")
    hours = {hour(nine, surface): counts(ok=1) for surface in surfaces}
    days = {day(DAY, surface): people(place) for place, surface in enumerate(surfaces)}

    [summary] = pair_days(hours, days, UTC_CALENDAR, {DAY}).values()

    assert [strand(summary, name).people for name in STRANDS] == [7, 3, 1, 1]
    assert [strand(summary, name).hours[9] for name in STRANDS] == [7, 3, 1, 1]
    assert summary.watching_slots == 1


def test_people_are_compared_with_the_last_day_that_had_any_within_reach() -> None:
    friday, monday, far = DAY - 3, DAY, DAY + LOOK_BACK_DAYS + 1
    moments = {number: MONDAY + timedelta(days=number - DAY) for number in (friday, monday, far)}
    hours = {hour(at): counts(ok=1) for at in moments.values()}
    days = {day(friday): people(1, 2, 3), day(monday): people(2, 3, 4, 5), day(far): people(2, 3)}

    summaries = pair_days(hours, days, UTC_CALENDAR, {monday, far})

    compared = {key.day: strand(summary, "use") for key, summary in summaries.items()}
    assert compared.keys() == {monday, far}
    assert (compared[monday].people, compared[monday].compared, compared[monday].returning) == (4, 4, 2)
    assert (compared[far].people, compared[far].compared) == (2, 0)


def test_people_under_another_key_are_never_compared() -> None:
    hours = {hour(MONDAY): counts(ok=1), hour(MONDAY + timedelta(days=1)): counts(ok=1)}
    days = {day(DAY): people(1, 2), day(DAY + 1, version=2): people(1, 2)}

    summary = pair_days(hours, days, UTC_CALENDAR, {DAY + 1})[PairDayKey("Roads", "x", DAY + 1)]

    assert (strand(summary, "use").people, strand(summary, "use").compared) == (2, 0)


def test_only_who_was_there_on_each_of_the_last_seven_days_is_tireless() -> None:
    days = {day(DAY + n): people(1, 2, 10 + n) for n in range(TIRELESS_DAYS)}
    days[day(DAY + 2)] = people(1, 12)
    hours = {hour(MONDAY + timedelta(days=n)): counts(ok=1) for n in range(TIRELESS_DAYS)}

    summaries = pair_days(hours, days, UTC_CALENDAR, range(DAY, DAY + TIRELESS_DAYS))

    assert [strand(each, "use").tireless for each in summaries.values()] == [0] * 6 + [1]


def test_days_and_hours_are_local_ones() -> None:
    west = Calendar(timezone(timedelta(hours=-5)))

    [(key, summary)] = pair_days({hour(MONDAY): counts(ok=1)}, {}, west, range(DAY - 1, DAY + 1)).items()

    assert key.day == DAY - 1
    assert strand(summary, "use").hours[19] == 1


def test_a_units_day_has_its_general_traffic_and_its_people_of_all_platforms() -> None:
    nine = round((MONDAY + timedelta(hours=9)).timestamp() * 1000)
    days = {
        day(DAY): people(1, 2),
        DayKey("Roads", "youtube", "video", "weak", DAY, 1): people(2, 3),
        day(DAY, "embed", "no"): people(8),
    }

    rows = unit_days({ControlKey("Roads", nine): 420}, days, UTC_CALENDAR, {DAY})

    [(key, row)] = rows.items()
    assert key == UnitDayKey("Roads", DAY)
    assert (row.people, row.general[9], sum(row.general)) == (3, 420, 420)


@settings(deadline=None, max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_changes_nothing(random: Random) -> None:
    hours = {
        hour(MONDAY + timedelta(hours=n), s): counts(ok=n + 1) for n in range(30) for s in ("feed", "ads")
    }
    days = {day(DAY + n, s): people(*range(n, 4 + n)) for n in range(2) for s in ("feed", "ads")}
    shuffled_hours, shuffled_days = list(hours.items()), list(days.items())
    random.shuffle(shuffled_hours)
    random.shuffle(shuffled_days)

    wanted = range(DAY, DAY + 2)
    assert pair_days(dict(shuffled_hours), dict(shuffled_days), UTC_CALENDAR, wanted) == pair_days(
        hours, days, UTC_CALENDAR, wanted
    )


def test_columns_keep_every_day_in_order_and_can_be_cut() -> None:
    hours = {hour(MONDAY + timedelta(days=n)): counts(ok=n + 1) for n in range(4)}
    summaries = list(pair_days(hours, {}, UTC_CALENDAR, range(DAY, DAY + 4)).values())

    columns = PairDays.of(summaries[::-1])

    assert columns.days.tolist() == [DAY, DAY + 1, DAY + 2, DAY + 3]
    assert columns.between(DAY + 1, DAY + 2).strands[0].hours[:, 0].tolist() == [2, 3]
    assert len(PairDays.of([]).between(DAY, DAY).days) == 0
    assert len(UnitDays.of([]).between(DAY, DAY).days) == 0
