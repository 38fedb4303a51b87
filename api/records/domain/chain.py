"""One record without its content, and the chain that records make, so that no change of one stays unseen.

Each link covers what is known of a record, a commitment to its content, and the hash of the link before. The
commitment is SHA-256 over a random salt and the content; the salt is sealed with the content and destroyed
with it, so that what stays of a destroyed record says nothing of what was in it, while whoever still has the
record can show that it is the one.
"""

import hashlib
from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from msgspec import Struct

from streams.doors.records_port import Direction

BEGINNING: Final = "0" * 64
"""Stands before the first record."""


class Facts(Struct, frozen=True, kw_only=True):
    """What is known of a record beside its content; it never changes.

    `at_ms` is when it was published or received by the platform's word, `kept_at_ms` when we had it; `unit`
    is whose account it is, empty where the settings do not say. `size` is that of the content in bytes.
    """

    number: int
    account: str
    platform: str
    direction: Direction
    form: str
    unit: str
    at_ms: int
    kept_at_ms: int
    size: int


class Link(Struct, frozen=True, kw_only=True):
    """A record in its place: numbers rise by one from 1, hashes are SHA-256 in hexadecimal."""

    facts: Facts
    commitment: str
    previous_hash: str
    hash: str


class Break(Struct, frozen=True, kw_only=True):
    """The first record at which the chain does not hold.

    `missing`: its number does not follow. `altered`: what is known of it is not what was hashed.
    `not-behind`: it does not name the hash before it. `unopened`: its content does not open, and it was not
    destroyed. `exchanged`: its content opens, and is not what it was.
    """

    number: int
    why: Literal["missing", "altered", "not-behind", "unopened", "exchanged"]


def commitment_to(salt: bytes, content: bytes) -> str:
    """What stands for the content in the chain; `salt` has a fixed length."""
    return hashlib.sha256(salt + content).hexdigest()


def hash_of(facts: Facts, commitment: str, previous_hash: str) -> str:
    """SHA-256 over the canonical JSON of a link: fields sorted by name, UTF-8, no spaces."""
    covered = {"facts": facts, "commitment": commitment, "previous_hash": previous_hash}
    return hashlib.sha256(msgspec.json.encode(covered, order="sorted")).hexdigest()


def linked(facts: Facts, commitment: str, last_hash: str) -> Link:
    """A record behind the one that has this hash."""
    return Link(
        facts=facts,
        commitment=commitment,
        previous_hash=last_hash,
        hash=hash_of(facts, commitment, last_hash),
    )


def first_break(links: Sequence[Link], before: Link | None = None) -> Break | None:
    """Where links behind one that holds (None: from the beginning) do not; None where all do."""
    number, previous = (0, BEGINNING) if before is None else (before.facts.number, before.hash)
    for link in links:
        number += 1
        if link.facts.number != number:
            return Break(number=number, why="missing")
        if link.hash != hash_of(link.facts, link.commitment, link.previous_hash):
            return Break(number=number, why="altered")
        if link.previous_hash != previous:
            return Break(number=number, why="not-behind")
        previous = link.hash
    return None
