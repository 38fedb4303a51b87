"""The week that digests and letters are about: what lies in it, and what was lost."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitors.domain.calendar import day_of
from monitors.domain.notices.digest import LevelMoved, digest_of, moves_of
from monitors.domain.notices.letter import letter_of
from monitors.domain.notices.week import MINUTE_MS, began_in, minutes_lost, reviews_due, week_of
from monitors.domain.outage.records import Incident, Reason
from monitors.domain.reliance.alerts import Alert
from monitors.domain.reliance.daily import LevelChange
from monitors.domain.reliance.records import Level
from tests.notices_told import OUTAGE
from tests.register_actions import entry

TORONTO = ZoneInfo("America/Toronto")
WEEK = week_of("2026-W10", TORONTO)


def broke(from_minute: int, until_minute: int | None, *platforms: str, **fields: Any) -> Incident:
    """An outage in minutes of the week."""
    told: dict[str, Any] = {
        "id": f"{from_minute}",
        "platforms": list(platforms or ("facebook",)),
        "state": "confirmed" if until_minute is None else "resolved",
        "started_at_ms": WEEK.from_ms + from_minute * MINUTE_MS,
        "ended_at_ms": None if until_minute is None else WEEK.from_ms + until_minute * MINUTE_MS,
    }
    return replace(OUTAGE, **(told | fields))


def moved(day: date, before: Level | None, after: Level, number: int = 1, unit: str = "Roads") -> LevelChange:
    return LevelChange(
        unit=unit,
        platform="facebook",
        number=number,
        day=day_of(day),
        before=before,
        after=after,
        score=60,
        reason=Reason("level-rose", {"score": 60, "days": 14}),
        alert=Alert("weekly", Reason("digest-not-critical")),
    )


def test_a_week_begins_on_its_local_monday() -> None:
    assert (WEEK.first_day, WEEK.last_day) == (date(2026, 3, 2), date(2026, 3, 8))
    hours = (WEEK.until_ms - WEEK.from_ms) / 3_600_000
    assert hours == 167, "the clocks went forward on that Sunday"


@pytest.mark.parametrize("name", ["", "2026", "2026-W54", "week 10", "2026-Wx"])
def test_what_is_no_week_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        week_of(name, TORONTO)


def test_minutes_that_two_incidents_share_are_lost_once_and_those_outside_the_week_not_at_all() -> None:
    incidents = [
        broke(-30, 10),
        broke(60, 100, "facebook", "x"),
        broke(80, 120),
        broke(200, 210, cause="blind"),
        broke(300, 400, state="false-alarm"),
    ]
    assert minutes_lost(incidents, WEEK) == {"facebook": 70, "x": 40}
    assert [each.id for each in began_in(incidents, WEEK)] == ["60", "80", "200"]


@given(st.lists(st.tuples(st.integers(-500, 11_000), st.integers(1, 3_000)), max_size=8))
def test_no_week_loses_more_minutes_than_it_has(spans: list[tuple[int, int]]) -> None:
    lost = minutes_lost([broke(begin, begin + length) for begin, length in spans], WEEK)

    assert lost.get("facebook", 0) <= (WEEK.until_ms - WEEK.from_ms) / MINUTE_MS


def test_a_level_that_came_back_within_the_week_did_not_move() -> None:
    back = [
        moved(date(2026, 3, 3), "habitual", "important"),
        moved(date(2026, 3, 5), "important", "habitual", number=2),
    ]
    on = [moved(date(2026, 3, 1), None, "habitual"), moved(date(2026, 3, 9), "habitual", "none")]

    assert moves_of(back, WEEK) == []
    assert moves_of([*on, *back[:1]], WEEK) == [
        LevelMoved(unit="Roads", platform="facebook", before="habitual", after="important")
    ]


def test_reviews_are_told_by_their_day_and_those_that_are_late_as_such() -> None:
    entries = [
        entry("Roads", review_due=date(2026, 3, 20)),
        entry("Parks", review_due=date(2026, 3, 1)),
        entry("Youth", review_due=date(2026, 6, 1)),
    ]
    told = reviews_due(entries, date(2026, 3, 9), 14)

    assert [(each.unit, each.is_late) for each in told] == [("Parks", True), ("Roads", False)]


def test_small_units_are_counted_and_not_named_and_our_false_calls_are_told() -> None:
    false = replace(broke(50, 60), id="false", state="false-alarm")
    digest = digest_of(
        WEEK,
        incidents=[replace(broke(10, 20), people_failed=7), false],
        paged={"10", "false"},
        levels=[
            moved(date(2026, 3, 3), "habitual", "important"),
            moved(date(2026, 3, 3), "none", "mission-critical", unit="Desk"),
        ],
        people={"Roads": 40, "Desk": 3},
        entries=[],
        contradictions=[],
        findings=[],
        open_questions=0,
        k=10,
    )
    assert [each.unit for each in digest.levels] == ["Roads"]
    assert (digest.small_changes, digest.units) == (1, 1)
    assert (digest.pages, digest.false_pages) == (2, 1)
    assert [each.people_failed for each in digest.broke] == [None]


def test_a_letter_is_about_its_unit_alone_and_asks_for_what_is_missing() -> None:
    letter = letter_of(
        "Roads",
        WEEK,
        levels={"facebook": "mission-critical", "x": "important", "youtube": "incidental"},
        changes=[
            moved(date(2026, 3, 3), "habitual", "mission-critical"),
            moved(date(2026, 3, 3), "habitual", "important", unit="Parks"),
        ],
        incidents=[
            broke(10, 20, "facebook", units=["Roads"]),
            broke(30, 40, "facebook", units=["Parks"]),
            broke(50, 60, "youtube", units=["Roads"]),
        ],
        entries=[entry("Roads")],
        questions=["x"],
        k=10,
    )
    assert letter.relies == {"mission-critical": ["facebook"], "important": ["x"]}
    assert (letter.rose, letter.fell) == (["facebook"], [])
    assert [each.id for each in letter.broke] == ["10"], "nobody minds what is only now and then used"
    assert letter.fallbacks == {"facebook": "phone queue 4"}
    assert (letter.without_fallback, letter.questions) == (["x"], ["x"])
