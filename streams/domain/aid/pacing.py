"""When a peer is asked again: politely, never all at once, and less often while it does not answer."""

from typing import Final

SLOWEST_SECONDS: Final = 900.0
SPREAD: Final = 0.1


def wait_seconds(every_seconds: float, failures: int, chance: float, asked_for: float | None = None) -> float:
    """So long until the next question. `chance` is drawn from 0 to 1, `asked_for` what Retry-After said.

    While it answers, the usual time give or take a tenth. After failures it doubles up to a quarter of an
    hour, and any part of the last half of it is waited ("equal jitter": peers do not all come back at once).
    """
    if failures == 0:
        return every_seconds * (1 - SPREAD + 2 * SPREAD * chance)
    longest = max(SLOWEST_SECONDS, every_seconds)
    waited = min(every_seconds * 2.0 ** min(failures, 20), longest) * (0.5 + 0.5 * chance)
    return waited if asked_for is None else min(max(waited, asked_for), longest)
