"""Every page in a real browser: wide and narrow, light and dark, in both languages, without script too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from api.live.stream import Told
from api.settings import HubSettings
from monitors.domain.register.actions import Role
from tests.broken_morning import INCIDENT, UNITS, broken_morning
from tests.browsers import Served, barriers, chromium, served, watched
from tests.explained_morning import explained_morning
from tests.hubs import HubAtHand, hub_in
from tests.kept_records import filled
from tests.played_exercises import EXERCISE, being_played
from tests.relying_units import NOW_MS
from tests.stored_accounts import stored_accounts
from tests.stored_shared import shared_work

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGES: tuple[tuple[str, Role | None, str], ...] = (
    ("/", "operations", "Facebook"),
    (f"/incidents/{INCIDENT}", "operations", "phone queue 4"),
    (f"/incidents/{INCIDENT}", "risk", "Inspection certificate renewed"),
    ("/platforms", "operations", "Facebook"),
    ("/platforms/facebook", "operations", "Facebook"),
    ("/units", "risk", "Citizen Services"),
    ("/units/Citizen%20Services", "risk", "Duty manager"),
    ("/units/Citizen%20Services/facebook/answer", "risk", "Citizen Services"),
    ("/units/Citizen%20Services/facebook/fallback", "risk", "phone queue 4"),
    ("/units/Citizen%20Services/months", "risk", "Citizen Services"),
    ("/units/Elections", "operations", "10"),
    ("/register", "risk", "phone queue 4"),
    ("/register/Citizen%20Services/facebook", "risk", "Duty manager"),
    ("/register/print", "risk", "phone queue 4"),
    ("/register?only=at-odds", "risk", "Citizen Services"),
    (f"/incidents/{INCIDENT}/print", "risk", "phone queue 4"),
    ("/units/Citizen%20Services/print", "risk", "Duty manager"),
    ("/units/Elections/print", "operations", "10"),
    ("/exports", "risk", "Parquet"),
    ("/sources", "operations", "proxy"),
    ("/people", "admin", "operations"),
    ("/account", "operations", "Holdfast"),
    ("/practices", "operations", "Holdfast"),
    ("/tools", "operations", "Holdfast"),
    ("/audit", "auditor", "Holdfast"),
    ("/it-fails", "operations", "Facebook"),
    ("/it-fails?platform=facebook", "operations", "Facebook"),
    ("/status", None, "Facebook"),
    ("/kept", None, "Holdfast"),
    ("/kept/notice", None, "Holdfast"),
    ("/login", None, "Holdfast"),
    ("/status", None, "Facebook"),
    ("/it-fails", "operations", "Facebook"),
    ("/it-fails?platform=facebook", "unit", "Facebook"),
    ("/it-fails/answer?platform=facebook", "unit", "Facebook"),
    ("/kept", None, "usage_hours"),
    ("/kept/notice", None, "Holdfast"),
    ("/kept/annex", "auditor", "usage_hours"),
    ("/our-accounts", "unit", "City page"),
    ("/our-accounts/facebook/City%20page", "risk", "The pool opens at 9"),
    ("/our-accounts/facebook/City%20page", "unit", "Head of Communications"),
    ("/our-accounts/instagram/Stray", "admin", "Stray"),
    ("/practices", "unit", "Facebook"),
    ("/tools", "unit", "tool_rules"),
    ("/audit", "auditor", "account-1"),
    ("/exercises", "unit", "Facebook"),
    ("/exercises/new", "risk", "Facebook"),
    ("/exercises/new?platform=facebook", "risk", "phone queue 4"),
    (f"/exercises/{EXERCISE}", "operations", "Duty manager"),
    (f"/exercises/{EXERCISE}", "unit", "phone queue 4"),
    (f"/exercises/{EXERCISE}/report", "auditor", "phone queue 4"),
    ("/records", "records", "City on Facebook"),
    ("/records/1", "records", "Schedule 4.7"),
    ("/records/4", "records", "⟦email⟧"),
    ("/records/holds?record=1", "records", "City on Facebook"),
    ("/records/disposals", "records", "messages"),
)
"""Each page, for whom it opens, and something that it must say."""

LOOKS: tuple[dict[str, Any], ...] = (
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", "locale": "en-CA"},
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark", "locale": "fr-CA"},
    {"viewport": {"width": 390, "height": 800}, "color_scheme": "light", "locale": "fr-CA"},
    {
        "viewport": {"width": 390, "height": 800},
        "color_scheme": "dark",
        "locale": "en-CA",
        "java_script_enabled": False,
    },
)
"""Wide and narrow, light and dark, English and French, with script and without."""


@dataclass(frozen=True)
class Morning:
    """A hub on the morning on which Facebook fails, its address, and a browser."""

    hub: HubAtHand
    served: Served
    browser: Browser

    @property
    def address(self) -> str:
        """Where the hub is."""
        return self.served.address

    def tell(self, what: str = "incident") -> None:
        """Something changed, as the monitors would say it."""
        stream = self.hub.hub.stream
        self.served.do(lambda: stream.tell(Told(stream.last + 1, what, None, "{}")))

    def context(self, role: Role | None, **look: Any) -> BrowserContext:
        """Somebody's browser, signed in where a role is named."""
        context = self.browser.new_context(**look)
        if role is not None:
            cookie = self.hub.browser(role).cookies["holdfast"]
            context.add_cookies([{"name": "holdfast", "value": cookie, "url": self.address}])
        return context


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    """One hub and one browser for all pages."""
    folder: Path = tmp_path_factory.mktemp("morning")
    today = datetime.fromtimestamp(NOW_MS / 1000, UTC).date()
    told = HubSettings(broker="127.0.0.1:1", records=filled(folder, NOW_MS))
    works = [
        *broken_morning(),
        *explained_morning(),
        shared_work(),
        stored_accounts(NOW_MS),
        being_played(NOW_MS, today).work(),
    ]
    with (
        hub_in(folder, works, units=UNITS, now_ms=lambda: NOW_MS, settings=told) as hub,
        served(hub.app) as address,
        chromium() as browser,
    ):
        yield Morning(hub, address, browser)


@pytest.mark.parametrize(("path", "role", "says"), PAGES)
def test_a_page_opens_for_everybody_however_they_look_at_it(
    morning: Morning, path: str, role: Role | None, says: str
) -> None:
    for look in LOOKS:
        context = morning.context(role, **look)
        page, seen = watched(context, morning.address)
        answer = page.goto(morning.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {page.inner_text('main')}"
        assert says in page.inner_text("body")
        wide = (
            page.evaluate("document.documentElement.scrollWidth")
            if look.get("java_script_enabled", True)
            else 0
        )
        assert wide <= look["viewport"]["width"], f"{path} is {wide} pixels wide"
        assert seen.complaints == []
        assert seen.outside == []
        if look.get("java_script_enabled", True):
            assert barriers(page) == []
        context.close()


def test_a_page_comes_alive_and_shows_what_changed_without_being_loaded_again(morning: Morning) -> None:
    context = morning.context("operations")
    page, seen = watched(context, morning.address)
    page.goto(morning.address + "/")
    page.wait_for_selector("#live-state[data-state='live']")
    page.evaluate("window.stayed = true")
    with page.expect_response(lambda answer: answer.url == morning.address + "/"):
        morning.tell()
    assert page.evaluate("window.stayed") is True
    assert seen.complaints == []
    context.close()


@pytest.mark.parametrize("what", ["register", "dependency", "findings"])
def test_the_register_is_brought_up_to_date_where_the_reader_is(morning: Morning, what: str) -> None:
    context = morning.context("risk", viewport={"width": 900, "height": 300})
    page, seen = watched(context, morning.address)
    address = morning.address + "/register?only=new"
    page.goto(address)
    page.wait_for_selector("#live-state[data-state='live']")
    page.evaluate("document.querySelector('tbody th').textContent = 'of before'; window.scrollTo(0, 120)")
    with page.expect_response(lambda answer: answer.url == address):
        morning.tell(what)
    page.wait_for_function("!document.body.textContent.includes('of before')")
    assert page.evaluate("window.scrollY") == 120
    assert page.inner_text(".filters [aria-current]").startswith("New since the last review")
    assert seen.complaints == []
    context.close()
