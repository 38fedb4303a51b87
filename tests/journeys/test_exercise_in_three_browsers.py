"""A table-top exercise: operations lead it, two units play, in three browsers on a real Kafka.

Everything is real but the reliance of the units, which stands in the database already, and the outage, which
nobody has.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import URL, select

from api.entrances import Entrance
from monitors.adapters.database import reading_engine
from monitors.adapters.sql_audit import AUDIT
from monitors.adapters.sql_store import opened_store
from tests.broken_morning import declaration
from tests.browsers import chromium
from tests.hubs import SIGNALS
from tests.monitoring import eventually
from tests.relying_units import RelyingWorks, city
from tests.running_hub import RunningHub, running

pytestmark = [pytest.mark.kafka, pytest.mark.browser, pytest.mark.timeout(300)]

LIVE_MS = 3_000
"""Whatever one of them does, the others see within so long."""

SERVICES = "Citizen Services"

PEOPLE: Mapping[str, Entrance] = {
    "key-of-operations": Entrance("operations", "Operations", "operations", None, "/exercises"),
    "key-of-services": Entrance("reviewer", "Reviewer", "unit", SERVICES, "/exercises"),
    "key-of-parks": Entrance("gardener", "Gardener", "unit", "Parks", "/exercises"),
}


@pytest.fixture
def quiet(tmp_path: Path, kafka: str, topic_prefix: str) -> Iterator[RunningHub]:
    """A quiet day: nothing is broken."""
    judged = URL.create("sqlite", database=str(tmp_path / "judged.db"))
    with opened_store(judged) as store:
        for number, work in enumerate(RelyingWorks(list(city())).works([declaration()])):
            store.commit(SIGNALS, number or None, number + 1, work)
    with running(tmp_path, kafka, topic_prefix, PEOPLE) as address, chromium() as browser:
        yield RunningHub(address, browser)


def planned(lead: Page) -> None:
    """The lead plans a day without Facebook for two units, with what is suggested."""
    lead.get_by_role("link", name="Plan an exercise").click()
    lead.get_by_role("checkbox", name="Facebook").first.check()
    lead.get_by_role("button", name="Suggest a plan").click()
    lead.get_by_role("checkbox", name="Parks").check()
    lead.get_by_role("button", name="Keep the plan").click()
    lead.get_by_text("The exercise is planned").wait_for()


def joined(unit: Page) -> None:
    """Somebody of a unit opens the exercise as soon as it goes on."""
    unit.get_by_role("link", name="A day without Facebook").click(timeout=LIVE_MS)
    unit.get_by_text("Nothing has been given out yet").wait_for()
    unit.wait_for_selector("#live-state[data-state='live']")


def entered(folder: Path) -> set[str]:
    """The kinds of actions that stand in the audit log."""
    engine = reading_engine(URL.create("sqlite", database=str(folder / "judged.db")))
    try:
        with engine.connect() as connection:
            rows = connection.execute(select(AUDIT.c.figures).where(AUDIT.c.what == "changed")).all()
    finally:
        engine.dispose()
    return {str(row.figures["action"]) for row in rows}


def test_a_lead_and_two_units_play_and_what_was_tried_is_in_the_register(
    quiet: RunningHub, tmp_path: Path
) -> None:
    lead, services, parks = (quiet.of(key) for key in PEOPLE)
    today = datetime.fromtimestamp(time.time(), UTC)

    planned(lead)
    lead.get_by_role("button", name="Begin the exercise").click()
    joined(services)
    joined(parks)

    lead.get_by_role("button", name="Give out").first.click()
    for unit in (services, parks):
        unit.get_by_role("heading", name="Facebook does not open for anybody.").wait_for(timeout=LIVE_MS)
        assert unit.locator(".exercise-banner").is_visible()
    lead.get_by_text("2 units have not answered").wait_for(timeout=LIVE_MS)

    assert "8 hours at most (MTPD)" in services.inner_text("main")
    services.get_by_label("yes", exact=True).check()
    services.get_by_label("What do you do now?").fill("We send people to the counter.")
    services.get_by_label("we tried it just now: it works").check()
    services.get_by_role("button", name="Answer", exact=True).click()
    lead.get_by_text("We send people to the counter.").wait_for(timeout=LIVE_MS)
    lead.get_by_text("1 unit has not answered").wait_for(timeout=LIVE_MS)
    assert parks.get_by_text("We send people to the counter.").count() == 0

    register = lead.context.new_page()
    register.goto(f"{quiet.address}register/Citizen%20Services/facebook")
    assert f"was tried on {today.date()}" in " ".join(register.inner_text("main").split())
    register.goto(f"{quiet.address}units/Citizen%20Services")
    assert f"Last tried: {today.day} {today:%B %Y}" in " ".join(register.inner_text("main").split())

    lead.get_by_role("button", name="Close the exercise").click()
    parks.get_by_role("link", name="Report").wait_for(timeout=LIVE_MS)
    lead.get_by_role("link", name="Report").click()
    report = " ".join(lead.inner_text("main").split())
    assert "Tried, and they work Citizen Services · phone queue 4" in report
    assert "Answered nothing: Parks" in report

    played = {"plan-exercise", "start-exercise", "release-inject", "answer-inject", "close-exercise"}
    eventually(lambda: played | {"test-fallback"} <= entered(tmp_path), "the audit log has all of it")
    lead.goto(f"{quiet.address}status")
    assert "xercise" not in lead.inner_text("main")
