"""The example of the hub's settings is one that the hub takes, and names every setting that there is."""

import tomllib
from pathlib import Path

import infra
from api.domain.rights import Grant
from api.people.provider_settings import OidcTable
from api.settings import _File, read_settings
from monitors.domain.withholding import USUAL_K

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


def test_the_fewest_people_are_those_of_the_monitors_unless_the_hub_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "monitors.toml").write_text("fewest_people = 12\n", encoding="utf-8")
    for own, fewest in (("", 12), ("fewest_people = 20\n", 20)):
        stated = tmp_path / "hub.toml"
        stated.write_text(own + 'monitors = "monitors.toml"\n', encoding="utf-8")
        assert read_settings(stated).fewest_people == fewest
    stated.write_text("", encoding="utf-8")
    assert read_settings(stated).fewest_people == USUAL_K
