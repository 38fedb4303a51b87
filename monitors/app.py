"""The monitors as a Faust application: the whole route from evidence to judgement, on one page.

    evidence.usage   -> usage   -> Worker.take -> Lane -> UsageFold   -> one transaction
    evidence.signals -> signals -> Worker.take -> Lane -> SignalsFold -> one transaction
    hub.actions      -> actions -> Worker.take -> Lane -> ActionsFold -> one transaction
    hub.audit        -> audit   -> Worker.take -> Lane -> AuditFold -> one transaction
    what it decided  -> from the database, in its order -> Relay -> hub.changes, monitors.dead.letters
    every 5 seconds  -> watch   -> is this still the same broker? -> a tick onto evidence.signals
    every hour       -> expire  -> rows that are old enough go

Faust gives the consumer group, routing, timers and rebalancing. Its tables, windows and own delivery
guarantees are not used: what is read, and from where, is decided by the database (`monitors.store`).
"""

from collections.abc import AsyncIterable, Awaitable, Callable, Mapping
from typing import Any, Final, Protocol

import faust
from faust.types import TP, EventT

from monitors.adapters.transport import Extent, Places, SeekingTransport
from monitors.settings import MonitorSettings
from streams.contracts.topics import ACTIONS, AUDIT, LARGEST_MESSAGE_BYTES, SIGNALS, USAGE, Topic

GROUP: Final = "monitors"
"""The consumer group, behind the topic prefix."""

WATCH_SECONDS: Final = 5.0
EXPIRE_SECONDS: Final = 3600.0

SESSION_SECONDS: Final = 10.0
HEARTBEAT_SECONDS: Final = 3.0
"""A worker that is not heard of for a session is taken for dead, and what it had is shared out again: to the
others, or to itself started anew. (Kafka's "static membership" would spare the latter the wait, but hands out
an old assignment again after a topic was made anew.)"""


class Hands(Protocol):
    """What the application puts messages and moments into; `monitors.worker.Worker` is it."""

    async def places(self, extents: Mapping[TP, Extent], /) -> Mapping[TP, int]:
        """Partitions are assigned: where to read each from. Raises where that cannot be known."""
        ...

    async def take(self, event: EventT[Any]) -> None:
        """A message of evidence, of somebody's action, or for the audit log. Never raises."""
        ...

    async def leave(self, partitions: set[TP]) -> None:
        """These partitions are taken away. Never raises."""
        ...

    async def watch(self) -> None:
        """Some seconds have passed. Never raises."""
        ...

    async def expire(self) -> None:
        """An hour has passed. Never raises."""
        ...


class MonitorsApp(faust.App):
    """A Faust application that reads committed messages from where the database says."""

    places: Places

    def _new_transport(self) -> SeekingTransport:
        """Faust's one way to bring a transport of one's own."""
        return SeekingTransport(self.conf.broker_consumer, self)

    def _create_directories(self) -> None:
        """Faust keeps nothing on disk here, so it needs no folders."""


def create_app(settings: MonitorSettings, hands: Hands) -> MonitorsApp:
    """The application, not started; touches no event loop."""
    app = MonitorsApp(
        settings.topic_prefix + GROUP,
        broker=[f"kafka://{address}" for address in settings.broker.split(",")],
        broker_session_timeout=SESSION_SECONDS,
        broker_heartbeat_interval=HEARTBEAT_SECONDS,
        consumer_auto_offset_reset="none",  # a place that is gone is an error to be told, not a jump
        consumer_max_fetch_size=2 * LARGEST_MESSAGE_BYTES,
        producer_max_request_size=2 * LARGEST_MESSAGE_BYTES,  # so that each topic's own limit decides
        stream_buffer_maxsize=64,
        stream_wait_empty=False,
        key_serializer="raw",
        value_serializer="raw",
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        autodiscover=False,
    )
    app.places = hands.places

    async def usage(stream: Any) -> None:
        await hand_on(stream, hands.take)

    async def signals(stream: Any) -> None:
        await hand_on(stream, hands.take)

    async def actions(stream: Any) -> None:
        await hand_on(stream, hands.take)

    async def audit(stream: Any) -> None:
        await hand_on(stream, hands.take)

    async def on_partitions_revoked(_app: Any, /, *revoked: Any, **_: Any) -> None:
        await hands.leave(set(revoked[0]))

    app.agent(stated_topic(app, settings, USAGE), name="usage")(usage)
    app.agent(stated_topic(app, settings, SIGNALS), name="signals")(signals)
    app.agent(stated_topic(app, settings, ACTIONS), name="actions")(actions)
    app.agent(stated_topic(app, settings, AUDIT), name="audit")(audit)
    app.timer(WATCH_SECONDS, name="watch")(hands.watch)
    app.timer(EXPIRE_SECONDS, name="expire")(hands.expire)
    app.on_partitions_revoked.connect(on_partitions_revoked)
    return app


def stated_topic(app: faust.App, settings: MonitorSettings, topic: Topic) -> Any:
    """A topic as Faust sees it: raw bytes, made beforehand."""
    return app.topic(
        topic.named(settings.topic_prefix), key_type=bytes, value_type=bytes, allow_empty=True, internal=True
    )


async def hand_on(stream: Any, take: Callable[[EventT[Any]], Awaitable[None]]) -> None:
    """Hand every message on as it comes; its lane acknowledges it once its effects are committed."""
    events: AsyncIterable[EventT[Any]] = stream.noack().events()
    async for event in events:
        await take(event)
