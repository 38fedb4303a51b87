"""The register by program: documents as OpenAPI has them, within what somebody may see, and actions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import URL

from api.domain.rights import ROLES
from monitors.adapters.sql_store import opened_store
from monitors.domain.actions import AnyAction
from monitors.domain.outage.records import Reason
from monitors.domain.register.actions import Approve, RegisterAction, Role
from monitors.domain.register.alerts import AtOnce
from monitors.domain.register.applying import applied
from monitors.register_rows import RegisterWork
from monitors.store import Work
from tests.api_schemas import OPENAPI, dangling, faults
from tests.hubs import SIGNALS, HubAtHand, hub_in
from tests.register_actions import SAID
from tests.stored_register import SMALL, TODAY, UNITS, declared, register_work

LISTS = ("register", "dependencies", "questions", "findings", "alerts")
ALERTS = [
    AtOnce(key=f"key-{unit or 'all'}", unit=unit, platform="facebook", activity=SAID.activity, incident="i-1",
           reason=Reason("tolerance-passed", {"activity": SAID.activity, "limit": "RTO", "hours": 2.0}))
    for unit in ("Citizen Services", "Parks")
]  # fmt: skip


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    with hub_in(
        tmp_path, [register_work(), Work(register=RegisterWork(alerts=ALERTS))], units=UNITS
    ) as at_hand:
        yield at_hand


def everything(client: TestClient, name: str, **asked: str) -> list[Any]:
    """All items of a list, one at a time, by its cursors."""
    items, cursor = [], None
    while True:
        some = client.get(
            f"/api/v1/{name}", params={**asked, "limit": 1, **({"cursor": cursor} if cursor else {})}
        )
        assert some.status_code == 200, some.text
        items += some.json()["items"]
        cursor = some.json()["next"]
        if cursor is None:
            return items


def sent(hub: HubAtHand, client: TestClient, **action: Any) -> Any:
    """Send an action as a program does."""
    return client.post("/api/v1/actions", json=action, headers={"X-CSRF-Token": hub.csrf(client)})


def approval(**said: Any) -> dict[str, Any]:
    """An approval, as a program asks for it."""
    return {
        "kind": "approve",
        "unit": "Citizen Services",
        "platform": "facebook",
        "activity": SAID.activity,
        "approver_role": "Chief",
    } | said


def test_openapi_refers_to_nothing_that_is_not_there(hub: HubAtHand) -> None:
    assert dangling(hub.browser().get(OPENAPI).json()) == set()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", ROLES)
def test_lists_are_as_openapi_has_them_for_every_role(hub: HubAtHand, name: str, role: Any) -> None:
    client = hub.browser(role)
    answer = client.get(f"/api/v1/{name}")
    assert answer.status_code == 200
    assert faults(client, f"/api/v1/{name}", answer.json()) == []
    assert answer.json()["items"] == everything(client, name)
    again = client.get(f"/api/v1/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", LISTS)
def test_a_part_of_the_organisation_sees_nothing_of_the_others(hub: HubAtHand, name: str) -> None:
    client = hub.browser("risk", "Parks")
    assert {item["unit"] for item in everything(client, name)} == {"Parks"}
    if name != "alerts":
        assert client.get(f"/api/v1/{name}", params={"unit": "Citizen Services"}).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_a_small_unit_is_not_named_to_others(hub: HubAtHand, name: str) -> None:
    assert SMALL not in hub.browser("risk").get(f"/api/v1/{name}").text


def test_small_units_are_counted_below_their_parent(hub: HubAtHand) -> None:
    last = everything(hub.browser("risk"), "dependencies")[-1]
    assert (last["unit"], last["platform"], last["small_units"], last["score"]) == (
        "City",
        "youtube",
        1,
        None,
    )


@pytest.mark.parametrize("role", ["operations", "risk", "auditor", "admin"])
def test_whoever_names_a_small_unit_is_not_told_that_it_is_the_one_that_was_counted(
    hub: HubAtHand, role: Role
) -> None:
    client = hub.browser(role)
    assert everything(client, "dependencies", unit=SMALL) == []
    assert everything(client, "questions", unit=SMALL) == []


def test_whoever_speaks_for_a_small_unit_sees_what_it_is_asked_and_what_was_found(hub: HubAtHand) -> None:
    client = hub.browser("unit", SMALL)
    [question] = everything(client, "questions")
    assert question["evidence"][0]["text"]
    [finding] = everything(client, "findings")
    assert (finding["unit"], finding["kind"]) == (SMALL, "exposure")
    [dependency] = everything(client, "dependencies")
    assert (dependency["score"], dependency["people"]) == (60, 10)


def test_the_register_can_be_filtered(hub: HubAtHand) -> None:
    client = hub.browser("risk")
    assert [row["platform"] for row in everything(client, "register", unit="Parks", platform="x")] == ["x"]
    assert [row["unit"] for row in everything(client, "register", only="unanswered")] == ["Parks"]


def test_reasons_are_told_in_the_language_that_is_asked_for(hub: HubAtHand) -> None:
    client = hub.browser("risk")
    texts = {
        lang: client.get("/api/v1/alerts", headers={"Accept-Language": lang}).json()["items"][0]["reason"][
            "text"
        ]
        for lang in ("en", "fr")
    }
    assert texts["en"].startswith("To be told at once")
    assert texts["fr"] != texts["en"]


def test_a_cursor_that_is_none_is_refused(hub: HubAtHand) -> None:
    assert hub.browser("risk").get("/api/v1/register", params={"cursor": "x"}).status_code == 422


def test_an_action_is_answered_with_what_became_of_it(hub: HubAtHand) -> None:
    taken: list[RegisterAction] = []

    def then(action: AnyAction) -> None:
        assert isinstance(action, RegisterAction)
        taken.append(action)
        change = applied(declared("Citizen Services"), action, TODAY).change
        hub.hub.answers.hear(action.id, msgspec.to_builtins(change))

    hub.door.then = then
    client = hub.browser("risk")
    answer = sent(hub, client, **approval(unit="citizen  services"))
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["kind"]) == ("applied", "approve")
    assert answer.json()["reason"]["text"].startswith("Chief approved it")
    assert faults(client, "/api/v1/actions", answer.json(), method="post") == []
    [action] = taken
    assert isinstance(action, Approve)
    assert (action.unit, action.role) == ("Citizen Services", "risk")


def test_an_action_that_is_not_applied_in_time_is_looked_for_later(hub: HubAtHand, tmp_path: Path) -> None:
    client = hub.browser("risk")
    answer = sent(hub, client, **approval(id="0f8fad5b-d9cb-469f-a165-70867728950e"))
    assert answer.status_code == 202
    path = answer.headers["location"]
    assert path == "/api/v1/actions/0f8fad5b-d9cb-469f-a165-70867728950e"
    assert client.get(path).status_code == 404

    [action] = hub.door.sent
    assert isinstance(action, RegisterAction)
    come_to = applied(declared("Citizen Services"), action, TODAY)
    with opened_store(URL.create("sqlite", database=str(tmp_path / "judged.db"))) as store:
        store.commit(SIGNALS, 2, 3, Work(register=RegisterWork(changes=[come_to.change])))
    found = hub.browser("auditor").get(path)
    assert (found.status_code, found.json()["state"]) == (200, "applied")
    assert faults(client, "/api/v1/actions/{action}", found.json()) == []
    assert hub.browser("risk", "Parks").get(path).status_code == 404
    assert sent(hub, client, **approval(id=action.id)).json() == found.json()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"approver_role": ""}, 422),
        ({"kind": "no-such-kind"}, 422),
        ({"role": "risk"}, 422),
        ({"unit": "Parks"}, 403),
    ],
)
def test_what_cannot_be_done_is_not_sent(hub: HubAtHand, said: dict[str, Any], status: int) -> None:
    answer = sent(hub, hub.browser("risk", "Citizen Services"), **approval(**said))
    assert answer.status_code == status
    assert hub.door.sent == []


@pytest.mark.parametrize("role", ["operations", "auditor", "admin"])
def test_roles_that_decide_nothing_are_refused(hub: HubAtHand, role: Any) -> None:
    assert sent(hub, hub.browser(role), **approval()).status_code == 403
    assert hub.door.sent == []
