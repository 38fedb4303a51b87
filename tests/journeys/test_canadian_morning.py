"""The Canadian morning, this time with Holdfast: a unit, operations and risk work on it in three browsers.

Everything is real but the evidence, which stands in the database already: Kafka, the monitors' worker, the
hub, Chromium.
"""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import URL
from typer.testing import CliRunner

from api.commands.audit import app
from api.entrances import Entrance
from infra.database_address import VARIABLE, sqlite_address
from infra.words import label
from monitors.adapters.sql_store import opened_store
from tests.broken_morning import INCIDENT, broken_morning
from tests.browsers import chromium
from tests.hubs import SIGNALS
from tests.monitoring import eventually
from tests.running_hub import RunningHub, running

pytestmark = [pytest.mark.kafka, pytest.mark.browser, pytest.mark.timeout(300)]

UNIT = "Citizen Services"
LIVE_MS = 3_000
"""Whatever one of them does, the others see within so long."""

PEOPLE: Mapping[str, Entrance] = {
    "key-of-operations": Entrance("operations", "Operations", "operations", None, f"/incidents/{INCIDENT}"),
    "key-of-risk": Entrance("risk", "Risk", "risk", None, f"/register/{UNIT.replace(' ', '%20')}/facebook"),
    "key-of-reviewer": Entrance("reviewer", "Reviewer", "unit", UNIT, f"/incidents/{INCIDENT}"),
    "key-of-auditor": Entrance("auditor", "Auditor", "auditor", None, "/audit"),
}

NEW_WORK = "publishing closures of roads"


@pytest.fixture
def morning(
    tmp_path: Path, kafka: str, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningHub]:
    """Facebook has been failing for 42 minutes."""
    monkeypatch.setenv(VARIABLE, sqlite_address(tmp_path / "judged.db"))
    judged = URL.create("sqlite", database=str(tmp_path / "judged.db"))
    with opened_store(judged) as store:
        for number, work in enumerate(broken_morning(time.time_ns() // 1_000_000)):
            store.commit(SIGNALS, number or None, number + 1, work)
    with running(tmp_path, kafka, topic_prefix, PEOPLE) as address, chromium() as browser:
        yield RunningHub(address, browser)


def test_a_unit_operations_and_risk_see_what_the_others_do_at_once(morning: RunningHub) -> None:
    reviewer, operations = morning.of("key-of-reviewer"), morning.of("key-of-operations")
    risk = morning.of("key-of-risk")

    operations.get_by_role("button", name="Acknowledge").click()
    reviewer.get_by_text("Acknowledged by operations, who are working on it.").wait_for(timeout=LIVE_MS)

    reviewer.get_by_role("button", name="Fallback covers").first.click()
    operations.get_by_text("covered by phone queue 4").first.wait_for(timeout=LIVE_MS)

    failing = reviewer.context.new_page()
    failing.goto(f"{morning.address}it-fails?platform=facebook")
    failing.locator("form.taps button").first.click()
    failing.get_by_text("Known since").wait_for(timeout=LIVE_MS)

    declaring = reviewer.context.new_page()
    declaring.goto(f"{morning.address}units/{UNIT}/facebook/answer?activity=%2B")
    declaring.fill("input[name=activity]", NEW_WORK)
    declaring.get_by_role("button", name="Send the answers").click()
    risk.get_by_text(NEW_WORK).first.wait_for(timeout=LIVE_MS)

    _stands_in_the_log(morning)


def audited(*arguments: str) -> str:
    """What `holdfast audit` says."""
    said = CliRunner().invoke(app, arguments)
    assert said.exit_code == 0, said.output
    return said.output


def entered() -> set[tuple[str, str, str, str | None]]:
    """The entries of the audit log: as what, what, of what, and which action."""
    lines = audited("list", "--json", "--limit", "500").splitlines()
    entries = [json.loads(line)["entry"] for line in lines]
    return {(each["role"], each["what"], each["of"], each["figures"].get("action")) for each in entries}


def _stands_in_the_log(morning: RunningHub) -> None:
    """All of it is there, by whom in which role, and nothing was changed since; the auditor sees the same."""
    wanted = {
        ("operations", "viewed-incident", INCIDENT, None),
        ("unit", "viewed-incident", INCIDENT, None),
        ("risk", "viewed-register", UNIT, None),
        ("unit", "viewed-unit", UNIT, None),
        ("operations", "changed", INCIDENT, "acknowledge"),
        ("unit", "changed", f"{INCIDENT}, {UNIT}, facebook", "fallback-covers"),
        ("", "changed", "facebook", "report-failure"),
        ("unit", "changed", f"{UNIT}, facebook", "declare"),
    }
    eventually(lambda: wanted <= entered(), "everything that was done stands in the audit log")
    assert audited("verify").startswith("The chain holds")

    auditor = morning.browser.new_context(locale="en-CA").new_page()
    auditor.goto(f"{morning.address}demonstration/key-of-auditor")
    auditor.get_by_text("The chain holds").wait_for()
    done = auditor.locator("tbody tr", has=auditor.locator("small")).all()
    seen = {
        (cells[1], row.locator("small").inner_text(), cells[3])
        for row in done
        if (cells := row.locator("td, th").all_inner_texts())
    }
    assert {
        ("operations", label("audit-page.action.acknowledge", "en"), INCIDENT),
        ("unit", label("audit-page.action.fallback-covers", "en"), f"{INCIDENT}, {UNIT}, facebook"),
        ("not logged in", label("audit-page.action.report-failure", "en"), "facebook"),
        ("unit", label("audit-page.action.declare", "en"), f"{UNIT}, facebook"),
    } <= seen


def test_each_of_the_three_sees_what_the_others_cannot_get(morning: RunningHub) -> None:
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
