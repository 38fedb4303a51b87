"""What every store promises of other organisations' words: in memory, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Sequence
from typing import Final

from monitors.domain.aid.records import OtherWord
from monitors.store import Retention, Store, Work
from tests.stored_work import HOUR_MS, NOON_MS, SIGNALS

MINUTE_MS: Final = 60_000
FAILS: Final = OtherWord(
    "facebook", "riverton", "failing", NOON_MS - 5 * MINUTE_MS, NOON_MS, NOON_MS + 15 * MINUTE_MS
)
WORKS: Final = OtherWord("facebook", "lakeside", "fine", None, NOON_MS, NOON_MS + 15 * MINUTE_MS)
UNUSED: Final = OtherWord("x", "riverton", "not-used", None, NOON_MS, NOON_MS + 15 * MINUTE_MS)


def commit(store: Store, words: Sequence[OtherWord]) -> None:
    at = store.resume(SIGNALS).next_offset
    store.commit(SIGNALS, at, (at or 0) + 1, Work(peer_words=words))


def test_words_come_back_by_platform_and_organisation(worker: Callable[[], Store]) -> None:
    commit(worker(), [UNUSED, FAILS, WORKS])

    assert worker().aid.peer_words() == [WORKS, FAILS, UNUSED]


def test_an_organisation_has_one_word_of_a_platform_its_last(worker: Callable[[], Store]) -> None:
    commit(worker(), [FAILS, WORKS])
    well = FAILS._replace(state="fine", since_ms=None, said_at_ms=NOON_MS + MINUTE_MS)
    commit(worker(), [well])

    assert worker().aid.peer_words() == [WORKS, well]


def test_words_that_have_not_counted_for_two_days_are_gone(worker: Callable[[], Store]) -> None:
    later = UNUSED._replace(said_at_ms=NOON_MS + HOUR_MS, until_ms=NOON_MS + 2 * HOUR_MS)
    commit(worker(), [FAILS, later])
    store = worker()

    assert store.expire(FAILS.until_ms + 48 * HOUR_MS, Retention()) == 0
    assert store.expire(FAILS.until_ms + 48 * HOUR_MS + 1, Retention()) == 1
    assert store.aid.peer_words() == [later]


def test_nothing_is_known_where_nobody_spoke(worker: Callable[[], Store]) -> None:
    assert worker().aid.peer_words() == []
