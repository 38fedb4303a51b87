"""Where citizens turned while a platform was gone: which channels are above usual, and which are full."""

from collections.abc import Iterable, Sequence
from math import floor, log10, sqrt
from typing import Final

from msgspec import Struct

from monitors.domain.demand.slots import Slot
from monitors.domain.demand.usual import Usual
from monitors.domain.impact.expected import NOTHING, Range

BASE: Final = 5
"""Counts of contacts are told in such steps below 100, and in two figures above."""

CLEARLY: Final = 2.0
"""So many times what chance does to a count (its root) it must lie above the usual range to have moved."""


class ChannelDemand(Struct, frozen=True, kw_only=True):
    """One channel within a time; counts are rounded.

    `usual` and `above` are None where nobody can say what is usual. `moved` says that more came than chance
    does. `used_share` is the busiest slot against its capacity, None where no capacity is told;
    `full_since_ms` is the beginning of the first full slot, and `is_full` whether the last told one is.
    """

    channel: str
    seen: int
    usual: Range | None
    above: Range | None
    moved: bool
    used_share: float | None
    full_since_ms: int | None
    is_full: bool
    told_until_ms: int


def demand_within(slots: Iterable[Slot], usual: Usual, from_ms: int, until_ms: int) -> list[ChannelDemand]:
    """Every channel of which anything was told in a time: those that moved first, then by name.

    A slot that reaches beyond the time counts by the part of it that lies within.
    """
    by_channel: dict[str, list[Slot]] = {}
    for slot in slots:
        if slot.key.from_ms < until_ms and slot.key.until_ms > from_ms:
            by_channel.setdefault(slot.key.channel, []).append(slot)
    told = [_channel(name, mine, usual, (from_ms, until_ms)) for name, mine in by_channel.items()]
    return sorted(told, key=lambda one: (not one.is_full, not one.moved, one.channel))


def first_full(slots: Iterable[Slot], from_ms: int, until_ms: int | None) -> dict[str, Slot]:
    """By channel the first full slot within a time; an open time has no `until_ms`."""
    first: dict[str, Slot] = {}
    for slot in sorted(slots, key=lambda one: (one.key.from_ms, one.key)):
        begins_in_time = until_ms is None or slot.key.from_ms < until_ms
        if slot.is_full and begins_in_time and slot.key.until_ms > from_ms:
            first.setdefault(slot.key.channel, slot)
    return first


def rounded(count: float) -> int:
    """A number of contacts as it may be told."""
    step = BASE if count < 100 else 10 ** (floor(log10(count)) - 1)
    return round(count / step) * step


def _channel(name: str, slots: Sequence[Slot], usual: Usual, within: tuple[int, int]) -> ChannelDemand:
    """One channel; all its sources together."""
    seen, whole = 0.0, NOTHING
    known = True
    for key, count, _ in slots:
        begin, end = max(key.from_ms, within[0]), min(key.until_ms, within[1])
        seen += count * (end - begin) / (key.until_ms - key.from_ms)
        expected = usual.within(name, key.source, begin, end)
        known = known and expected is not None
        whole += expected or NOTHING
    above = Range(max(seen - whole.high, 0.0), max(seen - whole.low, 0.0)) if known else None
    last_ms = max(key.until_ms for key, _, _ in slots)
    shares = [count / capacity for _, count, capacity in slots if capacity]
    full = first_full(slots, *within).get(name)
    return ChannelDemand(
        channel=name,
        seen=rounded(seen),
        usual=_rounded(whole) if known else None,
        above=None if above is None else _rounded(above),
        moved=known and seen - whole.high > CLEARLY * sqrt(max(whole.high, 1.0)) + BASE / 2,
        used_share=max(shares, default=None),
        full_since_ms=None if full is None else max(full.key.from_ms, within[0]),
        is_full=any(slot.is_full for slot in slots if slot.key.until_ms == last_ms),
        told_until_ms=min(last_ms, within[1]),
    )


def _rounded(whole: Range) -> Range:
    return Range(rounded(whole.low), rounded(whole.high))
