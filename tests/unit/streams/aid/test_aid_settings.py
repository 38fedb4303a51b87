"""What the settings of mutual aid say, and the sentences where they cannot be used."""

import tomllib
from pathlib import Path

import pytest

import infra
from infra.broker.faults import BrokerFault
from streams.aid.keys import AidKeyError, make_key, public_bytes, public_text, read_key
from streams.aid.settings import Place, _File, _PeerTable, _TopicTable, checked, read_settings
from streams.settings import SettingsError

EXAMPLE = Path(infra.__file__).parent / "aid.example.toml"
KEY = "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw="
RIVERTON = f'name = "northbridge"\n[[peer]]\nname = "riverton"\npublic_key = "{KEY}"\n'


def stated(folder: Path, text: str) -> Path:
    file = folder / "aid.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_example_is_taken_and_names_every_setting() -> None:
    told = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    read = checked(read_settings(EXAMPLE), None)

    assert set(_File.__struct_fields__) == set(told)
    assert set(_PeerTable.__struct_fields__) == set(told["peer"][0])
    assert set(_TopicTable.__struct_fields__) == set(told["topic"])
    assert read.peers[0].place == Place(
        "https://holdfast.riverton.example",
        EXAMPLE.parent / "riverton.api-key",
        EXAMPLE.parent / "riverton-ca.pem",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('name = "North Bridge"', "is no name"),
        ('name = "riverton"\n' + RIVERTON.partition("\n")[2], "riverton is the name of two"),
        (RIVERTON.replace(KEY, KEY[:-4]), "44 characters of base64"),
        (RIVERTON.replace(KEY, "not base64 at all"), "44 characters of base64"),
        (RIVERTON + 'url = "http://holdfast.riverton.example"', "in the clear"),
        (RIVERTON + 'url = "riverton"', "is no address such as"),
        (RIVERTON + 'url = "https://holdfast.riverton.example"', "api_key_file is missing"),
        (
            'platforms = ["facebook"]\nnot_used = ["facebook"]\n' + RIVERTON,
            "facebook stands in platforms and in not_used",
        ),
        (RIVERTON + '[topic]\nbroker = "k:1"\nname = "a topic"', "no name of a topic"),
        (RIVERTON + "extra = 1", "unknown field"),
        ("valid_for_seconds = 7200\n" + RIVERTON, "<= 3600"),
        ("name =", "is no TOML"),
    ],
)
def test_what_cannot_be_used_is_explained(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=r"aid\.toml") as fault:
        read_settings(stated(tmp_path, text))

    assert sentence in str(fault.value)


def test_a_hub_on_this_machine_may_be_asked_without_tls(tmp_path: Path) -> None:
    file = stated(tmp_path, RIVERTON + 'url = "http://127.0.0.1:8321/"\napi_key_file = "key"')

    assert read_settings(file).peers[0].place == Place("http://127.0.0.1:8321", tmp_path / "key")


def test_an_exchange_needs_a_broker_and_somebody_to_hear(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No broker is named"):
        checked(read_settings(stated(tmp_path, RIVERTON)), None)
    with pytest.raises(SettingsError, match="no peer is named"):
        checked(read_settings(stated(tmp_path, 'name = "northbridge"')), "127.0.0.1:9092")
    with pytest.raises(BrokerFault):
        checked(read_settings(stated(tmp_path, RIVERTON)), "nowhere")


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "aid.key"
    public = make_key(file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert public_text(read_key(file)) == public
    assert len(public_bytes(public)) == 32
    with pytest.raises(AidKeyError, match="never replaced"):
        make_key(file)


def test_a_key_that_others_may_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "aid.key"
    with pytest.raises(AidKeyError, match="holdfast aid key new"):
        read_key(file)
    make_key(file)
    file.chmod(0o644)
    with pytest.raises(AidKeyError, match="chmod 600"):
        read_key(file)
    file.chmod(0o600)
    file.write_text("-----BEGIN NOTHING-----\n")
    with pytest.raises(AidKeyError, match="no Ed25519 key"):
        read_key(file)
