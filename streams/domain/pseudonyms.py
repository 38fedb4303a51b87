"""Keyed pseudonyms: what remains of a person once evidence leaves the collector."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from streams.domain.directory import IdentityKind

NOBODY: Final = 0
"""The pseudonym of an absent identity; no person has it."""

SHORTEST_KEY_BYTES = 16
LONGEST_KEY_BYTES = 64
THIS_RUN = 0
"""The version of a key that nobody keeps; kept keys count from 1."""

_PERSON: Final = {"login": b"holdfast-login", "address": b"holdfast-address"}
"""BLAKE2's personalisation (at most 16 bytes): a login never meets an address that looks like it."""


@dataclass(frozen=True, slots=True)
class Pseudonymiser:
    """Turns identities into 64-bit numbers that only the holder of the key can make again.

    Keyed BLAKE2b (RFC 7693) with a digest of eight bytes, read big-endian. Without the key a list of all
    logins is of no help; with it everything can be looked up, so pseudonymised data stays personal data (EDPB
    Guidelines 01/2025). Pseudonyms of different key versions are unrelated and must never be joined. Among
    100,000 people the chance that any two share a pseudonym is 3 in ten thousand million.
    """

    key: bytes = field(repr=False)
    version: int
    _begun: dict[str, blake2b] = field(init=False, repr=False, compare=False)
    """A hash of each kind that has taken in the key, which is half of the work."""

    def __post_init__(self) -> None:
        if not SHORTEST_KEY_BYTES <= len(self.key) <= LONGEST_KEY_BYTES:
            raise ValueError(
                f"a key has {SHORTEST_KEY_BYTES} to {LONGEST_KEY_BYTES} bytes, not {len(self.key)}"
            )
        begun = {kind: blake2b(digest_size=8, key=self.key, person=said) for kind, said in _PERSON.items()}
        object.__setattr__(self, "_begun", begun)

    def __reduce__(self) -> tuple[type["Pseudonymiser"], tuple[bytes, int]]:
        """Travel to another process; hashes that have begun cannot."""
        return Pseudonymiser, (self.key, self.version)

    @classmethod
    def for_this_run(cls, random_bytes: bytes) -> "Pseudonymiser":
        """With a key that is never written: a snapshot's people can be counted, and never met again."""
        return cls(random_bytes, THIS_RUN)

    def of(self, identity_kind: IdentityKind, identity: str) -> int:
        """The pseudonym, from 1 to 2**64 - 1, or NOBODY (0) where there is no identity."""
        if identity_kind == "none" or not identity:
            return NOBODY
        # A log may hold half of a surrogate pair; it must hash, and to one value.
        keyed = self._begun[identity_kind].copy()
        keyed.update(identity.encode("utf-8", "surrogatepass"))
        return int.from_bytes(keyed.digest()) or 1
