"""What collectors write to `evidence.usage` and `evidence.signals`: deltas, as columns.

One message carries many units' slices, because every message costs the reader the same (about 140
microseconds in Faust), however much is in it. Names of units, platforms and surfaces are listed once and
referred to by place. Unknown fields are ignored; an unknown version raises `UnreadableMessageError`.
"""

from typing import Annotated, Any, Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from streams.contracts.columns import Column
from streams.domain.cells import ADDRESS, SAYS, SLOT_MS, USAGE_KEY, VOTE_KEY, WINDOW_MS, Cells, Layout
from streams.domain.deltas import LATENCY_KEY, OUTCOMES, USAGE_COUNTS, VOTE_COUNTS
from streams.domain.histogram import BINS

VERSION = 1
CONTROL_NAME = "!control"
"""Stands among the platforms for the sample of the rest of the web; no platform's id begins so."""

LAST_MS: Final = (1 << 29) * WINDOW_MS
"""The end of the last window that `VOTE_KEY` has a number for, in the year 2140."""

Moment = Annotated[int, msgspec.Meta(ge=0, lt=LAST_MS)]
"""Unix milliseconds. Any other number would shift judgement beyond every time that evidence can have."""

Whole = Annotated[int, msgspec.Meta(ge=0, lt=1 << 31)]
"""A version or a divisor."""

MOST_REQUESTS: Final = 1 << 40
"""No cell has as many requests, so no sum of them leaves 64 bits. Bytes may be whatever a log claims."""


Message = TypeVar("Message", "UsageDelta", "SignalsDelta")


class UnreadableMessageError(ValueError):
    """A message that is not of this version, or whose columns do not fit together; it is a dead letter."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Where a delta comes from. Deltas of different key versions must never have their people joined.

    `site` is where the source stands. `first_line` and `next_line` bound the lines read of `file`,
    `control_one_in` is the N of the control sample.
    """

    version: int = VERSION
    source: str
    site: str
    file: str
    first_line: int
    next_line: int
    catalogue: str
    directory: str
    key_version: Whole
    control_one_in: Whole


class Names(msgspec.Struct, frozen=True):
    """The names that places in columns refer to."""

    units: list[str]
    platforms: list[str]
    surfaces: list[str]
    groups: list[str]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Cells as columns: `keys` by field, `counts` by name (absent: all zero), members behind one another.

    `sizes` says how many members each cell has, in the order of the cells.
    """

    keys: dict[str, Column]
    counts: dict[str, Column]
    sizes: Column
    members: Column
    flags: Column | None = None


class UsageDelta(msgspec.Struct, frozen=True, kw_only=True):
    """Usage of some units, additive: by unit, platform, surface, use and five minutes of started time."""

    head: Head
    names: Names
    usage: Table

    def encode(self) -> bytes:
        """The message's bytes (MessagePack)."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def decode(cls, data: bytes) -> "UsageDelta":
        """Read a message. Raises UnreadableMessageError."""
        return _decoded(data, UsageDelta)

    def cells(self) -> Cells:
        """The cells, keyed by places in this message's own names."""
        return _cells(self.usage, USAGE_KEY, USAGE_COUNTS)


class Onsets(msgspec.Struct, frozen=True, kw_only=True):
    """When the earliest request that failed, was refused or was blocked in a place and window began.

    Votes go by the end of a request; an outage began when the first request that it harmed did. One row for
    each kind (a place in `streams.domain.deltas.ONSET_KINDS`), platform, group and window, in Unix
    milliseconds. Rows merge by taking the earliest.
    """

    kind: Column
    platform: Column
    group: Column
    window: Column
    started_ms: Column


class SignalsDelta(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="delta"):
    """Votes of all platforms and the control, latency, and how far the source is complete.

    `watermark_ms` is None in all but the last message of a commit: until then it is not complete.
    """

    head: Head
    names: Names
    votes: Table
    latency: Table
    watermark_ms: Moment | None
    onsets: Onsets | None = None

    def encode(self) -> bytes:
        """The message's bytes (MessagePack)."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def decode(cls, data: bytes) -> "SignalsDelta":
        """Read a message. Raises UnreadableMessageError."""
        return _decoded(data, SignalsDelta)

    def cells(self) -> Cells:
        """The votes, keyed by places in this message's own names; the control as platform CONTROL."""
        return _cells(self.votes, VOTE_KEY, VOTE_COUNTS)

    def latencies(self) -> Cells:
        """The histograms, keyed by places in this message's own names."""
        return _cells(self.latency, LATENCY_KEY, tuple(str(number) for number in range(BINS)))


def table_of(cells: Cells, keys: dict[str, NDArray[np.int64]], names: tuple[str, ...]) -> Table:
    """Cells as columns; `keys` are the fields of their keys, `names` those of their counts."""
    first = np.searchsorted(cells.member_keys, cells.keys)
    after = np.searchsorted(cells.member_keys, cells.keys, side="right")
    return Table(
        keys={name: Column.of(column) for name, column in keys.items()},
        counts={
            name: Column.of(cells.counts[:, place])
            for place, name in enumerate(names)
            if cells.counts[:, place].any()
        },
        sizes=Column.of(after - first),
        members=Column.of(cells.members),
        flags=Column.of(cells.flags) if cells.flags.any() else None,
    )


def requests_of(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The requests of each row of usage or vote counts: the sum over the outcomes."""
    requests: NDArray[np.int64] = counts[:, : len(OUTCOMES)].sum(axis=1)
    return requests


def _cells(table: Table, layout: Layout, names: tuple[str, ...]) -> Cells:
    """A table as cells again. Raises UnreadableMessageError."""
    try:
        columns = {name: column.numbers() for name, column in table.keys.items()}
        if "slot" in columns:
            _check_range(columns["slot"], LAST_MS // SLOT_MS, "a cell lies behind the last window")
        keys = layout.pack(**columns)
        counts = np.zeros((len(keys), len(names)), np.int64)
        for place, name in enumerate(names):
            if name in table.counts:
                counts[:, place] = table.counts[name].numbers()
        _check_range(counts, 1 << 63, "a count is less than nothing")
        _check_range(counts[:, : len(OUTCOMES)], MOST_REQUESTS, "a cell has more requests than there can be")
        members, sizes = table.members.pseudonyms(), table.sizes.numbers()
        _check_sizes(sizes, len(keys), len(members))
        flags = np.zeros(len(members), np.uint8) if table.flags is None else table.flags.numbers()
        _check_flags(flags, len(members))
        return Cells.gather(keys, counts, np.repeat(keys, sizes), members, flags.astype(np.uint8))
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise UnreadableMessageError(f"the columns of a message do not fit together: {error}") from error


def _check_sizes(sizes: NDArray[np.int64], cells: int, members: int) -> None:
    """ValueError unless every cell has its share of the members; wrong sizes could ask for any memory."""
    inside = sizes.min(initial=0) >= 0 and sizes.max(initial=0) <= members
    if len(sizes) != cells or not inside or int(sizes.sum()) != members:
        raise ValueError("the sizes are not those of the cells and members")


def _check_flags(flags: NDArray[np.integer[Any]], members: int) -> None:
    """ValueError unless every member has one, which this version knows."""
    if len(flags) != members:
        raise ValueError("the flags are not those of the members")
    _check_range(flags, SAYS | ADDRESS, "a flag means nothing in this version")


def _check_range(numbers: NDArray[np.integer[Any]], most: int, wrong: str) -> None:
    """ValueError, saying what is wrong, unless all numbers lie from 0 to `most`."""
    if numbers.min(initial=0) < 0 or numbers.max(initial=0) > most:
        raise ValueError(wrong)


def _decoded(data: bytes, kind: type[Message]) -> Message:
    """Read a message of this version."""
    try:
        message = msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise UnreadableMessageError(f"not a {kind.__name__}: {error}") from error
    if message.head.version != VERSION:
        raise UnreadableMessageError(
            f"version {message.head.version} of {kind.__name__}; this Holdfast reads {VERSION}"
        )
    return message
