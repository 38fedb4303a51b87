"""Whatever OpenAPI says may be asked is asked, by each role: answers are as described, never our fault."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, get_args

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from api.domain.rights import RIGHTS, Right
from api.settings import HubSettings
from monitors.domain.register.actions import Role
from tests.broken_morning import INCIDENT, UNITS, declaration
from tests.hubs import HubAtHand, hub_in
from tests.kept_records import message, settings_in
from tests.played_exercises import EXERCISE, being_played
from tests.relying_units import NOW_MS
from tests.reviewed_morning import reviewed_morning

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]

ENDLESS = {"/api/v1/live"}
"""It streams for as long as anybody listens."""

ASKED = {"method", "url", "params", "headers"}
"""What a question is made of; who asks is known by the browser's own cookie."""

STORED = {"incident": INCIDENT, "exercise": EXERCISE, "action": declaration().id, "number": 1}
"""What there is for the parts of a path that name one thing; nothing that is drawn would hit upon it."""

TOLD = {
    "/api/v1/incidents/{incident}": Right.SEE_INCIDENTS,
    "/api/v1/exercises/{exercise}": Right.SEE_EXERCISES,
    "/api/v1/actions/{action}": Right.SEE_REGISTER,
    "/api/v1/records/{number}": Right.SEE_RECORDS,
}
"""Where such a thing is told, and by which right."""

EXAMPLES = 4
"""For each operation and role; every run draws others."""


@dataclass(frozen=True)
class Described:
    """A hub, and what its OpenAPI says."""

    hub: HubAtHand
    schema: Any


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    """One hub for all roles: Facebook failed this morning, as people said in the room, and in an exercise."""
    folder: Path = tmp_path_factory.mktemp("described")
    told = HubSettings(broker="127.0.0.1:1", records=settings_in(folder))
    today = datetime.fromtimestamp(NOW_MS / 1000, UTC).date()
    works = [*reviewed_morning(), being_played(NOW_MS, today).work()]
    with hub_in(folder, works, units=UNITS, now_ms=lambda: NOW_MS, settings=told) as hub:
        assert hub.client.portal is not None
        assert hub.hub.records is not None
        hub.client.portal.call(partial(hub.hub.records.keep, **message(1)))
        yield Described(hub, schemathesis.openapi.from_dict(hub.app.openapi()))


@pytest.mark.timeout(280)
@pytest.mark.parametrize("role", [*get_args(Role), None])
def test_whatever_may_be_asked_is_answered_as_described(described: Described, role: Role | None) -> None:
    browser = described.hub.browser(role)
    answered: set[str] = set()

    def ask(case: Any) -> None:
        told = case.as_transport_kwargs(base_url="http://127.0.0.1")
        answer = browser.request(**{name: told[name] for name in told.keys() & ASKED})
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code == HTTPStatus.OK:
            answered.add(case.path)

    for found in described.schema.get_all_operations():
        operation = found.ok()
        if operation.method.upper() != "GET" or operation.path in ENDLESS:
            continue

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def asked(case: Any) -> None:
            ask(case)
            if named := STORED.keys() & (case.path_parameters or {}).keys():
                case.path_parameters |= {name: STORED[name] for name in named}
                ask(case)

        asked()
    assert len(answered) >= (10 if role is not None else 1), answered
    rights = RIGHTS[role] if role is not None else frozenset()
    assert answered & TOLD.keys() == {path for path, right in TOLD.items() if right in rights}
