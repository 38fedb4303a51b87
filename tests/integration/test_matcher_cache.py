"""The compiled form of the names is kept between runs, and is only ever a help."""

from pathlib import Path

import pytest

from streams.adapters.matcher import HyperscanMatcher, host_matcher
from streams.domain.lines import Block

hyperscan = pytest.importorskip("hyperscan", reason="hyperscan has no wheel for this machine")

NAMES = ("facebook.com", "x.com")
BLOCK = Block(b"GET http://x.com/\nGET http://example.org/\n")


def kept(folder: Path) -> Path:
    """The one file of a cache."""
    (file,) = folder.iterdir()
    return file


def test_the_second_start_loads_what_the_first_compiled(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "when needed"
    assert HyperscanMatcher(NAMES, folder).candidates(BLOCK).tolist() == [True, False]
    written = kept(folder).stat()

    assert HyperscanMatcher(NAMES, folder).candidates(BLOCK).tolist() == [True, False]
    assert (kept(folder).stat().st_ino, kept(folder).stat().st_mtime_ns) == (
        written.st_ino,
        written.st_mtime_ns,
    )


@pytest.mark.parametrize("damage", [b"", b"noise", b"\0" * 100_000])
def test_a_damaged_cache_is_replaced(tmp_path: Path, damage: bytes) -> None:
    HyperscanMatcher(NAMES, tmp_path)
    whole = kept(tmp_path).read_bytes()
    kept(tmp_path).write_bytes(damage)

    assert HyperscanMatcher(NAMES, tmp_path).candidates(BLOCK).tolist() == [True, False]
    assert len(kept(tmp_path).read_bytes()) == len(whole)


def test_a_cache_cut_off_in_the_middle_is_replaced(tmp_path: Path) -> None:
    HyperscanMatcher(NAMES, tmp_path)
    whole = kept(tmp_path).read_bytes()
    kept(tmp_path).write_bytes(whole[: len(whole) // 2])

    assert HyperscanMatcher(NAMES, tmp_path).candidates(BLOCK).tolist() == [True, False]


def test_another_version_of_the_library_and_other_names_have_a_file_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    HyperscanMatcher(NAMES, tmp_path)
    HyperscanMatcher((*NAMES, "t.co"), tmp_path)
    monkeypatch.setattr(hyperscan, "__version__", "of another day")
    HyperscanMatcher(NAMES, tmp_path)

    assert len(list(tmp_path.iterdir())) == 3


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")

    assert host_matcher(NAMES, in_the_way / "cache").candidates(BLOCK).tolist() == [True, False]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_nothing_is_kept_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    HyperscanMatcher(NAMES, None)

    assert list(tmp_path.iterdir()) == []
