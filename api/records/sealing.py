"""Seals what is kept: AES-256 in Galois/Counter Mode (NIST SP 800-38D), each record bound to its place.

What is known of a record is authenticated with its content, so that no content can be moved to another record
or another account. The nonce is random, 96 bits; a key seals far fewer than the 2^32 contents for which that
is safe.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.records.domain.chain import Facts
from api.records.domain.content import Content
from api.records.key_file import RecordKey

NONCE_BYTES: Final = 12
SALT_BYTES: Final = 32


class SealError(Exception):
    """What was kept does not open; the message holds nothing of it."""


class Sealed(NamedTuple):
    """A sealed content, and the version of the key that opens it."""

    key_version: int
    data: bytes


class Sealer:
    """Seals with the newest of some keys, and opens with the one that sealed."""

    def __init__(self, keys: Sequence[RecordKey]) -> None:
        self._ciphers = {each.version: AESGCM(each.key) for each in keys}
        self.newest = keys[-1].version
        self._ids = {each.version: _derived(each.key) for each in keys}

    @property
    def versions(self) -> tuple[int, ...]:
        """The versions of the keys that there are."""
        return tuple(self._ciphers)

    def content(self, vendor_id: str, content_type: str, body: bytes) -> Content:
        """What is to be sealed, with a salt of its own."""
        return Content(
            salt=secrets.token_bytes(SALT_BYTES), vendor_id=vendor_id, content_type=content_type, body=body
        )

    def seal(self, facts: Facts, content: Content) -> Sealed:
        """Seal it with the newest key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = msgspec.msgpack.encode(content)
        data = nonce + self._ciphers[self.newest].encrypt(nonce, plain, _bound(facts))
        return Sealed(self.newest, data)

    def open(self, facts: Facts, sealed: Sealed) -> Content:
        """What was sealed. Raises SealError."""
        cipher = self._ciphers.get(sealed.key_version)
        if cipher is None:
            raise SealError(
                f"record {facts.number} was sealed with key version {sealed.key_version}, which is not "
                "in the key file; put back a copy that has it"
            )
        nonce, data = sealed.data[:NONCE_BYTES], sealed.data[NONCE_BYTES:]
        try:
            plain = cipher.decrypt(nonce, data, _bound(facts))
            return msgspec.msgpack.decode(plain, type=Content)
        except (InvalidTag, ValueError, msgspec.DecodeError, msgspec.ValidationError) as error:
            raise SealError(
                f"record {facts.number} does not open: it was changed since, or another key has "
                "its version; compare the store and the key file with a backup"
            ) from error

    def names_of(self, account: str, platform: str, vendor_id: str) -> list[bytes]:
        """What tells a message that came before, by each key, the newest first; it gives no id away."""
        said = msgspec.json.encode([account, platform, vendor_id])
        newest_first = sorted(self._ids, reverse=True)
        return [hmac.digest(self._ids[version], said, "sha256") for version in newest_first]


def _bound(facts: Facts) -> bytes:
    """What is authenticated with the content."""
    return msgspec.json.encode(facts, order="sorted")


def _derived(key: bytes) -> bytes:
    """A key of its own for naming messages, so that no key serves two ends."""
    return hmac.digest(key, b"holdfast records: names of messages", hashlib.sha256)
