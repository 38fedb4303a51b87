"""How platforms do, in our own words and in those of a status page."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from api.domain.health import Health, PlatformNow
from api.domain.now import IncidentNow, Now
from api.domain.platforms_now import Telling, platforms_told, summary_of
from monitors.domain.outage.records import Cause, State
from monitors.snapshot_schema import instant
from tests.stored_work import NOON_MS

TELLING = Telling(
    organisation="City",
    url="https://hub.example",
    zone="UTC",
    health=lambda health: f"it is {health}",
    title=lambda incident: f"{', '.join(incident.platforms)} {incident.state}",
    calm="Nothing is broken",
    since=lambda platform: date(2004, 2, 1) if platform == "facebook" else None,
)


def platform(health: Health = "ok", failed_share: float | None = 0.02) -> PlatformNow:
    """Facebook, in some state."""
    return PlatformNow(
        platform="facebook",
        name="Facebook",
        health=health,
        failed_share=failed_share,
        usual_share=0.01,
        units=3,
        quiet_since_ms=None,
        series=[],
    )


def incident(state: State = "confirmed", cause: Cause = "platform") -> IncidentNow:
    """An incident of Facebook, of which only this is known."""
    known: dict[str, Any] = dict.fromkeys(IncidentNow.__struct_fields__) | {
        "id": "i-1",
        "cause": cause,
        "platforms": ["facebook"],
        "units": ["Archive"],
        "state": state,
        "started_at_ms": NOON_MS,
    }
    return IncidentNow(**known)


def now(**said: Any) -> Now:
    """A moment at which only what a test names is known."""
    known: dict[str, Any] = {"incidents": [], "platforms": [platform()], "sources": []}
    return Now(at_ms=NOON_MS, complete_until_ms=NOON_MS, **(known | said))


def test_calm_is_said_as_calm() -> None:
    summary = summary_of(now(), TELLING)
    assert (summary.status.indicator, summary.status.description) == ("none", "Nothing is broken")
    [component] = summary.components
    assert (component.id, component.status, component.description) == ("facebook", "operational", "it is ok")


@pytest.mark.parametrize(
    ("health", "share", "status", "indicator"),
    [
        ("suspected", 0.3, "degraded_performance", "minor"),
        ("failing", 0.4, "partial_outage", "major"),
        ("failing", 0.9, "major_outage", "major"),
        ("recovering", 0.1, "degraded_performance", "minor"),
        ("quiet", None, "operational", "none"),
        ("blind", None, "operational", "none"),
    ],
)
def test_each_state_has_its_word_on_a_status_page(
    health: Health, share: float | None, status: str, indicator: str
) -> None:
    summary = summary_of(now(platforms=[platform(health, share)]), TELLING)
    assert (summary.components[0].status, summary.status.indicator) == (status, indicator)


def test_an_incident_that_goes_on_is_told_with_its_platforms() -> None:
    summary = summary_of(now(incidents=[incident()]), TELLING)
    [one] = summary.incidents
    assert (one.id, one.status, one.impact) == ("i-1", "identified", "major")
    assert [component.id for component in one.components] == ["facebook"]
    assert summary.status.description == "facebook confirmed"


@pytest.mark.parametrize("cause", ["policy", "unit-network", "account", "blind"])
def test_what_would_say_where_it_was_seen_is_not_told_to_all(cause: Cause) -> None:
    assert summary_of(now(incidents=[incident(cause=cause)]), TELLING).incidents == []


def test_what_is_over_is_not_told() -> None:
    assert summary_of(now(incidents=[incident("resolved")]), TELLING).incidents == []


def test_moments_are_those_of_changes_and_not_of_whoever_asks() -> None:
    seen = [summary_of(now(incidents=incidents), TELLING) for incidents in ([], [incident()])]
    assert [each.components[0].created_at for each in seen] == ["2004-02-01T00:00:00.000Z"] * 2
    assert [each.components[0].updated_at for each in seen] == [
        "2004-02-01T00:00:00.000Z",
        instant(NOON_MS),
    ]
    later = summary_of(replace(now(incidents=[incident()]), at_ms=NOON_MS + 60_000), TELLING)
    assert (later.components, later.incidents) == (seen[1].components, seen[1].incidents)


def test_what_is_coming_back_is_a_minor_matter() -> None:
    coming = replace(incident("recovering"), ended_at_ms=NOON_MS + 60_000)
    summary = summary_of(now(platforms=[platform("recovering", 0.1)], incidents=[coming]), TELLING)
    assert (summary.status.indicator, summary.incidents[0].impact) == ("minor", "minor")
    assert summary.incidents[0].monitoring_at == instant(NOON_MS + 60_000)


def test_our_own_document_names_the_incidents_that_go_on() -> None:
    over = replace(incident("resolved"), id="i-0")
    [told] = platforms_told(now(incidents=[over, incident()]), {"facebook": "Meta"})
    assert (told.operator, told.units, told.incidents) == ("Meta", 3, ["i-1"])
