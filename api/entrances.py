"""The doors of a demonstration: addresses that sign somebody in, made by `holdfast demo` alone."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from monitors.domain.register.actions import Role


class Entrance(NamedTuple):
    """Who comes in by an address, as what, and on which page."""

    login: str
    name: str
    role: Role
    unit: str | None
    page: str


def write_entrances(file: Path, entrances: Mapping[str, Entrance]) -> None:
    """Write them for the hub, readable by this user only. The keys are secrets: each is an address."""
    file.touch(mode=0o600)
    file.write_bytes(msgspec.json.encode({key: tuple(each) for key, each in entrances.items()}))


def read_entrances(file: Path) -> dict[str, Entrance]:
    """Those that a demonstration wrote. Raises OSError, msgspec.DecodeError, msgspec.ValidationError."""
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Entrance])


def addresses(base: str, entrances: Mapping[str, Entrance]) -> Sequence[tuple[Entrance, str]]:
    """Where each comes in."""
    return [(each, f"{base}demonstration/{key}") for key, each in entrances.items()]
