"""Entries of a register by the units that they mean: spellings aside, units that nobody knows told apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from monitors.domain.register.records import Entry
from monitors.snapshot_schema import Figure, Reason
from streams.domain.units import unit_key

Pair = tuple[str, str]
"""A unit's name as two spellings have it in common, and a platform's id."""

MOST_NAMED: Final = 5
"""Units that a warning names."""


def by_pair(entries: Iterable[Entry]) -> dict[Pair, list[Entry]]:
    """The entries of each unit on each platform, in their order."""
    pairs: dict[Pair, list[Entry]] = defaultdict(list)
    for entry in entries:
        pairs[unit_key(entry.unit), entry.platform].append(entry)
    return pairs


def unknown_units(lost: Sequence[Entry]) -> list[Reason]:
    """The warning of entries whose units the directory does not know, as they are written."""
    if not lost:
        return []
    names = sorted({" ".join(entry.unit.split()) for entry in lost})
    more = ["…"] if len(names) > MOST_NAMED else []
    figures: dict[str, Figure] = {"entries": len(lost), "names": ", ".join([*names[:MOST_NAMED], *more])}
    return [Reason("register-units-unknown", figures)]
