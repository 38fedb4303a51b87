"""A log is followed line by line, each once, whatever logrotate does to its files meanwhile."""

import gzip
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zstandard

from streams.adapters.file_turns import UnfollowableLogError
from streams.adapters.followed_files import LogName
from streams.adapters.followed_log import QUIET_MS, SETTLE_MS, FollowedLog
from streams.contracts.positions import FilePlace
from streams.domain.lines import LONGEST_LINE
from tests.collecting import closed_files


@dataclass
class Follower:
    """A collector's view of one log: what it read, its position, and a clock that only the test moves."""

    path: Path
    history: str | None = None
    places: list[FilePlace] = field(default_factory=list)
    others: list[tuple[str, FilePlace]] = field(default_factory=list)
    now_ms: int = 1_800_000_000_000
    size: int = 64

    def __post_init__(self) -> None:
        self.log = self.opened()

    def restart(self) -> None:
        """As after a kill: only the places that were stored are known."""
        self.log.close()
        self.log = self.opened()

    def opened(self) -> FollowedLog:
        return FollowedLog(
            LogName(self.path, self.history),
            list(self.places),
            clock_ms=lambda: self.now_ms,
            others=lambda: iter(self.others),
            size=self.size,
        )

    def later(self, milliseconds: int) -> None:
        self.now_ms += milliseconds

    def write(self, name: str, text: bytes) -> Path:
        """Append, at the clock's time."""
        file = self.path.with_name(name)
        with file.open("ab") as opened:
            opened.write(text)
        os.utime(file, ns=(self.now_ms * 1_000_000, self.now_ms * 1_000_000))
        return file

    def pieces(self) -> Iterator[bytes]:
        while piece := self.log.read():
            self.places = [*piece.done, piece.place]
            yield piece.block.data

    def read(self) -> bytes:
        """Everything that is there now."""
        return b"".join(self.pieces())

    def codes(self) -> list[str]:
        return [note.code for note in self.log.take_notes()]


@pytest.fixture
def follower(tmp_path: Path) -> Iterator[Follower]:
    follower = Follower(tmp_path / "access.log")
    yield follower
    follower.log.close()


def test_lines_are_handed_out_as_they_come(follower: Follower) -> None:
    follower.write("access.log", b"one\ntwo\n")
    assert follower.read() == b"one\ntwo\n"
    assert follower.read() == b""
    follower.write("access.log", b"three\n")
    assert follower.read() == b"three\n"


def test_blocks_say_which_lines_of_the_file_they_are(follower: Follower) -> None:
    follower.write("access.log", b"".join(b"line %03d\n" % number for number in range(40)))
    places, line = [], 1
    while piece := follower.log.read():
        assert piece.block.first_line == line
        assert piece.block.offset == (line - 1) * 9
        line += len(piece.block)
        places.append((piece.place.offset, piece.place.line))
    assert places[-1] == (360, 41)
    assert len(places) > 3


def test_half_a_line_waits_for_its_rest(follower: Follower) -> None:
    follower.write("access.log", b"one\ntw")
    assert follower.read() == b"one\n"
    assert follower.log.waiting_bytes == 2
    follower.write("access.log", b"o\nthr")
    assert follower.read() == b"two\n"


def test_half_a_line_is_read_again_after_a_kill(follower: Follower) -> None:
    follower.write("access.log", b"one\ntw")
    follower.read()
    follower.restart()
    follower.write("access.log", b"o\n")
    assert follower.read() == b"two\n"


def test_a_file_that_comes_later_is_waited_for(follower: Follower) -> None:
    assert follower.read() == b""
    assert follower.log.caught_up
    follower.write("access.log", b"one\n")
    assert follower.read() == b"one\n"


def test_a_folder_that_comes_later_is_waited_for(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "squid" / "access.log")
    assert follower.read() == b""
    follower.path.parent.mkdir()
    follower.write("access.log", b"one\n")
    assert follower.read() == b"one\n"
    follower.log.close()


def test_after_a_rotation_the_old_file_is_finished_before_the_new_one(follower: Follower) -> None:
    follower.write("access.log", b"one\n")
    assert follower.read() == b"one\n"
    follower.path.rename(follower.path.with_name("access.log.1"))
    follower.write("access.log", b"three\n")
    follower.write("access.log.1", b"two\n")
    assert follower.read() == b"two\n"
    assert not follower.log.caught_up
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"three\n"
    assert follower.log.caught_up


def test_half_a_line_pending_at_a_rotation_gets_its_rest_from_the_old_file(follower: Follower) -> None:
    follower.write("access.log", b"one\ntw")
    follower.read()
    follower.path.rename(follower.path.with_name("access.log.1"))
    follower.write("access.log", b"three\n")
    follower.later(SETTLE_MS - 1)
    assert follower.read() == b""
    follower.write("access.log.1", b"o\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"two\nthree\n"


def test_a_last_line_without_end_is_taken_once_its_file_was_rotated_away(follower: Follower) -> None:
    follower.write("access.log", b"one\ntwo")
    follower.read()
    follower.path.rename(follower.path.with_name("access.log.1"))
    follower.write("access.log", b"three\n")
    follower.later(SETTLE_MS + 1)
    assert list(follower.pieces()) == [b"two", b"three\n"]


def test_a_proxy_that_writes_on_to_the_old_file_for_long_is_still_heard(follower: Follower) -> None:
    follower.write("access.log", b"one\n")
    follower.read()
    follower.path.rename(follower.path.with_name("access.log.1"))
    follower.write("access.log", b"three\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"three\n"
    follower.write("access.log.1", b"two\n")
    follower.restart()
    assert follower.read() == b"two\n"
    follower.later(SETTLE_MS + 1)
    follower.write("access.log", b"four\n")
    assert follower.read() == b"four\n"


def test_two_rotations_between_two_looks_lose_nothing(follower: Follower) -> None:
    follower.write("access.log", b"one\n")
    follower.read()
    follower.path.rename(follower.path.with_name("access.log.2"))
    follower.write("access.log.2", b"two\n")
    follower.write("access.log.1", b"three\nfour\n")
    follower.write("access.log", b"five\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"two\nthree\nfour\nfive\n"


def test_history_is_read_from_the_oldest_on_the_first_start(follower: Follower) -> None:
    follower.write("access.log.2.gz", gzip.compress(b"one\n") + gzip.compress(b"two\n"))
    follower.write("access.log.1", b"three\n")
    follower.write("access.log", b"four\n")
    follower.write("access.log.bak", b"something else\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"one\ntwo\nthree\nfour\n"


def test_a_file_that_was_renamed_and_compressed_while_nobody_looked_goes_on(follower: Follower) -> None:
    follower.write("access.log", b"one\ntwo\n")
    follower.read()
    whole = follower.path.read_bytes() + b"three\n"
    follower.path.unlink()
    follower.write("access.log.3.gz", gzip.compress(whole))
    follower.write("access.log.2.zst", zstandard.compress(b"four\n"))
    follower.write("access.log.1", b"five\n")
    follower.write("access.log", b"six\n")
    follower.later(SETTLE_MS + 1)
    follower.restart()
    assert follower.read() == b"three\nfour\nfive\nsix\n"
    assert "gone" not in follower.codes()


def test_what_was_read_is_not_read_again_however_it_is_named_and_packed(follower: Follower) -> None:
    follower.write("access.log", b"one\ntwo\n")
    follower.read()
    text = b"one\ntwo\n"
    for name, content in [("access.log.1", text), ("access.log.2.gz", gzip.compress(text))]:
        follower.path.unlink(missing_ok=True)
        follower.write(name, content)
        follower.later(SETTLE_MS + 1)
        follower.restart()
        assert follower.read() == b""
        follower.path.with_name(name).unlink()


def test_a_file_being_compressed_beside_its_original_is_not_read_twice(follower: Follower) -> None:
    follower.write("access.log.1", b"one\ntwo\n")
    follower.write("access.log.1.gz", gzip.compress(b"one\ntwo\n")[:-9])
    follower.write("access.log", b"three\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"one\ntwo\nthree\n"
    follower.path.with_name("access.log.1").unlink()
    follower.path.with_name("access.log.1.gz").unlink()
    follower.write("access.log.1.gz", gzip.compress(b"one\ntwo\n"))
    follower.later(SETTLE_MS + 1)
    follower.restart()
    assert follower.read() == b""


def test_a_damaged_history_gives_what_it_has_and_is_said_once(follower: Follower) -> None:
    text = b"".join(b"%d\n" % (number * 7919) for number in range(5000))
    follower.write("access.log.1.gz", gzip.compress(text)[:-2000])
    follower.write("access.log", b"new\n")
    assert text.startswith(follower.read())
    assert not follower.log.caught_up
    follower.later(SETTLE_MS + 1)
    assert follower.read().endswith(b"new\n")
    assert follower.codes().count("damaged") == 1
    assert follower.read() == b""
    follower.restart()
    assert follower.read() == b""


def test_a_truncated_log_is_said_and_read_from_its_new_beginning(follower: Follower) -> None:
    follower.write("access.log", b"one\ntwo\n")
    follower.read()
    follower.codes()
    os.truncate(follower.path, 0)
    assert follower.read() == b""
    assert follower.codes() == ["truncated"]
    follower.write("access.log", b"three\n")
    assert follower.read() == b"three\n"
    assert follower.codes() == ["opened"]


def test_a_truncation_is_noticed_though_the_log_has_grown_beyond_since(follower: Follower) -> None:
    follower.write("access.log", b"one\n")
    follower.read()
    os.truncate(follower.path, 0)
    follower.write("access.log", b"three\nfour\nfive\n")
    assert follower.read() == b"three\nfour\nfive\n"
    assert "truncated" in follower.codes()


def test_a_truncation_while_nobody_looked_is_said(follower: Follower) -> None:
    follower.write("access.log", b"one\n")
    follower.read()
    os.truncate(follower.path, 0)
    follower.write("access.log", b"three\nfour\n")
    follower.restart()
    assert follower.read() == b"three\nfour\n"
    assert follower.codes() == ["truncated", "opened"]


def test_copytruncate_keeps_what_went_into_the_copy(follower: Follower) -> None:
    follower.write("access.log", b"one\n")
    follower.read()
    follower.write("access.log", b"two\n")
    shutil.copy(follower.path, follower.path.with_name("access.log.1"))
    os.truncate(follower.path, 0)
    follower.write("access.log", b"three\n")
    follower.later(SETTLE_MS + 1)
    follower.write("access.log.1", b"")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"two\nthree\n"


def test_a_log_that_vanished_unread_is_said(follower: Follower) -> None:
    follower.write("access.log", b"one\n")
    follower.read()
    follower.path.with_name("new").write_bytes(b"two\n")
    follower.path.with_name("new").replace(follower.path)
    follower.restart()
    assert follower.read() == b"two\n"
    assert follower.codes() == ["gone", "opened"]


def test_a_rotation_that_deletes_is_nothing_to_speak_of(follower: Follower) -> None:
    follower.write("access.log", b"one\n")
    follower.read()
    follower.path.with_name("new").write_bytes(b"two\n")
    follower.path.with_name("new").replace(follower.path)
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"two\n"
    assert follower.codes() == ["opened", "opened"]


def replace(follower: Follower, text: bytes) -> None:
    """As rsync and `sed -i` do: what is written under another name takes the log's."""
    follower.write(".access.log.tmp", text).rename(follower.path)


def test_a_longer_copy_that_replaces_the_log_is_read_on_from_where_it_was_left(follower: Follower) -> None:
    follower.write("access.log", b"one\ntwo\nthr")
    assert follower.read() == b"one\ntwo\n"
    replace(follower, b"one\ntwo\nthree\nfour\n")
    assert follower.log.bytes_behind() == len(b"ee\nfour\n")
    assert follower.read() == b""
    assert not follower.log.caught_up
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"three\nfour\n"
    follower.write("access.log", b"five\n")
    assert follower.read() == b"five\n"
    follower.restart()
    assert follower.read() == b""


def test_a_longer_copy_that_was_rotated_since_is_read_before_the_next_file(follower: Follower) -> None:
    follower.write("access.log", b"one\ntwo\n")
    assert follower.read() == b"one\ntwo\n"
    replace(follower, b"one\ntwo\nthree\n")
    follower.path.rename(follower.path.with_name("access.log.1"))
    follower.write("access.log", b"four\n")
    assert follower.log.bytes_behind() == len(b"three\nfour\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"three\nfour\n"


def test_an_equal_copy_changes_nothing_until_it_grows(follower: Follower) -> None:
    follower.write("access.log", b"one\ntwo\nthr")
    assert follower.read() == b"one\ntwo\n"
    replace(follower, b"one\ntwo\nthr")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b""
    assert follower.log.caught_up
    assert follower.log.bytes_behind() == 0
    follower.write("access.log", b"ee\n")
    assert follower.read() == b"three\n"


def test_another_file_that_replaces_the_log_is_read_from_its_beginning(follower: Follower) -> None:
    follower.write("access.log", b"one\ntwo\nthr")
    assert follower.read() == b"one\ntwo\n"
    replace(follower, b"four\nfive\nsix and more\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"thrfour\nfive\nsix and more\n"


def test_files_that_begin_with_the_same_header_are_not_taken_for_one_another(follower: Follower) -> None:
    header = b"#Software: proxy\n#Fields: date time\n"
    follower.write("access.log", header)
    assert follower.read() == header
    follower.path.rename(follower.path.with_name("access.log.1"))
    follower.write("access.log", header + b"one\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read().endswith(b"one\n")
    follower.write("access.log", b"two\n")
    follower.restart()
    assert follower.read() == b"two\n"


@pytest.mark.parametrize("header", [b"#Fields: a b\n", b"time,user,url\n", b"\xef\xbb\xbf#Fields: a b\n"])
@pytest.mark.parametrize("is_compressed", [False, True])
def test_a_file_with_nothing_but_a_header_hides_no_other_file(
    follower: Follower, header: bytes, *, is_compressed: bool
) -> None:
    follower.write("access.log", header)
    follower.read()
    if is_compressed:
        follower.path.unlink()
        follower.write("access.log.3.gz", gzip.compress(header))
    else:
        follower.path.rename(follower.path.with_name("access.log.3"))
    for name, line in [("access.log.2", b"1\n"), ("access.log.1", b"2\n"), ("access.log", b"3\n")]:
        follower.write(name, header + line)
    follower.later(SETTLE_MS + 1)
    follower.restart()
    found = follower.read()
    assert [line for line in found.split() if line.isdigit()] == [b"1", b"2", b"3"]
    assert follower.codes() == ["opened"] * 4


def test_a_header_alone_is_not_read_over_and_over_and_its_late_lines_are(follower: Follower) -> None:
    follower.write("access.log", b"time,user\n")
    follower.read()
    follower.path.rename(follower.path.with_name("access.log.1"))
    follower.write("access.log", b"time,user\n2\n3\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"time,user\n2\n3\n"
    follower.write("access.log.1", b"1\n")
    follower.later(SETTLE_MS + 1)
    follower.restart()
    assert follower.read() == b"time,user\n1\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_a_folder_among_the_history_is_no_part_of_the_log(follower: Follower) -> None:
    os.mkfifo(follower.path.with_name("access.log.1"))
    follower.path.with_name("access.log.2").mkdir()
    follower.write("access.log", b"one\n")
    assert follower.read() == b"one\n"


def test_a_common_first_line_does_not_make_two_logs_one(follower: Follower) -> None:
    follower.write("access.log", b"time,user\n")
    follower.read()
    other = Follower(follower.path.with_name("south.log"), others=[("north", follower.places[-1])])
    other.write("south.log", b"time,user\n1\n")
    assert other.read() == b"time,user\n1\n"
    other.log.close()


def test_the_log_of_another_source_is_refused(follower: Follower) -> None:
    follower.write("access.log", b"#Fields: a\none\n")
    follower.read()
    twin = Follower(follower.path.with_name("copy.log"), others=[("north", follower.places[-1])])
    twin.write("copy.log", b"#Fields: a\none\ntwo\n")
    with pytest.raises(UnfollowableLogError, match="which the source north reads or has read"):
        twin.read()


def test_a_common_header_alone_does_not_make_two_logs_one(follower: Follower) -> None:
    follower.write("access.log", b"#Fields: a\n")
    follower.read()
    other = Follower(follower.path.with_name("south.log"), others=[("north", follower.places[-1])])
    other.write("south.log", b"#Fields: a\none\n")
    assert other.read() == b"#Fields: a\none\n"
    other.log.close()


def test_utf16_cannot_be_followed_and_says_what_to_do(follower: Follower) -> None:
    follower.write("access.log", "one\n".encode("utf-16"))
    with pytest.raises(UnfollowableLogError, match="let the proxy write UTF-8"):
        follower.read()


def test_a_byte_order_mark_is_left_out_of_the_first_line(follower: Follower) -> None:
    follower.write("access.log", b"\xef\xbb\xbfone\ntwo\n")
    assert follower.read() == b"one\ntwo\n"
    assert (follower.places[-1].offset, follower.places[-1].line) == (11, 3)


def test_a_line_that_is_too_long_is_cut_and_the_position_is_right(follower: Follower) -> None:
    long = b"x" * (2 * LONGEST_LINE)
    follower.size = 10_000
    follower.restart()
    follower.write("access.log", b"one\n" + long)
    assert follower.read() == b"one\n"
    follower.write("access.log", b"\ntwo\n")
    data = follower.read()
    assert data.endswith(b"x\ntwo\n")
    assert LONGEST_LINE < len(data) < LONGEST_LINE + 10
    assert follower.places[-1].offset == 4 + len(long) + 5
    assert follower.places[-1].line == 4
    follower.restart()
    follower.write("access.log", b"three\n")
    assert follower.read() == b"three\n"


def test_daily_files_are_followed_by_a_pattern(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "u_ex*.log")
    follower.write("u_ex261122.log", b"two\n")
    follower.write("u_ex261121.log", b"one\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"one\ntwo\n"
    follower.write("u_ex261123.log", b"three\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"three\n"
    follower.log.close()


def test_a_rotated_part_given_by_name_stands_for_itself(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "access.log.1")
    follower.write("access.log", b"two\n")
    follower.write("access.log.1", b"one\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"one\n"
    follower.log.close()


def test_history_can_be_named_or_left_out(tmp_path: Path) -> None:
    named = Follower(tmp_path / "access.log", history="old-*")
    named.write("old-1", b"one\n")
    named.write("access.log.1", b"never\n")
    named.write("access.log", b"two\n")
    named.later(SETTLE_MS + 1)
    assert named.read() == b"one\ntwo\n"
    alone = Follower(tmp_path / "access.log", history="")
    assert alone.read() == b"two\n"
    named.log.close()
    alone.log.close()


def test_a_finished_log_may_end_without_a_newline(follower: Follower) -> None:
    follower.write("access.log", b"one\ntwo")
    assert follower.read() == b"one\n"
    assert follower.log.last_line() is None
    follower.later(QUIET_MS + 1)
    piece = follower.log.last_line()
    assert piece is not None
    assert (piece.block.data, piece.place.offset, piece.place.line) == (b"two", 7, 3)
    assert follower.read() == b""


def test_how_much_is_still_to_be_read_is_known(follower: Follower) -> None:
    follower.write("access.log.1", b"x" * 99 + b"\n")
    follower.write("access.log", b"y" * 49 + b"\n")
    assert follower.log.bytes_behind() == 150
    follower.later(SETTLE_MS + 1)
    follower.read()
    assert follower.log.bytes_behind() == 0


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Inodes of files that cannot be read."""
    return closed_files(monkeypatch)


def test_an_old_file_that_cannot_be_read_is_said_once_and_the_others_are_read(
    follower: Follower, shut: set[int]
) -> None:
    follower.write("access.log.3.gz", gzip.compress(b"one\n"))
    shut.add(follower.write("access.log.2.gz", gzip.compress(b"two\n")).stat().st_ino)
    follower.write("access.log.1.gz", gzip.compress(b"three\n"))
    follower.write("access.log", b"four\n")

    assert follower.read() == b"one\nthree\nfour\n"
    assert follower.codes().count("unreadable") == 1
    assert follower.log.unreadable == ("access.log.2.gz",)
    follower.write("access.log", b"five\n")
    assert follower.read() == b"five\n"
    assert follower.codes() == []


@pytest.mark.parametrize("restarts", [False, True])
def test_it_is_read_once_it_can_be_and_only_once(
    follower: Follower, shut: set[int], *, restarts: bool
) -> None:
    shut.add(follower.write("access.log.1.gz", gzip.compress(b"one\ntwo\n")).stat().st_ino)
    follower.write("access.log", b"three\nfo")
    assert follower.read() == b"three\n"
    if restarts:
        follower.restart()
    shut.clear()

    assert follower.read() == b"one\ntwo\n"
    assert follower.log.unreadable == ()
    follower.write("access.log", b"ur\n")
    assert follower.read() == b"four\n"
    follower.restart()
    assert follower.read() == b""


def test_a_kill_while_it_is_read_late_loses_and_doubles_nothing_of_it(
    follower: Follower, shut: set[int]
) -> None:
    text = b"".join(b"line %03d\n" % number for number in range(40))
    for number in (3, 2):
        shut.add(
            follower.write(f"access.log.{number}.gz", gzip.compress(b"%d " % number + text)).stat().st_ino
        )
    follower.write("access.log.1", b"three\n")
    follower.later(SETTLE_MS + 1)
    follower.write("access.log", b"four\n")
    assert follower.read() == b"three\nfour\n"
    shut.clear()

    read = b""
    while piece := next(follower.pieces(), b""):
        read += piece
        follower.restart()
    assert read == b"3 " + text + b"2 " + text


def test_it_is_still_known_when_it_was_renamed_meanwhile(follower: Follower, shut: set[int]) -> None:
    old = follower.write("access.log.1.gz", gzip.compress(b"one\ntwo\n"))
    shut.add(old.stat().st_ino)
    follower.write("access.log", b"three\n")
    assert follower.read() == b"three\n"
    old.rename(old.with_name("access.log.2.gz"))
    follower.path.rename(old.with_name("access.log.1"))
    follower.write("access.log", b"four\n")
    shut.clear()
    follower.restart()

    assert sorted(follower.read().split()) == [b"four", b"one", b"two"]


def test_where_lines_need_those_before_them_it_waits_until_a_file_has_ended(
    follower: Follower, shut: set[int]
) -> None:
    shut.add(follower.write("access.log.1.gz", gzip.compress(b"one\n")).stat().st_ino)
    follower.write("access.log", b"two\n")
    assert follower.read() == b"two\n"
    shut.clear()
    follower.write("access.log", b"three\n")
    for life in range(2):
        piece = follower.log.read(may_turn_back=False)
        assert (piece.block.data if piece else b"") == (b"" if life else b"three\n")
        follower.places = [*piece.done, piece.place] if piece else follower.places
        follower.restart()
    follower.path.with_name("access.log.1.gz").rename(follower.path.with_name("access.log.2.gz"))
    follower.path.rename(follower.path.with_name("access.log.1"))
    follower.later(SETTLE_MS + 1)
    follower.write("access.log", b"four\n")

    read = []
    while piece := follower.log.read(may_turn_back=False):
        read.append(piece.block.data)
    assert read == [b"one\n", b"four\n"]


def test_what_was_read_before_it_was_closed_is_not_owed(follower: Follower, shut: set[int]) -> None:
    follower.write("access.log", b"one\n")
    assert follower.read() == b"one\n"
    follower.path.rename(follower.path.with_name("access.log.1"))
    follower.write("access.log", b"two\n")
    follower.later(SETTLE_MS + 1)
    assert follower.read() == b"two\n"
    old = follower.path.with_name("access.log.1")
    shut.add(follower.write("access.log.1.gz", gzip.compress(b"one\n")).stat().st_ino)
    old.unlink()
    follower.restart()
    follower.codes()

    follower.write("access.log", b"three\n")
    assert follower.read() == b"three\n"
    assert follower.codes() == ["opened"]
    shut.clear()
    assert follower.read() == b""


def test_one_that_is_removed_unread_is_said_to_be_gone(follower: Follower, shut: set[int]) -> None:
    old = follower.write("access.log.1.gz", gzip.compress(b"one\n"))
    shut.add(old.stat().st_ino)
    follower.write("access.log", b"two\n")
    follower.read()
    follower.codes()
    old.unlink()
    follower.restart()

    follower.write("access.log", b"three\n")
    assert follower.read() == b"three\n"
    assert sorted(follower.codes()) == ["gone", "opened"]


def test_the_newest_file_is_waited_for(follower: Follower, shut: set[int]) -> None:
    follower.write("access.log.1.gz", gzip.compress(b"one\n"))
    shut.add(follower.write("access.log", b"two\n").stat().st_ino)

    with pytest.raises(PermissionError):
        follower.read()
    shut.clear()
    assert follower.read() == b"one\ntwo\n"
