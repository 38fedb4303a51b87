"""What is offered to whoever says that it fails, and what is answered at once."""

from ipaddress import ip_network
from typing import Any

import pytest

from api.domain.failing import Offer, found, known_of, offers, status_of
from api.domain.health import Health, PlatformNow
from api.domain.now import IncidentNow, Now
from api.people.reporters import is_inside
from api.settings import Network
from monitors.domain.outage.records import Reason

NAMES = {"facebook": "Facebook", "x": "X", "workplace": "Workplace by Facebook", "youtube": "YouTube"}


def platform(name: str, health: Health = "ok", units: int = 1) -> PlatformNow:
    return PlatformNow(
        platform=name,
        name=NAMES[name],
        health=health,
        failed_share=None,
        usual_share=None,
        units=units,
        quiet_since_ms=None,
        series=[],
    )


def going(**fields: Any) -> IncidentNow:
    known: dict[str, Any] = {
        "id": "i-1",
        "cause": "platform",
        "cause_confidence": 0.9,
        "platforms": ["facebook"],
        "groups": ["core"],
        "units": ["Parks"],
        "state": "confirmed",
        "suspected_at_ms": 2,
        "started_at_ms": 1,
        "detected_at_ms": 3,
        "ended_at_ms": None,
        "vendor_said_at_ms": None,
        "people_said_at_ms": None,
        "peak_failed_share": 0.9,
        "people_failed": 30,
        "explanation": Reason("platform-down", {}),
        "acknowledged_by_role": None,
        "lead_role": None,
        "hurt": [],
    }
    return IncidentNow(**(known | fields))


def now(*platforms: PlatformNow, incidents: tuple[IncidentNow, ...] = ()) -> Now:
    return Now(
        at_ms=10, complete_until_ms=None, incidents=list(incidents), platforms=list(platforms), sources=[]
    )


def test_what_the_own_unit_uses_comes_first_and_then_what_most_units_rely_on() -> None:
    known = now(platform("x", units=1), platform("youtube", units=5), platform("facebook", units=3))
    mine, used = offers(known, ["facebook", "gone-from-the-catalogue"], NAMES)
    assert mine == [Offer("facebook", "Facebook")]
    assert [each.platform for each in used] == ["youtube", "x"]


def test_before_anything_is_known_nothing_is_offered_and_all_can_be_searched() -> None:
    assert offers(None, [], NAMES) == ([], [])
    assert [each.platform for each in found(NAMES, " FACE ")] == ["facebook", "workplace"]
    assert found(NAMES, "  ") == []


def test_an_outage_of_the_platform_is_known_since_its_first_failed_request() -> None:
    known = known_of(now(incidents=(going(),)), "facebook", [])
    assert known is not None
    assert (known.since_ms, known.people) == (1, 30)
    assert known_of(now(incidents=(going(),)), "x", []) is None


@pytest.mark.parametrize("fields", [{"state": "resolved"}, {"state": "false-alarm"}, {"cause": "blind"}])
def test_what_is_over_or_only_unseen_is_not_told_as_known(fields: dict[str, Any]) -> None:
    assert known_of(now(incidents=(going(**fields),)), "facebook", []) is None


def test_our_own_connection_takes_every_platform_and_a_network_its_own_units() -> None:
    egress = now(incidents=(going(cause="egress", platforms=[]),))
    network = now(incidents=(going(cause="unit-network"),))
    assert known_of(egress, "youtube", []) is not None
    assert known_of(network, "youtube", ["Parks"]) is not None
    assert known_of(network, "youtube", ["Roads"]) is None


def test_staff_are_told_what_is_troubled_before_the_rest_and_no_unit() -> None:
    told = status_of(now(platform("facebook", "failing"), platform("x", "quiet"), incidents=(going(),)))
    assert [each.platform for each in told.troubled] == ["facebook"]
    assert [each.platform for each in told.fine] == ["x"]
    assert "Parks" not in str(told)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("fd00::1", True),
        ("192.0.2.1", False),
        ("testclient", False),
        ("", False),
    ],
)
def test_inside_is_what_the_settings_call_so(address: str, expected: bool) -> None:  # noqa: FBT001 (a case)
    networks: list[Network] = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
    assert is_inside(address, networks) == expected
