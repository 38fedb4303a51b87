"""Every endpoint states what it takes to come in, and lets in exactly those: all roles, all scopes."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import pytest
from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.domain.rights import RIGHTS, ROLES, WHOLE_ONLY, Grant
from api.main import RECORDS_ROUTERS, ROUTERS
from api.people.gate import FOR_PROGRAMS, Gate, SignInNeededError, ask_to_sign_in
from api.problems import ProblemError, problem_response
from monitors.domain.register.actions import Role
from streams.domain.units import Unit
from tests.hubs import HubAtHand, hub_in

TREE: Final = (Unit("unassigned"), Unit("City"), Unit("Citizen Services", 1), Unit("Parks"))
SCOPES: Final = (None, "City")
INSIDE: Final = ("City", "Citizen Services")
OUTSIDE: Final = "Parks"


class Endpoint(NamedTuple):
    """One method of one route, with its gates."""

    method: str
    route: APIRoute
    gates: tuple[Gate, ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.route.path}"

    @property
    def is_api(self) -> bool:
        return self.route.path.startswith(FOR_PROGRAMS)

    def path(self, unit: str) -> str:
        """Its path, about this unit."""
        filled = self.route.path
        for param in self.route.dependant.path_params:
            for spelled in (f"{{{param.name}}}", f"{{{param.name}:path}}"):
                filled = filled.replace(spelled, unit if param.name == "unit" else "1")
        (gate,) = self.gates
        asks = gate.unit_from is not None and "{unit" not in self.route.path
        return f"{filled}?{gate.unit_from}={unit}" if asks else filled


def gates_of(dependant: Dependant) -> Iterator[Gate]:
    """Every gate that a request has to pass."""
    for needed in dependant.dependencies:
        if isinstance(needed.call, Gate):
            yield needed.call
        yield from gates_of(needed)


ENDPOINTS: Final = [
    Endpoint(method, route, tuple(gates_of(route.dependant)))
    for router in (*ROUTERS, *RECORDS_ROUTERS)
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]
GUARDED: Final = [each for each in ENDPOINTS if any(not gate.is_public for gate in each.gates)]


def named(endpoint: Endpoint) -> str:
    return endpoint.name


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubAtHand]:
    with hub_in(tmp_path_factory.mktemp("rights"), units=TREE) as at_hand:
        yield at_hand


@pytest.fixture(scope="module")
def doors(hub: HubAtHand) -> FastAPI:
    """Every endpoint's own gate, with nothing behind it: so all may be walked through, again and again."""
    app = FastAPI()
    app.state.hub = hub.hub
    app.add_exception_handler(SignInNeededError, ask_to_sign_in)

    async def refused(request: object, error: Exception) -> object:  # noqa: ARG001 (Starlette's signature)
        assert isinstance(error, ProblemError)
        return problem_response(error.status, error.detail, "", None, **error.more)

    app.add_exception_handler(ProblemError, refused)  # type: ignore[arg-type]  # answers, whatever asks
    for each in ENDPOINTS:
        app.add_api_route(
            each.route.path,
            lambda: "in",
            methods=[each.method],
            dependencies=[Depends(gate) for gate in each.gates],
        )
    return app


def browser(doors: FastAPI, hub: HubAtHand, role: Role, unit: str | None) -> TestClient:
    """Somebody with one role, who sends their token with all that they send."""
    known = hub.browser(role, unit)
    client = TestClient(doors, base_url="http://127.0.0.1", follow_redirects=False)
    client.cookies.set("holdfast", known.cookies["holdfast"])
    client.headers["X-CSRF-Token"] = hub.csrf(known)
    return client


def test_there_are_endpoints_to_walk() -> None:
    assert len(ENDPOINTS) > 30
    assert {each.is_api for each in GUARDED} == {True, False}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=named)
def test_each_endpoint_states_what_it_takes_to_come_in_once(endpoint: Endpoint) -> None:
    assert len(set(endpoint.gates)) == 1


@pytest.mark.parametrize("endpoint", GUARDED, ids=named)
def test_a_unit_in_the_address_is_looked_at_by_the_gate(endpoint: Endpoint) -> None:
    is_about_a_unit = any(param.name == "unit" for param in endpoint.route.dependant.path_params)
    assert not is_about_a_unit or endpoint.gates[0].unit_from == "unit"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=named)
def test_whoever_has_not_signed_in_comes_in_where_it_is_public_only(
    endpoint: Endpoint, doors: FastAPI
) -> None:
    client = TestClient(doors, base_url="http://127.0.0.1", follow_redirects=False)
    answer = client.request(endpoint.method, endpoint.path("City"))
    if endpoint.gates[0].is_public:
        assert answer.status_code == 200
    elif endpoint.is_api:
        assert answer.status_code == 401
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login")


@pytest.mark.parametrize("unit", SCOPES, ids=["everywhere", "City"])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_in_each_scope_comes_in_where_its_rights_reach_and_nowhere_else(
    role: Role, unit: str | None, hub: HubAtHand, doors: FastAPI
) -> None:
    client = browser(doors, hub, role, unit)
    wrong = []
    for endpoint in GUARDED:
        (gate,) = endpoint.gates
        has = gate.right is None or gate.right in RIGHTS[role]
        if unit is not None and (gate.everywhere or gate.right in WHOLE_ONLY):
            has = False
        for about in (*INSIDE, OUTSIDE):
            may = has and (unit is None or gate.unit_from is None or about in INSIDE)
            answer = client.request(endpoint.method, endpoint.path(about))
            if answer.status_code != (200 if may else 403):
                wrong.append(f"{endpoint.name} about {about}: {answer.status_code}")
    assert wrong == []


def test_whoever_has_signed_in_without_a_role_comes_to_their_own_account_only(
    hub: HubAtHand, doors: FastAPI
) -> None:
    hub.account("nobody-yet")
    person = hub.hub.people.accounts.by_login("nobody-yet")
    assert person is not None
    client = TestClient(doors, base_url="http://127.0.0.1", follow_redirects=False)
    client.cookies.set("holdfast", hub.hub.people.sessions.begin(person.number))
    client.headers["X-CSRF-Token"] = hub.csrf(client)
    came_in = {
        each.name for each in GUARDED if client.request(each.method, each.path("City")).status_code == 200
    }
    assert came_in == {each.name for each in GUARDED if each.gates[0].right is None}


@pytest.mark.parametrize("endpoint", [each for each in GUARDED if each.method != "GET"], ids=named)
def test_nothing_changes_for_a_browser_that_does_not_send_its_token(
    endpoint: Endpoint, hub: HubAtHand, doors: FastAPI
) -> None:
    role = next(role for role in ROLES if endpoint.gates[0].right in {None, *RIGHTS[role]})
    client = browser(doors, hub, role, None)
    del client.headers["X-CSRF-Token"]
    assert client.request(endpoint.method, endpoint.path("City")).status_code == 403


@pytest.mark.parametrize("endpoint", [each for each in GUARDED if each.gates[0].right is None], ids=named)
def test_no_api_key_comes_to_what_is_its_owners_alone(
    endpoint: Endpoint, hub: HubAtHand, doors: FastAPI
) -> None:
    hub.browser("admin")
    person = hub.hub.people.accounts.by_login("admin-all")
    assert person is not None
    words, key = hub.hub.people.keys.make(person.number, "a key", [Grant("admin")], RIGHTS["admin"], 1)
    client = TestClient(doors, headers={"Authorization": f"Bearer {words}"}, follow_redirects=False)
    assert client.request(endpoint.method, endpoint.path("City")).status_code == 403
    hub.hub.people.keys.end(person.number, key.number)


@pytest.mark.parametrize("endpoint", [each for each in GUARDED if each.gates[0].right], ids=named)
def test_an_api_key_comes_in_with_the_rights_that_it_was_made_for_only(
    endpoint: Endpoint, hub: HubAtHand, doors: FastAPI
) -> None:
    right = endpoint.gates[0].right
    assert right is not None
    role = next(role for role in ROLES if right in RIGHTS[role])
    hub.browser(role)
    person = hub.hub.people.accounts.by_login(f"{role}-all")
    assert person is not None
    keys = hub.hub.people.keys
    for rights, status in (({right}, 200), (RIGHTS[role] - {right}, 403)):
        words, key = keys.make(person.number, "a key", [Grant(role)], rights, 1)
        client = TestClient(doors, headers={"Authorization": f"Bearer {words}"}, follow_redirects=False)
        assert client.request(endpoint.method, endpoint.path("City")).status_code == status
        keys.end(person.number, key.number)
