"""A keyed number of an outgoing text: it shows whether an approved draft was issued, and nothing else."""

import unicodedata
from hashlib import blake2b
from typing import Final

_PURPOSE: Final = b"holdfast-words"
"""BLAKE2's personalisation (at most 16 bytes): the number of a text is never that of a person or a thread."""


def words_of(text: str, key: bytes) -> int | None:
    """The number that a text has under a key, from 1 to 2**64 - 1; None where it has no words.

    White space and letter case do not count, and neither does the way in which characters are composed:
    platforms wrap lines, trim ends and normalise (Unicode Standard Annex 15, form NFKC). Every other
    character counts, so that a changed figure or name is another text.

    Keyed BLAKE2b (RFC 7693) with a digest of eight bytes, read big-endian; `key` has 16 to 64 bytes. The
    doors and the monitors have to be given the same key, else no post meets its draft.
    """
    plain = "".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())
    if not plain:
        return None
    # A text may hold half of a surrogate pair; it must hash, and to one value.
    digest = blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8, key=key, person=_PURPOSE)
    return int.from_bytes(digest.digest()) or 1
