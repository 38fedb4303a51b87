"""One worker: the lanes of the partitions that it was given, and what it does as time passes."""

import asyncio
import contextlib
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import SystemRandom
from typing import Any, Final, TypeVar

import structlog
from aiokafka.errors import KafkaError
from faust.types import TP, EventT

from monitors.adapters.broker_identity import BrokerIdentity, identify
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.adapters.transport import Extent
from monitors.domain.outage.records import Change
from monitors.lane import Lane
from monitors.lane_parts import Ending, Equipment, Fold, Received
from monitors.notice_routes import Route
from monitors.read_marks import Reached, ReadMarks
from monitors.relay import SEND_SECONDS, Relay, Send
from monitors.sending import Hands, Sending
from monitors.settings import MonitorSettings
from monitors.store import Place, Store, StoreFault, StoreFull, StoreUnavailable, StoreUnusable
from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.kafka_words import in_words
from streams.contracts.signals import Tick, encode_signal
from streams.contracts.topics import ACTIONS, AUDIT, SIGNALS, USAGE, Topic

JUDGED: Final = (USAGE, SIGNALS, ACTIONS, AUDIT)
"""The topics that workers share out."""

PATIENCE_SECONDS: Final = 45.0
"""While a partition is taken on, Kafka and the database may be away so long; Faust itself waits for 90 s."""

RETRY_SECONDS: Final = 1.0

APPENDED: Final = 1
"""A message's time is when Kafka took it in (`LogAppendTime`), as the topics of the contracts have it."""

CLOCK: Final = "!clock"
"""The source of ticks; a source of logs cannot be called so."""

ADVICE: Final[dict[Ending, str]] = {
    "overtaken": "another worker judges here now; this one starts anew beside it",
    "moved": "Kafka or its topics were made anew; the worker starts anew with what is there",
    "unusable": "see to the database, then start the monitors again",
    "away": "the worker starts anew, and waits until Kafka and the database are there",
}

T = TypeVar("T")


@dataclass(frozen=True)
class Surroundings:
    """What a worker needs from outside. `fold_for` makes the fold of a topic of the contracts.

    `progress` says of a partition how far the consumer has come and where the topic ends, None while that is
    not known. `send` sends to a topic; `landed` is that of `Equipment`; `clock_ms` is wall time in Unix ms.
    `routes` are the ways of notices.
    """

    store: Store
    metrics: MonitorMetrics
    fold_for: Callable[[Topic], Fold]
    progress: Callable[[TP], Awaitable[tuple[int, int] | None]]
    send: Send
    landed: Callable[[Sequence[Change]], None]
    clock_ms: Callable[[], int]
    routes: Sequence[Route] = ()


class Worker:
    """Judges the partitions that it is given, until it is asked to end or has to."""

    def __init__(self, settings: MonitorSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._with = surroundings
        self._log = structlog.get_logger()
        self._lanes: dict[TP, Lane] = {}
        self._topics = {topic.named(settings.topic_prefix): topic for topic in JUDGED}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="judging")
        self._is_kafka_away = False
        self._marks = ReadMarks()
        self.ending: Ending = "done"
        self.ended = asyncio.Event()
        self.relay = Relay(
            surroundings.store,
            surroundings.metrics,
            self._in_thread,
            surroundings.send,
            lambda: [lane.place for lane in self._lanes.values()],
        )
        self.sending = Sending(
            surroundings.store.notices,
            surroundings.routes,
            surroundings.metrics,
            Hands(self._in_thread, self._judges_signals, surroundings.clock_ms, SystemRandom().random),
        )
        self._equipment = Equipment(
            store=surroundings.store,
            metrics=surroundings.metrics,
            in_thread=self._in_thread,
            end=self.end,
            relay=self.relay.tell,
            landed=self._landed,
            monotonic=time.monotonic,
            pause=_pause,
        )

    def end(self, ending: Ending, where: str, error: BaseException | None = None) -> None:
        """End the worker for this reason, and say it; the first one counts."""
        if self.ended.is_set():
            return
        self.ending = ending
        self.ended.set()
        if ending == "done":
            self._log.info("ending", why=where)
        elif ending == "broken":
            self._log.critical(
                "broken",
                where=where,
                error=type(error).__name__,  # its message may quote evidence
                trace="".join(traceback.format_tb(error.__traceback__)) if error else "",
                advice="this is a fault of Holdfast, please report it; nothing is lost",
            )
        else:
            self._log.error(ending, where=where, why=str(error or ""), advice=ADVICE[ending])

    async def places(self, extents: Mapping[TP, Extent]) -> dict[TP, int]:
        """Take these partitions on; where to read each from."""
        identity = await self._patiently(self._identity)
        reading: dict[TP, int] = {}
        for tp, extent in extents.items():
            place = Place(identity.cluster, identity.topics[tp.topic], tp.topic, tp.partition)
            lane = self._lanes.get(tp)
            if lane is not None and lane.place == place:
                reading[tp] = lane.accepted
                continue
            lane = Lane(place, self._with.fold_for(self._topics[tp.topic]), self._equipment)
            reading[tp] = await self._patiently(partial(lane.open, extent))
            self._lanes[tp] = lane
            self._with.metrics.owned(lane.name, is_ours=True)
        self.relay.tell()
        self._log.info("judging", partitions=sorted(lane.name for lane in self._lanes.values()))
        return reading

    async def take(self, event: EventT[Any]) -> None:
        """A message of evidence or an action; waits while its lane is full."""
        message = event.message
        lane = self._lanes.get(message.tp)
        if lane is not None:
            appended_ms = round(message.timestamp * 1000) if message.timestamp_type == APPENDED else None
            await lane.take(Received(message.offset, message.value or b"", appended_ms, event.ack))

    async def leave(self, partitions: set[TP]) -> None:
        """These partitions are taken away."""
        leaving = [self._lanes.pop(tp) for tp in partitions if tp in self._lanes]
        await asyncio.gather(*(lane.close() for lane in leaving))
        for lane in leaving:
            self._with.metrics.owned(lane.name, is_ours=False)

    async def watch(self) -> None:
        """See that Kafka is still the one that was begun with; let whoever judges say what time it is."""
        try:
            at_ms, read = self._with.clock_ms(), dict[int, Reached]()
            identity = await self._identity()
            if self._is_kafka_away:
                self._log.info("kafka-back", words="Kafka is back.")
            self._is_kafka_away = False
            for tp, lane in list(self._lanes.items()):
                if (identity.cluster, identity.topics[tp.topic]) != (
                    lane.place.cluster_id,
                    lane.place.topic_id,
                ):
                    self.end("moved", lane.name)
                    return
                is_done = await self._note_lag(tp, lane)
                if self._topics[tp.topic] is USAGE:
                    read[tp.partition] = Reached(is_done, lane.appended_ms)
            await self._note_read(at_ms, read)
            for tp, lane in list(self._lanes.items()):
                if self._topics[tp.topic] is SIGNALS and lane.is_idle:
                    await self._judged_by_us()
        except (LogUnavailable, KafkaError, TimeoutError) as fault:
            if not self._is_kafka_away:
                self._log.warning(
                    "kafka-away",
                    why=in_words(fault),
                    advice="nothing is lost; it goes on when Kafka is back",
                )
            self._is_kafka_away = True
        except (StoreUnavailable, StoreFull):
            return  # the lane says so
        except StoreUnusable as fault:
            self.end("unusable", "noting what was read", fault)
        except LogRefused as fault:
            self.end("moved", "the topics", fault)
        except Exception as error:  # noqa: BLE001 (Faust would let the timer end and everything else go on)
            self.end("broken", "watching", error)

    async def expire(self) -> None:
        """Remove rows that are old enough."""
        if not self._judges_signals():
            return
        try:
            now_ms = self._with.clock_ms()
            removed = await self._in_thread(lambda: self._with.store.expire(now_ms, self._settings.retention))
            self._log.info("rows-expired", rows=removed)
        except StoreFault as fault:
            self._log.warning("rows-not-expired", why=str(fault), advice="tried again in an hour")
        except Exception as error:  # noqa: BLE001 (as above)
            self.end("broken", "expiring", error)

    async def close(self) -> None:
        """Leave everything."""
        await self.leave(set(self._lanes))
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _landed(self, changes: Sequence[Change]) -> None:
        """A commit is in the database: what it changed is told, and what it decided is sent."""
        self._with.landed(changes)
        self.sending.tell()

    def _judges_signals(self) -> bool:
        """Whether this worker is the one that judges the signals, which expires rows and sends notices."""
        return any(self._topics[tp.topic] is SIGNALS for tp in self._lanes)

    async def _judged_by_us(self) -> None:
        """What whoever judges does every few seconds."""
        tick = Tick(source=CLOCK, at_ms=self._with.clock_ms())
        async with asyncio.timeout(SEND_SECONDS):
            await self._with.send(SIGNALS.name, CLOCK.encode(), encode_signal(tick))

    async def _note_lag(self, tp: TP, lane: Lane) -> bool:
        """How far behind the end we are, and whether we are there.

        Ends of transactions take offsets too, and are no messages.
        """
        progress = await self._with.progress(tp)
        if progress is None:
            return False
        position, end = progress
        is_done = lane.is_idle and position >= end
        self._with.metrics.lag(lane.name, 0 if is_done else max(0, end - lane.next_offset))
        return is_done

    async def _note_read(self, at_ms: int, read: Mapping[int, Reached]) -> None:
        """By when all use is committed, for whoever publishes it."""
        if until_ms := self._marks.seen(at_ms, read):
            await self._in_thread(lambda: self._with.store.usage_read(until_ms))

    async def _identity(self) -> BrokerIdentity:
        """Which broker and topics these are. Raises LogUnavailable, LogRefused where a topic is missing."""
        identity = await identify(self._settings.broker, list(self._topics))
        if missing := set(self._topics) - set(identity.topics):
            raise LogRefused(f"Kafka no longer has {', '.join(sorted(missing))}")
        return identity

    async def _patiently(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Try again while Kafka or the database is away; after a while the worker ends, and Faust with it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return await attempt()
            except (LogUnavailable, StoreUnavailable, StoreFull) as fault:
                if time.monotonic() > deadline:
                    self.end("away", "taking partitions on", fault)
                    raise
                self._log.warning("waiting", why=str(fault))
                await asyncio.sleep(RETRY_SECONDS)
            except StoreUnusable as fault:
                self.end("unusable", "taking partitions on", fault)
                raise
            except LogRefused as fault:
                self.end("moved", "taking partitions on", fault)
                raise
            except Exception as error:
                self.end("broken", "taking partitions on", error)
                raise

    async def _in_thread(self, call: Callable[[], T]) -> T:
        """Run a call that may block, in the one thread for such calls; so the event loop stays free."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)


async def _pause(seconds: float, until: asyncio.Event) -> None:
    """Wait so long, or until the event is set."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(until.wait(), seconds)
