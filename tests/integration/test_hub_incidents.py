"""Incidents over the API: page by page, as may be shown, in the reader's words, and described in OpenAPI."""

import re
from pathlib import Path

from monitors.domain.outage.records import Reason
from monitors.store import Work
from tests.broken_morning import INCIDENT, UNITS, broken_morning
from tests.hubs import hub_in
from tests.relying_units import NOW_MS
from tests.stored_work import NOON_MS, change, incident

QUIET = Reason("not-heard-of-again")


def test_incidents_come_page_by_page_the_newest_first_and_each_once(tmp_path: Path) -> None:
    began = {f"i-{n}": NOON_MS + n // 2 for n in range(7)}  # some begin in the same moment
    changes = [
        change(incident(id_, "suspected", started_at_ms=at_ms, explanation=QUIET, reasons=[]))
        for id_, at_ms in began.items()
    ]
    with hub_in(tmp_path, [Work(changes=changes)]) as hub:
        client, cursor = hub.browser("operations"), ""
        found: list[str] = []
        for _ in range(4):
            told = client.get(f"/api/v1/incidents?limit=2{cursor}").json()
            found += [each["id"] for each in told["items"]]
            cursor = f"&cursor={told['next']}"
    assert told["next"] is None
    assert found == ["i-6", "i-5", "i-4", "i-3", "i-2", "i-1", "i-0"]


def test_an_incident_is_told_with_its_story_in_the_readers_language(tmp_path: Path) -> None:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as hub:
        client = hub.browser("operations")
        french = client.get(f"/api/v1/incidents/{INCIDENT}", headers={"accept-language": "fr"}).json()
    assert french["people_failed"] == 35
    assert "tentatives" in french["explanation"]
    assert [step["after"] for step in french["steps"]] == ["confirmed"]


def test_whoever_speaks_for_one_unit_is_told_of_no_other(tmp_path: Path) -> None:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as hub:
        told = hub.browser("unit", "Citizen Services").get(f"/api/v1/incidents/{INCIDENT}").json()
    assert told["units"] == ["Citizen Services"]


def test_what_is_known_already_is_not_sent_again(tmp_path: Path) -> None:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as hub:
        client = hub.browser("operations")
        first = client.get(f"/api/v1/incidents/{INCIDENT}")
        again = client.get(f"/api/v1/incidents/{INCIDENT}", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_cannot_be_done_is_a_problem_that_says_why(tmp_path: Path) -> None:
    with hub_in(tmp_path) as hub:
        client = hub.browser("operations")
        missing, senseless = client.get("/api/v1/incidents/none"), client.get("/api/v1/incidents?cursor=x")
        nobody = hub.browser().get("/api/v1/incidents")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
    assert missing.json()["detail"] == "There is no such incident."
    assert (senseless.status_code, nobody.status_code) == (422, 401)


def test_openapi_says_what_every_document_is_made_of(tmp_path: Path) -> None:
    with hub_in(tmp_path) as hub:
        described = hub.app.openapi()
    meant = set(re.findall(r"#/components/schemas/([^'\"]+)", str(described)))
    assert meant <= described["components"]["schemas"].keys()
    assert "IncidentDocument" in meant
