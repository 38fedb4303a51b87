"""What a command writes comes whole, or leaves what was there before."""

import errno
from pathlib import Path

import pytest

from infra.outputs import write_output


def test_a_result_takes_the_place_of_the_one_before_with_its_rights(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_bytes(b"old")
    report.chmod(0o640)

    write_output(str(report), b"new")

    assert report.read_bytes() == b"new"
    assert report.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [report]


def test_where_there_is_no_room_the_result_before_stays_and_the_fault_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.html"
    report.write_bytes(b"old")
    write = Path.write_bytes

    def half(path: Path, data: bytes) -> int:
        write(path, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space left") as raised:
        write_output(str(report), b"new page")

    assert raised.value.filename == str(report)
    assert report.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [report]


def test_a_link_goes_on_leading_to_the_file(tmp_path: Path) -> None:
    report, link = tmp_path / "report.html", tmp_path / "latest.html"
    report.write_bytes(b"old")
    link.symlink_to(report)

    write_output(str(link), b"new")

    assert link.is_symlink()
    assert report.read_bytes() == b"new"
