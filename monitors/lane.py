"""A lane: one partition's way into the database, message by message in order, in groups of one transaction.

1. `open` asks the database where the partition goes on, and with which rule state.
2. `take` lets messages in; it waits while enough of them are in hand, and so Kafka is read no faster.
3. Whatever has come in becomes one commit: a single message when all is quiet, hundreds when catching up.
4. After a fault of the database it waits, asks where the partition stands, and goes on from there.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import structlog

from monitors.adapters.transport import Extent
from monitors.dead_letters import letter
from monitors.domain.outage.judge import StateVersionError
from monitors.domain.outage.records import Change
from monitors.lane_parts import Equipment, Fold, Received
from monitors.store import (
    Message,
    Overtaken,
    Place,
    Standing,
    StoreFault,
    StoreFull,
    StoreRefused,
    StoreUnavailable,
    StoreUnusable,
    Work,
)
from streams.contracts.evidence import UnreadableMessageError

MOST_MESSAGES: Final = 200
"""In one commit."""

LONGEST_SECONDS: Final = 1.0
"""Taking messages into one commit ends after so long, so that none waits for many slow ones behind it."""

MOST_WAITING: Final = 2 * MOST_MESSAGES
MOST_WAITING_BYTES: Final = 16 * 1024 * 1024
"""What a lane has in hand at most, and one message more."""

BACK_OFF_SECONDS: Final = (0.5, 15.0)
"""The first and the longest wait for the database; each is twice the one before."""

CLOSE_SECONDS: Final = 8.0
"""A commit that is on its way when the partition is taken away may take so long; the session lasts longer."""


class Lane:
    """The lane of one partition, from its assignment until it is taken away."""

    def __init__(self, place: Place, fold: Fold, equipment: Equipment) -> None:
        self.place = place
        self.name = f"{place.topic}/{place.partition}"
        self._fold = fold
        self._with = equipment
        self._log = structlog.get_logger().bind(topic=place.topic, partition=place.partition)
        self._expected: int | None = None
        self._intended: int | None = None
        self._judged_before: int | None = None
        self._on_its_way: Sequence[Change] = ()
        self._accepted = 0
        self._appended_ms: int | None = None
        self._waiting: deque[Received] = deque()
        self._waiting_bytes = 0
        self._one_by_one = 0
        self._came = asyncio.Event()
        self._room = asyncio.Event()
        self._closing = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    @property
    def next_offset(self) -> int:
        """The offset that is judged next, once it is there."""
        return self._expected or 0

    @property
    def accepted(self) -> int:
        """The offset of the next message that is let in; those before it were."""
        return self._accepted

    @property
    def appended_ms(self) -> int | None:
        """When Kafka took in the last message that is committed here, Unix ms; None before the first."""
        return self._appended_ms

    @property
    def is_idle(self) -> bool:
        """Whether everything that came in is committed."""
        return not self._waiting

    async def open(self, extent: Extent) -> int:
        """Begin, and say at which offset to read on. Raises the store's faults."""
        standing = await self._with.in_thread(lambda: self._restore(extent))
        self._stand(standing)
        reading_from = self._first_to_read(standing, extent)
        self._accepted = max(reading_from, standing.next_offset or 0)
        self._room.set()
        self._running = asyncio.create_task(self._run(), name=f"lane {self.name}")
        self._log.debug("partition-taken", next_offset=standing.next_offset, reading_from=reading_from)
        return reading_from

    async def take(self, received: Received) -> None:
        """Let a message in; waits while there is no room. A repeat, or one for a closed lane, is dropped."""
        await self._room.wait()
        if self._closing.is_set():
            return
        if received.offset < self._accepted:
            self._with.metrics.repeated(self.name)
            received.done()
            return
        self._accepted = received.offset + 1
        self._waiting.append(received)
        self._waiting_bytes += len(received.value)
        self._note_room()
        self._came.set()

    async def close(self) -> None:
        """Leave the partition: a commit on its way is waited for, the rest is left to whoever comes next."""
        self._closing.set()
        self._came.set()
        self._room.set()
        if self._running is not None:
            await asyncio.wait([self._running], timeout=CLOSE_SECONDS)
            self._running.cancel()
        self._waiting.clear()
        self._log.debug("partition-left", next_offset=self._expected)

    def _restore(self, extent: Extent) -> Standing:
        """Give the fold what the database holds; judge again from the evidence what it cannot carry over."""
        standing = self._with.store.resume(self.place)
        try:
            self._fold.restore(standing)
        except StateVersionError as error:
            judged = standing.next_offset or 0
            if extent.earliest >= judged:
                self._log.error("rule-state-lost", why=str(error), advice="no evidence is left to rebuild it")
                self._fold.restore(Standing(standing.next_offset, {}))
                return standing
            self._log.warning("rule-state-rebuilt", why=str(error), messages=judged - extent.earliest)
            self._with.store.rebuild(self.place, judged, extent.earliest)
            standing = self._with.store.resume(self.place)
            self._fold.restore(standing)
        return standing

    def _stand(self, standing: Standing) -> None:
        """Remember where the partition stands."""
        self._expected = standing.next_offset
        self._judged_before = standing.judged_before

    def _first_to_read(self, standing: Standing, extent: Extent) -> int:
        """The first offset to read: where judgement stands, within what Kafka holds.

        Says where these do not meet: what is no longer there, and what is not the broker that it was.
        """
        if standing.follows is not None:
            self._log.warning(
                "topic-made-anew",
                was=f"{standing.follows.cluster_id}/{standing.follows.topic_id}",
                advice="it is read from its beginning; what the old one still held is not judged",
            )
        judged = standing.next_offset
        if judged is None:
            return extent.earliest
        if judged < extent.earliest:
            self._with.metrics.gone(self.name, extent.earliest - judged)
            self._log.error(
                "evidence-gone",
                messages_at_most=extent.earliest - judged,
                advice="we were away for longer than Kafka keeps evidence; judgement goes on after the gap",
            )
        if judged > extent.end:
            self._log.error(
                "evidence-shorter-than-judged",
                messages=judged - extent.end,
                advice="Kafka lost messages that were judged; as many as come next count as their repeats",
            )
        return min(max(judged, extent.earliest), extent.end)

    async def _run(self) -> None:
        """Commit what comes in, until the lane is closed; whatever ends it otherwise ends the worker."""
        failures = 0
        try:
            while not self._closing.is_set():
                try:
                    if failures:
                        await self._see_what_landed()
                    elif not self._waiting:
                        self._came.clear()
                        await self._came.wait()
                        continue
                    else:
                        await self._commit()
                    failures = 0
                except (StoreUnavailable, StoreFull) as fault:
                    failures += 1
                    await self._wait_for_store(fault, failures)
        except Overtaken as fault:
            self._with.end("overtaken", self.name, fault)
        except StoreUnusable as fault:
            self._with.end("unusable", self.name, fault)
        except Exception as error:  # noqa: BLE001 (whatever it is, nothing may be skipped because of it)
            self._with.end("broken", f"{self.name} from offset {self._expected}", error)

    async def _commit(self) -> None:
        """One transaction of what waits."""
        began_at = self._with.monotonic()
        batch = list(self._waiting)[: 1 if self._one_by_one else MOST_MESSAGES]
        try:
            step = await self._with.in_thread(lambda: self._judged(batch))
            await self._write(step)
        except StoreRefused as fault:
            step = await self._refused(batch, fault)
        self._one_by_one = max(0, self._one_by_one - step.taken)
        self._with.metrics.committed(self.name, step.taken, self._with.monotonic() - began_at)
        self._with.metrics.dead(self.name, step.letters)

    def _judged(self, batch: list[Received]) -> "_Step":
        """Take in some messages, in the thread, and say what they come to. Stops where a rebuild ends."""
        until = self._with.monotonic() + LONGEST_SECONDS
        letters: list[Message] = []
        next_offset, taken = self.next_offset, 0
        border = self._judged_before if self._judged_before and next_offset < self._judged_before else None
        for received in batch:
            if border is not None and received.offset >= border:
                next_offset = next_offset if taken else border
                break
            try:
                self._fold.take(received.offset, received.value, received.appended_ms)
            except UnreadableMessageError:
                letters.append(letter(self.place, received.offset, len(received.value), "unreadable"))
            next_offset, taken = received.offset + 1, taken + 1
            if self._with.monotonic() > until:
                break
        work = self._fold.work(self.place)
        work = replace(work, messages=sorted([*work.messages, *letters], key=lambda each: each.offset))
        return _Step(taken, next_offset, work, len(letters))

    async def _write(self, step: "_Step") -> None:
        """Commit a step, and forget the messages that it stands for."""
        self._intended, self._on_its_way = step.next_offset, step.work.changes
        place, expected = self.place, self._expected
        await self._with.in_thread(
            lambda: self._with.store.commit(place, expected, step.next_offset, step.work)
        )
        self._landed(step.next_offset)
        if step.work.messages:
            self._with.relay()

    def _landed(self, next_offset: int) -> None:
        """Everything before `next_offset` is in the database."""
        self._expected = next_offset
        if self._judged_before is None and next_offset == self._intended:
            self._with.landed(self._on_its_way)
        self._on_its_way = ()
        if self._judged_before is not None and next_offset >= self._judged_before:
            self._judged_before = None
            self._log.info("rule-state-rebuilt", next_offset=next_offset)
        while self._waiting and self._waiting[0].offset < next_offset:
            received = self._waiting.popleft()
            self._appended_ms = received.appended_ms
            self._waiting_bytes -= len(received.value)
            received.done()
        self._note_room()

    async def _refused(self, batch: list[Received], fault: StoreRefused) -> "_Step":
        """The database will never take this: find the one message that it is about, and lay it aside."""
        await self._with.in_thread(self._restore_after_fault)
        if len(batch) > 1:
            self._one_by_one = len(batch)
            return _Step(0, self.next_offset, Work(), 0)
        received = batch[0]
        self._log.error("message-refused", offset=received.offset, why=str(fault))
        aside = letter(self.place, received.offset, len(received.value), "refused")
        step = _Step(1, received.offset + 1, Work(messages=[aside]), 1)
        await self._write(step)
        return step

    async def _wait_for_store(self, fault: StoreFault, failures: int) -> None:
        """Wait a while; said once for each time that it is away."""
        if failures == 1:
            self._log.warning(
                "database-away", why=str(fault), advice="nothing is lost; it goes on when it is back"
            )
        self._with.metrics.store_failed(self.name)
        first, longest = BACK_OFF_SECONDS
        await self._with.pause(min(longest, first * 2 ** min(failures - 1, 10)), self._closing)

    async def _see_what_landed(self) -> None:
        """After a fault: go on from what the database holds. Raises Overtaken where that is not our doing."""
        standing = await self._with.in_thread(self._restore_after_fault)
        if standing.next_offset not in {self._expected, self._intended}:
            raise Overtaken(
                f"{self.name} stands at {standing.next_offset}, and we had it at {self._expected}"
            )
        if standing.next_offset is not None:
            self._landed(standing.next_offset)
        self._with.relay()
        self._log.info("database-back", next_offset=standing.next_offset)

    def _restore_after_fault(self) -> Standing:
        """Give the fold what the database holds, in the thread."""
        standing = self._with.store.resume(self.place)
        self._fold.restore(standing)
        return standing

    def _note_room(self) -> None:
        """Let messages in while not too many wait."""
        is_room = len(self._waiting) < MOST_WAITING and self._waiting_bytes < MOST_WAITING_BYTES
        if is_room or self._closing.is_set():
            self._room.set()
        else:
            self._room.clear()


@dataclass(frozen=True, slots=True)
class _Step:
    """What some messages came to: how many, the offset behind them, and how many were dead letters."""

    taken: int
    next_offset: int
    work: Work
    letters: int
