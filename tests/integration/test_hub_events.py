"""CloudEvents and alerts with an API key: every mode, what is refused, and who may send."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.domain.rights import Grant, Right
from streams.adapters.evidence_log import LogUnavailable
from streams.contracts.signals import (
    AccountEvent,
    Demand,
    OwnChange,
    VendorStatus,
    decode_logged,
    encode_signal,
)
from streams.doors.cloud_events import said_in
from streams.doors.domain.alerts import notes_of
from streams.doors.domain.deliveries import RefusedError
from streams.doors.domain.documents import Part
from streams.doors.domain.telling import UntoldError
from tests.door_deliveries import ACTIVITY, CANARY, CHANGE, DEMAND, NOW_MS, NUMBERS, cloud_event, json_bytes
from tests.hubs import HubAtHand, hub_in

STRUCTURED = "application/cloudevents+json"
BATCHED = "application/cloudevents-batch+json"
STATUS = {"platform": "facebook", "state": "outage", "groups": ["core"]}
TROUBLE = {"platform": "facebook", "account": "City", "event": "locked"}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    with hub_in(tmp_path, now_ms=lambda: NOW_MS) as at_hand:
        yield at_hand


def sender(hub: HubAtHand, *rights: Right) -> TestClient:
    """A program whose key has these rights."""
    hub.browser("operations")
    person = hub.hub.people.accounts.by_login("operations-all")
    assert person is not None
    words, _ = hub.hub.people.keys.make(person.number, "telephony", [Grant("operations")], rights, 1)
    return TestClient(hub.app, headers={"Authorization": f"Bearer {words}"}, base_url="http://127.0.0.1")


@pytest.fixture
def program(hub: HubAtHand) -> TestClient:
    return sender(hub, Right.SEND_EVENTS)


def test_one_event_in_structured_mode_is_taken(hub: HubAtHand, program: TestClient) -> None:
    body = json_bytes(cloud_event("own-change", CHANGE))
    answer = program.post("/events", content=body, headers={"content-type": f"{STRUCTURED}; charset=utf-8"})
    assert (answer.status_code, answer.json()) == (200, {"taken": 1})
    (change,) = hub.signals.sent
    assert isinstance(change, OwnChange)
    assert (change.title, change.system, change.platforms) == ("Rules of May", "filter", ["facebook"])
    assert (change.source, change.at_ms) == ("events:/telephony", NOW_MS)


def test_one_event_in_binary_mode_is_taken(hub: HubAtHand, program: TestClient) -> None:
    headers = {
        "content-type": "application/json",
        "ce-specversion": "1.0",
        "ce-id": "e-1",
        "ce-source": "/telephony",
        "ce-type": "holdfast.demand",
        "ce-time": "2026-05-28T20:26:40Z",
    }
    assert program.post("/events", content=json_bytes(DEMAND), headers=headers).status_code == 200
    (demand,) = hub.signals.sent
    assert isinstance(demand, Demand)
    assert (demand.count, demand.capacity, demand.until_ms - demand.at_ms) == (40, 60, 3_600_000)


def test_several_events_in_batched_mode_are_taken_all_or_none(hub: HubAtHand, program: TestClient) -> None:
    batch = [
        cloud_event("vendor.status", STATUS),
        cloud_event("account.trouble", TROUBLE, id="e-2"),
        cloud_event("account.activity", ACTIVITY, id="e-3"),
    ]
    headers = {"content-type": BATCHED}
    assert program.post("/events", content=json_bytes(batch), headers=headers).json() == {"taken": 3}
    assert [type(each) for each in hub.signals.sent][:2] == [VendorStatus, AccountEvent]
    assert not any(CANARY.encode() in encode_signal(each) for each in hub.signals.sent)
    wrong = [*batch, cloud_event("gossip", {}, id="e-4")]
    assert program.post("/events", content=json_bytes(wrong), headers=headers).status_code == 422
    assert len(hub.signals.sent) == 3


def test_the_same_event_sent_again_has_the_same_id_in_every_mode(hub: HubAtHand, program: TestClient) -> None:
    one = cloud_event("own-change", CHANGE)
    program.post("/events", content=json_bytes(one), headers={"content-type": STRUCTURED})
    program.post("/events", content=json_bytes([one]), headers={"content-type": BATCHED})
    binary = {f"ce-{name}": value for name, value in one.items() if name != "data"}
    program.post("/events", json=CHANGE, headers=binary)
    first, *again = hub.signals.sent
    assert again == [first, first]


@pytest.mark.parametrize(
    ("changed", "status", "says"),
    [
        ({"type": "holdfast.gossip"}, 422, "there are holdfast.account.activity, holdfast.account.trouble"),
        ({"type": None}, 422, "type"),
        ({"id": ""}, 422, "id"),
        ({"specversion": "0.3"}, 422, "specversion"),
        ({"time": "2026-05-28"}, 422, "time"),
        ({"time": "soon"}, 400, "CloudEvent"),
        ({"data": {"title": CANARY, "system": CANARY}}, 422, "system"),
        ({"data": CANARY}, 422, "object"),
        ({"source": "x" * 300}, 422, "source"),
    ],
)
def test_an_event_that_is_not_right_is_said_to_be_so_without_its_words(
    program: TestClient, hub: HubAtHand, changed: dict[str, Any], status: int, says: str
) -> None:
    body = json_bytes({**cloud_event("own-change", CHANGE), **changed})
    answer = program.post("/events", content=body, headers={"content-type": STRUCTURED})
    assert answer.status_code == status
    assert says in answer.json()["detail"]
    assert CANARY not in answer.text
    assert hub.signals.sent == []


def test_an_event_without_an_id_is_given_none_for_then_no_repeat_could_be_told(program: TestClient) -> None:
    event = cloud_event("own-change", CHANGE)
    del event["id"]
    answer = program.post("/events", content=json_bytes(event), headers={"content-type": STRUCTURED})
    assert answer.status_code == 422
    assert "no id" in answer.json()["detail"]


def test_an_event_without_a_time_is_of_now(hub: HubAtHand, program: TestClient) -> None:
    event = cloud_event("own-change", CHANGE)
    del event["time"]
    program.post("/events", content=json_bytes(event), headers={"content-type": STRUCTURED})
    assert [each.at_ms for each in hub.signals.sent] == [NOW_MS]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "application/json"}, 415),
        ({"content-type": "text/csv"}, 415),
        ({"content-type": STRUCTURED, "content-encoding": "gzip"}, 415),
    ],
)
def test_what_is_no_cloud_event_is_refused(program: TestClient, headers: dict[str, str], status: int) -> None:
    assert program.post("/events", content=b"{}", headers=headers).status_code == status


def test_while_kafka_is_away_the_sender_is_asked_to_come_again(hub: HubAtHand, program: TestClient) -> None:
    hub.signals.fails = LogUnavailable("away")
    body = json_bytes(cloud_event("own-change", CHANGE))
    answer = program.post("/events", content=body, headers={"content-type": STRUCTURED})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_a_key_without_the_right_sends_nothing_and_one_with_it_does_nothing_else(hub: HubAtHand) -> None:
    body = json_bytes(cloud_event("own-change", CHANGE))
    headers = {"content-type": STRUCTURED}
    other = sender(hub, Right.SEE_INCIDENTS)
    assert other.post("/events", content=body, headers=headers).status_code == 403
    assert hub.client.post("/events", content=body, headers=headers).status_code == 401
    own = sender(hub, Right.SEND_EVENTS)
    assert own.get("/api/v1/incidents").status_code == 403
    assert hub.signals.sent == []


@settings(suppress_health_check=list(HealthCheck))
@given(
    body=st.binary(max_size=300),
    headers=st.dictionaries(
        st.sampled_from(
            ["content-type", "ce-id", "ce-time", "ce-type", "ce-source", "ce-specversion", "ce-Ä"]
        ),
        st.sampled_from([STRUCTURED, BATCHED, "application/json", "1.0", "", "é"]) | st.text(max_size=20),
    ),
)
def test_whatever_comes_is_read_or_refused_and_never_a_fault(body: bytes, headers: dict[str, str]) -> None:
    try:
        said = said_in(headers, body)
    except (RefusedError, UntoldError) as refused:
        told = str(refused)
    else:
        told = f"{len(said)} events"
    assert told


PROMETHEUS = {
    "version": "4",
    "groupKey": "{}",
    "status": "firing",
    "receiver": "holdfast",
    "notification_reason": "first",
    "alerts": [
        {
            "status": "firing",
            "labels": {
                "alertname": "PacFileChanged",
                "platform": "facebook, x",
                "system": "proxy",
                "site": "HQ",
            },
            "annotations": {"summary": "A new PAC\nfile"},
            "startsAt": "2026-05-28T20:26:40.000Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus/graph?g0.expr=up",
            "fingerprint": "c1ca27",
        },
        {"status": "firing", "labels": {"alertname": "DiskFull"}, "startsAt": "2026-05-28T20:26:40.000Z"},
        {"status": "firing", "labels": {"alertname": "HoldfastBlind", "platform": "facebook"}},
    ],
}
GRAFANA = {
    "version": "1",
    "orgId": 1,
    "alerts": [
        {
            "status": "resolved",
            "labels": {"alertname": "TLS interception", "platform": "frendbook,youtube"},
            "annotations": {},
            "startsAt": "2026-05-28T22:00:00+02:00",
            "endsAt": "2026-05-28T22:26:40+02:00",
            "values": {"A": 1},
            "silenceURL": "https://grafana/silence",
            "fingerprint": "57c6d9",
        }
    ],
}


def test_an_alert_about_a_platform_or_a_system_is_a_note_and_others_are_not(
    hub: HubAtHand, program: TestClient
) -> None:
    assert program.post("/events/alerts", json=PROMETHEUS).json() == {"taken": 1}
    (note,) = hub.signals.sent
    assert isinstance(note, OwnChange)
    assert (note.title, note.system) == ("PacFileChanged: A new PAC file", "proxy")
    assert (note.platforms, note.sites, note.reference) == (["facebook", "x"], ["HQ"], "c1ca27")
    assert note.at_ms == NOW_MS


def test_grafanas_alert_that_is_over_is_a_note_of_its_own(hub: HubAtHand, program: TestClient) -> None:
    firing = json.loads(json.dumps(GRAFANA))
    firing["alerts"][0]["status"] = "firing"
    for each in (firing, GRAFANA, GRAFANA):
        assert program.post("/events/alerts", json=each).status_code == 200
    first, over, again = hub.signals.sent
    assert isinstance(first, OwnChange)
    assert isinstance(over, OwnChange)
    assert (over.title, over.platforms, over.at_ms) == ("TLS interception is over", ["youtube"], NOW_MS)
    assert first.id != over.id
    assert over == again


def test_what_is_no_notification_is_refused(program: TestClient) -> None:
    for body in ("{}", "[]", '{"alerts": 3}', "{"):
        answer = program.post("/events/alerts", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400


shapes: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.text(max_size=8) | st.integers() | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["labels", "annotations", "status", "startsAt", "alertname", "platform", "system"]
            ),
            inner,
        )
    ),
)


@given(alerts=st.lists(shapes, max_size=4))
def test_alerts_of_any_shape_are_notes_that_the_monitors_take_or_none(alerts: list[Any]) -> None:
    known = {"alertname": "A", "platform": "x"}
    document = {"alerts": [*alerts, {"labels": known, "annotations": {"summary": alerts}}]}
    for each in notes_of(Part(document), "alerts", {"x"}, NUMBERS):
        decode_logged(encode_signal(each.event))
