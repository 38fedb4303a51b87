"""A clock waits while people say that a fallback covers the activity, and for no longer."""

import pytest
from msgspec.structs import replace

from monitors.domain.impact.clocks import Clock
from monitors.domain.register.records import Entry, Fallback
from monitors.domain.rooms.covering import clock_in_incident
from monitors.domain.rooms.records import FallbackUse, Room
from tests.register_actions import SAID, entry
from tests.room_actions import OUTAGE
from tests.stored_work import NOON_MS

HOUR_MS = 3_600_000
OPERATORS = {"facebook": "Meta", "whatsapp": "Meta", "x": "X Corp."}
USE = FallbackUse(
    unit="Roads", platform="facebook", activity=SAID.activity, fallback="", from_ms=NOON_MS + HOUR_MS
)


def at(hours: float, use: FallbackUse | None = None, declared: Entry | None = None) -> Clock:
    room = None if use is None else Room(incident=OUTAGE.id, fallbacks=(use,))
    now_ms = NOON_MS + round(hours * HOUR_MS)
    clock = clock_in_incident(declared or entry(), OUTAGE, room, OPERATORS, now_ms)
    assert clock is not None
    return clock


def with_fallback(fallback: Fallback | None) -> Entry:
    return entry(declaration=replace(SAID, fallback=fallback))


def test_without_anybody_in_the_room_it_runs_and_the_tolerance_passes() -> None:
    assert at(1).state == "running"
    assert at(3).rto_passed_at_ms == NOON_MS + 2 * HOUR_MS


def test_it_is_covered_from_when_the_unit_went_over_and_runs_again_when_that_ends() -> None:
    assert at(3, USE).state == "covered"
    assert at(3, USE).rto_passed_at_ms is None
    ended = replace(USE, until_ms=NOON_MS + 2 * HOUR_MS)
    assert at(3, ended).state == "running"
    assert at(3, ended).rto_passed_at_ms == NOON_MS + 2 * HOUR_MS


def test_what_covers_all_of_a_platform_covers_each_activity_there() -> None:
    assert at(3, replace(USE, activity="")).state == "covered"
    assert at(3, replace(USE, activity="another")).state == "running"
    assert at(3, replace(USE, unit="Parks")).state == "running"


def test_a_declared_fallback_covers_for_as_long_as_was_said() -> None:
    declared = with_fallback(Fallback(name="phone queue 4", max_hours=4))

    assert at(4.9, USE, declared).state == "covered"
    assert at(5.1, USE, declared).state == "exhausted"
    assert at(5.1, USE, declared).rto_passed_at_ms == NOON_MS + 5 * HOUR_MS


@pytest.mark.parametrize("declared", [None, Fallback(name="WhatsApp", platform="whatsapp")])
def test_another_than_the_declared_one_is_taken_at_the_units_word(declared: Fallback | None) -> None:
    assert at(3, replace(USE, fallback="radio"), with_fallback(declared)).state == "covered"


def test_a_declared_one_that_fails_for_the_same_reason_covers_nothing() -> None:
    shared = with_fallback(Fallback(name="WhatsApp", platform="whatsapp"))

    assert at(3, USE, shared).state == "running"
    assert "fallback-same-operator" in {reason.code for reason in at(3, USE, shared).reasons}


def test_before_anybody_knows_since_when_there_is_no_clock() -> None:
    unknown = replace(OUTAGE, started_at_ms=None)
    assert clock_in_incident(entry(), unknown, None, OPERATORS, NOON_MS) is None
