"""What the judge remembers, as bytes with a version: MessagePack, quickly compressed."""

from typing import Any
from zlib import compress, decompress

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

VERSION = 1
_MARK = b"holdfast.outage"
_QUICKLY = 1


class StateVersionError(ValueError):
    """A state that was written by another version of the rules: it must be carried over or made again."""


class Memory(Struct, kw_only=True):
    """Everything, as it is stored."""

    names: list[list[str]]
    fold: SavedFold
    layout: tuple[int, int, int]
    rates: dict[str, Packed]
    cusum: dict[str, Packed]
    spans: dict[str, Packed]
    number: int
    witnesses: dict[str, Packed]
    learnt_minute: int
    earlier: dict[int, tuple[int, int, int]]
    cases: list[Case]
    voices: Voices
    volume: dict[str, Packed]
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
    """A memory as bytes."""
    return _MARK + VERSION.to_bytes(2, "big") + compress(msgspec.msgpack.encode(memory), _QUICKLY)


def read(state: bytes) -> Memory:
    """A memory of bytes. Raises StateVersionError for those of another version."""
    mark, version = state[: len(_MARK)], int.from_bytes(state[len(_MARK) : len(_MARK) + 2], "big")
    if mark != _MARK or version != VERSION:
        raise StateVersionError(
            f"this state is of version {version if mark == _MARK else 'unknown'} of the outage rules, and these"
            f" are version {VERSION}: judge the evidence of the last 48 hours again"
        )
    return msgspec.msgpack.decode(decompress(state[len(_MARK) + 2 :]), type=Memory)


def packed(arrays: dict[str, NDArray[Any]]) -> dict[str, Packed]:
    """Arrays by name, to be stored."""
    return {name: pack(array) for name, array in arrays.items()}


def unpacked(arrays: dict[str, Packed]) -> dict[str, NDArray[Any]]:
    """Arrays by name again."""
    return {name: unpack(array) for name, array in arrays.items()}
