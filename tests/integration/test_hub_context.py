"""What happened around an outage as browsers and programs get it: our own changes, demand, the vendor."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from api.domain.rights import ROLES
from monitors.domain.rooms.actions import NameCause
from monitors.domain.rooms.records import FallbackUse, NamedCause, Room
from monitors.room_rows import RoomWork
from monitors.store import Work
from tests.api_schemas import faults
from tests.broken_morning import INCIDENT, UNITS, broken_morning
from tests.explained_morning import explained_morning
from tests.hubs import HubAtHand, hub_in
from tests.relying_units import NOW_MS

ROOM = f"/incidents/{INCIDENT}"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    works = [*broken_morning(), *explained_morning()]
    with hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOW_MS) as at_hand:
        yield at_hand


def text_of(page: str) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_the_room_says_which_change_of_ours_came_four_minutes_before(hub: HubAtHand) -> None:
    page = hub.browser("operations").get(ROOM).text
    room = text_of(page)

    assert "Could it be us?" in room
    assert (
        "A certificate of ours was changed 4 minutes before it began: Inspection certificate renewed" in room
    )
    assert "likely 80 of 100 points" in room
    assert "It was made for a platform that fails." in room
    assert "CHG-4712" not in room, "a change for another platform is none"
    story = page[page.index('id="story-title"') :]
    assert "A certificate of ours was changed." in story
    assert "The platform\u2019s fault" in room or "The platform's fault" in room, "the judge's cause stays"


def test_operations_name_it_and_others_only_read_it(hub: HubAtHand) -> None:
    for role in ("unit", "risk", "admin", "auditor"):
        browser = hub.browser(role)
        assert f'action="{ROOM}/cause"' not in browser.get(ROOM).text
        said = {"csrf": hub.csrf(browser), "source": "feed", "change": "CHG-4711"}
        assert browser.post(f"{ROOM}/cause", data=said).status_code == 403
    operations = hub.browser("operations")
    assert 'value="CHG-4711"' in operations.get(ROOM).text
    said = {"csrf": hub.csrf(operations), "source": "feed", "change": "CHG-4711"}
    assert operations.post(f"{ROOM}/cause", data=said).status_code == 303
    [sent] = hub.door.sent
    assert isinstance(sent, NameCause)
    assert (sent.incident, sent.source, sent.change) == (INCIDENT, "feed", "CHG-4711")


@pytest.mark.parametrize(("lang", "named"), [("en", "Named as the cause"), ("fr", "Désigné comme la cause")])
def test_what_was_named_stands_in_the_room_in_print_and_for_programs(
    tmp_path: Path, lang: str, named: str
) -> None:
    cause = NamedCause(
        source="feed",
        change="CHG-4711",
        system="certificate",
        title="Inspection certificate renewed",
        changed_at_ms=NOW_MS - 46 * 60_000,
        role="operations",
        named_at_ms=NOW_MS - 60_000,
    )
    room = Work(rooms=RoomWork(rooms=[Room(incident=INCIDENT, named_cause=cause)]))
    works = [*broken_morning(), *explained_morning(), room]
    with hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOW_MS) as hub:
        browser = hub.browser("operations")
        for path in (ROOM, f"{ROOM}/print"):
            page = text_of(browser.get(path, headers={"accept-language": lang}).text)
            assert named in page
            assert "Inspection certificate renewed" in page
        told = browser.get(f"/api/v1{ROOM}").json()
    assert told["named_cause"]["change"] == "CHG-4711"
    assert told["cause"] == "platform"


def test_the_room_says_where_citizens_turn_and_which_fallback_to_ask_about(hub: HubAtHand) -> None:
    page = hub.browser("operations").get(ROOM).text
    demand = text_of(page[page.index('id="demand-title"') : page.index('id="story-title"')])

    assert "Contact centre" in demand
    assert "full since" in demand
    assert "Text messages" in demand
    assert "not known yet" in demand, "of texts there is no history"
    assert "The contact centre is full: it can serve no more." in page[page.index('id="story-title"') :]


def test_units_whose_fallback_may_lead_to_a_full_channel_are_asked_about(tmp_path: Path) -> None:
    use = FallbackUse(
        unit="Citizen Services",
        platform="facebook",
        activity="answering citizens' messages",
        fallback="",
        from_ms=NOW_MS - 20 * 60_000,
    )
    room = Work(rooms=RoomWork(rooms=[Room(incident=INCIDENT, fallbacks=(use,))]))
    works = [*broken_morning(), *explained_morning(), room]
    with hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOW_MS) as hub:
        page = text_of(hub.browser("operations").get(ROOM).text)
        others = text_of(hub.browser("unit", "Parks").get(ROOM).text)

    assert "A fallback that leads to a full channel is exhausted" in page
    assert "Citizen Services (phone queue 4)" in page
    assert "phone queue 4" not in others, "a unit is not told of another's fallback"


@pytest.mark.parametrize(
    ("minutes", "lang", "said"),
    [
        (24, "en", "24 minutes behind us"),
        (-6, "en", "6 minutes before us"),
        (24, "fr", "24 minutes après nous"),
        (-6, "fr", "6 minutes avant nous"),
    ],
)
def test_the_room_says_how_long_after_us_the_vendor_said_so(
    tmp_path: Path, minutes: int, lang: str, said: str
) -> None:
    *before, judged = broken_morning()
    [step] = judged.changes
    detected_ms = step.incident.detected_at_ms
    assert detected_ms is not None
    told = structs.replace(step.incident, vendor_said_at_ms=detected_ms + minutes * 60_000)
    works = [*before, replace(judged, changes=[structs.replace(step, incident=told)])]
    with hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOW_MS) as hub:
        browser = hub.browser("operations")
        page = text_of(browser.get(ROOM, headers={"accept-language": lang}).text)
        document = browser.get(f"/api/v1{ROOM}").json()

    assert said in page
    assert document["vendor_lag_seconds"] == minutes * 60


def test_programs_get_candidates_demand_and_the_vendors_year(hub: HubAtHand) -> None:
    browser = hub.browser("operations")
    told = browser.get(f"/api/v1{ROOM}").json()
    [candidate] = told["candidates"]
    assert (candidate["change"], candidate["before_seconds"], candidate["points"]) == ("CHG-4711", 240, 80)
    assert [each["text"] for each in candidate["reasons"]][-1] == "It was made for a platform that fails."
    assert (told["named_cause"], told["vendor_lag_seconds"]) == (None, None)
    [listed] = [each for each in browser.get("/api/v1/incidents").json()["items"] if each["id"] == INCIDENT]
    assert listed["candidates"] == told["candidates"]

    calls, texts = browser.get(f"/api/v1{ROOM}/demand").json()["items"]
    assert (calls["channel"], calls["moved"], calls["is_full"]) == ("contact-centre", True, True)
    assert 0 < calls["usual_low"] <= calls["usual_high"] < calls["contacts"]
    assert calls["above_low"] == calls["contacts"] - calls["usual_high"]
    assert calls["used_share"] == 1.05
    assert (texts["channel"], texts["usual_low"], texts["moved"]) == ("sms", None, False)

    year = browser.get("/api/v1/platforms/facebook/vendor").json()
    assert (year["incidents"], year["said"], year["never_said"]) == (4, 2, 1)
    assert year["median_lag_seconds"] == 30 * 60
    assert year["never_said_share"] == pytest.approx(1 / 3)
    assert [(each["incident"], each["lag_seconds"]) for each in year["lags"]] == [
        ("past-20", 24 * 60),
        ("past-40", 36 * 60),
    ]
    assert [(each["state"], each["seen"]) for each in year["spells"]] == [("outage", False)]


@pytest.mark.parametrize(
    "path", [f"/api/v1{ROOM}", f"/api/v1{ROOM}/demand", "/api/v1/platforms/facebook/vendor"]
)
@pytest.mark.parametrize("role", ROLES)
def test_answers_are_as_openapi_has_them(hub: HubAtHand, path: str, role: Any) -> None:
    client = hub.browser(role)
    answer = client.get(path)
    if answer.status_code == 403:
        assert role == "records"
        return
    spelled = path.replace(f"/{INCIDENT}", "/{incident}").replace("/facebook", "/{platform}")
    assert answer.status_code == 200
    assert faults(client, spelled, answer.json()) == []


def test_what_there_is_not_is_not_found(hub: HubAtHand) -> None:
    browser = hub.browser("operations")
    assert browser.get("/api/v1/incidents/none/demand").status_code == 404
    assert browser.get("/api/v1/platforms/no-such/vendor").status_code == 404


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("1 (33 %)", "30 minutes after us", "we saw nothing of it")),
        ("fr", ("1 (33 %)", "30 minutes après nous", "nous n'en avons rien vu")),
    ],
)
def test_a_platforms_page_has_the_vendors_year(hub: HubAtHand, lang: str, said: tuple[str, ...]) -> None:
    page = hub.browser("operations").get("/platforms/facebook", headers={"accept-language": lang}).text
    vendor = text_of(page[page.index('id="vendor-title"') : page.index('id="week-title"')])

    plain = vendor.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert all(words in plain.replace("\u2019", "'") for words in said), plain


def test_a_vendor_whose_page_was_never_heard_is_not_blamed_for_silence(tmp_path: Path) -> None:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as hub:
        page = text_of(hub.browser("operations").get("/platforms/facebook").text)
        year = hub.browser("operations").get("/api/v1/platforms/facebook/vendor").json()
    assert "silence counts for nothing" in page
    assert (year["incidents"], year["heard_since"], year["never_said_share"]) == (0, None, None)


def test_an_incident_of_which_nothing_is_told_has_no_such_sections(tmp_path: Path) -> None:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as hub:
        page = hub.browser("operations").get(ROOM).text
    assert 'id="ours-title"' not in page
    assert 'id="demand-title"' not in page
