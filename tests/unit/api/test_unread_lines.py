"""What part of the logs could not be read: the sum over sources of what each said last."""

import pytest

from api.live.unread import Unread
from streams.contracts.positions import Position


def said(parsed: int, rejected: int) -> bytes:
    """A position of a source that has read so far."""
    return Position(source="proxy", format="squid", parsed=parsed, rejected=rejected).encode()


@pytest.fixture
def unread() -> Unread:
    return Unread("127.0.0.1:1", "test.")


def test_before_a_line_was_read_nobody_knows(unread: Unread) -> None:
    assert unread.share is None
    unread.hear(b"north", said(0, 0))
    assert unread.share is None


def test_the_last_word_of_each_source_counts(unread: Unread) -> None:
    unread.hear(b"north", said(10, 10))
    unread.hear(b"north", said(900, 10))
    unread.hear(b"south", said(90, 0))
    assert unread.share == pytest.approx(0.01)


def test_a_source_that_was_removed_counts_no_more(unread: Unread) -> None:
    unread.hear(b"north", said(50, 50))
    unread.hear(b"south", said(99, 1))
    unread.hear(b"north", b"")
    assert unread.share == pytest.approx(0.01)


def test_a_word_that_cannot_be_read_changes_nothing(
    unread: Unread, capsys: pytest.CaptureFixture[str]
) -> None:
    unread.hear(b"north", said(99, 1))
    unread.hear(b"north", b"{")
    assert unread.share == pytest.approx(0.01)
    assert "position-unreadable" in capsys.readouterr().out
