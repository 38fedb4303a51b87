"""The first page as browsers get it: for whom, in which language, and what it must not say."""

import re
from pathlib import Path

import pytest

from monitors.domain.outage.records import Reason
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Work
from tests.broken_morning import broken_morning
from tests.hubs import hub_in
from tests.relying_units import NOW_MS
from tests.stored_reliance import dependency
from tests.stored_work import NOON_MS, change, incident


@pytest.fixture
def works() -> list[Work]:
    """Facebook fails, and two units rely on it."""
    down = incident("i-1", "confirmed", started_at_ms=NOON_MS, detected_at_ms=NOON_MS + 40_000)
    return [
        Work(
            changes=[change(down, 1, "suspected")],
            reliance=RelianceWork(
                standings=[
                    UnitStanding(unit, None, 40, again=False) for unit in ("Citizen Services", "Parks")
                ],
                dependencies=[
                    dependency("Citizen Services", "facebook", 20_000, 75),
                    dependency("Parks", "facebook", 20_000, 55),
                ],
            ),
        )
    ]


def test_whoever_has_not_signed_in_is_asked_to(tmp_path: Path) -> None:
    with hub_in(tmp_path) as hub:
        answer = hub.browser().get("/", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2F")


def test_a_hub_that_nothing_is_connected_to_says_what_to_connect(tmp_path: Path) -> None:
    with hub_in(tmp_path) as hub:
        page = hub.browser("operations").get("/").text
    assert "Nothing is connected yet" in page
    assert "holdfast up /var/log/squid/access.log" in page


@pytest.mark.parametrize("address", ["/", "/incidents/i-2", "/incidents/i-2/print", "/status"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_incident_of_no_platform_has_a_room_and_a_title(
    tmp_path: Path, works: list[Work], address: str, lang: str
) -> None:
    reason = Reason("cause-blind", {"source": "proxy-7", "site": "north"})
    silent = incident(
        "i-2", "confirmed", cause="blind", platforms=[], groups=[], explanation=reason, reasons=[reason]
    )
    with hub_in(tmp_path, [*works, Work(changes=[change(silent)])]) as hub:
        page = hub.browser("operations").get(address, headers={"accept-language": lang})
    assert page.status_code == 200
    if address == "/incidents/i-2":
        assert ("proxy-7 is silent" if lang == "en" else "proxy-7 se tait") in page.text


def test_a_fault_in_a_place_that_somebody_may_not_see_is_told_to_them_without_it(
    tmp_path: Path, works: list[Work]
) -> None:
    reason = Reason("cause-blind", {"source": "proxy-7", "site": "north"})
    place = {"cause": "unit-network", "units": ["Parks"], "explanation": reason, "reasons": [reason]}
    there = incident("i-2", "confirmed", detected_at_ms=NOON_MS, **place)
    with hub_in(tmp_path, [*works, Work(changes=[change(there)])]) as hub:
        others = hub.browser("operations", "Citizen Services")
        first, room = others.get("/").text, others.get("/incidents/i-2").text
        own = hub.browser("unit", "Parks").get("/incidents/i-2").text
    assert "A part of our own network is failing" in room
    assert "Parks" not in first + room
    assert "The network of Parks is failing" in own


def test_a_card_has_one_usual_the_one_that_the_incident_was_judged_by(tmp_path: Path) -> None:
    with hub_in(tmp_path, broken_morning(), now_ms=lambda: NOW_MS) as hub:
        page = hub.browser("operations").get("/").text.replace("\N{NO-BREAK SPACE}", " ")
    card = page[page.index('class="story"') : page.index("platforms-title")]
    assert set(re.findall(r"usual(?:ly)? ([\d.]+ %)", card)) == {"2.0 %"}
