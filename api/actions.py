"""People's actions on their way to `hub.actions`: the one door by which anything is changed."""

import asyncio
from collections.abc import Sequence
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from monitors.domain.actions import AnyAction, decode_action, encode_action, key_of_message
from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.topic_door import TopicDoor, refuse_nul
from streams.adapters.topics import create_topics
from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.topics import ACTIONS

SEND_SECONDS: Final = 30.0


async def send_actions(bootstrap: str, prefix: str, actions: Sequence[AnyAction]) -> None:
    """Send actions in their order; returns once Kafka has all of them.

    Where it fails, some may have landed: send the same actions again, for each is applied once by its id.
    Raises LogUnavailable, LogRefused where one would never be taken, and TopicMismatch.
    """
    values = [_message(action) for action in actions]
    for action, value in zip(actions, values, strict=True):
        if not ACTIONS.takes(key_of_message(action), value):
            raise LogRefused(f"an action of {len(value):,} bytes is larger than the topic takes")
    await create_topics(bootstrap, prefix)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await producer.start()
            for action, value in zip(actions, values, strict=True):
                await producer.send_and_wait(ACTIONS.named(prefix), value, key=key_of_message(action))
    except (KafkaError, TimeoutError, OSError) as error:
        raise LogUnavailable(
            f"Kafka at {bootstrap} did not take the actions: {error or 'no answer'}"
        ) from error
    finally:
        await producer.stop()


class ActionDoor(TopicDoor):
    """The hub's own: kept open, one action at a time."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        super().__init__(bootstrap, prefix, ACTIONS)

    async def send(self, action: AnyAction, /) -> None:
        """Hand an action over; returns once Kafka has it. Raises LogUnavailable, LogRefused.

        What became of it is told on `hub.changes` under its id. After LogUnavailable send the same action
        again, for each is applied once by its id.
        """
        await self.hand_over(key_of_message(action), _message(action))


def _message(action: AnyAction) -> bytes:
    """The bytes of an action. Raises LogRefused where whoever applies it would lay it aside, unseen."""
    try:
        value = encode_action(action)
        decode_action(value)
    except (UnreadableMessageError, UnicodeEncodeError) as error:
        raise LogRefused(f"an action that cannot be taken: {error}") from error
    refuse_nul(value)
    return value
