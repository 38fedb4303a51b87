"""The table [records]: classes, rules and keys are right, or the fault says what to do."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

import infra
from api.records.domain.classes import UNCLASSIFIED
from api.records.key_file import (
    RecordKeyError,
    add_record_key,
    new_key_file,
    read_record_keys,
    remove_record_key,
)
from api.settings import HubSettings, read_settings
from streams.settings import SettingsError

MADE_AT = datetime(2026, 3, 2, tzinfo=UTC)


def stated(folder: Path, table: str) -> HubSettings:
    """Settings with this table."""
    file = folder / "hub.toml"
    file.write_text(f'[records]\nkey_file = "records.key"\n{table}', encoding="utf-8")
    return read_settings(file)


def test_without_the_table_there_is_no_store() -> None:
    assert HubSettings().records is None


def test_the_example_classifies_by_the_first_rule_that_fits() -> None:
    records = read_settings(Path(infra.__file__).parent / "hub.example.toml").records
    assert records is not None
    policy = records.policy
    assert policy.classify("any", "facebook", "direct-message", "in").name == "messages"
    assert policy.classify("any", "facebook", "post", "out").unit == "Communications"
    assert policy.classify("any", "linkedin", "comment", "in").name == UNCLASSIFIED
    assert list(records.filters)[-1] == "case-number"


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ('rules = [{ class = "posts" }]', "'posts', which there is not"),
        ('classes = [{ name = "posts", days = 9, basis = " " }]', "has no basis"),
        ('classes = [{ name = "unclassified", days = 9, basis = "x" }]', "no class may be called"),
        (
            'classes = [{ name = "a", days = 9, basis = "x" }, { name = "a", days = 8, basis = "x" }]',
            "twice",
        ),
        ('classes = [{ name = "posts", days = 0, basis = "x" }]', "days"),
        ('masks = ["telephone"]', "there are email"),
        ('masks = ["mine"]\nfilters = [{ name = "mine", pattern = "x" }]', "on by themselves"),
        ("colour = 1", "colour"),
    ],
)
def test_a_table_that_is_wrong_says_where(tmp_path: Path, table: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        stated(tmp_path, table)


def test_a_key_file_is_made_once_private_and_grows_by_versions(tmp_path: Path) -> None:
    file = tmp_path / "records.key"
    new_key_file(file, MADE_AT)
    (first,) = read_record_keys(file)
    with pytest.raises(RecordKeyError, match="not replaced"):
        new_key_file(file, MADE_AT)
    assert add_record_key(file, MADE_AT) == 2
    assert read_record_keys(file)[0] == first
    with pytest.raises(RecordKeyError, match="seals"):
        remove_record_key(file, 2)
    with pytest.raises(RecordKeyError, match="no version 9"):
        remove_record_key(file, 9)
    remove_record_key(file, 1)
    assert [each.version for each in read_record_keys(file)] == [2]
    assert [each.name for each in tmp_path.iterdir()] == ["records.key"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes; run this on Linux or macOS")
def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "records.key"
    new_key_file(file, MADE_AT)
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(RecordKeyError, match="chmod 600"):
        read_record_keys(file)


@pytest.mark.parametrize("damage", ["", "# nothing\n", "1 abc 2026\n", "1 " + "0" * 64])
def test_a_damaged_key_file_says_what_to_do_and_quotes_nothing(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "records.key"
    file.touch(mode=0o600)
    file.write_text(damage)
    with pytest.raises(RecordKeyError, match="put back your copy") as error:
        read_record_keys(file)
    assert "0000" not in str(error.value)


def test_a_missing_key_file_says_how_one_is_made(tmp_path: Path) -> None:
    with pytest.raises(RecordKeyError, match="holdfast records key new"):
        read_record_keys(tmp_path / "records.key")
