"""The collector: follows logs and commits their evidence, so that kill -9 anywhere loses and doubles nothing.

For each source, on one screen (`SourceCollector`):

1. `recover()`: a new producer shuts out every earlier one, then the position is read.
2. The log is followed from that position; nothing of before is kept in memory.
3. Parts are gathered until there are 64 MB of log or a second is over.
4. One transaction: usage, signals with the watermark, dead letters, and the position behind them. The next
   parts are read while it is on its way, and no more than these: while Kafka is away, reading stops.
5. After any error it begins again at 1.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool

import msgspec
import structlog

from streams.adapters.evidence_log import EvidenceLog, LogRefused, LogUnavailable
from streams.adapters.file_turns import UnfollowableLogError
from streams.adapters.followed_files import LogName
from streams.adapters.followed_log import FollowedLog
from streams.batches import (
    Batch,
    Commit,
    Origin,
    before_flood,
    flood_reason,
    idle_commit,
    places_of,
    progress_of,
    stop_commit,
)
from streams.collector_events import Teller
from streams.collector_parts import POLL_SECONDS, Ending, Equipment
from streams.contracts.positions import FilePlace, Position, UnreadablePositionError, decode_position
from streams.domain.flood import FloodGuard
from streams.envelopes import Book
from streams.formats.options import FormatError
from streams.reading import Recipe
from streams.recognising import Recognising
from streams.settings import Source
from streams.source_reader import SourceReader

COMMIT_SECONDS = 1.0
"""Lines wait for so long at most before they are committed."""

IDLE_SECONDS = 5.0
"""While a log is quiet, its watermark moves so often."""

UNREADABLE_SECONDS = 5.0

BACK_OFF_SECONDS = (0.5, 30.0)
"""The first and the longest wait for Kafka; each wait is twice the one before, less up to half by chance."""

PATIENCE_SECONDS = 60.0
"""With `once`, how long Kafka may be away."""


class SourceCollector:
    """Collects one source until it is asked to stop, or cannot go on."""

    def __init__(self, source: Source, evidence: EvidenceLog, equipment: Equipment) -> None:
        recipe = equipment.recipe
        self.source = source
        self._evidence = evidence
        self._with = equipment
        self._origin = Origin(
            source=source.name,
            site=source.site or source.name,
            catalogue=recipe.catalogue.version,
            directory=recipe.directory.version,
            key_version=recipe.pseudonyms.version,
            book=Book.of(recipe.catalogue, recipe.directory),
        )
        self._log = structlog.get_logger().bind(source=source.name)
        self._told = Teller(source.name, equipment.metrics, self._log)
        self._recognising = Recognising(source, equipment, self._told)
        self._failures = 0
        self._away_at: float | None = None
        self._is_unreadable = False
        self._sent: list[Position] = []

    async def run(self) -> Ending:
        """Collect; returns how it ended."""
        self._told.state("starting")
        while True:
            try:
                return await self._attempt()
            except LogUnavailable as error:
                now = self._with.monotonic()
                self._away_at = now if self._away_at is None else self._away_at
                self._failures += 1
                self._told.away(error, self._failures)
                if self._with.once and now - self._away_at > PATIENCE_SECONDS:
                    return "away"
            except LogRefused as error:
                self._told.stopped(f"Kafka will not take what this source sends: {error}")
                return "refused"
            except BrokenProcessPool:
                self._log.warning("worker-lost", advice="often for want of memory; its work is done again")
                if self._with.workers:
                    await asyncio.to_thread(self._with.workers.close)
                continue
            if self._with.stopping.is_set():
                return "done"
            first, longest = BACK_OFF_SECONDS
            wait = min(longest, first * 2 ** min(self._failures - 1, 10))
            await self._with.pause(wait * self._with.chance.uniform(0.5, 1.0))

    async def _attempt(self) -> Ending:
        """Recover, then follow the log from its position until it ends or something fails."""
        try:
            position = self._position(await self._evidence.recover())
            self._told.state("starting")
        except UnreadablePositionError as error:
            self._told.stopped(str(error))
            return "stopped"
        log = FollowedLog(
            LogName(self.source.path, self.source.history),
            places_of(position),
            clock_ms=self._with.clock_ms,
            others=self._others,
        )
        try:
            recipe = await self._recognising.recipe(log, position)
            if not isinstance(recipe, Recipe):
                return recipe
            if recipe.format_name != position.format:
                position = msgspec.structs.replace(position, format=recipe.format_name, state="")
            # In a thread, because compiling the matcher for the first time takes seconds.
            reader = await asyncio.to_thread(
                SourceReader, log, recipe, progress_of(position), self._with.workers
            )
            return await self._follow(reader, position)
        except (FormatError, UnfollowableLogError) as error:
            return await self._stop(position, str(error), Batch())
        finally:
            log.close()

    async def _follow(self, reader: SourceReader, position: Position) -> Ending:
        """Gather and commit, one commit on its way at most."""
        guard = FloodGuard()
        on_its_way: asyncio.Task[None] | None = None
        try:
            while True:
                batch = await self._gather(reader, position)
                good = before_flood(guard, batch)
                commit = await self._commit_of(good, position, is_quiet=self._is_quiet(reader))
                if on_its_way:
                    await on_its_way
                    on_its_way = None
                if commit:
                    position = commit.position
                    on_its_way = asyncio.create_task(self._land(commit))
                if len(good.reads) < len(batch.reads):
                    flood = Batch(batch.reads[len(good.reads) :])
                    reason = flood_reason(flood, position.format)
                    if on_its_way:
                        await on_its_way
                        on_its_way = None
                    return await self._stop(position, reason, flood)
                if commit is None and self._is_asked_to_end(reader):
                    return self._ending(reader)
        except UnfollowableLogError as error:
            if on_its_way:
                await on_its_way
                on_its_way = None
            return await self._stop(position, str(error), Batch())
        finally:
            reader.close()
            if on_its_way:
                on_its_way.cancel()
                with contextlib.suppress(asyncio.CancelledError, LogUnavailable, LogRefused):
                    await on_its_way

    async def _gather(self, reader: SourceReader, position: Position) -> Batch:
        """What to commit next; empty when the log is quiet, or at the end of the work."""
        batch, began_at = Batch(), self._with.monotonic()
        while not self._with.stopping.is_set():
            is_complete = await self._fill(reader, batch)
            waited = self._with.monotonic() - began_at
            self._told.behind(reader.bytes_behind, position.seen_ms, self._with.clock_ms())
            if is_complete or self._is_asked_to_end(reader):
                return batch
            if waited >= (COMMIT_SECONDS if batch.reads else IDLE_SECONDS):
                return batch
            await self._with.pause(POLL_SECONDS)
        return batch

    async def _fill(self, reader: SourceReader, batch: Batch) -> bool:
        """Read what is there into the batch; whether it is complete."""
        try:
            is_complete = await asyncio.to_thread(
                _fill, reader, batch, once=self._with.once, is_time=self._from_now(COMMIT_SECONDS)
            )
            self._is_unreadable = False
        except OSError as error:
            self._told.unreadable(error)
            self._is_unreadable = True
            if not self._with.once:
                await self._with.pause(UNREADABLE_SECONDS)
            return bool(batch.reads)
        finally:
            self._told.notes(reader.log.take_notes())
        if batch.reads:
            last = batch.reads[-1]
            self._with.places[self.source.name] = [*last.done, last.place]
        elif not reader.log.is_found:
            self._told.waiting(self.source.path)
        elif not reader.log.is_open:
            self._told.state("following")  # from its very end: there may be no commit for a long time
        return is_complete

    def _from_now(self, seconds: float) -> Callable[[], bool]:
        """Whether so many seconds are over."""
        monotonic = self._with.monotonic
        end = monotonic() + seconds
        return lambda: monotonic() >= end

    async def _commit_of(self, batch: Batch, position: Position, *, is_quiet: bool) -> Commit | None:
        """The messages of a batch, or of a quiet log."""
        if batch.reads:
            return await asyncio.to_thread(batch.commit, position, self._origin, self._with.clock_ms())
        if not is_quiet:
            return None
        return idle_commit(position, self._origin, self._with.clock_ms())

    async def _land(self, commit: Commit) -> None:
        """One transaction."""
        began_at = self._with.monotonic()
        self._sent = [*self._sent[-1:], commit.position]
        await self._evidence.commit(commit.messages)
        self._failures, self._away_at = 0, None
        self._told.landed(commit, self._with.monotonic() - began_at)

    async def _stop(self, position: Position, reason: str, batch: Batch) -> Ending:
        """Say in the position, and to people, why this source reads no further."""
        commit = stop_commit(position, self._origin, reason, batch)
        self._sent = [*self._sent[-1:], commit.position]
        await self._evidence.commit(commit.messages)
        self._told.stopped(reason)
        return "stopped"

    def _is_quiet(self, reader: SourceReader) -> bool:
        """Whether the end of a readable log was reached, and more may come."""
        is_ending = self._with.once or self._with.stopping.is_set()
        return not is_ending and not self._is_unreadable and reader.log.is_found and reader.is_at_end

    def _is_asked_to_end(self, reader: SourceReader) -> bool:
        """Whether to stop now, or with `once`, whether everything is read."""
        if self._with.once:
            return self._with.stopping.is_set() or reader.is_at_end or self._is_unreadable
        return self._with.stopping.is_set()

    def _ending(self, reader: SourceReader) -> Ending:
        """How the work ended that was asked to end."""
        if self._with.once and (self._is_unreadable or reader.log.unreadable):
            return "missing"
        if self._with.once and reader.log.waiting_bytes:
            self._log.warning(
                "line-without-end",
                bytes=reader.log.waiting_bytes,
                advice="it is read when its end is written",
            )
        return "done"

    def _position(self, stored: dict[str, bytes]) -> Position:
        """This source's position among all that are stored, or a new one. Raises UnreadablePositionError."""
        for source, value in stored.items():
            if source != self.source.name:
                with contextlib.suppress(UnreadablePositionError):  # that source's own collector will say so
                    self._with.places[source] = places_of(decode_position(value))
        if self.source.name not in stored:
            return Position(source=self.source.name, format="")
        position = decode_position(stored[self.source.name])
        if self._sent and position not in self._sent:
            self._log.warning(
                "position-moved", advice="another collector reads this source too; stop one of them"
            )
        if position.stopped:
            self._log.info("tried-again", stopped_before_because=position.stopped)
        return position

    def _others(self) -> Iterator[tuple[str, FilePlace]]:
        """The files of all other sources."""
        for source, places in list(self._with.places.items()):
            if source != self.source.name:
                yield from ((source, place) for place in places)


def _fill(reader: SourceReader, batch: Batch, *, once: bool, is_time: Callable[[], bool]) -> bool:
    """Read what is there into the batch, until it is full or it is time; whether it is complete."""
    try:
        while not batch.is_full and not (batch.reads and is_time()):
            read = reader.peek()
            if read is None and once and reader.is_at_end:
                reader.take_last_line()
                read = reader.peek()
            if read is None:
                return False
            if not batch.takes(read):
                return True
            batch.add(read)
            reader.advance()
        return True
    finally:
        reader.look_behind()
