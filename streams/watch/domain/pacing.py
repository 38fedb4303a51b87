"""When to ask again: jitter, back-off and Retry-After, with time and chance as arguments."""

from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

JITTER: Final = 0.1
"""A wait is longer or shorter by up to this share, so that many of us never ask in step."""

LONGEST_RETRY_SECONDS: Final = 6 * 3600.0
"""Whoever asks for longer (RFC 9110, 10.2.3) is asked again after this: somebody may have mistyped."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something is asked while all is well, and at most how long is waited after failures."""

    every_seconds: float
    longest_seconds: float = 3600.0

    def wait_seconds(self, failures: int, chance: float, retry_after: float | None = None) -> float:
        """Until the next time, after so many failures in a row; `chance` is drawn from [0, 1).

        Each failure doubles the wait. A Retry-After is never undercut: its jitter only adds.
        """
        doubled = self.every_seconds * 2.0 ** min(failures, 16)
        wait = max(self.every_seconds, min(doubled, self.longest_seconds))
        wait *= 1 + JITTER * (2 * chance - 1)
        if retry_after is None:
            return wait
        return max(wait, min(retry_after, LONGEST_RETRY_SECONDS) * (1 + JITTER * chance))


def retry_after_seconds(header: str | None, now_ms: int) -> float | None:
    """The seconds that a Retry-After header asks for, a number or a date; None where it says nothing."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
        at_ms = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return max(0.0, (at_ms - now_ms) / 1000)
