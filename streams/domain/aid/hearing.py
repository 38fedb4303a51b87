"""Whose word is taken: of known peers, rightly signed, in time, and newer than what they said before.

A word is looked at in this order, and nothing in it is believed before its signature is right:

1. It is a word, in its one spelling.
2. Its peer is known, and not revoked.
3. The signature is that peer's.
4. It is neither from the future, beyond what clocks differ by, nor too old to count.
5. It is newer than the last one of that peer and platform.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from streams.domain.aid.words import UnreadableWordError, Word, read_word

SKEW_SECONDS: Final = 120
"""Clocks of organisations differ by so much at most."""

KEEP_SECONDS: Final = 300
"""What a peer says again without a change is passed on so often: it must not grow old on our side."""

MOST_PLATFORMS: Final = 300
"""Of so many platforms one peer is heard; nobody can fill our memory."""

Verify = Callable[[bytes, bytes, bytes], bool]
"""Whether (public key, signature, message) fit."""


class Refusal(StrEnum):
    """Why a word is not taken."""

    UNREADABLE = "unreadable"
    UNKNOWN_PEER = "unknown-peer"
    REVOKED = "revoked"
    BAD_SIGNATURE = "bad-signature"
    FROM_THE_FUTURE = "from-the-future"
    STALE = "stale"
    NOT_NEWER = "not-newer"
    TOO_MANY = "too-many-platforms"


@dataclass(frozen=True, slots=True)
class KnownPeer:
    """An organisation whose word counts: its public key, 32 bytes. One that is revoked counts no more."""

    name: str
    public_key: bytes
    is_revoked: bool = False


@dataclass(slots=True)
class Hearing:
    """Takes words of known peers in any order, and remembers the newest of each platform."""

    peers: Mapping[str, KnownPeer]
    verify: Verify
    _last: dict[str, dict[str, Word]] = field(default_factory=dict)
    _passed_on: dict[tuple[str, str], Word] = field(default_factory=dict)

    def take(self, line: bytes, now_ms: int) -> Word | Refusal:
        """A word, where it is taken. Never raises, whatever the bytes are."""
        try:
            word = read_word(line)
        except UnreadableWordError:
            return Refusal.UNREADABLE
        peer = self.peers.get(word.peer)
        if peer is None:
            return Refusal.UNKNOWN_PEER
        if peer.is_revoked:
            return Refusal.REVOKED
        if not word.signature or not self.verify(peer.public_key, bytes.fromhex(word.signature), word.signed):
            return Refusal.BAD_SIGNATURE
        if word.issued_ms > now_ms + SKEW_SECONDS * 1000:
            return Refusal.FROM_THE_FUTURE
        if word.until_ms <= now_ms:
            return Refusal.STALE
        return self._newest(word)

    def _newest(self, word: Word) -> Word | Refusal:
        """Remember a word that is newer than what was said before."""
        known = self._last.setdefault(word.peer, {})
        last = known.get(word.platform)
        if last is not None and (word.sequence, word.line) <= (last.sequence, last.line):
            return Refusal.NOT_NEWER
        if last is None and len(known) >= MOST_PLATFORMS:
            return Refusal.TOO_MANY
        known[word.platform] = word
        return word

    def to_pass_on(self, now_ms: int) -> list[Word]:
        """The words that say something new, or were passed on a while ago; say `passed_on` behind it.

        What counts no more is not passed on.
        """
        return [
            word
            for known in self._last.values()
            for word in known.values()
            if word.until_ms > now_ms and _is_due(word, self._passed_on.get((word.peer, word.platform)))
        ]

    def passed_on(self, words: list[Word]) -> None:
        """These were."""
        for word in words:
            self._passed_on[word.peer, word.platform] = word

    def last(self) -> dict[str, dict[str, Word]]:
        """The newest word by peer and platform."""
        return {peer: dict(known) for peer, known in self._last.items()}


def _is_due(word: Word, before: Word | None) -> bool:
    if before is None:
        return True
    is_news = (word.state, word.since) != (before.state, before.since)
    return is_news or word.issued_ms - before.issued_ms >= KEEP_SECONDS * 1000
