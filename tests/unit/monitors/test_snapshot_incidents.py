"""The judge's incidents as the document has them, and how far a part of a log is complete."""

import msgspec
import pytest

from monitors.domain.outage.records import Change, Incident, Reason, Transition
from monitors.snapshot_incidents import IncidentFold, remember, shown
from streams.domain.directory import Directory
from tests.chains import blocks_of, catalogue, chain, parts_of
from tests.squid_lines import Asked, log_of

K = 10
NINE = 1_772_442_000_000
"""2026-03-02T09:00:00Z in milliseconds."""


def incident(**changes: object) -> Incident:
    """Facebook, for four hours, with changes."""
    usual = Incident(
        id="6b1f0a9d2c3e4f50",
        cause="platform",
        cause_confidence=0.97,
        platforms=["facebook"],
        groups=["core", "login"],
        units=["Citizen Services", "Registrar"],
        sites=["log"],
        state="resolved",
        suspected_at_ms=NINE + 20_000,
        started_at_ms=NINE + 412,
        detected_at_ms=NINE + 40_000,
        ended_at_ms=NINE + 14_400_000,
        peak_failed_share=0.985,
        requests_failed=14_211,
        people_failed=132,
        reasons=[Reason("most-fail", {"people": 31, "votes": 39, "share": 0.97})],
        explanation=Reason("cause-platform", {"failed_people": 31, "platform": "facebook"}),
    )
    return msgspec.structs.replace(usual, **changes)


def test_an_incident_becomes_its_document_field_by_field() -> None:
    told = msgspec.to_builtins(shown(incident(), K, "login"))

    terms = {"k": K, "identity": "login"}
    assert told == {
        "id": "6b1f0a9d2c3e4f50",
        "cause": "platform",
        "cause_confidence": 0.97,
        "platform": "facebook",
        "platforms": ["facebook"],
        "surfaces": ["core", "login"],
        "units": ["Citizen Services", "Registrar"],
        "state": "resolved",
        "suspected_at": "2026-03-02T09:00:20.000Z",
        "started_at": "2026-03-02T09:00:00.412Z",
        "detected_at": "2026-03-02T09:00:40.000Z",
        "ended_at": "2026-03-02T13:00:00.000Z",
        "peak_failed_share": 0.985,
        "requests_failed": 14_211,
        "people_failed": 130,
        "reasons": [
            {
                "code": "most-fail",
                "figures": {"people": 30, "votes": 39, "share": 0.97, **terms},
                "text": None,
            }
        ],
        "explanation": {
            "code": "cause-platform",
            "figures": {"failed_people": 30, "platform": "facebook", **terms},
            "text": None,
        },
    }


@pytest.mark.parametrize("people", [None, 0, 3, 9])
def test_few_people_leave_units_named_and_nothing_counted(people: int | None) -> None:
    told = shown(incident(people_failed=people), K, "login")

    assert (told.people_failed, told.requests_failed) == (None, None)
    assert told.units == ["Citizen Services", "Registrar"]
    assert told.reasons[0].figures["votes"] is None
    assert told.peak_failed_share == 1.0


def test_no_platform_or_several_are_not_one() -> None:
    assert shown(incident(platforms=[]), K, None).platform is None
    assert shown(incident(platforms=["facebook", "x"]), K, None).platform is None


def test_what_was_never_confirmed_stands_apart_whatever_became_of_it() -> None:
    fold = IncidentFold(catalogue(), Directory.empty())
    later = incident(id="b", started_at_ms=NINE + 5_000)
    doubts = [incident(id=name, detected_at_ms=None, state=name) for name in ("suspected", "false-alarm")]
    fold.found = {one.id: one for one in (later, *doubts, incident())}

    confirmed, suspected = fold.incidents(K, "login")

    assert [one.id for one in confirmed] == ["6b1f0a9d2c3e4f50", "b"]
    assert {one.id for one in suspected} == {"suspected", "false-alarm"}


def test_what_turned_out_to_be_part_of_another_is_told_by_the_other() -> None:
    found: dict[str, Incident] = {}
    ended = Transition(
        incident="a", number=2, at_ms=NINE, before="suspected", after="false-alarm",
        reason=Reason("part-of-another", {"incident": "b"}),
    )  # fmt: skip

    remember(Change(incident=incident(id="a"), transition=None), found)
    remember(Change(incident=incident(id="b"), transition=None), found)
    remember(Change(incident=incident(id="a"), transition=ended), found)

    assert list(found) == ["b"]


MINUTE = 60_000
FAILS = {"result": "NONE_NONE/503", "peer": "HIER_NONE/-", "elapsed_ms": 120}


def log_with_an_outage(*, ends_at: int = 32, extra: tuple[Asked, ...] = ()) -> bytes:
    """Twenty people who each open Facebook every ten seconds; from minute 20 to 25 nobody gets through."""
    asked = [
        Asked(at_ms=at, elapsed_ms=5_000, user=f"user{at // 500 % 20}").but(
            **(FAILS if 20 <= at / MINUTE < 25 else {})
        )
        for at in range(0, ends_at * MINUTE, 500)
    ]
    return log_of(sorted([*asked, *extra], key=lambda one: one.at_ms if one not in extra else 10 * MINUTE))


def found_in(log: bytes, now_ms: int = NINE + 1_000 * MINUTE, cuts: tuple[int, ...] = ()) -> list[Incident]:
    """What a snapshot says that broke, however small."""
    fold = IncidentFold(catalogue(), Directory.empty())
    for part in parts_of(chain(), blocks_of(log, list(cuts))):
        fold.add(part)
    fold.end(now_ms)
    return list(fold.found.values())


def test_an_outage_is_found_with_its_times() -> None:
    [told] = found_in(log_with_an_outage())

    assert (told.cause, told.platforms, told.state) == ("platform", ["facebook"], "resolved")
    assert told.started_at_ms == NINE + 20 * MINUTE - 120
    assert told.detected_at_ms is not None
    assert told.detected_at_ms <= NINE + 21 * MINUTE
    assert told.ended_at_ms == NINE + 25 * MINUTE
    assert told.people_failed == 20


def test_one_line_from_a_clock_that_runs_ahead_hides_nothing() -> None:
    tomorrow = Asked(at_ms=1_440 * MINUTE, user="user1")

    for cuts in ((), (600, 1_300, 2_500)):
        assert found_in(log_with_an_outage(extra=(tomorrow,)), cuts=cuts) == found_in(log_with_an_outage())


def test_what_goes_on_when_the_log_ends_has_no_end() -> None:
    [told] = found_in(log_with_an_outage(ends_at=24))

    assert (told.state, told.ended_at_ms) == ("confirmed", None)


def test_the_end_of_a_log_that_is_still_written_is_not_judged_before_its_time() -> None:
    log = log_with_an_outage(ends_at=22)

    [early] = found_in(log, now_ms=NINE + 22 * MINUTE)
    [late] = found_in(log, now_ms=NINE + 30 * MINUTE)

    assert early.requests_failed is not None
    assert late.requests_failed is not None
    assert early.requests_failed < late.requests_failed == 2 * 60 * 2


def test_a_log_without_a_dated_line_has_nothing_to_judge() -> None:
    assert found_in(b"noise\n" * 5) == []
