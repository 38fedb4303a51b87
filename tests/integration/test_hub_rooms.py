"""The room of an incident: who leads it, and what each unit goes over to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.broken_morning import INCIDENT, UNITS, broken_morning
from tests.hubs import HubAtHand, hub_in
from tests.relying_units import NOW_MS

ROOM = f"/incidents/{INCIDENT}"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as at_hand:
        yield at_hand


@pytest.mark.parametrize("way", ["lead", "hand-over"])
def test_a_role_is_given_the_lead_by_operations_and_by_nobody_else(hub: HubAtHand, way: str) -> None:
    for role in ("unit", "risk", "admin", "auditor"):
        browser = hub.browser(role)
        assert 'name="lead_role"' not in browser.get(ROOM).text
        said = {"csrf": hub.csrf(browser), "lead_role": "Duty manager"}
        assert browser.post(f"{ROOM}/{way}", data=said).status_code == 403
    assert hub.door.sent == []
    operations = hub.browser("operations")
    assert 'name="lead_role"' in operations.get(ROOM).text
    said = {"csrf": hub.csrf(operations), "lead_role": "Duty manager"}
    assert operations.post(f"{ROOM}/{way}", data=said).status_code == 303


def test_a_unit_sees_which_fallback_it_goes_over_to_or_is_led_to_declare_one(hub: HubAtHand) -> None:
    declared = hub.browser("unit", "Citizen Services").get(ROOM).text
    assert "phone queue 4" in declared
    assert f'action="{ROOM}/fallback-covers"' in declared
    without = hub.browser("unit", "Elections").get(ROOM).text
    assert f'action="{ROOM}/fallback-covers"' not in without
    assert 'href="/units/Elections/facebook/answer?activity=%2B"' in without
