"""What each vendor's delivery comes to: that somebody wrote, in which conversation, never what."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.signals import AccountActivity, AccountEvent, decode_logged, encode_signal
from streams.doors.domain.deliveries import Answer, Hook, Outside, Reading, RefusedError
from streams.doors.kinds import KINDS
from tests.door_deliveries import (
    ACTIVITY,
    BODIES,
    CANARY,
    CHANGE,
    DEMAND,
    HOOKS,
    META,
    NOW_MS,
    NUMBERS,
    OURS,
    SLACK,
    cloud_event,
    feed_change,
    json_bytes,
    linkedin_comment,
    message_to_page,
    slack_message,
    video,
)

EVERY = list(HOOKS.values())
REPLY = "We reopen at nine."
WABA = "whatsapp_business_account"
BLOCKED = {"action": "block", "reason": CANARY}

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "object",
                        "entry",
                        "id",
                        "time",
                        "messaging",
                        "changes",
                        "field",
                        "value",
                        "item",
                        "verb",
                    ),
                    *(
                        "message",
                        "mid",
                        "sender",
                        "type",
                        "event",
                        "ts",
                        "team_id",
                        "notifications",
                        "action",
                    ),
                    *("data", "source", "specversion", "text", "from", "post_id", "timestamp"),
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


def told(hook: Hook, document: Any) -> list[Outside]:
    """The events of a verified document."""
    body = document if isinstance(document, bytes) else json_bytes(document)
    reading = KINDS[hook.kind].read(hook, body, NUMBERS)
    assert isinstance(reading, Reading)
    return [each.event for each in reading.told]


def activity(hook: Hook, document: Any) -> AccountActivity:
    """The one event."""
    (event,) = told(hook, document)
    assert isinstance(event, AccountActivity)
    return event


@pytest.mark.parametrize("name", HOOKS)
def test_of_what_was_written_nothing_goes_on_but_keyed_numbers(name: str) -> None:
    event = activity(HOOKS[name], BODIES[name])
    message = encode_signal(event)
    assert decode_logged(message) == event
    for word in (CANARY, *CANARY.split(), "somebody", "U1", "person:abc"):
        assert word.encode() not in message
    assert event.source == f"hook:{name}"


@pytest.mark.parametrize("name", HOOKS)
def test_told_again_it_has_the_same_id(name: str) -> None:
    assert activity(HOOKS[name], BODIES[name]) == activity(HOOKS[name], BODIES[name])


def test_an_answer_by_messenger_finds_its_question() -> None:
    asked = activity(META, message_to_page())
    echo = message_to_page(REPLY, "m_2")
    one = echo["entry"][0]["messaging"][0]
    one["sender"], one["recipient"] = one["recipient"], one["sender"]
    one["message"]["is_echo"] = True
    answered = activity(META, echo)
    assert (asked.direction, answered.direction) == ("inbound", "outgoing")
    assert asked.thread == answered.thread
    assert asked.id != answered.id
    assert (asked.words, answered.words) == (None, NUMBERS.words(REPLY))


def test_our_reply_to_a_comment_stands_in_its_thread_and_a_comment_of_another_does_not() -> None:
    comment = {"comment_id": "9_1", "parent_id": "page-1_9", "from": {"id": "somebody"}}
    reply = {"comment_id": "9_2", "parent_id": "9_1", "from": {"id": "page-1"}, "message": REPLY}
    other = {"comment_id": "9_3", "parent_id": "page-1_9", "from": {"id": "another"}}
    first, second, third = (activity(META, feed_change(**each)) for each in (comment, reply, other))
    assert first.thread == second.thread != third.thread
    assert (second.direction, second.words) == ("outgoing", NUMBERS.words(REPLY))


@pytest.mark.parametrize(
    ("value", "form", "direction"),
    [
        ({"item": "status", "from": {"id": "page-1"}}, "post", "outgoing"),
        ({"item": "video", "from": {"id": "page-1"}}, "video", "outgoing"),
        ({"item": "post", "from": {"id": "somebody"}}, "post", "inbound"),
        ({"item": "reaction", "from": {"id": "somebody"}}, "reaction", "inbound"),
    ],
)
def test_a_pages_feed_tells_what_was_posted_and_by_whom(
    value: dict[str, Any], form: str, direction: str
) -> None:
    event = activity(META, feed_change(**value))
    assert (event.form, event.direction) == (form, direction)


def test_an_edit_of_our_own_post_is_another_text_that_we_issued() -> None:
    post = {"item": "status", "from": {"id": "page-1"}}
    first = activity(META, feed_change(**post, message="Open until five."))
    edited = activity(META, feed_change(**post, verb="edited", message="Open until six."))
    assert first.id != edited.id
    assert first.words != edited.words
    assert told(META, feed_change(item="status", verb="edited", **{"from": {"id": "somebody"}})) == []
    assert told(META, feed_change(**post, verb="remove")) == []


def test_what_whatsapp_tells_is_found_in_its_changes() -> None:
    value = {
        "messages": [
            {"from": "15550001", "id": "w1", "timestamp": str(NOW_MS // 1000), "text": {"body": CANARY}}
        ],
        "statuses": [{"id": "w2", "status": "sent", "recipient_id": "15550001", "timestamp": "1780000000"}],
    }
    asked, answered = told(META, of_meta(WABA, "messages", value))
    assert isinstance(asked, AccountActivity)
    assert isinstance(answered, AccountActivity)
    assert (asked.direction, answered.direction) == ("inbound", "outgoing")
    assert asked.thread == answered.thread
    assert asked.at_ms == NOW_MS


def of_meta(kind: str, field: str, value: dict[str, Any]) -> dict[str, Any]:
    """One change of an object of Meta's."""
    return {"object": kind, "entry": [{"id": "n", "changes": [{"field": field, "value": value}]}]}


@pytest.mark.parametrize(
    ("document", "event"),
    [
        (of_meta("permissions", "pages_messaging", {"verb": "revoke"}), "token-expired"),
        (of_meta("permissions", "pages_messaging", {"verb": "grant"}), "restored"),
        (of_meta(WABA, "account_update", {"ban_info": {"waba_ban_state": "DISABLE"}}), "locked"),
        (of_meta(WABA, "account_update", {"ban_info": {"waba_ban_state": "REINSTATE"}}), "restored"),
        (of_meta(WABA, "account_update", {"event": "PARTNER_APP_UNINSTALLED"}), "token-expired"),
        (
            {"object": "page", "entry": [{"id": "n", "messaging": [{"policy_enforcement": BLOCKED}]}]},
            "locked",
        ),
    ],
)
def test_what_meta_tells_of_an_accounts_trouble_is_trouble(document: Any, event: str) -> None:
    (found,) = told(META, document)
    assert isinstance(found, AccountEvent)
    assert (found.event, found.account) == (event, "City")


def test_several_pages_of_one_app_are_told_apart_and_a_strangers_is_left_out() -> None:
    hook = replace(META, accounts={"page-1": "City", "page-2": "Parks"})
    two = message_to_page()
    two["entry"] += [{**two["entry"][0], "id": "page-2"}, {**two["entry"][0], "id": "page-3"}]
    assert [each.account for each in told(hook, two) if isinstance(each, AccountActivity)] == [
        "City",
        "Parks",
    ]


def test_in_slack_our_bot_answers_in_the_thread() -> None:
    asked = activity(SLACK, slack_message())
    answer = slack_message(REPLY, user="UBOT", ts="1780000001.000200", thread_ts=f"{NOW_MS // 1000}.000100")
    answered = activity(SLACK, answer)
    assert (asked.direction, answered.direction) == ("inbound", "outgoing")
    assert asked.thread == answered.thread


def test_a_message_that_mentions_us_is_one_though_slack_tells_it_twice() -> None:
    mention = activity(SLACK, slack_message(type="app_mention"))
    assert mention.id == activity(SLACK, slack_message()).id


@pytest.mark.parametrize("kind", ["tokens_revoked", "app_uninstalled"])
def test_slack_tells_that_our_access_has_ended(kind: str) -> None:
    (found,) = told(SLACK, slack_message(type=kind))
    assert isinstance(found, AccountEvent)
    assert found.event == "token-expired"


def test_slacks_question_whose_address_this_is_is_answered_once_it_is_proved() -> None:
    body = json_bytes({"type": "url_verification", "challenge": "3eZbrw1aB"})
    answer = KINDS["slack"].read(SLACK, body, NUMBERS)
    assert isinstance(answer, Answer)
    assert answer.body == b"3eZbrw1aB"


def test_on_linkedin_the_pages_own_reply_stands_under_the_comment() -> None:
    asked = activity(HOOKS["linkedin"], linkedin_comment())
    reply = {
        "owner": "urn:li:organization:96",
        "entity": "urn:li:comment:(urn:li:activity:77,56)",
        "object": "urn:li:comment:(activity:77,55)",
    }
    answered = activity(HOOKS["linkedin"], linkedin_comment(REPLY, **reply))
    assert (asked.direction, answered.direction) == ("inbound", "outgoing")
    assert asked.thread == answered.thread
    assert answered.words == NUMBERS.words(REPLY)
    assert told(HOOKS["linkedin"], linkedin_comment(action="COMMENT_DELETE")) == []


def test_a_video_whose_title_changes_is_another_text_that_we_issued() -> None:
    first, same = (activity(HOOKS["youtube"], video(title)) for title in ("Budget 2026", "budget  2026"))
    changed = activity(HOOKS["youtube"], video("Win a telephone"))
    assert first.id == same.id != changed.id
    assert (first.form, first.direction, first.words) == ("video", "outgoing", NUMBERS.words("Budget 2026"))


BOMB = b"""<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&b;</title></entry></feed>"""


@pytest.mark.parametrize("body", [BOMB, BODIES["youtube"][:-30], b"", b"<a>" * 100])
def test_a_feed_that_is_cut_short_or_would_unfold_is_refused(body: bytes) -> None:
    with pytest.raises(RefusedError, match="Atom"):
        KINDS["youtube"].read(HOOKS["youtube"], body, NUMBERS)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("own-change", CHANGE),
        ("demand", DEMAND),
        ("account.activity", ACTIVITY),
        ("account.trouble", {"platform": "facebook", "account": "City", "event": "locked"}),
        ("vendor.status", {"platform": "facebook", "state": "outage", "groups": ["core"]}),
    ],
)
def test_each_type_of_event_becomes_one_that_the_monitors_take(kind: str, data: Mapping[str, Any]) -> None:
    (event,) = told(OURS, cloud_event(kind, data))
    assert decode_logged(encode_signal(event)) == event
    assert event.at_ms == NOW_MS


@pytest.mark.parametrize(
    ("kind", "data", "says"),
    [
        ("peer", {}, "not taken here; there are holdfast"),
        ("demand", {**DEMAND, "channel": CANARY}, "channel"),
        ("demand", {**DEMAND, "until": CANARY}, "until"),
        ("demand", {**DEMAND, "until": "2026-05-28T20:00:00Z"}, "behind the event's time"),
        ("demand", {**DEMAND, "until": "2026-05-28T20:26:40Z"}, "behind the event's time"),
        ("demand", {**DEMAND, "until": "2026-05-29T20:26:41Z"}, "within a day"),
        ("demand", {**DEMAND, "count": -1}, "count"),
        ("own-change", {"title": ""}, "title"),
        ("own-change", {**CHANGE, "title": f"{CANARY}\n"}, "control character"),
        ("own-change", {**CHANGE, "sites": ["\x00"]}, "control character"),
        ("own-change", [CANARY], "object"),
        ("account.activity", {**ACTIVITY, "form": CANARY}, "form"),
    ],
)
def test_what_is_not_understood_is_said_without_its_words(kind: str, data: Any, says: str) -> None:
    with pytest.raises(RefusedError, match=says) as refused:
        told(OURS, cloud_event(kind, data))
    assert refused.value.outcome == "not-taken"
    assert CANARY not in refused.value.detail


def test_a_hook_takes_the_kinds_that_it_was_made_for_alone() -> None:
    changes = replace(OURS, takes=frozenset({"change"}))
    assert told(changes, [cloud_event("own-change", CHANGE), cloud_event("own-change", CHANGE, id="e-2")])
    with pytest.raises(RefusedError, match=r"there are holdfast\.own-change$"):
        told(changes, cloud_event("demand", DEMAND))


@given(hook=st.sampled_from(EVERY), body=st.binary(max_size=400))
def test_a_verified_body_of_any_bytes_is_read_or_refused(hook: Hook, body: bytes) -> None:
    try:
        reading = KINDS[hook.kind].read(hook, body, NUMBERS)
    except RefusedError as refused:
        outcome: str = refused.outcome
    else:
        outcome = "read" if isinstance(reading, Reading) else reading.outcome
    assert outcome in {"malformed", "not-taken", "read"}


@given(hook=st.sampled_from([each for each in EVERY if each.kind != "youtube"]), document=anything)
def test_a_verified_document_of_any_shape_is_read_or_refused_and_what_it_tells_is_taken(
    hook: Hook, document: Any
) -> None:
    try:
        reading = KINDS[hook.kind].read(hook, json_bytes(document), NUMBERS)
    except RefusedError:
        return
    if isinstance(reading, Reading):
        for each in reading.told:
            try:
                decode_logged(encode_signal(each.event))
            except UnreadableMessageError as error:
                raise AssertionError(each.event) from error
