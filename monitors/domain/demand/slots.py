"""What was told of demand, brought together: by source, channel and slot, and by hour.

Each contact is told once: a count that names a platform or a unit is not part of one that names none. So the
counts of a slot add up, and its time counts once. Slots of one source and channel do not overlap.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from streams.contracts.signals import Demand

HOUR_MS: Final = 3_600_000
LONGEST_MS: Final = 24 * HOUR_MS
"""What is counted over a longer time says nothing of an hour."""


class SlotKey(NamedTuple):
    """One slot of one channel, as one source tells it; Unix milliseconds, half-open."""

    channel: str
    source: str
    from_ms: int
    until_ms: int


class Slot(NamedTuple):
    """What came in a slot, and how many could be served in it (None: nobody says)."""

    key: SlotKey
    contacts: int
    capacity: int | None

    @property
    def is_full(self) -> bool:
        """Whether the channel could serve no more."""
        return self.capacity is not None and self.contacts >= self.capacity and self.contacts > 0


class HourKey(NamedTuple):
    """One hour of one channel, as one source tells it."""

    channel: str
    source: str
    hour_ms: int


class HourSeen(NamedTuple):
    """What came in an hour, in so many told seconds of it."""

    contacts: float
    seconds: float


def is_sound(event: Demand) -> bool:
    """Whether its slot ends behind its beginning and is no longer than a day."""
    return 0 < event.until_ms - event.at_ms <= LONGEST_MS


def slot_of(event: Demand) -> SlotKey:
    """The slot that an event is about."""
    return SlotKey(event.channel, event.source, event.at_ms, event.until_ms)


def slots_of(events: Iterable[Demand]) -> list[Slot]:
    """Events by slot, in their order of time; repeats by (source, id) count once."""
    told = {(each.source, each.id): each for each in events}
    slots: dict[SlotKey, Slot] = {}
    for each in told.values():
        key = slot_of(each)
        before = slots.get(key, Slot(key, 0, None))
        known = [capacity for capacity in (before.capacity, each.capacity) if capacity is not None]
        slots[key] = Slot(key, before.contacts + each.count, max(known, default=None))
    return sorted(slots.values(), key=lambda one: (one.key.from_ms, one.key))


def spans_of(events: Iterable[Demand]) -> list[tuple[int, int]]:
    """The times in which the slots of some events lie, in order; what is a day apart is no time of its own.

    One count that was dated years ago asks for its own day, and not for the years between.
    """
    spans: list[tuple[int, int]] = []
    for begin_ms, end_ms in sorted((each.at_ms, each.until_ms) for each in events):
        if spans and begin_ms - spans[-1][1] < LONGEST_MS:
            spans[-1] = spans[-1][0], max(spans[-1][1], end_ms)
        else:
            spans.append((begin_ms, end_ms))
    return spans


def full_channels(new: Iterable[Demand], before: Iterable[Demand]) -> frozenset[str]:
    """The channels that could serve no more in a slot that new events tell of, with what stood `before`."""
    mine = list(new)
    touched = {slot_of(each) for each in mine}
    return frozenset(
        slot.key.channel for slot in slots_of([*before, *mine]) if slot.is_full and slot.key in touched
    )


def hours_of(new: Iterable[Demand], before: Iterable[Demand] = ()) -> dict[HourKey, HourSeen]:
    """What new events add to their hours; the time of a slot that stands `before` was added with that.

    A slot over the turn of an hour is divided by its time.
    """
    told = {slot_of(each) for each in before}
    hours: dict[HourKey, HourSeen] = {}
    for slot in slots_of(new):
        key = slot.key
        for hour_ms, part in _hours(key.from_ms, key.until_ms):
            seconds = 0.0 if key in told else part * (key.until_ms - key.from_ms) / 1000
            at = HourKey(key.channel, key.source, hour_ms)
            seen = hours.get(at, HourSeen(0.0, 0.0))
            hours[at] = HourSeen(seen.contacts + slot.contacts * part, seen.seconds + seconds)
    return hours


def _hours(from_ms: int, until_ms: int) -> Iterator[tuple[int, float]]:
    """The hours that a time touches, each with the part of it that lies there."""
    for hour_ms in range(from_ms - from_ms % HOUR_MS, until_ms, HOUR_MS):
        within = min(until_ms, hour_ms + HOUR_MS) - max(from_ms, hour_ms)
        yield hour_ms, within / (until_ms - from_ms)
