"""The example of the hub's settings is one that the hub takes, and names every setting that there is."""

import tomllib
from pathlib import Path

import infra
from api.domain.rights import Grant
from api.people.provider_settings import OidcTable
from api.settings import _File, read_settings

EXAMPLE = Path(infra.__file__).parent / "hub.example.toml"


def test_the_example_is_taken_and_its_provider_gives_roles() -> None:
    provider = read_settings(EXAMPLE).oidc
    assert provider is not None
    assert ("communications", Grant("unit", "Communications")) in provider.grants
    assert provider.secret_file == EXAMPLE.parent / "oidc.secret"


def test_the_example_names_every_setting() -> None:
    stated = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert set(_File.__struct_fields__) == set(stated)
    assert set(OidcTable.__struct_fields__) == set(stated["oidc"])
