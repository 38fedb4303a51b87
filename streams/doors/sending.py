"""What doors were told, on its way to `evidence.signals`."""

from collections.abc import Sequence
from typing import Protocol

from streams.adapters.evidence_log import LogRefused
from streams.adapters.topic_door import TopicDoor
from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.signals import decode_logged, encode_signal
from streams.contracts.topics import SIGNALS
from streams.doors.domain.deliveries import Outside


class Sending(Protocol):
    """Where events go out."""

    async def send(self, events: Sequence[Outside], /) -> None:
        """Returns once Kafka has all of them. Raises LogUnavailable, LogRefused.

        After LogUnavailable some may have landed: send all again, for whoever takes them in knows their ids.
        """
        ...


class SignalsDoor(TopicDoor):
    """The way onto the topic, kept open; `acks=all`."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        super().__init__(bootstrap, prefix, SIGNALS)

    async def send(self, events: Sequence[Outside], /) -> None:
        """As the port says."""
        await self.hand_over_all([(event.source.encode(), _message(event)) for event in events])


def _message(event: Outside) -> bytes:
    """The bytes of an event. Raises LogRefused where whoever judges would lay it aside, unseen."""
    try:
        value = encode_signal(event)
        decode_logged(value)
    except (UnreadableMessageError, UnicodeEncodeError, OverflowError) as error:
        raise LogRefused("an event that the monitors would not take") from error
    return value
