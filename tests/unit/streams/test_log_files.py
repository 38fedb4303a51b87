"""Several files are one log: each line once, in order, and what was wrong with a file is noted."""

import gzip
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from streams.adapters.blocks import BLOCK_BYTES
from streams.adapters.log_files import LogFiles, Note
from tests.squid_lines import Asked, log_of

OLD = log_of([Asked(at_ms=row * 1_000) for row in range(100)])
NEW = log_of([Asked(at_ms=200_000 + row * 1_000) for row in range(100)])


def read(*paths: Path) -> tuple[bytes, list[Note]]:
    """The text of all files as one, and the notes."""
    with LogFiles([str(path) for path in paths]) as files:
        text = b"".join(block.data for block in files.blocks())
    return text, files.notes


def file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_files_are_read_one_after_another_whatever_they_are_packed_in(tmp_path: Path) -> None:
    paths = [
        file(tmp_path, "a.gz", gzip.compress(OLD[:4_000])),
        file(tmp_path, "b.zst", zstandard.compress(OLD[4_000:])),
        file(tmp_path, "c", NEW),
        file(tmp_path, "empty", b""),
    ]

    assert read(*paths) == (OLD + NEW, [])


def test_the_first_lines_are_looked_at_and_still_read(tmp_path: Path) -> None:
    path = file(tmp_path, "a", OLD)
    with LogFiles([str(file(tmp_path, "empty", b"")), str(path)]) as files:
        assert files.first_lines() == files.first_lines() == OLD.splitlines()
        assert b"".join(block.data for block in files.blocks()) == OLD
        assert files.read_bytes == files.total_bytes == len(OLD)
    assert files.names == ["empty", "a"]


def test_the_same_log_under_two_names_counts_once(tmp_path: Path) -> None:
    paths = [
        file(tmp_path, "a.log", OLD),
        file(tmp_path, "copy.gz", gzip.compress(OLD)),
        file(tmp_path, "b", NEW),
    ]

    assert read(*paths) == (OLD + NEW, [Note("duplicate-file", "copy.gz")])


def test_an_older_copy_of_a_log_adds_nothing(tmp_path: Path) -> None:
    paths = [file(tmp_path, "whole", OLD + NEW), file(tmp_path, "older", OLD[:5_000])]

    assert read(*paths) == (OLD + NEW, [Note("duplicate-file", "older")])


@pytest.mark.parametrize("cut", [len(OLD), len(OLD) - 30], ids=["whole lines", "half a line"])
def test_of_a_log_that_grew_since_it_was_copied_only_what_is_new_counts(tmp_path: Path, cut: int) -> None:
    paths = [file(tmp_path, "older", OLD[:cut]), file(tmp_path, "whole.zst", zstandard.compress(OLD + NEW))]
    with LogFiles([str(path) for path in paths]) as files:
        blocks = list(files.blocks())

    whole_lines = OLD[:cut].rfind(b"\n") + 1
    assert b"".join(block.data for block in blocks) == OLD[:cut] + OLD[whole_lines:] + NEW
    rest = next(block for block in blocks[1:] if block.data.startswith(OLD[whole_lines:] + NEW[:1]))
    assert (rest.first_line, rest.offset) == (OLD[:whole_lines].count(b"\n") + 1, whole_lines)
    assert files.notes == [Note("overlapping-file", "whole.zst")]


def test_a_file_that_begins_inside_the_one_before_is_noticed(tmp_path: Path) -> None:
    late = b"".join(OLD.splitlines(keepends=True)[-20:])
    paths = [file(tmp_path, "a", OLD), file(tmp_path, "b.gz", gzip.compress(b"#Rotated\n" + late + NEW))]

    text, notes = read(*paths)

    assert notes == [Note("repeated-lines", "b.gz")]
    assert text == OLD + b"#Rotated\n" + late + NEW


def test_two_lines_that_come_again_are_no_overlap(tmp_path: Path) -> None:
    again = b"".join(OLD.splitlines(keepends=True)[-2:])
    paths = [file(tmp_path, "a", OLD), file(tmp_path, "b", again + NEW)]

    assert read(*paths) == (OLD + again + NEW, [])


def test_logs_that_only_begin_alike_are_both_read(tmp_path: Path) -> None:
    other = OLD[:6_000] + NEW
    paths = [file(tmp_path, "a", OLD), file(tmp_path, "b", other)]

    assert read(*paths) == (OLD + other, [Note("repeated-lines", "b")])


def test_of_a_file_that_breaks_off_what_came_before_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(OLD)
    paths = [file(tmp_path, "broken.gz", packed[: len(packed) // 2]), file(tmp_path, "b", NEW)]

    text, notes = read(*paths)

    assert notes == [Note("truncated-input", "broken.gz")]
    assert text.endswith(NEW)
    assert OLD.startswith(text.removesuffix(NEW))
    assert len(text) > len(NEW)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_read_like_a_file_of_unknown_length(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(OLD,))
    writer.start()
    with LogFiles([str(pipe)]) as files:
        assert files.total_bytes is None
        assert files.first_lines() == OLD.splitlines()
        assert b"".join(block.data for block in files.blocks()) == OLD
    writer.join()


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        read(tmp_path / "missing")


LONG = b"x" * 5_000_000 + b"\n"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
def test_a_line_that_is_cut_for_its_length_moves_nothing_that_files_share(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    paths = [file(tmp_path, "older", LONG + OLD), file(tmp_path, "whole", pack(LONG + OLD + NEW))]
    text, notes = read(*paths)

    assert [line for line in text.splitlines(keepends=True) if len(line) < 1_000] == (
        (OLD + NEW).splitlines(keepends=True)
    )
    assert notes == [Note("overlapping-file", "whole")]


def test_a_log_that_begins_with_an_endless_line_is_known_by_those_behind_it(tmp_path: Path) -> None:
    path = file(tmp_path, "a", LONG + OLD)
    with LogFiles([str(path)]) as files:
        assert files.first_lines() == OLD.splitlines()
    with LogFiles([str(path), str(path)]) as files:
        assert [lines for _, lines in files.heads()] == [OLD.splitlines()]
        assert b"".join(block.data for block in files.blocks()).endswith(b"x\n" + OLD)


def test_where_all_lines_are_too_long_they_are_what_is_looked_at(tmp_path: Path) -> None:
    with LogFiles([str(file(tmp_path, "a", LONG))]) as files:
        assert [len(line) > 65_536 for line in files.first_lines()] == [True]


def test_a_log_that_becomes_shorter_while_it_is_read_is_named(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    line = b"1795545441.460 10 10.0.0.1 TCP_MISS/200 300 GET http://x.com/ - HIER_DIRECT/x -\n"
    log.write_bytes(line * (2 * BLOCK_BYTES // len(line)))
    with LogFiles([str(log)]) as files:
        blocks = files.blocks()
        next(blocks)
        os.truncate(log, BLOCK_BYTES + len(line))
        list(blocks)
        assert files.notes == [Note("shrunken-input", "access.log")]
