"""Digests, letters and what is ahead are told at their time, once, and not when it is long past."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from monitors.domain.notices.rules import NoticeRules, QuietHours, Weekly
from tests.told_notices import MINUTE_MS, ToldHouse, at, audience

MONDAY = date(2026, 3, 16)
HOUR_MS = 60 * MINUTE_MS
RISK_AND_ROADS = NoticeRules([audience("risk", "risk"), audience("roads", "unit", "Roads", language="fr")])


def test_risk_hears_of_the_week_on_monday_at_eight_and_a_unit_half_an_hour_later() -> None:
    house = ToldHouse(RISK_AND_ROADS, now_ms=at("07:59", MONDAY))
    assert house.said() == []  # last week's are too old: nobody ran then

    [digest] = house.passes(1)
    assert (digest.id, digest.kind, digest.reason.code) == ("digest/2026-W11/risk", "digest", "notice-week")
    assert digest.reason.figures == {"week": "2026-W11"}

    [letter] = house.passes(30)
    assert (letter.id, letter.language, letter.link) == ("letter/2026-W11/roads", "fr", "/units/Roads")
    assert [house.said(60) for _ in range(24)] == [[]] * 24


def test_a_digest_of_a_monday_on_which_nobody_ran_is_left_out_and_said_so() -> None:
    house = ToldHouse(RISK_AND_ROADS, now_ms=at("20:31", MONDAY))

    assert house.said() == []
    assert house.because("digest/2026-W11", "risk") == "too-old"
    assert house.said(60) == []
    assert len(house.decisions("digest/2026-W11", "risk")) == 1


def test_a_window_is_announced_the_day_before_to_operations_and_its_unit() -> None:
    rules = NoticeRules(
        [audience("on-call"), audience("roads", "unit", "Roads"), audience("parks", "unit", "Parks")]
    )
    house = ToldHouse(rules, now_ms=at("17:59"))
    house.window(
        "Election night", "facebook", "Roads", at("18:00") + 24 * HOUR_MS, at("23:00") + 24 * HOUR_MS
    )
    assert house.said() == []

    told = house.passes(1)

    assert [(each.audience.name, each.kind) for each in told] == [
        ("on-call", "preflight"),
        ("roads", "preflight"),
    ]
    assert told[0].reason.figures == {"window": "Election night", "hours": 24}
    assert (told[0].platforms, told[0].incident) == (("Facebook",), None)
    assert house.said(60) == []


def test_what_is_ahead_waits_for_the_morning_and_a_window_that_is_on_is_not_ahead() -> None:
    rules = NoticeRules([audience("on-call", quiet=QuietHours(time(22), time(7)))])
    house = ToldHouse(rules, now_ms=at("23:00"))
    house.window("Vote", "x", "Roads", at("22:30") + 24 * HOUR_MS, at("23:00") + 24 * HOUR_MS)
    assert house.said() == []
    assert house.said(8 * 60) == [("on-call", "preflight", "window-ahead")]

    late = ToldHouse(rules, now_ms=at("12:00"))
    late.window("Vote", "x", "Roads", at("11:59"), at("13:00"))
    assert late.said() == []


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-16T08:00:00-04:00", "2026-03-16T08:00:00-04:00"),
        ("2026-03-16T07:59:59-04:00", "2026-03-09T08:00:00-04:00"),
        ("2026-03-08T23:00:00-04:00", "2026-03-02T08:00:00-05:00"),
        ("2026-11-02T08:00:00-05:00", "2026-11-02T08:00:00-05:00"),
    ],
)
def test_eight_is_eight_on_the_clock_on_the_wall_in_summer_and_in_winter(now: str, due: str) -> None:
    zone = ZoneInfo("America/Toronto")

    found = Weekly(0, time(8)).last_due_ms(round(datetime.fromisoformat(now).timestamp() * 1000), zone)

    assert found == round(datetime.fromisoformat(due).timestamp() * 1000)


@pytest.mark.parametrize("clock", ["00:00", "00:30", "23:30"])
def test_behind_the_week_in_which_the_clocks_went_on_its_digest_is_still_about_that_week(clock: str) -> None:
    hour, minute = clock.split(":")
    rules = NoticeRules([audience("risk", "risk")], digest=Weekly(0, time(int(hour), int(minute))))
    house = ToldHouse(rules, now_ms=at(clock, date(2026, 3, 2)))
    assert [each.id for each in house.passes()] == ["digest/2026-W09/risk"]

    house.now_ms = at(clock, date(2026, 3, 9))  # 167 hours later

    assert [each.id for each in house.passes()] == ["digest/2026-W10/risk"]
