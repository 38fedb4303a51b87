"""Clocks of activities while a platform is gone, on a day with a fake clock."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.impact.clocks import HOUR_MS, Clock, Stop, clock_of
from monitors.domain.register.records import Declaration, Fallback

OPERATORS = {"facebook": "Meta", "whatsapp": "Meta", "x": "X Corp."}


def at(clock: str) -> int:
    """A time of the day on which it breaks, in Unix milliseconds."""
    return round(datetime.fromisoformat(f"2026-03-02T{clock}:00").replace(tzinfo=UTC).timestamp() * 1000)


def answering(fallback: Fallback | None = None, rto: float | None = 2, mtpd: float | None = 8) -> Declaration:
    return Declaration(activity="answering citizens", rto_hours=rto, mtpd_hours=mtpd, fallback=fallback)


def gone(since: str = "09:00", until: str | None = None, fallback_from: str | None = None) -> Stop:
    return Stop(
        platforms={"facebook"},
        operators=OPERATORS,
        from_ms=at(since),
        until_ms=None if until is None else at(until),
        fallback_from_ms=None if fallback_from is None else at(fallback_from),
    )


def codes(clock: Clock) -> list[str]:
    return [reason.code for reason in clock.reasons]


def test_time_runs_down_and_then_it_is_said_once_that_it_passed() -> None:
    told, stop = answering(), gone()

    early, late, latest = (clock_of(told, stop, at(now)) for now in ("09:42", "11:01", "17:30"))

    assert (early.state, early.rto_left_ms) == ("running", 78 * 60_000)
    assert "rto-passed" not in codes(early)
    assert late.rto_left_ms == 0
    assert late.rto_passed_at_ms == at("11:00")
    assert codes(late) == ["fallback-none", "rto-passed"]
    assert latest.mtpd_passed_at_ms == at("17:00")
    assert codes(latest) == ["fallback-none", "rto-passed", "mtpd-passed"]


def test_a_fallback_covers_until_it_is_exhausted_and_only_then_a_tolerance_passes() -> None:
    phones = Fallback(name="phone queue 4", capacity_share=0.6, max_hours=4)
    told, stop = answering(phones), gone(fallback_from="09:30")

    before, covered, exhausted = (clock_of(told, stop, at(now)) for now in ("09:10", "12:00", "14:00"))

    assert before.state == "running"
    assert (covered.state, covered.covered_until_ms, covered.capacity_share) == ("covered", at("13:30"), 0.6)
    assert covered.rto_left_ms == 0
    assert covered.rto_passed_at_ms is None
    assert exhausted.state == "exhausted"
    assert exhausted.rto_passed_at_ms == at("13:30")
    assert exhausted.mtpd_passed_at_ms is None


def test_who_goes_over_too_late_has_passed_its_tolerance() -> None:
    told = answering(Fallback(name="counter"))

    clock = clock_of(told, gone(fallback_from="12:00"), at("13:00"))

    assert (clock.state, clock.covered_until_ms) == ("covered", None)
    assert clock.rto_passed_at_ms == at("11:00")


def test_when_it_is_over_the_clock_stands_where_it_stood() -> None:
    clock = clock_of(answering(), gone(until="10:30"), at("16:00"))

    assert (clock.state, clock.missed_ms, clock.rto_left_ms) == ("over", 90 * 60_000, 30 * 60_000)
    assert clock.rto_passed_at_ms is None


@pytest.mark.parametrize(
    ("fallback", "code"),
    [
        (None, "fallback-none"),
        (Fallback(name="our other page", platform="facebook"), "fallback-fails-too"),
        (Fallback(name="WhatsApp group", platform="whatsapp"), "fallback-same-operator"),
        (Fallback(name="the old fax", capacity_share=0.0), "fallback-no-capacity"),
    ],
)
def test_what_fails_for_the_same_reason_covers_nothing(fallback: Fallback | None, code: str) -> None:
    clock = clock_of(answering(fallback), gone(fallback_from="09:00"), at("12:00"))

    assert clock.state == "running"
    assert codes(clock) == [code, "rto-passed"]


def test_another_operators_platform_covers() -> None:
    clock = clock_of(answering(Fallback(name="X", platform="x")), gone(fallback_from="09:00"), at("12:00"))

    assert clock.state == "covered"
    assert codes(clock) == []


def test_who_never_said_how_long_is_too_long_is_asked() -> None:
    clock = clock_of(answering(rto=None, mtpd=None), gone(), at("18:00"))

    assert (clock.rto_left_ms, clock.mtpd_left_ms, clock.mtpd_passed_at_ms) == (None, None, None)
    assert codes(clock) == ["ask-rto", "fallback-none"]


minutes = st.integers(0, 72 * 60)
fallbacks = st.none() | st.tuples(minutes, st.none() | st.floats(0.1, 24))
"""None, or after how many minutes the unit goes over to it, and for how many hours it lasts."""


@given(minutes, minutes, st.floats(0, 48), st.floats(0, 48), fallbacks)
def test_time_never_runs_backwards_and_what_passed_stays_passed(
    now: int, later: int, rto: float, more: float, fallback: tuple[int, float | None] | None
) -> None:
    begin = at("09:00")
    stop = Stop(
        platforms={"facebook"},
        operators=OPERATORS,
        from_ms=begin,
        fallback_from_ms=None if fallback is None else begin + fallback[0] * 60_000,
    )
    phones = None if fallback is None else Fallback(name="phones", max_hours=fallback[1])
    told = answering(phones, rto=rto, mtpd=rto + more)

    one = clock_of(told, stop, begin + now * 60_000)
    other = clock_of(told, stop, begin + (now + later) * 60_000)

    assert other.missed_ms >= one.missed_ms
    assert (other.rto_left_ms or 0) <= (one.rto_left_ms or 0) <= rto * HOUR_MS + 1
    if one.rto_passed_at_ms is not None:
        assert other.rto_passed_at_ms == one.rto_passed_at_ms
    if one.mtpd_passed_at_ms is not None:
        assert one.rto_passed_at_ms is not None
        assert one.rto_passed_at_ms <= one.mtpd_passed_at_ms
