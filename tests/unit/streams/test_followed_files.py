"""Files that are renamed while somebody looks at them are neither missed nor taken for one another."""

from pathlib import Path

import pytest

from streams.adapters import followed_files
from streams.adapters.followed_files import FileMovedError, LogName, Recognition, Sighting, Text


def rotate(log: Path) -> None:
    """Rename every part by one, and begin a new file."""
    for number in (2, 1):
        part = log.with_name(f"{log.name}.{number}")
        if part.exists():
            part.rename(log.with_name(f"{log.name}.{number + 1}"))
    log.rename(log.with_name(f"{log.name}.1"))
    log.write_bytes(b"new\n")


def test_a_rotation_in_the_middle_of_a_look_hides_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(b"second\n")
    log.with_name("access.log.1").write_bytes(b"first\n")
    look_at, rotations = followed_files._sighted, iter([rotate])

    def rotated_meanwhile(path: Path) -> Sighting | None:
        found = look_at(path)
        if turn := next(rotations, None):
            turn(log)
        return found

    monkeypatch.setattr(followed_files, "_sighted", rotated_meanwhile)

    texts = [sighting.path.read_bytes() for sighting in LogName(log).files()]

    assert texts == [b"first\n", b"second\n", b"new\n"]


def test_a_file_whose_name_another_has_by_now_is_not_opened_in_its_place(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(b"old\n")
    [seen] = LogName(log).files()
    rotate(log)

    with pytest.raises(FileMovedError):
        Text(seen, 100)
    with pytest.raises(FileMovedError):
        Recognition().head(seen)
