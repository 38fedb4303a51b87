"""What the hub shows Prometheus of itself, and to whom."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.domain.outcomes import State
from api.domain.rights import Grant, Right
from api.live.changes import Event
from api.settings import HubSettings
from infra import metrics
from infra.figures import page_name
from monitors.domain.actions import AnyAction
from monitors.domain.register.actions import Role
from streams.adapters.evidence_log import LogUnavailable
from tests.broken_morning import INCIDENT, UNITS, broken_morning
from tests.hubs import PASSWORD, HubAtHand, hub_in
from tests.relying_units import NOW_MS

Labels = tuple[tuple[str, str], ...]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as at_hand:
        yield at_hand


def shown(hub: HubAtHand) -> dict[tuple[str, Labels], float]:
    """What operations read of the hub's own figures: by name, and labels in the order of their names."""
    page = hub.browser("operations").get("/metrics")
    assert page.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }


def requests(hub: HubAtHand) -> dict[Labels, float]:
    """How many requests were answered."""
    name = page_name(metrics.HUB_REQUESTS)
    return {labels: value for (known, labels), value in shown(hub).items() if known == name}


def labels(route: str, status: str = "2xx", method: str = "GET") -> Labels:
    """Those of an answered request."""
    return (("method", method), ("route", route), ("status", status))


def test_requests_are_counted_by_the_pattern_of_their_address_and_not_by_what_stands_in_it(
    hub: HubAtHand,
) -> None:
    hub.browser("unit", "Parks").get("/units/Parks")
    hub.browser("unit", "Parks").get("/units/Citizen%20Services")
    hub.browser("operations").get(f"/incidents/{INCIDENT}")
    hub.client.get("/no-such-page/petronella")
    hub.client.request("PROPFIND", "/status")

    counted = requests(hub)

    assert counted[labels("/units/{unit:path}")] == 1
    assert counted[labels("/units/{unit:path}", "4xx")] == 1
    assert counted[labels("/incidents/{incident}")] == 1
    assert counted[labels("other", "4xx")] == 1
    assert counted[labels("/status", "4xx", "other")] == 1
    assert not {value for found in counted for _, value in found} & {"Parks", INCIDENT, "petronella"}


def test_every_label_of_a_request_is_one_of_few(hub: HubAtHand) -> None:
    for number in range(30):
        hub.client.get(f"/nobody-{number}")
        hub.client.request(f"VERB{number}", "/login")
    assert len(requests(hub)) == 2


def test_it_says_whether_changes_are_heard_and_how_old_the_first_page_is(hub: HubAtHand) -> None:
    board = hub.hub.board
    board.hear(1, Event(id="1", type="holdfast.incident.changed"))
    assert board.now is not None
    found = shown(hub)
    assert found[page_name(metrics.HUB_HEARING), ()] == 1
    assert found[page_name(metrics.HUB_CHANGES), ()] == 1
    assert shown(hub)[page_name(metrics.HUB_CHANGES), ()] == 1
    assert found[page_name(metrics.HUB_BOARD_AGE), ()] == 0
    assert found[page_name(metrics.HUB_BOARD_STALE), ()] == 0
    assert found["process_resident_memory_bytes", ()] > 0


def acts(hub: HubAtHand) -> None:
    """Operations acknowledge the incident."""
    browser = hub.browser("operations")
    browser.post(
        f"/incidents/{INCIDENT}/acknowledge", data={"csrf": hub.csrf(browser), "form": "acknowledged"}
    )


@pytest.mark.parametrize("state", ["applied", "refused"])
def test_it_says_what_became_of_actions(hub: HubAtHand, state: State) -> None:
    def answered(action: AnyAction) -> None:
        reason = {"code": "incident-acknowledged", "figures": {}}
        said = {"action": action.id, "kind": "acknowledge", "refused": state == "refused", "reason": reason}
        hub.hub.answers.hear(action.id, said)

    hub.door.then = answered
    acts(hub)
    assert shown(hub)[page_name(metrics.HUB_ACTIONS), (("outcome", state),)] == 1


def test_an_action_that_kafka_did_not_take_is_counted_as_such(hub: HubAtHand) -> None:
    def away(_action: AnyAction) -> None:
        raise LogUnavailable("away")

    hub.door.then = away
    acts(hub)
    found = shown(hub)
    counted = {
        outcome: found[page_name(metrics.HUB_ACTIONS), (("outcome", outcome),)]
        for outcome in ("applied", "refused", "unanswered", "untaken")
    }
    assert counted == {"applied": 0, "refused": 0, "unanswered": 0, "untaken": 1}


def test_refused_log_ins_are_counted_without_names(hub: HubAtHand) -> None:
    hub.account("petronella", Grant("operations"))
    hub.client.post("/login", data={"login": "petronella", "password": "wrong"})
    hub.client.get("/api/v1/incidents", headers={"Authorization": "Bearer hf_unknown"})
    page = hub.browser("operations").get("/metrics").text
    found = shown(hub)
    name = page_name(metrics.HUB_LOG_INS_REFUSED)
    assert (found[name, (("why", "wrong"),)], found[name, (("why", "key"),)]) == (1, 1)
    assert "petronella" not in page


def test_no_unit_stands_in_it(hub: HubAtHand) -> None:
    for unit in UNITS:
        hub.browser("operations").get(f"/units/{unit.name}")
    page = hub.browser("operations").get("/metrics").text
    assert [unit.name for unit in UNITS if unit.name in page] == []


@pytest.mark.parametrize(
    ("role", "status"), [("operations", 200), ("admin", 200), ("risk", 403), ("unit", 403), ("auditor", 403)]
)
def test_it_is_for_operations_and_administrators(hub: HubAtHand, role: Role, status: int) -> None:
    assert hub.browser(role).get("/metrics").status_code == status


def test_a_key_opens_it_and_whoever_has_none_is_told_to_bring_one(hub: HubAtHand) -> None:
    hub.account("prometheus", Grant("operations"))
    person = hub.hub.people.accounts.by_login("prometheus")
    assert person is not None
    words, _ = hub.hub.people.keys.make(
        person.number, "scraping", [Grant("operations")], {Right.SEE_METRICS}, 1
    )
    key = {"Authorization": f"Bearer {words}"}
    assert hub.client.get("/metrics", headers=key).status_code == 200
    assert hub.client.get("/register", headers=key).status_code == 403
    assert hub.client.get("/metrics").status_code == 401


@pytest.mark.parametrize(("network", "status"), [("127.0.0.0/8", 200), ("192.0.2.0/24", 401)])
def test_it_is_open_from_the_networks_that_the_settings_name(
    tmp_path: Path, network: str, status: int
) -> None:
    settings = HubSettings(broker="127.0.0.1:1", metrics_from=(ipaddress.ip_network(network),))
    with hub_in(tmp_path, settings=settings) as hub:
        near = TestClient(hub.app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000))
        assert near.get("/metrics").status_code == status


def test_a_password_is_of_no_use_to_it(hub: HubAtHand) -> None:
    assert hub.client.get("/metrics", auth=("operations", PASSWORD)).status_code == 401
