"""The exchange: what is heard goes on once, waits while our Kafka is away, and nobody's noise ends it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from structlog.testing import capture_logs

from infra import metrics
from streams.adapters.evidence_log import LogUnavailable
from streams.aid.aid_metrics import AidMetrics
from streams.aid.exchange import Exchange, passed_on
from streams.aid.keys import signed
from streams.aid.settings import AidSettings, Peer
from streams.contracts.signals import PeerWord, decode_logged
from streams.domain.aid.hearing import KnownPeer
from streams.domain.aid.words import Statement, worded

NOW: Final = 1_760_011_215_000
KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RIVERTON: Final = Peer(KnownPeer("riverton", KEY.public_key().public_bytes_raw()), None)


@dataclass
class RememberingWay:
    """Takes messages as Kafka does, or is away."""

    taken: list[PeerWord] = field(default_factory=list)
    is_away: bool = False

    async def hand_over_all(self, messages: Sequence[tuple[bytes, bytes]]) -> None:
        """As the port says."""
        if self.is_away:
            raise LogUnavailable("Kafka is away")
        for _, value in messages:
            event = decode_logged(value)
            assert isinstance(event, PeerWord)
            self.taken.append(event)


@dataclass
class House:
    """An exchange at a moment, without a peer to ask."""

    way: RememberingWay = field(default_factory=RememberingWay)
    figures: AidMetrics = field(default_factory=AidMetrics)
    now_ms: int = NOW

    def __post_init__(self) -> None:
        self.exchange = Exchange(
            settings=AidSettings("northbridge", peers=(RIVERTON,)),
            door=self.way,
            metrics=self.figures,
            now_ms=lambda: self.now_ms,
            chance=lambda: 0.5,
            pause=asyncio.sleep,
            stopping=asyncio.Event(),
        )

    def counted(self, outcome: str) -> float:
        """So many words of this outcome."""
        labels = {"peer": "riverton", "outcome": outcome}
        return self.figures.registry.get_sample_value(f"holdfast_{metrics.AID_WORDS.name}_total", labels) or 0


def line(platform: str = "facebook", after_ms: int = 0) -> bytes:
    failing = Statement(platform=platform, state="failing", since_ms=NOW - 900_000)
    return signed(worded("riverton", failing, NOW + after_ms), KEY).line


async def test_a_peers_word_goes_to_judgement_dated_by_no_clock_ahead_of_ours() -> None:
    house = House()
    await house.exchange.hear("riverton", [line(after_ms=60_000)])

    [word] = house.way.taken
    assert (word.peer, word.platform, word.state) == ("riverton", "facebook", "failing")
    assert word.at_ms == NOW
    assert word.since_ms == NOW - 15_000 - 900_000 // 300_000 * 300_000


async def test_the_same_list_again_is_passed_on_no_second_time() -> None:
    house = House()
    for _ in range(3):
        await house.exchange.hear("riverton", [line(), line("x")])

    assert [word.platform for word in house.way.taken] == ["facebook", "x"]
    assert (house.counted("taken"), house.counted("not-newer")) == (2, 4)


async def test_what_our_own_kafka_did_not_take_is_sent_when_it_is_back() -> None:
    house = House()
    house.way.is_away = True
    with pytest.raises(LogUnavailable):
        await house.exchange.hear("riverton", [line()])
    house.way.is_away = False
    await house.exchange.hear("riverton", [])

    assert [word.platform for word in house.way.taken] == ["facebook"]


async def test_what_ran_out_while_our_kafka_was_away_is_not_sent_any_more() -> None:
    house = House()
    house.way.is_away = True
    with pytest.raises(LogUnavailable):
        await house.exchange.hear("riverton", [line()])
    house.way.is_away, house.now_ms = False, NOW + 3_600_000
    await house.exchange.hear("riverton", [])

    assert house.way.taken == []


async def test_noise_is_counted_and_said_once_and_the_rest_is_heard() -> None:
    house = House()
    noise = [b"", b"{}", b"\xff" * 50, line().replace(b"facebook", b"facebooks"), *[b"x"] * 200]
    with capture_logs() as said:
        await house.exchange.hear("riverton", [*noise, line()])
        await house.exchange.hear("riverton", noise)

    assert len(house.way.taken) == 1
    assert house.counted("unreadable") > 400
    reasons = [(each["event"], each["why"]) for each in said]
    assert sorted(reasons) == [("word-refused", "bad-signature"), ("word-refused", "unreadable")]


def test_a_word_keeps_its_id_however_often_it_is_passed_on() -> None:
    failing = Statement(platform="facebook", state="failing")
    word = signed(worded("riverton", failing, NOW), KEY)

    assert passed_on(word, NOW) == passed_on(word, NOW + 50_000)
