"""What the judge remembers, as bytes with a version: MessagePack, quickly compressed."""

from typing import Any
from zlib import compress, decompress
from zlib import error as zlib_error

import msgspec
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.outage.book import Book, Numbers
from monitors.domain.outage.cases import Case
from monitors.domain.outage.folding import SavedFold
from monitors.domain.outage.packing import Packed, pack, unpack
from monitors.domain.outage.series import Layout
from monitors.domain.outage.voices import Voices
from monitors.domain.outage.volume import Drop
from streams.contracts.columns import Column

VERSION = 1
_MARK = b"holdfast.outage"
_QUICKLY = 1


class StateVersionError(ValueError):
    """A state that was written by another version of the rules: it must be carried over or made again."""


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
    return _MARK + VERSION.to_bytes(2, "big") + msgspec.msgpack.encode([*parts, rest])


def read(state: bytes) -> Memory:
    """A memory of bytes. Raises StateVersionError for those of another version, or that are damaged."""
    mark, version = state[: len(_MARK)], int.from_bytes(state[len(_MARK) : len(_MARK) + 2], "big")
    if mark != _MARK or version != VERSION:
        raise StateVersionError(
            f"this state is of version {version if mark == _MARK else 'unknown'} of the outage rules, and"
            f" these are version {VERSION}: judge the evidence of the last 48 hours again"
        )
    try:
        witnesses, slow, rest = msgspec.msgpack.decode(
            state[len(_MARK) + 2 :], type=tuple[bytes, bytes, bytes]
        )
        memory = msgspec.msgpack.decode(decompress(rest), type=Memory)
        told = msgspec.msgpack.decode(witnesses, type=list[list[Column]])
    except (msgspec.DecodeError, zlib_error) as error:
        raise StateVersionError(
            "this state cannot be read: judge the evidence of the last 48 hours again"
        ) from error
    return msgspec.structs.replace(memory, witnesses=told, slow=slow)


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
