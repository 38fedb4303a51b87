"""The first page as browsers get it: for whom, in which language, and what it must not say."""

from pathlib import Path

import pytest

from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Work
from tests.hubs import hub_in
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
