"""Cells: columns of counts under packed keys, with the people behind them. Everything here merges.

A *key* packs several small numbers into one integer, so that grouping a million rows is one sort. `Cells` is
one table: for each key a row of counts (they add) and a set of pseudonyms (they unite; flags on a member,
such as "failed", unite too). So merging is associative and commutative, and a set merged twice is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Layout:
    """How a key is packed: the fields from the highest bits to the lowest, and how many bits each has."""

    fields: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        if sum(bits for _, bits in self.fields) > 63:
            raise ValueError("a key has 63 bits, and these fields need more")

    def pack(self, **columns: NDArray[np.int64]) -> NDArray[np.int64]:
        """One key a row. Raises ValueError for a number that its field cannot hold."""
        key = np.zeros(len(columns[self.fields[0][0]]), np.int64)
        for name, bits in self.fields:
            column = columns[name]
            if len(column) and (column.min() < 0 or column.max() >= 1 << bits):
                raise ValueError(f"{name} needs numbers from 0 to {(1 << bits) - 1}")
            key = (key << np.int64(bits)) | column.astype(np.int64)
        return key

    def unpack(self, keys: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
        """The columns again."""
        columns: dict[str, NDArray[np.int64]] = {}
        for name, bits in reversed(self.fields):
            columns[name] = keys & ((1 << bits) - 1)
            keys = keys >> bits
        return columns


USAGE_KEY = Layout((("unit", 18), ("platform", 12), ("surface", 5), ("use", 2), ("slot", 26)))
"""A usage cell; `slot` counts five minutes of started time since 1970, so the hour is `slot // 12`."""

VOTE_KEY = Layout((("unit", 18), ("platform", 12), ("group", 3), ("embed", 1), ("window", 29)))
"""A vote cell; `window` counts ten seconds of seen time since 1970, half-open."""

MOST_UNITS = 1 << 18
"""Units that a cell has numbers for, the unassigned among them."""

CONTROL = (1 << 12) - 1
"""Stands in the place of the platform for the control: a sample of all that is not catalogued."""

SLOT_MS = 300_000
WINDOW_MS = 10_000

OK, FAILED, REFUSED, ADDRESS = 1, 2, 4, 8
"""Flags on a member of a vote cell. A vote fails when FAILED is there and OK is not; ADDRESS marks a person
of whom the log knows no login."""

SAYS = OK | FAILED | REFUSED
"""What a vote says; ADDRESS is about who says it."""


People = tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.uint8]]
"""Whom cells are of: the keys, a pseudonym for each, and flags."""

NOBODY: Final[People] = (np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros(0, np.uint8))


@dataclass(frozen=True, slots=True)
class Cells:
    """One table of counts and people; keys ascend, members ascend by key and then by person."""

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]
    member_keys: NDArray[np.int64]
    members: NDArray[np.uint64]
    flags: NDArray[np.uint8]

    @staticmethod
    def none(columns: int) -> "Cells":
        """No cell at all, for a table of so many counts a row."""
        return Cells(
            np.zeros(0, np.int64),
            np.zeros((0, columns), np.int64),
            np.zeros(0, np.int64),
            np.zeros(0, np.uint64),
            np.zeros(0, np.uint8),
        )

    @staticmethod
    def gather(
        keys: NDArray[np.int64],
        counts: NDArray[np.int64],
        member_keys: NDArray[np.int64],
        members: NDArray[np.uint64],
        flags: NDArray[np.uint8],
    ) -> "Cells":
        """Cells from rows in any order, in which keys and members may repeat."""
        distinct, summed = _sum_by(keys, counts)
        return Cells(distinct, summed, *_unite(member_keys, members, flags))

    @staticmethod
    def tallied(
        keys: NDArray[np.int64],
        kinds: NDArray[np.integer],
        width: int,
        amounts: Sequence[NDArray[np.integer] | NDArray[np.bool_]] = (),
        people: People = NOBODY,
    ) -> "Cells":
        """Cells from single sightings, in any order.

        The first `width` columns count the sightings of each kind (from 0 on), those behind add up `amounts`.
        As `gather` of rows that have a one in the column of their kind, without a row for each.
        """
        if not len(keys):
            return Cells(keys, np.zeros((0, width + len(amounts)), np.int64), *_unite(*people))
        order, first = _in_order(keys)
        ranks = np.zeros(len(keys), np.int64)
        ranks[first[1:]] = 1
        places = np.cumsum(ranks) * width + kinds[order]
        counts = np.empty((len(first), width + len(amounts)), np.int64)
        counts[:, :width] = np.bincount(places, minlength=len(first) * width).reshape(-1, width)
        for column, amount in enumerate(amounts, width):
            counts[:, column] = np.add.reduceat(amount[order], first, dtype=np.int64)
        return Cells(keys[order[first]], counts, *_unite(*people))

    def merge(self, other: "Cells") -> "Cells":
        """Both together."""
        if not len(self.keys) and not len(self.members):
            return other
        return Cells.gather(
            np.concatenate((self.keys, other.keys)),
            np.concatenate((self.counts, other.counts)),
            np.concatenate((self.member_keys, other.member_keys)),
            np.concatenate((self.members, other.members)),
            np.concatenate((self.flags, other.flags)),
        )

    def rekey(self, keys: NDArray[np.int64], member_keys: NDArray[np.int64]) -> "Cells":
        """The same rows under other keys, a key for each row; what falls together is merged."""
        return Cells.gather(keys, self.counts, member_keys, self.members, self.flags)

    def without_members(self) -> "Cells":
        """The counts alone."""
        nobody = Cells.none(self.counts.shape[1])
        return Cells(self.keys, self.counts, nobody.member_keys, nobody.members, nobody.flags)


def merge_all(tables: list[Cells]) -> Cells:
    """All tables together, in one sort. Raises ValueError for an empty list."""
    if len(tables) == 1:
        return tables[0]
    return Cells.gather(
        np.concatenate([table.keys for table in tables]),
        np.concatenate([table.counts for table in tables]),
        np.concatenate([table.member_keys for table in tables]),
        np.concatenate([table.members for table in tables]),
        np.concatenate([table.flags for table in tables]),
    )


def _sum_by(
    keys: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct keys, ascending, and the sums of their rows (in integers, so to the last request)."""
    if not len(keys):
        return keys, counts
    order, first = _in_order(keys)
    return keys[order[first]], np.add.reduceat(counts[order], first, axis=0)


def _in_order(keys: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows in the order of their keys, at least one, and where each distinct key begins in that order."""
    order = np.argsort(keys)
    ordered = keys[order]
    return order, np.flatnonzero(np.diff(ordered, prepend=ordered[0] - 1))


def _unite(
    keys: NDArray[np.int64], members: NDArray[np.uint64], flags: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.uint8]]:
    """The distinct members of each key, ascending, with the union of their flags."""
    if not len(keys):
        return keys, members, flags
    order = np.argsort(members)  # as np.lexsort((members, keys)), in half the time
    order = order[np.argsort(_ranks(keys)[order], kind="stable")]
    keys, members, flags = keys[order], members[order], flags[order]
    new = np.ones(len(keys), bool)
    new[1:] = (keys[1:] != keys[:-1]) | (members[1:] != members[:-1])
    first = np.flatnonzero(new)
    return keys[first], members[first], np.bitwise_or.reduceat(flags, first)


def _ranks(keys: NDArray[np.int64]) -> NDArray[np.unsignedinteger]:
    """The place of each key among the distinct ones; few bits are sorted much faster than many."""
    order = np.argsort(keys)
    ranks = np.cumsum(np.diff(keys[order], prepend=keys[order[0]]) != 0)
    ranked = np.empty(len(keys), np.min_scalar_type(ranks[-1]))
    ranked[order] = ranks
    return ranked
