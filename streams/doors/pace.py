"""How often somebody may knock: a token bucket for each name, in memory, forgotten with the process."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

MOST_KNOWN: Final = 10_000
"""So many names are remembered; whoever has been quiet for longest is forgotten first."""


@dataclass
class Pace:
    """At most `most` at once, and `most` more in every `within_seconds`. For one event loop or thread."""

    most: int
    within_seconds: float
    _left: "OrderedDict[str, tuple[float, int]]" = field(default_factory=OrderedDict, repr=False)

    def wait_seconds(self, name: str, now_ms: int) -> int:
        """0 where this one may knock now; else after how many seconds. Asking counts nothing."""
        left = self._now_left(name, now_ms)
        return 0 if left >= 1 else max(1, round((1 - left) * self.within_seconds / self.most))

    def count(self, name: str, now_ms: int) -> None:
        """It knocked."""
        left = self._now_left(name, now_ms)
        self._left[name] = (max(0.0, left - 1), now_ms)
        self._left.move_to_end(name)
        if len(self._left) > MOST_KNOWN:
            self._left.popitem(last=False)

    def _now_left(self, name: str, now_ms: int) -> float:
        left, since_ms = self._left.get(name, (float(self.most), now_ms))
        gained = max(0, now_ms - since_ms) / 1000 / self.within_seconds * self.most
        return min(float(self.most), left + gained)
