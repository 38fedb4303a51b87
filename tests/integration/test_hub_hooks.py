"""Webhooks at the hub's doors: what is taken, what is refused and how it is said, and what is never kept."""

import gzip
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from httpx2 import Response
from prometheus_client.parser import text_string_to_metric_families

from streams.adapters.evidence_log import LogUnavailable
from streams.contracts.signals import AccountActivity, OwnChange, encode_signal
from streams.doors.bodies import MOST_BYTES
from streams.doors.domain.deliveries import Delivery, Hook
from tests.door_deliveries import (
    ACTIVITY,
    BODIES,
    CANARY,
    CHANGE,
    HOOKS,
    LINKEDIN,
    META,
    NOW_MS,
    OURS,
    SLACK,
    TOKEN,
    TOPIC,
    YOUTUBE,
    cloud_event,
    json_bytes,
    message_to_page,
    signed,
    slack_message,
)
from tests.hubs import HubAtHand, hub_in

EVERY = list(HOOKS.values())
DAY_MS = 86_400_000


class Clock:
    """Unix milliseconds that only the test moves."""

    def __init__(self) -> None:
        self.now_ms = NOW_MS

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def opened(folder: Path, clock: Clock) -> Iterator[HubAtHand]:
    """The hub on a folder; it may be opened again."""
    with hub_in(folder, hooks=HOOKS, now_ms=clock) as at_hand:
        yield at_hand


@pytest.fixture
def hub(tmp_path: Path, clock: Clock) -> Iterator[HubAtHand]:
    with opened(tmp_path, clock) as at_hand:
        yield at_hand


def delivered(hub: HubAtHand, hook: Hook, delivery: Delivery) -> Response:
    """What the door answers."""
    return hub.client.post(f"/hooks/{hook.name}", content=delivery.body, headers=dict(delivery.headers))


def counted(hub: HubAtHand) -> dict[tuple[str, str], float]:
    """Deliveries by hook and outcome, as operations read them."""
    page = hub.browser("operations").get("/metrics")
    return {
        (sample.labels["hook"], sample.labels["outcome"]): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
        if sample.name == "holdfast_hook_deliveries_total"
    }


def figures(hub: HubAtHand) -> dict[str, dict[str, float]]:
    """Gauges of hooks, as operations read them."""
    page = hub.browser("operations").get("/metrics")
    return {
        family.name: {sample.labels["hook"]: sample.value for sample in family.samples}
        for family in text_string_to_metric_families(page.text)
        if family.name.startswith("holdfast_hook_") and family.type == "gauge"
    }


@pytest.mark.parametrize("hook", EVERY, ids=lambda hook: hook.name)
def test_a_right_delivery_of_each_kind_is_taken(hub: HubAtHand, hook: Hook) -> None:
    answer = delivered(hub, hook, signed(hook, BODIES[hook.name]))
    assert answer.status_code == 200
    (event,) = hub.signals.sent
    assert isinstance(event, AccountActivity)
    assert (event.source, event.at_ms) == (f"hook:{hook.name}", NOW_MS)
    assert counted(hub) == {(hook.name, "taken"): 1}


@pytest.mark.parametrize(
    ("changed", "status", "outcome"),
    [
        ({"x-hub-signature-256": ""}, 401, "unsigned"),
        ({"x-hub-signature-256": "sha256=" + "0" * 64}, 403, "wrong-signature"),
        ({"content-type": "text/plain"}, 415, "wrong-type"),
        ({"content-encoding": "gzip"}, 415, "encoded"),
        ({"content-encoding": "br, gzip"}, 415, "encoded"),
        ({"content-length": "999999999"}, 413, "too-large"),
        ({"content-length": "many"}, 400, "truncated"),
        ({"content-length": "9999"}, 400, "truncated"),
    ],
)
def test_a_delivery_that_is_not_right_is_refused_with_its_status_and_counted(
    hub: HubAtHand, changed: dict[str, str], status: int, outcome: str
) -> None:
    right = signed(META, BODIES["meta"])
    answer = delivered(hub, META, Delivery("POST", {**right.headers, **changed}, {}, right.body))
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert counted(hub) == {("meta", outcome): 1}
    assert hub.signals.sent == []


def test_a_bomb_is_never_unfolded_even_where_it_is_signed(hub: HubAtHand) -> None:
    bomb = gzip.compress(b"[" * 50_000_000)
    right = signed(META, bomb)
    answer = delivered(hub, META, Delivery("POST", {**right.headers, "content-encoding": "gzip"}, {}, bomb))
    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "identity"
    assert delivered(hub, META, signed(META, bomb)).status_code == 400  # that is no JSON


def test_a_body_over_the_limit_is_refused_and_counted(hub: HubAtHand) -> None:
    chunks = (b" " * (MOST_BYTES // 8) for _ in range(12))

    answer = hub.client.post("/hooks/meta", content=chunks, headers={"content-type": "application/json"})

    assert answer.status_code == 413
    assert counted(hub) == {("meta", "too-large"): 1}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 900_000, b'{"entry": 1e999999}'])
def test_a_signed_body_that_cannot_be_read_is_malformed(hub: HubAtHand, body: bytes) -> None:
    assert delivered(hub, META, signed(META, body)).status_code == 400
    assert counted(hub) == {("meta", "malformed"): 1}


def test_nothing_is_parsed_before_it_is_verified(hub: HubAtHand, monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(*_: object) -> None:
        raise AssertionError("it was parsed")

    for module in ("meta", "slack", "linkedin", "signed"):
        monkeypatch.setattr(f"streams.doors.domain.{module}.json_of", parsed)
    monkeypatch.setattr("streams.doors.domain.websub.entries_of", parsed)
    for hook in EVERY:
        right = signed(hook, BODIES[hook.name])
        forged = Delivery("POST", right.headers, {}, right.body + b" ")
        assert delivered(hub, hook, forged).status_code == 403
    with pytest.raises(AssertionError, match="it was parsed"):
        delivered(hub, META, signed(META, BODIES["meta"]))


def test_an_unknown_hook_is_not_found_and_no_name_becomes_a_label(hub: HubAtHand) -> None:
    for name in ("facebook", CANARY, "a" * 300):
        answer = hub.client.post(f"/hooks/{name}", content=BODIES["meta"])
        assert answer.status_code == 404
        assert not any(known in answer.json()["detail"] for known in HOOKS)
    assert counted(hub) == {("unknown", "unknown"): 3}


def test_slack_that_tries_again_signs_anew_and_an_exact_repeat_is_a_replay(
    hub: HubAtHand, clock: Clock
) -> None:
    first = signed(SLACK, BODIES["slack"])
    assert delivered(hub, SLACK, first).status_code == 200
    clock.now_ms += 60_000
    assert delivered(hub, SLACK, signed(SLACK, BODIES["slack"], clock.now_ms)).status_code == 200
    assert delivered(hub, SLACK, first).status_code == 409
    clock.now_ms += 300_000
    assert delivered(hub, SLACK, first).status_code == 403
    one, again = hub.signals.sent
    assert one == again  # so whoever takes it in drops the second
    assert counted(hub) == {("slack", "taken"): 2, ("slack", "replayed"): 1, ("slack", "stale"): 1}


def test_meta_that_tries_again_is_answered_as_before_and_a_replay_comes_to_nothing(
    hub: HubAtHand, clock: Clock
) -> None:
    delivery = signed(META, BODIES["meta"])
    for _ in range(3):
        assert delivered(hub, META, delivery).status_code == 200
    clock.now_ms += 30 * 3_600_000
    assert delivered(hub, META, delivery).status_code == 200
    clock.now_ms += DAY_MS
    assert delivered(hub, META, delivery).status_code == 403
    assert len(hub.signals.sent) == 1
    assert counted(hub) == {("meta", "taken"): 1, ("meta", "repeated"): 3, ("meta", "stale"): 1}


def test_a_hub_that_was_started_again_knows_what_it_took(tmp_path: Path, clock: Clock) -> None:
    delivery = signed(OURS, BODIES["ours"])
    with opened(tmp_path, clock) as hub:
        assert delivered(hub, OURS, delivery).status_code == 200
    with opened(tmp_path, clock) as hub:
        assert delivered(hub, OURS, delivery).status_code == 409
        assert hub.signals.sent == []


def test_while_kafka_is_away_a_vendor_is_asked_to_send_again_and_then_it_is_taken(hub: HubAtHand) -> None:
    hub.signals.fails = LogUnavailable("away")
    for hook in EVERY:
        answer = delivered(hub, hook, signed(hook, BODIES[hook.name]))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    hub.signals.fails = None
    for hook in EVERY:
        assert delivered(hub, hook, signed(hook, BODIES[hook.name])).status_code == 200
    assert len(hub.signals.sent) == len(EVERY)


def test_whoever_guesses_is_held_back_and_nobody_else(hub: HubAtHand, clock: Clock) -> None:
    for _ in range(60):
        assert hub.client.post("/hooks/meta", json={}).status_code == 401
    held_back = hub.client.post("/hooks/meta", json={})
    assert (held_back.status_code, held_back.headers["retry-after"]) == (429, "1")
    assert delivered(hub, META, signed(META, BODIES["meta"])).status_code == 429
    clock.now_ms += 2000
    assert delivered(hub, META, signed(META, BODIES["meta"])).status_code == 200


def test_vendors_make_sure_whose_address_this_is(hub: HubAtHand) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "11582014"}
    answer = hub.client.get("/hooks/meta", params={**asked, "hub.verify_token": TOKEN.decode()})
    assert (answer.status_code, answer.text) == (200, "11582014")
    assert answer.headers["content-type"].startswith("text/plain")
    assert hub.client.get("/hooks/meta", params={**asked, "hub.verify_token": "guess"}).status_code == 403
    leased = {**asked, "hub.topic": TOPIC, "hub.lease_seconds": "432000"}
    assert hub.client.get(f"/hooks/{YOUTUBE.name}", params=leased).text == "11582014"
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    told = hub.client.get(f"/hooks/{LINKEDIN.name}", params={"challengeCode": code}).json()
    assert told["challengeCode"] == code
    proved = signed(SLACK, json_bytes({"type": "url_verification", "challenge": "3eZbrw1aB"}))
    assert delivered(hub, SLACK, proved).text == "3eZbrw1aB"
    assert hub.client.get("/hooks/ours").status_code == 400
    assert figures(hub)["holdfast_hook_lease_ends_timestamp_seconds"] == {
        "youtube": (NOW_MS + 432_000_000) / 1000
    }


def test_what_lies_ahead_is_taken_as_of_now_but_a_planned_change_is_planned(hub: HubAtHand) -> None:
    ahead = "2026-05-30T00:00:00Z"
    events = [
        cloud_event("account.activity", ACTIVITY, time=ahead),
        cloud_event("own-change", CHANGE, time=ahead, id="e-2"),
    ]
    assert delivered(hub, OURS, signed(OURS, json_bytes(events))).status_code == 200
    activity, change = hub.signals.sent
    assert isinstance(change, OwnChange)
    assert activity.at_ms == NOW_MS < change.at_ms


def test_what_a_vendor_tells_of_nothing_that_is_kept_is_taken_too(hub: HubAtHand) -> None:
    answer = delivered(hub, META, signed(META, b'{"object":"page","entry":[]}'))
    assert answer.status_code == 200
    assert counted(hub) == {("meta", "nothing"): 1}


def test_a_platform_that_nobody_knows_is_refused(hub: HubAtHand) -> None:
    told = cloud_event("account.activity", {**ACTIVITY, "platform": "frendbook"})
    answer = delivered(hub, OURS, signed(OURS, json_bytes(told)))
    assert answer.status_code == 422
    assert "catalogue" in answer.json()["detail"]


def test_what_somebody_wrote_is_found_nowhere_behind_a_door(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    with opened(tmp_path, clock) as hub:
        for hook in EVERY:
            right = signed(hook, BODIES[hook.name])
            wrong = Delivery("POST", right.headers, {}, right.body.replace(b"}", b" }"))
            bad = signed(hook, json_bytes({"type": CANARY, "entry": CANARY})[:-2])
            for each in (right, right, wrong, bad):
                answer = delivered(hub, hook, each)
                said += [answer.text, str(answer.headers)]
        said.append(hub.browser("operations").get("/metrics").text)
        assert len(hub.signals.sent) == len(EVERY)
        said += [encode_signal(event).decode("latin-1") for event in hub.signals.sent]
    said += [caplog.text, *capfd.readouterr()]
    said += [file.read_bytes().decode("latin-1") for file in tmp_path.iterdir()]
    for text in said:
        assert not any(word in text for word in (CANARY, *CANARY.split()))


def test_a_batch_of_a_thousand_is_taken_at_once(hub: HubAtHand) -> None:
    batch = message_to_page("short")
    one = batch["entry"][0]
    batch["entry"] = [
        {**one, "messaging": [{**one["messaging"][0], "message": {"mid": f"m_{number}", "text": "t"}}]}
        for number in range(1000)
    ]
    assert delivered(hub, META, signed(META, json_bytes(batch))).status_code == 200
    assert len({each.id for each in hub.signals.sent if isinstance(each, AccountActivity)}) == 1000


def test_two_messages_in_slack_are_two(hub: HubAtHand) -> None:
    for ts in ("1780000000.000100", "1780000000.000200"):
        delivered(hub, SLACK, signed(SLACK, json_bytes(slack_message(ts=ts))))
    first, second = hub.signals.sent
    assert first != second
