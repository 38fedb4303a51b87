"""One log, judged twice: as a snapshot reads it, in blocks; and as a collector does, every second."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from monitors.domain.outage.judge import Judge
from monitors.domain.outage.records import Incident
from monitors.domain.outage.rules import Rules
from monitors.snapshot_incidents import SOURCE, IncidentFold, remember
from streams.adapters.evidence_log import Outgoing
from streams.batches import Batch, Origin, idle_commit
from streams.chain import Chain, Part
from streams.contracts.positions import FilePlace, Position
from streams.contracts.signals import decode_signal
from streams.contracts.topics import SIGNALS
from streams.domain.directory import Directory
from streams.domain.lines import Block
from streams.envelopes import Book
from streams.settling import Progress
from streams.source_reader import Read
from tests.chains import blocks_of, catalogue, chain, parts_of

QUIET_SECONDS = 400
"""So long a collector looks at a log that is at its end: longer than any silence in which it still knows."""


def operators() -> dict[str, str]:
    """Who operates each platform."""
    return {name: platform.operator for name, platform in catalogue().platforms.items()}


def as_a_snapshot(log: bytes, people: Directory, cuts: list[int], now_ms: int) -> dict[str, Incident]:
    """Judge the parts of a log that is cut behind some of its lines."""
    fold = IncidentFold(catalogue(), people)
    for part in parts_of(chain(people), blocks_of(log, cuts)):
        fold.add(part)
    fold.end(now_ms)
    return fold.found


def as_a_collector(log: bytes, people: Directory) -> dict[str, Incident]:
    """Judge the commits of a collector that sees each second of the log when it has been written."""
    judge = Judge(Rules(), operators())
    found: dict[str, Incident] = {}
    for outgoing in _commits(log, people):
        if outgoing.topic == SIGNALS.name:
            for change in judge.take(decode_signal(outgoing.value)):
                remember(change, found)
    return found | {incident.id: incident for incident in judge.incidents()}


def _commits(log: bytes, people: Directory) -> Iterator[Outgoing]:
    """All messages of a collector, second by second."""
    reading, progress = chain(people), Progress()
    book = Book.of(catalogue(), people)
    origin = Origin(SOURCE, SOURCE, catalogue().version, "", 1, book)
    position = Position(source=SOURCE, format="squid")
    second: int | None = None
    for at, block in _by_second(log):
        for quiet in range(at if second is None else second + 1, at):
            idle = idle_commit(position, origin, quiet * 1000)
            if idle is not None:
                position = idle.position
                yield from idle.messages
        batch = Batch()
        for read in _reads(reading, block, progress):
            progress = read.part.after
            if not batch.takes(read):
                commit = batch.commit(position, origin, (at + 1) * 1000)
                position, batch = commit.position, Batch()
                yield from commit.messages
            batch.add(read)
        commit = batch.commit(position, origin, (at + 1) * 1000)
        position, second = commit.position, at
        yield from commit.messages
    for quiet in range(QUIET_SECONDS):
        idle = idle_commit(position, origin, ((second or 0) + 1 + quiet) * 1000)
        if idle is not None:
            position = idle.position
            yield from idle.messages


def _by_second(log: bytes) -> Iterator[tuple[int, Block]]:
    """The log in the pieces in which it was written: (second, lines)."""
    line, offset = 1, 0
    for second, lines in groupby(log.splitlines(keepends=True), lambda row: int(row.split(b".", 1)[0])):
        kept = list(lines)
        block = Block(b"".join(kept), line, offset)
        yield second, block
        line, offset = line + len(kept), offset + len(block.data)


def _reads(reading: Chain, block: Block, progress: Progress) -> Iterable[Read]:
    """What a collector's reader makes of one piece."""
    first = block.first_line
    for part in reading.read(block, progress):
        place = FilePlace(name="log", inode=1, head="", head_bytes=0, offset=part.offset, line=part.line)
        yield Read(first, part, place, (), _size(part))
        first, progress = part.line, part.after


def _size(part: Part) -> int:
    return part.delta.tally("lines")
