"""When a source's lines mostly fail, it stops: reading on in a wrong format would lose what they say."""

from collections import deque
from dataclasses import dataclass, field

FIRST_LINES = 1_000
"""Content lines that must be seen before anything is judged."""

RECENT_LINES = 1_000
"""Content lines, at least, over which the share of failures is taken."""

FLOOD_SHARE = 0.5


@dataclass
class FloodGuard:
    """Watches one source since it was opened; skipped lines (headers, comments, blanks) say nothing here."""

    first_lines: int = FIRST_LINES
    recent_lines: int = RECENT_LINES
    share: float = FLOOD_SHARE
    _seen: int = 0
    _recent: deque[tuple[int, int]] = field(default_factory=deque)

    def is_flood(self, parsed: int, rejected: int) -> bool:
        """Take note of one more part; whether more than `share` of the recent lines were not taken."""
        self._seen += parsed + rejected
        self._recent.append((parsed, rejected))
        lines = sum(sum(part) for part in self._recent)
        while lines - sum(self._recent[0]) >= self.recent_lines:
            lines -= sum(self._recent.popleft())
        failed = sum(rejected for _, rejected in self._recent)
        return self._seen >= self.first_lines and failed > self.share * lines
