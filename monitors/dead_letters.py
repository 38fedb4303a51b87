"""Messages that the monitors could not take or send: reason and place, never a byte of the message."""

from typing import Literal

import msgspec

from monitors.store import Message, Place
from streams.contracts.topics import MONITORS_DEAD_LETTERS

VERSION = 1

Why = Literal["unreadable", "refused", "too-large"]
"""It is no message of this version, the database does not take what it comes to, or Kafka does not."""


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was left out of judgement: where it stands on Kafka, how long it is, and why.

    With `too-large` it was judged, and the database has what it came to; but the `n`-th message about that,
    of `length` bytes, is larger than Kafka takes, and whoever reads along has not been told.
    """

    version: int = VERSION
    cluster: str
    topic: str
    topic_id: str
    partition: int
    offset: int
    length: int
    reason: Why
    n: int | None = None


def letter(place: Place, offset: int, length: int, reason: Why, n: int | None = None) -> Message:
    """The message that tells of it, sent like everything else that judgement comes to."""
    told = DeadLetter(
        cluster=place.cluster_id,
        topic=place.topic,
        topic_id=place.topic_id,
        partition=place.partition,
        offset=offset,
        length=length,
        reason=reason,
        n=n,
    )
    return Message(offset, 0, MONITORS_DEAD_LETTERS.name, place.topic.encode(), msgspec.json.encode(told))
