"""What a collector commits at once: deltas of some of the log, a watermark, and the position behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from streams.adapters.evidence_log import Outgoing
from streams.contracts.evidence import Head
from streams.contracts.positions import DeadLetter, FilePlace, Position
from streams.contracts.topics import DEAD_LETTERS, POSITIONS, SIGNALS, USAGE
from streams.domain.deltas import Delta, merge_deltas
from streams.domain.flood import FloodGuard
from streams.domain.lines import Verdict
from streams.domain.sampling import packed, unpacked
from streams.domain.watermarks import AHEAD_MS, Rhythm, watermark_after, watermark_at_end
from streams.envelopes import Book, signals_messages, usage_messages
from streams.settling import Progress
from streams.source_reader import Read

BATCH_BYTES = 64 * 1024 * 1024
"""So much of a log is committed at once, while there is much to catch up with: a transaction costs Kafka as
much as parsing a few megabytes, whatever is in it."""

MOST_LETTERS = 100
"""Dead letters of one commit; the last one says how many more lines were not taken."""


@dataclass(frozen=True)
class Origin:
    """What a source's messages say of where they come from, and the names behind the numbers."""

    source: str
    site: str
    catalogue: str
    directory: str
    key_version: int
    book: Book


@dataclass(frozen=True)
class Commit:
    """Messages that land together, the position among them, and what they are made of, for the metrics.

    `is_ahead` says that the source's clock runs ahead and the watermark was held back.
    """

    messages: list[Outgoing]
    position: Position
    delta: Delta
    size: int = 0
    is_ahead: bool = False


@dataclass
class Batch:
    """Parts of one file that wait to be committed."""

    reads: list[Read] = field(default_factory=list)
    size: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to commit."""
        return self.size >= BATCH_BYTES

    def takes(self, read: Read) -> bool:
        """Whether a part can be added: the same file goes on, with the same control sample."""
        if not self.reads:
            return True
        last = self.reads[-1]
        same_file = (last.place.inode, last.place.name) == (read.place.inode, read.place.name)
        return same_file and last.place.line == read.first_line and last.part.one_in == read.part.one_in

    def add(self, read: Read) -> None:
        """Take a part."""
        self.reads.append(read)
        self.size += read.size

    def commit(self, before: Position, origin: Origin, arrived_ms: int) -> Commit:
        """The batch as one commit behind the position `before`."""
        delta = merge_deltas([read.part.delta for read in self.reads])
        last = self.reads[-1]
        position = _position(before, origin, last, delta, arrived_ms)
        head = _head(origin, last.place, self.reads[0].first_line, last.part.one_in)
        messages = [
            Outgoing(USAGE.name, origin.source.encode(), message.encode(), partition)
            for partition, message in usage_messages(delta, head, origin.book, USAGE.partitions)
        ]
        messages += _signals(delta, head, origin, position)
        messages += dead_letters(delta, origin.source, last.place.name)
        messages.append(stored(position))
        seen_ms = delta.seen_until_ms
        is_ahead = seen_ms is not None and seen_ms > arrived_ms + AHEAD_MS
        return Commit(messages, position, delta, self.size, is_ahead)


def idle_commit(before: Position, origin: Origin, now_ms: int) -> Commit | None:
    """A watermark without lines: the log is quiet and readable. None where it would say nothing new."""
    usual = Rhythm.of(before.rhythm).usual_gap_ms(now_ms)
    watermark_ms = watermark_at_end(before.watermark_ms, now_ms, before.seen_ms, usual)
    if before.current is None or watermark_ms == before.watermark_ms:
        return None
    position = msgspec.structs.replace(before, watermark_ms=watermark_ms)
    head = _head(origin, before.current, before.current.line, before.one_in or 1)
    nothing = Delta.none()
    return Commit([*_signals(nothing, head, origin, position), stored(position)], position, nothing)


def stop_commit(before: Position, origin: Origin, reason: str, batch: Batch) -> Commit:
    """What a source that stops leaves: why, some of the lines that show it, and the position before them."""
    delta = merge_deltas([read.part.delta for read in batch.reads])
    position = msgspec.structs.replace(before, stopped=reason)
    letters = dead_letters(delta, origin.source, batch.reads[-1].place.name) if batch.reads else []
    return Commit([*letters, stored(position)], position, Delta.none())


def before_flood(guard: FloodGuard, batch: Batch) -> Batch:
    """The batch up to where most lines fail; all of it where they do not."""
    good = Batch()
    for read in batch.reads:
        verdicts = read.part.delta.verdicts
        if guard.is_flood(int(verdicts[Verdict.PARSED]), int(verdicts[Verdict.SKIPPED + 1 :].sum())):
            return good
        good.add(read)
    return good


def flood_reason(batch: Batch, format_name: str) -> str:
    """Why a source was stopped whose lines mostly fail, and what to do."""
    verdicts = batch.reads[0].part.delta.verdicts
    failed = int(verdicts[Verdict.SKIPPED + 1 :].sum())
    most = Verdict(int(verdicts[Verdict.SKIPPED + 1 :].argmax()) + Verdict.SKIPPED + 1)
    return (
        f"most lines were not taken: {failed:,} of the last {int(verdicts.sum()):,} in "
        f"{batch.reads[0].place.name}, mostly {most.word}. Is it a log of the format {format_name}? Run "
        "`holdfast parse` on it to see why, set format, logformat or fields, and start again: nothing of it "
        "is lost, it goes on before these lines."
    )


def dead_letters(delta: Delta, source: str, file: str) -> list[Outgoing]:
    """A letter for each of the first lines that were not taken; the last one counts the others."""
    described = delta.rejected[:MOST_LETTERS]
    more = int(delta.verdicts[Verdict.SKIPPED + 1 :].sum()) - len(described)
    letters = []
    for place, rejection in enumerate(described):
        letter = DeadLetter(
            source=source,
            file=file,
            line=rejection.line,
            offset=rejection.offset,
            length=rejection.length,
            reason=rejection.reason,
            shape=rejection.shape,
            more=more if place == len(described) - 1 else 0,
        )
        letters.append(Outgoing(DEAD_LETTERS.name, source.encode(), letter.encode()))
    return letters


def stored(position: Position) -> Outgoing:
    """The position as a message."""
    return Outgoing(POSITIONS.name, position.source.encode(), position.encode())


def progress_of(position: Position) -> Progress:
    """What the chain goes on with."""
    control = unpacked(position.control, position.control_hours)
    return Progress(position.state, position.parsed, position.one_in, control)


def places_of(position: Position) -> list[FilePlace]:
    """The places of all files that were read, the latest last."""
    return [*position.done, *([position.current] if position.current else [])]


def _signals(delta: Delta, head: Head, origin: Origin, position: Position) -> Iterator[Outgoing]:
    """The votes and the watermark."""
    for message in signals_messages(delta, head, origin.book, position.watermark_ms):
        yield Outgoing(SIGNALS.name, origin.source.encode(), message.encode(), 0)


def _head(origin: Origin, place: FilePlace, first_line: int, one_in: int) -> Head:
    """Where the messages come from."""
    return Head(
        source=origin.source,
        site=origin.site,
        file=place.name,
        first_line=first_line,
        next_line=place.line,
        catalogue=origin.catalogue,
        directory=origin.directory,
        key_version=origin.key_version,
        control_one_in=one_in,
    )


def _position(before: Position, origin: Origin, last: Read, delta: Delta, arrived_ms: int) -> Position:
    """Where the source goes on behind a batch."""
    after = last.part.after
    windows, hours = packed(after.control)
    latest = [moment for moment in (before.seen_ms, delta.seen_until_ms) if moment is not None]
    return msgspec.structs.replace(
        before,
        current=last.place,
        done=list(last.done),
        state=after.state,
        parsed=after.parsed,
        rejected=before.rejected + int(delta.verdicts[Verdict.SKIPPED + 1 :].sum()),
        one_in=after.one_in,
        control=windows,
        control_hours=hours,
        seen_ms=max(latest, default=None),
        watermark_ms=watermark_after(before.watermark_ms, delta.seen_until_ms, arrived_ms),
        rhythm=Rhythm.of(before.rhythm).add(delta.activity, before.seen_ms).rows(),
        catalogue=origin.catalogue,
        directory=origin.directory,
        key_version=origin.key_version,
        stopped="",
    )
