"""What other organisations said last, and how many of them see something too."""

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from msgspec import Struct


class OtherWord(NamedTuple):
    """One organisation's last word of a platform; it counts until `until_ms`."""

    platform: str
    peer: str
    state: Literal["failing", "fine", "not-used"]
    since_ms: int | None
    said_at_ms: int
    until_ms: int


class Others(Struct, frozen=True, kw_only=True):
    """Of so many others that use it and lately said how it does, it fails for so many."""

    failing: int
    using: int


def others_of(words: Iterable[OtherWord], platforms: Collection[str], now_ms: int) -> Others | None:
    """What others say now of some platforms, each organisation once; None where nobody who uses them does.

    Whoever says that any of them fails counts as failing.
    """
    states: dict[str, set[str]] = {}
    for word in words:
        if word.platform in platforms and word.until_ms > now_ms and word.state != "not-used":
            states.setdefault(word.peer, set()).add(word.state)
    if not states:
        return None
    return Others(failing=sum("failing" in said for said in states.values()), using=len(states))
