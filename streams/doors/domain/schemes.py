"""What each kind of webhook has to know: how it greets, how it proves who sent it, and what it tells."""

from collections.abc import Mapping
from typing import Final, Protocol

from streams.doors.domain.deliveries import Answer, Delivery, Hook, Proof, Reading, RefusedError
from streams.doors.domain.numbers import Numbers

JSON: Final = frozenset({"application/json"})
HOUR_MS: Final = 3_600_000
LONGEST_CHALLENGE: Final = 500


class Scheme(Protocol):
    """One kind. Everything is pure; nothing of a body is looked at before `prove` has returned."""

    @property
    def media_types(self) -> frozenset[str]:
        """What a body may be, as the sender says."""
        ...

    def greet(self, hook: Hook, query: Mapping[str, str]) -> Answer:
        """The answer to a GET, by which a vendor makes sure whose address this is. Raises RefusedError."""
        ...

    def prove(self, hook: Hook, delivery: Delivery, now_ms: int) -> Proof:
        """That a POST is the vendor's, by its raw bytes. Raises RefusedError."""
        ...

    def read(self, hook: Hook, body: bytes, numbers: Numbers) -> Reading | Answer:
        """What a verified body tells, or the answer that it asks for. Raises RefusedError."""
        ...


def challenge_of(text: str | None) -> bytes:
    """A challenge that may be sent back as plain text. Raises RefusedError."""
    if not text or len(text) > LONGEST_CHALLENGE or not (text.isascii() and text.isprintable()):
        raise RefusedError("malformed", "There is no challenge to answer; this address takes deliveries.")
    return text.encode()


def no_greeting() -> RefusedError:
    """What a kind without a handshake says to a GET."""
    return RefusedError("malformed", "This address takes deliveries by POST only.")
