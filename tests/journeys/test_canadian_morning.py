"""The Canadian morning, this time with Holdfast: a unit, operations and risk work on it in three browsers.

Everything is real but the evidence, which stands in the database already: Kafka, the monitors' worker, the
hub, Chromium.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import URL

from api.entrances import Entrance, write_entrances
from infra.database_address import HUB_VARIABLE, VARIABLE, sqlite_address
from monitors.adapters.sql_store import opened_store
from tests.broken_morning import INCIDENT, broken_morning
from tests.browsers import chromium
from tests.holdfast_process import holdfast
from tests.hubs import SIGNALS

pytestmark = [pytest.mark.kafka, pytest.mark.browser, pytest.mark.timeout(300)]

UNIT = "Citizen Services"
LIVE_MS = 3_000
"""Whatever one of them does, the others see within so long."""

PEOPLE: Mapping[str, Entrance] = {
    "key-of-operations": Entrance("operations", "Operations", "operations", None, f"/incidents/{INCIDENT}"),
    "key-of-risk": Entrance("risk", "Risk", "risk", None, f"/register/{UNIT.replace(' ', '%20')}/facebook"),
    "key-of-reviewer": Entrance("reviewer", "Reviewer", "unit", UNIT, f"/incidents/{INCIDENT}"),
}


@dataclass
class Morning:
    """A hub that runs, and a browser."""

    address: str
    browser: Browser

    def of(self, key: str) -> Page:
        """The page of one of the three, alive."""
        page = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-CA").new_page()
        page.goto(f"{self.address}demonstration/{key}")
        page.wait_for_selector("#live-state[data-state='live']")
        return page


def _until(process: "subprocess.Popen[str]", event: str) -> dict[str, str]:
    """What a part says with this event. AssertionError where it ends before."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        told: dict[str, str] = json.loads(line) if line.startswith("{") else {}
        if told.get("event") == event:
            return told
    raise AssertionError("".join(said))


@contextmanager
def _running(folder: Path, kafka: str, prefix: str) -> Iterator[str]:
    """Monitors and hub on the databases of a folder; where the hub's pages are."""
    units = folder / "units.csv"
    units.write_text(
        f"unit,parent,people\nCity,,\n{UNIT},City,40\nParks,City,30\nElections,City,6\n", encoding="utf-8"
    )
    write_entrances(folder / "entrances.json", PEOPLE)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    environment |= {
        VARIABLE: sqlite_address(folder / "judged.db"),
        HUB_VARIABLE: sqlite_address(folder / "hub.db"),
    }
    shared = ["--broker", kafka, "--prefix", prefix, "--units", str(units)]
    show = ["--port", "0", "--demonstration", str(folder / "entrances.json")]
    with ExitStack() as stack:
        worker = holdfast("monitors", *shared, environment=environment, patience_seconds=200)
        _until(stack.enter_context(worker), "judging")
        hub = holdfast("hub", *shared, *show, environment=environment, patience_seconds=200)
        yield _until(stack.enter_context(hub), "showing")["address"]


@pytest.fixture
def morning(tmp_path: Path, kafka: str, topic_prefix: str) -> Iterator[Morning]:
    """Facebook has been failing for 42 minutes."""
    judged = URL.create("sqlite", database=str(tmp_path / "judged.db"))
    with opened_store(judged) as store:
        for number, work in enumerate(broken_morning(time.time_ns() // 1_000_000)):
            store.commit(SIGNALS, number or None, number + 1, work)
    with _running(tmp_path, kafka, topic_prefix) as address, chromium() as browser:
        yield Morning(address, browser)


def test_a_unit_operations_and_risk_see_what_the_others_do_at_once(morning: Morning) -> None:
    reviewer, operations = morning.of("key-of-reviewer"), morning.of("key-of-operations")
    risk = morning.of("key-of-risk")

    operations.get_by_role("button", name="Acknowledge").click()
    reviewer.get_by_text("Seen by operations, who are at it.").wait_for(timeout=LIVE_MS)

    reviewer.get_by_role("button", name="Fallback covers").first.click()
    operations.get_by_text("covered by phone queue 4").first.wait_for(timeout=LIVE_MS)

    failing = reviewer.context.new_page()
    failing.goto(f"{morning.address}it-fails?platform=facebook")
    failing.locator("form.taps button").first.click()
    failing.get_by_text("Known since").wait_for(timeout=LIVE_MS)

    declaring = reviewer.context.new_page()
    declaring.goto(f"{morning.address}units/{UNIT}")
    assert "answering citizens' messages" in declaring.inner_text("main")
    risk.get_by_text("answering citizens' messages").first.wait_for(timeout=LIVE_MS)


def test_each_of_the_three_sees_what_the_others_cannot_get(morning: Morning) -> None:
    reviewer, operations = morning.of("key-of-reviewer"), morning.of("key-of-operations")
    risk = morning.of("key-of-risk")

    assert operations.get_by_role("button", name="Acknowledge").count() == 1
    assert reviewer.get_by_role("button", name="Acknowledge").count() == 0
    assert reviewer.get_by_role("button", name="Fallback covers").count() == 1
    assert operations.get_by_role("button", name="Fallback covers").count() == 0
    assert risk.locator("form[action$=approve]").count() >= 1
    reviewer.goto(risk.url)
    assert reviewer.locator("form[action$=approve]").count() == 0
    answer = reviewer.goto(f"{morning.address}units/Parks")
    assert answer is not None
    assert answer.status == 403
