"""What people do in an incident's room, as stories; each action has one outcome and one reason."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace

from monitors.domain.actions import decode_action, encode_action
from monitors.domain.rooms.actions import (
    MAY,
    Acknowledge,
    AnswerPoll,
    AnyRoomAction,
    Comment,
    CoverByFallback,
    EndFallback,
    HandOver,
    NameCause,
    ReviewIncident,
    RoomAction,
    SayNoOutage,
    StateImpact,
    TakeLead,
    UpdateStatus,
)
from monitors.domain.rooms.incident_rules import RULES as IN_ROOMS
from monitors.domain.rooms.sharing_rules import RULES as BESIDE
from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.signals import LearnAgain, decode_signal
from streams.contracts.topics import CHANGES, SIGNALS
from tests.room_actions import OUTAGE, Hub, do
from tests.stored_work import NOON_MS

HOUR_MS = 3_600_000
IN_IT = {"incident": OUTAGE.id}
OVER = replace(OUTAGE, state="resolved", ended_at_ms=NOON_MS + HOUR_MS)


def covers(**said: Any) -> CoverByFallback:
    known = {"unit": "Roads", "platform": "facebook", "activity": "closures", "from_ms": NOON_MS}
    made: CoverByFallback = do(CoverByFallback, "unit", **IN_IT, **(known | said))
    return made


def ends(**said: Any) -> EndFallback:
    known = {"unit": "Roads", "platform": "facebook", "activity": "closures", "until_ms": NOON_MS}
    made: EndFallback = do(EndFallback, "unit", **IN_IT, **(known | said))
    return made


def test_every_kind_of_action_has_its_roles_and_its_rule() -> None:
    assert set(MAY) == set(AnyRoomAction.__args__) == {*IN_ROOMS, NameCause, *BESIDE}


def test_an_action_reads_as_it_was_written_and_ignores_what_it_does_not_know() -> None:
    for action in (do(Acknowledge, **IN_IT), covers(), do(Comment, text="à l'œuvre", **IN_IT)):
        newer = json.encode(json.decode(encode_action(action)) | {"mood": "fine"})
        assert decode_action(encode_action(action)) == decode_action(newer) == action


@pytest.mark.parametrize("said", [{"kind": "gossip"}, {"version": 2}, {"incident": ""}, {"role": "boss"}])
def test_what_is_no_action_of_this_version_is_a_dead_letter(said: dict[str, Any]) -> None:
    data = json.encode(json.decode(encode_action(do(Acknowledge, **IN_IT))) | said)
    with pytest.raises(UnreadableMessageError):
        decode_action(data)


def test_operations_acknowledge_an_incident_once() -> None:
    hub = Hub()

    assert hub.takes(do(Acknowledge, **IN_IT), do(Acknowledge, **IN_IT)) == [
        "acknowledged",
        "acknowledged-already",
    ]
    room = hub.store.rooms.rooms()[OUTAGE.id]
    assert (room.acknowledged_by_role, room.acknowledged_at_ms) == ("operations", NOON_MS)


def test_the_lead_is_a_role_that_is_taken_once_and_handed_over() -> None:
    hub = Hub()

    for kind in (TakeLead, HandOver):
        asked = [do(kind, role, lead_role="Duty manager", **IN_IT) for role in ("unit", "risk")]
        assert hub.takes(*asked) == ["not-for-this-role"] * 2
    assert hub.takes(do(HandOver, lead_role="Duty manager", **IN_IT)) == ["nobody-leads"]
    assert hub.takes(do(TakeLead, lead_role="j.smith@example.org", **IN_IT)) == ["lead-is-no-role"]
    assert hub.takes(do(TakeLead, lead_role="Duty manager", **IN_IT)) == ["lead-taken"]
    assert hub.takes(do(TakeLead, lead_role="Head of shift", **IN_IT)) == ["led-already"]
    assert hub.takes(do(HandOver, lead_role="Duty manager", **IN_IT)) == ["led-already"]
    handed = do(HandOver, lead_role="Head of shift", note="phones are staffed until 18 h", **IN_IT)
    assert hub.takes(handed, at_ms=NOON_MS + HOUR_MS) == ["lead-handed-over"]

    room = hub.store.rooms.rooms()[OUTAGE.id]
    assert (room.lead_role, room.led_since_ms) == ("Head of shift", NOON_MS + HOUR_MS)
    assert hub.story()[-1].said == {"lead_role": "Head of shift", "note": "phones are staffed until 18 h"}


def test_words_of_people_stand_in_the_time_line_in_their_order_and_in_no_event() -> None:
    hub = Hub()
    words = "the mayor is on the phone"
    hub.takes(do(Comment, text=words, **IN_IT))
    hub.takes(do(StateImpact, "unit", unit="Roads", text=words, **IN_IT), at_ms=NOON_MS + 1)
    told = do(UpdateStatus, channel="intranet", text_fr="On y travaille.", **IN_IT)
    hub.takes(told, do(UpdateStatus, channel="phone", text_en=" ", **IN_IT), at_ms=NOON_MS + 2)

    assert [(each.kind, each.refused) for each in hub.story()[:2]] == [
        ("comment", False),
        ("state-impact", False),
    ]
    assert {each.reason.code for each in hub.story()[2:]} == {"status-told", "status-empty"}
    assert hub.story()[1].said == {"text": words}
    events = hub.told(CHANGES.name)
    assert [event["data"]["action"] for event in events][2] == told.id
    assert words not in str(events)
    assert "Roads" not in str(events), "a small unit may not be named where anybody reads along"


def test_a_fallback_covers_from_when_the_unit_says_until_it_ends() -> None:
    hub = Hub()

    assert hub.takes(ends()) == ["no-fallback-in-use"]
    assert hub.takes(covers(platform="x")) == ["platform-not-hit"]
    assert hub.takes(covers(from_ms=NOON_MS + HOUR_MS)) == ["yet-to-come"]
    assert hub.takes(covers(), covers(), covers(activity="", fallback="radio")) == [
        "fallback-covers",
        "fallback-covers-already",
        "fallback-covers",
    ]
    room = hub.store.rooms.rooms()[OUTAGE.id]
    assert getattr(room.fallback_of("Roads", "facebook", "closures"), "fallback", None) == ""
    assert getattr(room.fallback_of("Roads", "facebook", "another"), "fallback", None) == "radio"
    assert room.fallback_of("Parks", "facebook", "closures") is None

    assert hub.takes(ends(until_ms=NOON_MS - 1)) == ["ends-before-it-begins"]
    assert hub.takes(ends(until_ms=NOON_MS + 60_000)) == ["fallback-ended"]
    assert hub.takes(covers(), at_ms=NOON_MS + HOUR_MS) == ["fallback-covers"], "again"
    assert len(hub.store.rooms.rooms()[OUTAGE.id].fallbacks) == 3


def test_the_last_answer_of_an_account_to_the_poll_counts() -> None:
    hub = Hub()
    for by, answer in (("a", "yes"), ("b", "yes"), ("a", "worked-around")):
        hub.takes(do(AnswerPoll, "unit", unit="Roads", answer=answer, by=by, **IN_IT))
    hub.takes(do(AnswerPoll, "unit", unit="Parks", answer="no", by="c", **IN_IT))

    assert hub.store.rooms.rooms()[OUTAGE.id].poll_counts() == {
        "Parks": {"yes": 0, "no": 1, "worked-around": 0},
        "Roads": {"yes": 1, "no": 0, "worked-around": 1},
    }


def test_an_incident_is_reviewed_when_it_is_over_and_not_before() -> None:
    hub = Hub()
    review = {"worked": "phone queue 4", "did_not_work": "the intranet page", **IN_IT}

    assert hub.takes(do(ReviewIncident, **review)) == ["incident-goes-on"]
    hub.happens(OVER)
    assert hub.takes(do(ReviewIncident, **IN_IT), do(ReviewIncident, **review)) == [
        "review-empty",
        "incident-reviewed",
    ]
    assert hub.takes(do(Acknowledge, **IN_IT), covers(), do(Comment, text="thanks", **IN_IT)) == [
        "incident-is-over",
        "incident-is-over",
        "commented",
    ]


def test_that_it_is_no_outage_goes_to_the_judge_as_evidence() -> None:
    hub = Hub()

    assert hub.takes(do(SayNoOutage, "unit", **IN_IT), do(SayNoOutage, **IN_IT)) == [
        "not-for-this-role",
        "learns-again",
    ]
    [evidence] = [message for message in hub.messages if message.topic == SIGNALS.name]
    signal = decode_signal(evidence.value)
    assert signal == LearnAgain(source="!people", at_ms=NOON_MS, incident=OUTAGE.id)
    assert (evidence.offset, evidence.n) == (1, 1)


def test_an_incident_that_nobody_knows_has_no_room() -> None:
    hub = Hub()

    assert hub.takes(do(Comment, text="hm", incident="i-none")) == ["no-such-incident"]
    assert hub.store.rooms.rooms() == {}
    assert [each.refused for each in hub.story("i-none")] == [True]


def test_an_action_that_comes_twice_is_applied_and_told_once() -> None:
    hub = Hub()
    seen, said = do(Acknowledge, **IN_IT), do(Comment, text="once", **IN_IT)

    assert hub.takes(seen, seen) == ["acknowledged"]
    hub.begins_anew()
    assert hub.takes(seen, said, said) == ["commented"]
    assert len(hub.told(CHANGES.name)) == len(hub.story()) == 2


@given(st.lists(st.sampled_from(["acknowledge", "lead", "cover", "end", "poll", "say"]), max_size=12))
def test_whatever_comes_in_whatever_order_each_action_has_one_outcome_and_is_told_once(
    kinds: list[str],
) -> None:
    make: dict[str, Callable[[], AnyRoomAction]] = {
        "acknowledge": lambda: do(Acknowledge, **IN_IT),
        "lead": lambda: do(TakeLead, lead_role="Duty manager", **IN_IT),
        "cover": covers,
        "end": ends,
        "poll": lambda: do(AnswerPoll, "unit", unit="Roads", answer="yes", **IN_IT),
        "say": lambda: do(Comment, text="hm", **IN_IT),
    }
    one_by_one, together = Hub(), Hub()
    actions = [make[kind]() for kind in kinds]
    for action in actions:
        one_by_one.takes(action)
    if actions:
        together.takes(*actions)

    assert one_by_one.store.rooms.rooms() == together.store.rooms.rooms()
    assert {each.action for each in one_by_one.story()} == {action.id for action in actions}
    assert [event["data"]["action"] for event in one_by_one.told(CHANGES.name)] == [a.id for a in actions]
    room = together.store.rooms.rooms().get(OUTAGE.id)
    going = [use.about for use in (room.fallbacks if room else ()) if use.until_ms is None]
    assert len(going) == len(set(going))


@pytest.mark.parametrize("kind", MAY)
def test_whoever_only_looks_acts_nowhere_but_may_report(kind: type[RoomAction]) -> None:
    assert ("auditor" in MAY[kind]) == (kind.__name__ == "ReportFailure")
    assert "admin" in MAY[kind] or kind is AnswerPoll
