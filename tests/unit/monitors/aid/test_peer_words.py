"""Words of other organisations on the topic: the newest of each stands, a repeat changes nothing."""

import json
from typing import Literal

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.aid.records import OtherWord
from monitors.outside import Moment
from monitors.peer_words import PEERS_SAID, PeerWords
from monitors.reliance_rows import RelianceWork
from monitors.store import Work
from streams.contracts.signals import PeerWord
from tests.stored_work import NOON_MS, SIGNALS


def word(
    peer: str, state: Literal["failing", "fine", "not-used"], after_ms: int = 0, platform: str = "facebook"
) -> PeerWord:
    at_ms = NOON_MS + after_ms
    return PeerWord(
        source="aid",
        at_ms=at_ms,
        id=f"{peer}/{platform}/{at_ms}",
        peer=peer,
        platform=platform,
        state=state,
        until_ms=at_ms + 900_000,
    )


class House:
    """A store, and the part that takes words down in it."""

    def __init__(self) -> None:
        self.store = MemoryStore(Memory())
        self.part = PeerWords(self.store.aid)
        self.offset = 0

    def hears(self, *words: PeerWord) -> Work:
        """One commit of these words."""
        for place, each in enumerate(words):
            self.part.take(self.offset + place, each)
        work = self.part.work(Moment(SIGNALS, None, (), (), RelianceWork(), (), ()))
        before, self.offset = self.offset, self.offset + max(len(words), 1)
        self.store.commit(SIGNALS, before or None, self.offset, work)
        return work

    def starts_again(self) -> None:
        """As after a crash."""
        self.part.restore()

    @property
    def stands(self) -> list[OtherWord]:
        return self.store.aid.peer_words()


def said(work: Work) -> list[object]:
    return [json.loads(message.value)["data"] for message in work.messages]


def test_a_word_is_taken_down_and_told() -> None:
    house = House()
    work = house.hears(word("riverton", "failing"))

    assert [(each.peer, each.state) for each in house.stands] == [("riverton", "failing")]
    assert said(work) == [{"platform": "facebook", "others": {"failing": 1, "using": 1}}]
    assert json.loads(work.messages[0].value)["type"] == PEERS_SAID


def test_what_is_told_names_no_organisation() -> None:
    work = House().hears(word("riverton", "failing"), word("lakeside", "fine"))

    assert all(b"riverton" not in message.value for message in work.messages)
    assert said(work)[-1] == {"platform": "facebook", "others": {"failing": 1, "using": 2}}


def test_the_same_again_after_a_crash_changes_nothing() -> None:
    house = House()
    house.hears(word("riverton", "failing"))
    house.starts_again()

    again = house.hears(word("riverton", "failing"))

    assert (again.peer_words, said(again)) == ((), [])


def test_an_older_word_that_comes_late_replaces_none() -> None:
    house = House()
    house.hears(word("riverton", "fine", 60_000), word("riverton", "failing"))
    house.starts_again()
    house.hears(word("riverton", "failing", 30_000))

    assert [each.state for each in house.stands] == ["fine"]


def test_a_word_that_only_lives_longer_is_kept_and_not_told() -> None:
    house = House()
    house.hears(word("riverton", "failing"))
    work = house.hears(word("riverton", "failing", 300_000))

    assert house.stands[0].until_ms == NOON_MS + 1_200_000
    assert said(work) == []
