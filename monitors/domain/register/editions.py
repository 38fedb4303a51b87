"""Yearly editions of the register: frozen, chained to the one before, sealed, and compared.

An edition is all entries of a day in one canonical form, with the hash of the edition before it. Its seal is
an Ed25519 signature (RFC 8032) over that form. So anybody who has the public key can tell that an edition,
and every one before it in the chain, is as it was frozen by whoever has the private key. It proves nothing
against that one: for that, lodge the edition's SHA-256 with somebody else when it is frozen.

What is hashed is what stands in the file, so that a later Holdfast, whose entries may have more fields, finds
an old edition as sound as it was.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, NamedTuple, Protocol

import msgspec
from msgspec import Struct

from monitors.domain.outage.records import Reason
from monitors.domain.register.records import Entry, EntryKey

SCHEMA: Final = "holdfast.register-edition/1"

Difference = Literal["added", "removed", "changed"]


class Edition(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """The register as it stood; `previous_sha256` is that of the edition before it, if any."""

    name: str
    frozen_on: date
    previous_sha256: str | None
    entries: list[Entry]


class Seal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The edition's hash, and what only the holder of the private key makes of it, as hexadecimal digits.

    `key` is the SHA-256 of the public key: it tells which one to ask for, and is no reason to believe it.
    """

    sha256: str
    algorithm: Literal["Ed25519"]
    key: str
    signature: str


class SealedEdition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An edition as it is kept; `text` is its canonical form.

    Neither it nor its seal has another field: what stands there and is not hashed would pass for frozen.
    """

    text: msgspec.Raw = msgspec.field(name="edition")
    seal: Seal

    @property
    def edition(self) -> Edition:
        """What it holds. Raises ValidationError where it is no edition."""
        return msgspec.json.decode(self.text, type=Edition)

    @property
    def sha256(self) -> str:
        """The hash of what it holds, whatever its seal says."""
        return _sha256(bytes(self.text))


class PublicKey(Protocol):
    """What seals are checked with; `name` is the SHA-256 of the key."""

    @property
    def name(self) -> str:
        """Which key it is."""
        ...

    def holds(self, signature: bytes, data: bytes) -> bool:
        """Whether the holder of the private key signed this."""
        ...


class PrivateKey(Protocol):
    """What editions are sealed with; `name` is that of its public key."""

    @property
    def name(self) -> str:
        """Which key it is."""
        ...

    def signature(self, data: bytes) -> bytes:
        """Sign this."""
        ...


class FieldChange(NamedTuple):
    """What became of one field, as JSON has its values; None is "not answered".

    A field within another is named with a point, as in `fallback.tested_on`.
    """

    name: str
    before: Any
    after: Any


class Changed(NamedTuple):
    """What became of one entry from one edition to another; `fields` that differ, where it is in both."""

    key: EntryKey
    what: Difference
    fields: tuple[FieldChange, ...] = ()


def frozen(name: str, entries: Iterable[Entry], today: date, previous: SealedEdition | None) -> Edition:
    """The register as an edition, behind the `previous` one."""
    return Edition(
        name=name,
        frozen_on=today,
        previous_sha256=None if previous is None else previous.sha256,
        entries=sorted(entries, key=lambda each: each.key),
    )


def canonical(edition: Edition) -> bytes:
    """The one form in which an edition is hashed: JSON without blanks, keys in the order of their letters.

    It is read back first, so that 24 hours and 24.0 hours are the same.
    """
    return _canonical(edition, Edition)


def canonical_text(text: bytes) -> bytes:
    """The canonical form of an edition that is written otherwise, with all that stands there."""
    return msgspec.json.encode(msgspec.json.decode(text), order="sorted")


def sealed(edition: Edition, key: PrivateKey) -> SealedEdition:
    """An edition with its seal."""
    data = canonical(edition)
    seal = Seal(sha256=_sha256(data), algorithm="Ed25519", key=key.name, signature=key.signature(data).hex())
    return SealedEdition(text=msgspec.Raw(data), seal=seal)


def faults_of_edition(
    kept: SealedEdition, keys: Mapping[str, PublicKey], previous: SealedEdition | None = None
) -> list[Reason]:
    """What does not hold of a kept edition; empty where all of it does.

    `keys` are those that are believed, by their names; without any the seal is not looked at. Without a
    `previous` edition its place in the chain is not; that one's own faults are asked for by themselves.
    """
    seal = kept.seal
    faults = [] if seal.sha256 == kept.sha256 else [Reason("edition-altered")]
    key = keys.get(seal.key)
    if keys and key is None:
        faults.append(Reason("edition-of-another-key"))
    elif key is not None and not key.holds(_bytes_of(seal.signature), bytes(kept.text)):
        faults.append(Reason("edition-seal-broken"))
    if previous is not None and kept.edition.previous_sha256 != previous.sha256:
        faults.append(Reason("edition-not-behind", {"previous": previous.edition.name}))
    return faults


def differences(older: Sequence[Entry], newer: Sequence[Entry]) -> list[Changed]:
    """What changed from one register to another, entry by entry, in the order of their keys."""
    before, after = ({entry.key: entry for entry in entries} for entries in (older, newer))
    found = []
    for key in sorted(before.keys() | after.keys()):
        if key not in before:
            found.append(Changed(key, "added"))
        elif key not in after:
            found.append(Changed(key, "removed"))
        elif fields := _differing(before[key], after[key]):
            found.append(Changed(key, "changed", fields))
    return found


def entry_sha256(entry: Entry) -> str:
    """The hash of one entry, for exports."""
    return _sha256(_canonical(entry, Entry))


def _differing(one: Entry, other: Entry) -> tuple[FieldChange, ...]:
    """The fields in which two entries differ; those of the declaration by their own names."""
    return tuple(_changes("", _fields(one), _fields(other)))


def _fields(entry: Entry) -> dict[str, Any]:
    """The fields of an entry, then those of what it declares."""
    own: dict[str, Any] = msgspec.to_builtins(entry)
    declared: dict[str, Any] = own.pop("declaration")
    return own | declared


def _changes(name: str, before: Any, after: Any) -> Iterator[FieldChange]:
    """What differs in a field, each by its own name where a field has fields."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before | after:
            yield from _changes(f"{name}.{key}".removeprefix("."), before.get(key), after.get(key))
    elif before != after:
        yield FieldChange(name, before, after)


def _canonical(value: Struct, kind: type[Struct]) -> bytes:
    """A value in its one form."""
    return msgspec.json.encode(msgspec.json.decode(msgspec.json.encode(value), type=kind), order="sorted")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _bytes_of(digits: str) -> bytes:
    """Bytes from their hexadecimal digits; none where they are no such digits, which sign nothing."""
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return b""
