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

    Votes that come after their window was counted are counted by themselves, and their number is `late`.
    """

    platforms: int
    late: int = 0
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
        none = Cells.none(0)
        windows = columns["window"][used]
        self.late += int(np.count_nonzero(windows < self._counted_before))
        new = Cells(none.keys, none.counts, votes.member_keys[used], votes.members[used], votes.flags[used])
        self._open = merge_all([self._open, new])
        if len(windows):
            self._count_before(int(windows.max()) - HELD_WINDOWS)

    def totals(self) -> NDArray[np.int64]:
        """Votes and failed votes, a row a platform, of everything so far."""
        self._count_before(1 << 40)
        return self._totals

    def _count_before(self, window: int) -> None:
        """Count and drop the windows before this one."""
        if window <= self._counted_before:
            return
        columns = VOTE_KEY.unpack(self._open.member_keys)
        done = columns["window"] < window
        platform = columns["platform"][done]
        failed = (self._open.flags[done] & (OK | FAILED)) == FAILED
        self._totals[:, 0] += np.bincount(platform, minlength=self.platforms)
        self._totals[:, 1] += np.bincount(platform[failed], minlength=self.platforms)
        keep = ~done
        self._open = Cells(
            self._open.keys,
            self._open.counts,
            self._open.member_keys[keep],
            self._open.members[keep],
            self._open.flags[keep],
        )
        self._counted_before = window
