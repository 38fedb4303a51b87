"""What the judge remembers, as bytes with a version: MessagePack, quickly compressed.

A state is read only by rules that remember the same things in the same layout. The layout is told by the
types themselves, so a change of theirs needs no hand; `VERSION` goes up where the same layout means something
else.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from typing import Any, Final
from zlib import compress, decompress
from zlib import error as zlib_error

import msgspec
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.outage.book import GROUPS, Book, Numbers
from monitors.domain.outage.cases import Case
from monitors.domain.outage.folding import SavedFold
from monitors.domain.outage.packing import Packed, pack, unpack
from monitors.domain.outage.series import Kind, Layout
from monitors.domain.outage.voices import Voices
from monitors.domain.outage.volume import Drop
from monitors.domain.outage.windows import Counts, Votes
from monitors.domain.outage.witnesses import THINNED_AT
from streams.contracts.columns import Column

VERSION = 3
_MARK = b"holdfast.outage"
_LAYOUT_BYTES: Final = 8
_QUICKLY = 1
_ADVICE: Final = "judge the evidence of the last 48 hours again"


class StateVersionError(ValueError):
    """A state that these rules cannot go on from: it must be made again from the evidence."""


class Slow(Struct, kw_only=True):
    """What changes once a minute: written once a minute too."""

    rates: dict[str, Packed]
    volume: dict[str, Packed]


class Memory(Struct, kw_only=True):
    """Everything, as it is stored; `slow` is a `Slow`."""

    names: list[list[str]]
    fold: SavedFold
    layout: tuple[int, int, int]
    slow: bytes
    cusum: dict[str, Packed]
    spans: dict[str, Packed]
    number: int
    witnesses: list[list[Column]]
    learnt_minute: int
    earlier: dict[int, tuple[int, int, int]]
    cases: list[Case]
    voices: Voices
    drops: list[Drop]
    egress_since: int | None

    def book(self) -> Book:
        """The names in their order."""
        platforms, units, sites = self.names
        return Book(Numbers(platforms), Numbers(units), Numbers(sites))

    def room(self) -> Layout:
        """The layout of the series."""
        return Layout(*self.layout)


def written(memory: Memory) -> bytes:
    """A memory as bytes. Pseudonyms and means are left as they are: they cannot be compressed."""
    parts = [msgspec.msgpack.encode(memory.witnesses), memory.slow]
    rest = compress(msgspec.msgpack.encode(msgspec.structs.replace(memory, witnesses=[], slow=b"")), _QUICKLY)
    return _MARK + VERSION.to_bytes(2, "big") + layout() + msgspec.msgpack.encode([*parts, rest])


def read(state: bytes) -> Memory:
    """A memory of bytes. Raises StateVersionError for those of another version or layout, or damaged ones."""
    mark, told = state[: len(_MARK)], state[len(_MARK) :]
    version, told = int.from_bytes(told[:2], "big"), told[2:]
    if mark != _MARK or version != VERSION:
        raise StateVersionError(
            f"this state is of version {version if mark == _MARK else 'unknown'} of the outage rules, and"
            f" these are version {VERSION}: {_ADVICE}"
        )
    if told[:_LAYOUT_BYTES] != layout():
        raise StateVersionError(f"this state was laid out by another Holdfast: {_ADVICE}")
    with going_on():
        witnesses, slow, rest = msgspec.msgpack.decode(told[_LAYOUT_BYTES:], type=tuple[bytes, bytes, bytes])
        memory = msgspec.msgpack.decode(decompress(rest), type=Memory)
        columns = msgspec.msgpack.decode(witnesses, type=list[list[Column]])
    return msgspec.structs.replace(memory, witnesses=columns, slow=slow)


@contextmanager
def going_on() -> Iterator[None]:
    """Whatever goes wrong while somebody goes on from a state becomes StateVersionError.

    Otherwise a worker would trip over the same state for ever; the evidence to judge again is there.
    """
    try:
        yield
    except StateVersionError:
        raise
    except (msgspec.MsgspecError, zlib_error, LookupError, ValueError, TypeError, AttributeError) as error:
        raise StateVersionError(f"this state cannot be read ({type(error).__name__}): {_ADVICE}") from error


def check_fit(
    saved: Mapping[str, NDArray[Any]], own: Mapping[str, NDArray[Any]], *, grows: bool = False
) -> None:
    """Raise StateVersionError unless stored arrays are those that the rules have, in name, kind and shape.

    The last axis of arrays that `grows` is of any length.
    """
    told, known = (
        {name: (a.dtype, a.shape[:-1] if grows else a.shape) for name, a in arrays.items()}
        for arrays in (saved, own)
    )
    if told != known:
        raise StateVersionError(f"this state holds other figures than these rules: {_ADVICE}")


@cache
def layout() -> bytes:
    """What a memory's types and columns are known by: it differs where a name, a type or an order does."""
    kinds, parts = msgspec.json.schema_components((Memory, Slow, Column))
    columns = [Votes.NAMES, Counts.NAMES, GROUPS, [kind.name for kind in Kind], THINNED_AT]
    told = json.dumps([_without_words([kinds, parts]), columns], sort_keys=True)
    return blake2b(told.encode(), digest_size=_LAYOUT_BYTES).digest()


def _without_words(schema: Any) -> Any:
    """A schema without its docstrings: better words are no other layout."""
    if isinstance(schema, dict):
        return {name: _without_words(part) for name, part in schema.items() if name != "description"}
    return [_without_words(part) for part in schema] if isinstance(schema, list | tuple) else schema


def slow_of(rates: dict[str, NDArray[Any]], volume: dict[str, NDArray[Any]]) -> bytes:
    """What changes once a minute, as bytes; hardly any of it can be compressed."""
    return msgspec.msgpack.encode(Slow(rates=packed(rates), volume=packed(volume)))


def of_slow(data: bytes) -> tuple[dict[str, NDArray[Any]], dict[str, NDArray[Any]]]:
    """The rates and volumes again."""
    slow = msgspec.msgpack.decode(data, type=Slow)
    return unpacked(slow.rates), unpacked(slow.volume)


def packed(arrays: dict[str, NDArray[Any]]) -> dict[str, Packed]:
    """Arrays by name, to be stored."""
    return {name: pack(array) for name, array in arrays.items()}


def unpacked(arrays: dict[str, Packed]) -> dict[str, NDArray[Any]]:
    """Arrays by name again."""
    return {name: unpack(array) for name, array in arrays.items()}
