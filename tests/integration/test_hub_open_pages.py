"""The pages open to everybody: who may say that it fails, what is answered, and what is kept of it."""

import re
from collections.abc import Iterator
from html import unescape
from ipaddress import ip_network
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.settings import HubSettings
from monitors.domain.audit.chain import chained
from monitors.domain.audit.entries import AuditEntry
from monitors.domain.outage.records import State
from monitors.domain.rooms.actions import ReportFailure
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Retention, Work
from tests.hubs import HubAtHand, hub_in
from tests.stored_register import register_work
from tests.stored_reliance import dependency
from tests.stored_work import NOON_MS, change, incident

INSIDE = "10.20.30.40"
SETTINGS = HubSettings(
    broker="127.0.0.1:1", organisation="City of Northbridge", inside_networks=(ip_network("10.0.0.0/8"),)
)
USE = RelianceWork(
    standings=[UnitStanding("Parks", None, 40, again=False)],
    dependencies=[dependency("Parks", "instagram", 20_000, 75), dependency("Parks", "x", 20_000, 50)],
)
DOWN = incident(
    "i-1", "confirmed", platforms=["instagram"], units=[], started_at_ms=NOON_MS, people_failed=32
)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    with hub_in(tmp_path, [Work(reliance=USE)], settings=SETTINGS) as at_hand:
        yield at_hand


def device(hub: HubAtHand, address: str = INSIDE) -> TestClient:
    """A browser that nobody has logged in with, at an address."""
    return TestClient(
        hub.client.app, base_url="http://127.0.0.1", follow_redirects=False, client=(address, 50_000)
    )


def test_two_taps_without_script_or_account_report_and_are_answered_at_once(hub: HubAtHand) -> None:
    browser = device(hub)
    assert 'href="/it-fails?platform=instagram"' in browser.get("/it-fails").text
    second = browser.get("/it-fails?platform=instagram").text
    assert 'name="tried" value="sign-in"' in second
    sent = browser.post("/it-fails", data={"platform": "instagram", "tried": "sign-in"})
    assert sent.status_code == 303
    answer = browser.get(sent.headers["location"]).text
    assert "You are the first; we are looking" in answer
    (report,) = hub.door.sent
    assert isinstance(report, ReportFailure)
    assert (report.platform, report.tried, report.unit) == ("instagram", "sign-in", "")


def test_whoever_reports_what_is_known_hears_since_when_and_about_how_many(tmp_path: Path) -> None:
    works = [Work(reliance=USE, changes=[change(DOWN, 1, "suspected")])]
    with hub_in(tmp_path, works, settings=SETTINGS) as hub:
        browser = hub.browser("unit", "Parks")
        sent = browser.post("/it-fails", data={"platform": "instagram", "csrf": hub.csrf(browser)})
        answer = browser.get(sent.headers["location"]).text
        french = browser.get(sent.headers["location"], headers={"accept-language": "fr"}).text
    assert "Known since 12:00" in answer
    assert "about 30 people" in answer
    assert "Connu depuis 12:00" in french
    (report,) = hub.door.sent
    assert isinstance(report, ReportFailure)
    assert report.unit == "Parks"


@pytest.mark.parametrize(
    ("state", "said"),
    [("confirmed", "Meanwhile your unit goes over to: phone queue 4."), ("resolved", "If it lasts, ")],
)
def test_a_unit_is_told_to_go_over_to_its_fallback_while_something_is_broken_and_else_if_it_lasts(
    tmp_path: Path, state: State, said: str
) -> None:
    down = incident("i-1", state, platforms=["facebook"], units=[], started_at_ms=NOON_MS)
    with hub_in(tmp_path, [register_work(), Work(changes=[change(down)])], settings=SETTINGS) as hub:
        told = hub.browser("unit", "Parks").get("/it-fails/answer?platform=facebook").text
    assert said in told
    assert ("Meanwhile" in told) == (state == "confirmed")


def test_neither_the_address_nor_the_account_goes_out_or_stays(
    hub: HubAtHand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    device(hub).post("/it-fails", data={"platform": "instagram"})
    known = hub.browser("operations")
    known.post("/it-fails", data={"platform": "instagram", "csrf": hub.csrf(known)})
    viewer = hub.hub.people.accounts.by_login("operations-all")
    assert viewer is not None
    said = capsys.readouterr()
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
    assert INSIDE not in str(hub.door.sent) + said.out + said.err
    assert INSIDE.encode() not in kept
    assert viewer.pseudonym not in str(hub.door.sent)
    first, second = (each.by for each in hub.door.sent)
    assert first != second


def test_from_outside_without_an_account_nothing_is_taken_and_it_is_said_where_it_works(
    hub: HubAtHand,
) -> None:
    browser = device(hub, "192.0.2.7")
    page = browser.get("/it-fails")
    assert page.status_code == 403
    assert "This works from the internal network" in page.text
    assert browser.post("/it-fails", data={"platform": "instagram"}).status_code == 403
    assert hub.door.sent == []


def test_another_sites_page_cannot_report_for_anybody(hub: HubAtHand) -> None:
    sent = device(hub).post(
        "/it-fails", data={"platform": "instagram"}, headers={"origin": "https://evil.example"}
    )
    assert sent.status_code == 403
    known = hub.browser("unit", "Parks")
    assert known.post("/it-fails", data={"platform": "instagram"}).status_code == 403
    assert hub.door.sent == []


def test_a_device_that_reports_everything_is_held_back_and_others_are_not(hub: HubAtHand) -> None:
    browser = device(hub)
    statuses = [browser.post("/it-fails", data={"platform": "x"}).status_code for _ in range(21)]
    assert statuses == [303] * 20 + [429]
    assert device(hub, "10.9.9.9").post("/it-fails", data={"platform": "x"}).status_code == 303


def test_a_unit_may_not_report_for_another(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Parks")
    browser.post("/it-fails", data={"platform": "x", "unit": "City", "csrf": hub.csrf(browser)})
    (report,) = hub.door.sent
    assert isinstance(report, ReportFailure)
    assert report.unit == "Parks"


def test_a_platform_is_found_by_a_part_of_its_name_and_one_that_there_is_not_is_said_so(
    hub: HubAtHand,
) -> None:
    browser = device(hub)
    assert 'href="/it-fails?platform=tiktok"' in browser.get("/it-fails?find=tikt").text
    assert "Nothing is called “&lt;b&gt;”" in browser.get("/it-fails", params={"find": "<b>"}).text
    assert browser.post("/it-fails", data={"platform": "no-such"}).status_code == 404


def test_the_status_for_all_staff_needs_no_log_in_names_no_unit_and_loads_itself_anew(
    tmp_path: Path,
) -> None:
    works = [Work(reliance=USE, changes=[change(DOWN, 1, "suspected")])]
    with hub_in(tmp_path, works, settings=SETTINGS) as hub:
        browser = device(hub, "192.0.2.7")
        page = browser.get("/status").text
        french = browser.get("/status", headers={"accept-language": "fr"}).text
    assert "City of Northbridge" in page
    assert "Instagram itself is out of order" in page
    assert "since 12:00" in page
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page
    assert 'data-every="60"' in page
    assert "Instagram lui-même est en panne" in french
    assert "Parks" not in page
    assert "32" not in re.sub(r"/static/\w+/", "", page)


def test_the_status_offers_to_say_so_to_those_alone_of_whom_it_is_taken(tmp_path: Path) -> None:
    works = [Work(reliance=USE, changes=[change(DOWN, 1, "suspected")])]
    with hub_in(tmp_path, works, settings=SETTINGS) as hub:
        outside = device(hub, "192.0.2.7").get("/status").text
        inside, known = device(hub).get("/status").text, hub.browser("unit", "Parks").get("/status").text
    assert "/it-fails" not in outside
    for page in (inside, known):
        assert 'href="/it-fails?platform=instagram"' in page


def test_in_quiet_times_the_status_is_calm(hub: HubAtHand) -> None:
    assert "All platforms work as usual" in device(hub, "192.0.2.7").get("/status").text


def test_every_employee_reads_what_is_kept_without_logging_in_in_both_languages(hub: HubAtHand) -> None:
    browser = device(hub, "192.0.2.7")
    page = browser.get("/kept").text
    french = browser.get("/kept", headers={"accept-language": "fr"}).text
    assert "usage_hours" in page
    assert "pseudonymised" in page
    assert "anonym" not in page.replace("pseudonym", "").casefold()
    assert "Nobody has written down yet what it is for" in page
    assert "Nobody looked in this time" in page
    assert "est pas conservé" in french


def test_the_notice_and_the_annex_say_what_the_settings_say(tmp_path: Path) -> None:
    settings = HubSettings(
        broker="127.0.0.1:1",
        organisation="City of Northbridge",
        purpose="Continuity of services",
        retention=Retention(hours_days=90),
        fewest_people=12,
    )
    with hub_in(tmp_path, settings=settings) as hub:
        notice = device(hub).get("/kept/notice").text
        annex = hub.browser("auditor").get("/kept/annex").text
        refused = hub.browser("unit", "Parks").get("/kept/annex")
    for page in (notice, annex):
        assert "Continuity of services" in page
        assert "90 days" in page
        assert "fewer than 12 people" in page.casefold()
    assert refused.status_code == 403


def test_employees_see_how_often_somebody_looked_by_role(tmp_path: Path) -> None:
    seen = [
        AuditEntry(id=f"entry-{n:04}", at_ms=NOON_MS, role="risk", account="a-1", what="viewed-register")
        for n in range(3)
    ]
    with hub_in(tmp_path, [Work(audit=chained(None, seen))], settings=SETTINGS) as hub:
        page = device(hub).get("/kept").text
    assert "looked at the register" in page
    assert "a-1" not in page


def test_a_units_own_work_and_its_fallback_are_put_forward(tmp_path: Path) -> None:
    with hub_in(tmp_path, [register_work()], settings=SETTINGS) as hub:
        browser = hub.browser("unit", "Parks")
        first = browser.get("/it-fails").text
        second = browser.get("/it-fails?platform=facebook").text
        activity = unescape(second.split('name="activity" value="')[1].split('"')[0])
        sent = browser.post(
            "/it-fails", data={"platform": "facebook", "activity": activity, "csrf": hub.csrf(browser)}
        )
        answer = browser.get(sent.headers["location"]).text
    assert first.index("platform=facebook") < first.index("platform=youtube")
    assert "What your unit uses" in first
    assert "If it lasts, your unit goes over to: phone queue 4" in answer
    (report,) = hub.door.sent
    assert isinstance(report, ReportFailure)
    assert (report.unit, report.activity) == ("Parks", activity)
