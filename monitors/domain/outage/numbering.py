"""The names in a message as the numbers of the judge's book. What does not fit together is refused here."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.book import CONTROL_PLACE, GROUPS, Book
from monitors.domain.outage.merging import Columns
from streams.contracts.evidence import SignalsDelta, UnreadableMessageError
from streams.domain.cells import CONTROL, VOTE_KEY, Cells
from streams.domain.deltas import ONSET_KINDS


@dataclass(frozen=True, slots=True)
class Numbered:
    """The cells of a message under the numbers of the book."""

    platforms: NDArray[np.int64]
    groups: NDArray[np.int64]
    window: NDArray[np.int64]
    place: NDArray[np.int64]
    unit: NDArray[np.int64]
    embed: NDArray[np.bool_]
    control: NDArray[np.bool_]

    @staticmethod
    def of(delta: SignalsDelta, cells: Cells, book: Book) -> "Numbered":
        """Number the names. Raises UnreadableMessageError for cells that name what their message lacks."""
        columns = VOTE_KEY.unpack(cells.keys)
        names = delta.names
        control = columns["platform"] == CONTROL
        asked = (columns["platform"][~control], columns["group"][~control], columns["unit"])
        known = (len(names.platforms), len(names.groups), len(names.units))
        if any(int(column.max(initial=-1)) >= size for column, size in zip(asked, known, strict=True)):
            raise UnreadableMessageError("a cell names no unit, platform or group of its message")
        unknown = [group for group in names.groups if group not in GROUPS]
        if unknown:
            raise UnreadableMessageError(f"no such surface group: {', '.join(unknown)}")
        platforms = np.array([book.platforms.of(name) for name in names.platforms] or [0], np.int64)
        groups = np.array([GROUPS.index(name) for name in names.groups] or [0], np.int64)
        units = np.array([book.units.of(name) for name in names.units] or [0], np.int64)
        place = np.full(len(control), CONTROL_PLACE, np.int64)
        place[~control] = platforms[asked[0]] * len(GROUPS) + groups[asked[1]]
        return Numbered(
            platforms,
            groups,
            columns["window"],
            place,
            units[columns["unit"]],
            columns["embed"] > 0,
            control,
        )

    def places(self, platform: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
        """Places by a message's own numbers. Raises IndexError."""
        control = platform == CONTROL
        numbers = self.platforms[np.where(control, 0, platform)] * len(GROUPS) + self.groups[group]
        return np.where(control, CONTROL_PLACE, numbers)


def onsets_of(delta: SignalsDelta, numbered: Numbered) -> Columns:
    """When failures of each place began. Raises UnreadableMessageError where the columns do not fit."""
    onsets = delta.onsets
    if onsets is None:
        return {}
    try:
        columns = {
            "window": onsets.window.numbers(),
            "place": numbered.places(onsets.platform.numbers(), onsets.group.numbers()),
            "blocked": onsets.kind.numbers() == ONSET_KINDS.index("blocked"),
            "started_ms": onsets.started_ms.numbers(),
        }
    except (IndexError, ValueError) as error:
        raise UnreadableMessageError("an onset names no platform or group of its message") from error
    if len({len(column) for column in columns.values()}) > 1:
        raise UnreadableMessageError("the columns of the onsets are not of one length")
    return columns
