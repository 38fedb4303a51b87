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

EXACT_HOURS = 3
"""The latest hours with control requests, whose windows are kept one by one because lines may still be added:
the hour that is being written, the one before for late lines, and one for a stray stamp in the future."""


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


def packed(
    control: Iterable[tuple[int, int]],
) -> tuple[list[tuple[int, int]], list[tuple[int, int, int]]]:
    """The control in bounded size: the latest windows as they are, and the busiest hour before them.

    A quiet source takes weeks or years to settle, and its position is stored with every commit. The earlier
    hour is (hour, requests, windows), which is all that `choose_one_in` asks of it; it may be missing. No
    choice changes while lines are at most `EXACT_HOURS - 1` hours late; lines that are later still are judged
    as an hour of their own.
    """
    windows = sorted(control)
    exact = set(sorted({window // WINDOWS_AN_HOUR for window, _ in windows})[-EXACT_HOURS:])
    hours: dict[int, tuple[int, int]] = {}
    for window, count in windows:
        hour = window // WINDOWS_AN_HOUR
        if hour not in exact:
            requests, of_them = hours.get(hour, (0, 0))
            hours[hour] = requests + count, of_them + 1
    latest = [(window, count) for window, count in windows if window // WINDOWS_AN_HOUR in exact]
    busiest = max(hours, key=lambda hour: hours[hour][0] / hours[hour][1], default=None)
    return latest, [] if busiest is None else [(busiest, *hours[busiest])]


def unpacked(
    windows: Iterable[tuple[int, int]], hours: Iterable[tuple[int, int, int]]
) -> tuple[tuple[int, int], ...]:
    """The control again; of an hour that was summed up, the requests are laid into the first window."""
    control = list(windows)
    for hour, requests, of_them in hours:
        first = hour * WINDOWS_AN_HOUR
        control.append((first, requests - of_them + 1))
        control += [(first + place, 1) for place in range(1, of_them)]
    return tuple(sorted(control))


def with_more(
    control: Iterable[tuple[int, int]], more: Iterable[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """The control with the requests of further lines, and without what can no longer matter."""
    windows = Counter(dict(control))
    for window, count in more:
        windows[window] += count
    return unpacked(*packed(windows.items()))
