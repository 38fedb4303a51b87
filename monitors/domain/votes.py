"""Votes: one person on one surface group of one platform in ten seconds, failed only if nothing worked.

Retries make a person loud, not many: counting people, not requests, is what keeps a retry storm from looking
like an outage.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from streams.domain.cells import CONTROL, FAILED, OK, VOTE_KEY, Cells, merge_all

HELD_WINDOWS = 12
"""Windows kept open behind the newest: two minutes in which the rest of a window may still arrive."""


@dataclass(slots=True)
class VoteFold:
    """Adds up votes and failed votes by platform; a window is counted once it is two minutes old.

    How old is told by the middle vote of each delta, so that a clock that was set wrong for a few lines does
    not close what is still open. A vote that comes later than that is counted by itself.
    """

    platforms: int
    _open: Cells = field(default_factory=lambda: Cells.none(0))
    _counted_before: int = 0
    _totals: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        """Start with no vote for any platform."""
        self._totals = np.zeros((self.platforms, 2), np.int64)

    def add(self, votes: Cells) -> None:
        """Take in the votes of one delta; embeds and the control are not anybody's use."""
        columns = VOTE_KEY.unpack(votes.member_keys)
        used = (columns["platform"] != CONTROL) & (columns["embed"] == 0) & (votes.flags & (OK | FAILED) > 0)
        if not used.any():
            return
        none = Cells.none(0)
        new = Cells(none.keys, none.counts, votes.member_keys[used], votes.members[used], votes.flags[used])
        opened = merge_all([self._open, new])
        newest = int(np.median(columns["window"][used]))
        self._counted_before = max(self._counted_before, newest - HELD_WINDOWS)
        done = VOTE_KEY.unpack(opened.member_keys)["window"] < self._counted_before
        self._totals += self._tally(_members(opened, done))
        self._open = _members(opened, ~done)

    def totals(self) -> NDArray[np.int64]:
        """Votes and failed votes, a row a platform, of everything so far."""
        return self._totals + self._tally(self._open)

    def _tally(self, votes: Cells) -> NDArray[np.int64]:
        """Votes and failed votes, a row a platform."""
        platform = VOTE_KEY.unpack(votes.member_keys)["platform"]
        failed = (votes.flags & (OK | FAILED)) == FAILED
        columns = [np.bincount(which, minlength=self.platforms) for which in (platform, platform[failed])]
        return np.column_stack(columns).astype(np.int64)


def _members(cells: Cells, rows: NDArray[np.bool_]) -> Cells:
    """Some members of a table that has no counts."""
    return Cells(cells.keys, cells.counts, cells.member_keys[rows], cells.members[rows], cells.flags[rows])
