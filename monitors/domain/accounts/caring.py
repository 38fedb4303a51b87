"""*Who cares*: how many people write to an account, what share is answered, and how soon.

The time to answer is told in plain hours, nights and holidays included, for that is how long somebody waits
who turns to a public body. These are counts of messages of people outside, so none is withheld; how soon a
unit of few people answers is somebody's own, and is (`api.domain.accounts`).
"""

import math
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from monitors.domain.accounts.conversations import Conversation, turns
from monitors.domain.accounts.records import AccountDay, AccountKey

BINS_AN_OCTAVE: Final = 8
"""Waits are counted on a logarithmic scale, so a median is right within 9 %."""

_HOUR_MS: Final = 3_600_000

LocalTime = Callable[[int], tuple[int, int]]
"""A moment -> its local day and hour of the day."""


class Cared(NamedTuple):
    """A week or a month of one account, or of several. `median_ms`: None where nothing was answered."""

    inbound: int
    reactions: int
    asked: int
    answered: int
    replies: int
    posts: int
    median_ms: int | None

    @property
    def answered_share(self) -> float | None:
        """The part of questions that was answered so far; None where nobody asked."""
        return self.answered / self.asked if self.asked else None


def bin_of(wait_ms: int) -> int:
    """The bin of a wait; a second and less is the first one."""
    return max(0, math.floor(BINS_AN_OCTAVE * math.log2(max(wait_ms, 1) / 1000)))


def wait_of(number: int) -> int:
    """The middle of a bin, in milliseconds."""
    return round(1000 * 2 ** ((number + 0.5) / BINS_AN_OCTAVE))


def days_of(key: AccountKey, conversation: Conversation, local: LocalTime) -> dict[int, AccountDay]:
    """What one conversation comes to, by local day."""
    days: dict[int, AccountDay] = {}

    def on(at_ms: int) -> tuple[AccountDay, int]:
        day, hour = local(at_ms)
        if day not in days:
            days[day] = AccountDay(platform=key.platform, name=key.name, day=day)
        return days[day], hour

    for entry in conversation.entries:
        told, hour = on(entry.at_ms)
        if entry.kind == "asks":
            told.inbound += 1
            _count(told.heard_by_hour, hour)
        elif entry.kind == "reacts":
            told.reactions += 1
            _count(told.heard_by_hour, hour)
        elif entry.kind == "replies":
            told.replies += 1
            _count(told.replies_by_hour, entry.at_ms // _HOUR_MS)
        else:
            told.posts += 1
    for turn in turns(conversation):
        told, _ = on(turn.asked_ms)
        told.asked += 1
        if turn.waited_ms is not None:
            told.answered += 1
            _count(told.waits, bin_of(turn.waited_ms))
    return days


def add(total: AccountDay, more: AccountDay, times: int = 1) -> None:
    """Add the counts of one day to another's; `times` -1 takes them away again."""
    total.inbound += times * more.inbound
    total.reactions += times * more.reactions
    total.asked += times * more.asked
    total.answered += times * more.answered
    total.replies += times * more.replies
    total.posts += times * more.posts
    for mine, others in (
        (total.waits, more.waits),
        (total.heard_by_hour, more.heard_by_hour),
        (total.replies_by_hour, more.replies_by_hour),
    ):
        for number, count in others.items():
            _count(mine, number, times * count)


def cared(days: Iterable[AccountDay]) -> Cared:
    """All of these days together."""
    total = AccountDay(platform="", name="", day=0)
    for each in days:
        add(total, each)
    return Cared(
        total.inbound,
        total.reactions,
        total.asked,
        total.answered,
        total.replies,
        total.posts,
        _median(total.waits),
    )


def _median(waits: dict[int, int]) -> int | None:
    """The middle wait; of an even number the lower of the two."""
    rest = (sum(waits.values()) + 1) // 2
    for number in sorted(waits):
        rest -= waits[number]
        if rest <= 0 < waits[number]:
            return wait_of(number)
    return None


def _count(counts: dict[int, int], number: int, more: int = 1) -> None:
    counts[number] = counts.get(number, 0) + more
    if not counts[number]:
        del counts[number]
