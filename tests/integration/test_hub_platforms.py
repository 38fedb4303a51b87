"""The pages of platforms as browsers get them: what is told of each, to whom, and what is withheld."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from monitors.domain.impact.availability import Availability, Month
from monitors.domain.outage.records import Reason
from monitors.domain.register.actions import Role
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey, UsageRows
from monitors.reliance_rows import RelianceWork
from monitors.store import Work
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch
from streams.domain.units import Unit
from tests.hubs import HubAtHand, hub_in
from tests.relying_units import LAST_DAY, NOW_MS, RelyingWorks, city
from tests.stored_work import change, incident, source

HOUR_MS = 3_600_000
UNITS = (
    Unit("unassigned"),
    Unit("City"),
    Unit("Citizen Services", 1, 40),
    Unit("Parks", 1, 30),
    Unit("Corporate", 1),
    Unit("Elections", 4, 6),
)
MONDAY = LAST_DAY - 13
"""Of the last week that is over by a day in what was read."""


def use(unit: str, surface: str, kind: str, people: int, requests: int, **counts: int) -> UsageRows:
    """One morning of a unit on a surface of Facebook."""
    told = dict.fromkeys(USAGE_COUNTS, 0) | {"ok": requests} | counts
    members = np.arange(people, dtype=np.uint64) + np.uint64(1_000 * len(unit))
    hour = HourKey(unit, "facebook", surface, kind, (MONDAY * 24 + 9) * HOUR_MS)
    day = DayKey(unit, "facebook", surface, kind, MONDAY, 1)
    return UsageRows({hour: tuple(told.values())}, {day: DaySketches(Sketch.of(members), Sketch.of(members))})


def works() -> list[Work]:
    """What the city did, and what broke."""
    down = incident(
        "i-1",
        "resolved",
        started_at_ms=NOW_MS - 50 * HOUR_MS,
        detected_at_ms=NOW_MS - 50 * HOUR_MS + 60_000,
        ended_at_ms=NOW_MS - 48 * HOUR_MS,
        vendor_said_at_ms=NOW_MS - 50 * HOUR_MS + 31 * 60_000,
        people_failed=30,
        explanation=Reason(
            "most-fail", {"seconds": 30, "share": 0.83, "usual": 0.02, "people": 31, "votes": 60}
        ),
    )
    month = Availability(
        platform="facebook",
        month=Month(2026, 3),
        observed_minutes=20_000,
        seen_days=10,
        lost_minutes=119,
        lost_by_cause={"platform": 119},
        share=0.994,
        objective=0.995,
        met=False,
        incidents=1,
        false_alarms=1,
    )
    used = [
        use("Citizen Services", "feed", "yes", 30, 9_000, our_policy=40, fail_timeout=12),
        use("Citizen Services", "media-cdn", "weak", 30, 5_000),
        use("Citizen Services", "publishing", "yes", 3, 700),
        use("Citizen Services", "ads", "yes", 12, 300),
        use("Parks", "feed", "yes", 20, 400),
        use("Parks", "embed", "no", 20, 8_000),
    ]
    return [
        *(Work(usage=each) for each in used),
        Work(changes=[change(down, 1, "suspected")], sources=[source("proxy", NOW_MS)]),
        *RelyingWorks(list(city())).works(),
        Work(reliance=RelianceWork(months=[month])),
    ]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    """A hub that tells of it."""
    with hub_in(tmp_path, works(), units=UNITS, now_ms=lambda: NOW_MS) as hub:
        yield hub


def test_the_list_says_how_each_does_and_for_whom_it_matters(hub: HubAtHand) -> None:
    page = hub.browser("operations").get("/platforms").text

    assert page.index("Facebook") < page.index("YouTube")
    assert "3 units rely on it" in page
    assert "important or more for 1" in page
    assert "99.4" in page


def test_history_holds_our_evidence_against_the_vendors_page(hub: HubAtHand) -> None:
    page = hub.browser("operations").get("/platforms/facebook").text

    assert "83" in page
    assert "about 30 people" in page
    assert "30 minutes after us" in page
    assert re.search(r">2 h( 0 min)?<", page)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Nobody\u2019s fault: it was no outage"), ("fr", "La faute de personne")]
)
def test_a_false_alarm_in_the_history_is_nobodys_fault(tmp_path: Path, lang: str, said: str) -> None:
    alarm = incident(
        "i-9",
        "false-alarm",
        started_at_ms=NOW_MS - 50 * HOUR_MS,
        ended_at_ms=NOW_MS,
        explanation=Reason("not-heard-of-again"),
    )
    with hub_in(tmp_path, [Work(changes=[change(alarm)])], now_ms=lambda: NOW_MS) as hub:
        page = hub.browser("operations").get("/platforms/facebook", headers={"accept-language": lang}).text
    history = unescape(page[page.index('id="incidents-title"') : page.index('id="week-title"')])
    assert said.replace("\u2019", "'") in history.replace("\u2019", "'")
    assert "platform's fault" not in history.replace("\u2019", "'")


def test_a_closed_week_is_told_by_surface_and_surfaces_of_few_people_are_summed_up(hub: HubAtHand) -> None:
    page = hub.browser("operations").get("/platforms/facebook").text.replace("\N{NO-BREAK SPACE}", " ")

    assert "the week of 2 March 2026 to 8 March 2026" in page
    week = page[page.index('id="week-title"') : page.index('id="months-title"')]
    assert "15,452" in week, "every request that counts as use, blocked and failed ones too"
    assert "9,452" in week
    assert "5,000" in week, "on hosts that programs open by themselves too"
    assert "the rest, and units not shown" in week
    assert "1,000" in week, "three people are too few for a sum, so the next smallest surface is in it"
    assert "publishing" not in week
    assert "advertising" not in week
    assert "8,000" in week
    assert 'id="heat-week-title"' in week


def test_of_a_platform_of_few_people_nothing_but_the_totals_is_told(tmp_path: Path) -> None:
    told = [
        Work(usage=use("Parks", "feed", "yes", 6, 500)),
        Work(sources=[source("proxy", NOW_MS)]),
    ]
    with hub_in(tmp_path, told, units=UNITS, now_ms=lambda: NOW_MS) as hub:
        page = hub.browser("operations").get("/platforms/facebook").text

    assert "Fewer than 10 people used it that week" in page
    assert "500" in page
    assert ">feed<" not in page
    assert 'id="heat-week-title"' not in page


def test_months_stand_against_their_objective(hub: HubAtHand) -> None:
    page = hub.browser("operations").get("/platforms/facebook").text

    assert "March 2026" in page
    assert "▲ missed" in page
    assert "1 h 59 min" in page
    assert "1 false alarm of ours" in page


@pytest.mark.parametrize("role", ["operations", "risk", "auditor", "admin"])
def test_small_units_are_counted_and_not_named(hub: HubAtHand, role: Role) -> None:
    page = hub.browser(role).get("/platforms/facebook").text

    assert "Citizen Services" in page
    assert "1 small unit relies on it too" in page
    assert "Elections" not in page


def test_a_reviewer_sees_the_own_unit_among_those_that_rely_on_it_and_no_other(hub: HubAtHand) -> None:
    page = hub.browser("unit", "Citizen Services").get("/platforms/facebook").text
    rely = page[page.index('id="reliance-title"') : page.index('id="incidents-title"')]

    assert "Citizen Services" in rely
    assert "Parks" not in rely
    assert "small unit" not in rely


def test_a_small_units_reviewer_finds_it_there(hub: HubAtHand) -> None:
    page = hub.browser("unit", "Elections").get("/platforms/facebook").text

    assert 'href="/units/Elections#facebook"' in page


def test_there_is_no_page_for_a_platform_that_no_catalogue_has(hub: HubAtHand) -> None:
    assert hub.browser("operations").get("/platforms/nowhere").status_code == 404


def test_an_ended_platform_says_so(hub: HubAtHand) -> None:
    ended = [each for each in hub.hub.catalogue.platforms.values() if each.lifecycle.until is not None]
    page = hub.browser("operations").get(f"/platforms/{ended[0].id}").text

    assert re.search(r"It end(ed|s) on \d", page)


def test_the_pages_speak_french(hub: HubAtHand) -> None:
    browser = hub.browser("operations")
    browser.cookies.set("holdfast-language", "fr")

    assert "Les plateformes auxquelles nous tenons" in browser.get("/platforms").text
    page = browser.get("/platforms/facebook").text
    assert "mars 2026" in page
    assert "après nous" in page


def test_a_unit_has_counts_of_closed_months_and_few_people_are_withheld(tmp_path: Path) -> None:
    used = [
        use("Citizen Services", "feed", "yes", 30, 9_000),
        use("Parks", "feed", "yes", 12, 500),
        use("Elections", "feed", "yes", 4, 500),
    ]
    later = source("proxy", NOW_MS + 30 * 24 * HOUR_MS)
    told = [*(Work(usage=each) for each in used), Work(sources=[later])]
    with hub_in(tmp_path, told, units=UNITS, now_ms=lambda: NOW_MS + 30 * 24 * HOUR_MS) as hub:
        ours = hub.browser("unit", "Citizen Services").get("/units/Citizen Services/months").text
        parks = hub.browser("operations").get("/units/Parks/months").text
        small = hub.browser("operations").get("/units/Elections/months").text
        elsewhere = hub.browser("unit", "Parks").get("/units/Citizen Services/months").status_code

    assert "March 2026" in ours
    assert "9,000" in ours
    assert "about 30 people" in ours
    assert "withheld" in parks, "else the small unit's amount could be had by subtraction"
    assert "500" not in parks
    assert "no counts are told to anybody" in small
    assert "Elections" not in small.replace("/units/Elections", "")
    assert elsewhere == 403
