"""A form that is sent twice is one action: by whoever presses a button twice, or whose hub died meanwhile."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import URL

from api.live.answers import Answers
from api.reading.outcomes import TABLES
from monitors.adapters.sql_store import opened_store
from monitors.adapters.tables import Judged
from monitors.domain.actions import AnyAction
from monitors.domain.outage.records import Reason
from monitors.domain.register.actions import RaiseDispute, key_of
from monitors.domain.register.applying import applied
from monitors.domain.rooms.records import RoomChange
from monitors.register_rows import RegisterWork
from monitors.room_rows import RoomWork
from monitors.store import Work
from tests.broken_morning import INCIDENT, UNITS, broken_morning
from tests.html_reading import read
from tests.hubs import SIGNALS, HubAtHand, hub_in
from tests.relying_units import NOW_MS

UNIT = "Citizen Services"
ROOM = f"/incidents/{INCIDENT}"
NUMBER = re.compile(r'name="form" value="([^"]+)"')


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as at_hand:

        def answered(action: AnyAction) -> None:
            told = {"action": action.id, "kind": "comment", "refused": False, "reason": {"code": "commented"}}
            at_hand.hub.answers.hear(action.id, told)

        at_hand.door.then = answered
        yield at_hand


def number_on(client: TestClient, path: str) -> str:
    """The number of the forms of a page."""
    found = NUMBER.findall(client.get(path).text)
    assert len(set(found)) == 1, found
    return str(found[0])


def comments(hub: HubAtHand, client: TestClient, number: str, text: str) -> None:
    sent = client.post(f"{ROOM}/comment", data={"csrf": hub.csrf(client), "form": number, "text": text})
    assert sent.status_code == 303, sent.text


def test_the_same_form_with_the_same_words_is_the_same_action(hub: HubAtHand) -> None:
    client = hub.browser("operations")
    number = number_on(client, ROOM)
    for text in ("seen", "seen", "other words", "seen"):
        comments(hub, client, number, text)
    ids = [action.id for action in hub.door.sent]
    assert ids[0] == ids[1] == ids[3] != ids[2]


def test_another_page_and_another_person_make_other_actions_of_the_same_words(hub: HubAtHand) -> None:
    client, other = hub.browser("operations"), hub.browser("risk")
    number = number_on(client, ROOM)
    comments(hub, client, number, "seen")
    comments(hub, client, number_on(client, ROOM), "seen")
    comments(hub, other, number, "seen")
    assert len({action.id for action in hub.door.sent}) == 3


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("operations", ROOM),
        ("unit", ROOM),
        ("unit", "/practices"),
        ("unit", f"/units/{UNIT}"),
        ("unit", f"/units/{UNIT}/facebook/answer"),
        ("unit", f"/units/{UNIT}/facebook/dispute"),
        ("unit", f"/units/{UNIT}/facebook/fallback"),
        ("unit", "/it-fails?platform=facebook"),
        ("risk", f"/register/{UNIT}/facebook"),
    ],
)
def test_every_form_of_an_action_carries_the_number_of_its_page(hub: HubAtHand, role: Any, path: str) -> None:
    answer = hub.browser(role, UNIT if role == "unit" else None).get(path)
    assert answer.status_code == 200
    forms = [form for form in read(answer.text).iter("form") if form.get("method") == "post"]
    acting = [form for form in forms if form.get("action") not in {"/logout", "/language"}]
    assert acting
    for form in acting:
        assert [field.get("name") for field in form.iter("input")].count("form") == 1, form.get("action")


def test_the_tag_of_a_page_stays_and_whoever_opens_it_again_gets_a_number_of_its_own(hub: HubAtHand) -> None:
    client = hub.browser("operations")
    first = client.get(ROOM)
    known = {"if-none-match": first.headers["etag"]}
    again, refreshed = (
        client.get(ROOM, headers=known),
        client.get(ROOM, headers={**known, "x-holdfast-refresh": "1"}),
    )
    assert (again.status_code, refreshed.status_code) == (200, 304)
    assert again.headers["etag"] == first.headers["etag"]
    assert NUMBER.findall(again.text)[0] != NUMBER.findall(first.text)[0]


def test_a_form_that_comes_back_with_faults_keeps_its_number(hub: HubAtHand) -> None:
    client = hub.browser("unit", UNIT)
    path = f"/units/{UNIT}/facebook/dispute"
    number = number_on(client, path)
    refused = client.post(
        path, data={"csrf": hub.csrf(client), "form": number, "activity": "", "reason": " "}
    )
    assert refused.status_code == 422
    assert NUMBER.findall(refused.text) == [number]


def commit(folder: Path, work: Work) -> None:
    """As the worker does, meanwhile."""
    with opened_store(URL.create("sqlite", database=str(folder / "judged.db"))) as store:
        offset = store.resume(SIGNALS).next_offset
        store.commit(SIGNALS, offset, (offset or 0) + 1, work)


def test_what_was_applied_before_the_hub_answered_is_told_so_and_not_held_against_itself(
    hub: HubAtHand, tmp_path: Path
) -> None:
    client = hub.browser("unit", UNIT)
    path = f"/units/{UNIT}/facebook/dispute"
    data = {"csrf": hub.csrf(client), "form": number_on(client, path), "reason": "that was a campaign"}
    data["activity"] = "answering citizens' messages"
    client.post(path, data=data)
    [action] = hub.door.sent
    assert isinstance(action, RaiseDispute)
    with opened_store(URL.create("sqlite", database=str(tmp_path / "judged.db"))) as store:
        [entry] = store.register.entries({UNIT})
    step = applied(entry, action, hub.hub.today)
    assert applied(step.entry, action, hub.hub.today).change.refused, "it would be held against itself"
    commit(tmp_path, Work(register=RegisterWork(entries={key_of(action): step.entry}, changes=[step.change])))
    again = client.post(path, data=data)
    assert (again.status_code, again.headers["location"].rpartition("=")[2]) == (303, action.id)
    assert len(hub.door.sent) == 1


def test_an_id_that_is_another_actions_is_refused_instead_of_being_lost(
    hub: HubAtHand, tmp_path: Path
) -> None:
    taken = RoomChange(
        action="taken-by-another",
        kind="comment",
        at_ms=NOW_MS,
        role="operations",
        account="somebody-else",
        incident=INCIDENT,
        unit="",
        platform="",
        reason=Reason("commented"),
    )
    commit(tmp_path, Work(rooms=RoomWork(changes=[taken])))
    client = hub.browser("unit", UNIT)
    asked = {"id": taken.action, "kind": "confirm", "unit": UNIT, "platform": "facebook"}
    answer = client.post("/api/v1/actions", json=asked, headers={"X-CSRF-Token": hub.csrf(client)})
    assert answer.status_code == 409
    assert "given to another action before" in answer.json()["detail"]
    assert hub.door.sent == []


async def test_whoever_waits_for_the_same_action_twice_hears_twice() -> None:
    answers = Answers()
    with answers.expected("a-1") as first:
        with answers.expected("a-1") as second:
            answers.hear("a-1", {"told": True})
            assert await second.within() == {"told": True}
        assert await asyncio.wait_for(first.within(), 1) == {"told": True}
    answers.hear("a-1", {"told": "nobody"})


def test_what_became_of_an_action_is_looked_for_wherever_it_is_kept() -> None:
    kept = {table for table in Judged.metadata.sorted_tables if {"action", "refused"} <= {*table.c.keys()}}
    assert kept == {*TABLES}
