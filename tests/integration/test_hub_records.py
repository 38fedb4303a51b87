"""Records in the hub: off by default, kept by the doors where they are on, and read by one role alone."""

import base64
import io
import json
import logging
import sqlite3
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.domain.rights import ROLES, Grant
from api.records.domain.chain import commitment_to
from api.records.keeping import Records
from api.settings import HubSettings
from monitors.domain.register.actions import Role
from streams.adapters.evidence_log import LogUnavailable
from streams.contracts.signals import encode_signal
from tests.api_schemas import dangling, faults
from tests.door_deliveries import CANARY, HOOKS, META, json_bytes, message_to_page, signed
from tests.hubs import HubAtHand, hub_in
from tests.kept_records import Clock, message, settings_in

HELD = {"reason": "A request for access", "review_on": "2026-12-01"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hub(tmp_path: Path, clock: Clock) -> Iterator[HubAtHand]:
    settings = HubSettings(broker="127.0.0.1:1", records=settings_in(tmp_path))
    with hub_in(tmp_path, settings=settings, hooks=HOOKS, now_ms=clock) as at_hand:
        yield at_hand


def records_of(hub: HubAtHand) -> Records:
    records = hub.hub.records
    assert records is not None
    return records


def kept(hub: HubAtHand, *messages: dict[str, Any]) -> None:
    """Messages of own accounts that are kept already."""
    portal = hub.client.portal
    assert portal is not None

    async def keep(each: dict[str, Any]) -> None:
        await records_of(hub).keep(**each)

    for each in messages:
        portal.call(keep, each)


def post(hub: HubAtHand, client: TestClient, path: str, **json_body: Any) -> Any:
    """A change by program, in a browser's session."""
    return client.post(path, json=json_body, headers={"X-CSRF-Token": hub.csrf(client)})


def sent(hub: HubAtHand, client: TestClient, path: str, **fields: str) -> Any:
    """A form."""
    return client.post(path, data={"csrf": hub.csrf(client), **fields})


def another(hub: HubAtHand) -> TestClient:
    """Somebody else who has the role too."""
    if hub.hub.people.accounts.by_login("records-two") is None:
        hub.account("records-two", Grant("records"))
    person = hub.hub.people.accounts.by_login("records-two")
    assert person is not None
    client = TestClient(hub.app, base_url="http://127.0.0.1", follow_redirects=False)
    client.cookies.set("holdfast", hub.hub.people.sessions.begin(person.number))
    return client


def whats(hub: HubAtHand) -> list[tuple[str, str]]:
    return [(each.what, each.of) for each in hub.audit.entries]


def test_a_hub_without_the_table_has_no_route_no_page_and_no_store(tmp_path: Path) -> None:
    with hub_in(tmp_path) as hub:
        client = hub.browser("records")
        for path in ("/records", "/records/1", "/records/holds", "/api/v1/records", "/api/v1/records/1"):
            assert client.get(path).status_code == 404
        assert "/records" not in client.get("/").text
        assert not [path for path in hub.app.openapi()["paths"] if "records" in path]
        assert hub.hub.doors.keeper is None
    assert not list(tmp_path.glob("records*"))


@pytest.mark.parametrize("role", [role for role in ROLES if role != "records"])
def test_nobody_else_comes_near_not_even_administration(hub: HubAtHand, role: Role) -> None:
    kept(hub, message(1))
    client = hub.browser(role)
    assert client.get("/records").status_code == 403
    assert client.get("/api/v1/records/1").status_code == 403
    assert post(hub, client, "/api/v1/records/search", words="otterly").status_code == 403
    assert post(hub, client, "/api/v1/records/exports").status_code == 403
    assert 'href="/records"' not in client.get("/").text


def test_the_page_of_accounts_does_not_say_that_nothing_is_kept_where_records_are(
    hub: HubAtHand, tmp_path: Path
) -> None:
    page = hub.browser("operations").get("/our-accounts").text
    assert "in a store apart and sealed" in page
    assert "Counts only" not in page

    (tmp_path / "another").mkdir()
    with hub_in(tmp_path / "another") as without:
        page = without.browser("operations").get("/our-accounts").text
    assert "Counts only" in page
    assert "in a store apart" not in page


def test_a_signed_message_is_kept_before_it_is_counted_and_answered(hub: HubAtHand) -> None:
    delivery = signed(META, json_bytes(message_to_page()))
    answer = hub.client.post("/hooks/meta", content=delivery.body, headers=dict(delivery.headers))
    assert answer.status_code == 200
    assert len(hub.signals.sent) == 1
    page = hub.browser("records").get("/records/1")
    assert page.status_code == 200
    assert CANARY in page.text


def test_while_the_store_is_away_the_vendor_is_asked_to_come_again_and_nothing_is_lost(
    hub: HubAtHand, tmp_path: Path
) -> None:
    delivery = signed(META, json_bytes(message_to_page()))
    holding = sqlite3.connect(tmp_path / "records.db", isolation_level=None)
    holding.execute("BEGIN EXCLUSIVE")
    for connection in _connections(records_of(hub)):
        connection.execute("PRAGMA busy_timeout=20")
    answer = hub.client.post("/hooks/meta", content=delivery.body, headers=dict(delivery.headers))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert hub.signals.sent == []
    assert hub.browser("operations").get("/").status_code == 200
    holding.execute("ROLLBACK")
    holding.close()
    again = hub.client.post("/hooks/meta", content=delivery.body, headers=dict(delivery.headers))
    assert again.status_code == 200
    assert len(hub.signals.sent) == 1
    assert len(hub.browser("records").get("/api/v1/records").json()["items"]) == 1
    page = hub.browser("operations").get("/metrics").text
    assert 'holdfast_hub_records_total{outcome="unavailable"} 1.0' in page
    assert 'holdfast_hub_records_total{outcome="kept"} 1.0' in page


def _connections(records: Records) -> Iterator[Any]:
    """The connection that the store writes by, which it keeps open."""
    raw = records.store._writing.raw_connection()
    yield raw.cursor()
    raw.close()


def test_each_search_view_and_export_is_in_the_audit_log_before_it_is_answered(hub: HubAtHand) -> None:
    kept(hub, message(1))
    client = hub.browser("records")
    client.get("/records")
    sent(hub, client, "/records", words="otterly")
    client.get("/records/1")
    client.get("/records/1")
    sent(hub, client, "/records/export", reason="")
    assert whats(hub) == [
        ("searched-records", ""),
        ("searched-records", ""),
        ("opened-record", "1"),
        ("opened-record", "1"),
        ("exported-records", "records"),
    ]
    assert {each.role for each in hub.audit.entries} == {"records"}
    assert "otterly" not in str(hub.audit.entries)


def test_while_the_audit_log_takes_nothing_nothing_is_answered(hub: HubAtHand, clock: Clock) -> None:
    kept(hub, message(1))
    clock.passes(days=31)
    client, other = hub.browser("records"), another(hub)
    sent(hub, client, "/records/disposals")
    hub.audit.fails = LogUnavailable("Kafka is away")
    assert client.get("/records").status_code == 503
    assert client.get("/records/1").status_code == 503
    assert client.get("/records/holds").status_code == 503
    assert sent(hub, client, "/records/export").status_code == 503
    assert sent(hub, other, "/records/disposals/1/approve").status_code == 503
    hub.audit.fails = None
    assert client.get("/api/v1/records/1").json()["record"]["state"] == "proposed"


def test_a_page_masks_and_only_a_whole_export_with_a_reason_does_not(hub: HubAtHand) -> None:
    kept(hub, message(1))
    client = hub.browser("records")
    page = client.get("/records/1").text
    assert "Otterly private words of Zoë Quill, ⟦email⟧, ⟦phone⟧" in page
    assert "zoe.quill@example.org" not in page
    masked = unpacked(post(hub, client, "/api/v1/records/exports"))
    assert "⟦email⟧" in masked["lines"][0]["text"]
    assert masked["manifest"]["masks"]
    refused = post(hub, client, "/api/v1/records/exports", masked=False)
    assert (refused.status_code, refused.json()["code"]) == (422, "records-reason-missing")
    whole = unpacked(post(hub, client, "/api/v1/records/exports", masked=False, reason="For the court"))
    (line,) = whole["lines"]
    body = base64.b64decode(line["body_base64"])
    assert b"zoe.quill@example.org" in body
    assert commitment_to(bytes.fromhex(line["salt_hex"]), body) == line["commitment"]
    assert (whole["manifest"]["reason"], line["vendor_id"]) == ("For the court", "mid.1")
    assert "For the court" not in str(hub.audit.entries)


def unpacked(answer: Any) -> dict[str, Any]:
    """An export, whose hashes are right."""
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        lines = archive.read("records.jsonl")
    assert manifest["sha256"]["records.jsonl"] == sha256(lines).hexdigest()
    return {"manifest": manifest, "lines": [json.loads(line) for line in lines.splitlines()]}


def test_a_search_by_words_finds_what_is_sealed_and_says_its_cost(hub: HubAtHand) -> None:
    kept(hub, message(1, "the ferry"), message(2, "the snow"))
    client = hub.browser("records")
    page = sent(hub, client, "/records", words="FERRY").text
    assert "/records/1" in page
    assert "/records/2" not in page
    assert "2 records were opened for it." in page
    found = post(hub, client, "/api/v1/records/search", words="ferry", **{"class": "messages"}).json()
    assert [each["number"] for each in found["items"]] == [1]


def test_no_address_makes_the_hub_open_contents_and_no_number_is_too_long_for_it(hub: HubAtHand) -> None:
    kept(hub, message(1))
    client = hub.browser("records")
    assert "zoe" not in client.get("/records?words=zoe").text.casefold()
    assert sent(hub, client, "/records", before="9" * 5_000).status_code == 200


def test_a_unit_s_grant_reaches_the_records_of_its_accounts_only(hub: HubAtHand) -> None:
    kept(hub, message(1), message(2, form="comment"))
    client = hub.browser("records", "Citizen Services")
    assert [each["number"] for each in client.get("/api/v1/records").json()["items"]] == [1]
    assert client.get("/api/v1/records/2").status_code == 404
    assert client.get("/records/2").status_code == 404
    lines = unpacked(post(hub, client, "/api/v1/records/exports"))["lines"]
    assert [each["number"] for each in lines] == [1]
    assert client.get("/records/holds").status_code == 403
    assert client.get("/records/disposals").status_code == 403
    elsewhere = hub.browser("records", "Parks")
    assert elsewhere.get("/api/v1/records").json()["items"] == []


def test_a_hold_is_laid_looked_at_again_and_ended_on_the_page(hub: HubAtHand, clock: Clock) -> None:
    kept(hub, message(1))
    client = hub.browser("records")
    assert 'value="1"' in client.get("/records/holds?record=1").text
    for wrong in (
        {"reason": ""},
        {"review_on": ""},
        {"record": "77"},
        {"from": "2026-05-02", "until": "2026-05-01"},
    ):
        assert sent(hub, client, "/records/holds", **(HELD | wrong)).status_code == 422
    assert sent(hub, client, "/records/holds", record="1", **HELD).status_code == 303
    assert "on hold" in client.get("/records/1").text
    clock.passes(days=365)
    client = hub.browser("records")
    page = client.get("/records/holds").text
    assert "A request for access" in page
    assert "to be looked at" in page
    assert sent(hub, client, "/records/disposals").status_code == 409
    assert sent(hub, client, "/records/holds/1/end", reason="").status_code == 422
    assert sent(hub, client, "/records/holds/1/end", reason="Answered").status_code == 303
    assert sent(hub, client, "/records/disposals").status_code == 303


def test_one_proposes_another_approves_and_a_certificate_stands_in_the_log(
    hub: HubAtHand, clock: Clock
) -> None:
    kept(hub, message(1), message(2), message(3, form="comment"))
    clock.passes(days=31)
    client, other = hub.browser("records"), another(hub)
    assert "messages: 2 records" in client.get("/records/disposals").text
    assert sent(hub, client, "/records/disposals").status_code == 303
    own = sent(hub, client, "/records/disposals/1/approve")
    assert (own.status_code, "another person of the role" in own.text) == (409, True)
    assert sent(hub, other, "/records/disposals/1/approve").status_code == 303
    (entry,) = [each for each in hub.audit.entries if each.what == "records-destroyed"]
    (disposal,) = client.get("/api/v1/records/disposals").json()["items"]
    assert (entry.of, entry.figures["records"], entry.figures["classes"]) == ("disposal 1", 2, "messages 2")
    assert entry.figures["hashes"] == disposal["certificate"]["hashes"]
    page = client.get("/records/1").text
    assert "Destroyed in disposal 1" in page
    assert "Otterly" not in page
    assert client.get("/api/v1/records/1").json()["text"] is None
    assert sent(hub, other, "/records/disposals/1/approve").status_code == 409


def test_what_no_rule_names_is_classified_on_its_page(hub: HubAtHand) -> None:
    kept(hub, message(1, form="comment"))
    client = hub.browser("records")
    assert "not classified" in client.get("/records/1").text
    assert sent(hub, client, "/records/1/class", **{"class": "nonsense"}).status_code == 422
    assert sent(hub, client, "/records/1/class", **{"class": "posts"}).status_code == 303
    assert "Schedule 4.2" in client.get("/records/1").text
    assert ("records-changed", "1") in whats(hub)


def test_a_record_that_does_not_open_says_so_and_shows_nothing(hub: HubAtHand, tmp_path: Path) -> None:
    kept(hub, message(1))
    with sqlite3.connect(tmp_path / "records.db") as database:
        database.execute("UPDATE records_kept SET sealed = zeroblob(99)")
    database.close()
    client = hub.browser("records")
    assert "does not open" in client.get("/records/1").text
    assert client.get("/api/v1/records/1").status_code == 409
    export = unpacked(post(hub, client, "/api/v1/records/exports"))
    assert export["manifest"]["unopened"] == [1]


def test_what_is_no_text_is_told_by_its_size_and_leaves_whole_only(hub: HubAtHand) -> None:
    kept(hub, message(1, body=b"\x89PNG", content_type="image/png"))
    client = hub.browser("records")
    assert "image/png" in client.get("/records/1").text
    assert unpacked(post(hub, client, "/api/v1/records/exports"))["lines"][0]["text"] is None


@pytest.mark.parametrize("path", ["/api/v1/records", "/api/v1/records/holds", "/api/v1/records/disposals"])
def test_answers_are_as_openapi_has_them(hub: HubAtHand, path: str) -> None:
    kept(hub, message(1))
    client = hub.browser("records")
    post(hub, client, "/api/v1/records/holds", record=1, **HELD)
    assert faults(client, path, client.get(path).json()) == []
    assert faults(client, "/api/v1/records/{number}", client.get("/api/v1/records/1").json()) == []
    assert dangling(hub.app.openapi()) == set()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_pages_open_in_both_languages_and_nobody_keeps_them(hub: HubAtHand, lang: str) -> None:
    kept(hub, message(1))
    client = hub.browser("records")
    client.cookies.set("holdfast-language", lang)
    for path in ("/records", "/records/1", "/records/holds", "/records/disposals"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert f'lang="{lang}"' in answer.text


def test_planted_words_are_nowhere_but_sealed_in_the_store(
    hub: HubAtHand, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    delivery = signed(META, json_bytes(message_to_page()))
    hub.client.post("/hooks/meta", content=delivery.body, headers=dict(delivery.headers))
    client = hub.browser("records")
    word = CANARY.split()[0]
    assert word in client.get("/records/1").text
    sent(hub, client, "/records", words=CANARY)
    post(hub, client, "/api/v1/records/search", words=CANARY, limit=0)
    sent(hub, client, "/records/export", unmasked="yes", reason=CANARY)
    sent(hub, client, "/records/holds", **(HELD | {"reason": CANARY}))
    metrics = hub.browser("operations").get("/metrics").text
    said = caplog.text + "".join(capsys.readouterr())
    assert word not in metrics + said + str(hub.audit.entries)
    assert not any(word.encode() in encode_signal(each) for each in hub.signals.sent)
    for name in ("judged.db", "hub.db"):
        assert not any(word.encode() in file.read_bytes() for file in tmp_path.glob(f"{name}*"))
    with sqlite3.connect(tmp_path / "records.db") as database:
        rows = database.execute("SELECT * FROM records_kept").fetchall()
    database.close()
    assert rows
    assert word not in str(rows)
