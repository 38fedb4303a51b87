"""The identity provider as the hub's settings name it: the table `[oidc]`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from api.domain.rights import Grant
from monitors.domain.register.actions import Role
from streams.settings import SettingsError


class GrantTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Whoever has this value among their claim gets this role; without a unit for the whole organisation."""

    value: str
    role: Role
    unit: str | None = None


class OidcTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The table as written."""

    issuer: str
    client_id: Annotated[str, msgspec.Meta(min_length=1)]
    client_secret_file: str | None = None
    name: str = "OpenID Connect"
    scopes: tuple[str, ...] = ("openid", "profile")
    claim: str = "groups"
    grants: list[GrantTable] = []


@dataclass(frozen=True)
class ProviderSettings:
    """Whom to ask who somebody is (OpenID Connect Core 1.0), and which roles follow from the answer.

    `name` stands on the button. `claim` is where the provider says somebody's groups, with dots into nested
    claims, such as `realm_access.roles`; `grants` are pairs of a group and what it gives. Without a secret
    file the hub is a public client, kept by PKCE alone.
    """

    issuer: str
    client_id: str
    secret_file: Path | None = None
    name: str = "OpenID Connect"
    scopes: tuple[str, ...] = ("openid", "profile")
    claim: str = "groups"
    grants: tuple[tuple[str, Grant], ...] = ()


def provider_of(stated: OidcTable, folder: Path, public_url: str) -> ProviderSettings:
    """The provider of a settings file in a folder. Raises SettingsError."""
    parts = urlsplit(stated.issuer)
    is_here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
    if not parts.netloc or not (parts.scheme == "https" or is_here):
        raise SettingsError(
            f"oidc.issuer is {stated.issuer!r}; it is the provider's own address, such as "
            "https://id.example.org/realms/office"
        )
    if not public_url:
        raise SettingsError(
            "[oidc] needs public_url: the provider sends people back to it, and knows it beforehand."
        )
    if "openid" not in stated.scopes:
        raise SettingsError(f"oidc.scopes is {list(stated.scopes)}; `openid` must be among them.")
    if any(each.role == "unit" and not each.unit for each in stated.grants):
        raise SettingsError("A grant of [oidc] with the role unit names no unit; the role speaks for one.")
    return ProviderSettings(
        issuer=stated.issuer.rstrip("/"),
        client_id=stated.client_id,
        secret_file=None if stated.client_secret_file is None else folder / stated.client_secret_file,
        name=stated.name,
        scopes=stated.scopes,
        claim=stated.claim,
        grants=tuple((each.value, Grant(each.role, each.unit)) for each in stated.grants),
    )
