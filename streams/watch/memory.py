"""What a watch must know after a restart, committed with its events: as a collector commits its position."""

import msgspec

from streams.contracts.positions import Position, UnreadablePositionError, decode_position

FORMAT = "watch"
"""Stands in the position where a collector names the format of its log."""

_VERSION = 1


class PageMemory(msgspec.Struct, frozen=True, kw_only=True):
    """What was last sent of a status page."""

    state: str = "operational"
    groups: list[str] = []


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """`number` counts commits; `pages` by platform; `answered` names the hosts that ever answered a probe."""

    version: int = _VERSION
    number: int = 0
    pages: dict[str, PageMemory] = {}
    answered: list[str] = []


def position_key(name: str) -> str:
    """Under which source a watch keeps its memory; no log can be called so."""
    return f"!watch.{name}"


def encode_memory(name: str, memory: Memory) -> bytes:
    """As it stands on the topic of positions."""
    state = msgspec.json.encode(memory).decode()
    return Position(source=position_key(name), format=FORMAT, state=state).encode()


def decode_memory(stored: bytes | None) -> Memory:
    """The memory as it was stored, a new one where nothing was. Raises UnreadablePositionError."""
    if stored is None:
        return Memory()
    position = decode_position(stored)
    try:
        memory = msgspec.json.decode(position.state, type=Memory)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise UnreadablePositionError(f"what this watch remembers cannot be read: {error}") from error
    if memory.version != _VERSION:
        raise UnreadablePositionError(
            f"what this watch remembers has version {memory.version}, and this Holdfast reads {_VERSION}; "
            "run the version that wrote it, or give this watch another name"
        )
    return memory
