"""Bodies that are nearly right, as broken senders and cut texts make them, and what is no use to anybody."""

import re
from typing import Any

import msgspec
import pytest

from monitors.domain.demand.slots import LONGEST_MS, is_sound
from streams.contracts.signals import Demand, OwnChange
from streams.doors.cloud_events import STRUCTURED, said_in
from streams.doors.domain.alerts import notes_of
from streams.doors.domain.deliveries import Outside, Reading, RefusedError
from streams.doors.domain.documents import Part, json_of
from streams.doors.domain.telling import LONGEST_COUNTED_MS, Said, UntoldError, told_of
from streams.doors.kinds import KINDS
from tests.door_deliveries import (
    ACTIVITY,
    DEMAND,
    HOOKS,
    META,
    NOW_MS,
    NUMBERS,
    OURS,
    cloud_event,
    json_bytes,
    message_to_page,
)


def told(document: Any) -> list[Outside]:
    reading = KINDS["hmac"].read(OURS, json_bytes(document), NUMBERS)
    assert isinstance(reading, Reading)
    return [each.event for each in reading.told]


def test_a_slot_of_a_whole_day_is_taken_and_one_without_a_beginning_is_not() -> None:
    day = {**DEMAND, "until": "2026-05-29T20:26:40Z"}
    (event,) = told(cloud_event("demand", day))
    assert isinstance(event, Demand)
    assert is_sound(event)
    with pytest.raises(RefusedError, match="a count has a time"):
        told({name: each for name, each in cloud_event("demand", day).items() if name != "time"})


def test_doors_and_monitors_agree_how_long_a_slot_may_be() -> None:
    assert LONGEST_COUNTED_MS == LONGEST_MS


def test_a_feed_in_an_encoding_that_nobody_knows_is_malformed() -> None:
    body = b'<?xml version="1.0" encoding="hex"?><feed xmlns="http://www.w3.org/2005/Atom"/>'
    with pytest.raises(RefusedError) as refused:
        KINDS["youtube"].read(HOOKS["youtube"], body, NUMBERS)
    assert refused.value.outcome == "malformed"


def test_a_text_that_a_vendor_cut_in_the_middle_of_a_character_refuses_nothing() -> None:
    cut = json_bytes(message_to_page(text="On our way \ud83d"))
    reading = KINDS["meta"].read(META, cut, NUMBERS)
    assert isinstance(reading, Reading)
    (one,) = reading.told
    assert "On our way \ufffd" in msgspec.json.encode(one.content).decode()


@pytest.mark.parametrize(
    "body", [b"NaN", b"[1e999, Infinity]", b'["\\ud800" ', b'"\\ud800" ' + b"[" * 100_000]
)
def test_what_is_no_json_is_malformed_however_leniently_texts_are_read(body: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        json_of(body)
    assert refused.value.outcome == "malformed"


def test_an_alert_names_each_platform_once_however_often_its_label_does() -> None:
    labels = {"alertname": "Slow", "platform": "facebook, facebook,facebook"}
    document = Part({"alerts": [{"labels": labels, "status": "firing"}]})
    (note,) = notes_of(document, "alerts", {"facebook"}, NUMBERS)
    assert isinstance(note.event, OwnChange)
    assert note.event.platforms == ["facebook"]


@pytest.mark.parametrize("odd", [{"text": "\ud83d"}, {"beside": "\udfff"}, {"beside\ud800": 1}])
def test_what_a_records_store_is_given_can_be_kept(odd: dict[str, Any]) -> None:
    (event,) = said_in(
        {"content-type": STRUCTURED}, json_bytes(cloud_event("account.activity", ACTIVITY | odd))
    )
    kept = told_of(event, {"activity"}, NUMBERS)
    assert "\ufffd" in msgspec.json.encode(kept.content).decode()


def test_data_that_is_nested_without_end_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(900):
        deep = [deep]
    said = Said("holdfast.account.activity", "ours", "ours", "e-1", NOW_MS, {**ACTIVITY, "beside": deep})
    with pytest.raises(UntoldError, match="nested"):
        told_of(said, {"activity"}, NUMBERS)


@pytest.mark.parametrize(
    ("type_", "data", "says"),
    [
        (
            "holdfast.demand",
            {**DEMAND, "channel": "telephone"},
            "`channel` is one of contact-centre, e-mail, web-form, sms, chat, counter; its fields are",
        ),
        (
            "holdfast.vendor.status",
            {"platform": "facebook", "state": "outage", "groups": ["core", "pictures"]},
            "`groups` is one of core, login, media, other; its fields are platform, state, groups",
        ),
    ],
)
def test_a_word_that_there_is_not_is_answered_with_those_that_there_are(
    type_: str, data: dict[str, Any], says: str
) -> None:
    said = Said(type_, "ours", "ours", "e-1", NOW_MS, data)
    with pytest.raises(UntoldError, match=re.escape(says)) as refused:
        told_of(said, {"demand", "status"}, NUMBERS)
    assert "telephone" not in str(refused.value)
