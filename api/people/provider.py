"""Signing in by an identity provider: OpenID Connect's code flow, with PKCE, state and nonce (RFC 9700).

What must be the same at the end as at the beginning is kept with the browser, in a signed cookie for ten
minutes. The answer tells who somebody is; their groups give roles, anew at every log-in.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from itsdangerous import BadSignature, URLSafeSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from api.domain.rights import Grant
from api.people.accounts import LONGEST_NAME, Identity
from api.people.provider_settings import ProviderSettings

LASTS_MS: Final = 600_000
"""How long somebody may take at the provider."""

KNOWN_FOR_MS: Final = 3_600_000
"""How long what the provider says of itself is taken as so."""

LEEWAY_SECONDS: Final = 120
ANSWER_SECONDS: Final = 10.0
ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
)
"""Signatures by a key that only the provider has; never `none`, never one made with our own secret."""


class ProviderError(Exception):
    """Signing in by the provider failed; `code` is one of `infra.words`, the message is for the log."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class Begun:
    """Where to send somebody, and what their browser keeps meanwhile."""

    url: str
    kept: str


class Provider:
    """One identity provider. All methods ask it over the network, in the caller's thread."""

    def __init__(
        self,
        settings: ProviderSettings,
        secret: bytes,
        now_ms: Callable[[], int],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._signer = URLSafeSerializer(secret, salt="provider-answer")
        self._now_ms = now_ms
        self._transport = transport
        self._said: dict[str, tuple[int, Any]] = {}

    def begin(self, redirect_uri: str, wanted: str) -> Begun:
        """Send somebody to the provider. Raises ProviderError."""
        state, nonce, verifier = (generate_token(48) for _ in range(3))
        asking = OAuth2Client(
            None,
            client_id=self._settings.client_id,
            scope=" ".join(self._settings.scopes),
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )
        url, _ = asking.create_authorization_url(
            self._endpoint("authorization_endpoint"), state=state, code_verifier=verifier, nonce=nonce
        )
        return Begun(url, self._signer.dumps([state, nonce, verifier, wanted, self._now_ms()]))

    def finish(self, answer: Mapping[str, str], kept: str | None, redirect_uri: str) -> Identity:
        """Whom the provider sent back, with what stood in its address. Raises ProviderError."""
        try:
            state, nonce, verifier, wanted, begun_ms = self._signer.loads(kept or "")
        except BadSignature:
            raise ProviderError("provider-stale", "no cookie of ours came with the answer") from None
        if self._now_ms() - begun_ms > LASTS_MS:
            raise ProviderError("provider-stale", "it took too long")
        if not hmac.compare_digest(state.encode(), answer.get("state", "").encode()):
            raise ProviderError("provider-stale", "the state is another")
        if answer.get("iss", self._settings.issuer).rstrip("/") != self._settings.issuer:
            raise ProviderError("provider-refused", "another issuer answered (RFC 9207)")
        if "code" not in answer:
            raise ProviderError("provider-refused", "the provider gave no code")
        token = self._token(answer["code"], verifier, redirect_uri)
        claims = self._claims(token, nonce)
        subject = f"{self._settings.issuer}\0{claims['sub']}"
        return Identity(
            login=f"oidc:{hashlib.sha256(subject.encode()).hexdigest()[:32]}",
            name=_name(claims),
            grants=self._grants(claims),
            wanted=wanted,
        )

    def _token(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        """What the code is worth: the provider's tokens. Raises ProviderError."""
        secret = self._secret()
        auth = ClientAuth(self._settings.client_id, secret, "client_secret_basic" if secret else "none")
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        body = str(httpx.QueryParams(fields))
        url, headers, body = auth.prepare("POST", self._endpoint("token_endpoint"), headers, body)
        answered = self._asked("POST", url, headers=headers, content=body)
        if "id_token" not in answered:
            raise ProviderError("provider-refused", "the answer has no ID token")
        return answered

    def _claims(self, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """What the ID token says, its signature, issuer, audience, nonce and times looked at."""
        try:
            decoded = self._decoded(str(token["id_token"]))
            wanted = {
                "iss": {"essential": True, "value": self._metadata()["issuer"]},
                "aud": {"essential": True, "value": self._settings.client_id},
                "nonce": {"essential": True, "value": nonce},
            }
            known = {
                "nonce": nonce,
                "client_id": self._settings.client_id,
                "access_token": token.get("access_token"),
            }
            claims = CodeIDToken(decoded.claims, decoded.header, wanted, known)
            claims.validate(now=self._now_ms() // 1000, leeway=LEEWAY_SECONDS)
        except (JoseError, AuthlibBaseError, ValueError) as error:
            reason = f"the ID token does not hold: {type(error).__name__}"
            raise ProviderError("provider-refused", reason) from error
        return dict(claims)

    def _decoded(self, id_token: str) -> jwt.Token:
        """The ID token, signed by one of the provider's keys; they are asked for anew before a refusal."""
        stated = self._metadata().get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(algorithms=sorted(ALGORITHMS & set(stated)), strict_check_header=False)
        address = self._endpoint("jwks_uri")
        try:
            return jwt.decode(id_token, _keys(self._json(address)), registry=registry)
        except (JoseError, ValueError):  # it may sign with a new key by now
            return jwt.decode(id_token, _keys(self._json(address, anew=True)), registry=registry)

    def _grants(self, claims: Mapping[str, Any]) -> tuple[Grant, ...]:
        """The roles that follow from somebody's groups."""
        found: Any = claims
        for part in self._settings.claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        groups = {found} if isinstance(found, str) else set(found) if isinstance(found, list) else set()
        return tuple(dict.fromkeys(grant for value, grant in self._settings.grants if value in groups))

    def _metadata(self) -> dict[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0)."""
        metadata = self._json(f"{self._settings.issuer}/.well-known/openid-configuration")
        if str(metadata.get("issuer", "")).rstrip("/") != self._settings.issuer:
            raise ProviderError("provider-away", "it says that it is another issuer")
        return metadata

    def _endpoint(self, name: str) -> str:
        found = self._metadata().get(name)
        if not isinstance(found, str):
            raise ProviderError("provider-away", f"it names no {name}")
        return found

    def _json(self, url: str, *, anew: bool = False) -> dict[str, Any]:
        """A document of the provider's, kept for a while."""
        at_ms, said = self._said.get(url, (0, None))
        if said is None or anew or self._now_ms() - at_ms > KNOWN_FOR_MS:
            said = self._asked("GET", url)
            self._said[url] = (self._now_ms(), said)
        return dict(said)

    def _asked(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        """Ask the provider. Raises ProviderError."""
        try:
            with httpx.Client(timeout=ANSWER_SECONDS, transport=self._transport) as client:
                answered = client.request(method, url, **more)
            document = answered.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderError("provider-away", f"no answer: {type(error).__name__}") from error
        if answered.status_code != HTTPStatus.OK or not isinstance(document, dict):
            refused = HTTPStatus.BAD_REQUEST <= answered.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            code = "provider-refused" if refused and method == "POST" else "provider-away"
            raise ProviderError(code, f"it answered {answered.status_code}")
        return document

    def _secret(self) -> str | None:
        """The client's secret, read when it is needed, so that it can be changed. Raises ProviderError."""
        if self._settings.secret_file is None:
            return None
        try:
            return self._settings.secret_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = f"client_secret_file cannot be read: {type(error).__name__}"
            raise ProviderError("provider-away", reason) from error


def _keys(document: Mapping[str, Any]) -> KeySet:
    """The keys of a JSON Web Key Set (RFC 7517). Raises ValueError."""
    keys = document.get("keys")
    if not isinstance(keys, list):
        raise ValueError("no list of keys")  # noqa: TRY004 (one kind of error for all that is no key set)
    return KeySet.import_key_set({"keys": keys})


def _name(claims: Mapping[str, Any]) -> str:
    """What somebody is called, as far as the provider says."""
    said = (claims.get(each) for each in ("name", "preferred_username", "given_name"))
    found = next((each for each in said if isinstance(each, str) and each.strip()), "?")
    shown = "".join(each if each.isprintable() else " " for each in found)
    return " ".join(shown.split())[:LONGEST_NAME] or "?"
