"""The key file: private, whole, and one for all collectors, whoever comes first."""

import contextlib
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from streams.adapters.key_file import (
    KeyFileError,
    add_key,
    kept_keys,
    read_keys,
    read_or_create_keys,
    remove_key,
)

KEY = "ab" * 32

posix_only = pytest.mark.skipif(
    os.name != "posix", reason="run this on Linux or macOS: Windows has no file modes"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pseudonyms.key"


def private(file: Path, text: str) -> Path:
    file.write_text(text)
    file.chmod(0o600)
    return file


def test_a_key_is_made_once_and_found_again(file: Path) -> None:
    [made] = read_or_create_keys(file)

    assert made.version == 1
    assert len(made.key) == 32
    assert read_or_create_keys(file) == read_keys(file) == (made,)
    assert sorted(file.parent.iterdir()) == [file]


def test_two_files_hold_two_keys(file: Path) -> None:
    assert read_or_create_keys(file)[0].key != read_or_create_keys(file.with_name("other.key"))[0].key


@posix_only
def test_a_new_file_is_private_whatever_the_umask_says(file: Path) -> None:
    before = os.umask(0)
    try:
        read_or_create_keys(file)
    finally:
        os.umask(before)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777, 0o610])
def test_a_file_that_others_can_reach_is_refused_with_the_command_that_helps(file: Path, mode: int) -> None:
    read_or_create_keys(file)
    file.chmod(mode)

    with pytest.raises(KeyFileError, match=f"chmod 600 {file}"):
        read_or_create_keys(file)


def test_rotation_adds_a_key_and_keeps_the_old_ones(file: Path) -> None:
    [first] = read_or_create_keys(file)
    second = add_key(file)[-1]
    keys = add_key(file)

    assert keys[:2] == (first, second)
    assert [key.version for key in keys] == [1, 2, 3]
    assert len({key.key for key in keys}) == 3
    assert read_keys(file) == keys
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(file.parent.iterdir()) == [file]


def test_each_key_knows_when_it_was_made_and_old_ones_are_read_without_it(file: Path) -> None:
    private(file, f"# of old\n1 {KEY}\n")
    began_at = datetime.now(UTC) - timedelta(milliseconds=1)
    add_key(file)
    old, new = kept_keys(file)

    assert (old.version, old.made_at) == (1, None)
    assert new.made_at
    assert began_at <= new.made_at <= datetime.now(UTC)
    assert file.read_text().startswith(f"# of old\n1 {KEY}\n2 ")


def test_a_removed_key_leaves_all_else_as_it_was_and_its_number_is_never_given_again(file: Path) -> None:
    private(file, f"# déjà vu\n\n  1 {KEY}\n12 {KEY[::-1]}\n# 1 is old\n")
    latest = add_key(file)[-1]
    kept = file.read_bytes()

    assert remove_key(file, 1)
    assert not remove_key(file, 1)
    assert file.read_bytes() == kept.replace(f"  1 {KEY}\n".encode(), b"")
    assert [key.version for key in read_keys(file)] == [12, 13]
    assert remove_key(file, 12)
    assert add_key(file)[0] == latest
    assert [key.version for key in read_keys(file)] == [13, 14]
    assert sorted(file.parent.iterdir()) == [file]


def test_the_key_in_use_cannot_be_removed(file: Path) -> None:
    keys = read_or_create_keys(file)

    with pytest.raises(KeyFileError, match=r"version 1 .* is in use; add a new key first"):
        remove_key(file, 1)

    assert read_keys(file) == keys


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="run this as root: only root changes others' files"
)
def test_a_file_that_root_changes_stays_its_owners(file: Path) -> None:
    read_or_create_keys(file)
    os.chown(file, 65_534, 65_534)
    add_key(file)
    remove_key(file, 1)

    assert (file.stat().st_uid, file.stat().st_gid) == (65_534, 65_534)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_rotations_at_once_are_one_and_a_message(file: Path) -> None:
    keys = read_or_create_keys(file)
    private(file.with_name(f".{file.name}.new"), "")

    with pytest.raises(KeyFileError, match="another change is under way"):
        add_key(file)

    assert read_keys(file) == keys


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is cut short"),
        (f"1 {KEY}", "is cut short"),
        ("# only words\n", "holds no key"),
        (f"1 {KEY}\n2 {KEY[:-2]}\n", "line 2: this is no version and key"),
        (f"1 {KEY.upper()}\n", "line 1: this is no version and key"),
        (f"one {KEY}\n", "line 1"),
        (f"0 {KEY}\n", "line 1"),
        (f"1 {KEY}\n1 {KEY}\n", "line 2: version 1 is not above the one before it"),
        ("\x00\x01\n", "line 1"),
        (f"1 {KEY} yesterday\n", "line 1: this is no version and key"),
        (f"1 {KEY} 2026-13-01T00:00:00.000Z\n", "line 1: 2026-13-01T00:00:00.000Z is no date"),
    ],
)
def test_a_damaged_file_is_refused_and_never_quoted(file: Path, text: str, said: str) -> None:
    with pytest.raises(KeyFileError) as raised:
        read_or_create_keys(private(file, text))

    assert said in str(raised.value)
    assert str(file) in str(raised.value)
    assert KEY[:16] not in str(raised.value).lower()
    assert file.read_text() == text


def test_a_file_edited_on_windows_is_still_read(file: Path) -> None:
    file.write_bytes(f"# words\r\n\r\n7 {KEY}\r\n".encode())
    file.chmod(0o600)

    assert [key.version for key in read_keys(file)] == [7]


def test_a_missing_file_stays_a_missing_file(file: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_keys(file)
    with pytest.raises(FileNotFoundError):
        add_key(file)


def test_a_place_where_no_key_can_be_kept_is_named(file: Path) -> None:
    with pytest.raises(KeyFileError, match="choose another place"):
        read_or_create_keys(file / "nowhere" / "key")


def test_a_file_system_without_hard_links_will_do(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(source), None, str(target))

    monkeypatch.setattr(os, "link", refuse)
    keys = read_or_create_keys(file)

    assert read_or_create_keys(file) == keys
    assert sorted(file.parent.iterdir()) == [file]


COLLECTOR = """
import sys
from pathlib import Path
from streams.adapters.key_file import read_or_create_keys
print("ready", flush=True)
for line in sys.stdin:
    print(read_or_create_keys(Path(line.rstrip()))[0].key.hex(), flush=True)
"""


def test_collectors_that_start_at_once_all_have_the_same_key(tmp_path: Path) -> None:
    """Real processes, let loose on a new file together, twenty times over."""
    with contextlib.ExitStack() as running:
        collectors = [
            running.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", COLLECTOR],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(5)
        ]
        pipes = [(one.stdin, one.stdout) for one in collectors if one.stdin and one.stdout]
        assert [said.readline() for _, said in pipes] == ["ready\n"] * len(collectors)
        for attempt in range(20):
            file = tmp_path / str(attempt) / "pseudonyms.key"
            file.parent.mkdir()
            for told, _ in pipes:
                told.write(f"{file}\n")
            for told, _ in pipes:
                told.flush()

            assert {said.readline().strip() for _, said in pipes} == {read_keys(file)[0].key.hex()}
            assert sorted(file.parent.iterdir()) == [file]
    assert [one.returncode for one in collectors] == [0] * len(collectors)
