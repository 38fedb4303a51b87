"""Platforms, usage, sources and what is due by program: as OpenAPI has it, within what somebody may see."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import URL

from api.domain.rights import ROLES
from api.settings import HubSettings
from monitors.adapters.sql_store import opened_store
from monitors.domain.usage_rows import UsageRows
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Work
from tests.api_schemas import faults
from tests.hubs import SIGNALS, HubAtHand, hub_in
from tests.stored_register import SMALL, UNITS, register_work
from tests.stored_usage import A_WEEK_MS, used
from tests.stored_work import DAY, NOON_MS, days, hours

GETS = (
    "/api/v1/platforms",
    "/api/v1/platforms/facebook",
    "/api/v1/platforms/facebook/availability",
    "/api/v1/usage?grain=week",
    "/api/v1/sources",
    "/api/v2/summary.json",
)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    with hub_in(
        tmp_path, [register_work(), used()], units=UNITS, now_ms=lambda: NOON_MS + A_WEEK_MS
    ) as at_hand:
        yield at_hand


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize("role", ROLES)
def test_answers_are_as_openapi_has_them(hub: HubAtHand, path: str, role: Any) -> None:
    client = hub.browser(role)
    answer = client.get(path)
    if path.endswith("sources") and role in {"unit", "records"}:
        assert answer.status_code == 403
        return
    assert answer.status_code == 200
    spelled = path.split("?", maxsplit=1)[0].replace("/platforms/facebook", "/platforms/{platform}")
    assert faults(client, spelled, answer.json()) == []


def test_platforms_are_told_as_on_the_first_page(hub: HubAtHand) -> None:
    told = {
        item["platform"]: item
        for item in hub.browser("unit", "Parks").get("/api/v1/platforms").json()["items"]
    }
    assert (told["facebook"]["operator"], told["facebook"]["units"]) == ("Meta", 2)
    months = hub.browser("risk").get("/api/v1/platforms/facebook/availability").json()["items"]
    assert [(month["month"], month["lost_minutes"]) for month in months] == [("2025-10", 100)]
    assert hub.browser("risk").get("/api/v1/platforms/no-such/availability").status_code == 404
    assert hub.browser("risk").get("/api/v1/platforms/no-such").status_code == 404


def test_a_status_page_needs_no_account_and_names_no_unit(hub: HubAtHand) -> None:
    answer = hub.browser().get("/api/v2/summary.json")
    assert answer.status_code == 200
    assert {"facebook"} <= {component["id"] for component in answer.json()["components"]}
    assert not any(unit.name in answer.text for unit in UNITS)


def test_the_last_closed_week_is_told_with_small_cells_withheld(hub: HubAtHand) -> None:
    answer = hub.browser("risk").get("/api/v1/usage", params={"grain": "week"}).json()
    assert answer["closed_until"] == "2025-10-15"
    [week] = answer["periods"]
    assert (week["from"], week["to"]) == ("2025-10-06", "2025-10-13")
    [facebook] = week["platforms"]
    assert (facebook["requests"], facebook["people"]) == (5_300, 55)
    rows = {row["unit"]: row for row in week["usage"] if row.get("surface") is None}
    assert rows["Citizen Services"]["requests"] == 3_000
    assert SMALL not in rows
    assert (rows["City"]["other_units"], rows["City"]["requests"]) == (True, 2_300)


def test_only_those_who_speak_for_a_small_unit_learn_on_which_platforms_it_is(hub: HubAtHand) -> None:
    own = hub.browser("unit", SMALL).get("/api/v1/usage", params={"grain": "week"}).json()["periods"][0]
    assert [(row["unit"], row["withheld"], row["requests"]) for row in own["usage"]] == [(SMALL, True, None)]
    for role in (role for role in ROLES if role != "unit"):
        asked = hub.browser(role).get("/api/v1/usage", params={"grain": "week", "unit": SMALL})
        assert asked.status_code == 403 or asked.json()["periods"][0]["usage"] == []
        export = hub.browser(role).get("/api/v1/exports/usage", params={"grain": "week", "form": "csv"})
        assert export.status_code == 403 or SMALL not in export.text


def test_a_unit_that_shrank_is_told_no_more_than_a_small_one(tmp_path: Path) -> None:
    shrunk = Work(
        reliance=RelianceWork(standings=[UnitStanding("Citizen Services", DAY + 9, 5, again=False)])
    )
    works = [register_work(), used(), shrunk]
    with hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOON_MS + A_WEEK_MS) as hub:
        week = hub.browser("risk").get("/api/v1/usage", params={"grain": "week"}).json()["periods"][0]
        assert "Citizen Services" not in {row["unit"] for row in week["usage"]}


def test_a_unit_sees_its_own_cells_only(hub: HubAtHand) -> None:
    client = hub.browser("unit", "Citizen Services")
    [week] = client.get("/api/v1/usage", params={"grain": "week"}).json()["periods"]
    assert {row["unit"] for row in week["usage"]} == {"Citizen Services"}
    assert client.get("/api/v1/usage", params={"unit": "Parks"}).status_code == 403


@pytest.mark.parametrize(
    ("asked", "periods"),
    [
        ({"grain": "month"}, []),
        ({"grain": "month", "from": "2025-10-01", "to": "2025-11-01"}, []),
        ({"grain": "week", "from": "2025-10-07"}, []),
        ({"grain": "week", "from": "2025-09-29"}, ["2025-10-06"]),
        ({"grain": "week", "from": "9999-12-31", "to": "9999-12-31"}, []),
    ],
)
def test_only_whole_closed_periods_are_told(
    hub: HubAtHand, asked: dict[str, str], periods: list[str]
) -> None:
    answer = hub.browser("risk").get("/api/v1/usage", params=asked)
    assert [period["from"] for period in answer.json()["periods"]] == periods


def test_what_is_closed_and_not_told_says_why(hub: HubAtHand) -> None:
    client = hub.browser("risk")
    [month] = client.get("/api/v1/usage", params={"grain": "month"}).json()["untold"]
    assert (month["from"], month["to"]) == ("2025-09-01", "2025-10-01")
    assert month["reason"]["code"] == "period-not-told-yet"
    assert month["reason"]["text"].startswith("This period is closed, but not told yet")
    [earlier] = client.get("/api/v1/usage", params={"grain": "week", "from": "2025-09-29"}).json()["untold"]
    assert (earlier["from"], earlier["reason"]["code"]) == ("2025-09-29", "period-without-evidence")


def test_a_hub_that_shows_no_fewer_people_does_not_show_what_was_published_with_fewer(tmp_path: Path) -> None:
    now_ms = NOON_MS + A_WEEK_MS
    with hub_in(tmp_path, [used()], units=UNITS, now_ms=lambda: now_ms):
        pass
    strict = HubSettings(broker="127.0.0.1:1", fewest_people=20)
    with hub_in(tmp_path, units=UNITS, now_ms=lambda: now_ms, settings=strict) as hub:
        answer = hub.browser("risk").get("/api/v1/usage", params={"grain": "week"}).json()
        page = hub.browser("risk").get("/platforms/facebook").text
    assert answer["periods"] == []
    [week] = answer["untold"]
    assert week["reason"]["figures"] == {"k": 10, "fewest": 20}
    assert "Give the monitors the same fewest_people" in week["reason"]["text"]
    assert "Give the monitors the same fewest_people" in page
    assert "5,300" not in page


def test_too_many_periods_are_refused_with_how_many_there_may_be(hub: HubAtHand) -> None:
    answer = hub.browser("risk").get("/api/v1/usage", params={"grain": "week", "from": "2024-01-01"})
    assert answer.status_code == 422
    assert "14 is the most" in answer.json()["detail"]


def test_what_was_told_of_a_closed_period_stays_as_it_was_told(hub: HubAtHand, tmp_path: Path) -> None:
    client = hub.browser("risk")
    before = client.get("/api/v1/usage", params={"grain": "week"}).json()
    later = Work(usage=UsageRows(hours("Parks", 7), days("Parks", [31], day=DAY)))
    with opened_store(URL.create("sqlite", database=str(tmp_path / "judged.db"))) as store:
        expected = store.resume(SIGNALS).next_offset
        store.commit(SIGNALS, expected, (expected or 0) + 1, later)
    assert client.get("/api/v1/usage", params={"grain": "week"}).json() == before


@pytest.fixture
def earlier(tmp_path: Path) -> Iterator[HubAtHand]:
    """A hub on the day before anything is due."""
    with hub_in(tmp_path, [register_work()], units=UNITS) as at_hand:
        yield at_hand


def test_what_is_due_is_a_calendar(earlier: HubAtHand) -> None:
    client = earlier.browser("risk")
    answer = client.get("/api/v1/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    assert isinstance(calendar, Calendar)
    due = {event.summary: event.start for event in calendar.events}
    assert due["Review due: Citizen Services on Facebook"] == date(2026, 10, 9)
    assert due["Reply due to an objection: Parks on Facebook"] == date(2025, 10, 23)
    assert due["Three questions to answer: Parks on X (Twitter)"] == date(2025, 10, 20)
    assert SMALL not in answer.text
    uids = [event.uid for event in calendar.events]
    assert len(uids) == len(set(uids))
    assert all(event.sequence is not None and event.sequence > 0 for event in calendar.events)
    again = client.get("/api/v1/calendar.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_calendar_of_a_part_has_nothing_of_the_others(hub: HubAtHand) -> None:
    assert "Citizen Services" not in hub.browser("risk", "Parks").get("/api/v1/calendar.ics").text


def test_a_key_in_an_address_opens_no_calendar(hub: HubAtHand) -> None:
    assert hub.browser().get("/api/v1/calendar.ics?token=hf_anything").status_code == 401
