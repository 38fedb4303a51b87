"""From a delta to the messages that carry it: names instead of numbers, split to a size that Kafka takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from streams.attribution import GROUPS, SURFACES
from streams.contracts.columns import Column
from streams.contracts.evidence import (
    CONTROL_NAME,
    Head,
    Names,
    Onsets,
    SignalsDelta,
    UsageDelta,
    requests_of,
    table_of,
)
from streams.domain.catalogue import Catalogue
from streams.domain.cells import CONTROL, USAGE_KEY, VOTE_KEY, Cells
from streams.domain.deltas import LATENCY_KEY, ONSET_KEY, USAGE_COUNTS, VOTE_COUNTS, Delta
from streams.domain.directory import Directory
from streams.domain.histogram import BINS

LARGEST_USAGE_BYTES = 900_000
LARGEST_SIGNALS_BYTES = 500_000

_BIN_NAMES = tuple(str(number) for number in range(BINS))

__all__ = ["Book", "partition_of", "requests_of", "signals_messages", "usage_messages"]


@dataclass(frozen=True, slots=True)
class Book:
    """The names behind the numbers of a delta."""

    units: list[str]
    platforms: list[str]

    @staticmethod
    def of(catalogue: Catalogue, directory: Directory) -> "Book":
        """The book of one catalogue and one directory."""
        return Book([unit.name for unit in directory.units], list(catalogue.platforms))


def partition_of(unit: str, partitions: int) -> int:
    """The partition of a unit: the same for every collector, so that one worker sees a unit whole."""
    return crc32(unit.encode()) % partitions


def usage_messages(delta: Delta, head: Head, book: Book, partitions: int) -> Iterator[tuple[int, UsageDelta]]:
    """(partition, message) for each partition that has something; more where one would be too large."""
    of_unit = np.array([partition_of(unit, partitions) for unit in book.units], np.int64)
    units = USAGE_KEY.unpack(delta.usage.keys)["unit"]
    for partition in np.unique(of_unit[units]).tolist():
        cells = _some(delta.usage, of_unit[units] == partition)
        for part in _pieces(cells, LARGEST_USAGE_BYTES, len(USAGE_COUNTS)):
            columns = USAGE_KEY.unpack(part.keys)
            unit_names, columns["unit"] = _named(columns["unit"], book.units)
            platforms, columns["platform"] = _named(columns["platform"], book.platforms)
            names = Names(unit_names, platforms, [str(surface) for surface in SURFACES], [])
            yield partition, UsageDelta(head=head, names=names, usage=table_of(part, columns, USAGE_COUNTS))


def signals_messages(
    delta: Delta, head: Head, book: Book, watermark_ms: int | None
) -> Iterator[SignalsDelta]:
    """One message, or several split by platform where one would be too large; the last has the watermark.

    There is always one, because a watermark without votes tells that nothing happened.
    """
    pieces = list(_pieces(delta.votes, LARGEST_SIGNALS_BYTES, len(VOTE_COUNTS), by="platform"))
    for place, part in enumerate(pieces):
        last = place == len(pieces) - 1
        columns = VOTE_KEY.unpack(part.keys)
        unit_names, columns["unit"] = _named(columns["unit"], book.units)
        timed = delta.latency if last else Cells.none(BINS)
        latency = LATENCY_KEY.unpack(timed.keys)
        used = np.concatenate((columns["platform"], latency["platform"]))
        platforms, numbered = _named(used, book.platforms)
        control = used == CONTROL
        numbered[control] = CONTROL
        columns["platform"] = numbered[: len(part.keys)]
        latency["platform"] = numbered[len(part.keys) :]
        yield SignalsDelta(
            head=head,
            names=Names(unit_names, platforms, [], [str(group) for group in GROUPS]),
            votes=table_of(part, columns, VOTE_COUNTS),
            latency=table_of(timed, latency, _BIN_NAMES),
            watermark_ms=watermark_ms if last else None,
            onsets=_onsets(delta.onsets, part, dict(zip(used.tolist(), numbered.tolist(), strict=True))),
        )


def _onsets(rows: NDArray[np.int64], votes: Cells, numbers: dict[int, int]) -> Onsets | None:
    """The onsets of the places and windows of some votes, by the message's own numbers of platforms.

    Where a place's units are split over two messages both carry its onset: the earliest is the same twice.
    """
    fields = ("platform", "group", "window")
    columns, cells = ONSET_KEY.unpack(rows[:, 0]), VOTE_KEY.unpack(votes.keys)
    of_votes = ONSET_KEY.pack(kind=np.zeros_like(votes.keys), **{name: cells[name] for name in fields})
    of_rows = ONSET_KEY.pack(kind=np.zeros(len(rows), np.int64), **{name: columns[name] for name in fields})
    here = np.isin(of_rows, of_votes)
    if not here.any():
        return None
    platforms = np.array([numbers[number] for number in columns["platform"][here].tolist()], np.int64)
    return Onsets(
        kind=Column.of(columns["kind"][here]),
        platform=Column.of(platforms),
        group=Column.of(columns["group"][here]),
        window=Column.of(columns["window"][here]),
        started_ms=Column.of(rows[here, 1]),
    )


def _named(numbers: NDArray[np.int64], names: list[str]) -> tuple[list[str], NDArray[np.int64]]:
    """The names that occur, and the column as places among them; CONTROL has a name of its own."""
    distinct, places = np.unique(numbers, return_inverse=True)
    used = [CONTROL_NAME if number == CONTROL else names[number] for number in distinct.tolist()]
    return used, places.astype(np.int64)


def _some(cells: Cells, rows: NDArray[np.bool_]) -> Cells:
    """Some cells with their members."""
    keys = cells.keys[rows]
    mine = np.isin(cells.member_keys, keys)
    return Cells(keys, cells.counts[rows], cells.member_keys[mine], cells.members[mine], cells.flags[mine])


def _pieces(cells: Cells, largest: int, columns: int, by: str = "") -> Iterator[Cells]:
    """The cells, halved until each piece is surely small enough; split between platforms where asked.

    A cell has at most eight bytes a column and three onsets, and a member nine.
    """
    size = len(cells.keys) * 8 * (columns + 12) + len(cells.members) * 9
    if size <= largest or len(cells.keys) <= 1:
        yield cells
        return
    order = np.arange(len(cells.keys))
    if by:
        platforms = VOTE_KEY.unpack(cells.keys)[by]
        order = np.argsort(platforms, kind="stable")
    first = np.zeros(len(cells.keys), bool)
    first[order[: len(order) // 2]] = True
    yield from _pieces(_some(cells, first), largest, columns, by)
    yield from _pieces(_some(cells, ~first), largest, columns, by)
