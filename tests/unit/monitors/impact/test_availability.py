"""Minutes without a platform, by local month and cause."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.impact.availability import Availability, Month, Observed, availability, months_of
from monitors.domain.outage.records import Cause, Incident, Reason, State

TORONTO = ZoneInfo("America/Toronto")
NONE: frozenset[int] = frozenset()


def at(moment: str) -> int:
    return round(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1000)


def incident(
    begin: str, end: str | None, cause: Cause = "platform", state: State = "resolved", id_: str = "i"
) -> Incident:
    return Incident(
        id=id_,
        cause=cause,
        cause_confidence=0.9,
        platforms=["facebook"],
        groups=["core"],
        units=["Roads"],
        sites=[],
        state=state,
        suspected_at_ms=at(begin),
        started_at_ms=at(begin),
        detected_at_ms=None if state == "false-alarm" else at(begin),
        ended_at_ms=None if end is None else at(end),
        peak_failed_share=0.9,
        requests_failed=10,
        people_failed=10,
        reasons=[],
        explanation=Reason("x"),
    )


MARCH = (at("2026-03-01"), at("2026-04-01"))


def in_march(*incidents: Incident) -> Availability:
    [month] = availability(incidents, Observed("facebook", MARCH, frozenset({20_513, 20_543})), UTC, 0.999)
    return month


def test_a_months_minutes_are_told_by_cause_and_together() -> None:
    told = in_march(
        incident("2026-03-02T09:31", "2026-03-02T10:13"),
        incident("2026-03-02T10:00", "2026-03-02T10:30", "egress"),
    )

    assert told.lost_by_cause == {"egress": 30, "platform": 42}
    assert told.lost_minutes == 59
    assert told.observed_minutes == 31 * 24 * 60
    assert told.share == pytest.approx(1 - 59 / 44_640)
    assert told.met is False
    assert (told.incidents, told.seen_days) == (2, 2)


def test_an_outage_over_a_months_end_is_shared_out_and_an_open_one_lasts_until_now() -> None:
    observed = Observed("facebook", (at("2026-03-20"), at("2026-04-02T12:00")), NONE)
    over_the_end = incident("2026-03-31T23:00", "2026-04-01T02:00")
    open_one = incident("2026-04-02T11:00", None, state="confirmed", id_="j")

    march, april = availability([over_the_end, open_one], observed, UTC, 0.99)

    assert (march.month, march.lost_minutes) == (Month(2026, 3), 60)
    assert (april.month, april.lost_minutes, april.incidents) == (Month(2026, 4), 180, 2)


def test_months_are_local_and_know_of_summer_time() -> None:
    observed = (at("2026-03-01T05:00"), at("2026-04-01T04:00"))

    assert list(months_of(observed, TORONTO)) == [(Month(2026, 3), observed)]
    assert observed[1] - observed[0] == timedelta(days=31, hours=-1) // timedelta(milliseconds=1)


def test_our_own_false_alarms_stand_beside_and_cost_nothing() -> None:
    told = in_march(incident("2026-03-05T10:00", "2026-03-05T10:20", state="false-alarm"))

    assert (told.false_alarms, told.lost_minutes, told.incidents, told.met) == (1, 0, 0, True)


def test_what_we_did_not_see_was_not_lost_and_neither_was_anothers() -> None:
    blind = incident("2026-03-05T10:00", "2026-03-05T12:00", "blind")
    [month] = availability([incident("2026-03-02", "2026-03-03")], Observed("x", MARCH, NONE), UTC, 0.999)

    assert in_march(blind).lost_minutes == 0
    assert month.lost_minutes == 0


def test_nothing_observed_has_no_months() -> None:
    assert availability([], Observed("facebook", (MARCH[0], MARCH[0]), NONE), UTC, 0.999) == []


spells = st.tuples(st.integers(0, 60 * 24 * 40), st.integers(1, 5_000))


@given(st.lists(spells, max_size=8), st.data())
def test_minutes_lost_never_exceed_what_was_observed_and_order_does_not_matter(
    some: list[tuple[int, int]], data: st.DataObject
) -> None:
    first = datetime(2026, 2, 20, tzinfo=UTC)
    incidents = [
        incident(
            (first + timedelta(minutes=begin)).replace(tzinfo=None).isoformat(),
            (first + timedelta(minutes=begin + lasts)).replace(tzinfo=None).isoformat(),
            data.draw(st.sampled_from(["platform", "egress", "policy"])),
            id_=str(number),
        )
        for number, (begin, lasts) in enumerate(some)
    ]
    told = in_march(*incidents)

    assert 0 <= told.lost_minutes <= told.observed_minutes
    assert told.lost_minutes <= sum(told.lost_by_cause.values()) + 2
    assert all(each <= told.lost_minutes + 1 for each in told.lost_by_cause.values())
    assert in_march(*data.draw(st.permutations(incidents))) == told
    assert in_march(*incidents[1:]).lost_minutes <= told.lost_minutes
