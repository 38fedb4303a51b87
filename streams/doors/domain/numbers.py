"""What remains of a vendor's names and of texts: keyed numbers, which only the doors' key makes again."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from streams.domain.words_of_posts import words_of

_THREAD: Final = b"holdfast-thread"
_EVENT: Final = b"holdfast-event"
"""BLAKE2's personalisation (at most 16 bytes): a conversation is never an event that looks like it."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Keyed BLAKE2b (RFC 7693) over a vendor's names for things; `key` has 16 to 64 bytes.

    The key is the doors' own: numbers of theirs meet no pseudonym of the logs.
    """

    key: bytes = field(repr=False)

    def thread(self, *parts: str) -> int:
        """The 64-bit number of a conversation, from 1 upwards."""
        return int.from_bytes(self._hash(_THREAD, 8, parts)) or 1

    def id(self, *parts: str) -> str:
        """The lasting id of an event: the same when it is told again."""
        return self._hash(_EVENT, 16, parts).hex()

    def words(self, text: str) -> int | None:
        """The number of an outgoing text, as `streams.domain.words_of_posts` makes it."""
        return words_of(text, self.key)

    def _hash(self, purpose: bytes, size: int, parts: tuple[str, ...]) -> bytes:
        keyed = blake2b(key=self.key, digest_size=size, person=purpose)
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            keyed.update(len(data).to_bytes(8) + data)
        return keyed.digest()
