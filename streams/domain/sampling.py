"""The control sample: one line in N of the rest of the web, chosen once for each source.

N leaves at least `CONTROL_WANTED` control requests in ten seconds of the source's busiest hour, so that a
fault of our own way out shows in the control as fast as a platform's fault shows in its votes.
"""

from collections import Counter
from collections.abc import Iterable

SETTLES_AFTER = 100_000
"""Parsed lines after which a source's N is chosen; until then every line is in the sample."""

CONTROL_WANTED = 200
"""Requests of the control in ten seconds of a busy hour that must remain."""

WINDOWS_AN_HOUR = 360


def choose_one_in(control_by_window: Iterable[tuple[int, int]]) -> int:
    """N for a source, from (ten-second window, requests outside the catalogue) of its first lines.

    The busiest hour is the one with most requests for each window in which the source wrote at all, so a log
    that begins in the middle of an hour, or covers only minutes, is judged by what it shows.
    """
    requests: Counter[int] = Counter()
    windows: Counter[int] = Counter()
    for window, count in control_by_window:
        requests[window // WINDOWS_AN_HOUR] += count
        windows[window // WINDOWS_AN_HOUR] += 1
    busiest = max((requests[hour] / windows[hour] for hour in requests), default=0.0)
    return max(1, int(busiest // CONTROL_WANTED))
