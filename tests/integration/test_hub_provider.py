"""Signing in by an identity provider that keeps OpenID Connect, and by ones that do not."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from api.domain.rights import Grant
from api.people.provider import Provider
from api.settings import read_settings
from streams.settings import SettingsError
from tests.hubs import HubAtHand, hub_in
from tests.stored_work import NOON_MS

ISSUER = "https://id.example/realms/office"
SECRET = "the secret of the client"  # noqa: S105 (of nobody)
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})


@dataclass
class FakeProvider:
    """As much of an identity provider as a log-in meets; `forge` changes the ID token's claims."""

    groups: list[str] = field(default_factory=lambda: ["it"])
    key: RSAKey | OctKey = field(default_factory=lambda: KEY)
    published: RSAKey = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    is_away: bool = False
    forge: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    asked: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer as the provider's server."""
        if self.is_away:
            raise httpx.ConnectError("nobody is there", request=request)
        path = request.url.path.removeprefix("/realms/office")
        if path == "/.well-known/openid-configuration":
            return httpx.Response(200, json=self._metadata())
        if path == "/keys":
            return httpx.Response(200, json={"keys": [self.published.as_dict(private=False)]})
        assert (request.method, path) == ("POST", "/token")
        return self._token(request)

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def _token(self, request: httpx.Request) -> httpx.Response:
        """The ID token for a code, if whoever asks is the client, and knows the verifier of the beginning."""
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        told = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if told.partition(":")[0] != "holdfast" or form["code"] != "the-code":
            return httpx.Response(401, json={"error": "invalid_client"})
        if challenge.decode().rstrip("=") != self.asked["code_challenge"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        now = NOON_MS // 1000
        claims = self.forge(
            {
                "iss": ISSUER,
                "aud": "holdfast",
                "sub": "Abc-1",
                "iat": now,
                "exp": now + 300,
                "nonce": self.asked["nonce"],
                "name": "Marie Tremblay",
                "org": {"groups": self.groups},
            }
        )
        header = {"alg": self.algorithm, "kid": "first"}
        id_token = jwt.encode(header, claims, self.key, algorithms=[self.algorithm])
        return httpx.Response(200, json={"access_token": "x", "token_type": "Bearer", "id_token": id_token})


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    (tmp_path / "oidc.secret").write_text(f"{SECRET}\n", encoding="utf-8")
    (tmp_path / "hub.toml").write_text(
        f"""
broker = "127.0.0.1:1"
public_url = "https://hub.example"
[oidc]
issuer = "{ISSUER}"
client_id = "holdfast"
client_secret_file = "oidc.secret"
name = "Office sign-in"
claim = "org.groups"
grants = [
  {{ value = "it", role = "operations" }},
  {{ value = "parks", role = "unit", unit = "Parks" }},
]
""",
        encoding="utf-8",
    )
    with hub_in(tmp_path, settings=read_settings(tmp_path / "hub.toml"), now_ms=lambda: NOON_MS) as at_hand:
        yield at_hand


@pytest.fixture
def provider(hub: HubAtHand) -> FakeProvider:
    fake = FakeProvider()
    oidc = hub.hub.settings.oidc
    assert oidc is not None
    secret = hub.hub.people.secret("provider-answer")
    connected = Provider(oidc, secret, lambda: NOON_MS, httpx.MockTransport(fake))
    hub.client.app.state.provider = connected  # type: ignore[attr-defined]  # TestClient keeps it as any ASGI app
    return fake


def browser_of(hub: HubAtHand) -> TestClient:
    return TestClient(hub.client.app, base_url="https://hub.example", follow_redirects=False)


def go(browser: TestClient, fake: FakeProvider, wanted: str = "/") -> None:
    """Off to the provider, who remembers what it was asked."""
    sent = browser.get("/login/provider", params={"next": wanted})
    assert sent.status_code == 303, sent.text
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    fake.asked = {name: values[0] for name, values in asked.items()}


def come_back(browser: TestClient, fake: FakeProvider, **answer: str) -> Any:
    """Back from it."""
    params = {"code": "the-code", "state": fake.asked["state"], "iss": ISSUER, **answer}
    return browser.get("/login/provider/answer", params=params)


def test_somebody_whom_the_provider_knows_is_in_with_the_roles_of_their_groups(
    hub: HubAtHand, provider: FakeProvider
) -> None:
    browser = browser_of(hub)
    assert "Office sign-in" in browser.get("/login?next=/account").text
    go(browser, provider, "/account")
    assert provider.asked["redirect_uri"] == "https://hub.example/login/provider/answer"
    assert provider.asked["code_challenge_method"] == "S256"
    back = come_back(browser, provider)
    assert (back.status_code, back.headers["location"]) == (303, "/account")
    assert "Marie Tremblay" in browser.get("/account").text
    (person,) = hub.hub.people.accounts.all()
    assert person.grants == (Grant("operations"),)
    assert "Abc-1" not in person.login


def test_roles_of_the_provider_are_renewed_at_each_log_in_and_those_by_hand_stay(
    hub: HubAtHand, provider: FakeProvider
) -> None:
    browser = browser_of(hub)
    go(browser, provider)
    come_back(browser, provider)
    (person,) = hub.hub.people.accounts.all()
    hub.hub.people.accounts.grant(person.number, Grant("auditor"))
    provider.groups = ["parks", "unknown"]
    go(browser, provider)
    come_back(browser, provider)
    (again,) = hub.hub.people.accounts.all()
    assert again.number == person.number
    assert set(again.grants) == {Grant("auditor"), Grant("unit", "Parks")}
    assert again.from_provider == {Grant("unit", "Parks")}


FORGED: list[tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = [
    ("another nonce", lambda claims: {**claims, "nonce": "another"}),
    ("no nonce", lambda claims: {name: value for name, value in claims.items() if name != "nonce"}),
    ("another audience", lambda claims: {**claims, "aud": "another"}),
    ("another issuer", lambda claims: {**claims, "iss": "https://evil.example"}),
    ("no subject", lambda claims: {name: value for name, value in claims.items() if name != "sub"}),
    ("over", lambda claims: {**claims, "exp": NOON_MS // 1000 - 3600}),
]


@pytest.mark.parametrize("forge", [forge for _, forge in FORGED], ids=[name for name, _ in FORGED])
def test_a_token_that_is_not_for_us_and_for_this_log_in_lets_nobody_in(
    hub: HubAtHand, provider: FakeProvider, forge: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    provider.forge = forge
    browser = browser_of(hub)
    go(browser, provider)
    assert come_back(browser, provider).status_code == 403
    assert hub.hub.people.accounts.all() == []


@pytest.mark.parametrize(
    ("key", "algorithm"), [(OTHER_KEY, "RS256"), (OctKey.import_key(SECRET), "HS256")], ids=["key", "secret"]
)
def test_a_token_that_the_providers_key_did_not_sign_lets_nobody_in(
    hub: HubAtHand, provider: FakeProvider, key: RSAKey | OctKey, algorithm: str
) -> None:
    provider.key, provider.algorithm = key, algorithm
    browser = browser_of(hub)
    go(browser, provider)
    assert come_back(browser, provider).status_code == 403
    assert hub.hub.people.accounts.all() == []


def test_a_provider_may_sign_with_a_new_key_from_one_log_in_to_the_next(
    hub: HubAtHand, provider: FakeProvider
) -> None:
    browser = browser_of(hub)
    go(browser, provider)
    assert come_back(browser, provider).status_code == 303
    provider.key = provider.published = OTHER_KEY
    go(browser, provider)
    assert come_back(browser, provider).status_code == 303


@pytest.mark.parametrize(
    "answer",
    [{"state": "another"}, {"iss": "https://evil.example"}, {"code": "stolen"}],
    ids=["state", "iss", "code"],
)
def test_an_answer_that_does_not_belong_to_the_question_lets_nobody_in(
    hub: HubAtHand, provider: FakeProvider, answer: dict[str, str]
) -> None:
    browser = browser_of(hub)
    go(browser, provider)
    assert come_back(browser, provider, **answer).status_code == 403


def test_an_answer_in_another_browser_lets_nobody_in(hub: HubAtHand, provider: FakeProvider) -> None:
    go(browser_of(hub), provider)
    assert come_back(browser_of(hub), provider).status_code == 403


def test_somebody_kept_out_stays_out(hub: HubAtHand, provider: FakeProvider) -> None:
    browser = browser_of(hub)
    go(browser, provider)
    come_back(browser, provider)
    (person,) = hub.hub.people.accounts.all()
    hub.hub.people.accounts.disable(person.number)
    go(browser, provider)
    assert come_back(browser, provider).status_code == 403


def test_without_the_provider_the_page_says_so_and_local_accounts_go_on(
    hub: HubAtHand, provider: FakeProvider
) -> None:
    provider.is_away = True
    answer = browser_of(hub).get("/login/provider")
    assert answer.status_code == 503
    assert 'name="password"' in answer.text


def test_a_hub_without_a_provider_has_no_such_page(tmp_path: Path) -> None:
    with hub_in(tmp_path) as at_hand:
        assert at_hand.browser().get("/login/provider").status_code == 404


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"issuer": "http://id.example"}, "issuer"),
        ({"scopes": ["profile"]}, "openid"),
        ({"grants": [{"value": "x", "role": "unit"}]}, "names no unit"),
        ({"grants": [{"value": "x", "role": "king"}]}, "king"),
    ],
)
def test_settings_of_a_provider_that_cannot_be_are_refused(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    table = {"issuer": ISSUER, "client_id": "holdfast", **change}
    inline = ", ".join(f"{name} = {json.dumps(value)}" for name, value in table.items() if name != "grants")
    rows = ", ".join(
        f'{{ value = "{one["value"]}", role = "{one["role"]}" }}' for one in table.get("grants", [])
    )
    file = tmp_path / "hub.toml"
    file.write_text(
        f'public_url = "https://hub.example"\noidc = {{ {inline}, grants = [{rows}] }}\n', encoding="utf-8"
    )
    with pytest.raises(SettingsError, match=told):
        read_settings(file)


def test_a_provider_needs_an_address_to_send_people_back_to(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text(f'oidc = {{ issuer = "{ISSUER}", client_id = "holdfast" }}\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="public_url"):
        read_settings(file)
