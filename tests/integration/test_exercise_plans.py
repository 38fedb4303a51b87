"""The plan of an exercise: nothing that was typed is lost, and nobody but its leads reads ahead."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from streams.domain.units import Unit
from tests.broken_morning import UNITS, declaration
from tests.hubs import HubAtHand, hub_in
from tests.played_exercises import applying
from tests.relying_units import NOW_MS, RelyingWorks, city

TODAY = datetime.fromtimestamp(NOW_MS / 1000, UTC).date()
MANY = tuple(Unit(f"Office {number}", 1, 20) for number in range(201))
TYPED: dict[str, Any] = {
    "title": "A Monday without Facebook",
    "on": TODAY.isoformat(),
    "at": "08:10",
    "platform": "facebook",
    "unit": ["Citizen Services"],
    "use-1": "yes",
    "at-1": "09:00",
    "text-1": "The mayor asks.",
}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    works = RelyingWorks(list(city())).works([declaration()])
    with (
        hub_in(tmp_path, works, units=(*UNITS, *MANY), now_ms=lambda: NOW_MS) as hub,
        applying(hub, tmp_path),
    ):
        yield hub


def sends(hub: HubAtHand, lead: TestClient, path: str = "/exercises", **typed: Any) -> Any:
    return lead.post(path, data={"csrf": hub.csrf(lead), **TYPED, **typed})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"unit-1": "Parks"}, "at least one inject"),
        ({"title": "x" * 501}, "A title has at most 500 characters."),
        ({"unit": [each.name for each in MANY]}, "At most 200 units take part"),
        ({"code-1": "fallback-full", "activity-1": "z" * 501}, "An inject has at most 500 characters."),
        ({"code-1": "fallback-full", "fallback-1": "z" * 501}, "An inject has at most 500 characters."),
    ],
)
def test_a_plan_that_could_not_be_sent_comes_back_as_it_was_typed(
    hub: HubAtHand, typed: dict[str, Any], said: str
) -> None:
    lead = hub.browser("operations")
    planned = sends(hub, lead).headers["location"].partition("?")[0]
    sent_before = len(hub.door.sent)
    for path in ("/exercises", f"{planned}/change"):
        answer = sends(hub, lead, path, **typed)
        assert answer.status_code == 422
        assert answer.headers["content-type"].startswith("text/html")
        for each in (said, "The mayor asks.", (TYPED | typed)["title"]):
            assert each in answer.text
    assert len(hub.door.sent) == sent_before


def test_a_plan_of_the_greatest_size_is_taken(hub: HubAtHand) -> None:
    lead = hub.browser("operations")
    answer = sends(hub, lead, title="x" * 500, unit=[each.name for each in MANY[:200]])
    assert answer.status_code == 303
    assert "The exercise is planned" in lead.get(answer.headers["location"]).text


def test_a_plan_that_was_called_off_before_it_began_stays_with_its_leads(hub: HubAtHand) -> None:
    lead = hub.browser("operations")
    page = sends(hub, lead).headers["location"].partition("?")[0]
    lead.post(f"{page}/call-off", data={"csrf": hub.csrf(lead), "reason": "A storm is coming."})

    assert "A storm is coming." in lead.get(page).text
    for other in (hub.browser("unit", "Citizen Services"), hub.browser("auditor")):
        for each in (page, f"{page}/report", f"/api/v1{page}"):
            assert other.get(each).status_code == 404
        for each in ("/exercises", "/api/v1/exercises", "/api/v1/calendar.ics"):
            assert TYPED["title"] not in other.get(each).text


def test_an_exercise_that_was_called_off_while_it_ran_is_told_to_those_who_played(hub: HubAtHand) -> None:
    lead = hub.browser("operations")
    page = sends(hub, lead).headers["location"].partition("?")[0]
    lead.post(f"{page}/start", data={"csrf": hub.csrf(lead)})
    lead.post(f"{page}/call-off", data={"csrf": hub.csrf(lead), "reason": "A storm is coming."})

    assert "A storm is coming." in hub.browser("unit", "Citizen Services").get(page).text
