"""The first page: what is broken, whom it hurts, how long they can bear it, and how every platform does."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.domain.health import Health
from api.domain.known_now import Known, Minute, Relying
from api.domain.now import Now, now_of, seen_by
from api.domain.privacy import Privacy, Sight
from api.domain.rights import Grant, Viewer
from monitors.domain.impact.expected import Range
from monitors.domain.outage.records import SourceRow
from monitors.domain.register.actions import Role
from monitors.domain.register.records import Declaration, Entry, Fallback, Impact
from monitors.domain.rooms.records import FallbackUse, Room
from tests.stored_work import NOON_MS, incident

PRIVACY = Privacy(10)
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
AT_MS = NOON_MS + HOUR_MS


def source(blind_since_ms: int | None = None) -> SourceRow:
    """A log that is complete until a minute ago."""
    return SourceRow("proxy", "north", AT_MS - MINUTE_MS, blind_since_ms, 1, "c", "d")


def declared(unit: str, rto_hours: float | None, fallback: Fallback | None = None) -> Entry:
    """What a unit declares of Facebook."""
    return Entry(
        unit=unit,
        platform="facebook",
        declaration=Declaration(
            activity="answering",
            owner_role="Duty manager",
            impact_over_time=(Impact(at_hours=2, category="reputational", level=3),),
            rto_hours=rto_hours,
            fallback=fallback,
        ),
        declared_on=date(2026, 1, 1),
        review_due=date(2027, 1, 1),
    )


def relies(unit: str, platform: str = "facebook", people: int = 12) -> Relying:
    """A unit that importantly relies on a platform."""
    return Relying(unit, platform, "important", people)


def known(**fields: Any) -> Known:
    """What the tables say, of which only what a test names matters."""
    nothing: dict[str, Any] = {
        "incidents": [],
        "dependencies": [],
        "entries": [],
        "asked": frozenset(),
        "people": {},
        "lost": {},
        "rooms": {},
        "minutes": {},
        "sources": [source()],
        "names": {"facebook": "Facebook"},
        "operators": {"facebook": "Meta", "messenger": "Meta"},
    }
    return Known(**(nothing | fields))


def broken(**fields: Any) -> dict[str, Any]:
    """Facebook has been failing for an hour."""
    return {
        "incidents": [incident("i", "confirmed", started_at_ms=NOON_MS, detected_at_ms=NOON_MS)],
        **fields,
    }


def sight(role: Role = "operations", *units: str | None) -> Sight:
    """What somebody with this role for these units may be told."""
    return Sight(Viewer(grants=tuple(Grant(role, unit) for unit in units)), PRIVACY, date(2026, 3, 16))


def health_of(now: Now) -> dict[str, Health]:
    """How each platform does."""
    return {each.platform: each.health for each in now.platforms}


def used(*minutes_ago: int, failed: int = 0) -> list[Minute]:
    """Ten requests in each of these minutes."""
    return [Minute(AT_MS - ago * MINUTE_MS, 10, failed) for ago in sorted(minutes_ago, reverse=True)]


def test_whoever_relies_on_what_is_gone_is_hurt_and_the_gravest_comes_first() -> None:
    told = known(
        **broken(
            dependencies=[relies("Parks"), relies("Citizen Services"), relies("Roads", "x")],
            entries=[declared("Citizen Services", 2.0)],
            people={"Parks": 40, "Citizen Services": 40},
        )
    )
    (one,) = now_of(told, AT_MS, PRIVACY).incidents
    assert [(hurt.unit, hurt.activity, hurt.level) for hurt in one.hurt] == [
        ("Citizen Services", "answering", "mission-critical"),
        ("Parks", "", "important"),
    ]
    clock = one.hurt[0].clock
    assert clock is not None
    assert (clock.state, clock.rto_left_ms) == ("running", HOUR_MS)


def test_a_fallback_in_use_stops_the_clock() -> None:
    fallback = Fallback(name="phone queue 4", max_hours=8)
    use = FallbackUse(
        unit="Citizen Services", platform="facebook", activity="", fallback="", from_ms=NOON_MS + MINUTE_MS
    )
    told = known(
        **broken(
            entries=[declared("Citizen Services", 2.0, fallback)],
            rooms={"i": Room(incident="i", fallbacks=(use,))},
        )
    )
    (hurt,) = now_of(told, AT_MS, PRIVACY).incidents[0].hurt
    assert hurt.fallback == "phone queue 4"
    assert hurt.clock is not None
    assert hurt.clock.state == "covered"


def test_what_few_people_lost_is_not_told() -> None:
    lost = {("i", "Parks", "facebook"): Range(170.0, 210.0), ("i", "Board", "facebook"): Range(3.0, 4.0)}
    told = known(
        **broken(
            dependencies=[relies("Parks"), relies("Board", people=3)],
            people={"Parks": 40, "Board": 40},
            lost=lost,
        )
    )
    found = {hurt.unit: hurt.lost_low for hurt in now_of(told, AT_MS, PRIVACY).incidents[0].hurt}
    assert found == {"Parks": 170.0, "Board": None}


def test_a_fault_in_one_place_hurts_only_who_is_there() -> None:
    there = incident("i", "confirmed", cause="unit-network", units=["Parks"])
    told = known(incidents=[there], dependencies=[relies("Parks"), relies("Roads")])
    assert [hurt.unit for hurt in now_of(told, AT_MS, PRIVACY).incidents[0].hurt] == ["Parks"]


def test_a_silent_source_hurts_nobody_for_nothing_is_concluded_from_it() -> None:
    silent = incident("i", "confirmed", cause="blind")
    told = known(incidents=[silent], dependencies=[relies("Parks")])
    assert now_of(told, AT_MS, PRIVACY).incidents[0].hurt == []


def test_quiet_is_unknown_and_never_healthy() -> None:
    told = known(dependencies=[relies("Parks")], minutes={"facebook": used(60)})
    now = now_of(told, AT_MS, PRIVACY)
    assert health_of(now) == {"facebook": "quiet"}
    assert now.platforms[0].quiet_since_ms == AT_MS - HOUR_MS
    assert health_of(now_of(told._replace(minutes={"facebook": used(1)}), AT_MS, PRIVACY)) == {
        "facebook": "ok"
    }


def test_where_every_source_is_silent_no_platform_is_called_healthy() -> None:
    told = known(
        dependencies=[relies("Parks")], minutes={"facebook": used(1)}, sources=[source(AT_MS - HOUR_MS)]
    )
    assert health_of(now_of(told, AT_MS, PRIVACY)) == {"facebook": "blind"}


def test_a_platform_that_fails_stands_before_those_that_do_not() -> None:
    told = known(
        **broken(
            dependencies=[relies("Parks", "x"), relies("Parks")],
            minutes={"x": used(1), "facebook": used(1, failed=9)},
        )
    )
    now = now_of(told, AT_MS, PRIVACY)
    assert [each.platform for each in now.platforms] == ["facebook", "x"]
    assert now.platforms[0].failed_share == 0.9


def test_five_minutes_after_it_came_back_what_failed_before_is_neither_just_now_nor_usual() -> None:
    over = incident("i", "resolved", started_at_ms=AT_MS - HOUR_MS, ended_at_ms=AT_MS - 5 * MINUTE_MS)
    minutes = used(*range(61, 120)) + used(*range(6, 61), failed=9) + used(*range(1, 6))
    told = known(incidents=[over], dependencies=[relies("Parks")], minutes={"facebook": minutes})
    (facebook,) = now_of(told, AT_MS, PRIVACY).platforms
    assert (facebook.health, facebook.failed_share, facebook.usual_share) == ("ok", 0.0, 0.0)


def test_a_failure_in_the_minutes_before_it_fell_quiet_for_a_while_is_still_told() -> None:
    told = known(dependencies=[relies("Parks")], minutes={"facebook": used(9, 10, 11, failed=5)})
    (facebook,) = now_of(told, AT_MS, PRIVACY).platforms
    assert (facebook.failed_share, facebook.usual_share) == (0.5, None)


def test_the_last_hours_end_with_now_and_have_gaps_where_nobody_tried() -> None:
    told = known(dependencies=[relies("Parks")], minutes={"facebook": used(0, 10, failed=5)})
    series = now_of(told, AT_MS, PRIVACY).platforms[0].series
    assert (series[-1], series[-2], series[-3]) == (0.5, None, 0.5)
    assert len(series) == 36


@given(st.sets(st.sampled_from(["Parks", "Roads", "Citizen Services"])))
def test_nobody_is_told_of_units_that_they_may_not_see(mine: set[str]) -> None:
    units = ("Parks", "Roads", "Citizen Services")
    told = known(**broken(dependencies=list(map(relies, units)), people=dict.fromkeys(units, 40)))
    seen = seen_by(now_of(told, AT_MS, PRIVACY), sight("operations", *mine))
    assert {hurt.unit for each in seen.incidents for hurt in each.hurt} == mine
    assert not {unit for each in seen.incidents for unit in each.units}


def test_a_small_unit_that_declared_nothing_is_told_to_itself_and_to_risk_and_counted_for_others() -> None:
    told = known(
        **broken(dependencies=[relies("Parks"), relies("Board", people=3)], people={"Parks": 40, "Board": 6})
    )
    now = now_of(told, AT_MS, PRIVACY)
    (others,) = seen_by(now, sight("operations", None)).incidents
    assert ([hurt.unit for hurt in others.hurt], others.small_units) == (["Parks"], 1)
    (risk,) = seen_by(now, sight("risk", None)).incidents
    assert ({hurt.unit for hurt in risk.hurt}, risk.small_units) == ({"Parks", "Board"}, 0)
    (itself,) = seen_by(now, sight("unit", "Board")).incidents
    assert ([hurt.unit for hurt in itself.hurt], itself.small_units) == (["Board"], 0)


def test_behind_the_end_a_small_unit_is_counted_for_risk_again_unless_it_left_its_question_unanswered() -> (
    None
):
    over = incident("i", "resolved", started_at_ms=NOON_MS, ended_at_ms=AT_MS - MINUTE_MS)
    told = known(incidents=[over], dependencies=[relies("Board", people=3)], people={"Board": 6})
    (one,) = seen_by(now_of(told, AT_MS, PRIVACY), sight("risk", None)).incidents
    assert (one.hurt, one.small_units) == ([], 1)
    (own,) = seen_by(now_of(told, AT_MS, PRIVACY), sight("unit", "Board")).incidents
    assert [hurt.unit for hurt in own.hurt] == ["Board"]
    late = told._replace(overdue=frozenset({("Board", "facebook")}))
    (risk,) = seen_by(now_of(late, AT_MS, PRIVACY), sight("risk", None)).incidents
    assert [hurt.unit for hurt in risk.hurt] == ["Board"]
    (others,) = seen_by(now_of(late, AT_MS, PRIVACY), sight("operations", None)).incidents
    assert (others.hurt, others.small_units) == ([], 1)


def test_what_goes_on_stands_before_what_is_over() -> None:
    over = incident("a", "resolved", started_at_ms=AT_MS - MINUTE_MS, ended_at_ms=AT_MS)
    told = known(incidents=[over, incident("b", "suspected"), incident("c", "confirmed")])
    assert [each.id for each in now_of(told, AT_MS, PRIVACY).incidents] == ["c", "b", "a"]
