"""What demand is usual, and where citizens turned while a platform was gone."""

from collections.abc import Sequence
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.words import LANGUAGES, Lang, label, render
from monitors.domain.calendar import Calendar
from monitors.domain.demand.moved import ChannelDemand, demand_within, first_full, rounded
from monitors.domain.demand.slots import HOUR_MS, HourKey, HourSeen, hours_of, is_sound, slots_of
from monitors.domain.demand.usual import Usual, usual_rate
from monitors.domain.impact.expected import Range
from streams.contracts.signals import Demand
from tests.stored_work import NOON_MS
from tests.told_context import SLOT_MS, counted

DAY_MS = 24 * HOUR_MS
CHANNELS = ("contact-centre", "e-mail", "web-form", "sms", "chat", "counter")


def weeks(of: int, an_hour: int = 120) -> list[Demand]:
    """So many weeks before Thursday noon, the same each hour of the working day, nothing at night."""
    return [
        counted(f"before-{day}-{slot}", at_ms, an_hour // 12)
        for day in range(1, 7 * of + 1)
        for slot in range(96, 192)
        if (at_ms := NOON_MS - day * DAY_MS - 12 * HOUR_MS + slot * SLOT_MS)
    ]


def seen_within(
    before: Sequence[Demand], now: Sequence[Demand], minutes: int = 60
) -> dict[str, ChannelDemand]:
    """What is told of an outage that began at noon, by channel."""
    usual = Usual(hours_of(before), NOON_MS, Calendar(UTC))
    told = demand_within(slots_of(now), usual, NOON_MS, NOON_MS + minutes * 60_000)
    return {each.channel: each for each in told}


def test_twice_as_many_calls_as_usual_have_moved_there() -> None:
    calls = [counted(f"{slot}", NOON_MS + slot * SLOT_MS, 20) for slot in range(12)]

    told = seen_within(weeks(4), calls)["contact-centre"]

    assert (told.seen, told.usual, told.above, told.moved) == (240, Range(120, 120), Range(120, 120), True)
    assert (told.used_share, told.full_since_ms, told.is_full) == (None, None, False)


def test_a_few_more_than_usual_are_chance() -> None:
    calls = [counted(f"{slot}", NOON_MS + slot * SLOT_MS, 11) for slot in range(12)]

    assert not seen_within(weeks(4), calls)["contact-centre"].moved


def test_only_time_that_was_told_is_expected() -> None:
    half = [counted(f"{slot}", NOON_MS + slot * SLOT_MS, 10) for slot in range(6)]

    told = seen_within(weeks(4), half)["contact-centre"]

    assert (told.seen, told.usual, told.moved) == (60, Range(60, 60), False)


def test_a_channel_nobody_knows_the_usual_of_has_not_moved() -> None:
    texts = [counted("1", NOON_MS, 500, channel="sms")]

    told = seen_within(weeks(4), texts)["sms"]

    assert (told.seen, told.usual, told.above, told.moved) == (500, None, None, False)
    assert seen_within([], texts)["sms"].usual is None


def test_a_channel_that_reaches_what_it_can_serve_is_full_and_comes_first() -> None:
    calls = [counted("1", NOON_MS, 30, capacity=40), counted("2", NOON_MS + SLOT_MS, 42, capacity=40)]
    texts = [counted("3", NOON_MS, 3, channel="sms", capacity=40)]

    told = demand_within(
        slots_of([*texts, *calls]), Usual({}, NOON_MS, Calendar(UTC)), NOON_MS, NOON_MS + 2 * SLOT_MS
    )

    assert [each.channel for each in told] == ["contact-centre", "sms"]
    assert (told[0].is_full, told[0].full_since_ms, told[0].used_share) == (True, NOON_MS + SLOT_MS, 1.05)
    assert (told[1].is_full, told[1].full_since_ms, told[1].used_share) == (False, None, 0.075)


def test_a_slot_that_began_before_the_outage_counts_by_its_part() -> None:
    before = [counted("1", NOON_MS - SLOT_MS // 2, 100)]

    told = seen_within(weeks(4), before)["contact-centre"]

    assert (told.seen, told.usual) == (50, Range(5, 5))


def test_counts_of_one_slot_add_up_and_its_time_counts_once() -> None:
    of_all, of_facebook = counted("1", NOON_MS, 40), counted("2", NOON_MS, 12, platform="facebook")
    key = HourKey("contact-centre", "calls", NOON_MS)

    assert hours_of([of_all, of_facebook]) == {key: HourSeen(52.0, 300.0)}
    assert hours_of([of_facebook], before=[of_all]) == {key: HourSeen(12.0, 0.0)}


def test_a_slot_over_the_turn_of_an_hour_is_divided() -> None:
    long = counted("1", NOON_MS - HOUR_MS // 2, 80, until_ms=NOON_MS + HOUR_MS // 2)

    assert hours_of([long]) == {
        HourKey("contact-centre", "calls", NOON_MS - HOUR_MS): HourSeen(40.0, 1800.0),
        HourKey("contact-centre", "calls", NOON_MS): HourSeen(40.0, 1800.0),
    }


def test_a_range_is_drawn_towards_its_own_weekday_as_weeks_pass() -> None:
    noon_on_thursday, others = 3 * 24 + 12, [day * 24 + 12 for day in (0, 1, 2, 4)]
    alike = {hour: [100.0] * 3 for hour in others}

    rates = [usual_rate({**alike, noon_on_thursday: [200.0] * n}, noon_on_thursday) for n in (0, 1, 3, 60)]

    highs = [each.low for each in rates if each is not None]
    assert highs == sorted(highs)
    assert (highs[0], highs[-1] > 190) == (100.0, True)
    assert usual_rate({5 * 24 + 12: [1.0, 2.0, 3.0]}, noon_on_thursday) is None, "a Saturday is no Thursday"


def test_an_hour_of_the_week_is_that_of_the_organisations_clock() -> None:
    hours = {
        HourKey("sms", "calls", NOON_MS - week * 7 * DAY_MS): HourSeen(10.0, 3600.0) for week in (1, 2, 3)
    }
    usual = Usual(hours, NOON_MS, Calendar(ZoneInfo("America/Toronto")))

    assert usual.within("sms", "calls", NOON_MS, NOON_MS + HOUR_MS) == Range(10.0, 10.0)
    assert usual.within("sms", "calls", NOON_MS + HOUR_MS, NOON_MS + 2 * HOUR_MS) is None
    assert usual.within("sms", "other", NOON_MS, NOON_MS + HOUR_MS) is None


@pytest.mark.parametrize(
    ("count", "told"), [(0, 0), (2, 0), (3, 5), (97, 95), (104, 100), (236, 240), (1_234, 1_200)]
)
def test_contacts_are_told_in_round_figures(count: int, told: int) -> None:
    assert rounded(count) == told


def test_a_count_of_no_time_or_of_more_than_a_day_says_nothing() -> None:
    assert is_sound(counted("1", NOON_MS, 3, until_ms=NOON_MS + DAY_MS))
    assert not is_sound(counted("1", NOON_MS, 3, until_ms=NOON_MS + DAY_MS + 1))
    assert not is_sound(counted("1", NOON_MS, 3, until_ms=NOON_MS))


COUNTS = st.lists(
    st.builds(
        counted,
        st.sampled_from([f"{number}" for number in range(20)]),
        st.integers(0, 24).map(lambda slot: NOON_MS + (slot - 6) * SLOT_MS),
        st.integers(0, 300),
        capacity=st.none() | st.integers(0, 200),
        channel=st.sampled_from(CHANNELS),
    ),
    max_size=20,
    unique_by=lambda count: count.id,
)


@given(counts=COUNTS, data=st.data())
def test_order_and_repeats_change_nothing(counts: list[Demand], data: st.DataObject) -> None:
    told = seen_within(weeks(1), counts)
    repeats = data.draw(st.lists(st.sampled_from(counts), max_size=5)) if counts else []

    again = data.draw(st.permutations([*counts, *repeats]))

    assert seen_within(weeks(1), again) == told
    assert first_full(slots_of(again), NOON_MS, None) == first_full(slots_of(counts), NOON_MS, None)


@given(counts=COUNTS, cut=st.integers(0, 20))
def test_hours_are_the_same_however_counts_are_taken_together(counts: list[Demand], cut: int) -> None:
    whole, first, second = hours_of(counts), hours_of(counts[:cut]), hours_of(counts[cut:], counts[:cut])

    assert whole.keys() == first.keys() | second.keys()
    for key, seen in whole.items():
        parts = [each[key] for each in (first, second) if key in each]
        assert sum(each.contacts for each in parts) == pytest.approx(seen.contacts)
        assert sum(each.seconds for each in parts) == pytest.approx(seen.seconds)


@given(counts=COUNTS, channel=st.sampled_from(CHANNELS))
def test_one_more_slot_never_makes_a_channel_less_full(counts: list[Demand], channel: str) -> None:
    before = first_full(slots_of(counts), NOON_MS, None)
    more = counted("more", NOON_MS + SLOT_MS, 5, capacity=5, channel=channel)

    after = first_full(slots_of([*counts, more]), NOON_MS, None)

    assert before.keys() - {channel} <= after.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_channel_has_its_words(lang: Lang) -> None:
    assert all(
        label(f"demand.channel.{each}", lang) and render(f"full-{each}", {}, lang) for each in CHANNELS
    )
