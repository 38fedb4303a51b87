"""The chain of audit entries: each holds the hash of the one before, so that no change stays unseen.

What a chain cannot tell by itself is that its newest entries were cut off, or that all of it was written
anew. Against that, note the newest hash elsewhere from time to time, and look whether it still stands there.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec
from msgspec import Struct

from monitors.domain.audit.entries import AuditEntry

BEGINNING: Final = "0" * 64
"""Stands before the first entry."""


class Link(Struct, frozen=True, kw_only=True):
    """An entry in its place: numbers rise by one from 1, hashes are SHA-256 in hexadecimal."""

    number: int
    entry: AuditEntry
    previous_hash: str
    hash: str


class Break(Struct, frozen=True, kw_only=True):
    """The first entry at which the chain does not hold.

    `missing`: its number does not follow. `altered`: its fields are not those that were hashed. `not-behind`:
    it does not name the hash before it.
    """

    number: int
    why: Literal["missing", "altered", "not-behind"]


def hash_of(number: int, previous_hash: str, entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON of an entry in its place: fields sorted by name, UTF-8, no spaces."""
    covered = {"number": number, "previous_hash": previous_hash, "entry": entry}
    return hashlib.sha256(msgspec.json.encode(covered, order="sorted")).hexdigest()


def chained(last: Link | None, entries: Iterable[AuditEntry]) -> list[Link]:
    """Entries as links behind the last one, in their order."""
    links: list[Link] = []
    behind, previous = (0, BEGINNING) if last is None else (last.number, last.hash)
    for number, entry in enumerate(entries, behind + 1):
        own = hash_of(number, previous, entry)
        links.append(Link(number=number, entry=entry, previous_hash=previous, hash=own))
        previous = own
    return links


def first_break(links: Sequence[Link], before: Link | None = None) -> Break | None:
    """Where links behind one that holds (None: from the beginning) do not; None where all do."""
    number, previous = (0, BEGINNING) if before is None else (before.number, before.hash)
    for link in links:
        number += 1
        if link.number != number:
            return Break(number=number, why="missing")
        if link.hash != hash_of(number, link.previous_hash, link.entry):
            return Break(number=number, why="altered")
        if link.previous_hash != previous:
            return Break(number=number, why="not-behind")
        previous = link.hash
    return None
