"""What other organisations said last of each platform, and how many of them say what now."""

from collections.abc import Collection
from typing import Literal, NamedTuple

from msgspec import Struct, field

from streams.contracts.signals import PeerWord


class Said(Struct):
    """One organisation's last word of a platform: when it was said, and until when it counts."""

    at_ms: int
    until_ms: int
    state: Literal["failing", "fine", "not-used"]


class Tally(NamedTuple):
    """How many organisations that use a platform said what lately.

    `settled` of the fine ones said it late enough to have noticed.
    """

    failing: int
    fine: int
    settled: int

    @property
    def using(self) -> int:
        """All of them."""
        return self.failing + self.fine


class Peers(Struct, kw_only=True):
    """Words by platform and peer; only the newest of each counts, in whichever order they came."""

    words: dict[str, dict[str, Said]] = field(default_factory=dict)

    def hear(self, word: PeerWord) -> None:
        """Take in a word."""
        known = self.words.setdefault(word.platform, {})
        before = known.get(word.peer)
        if before is None or before.at_ms < word.at_ms:
            known[word.peer] = Said(word.at_ms, word.until_ms, word.state)

    def forget(self, now_ms: int) -> None:
        """Words that count no more."""
        for known in self.words.values():
            for peer in [peer for peer, said in known.items() if said.until_ms < now_ms]:
                del known[peer]
        self.words = {platform: known for platform, known in self.words.items() if known}

    def tally(self, platforms: Collection[str], now_ms: int, fresh_ms: int, settled_ms: int) -> Tally:
        """Each organisation once, over some platforms (none: all): failing where any of them fails there.

        Words older than `fresh_ms` do not count; those said from `settled_ms` on are settled.
        """
        by_peer: dict[str, list[Said]] = {}
        for platform in platforms or self.words:
            for peer, said in self.words.get(platform, {}).items():
                if said.state != "not-used" and now_ms <= min(said.until_ms, said.at_ms + fresh_ms):
                    by_peer.setdefault(peer, []).append(said)
        failing = {peer for peer, words in by_peer.items() if any(said.state == "failing" for said in words)}
        fine = [words for peer, words in by_peer.items() if peer not in failing]
        settled = sum(all(said.at_ms >= settled_ms for said in words) for words in fine)
        return Tally(len(failing), len(fine), settled)
