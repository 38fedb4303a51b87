"""What is looked at the day before a critical window, and what is told of it."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final

from monitors.account_events import Say, preflight_of
from monitors.account_rows import AccountRows, ActivityRows
from monitors.domain.accounts.lacking import before_window
from monitors.domain.accounts.records import CriticalWindow, OwnAccount, PreFlight
from monitors.domain.outage.records import Incident
from monitors.register_rows import RegisterRows
from streams.contracts.signals import Probe

BEFORE_MS: Final = 24 * 3_600_000
EVERY_MS: Final = 10 * 60_000
"""How long before a window it is looked at for the first time, and how often from then on."""

PROBE_FRESH_MS: Final = 15 * 60_000
"""So old a probe says nothing any more."""


class Preflights:
    """Looks, and remembers what it found; `day_of` tells the local day of a moment."""

    def __init__(
        self,
        rows: AccountRows,
        activity: ActivityRows,
        register: RegisterRows,
        day_of: Callable[[int], date],
    ) -> None:
        self._rows = rows
        self._activity = activity
        self._register = register
        self._day_of = day_of
        self._probes: dict[str, dict[tuple[str, str, str], Probe]] = {}

    def hear(self, probe: Probe) -> None:
        """The last try of each host by each method counts."""
        of_platform = self._probes.setdefault(probe.platform, {})
        of_platform[probe.source, probe.host, probe.method] = probe

    def look(
        self, offset: int, now_ms: int, accounts: Collection[OwnAccount], incidents: Collection[Incident]
    ) -> tuple[list[PreFlight], list[Say]]:
        """What is found now, where it is time to look; told where it is not what was found before.

        Raises the faults of the store.
        """
        due = [each for each in self._rows.windows().values() if is_due(each, now_ms)]
        if not due:
            return [], []
        before = {(one.window, one.platform): one for one in self._activity.preflights([w.id for w in due])}
        wanted = [
            (window, platform)
            for window in due
            for platform in window.platforms
            if _is_old(before, window.id, platform, now_ms)
        ]
        entries = self._register.entries() if wanted else []
        found, said = list[PreFlight](), list[Say]()
        for window, platform in wanted:
            missing = before_window(
                window,
                platform,
                accounts,
                entries,
                incidents,
                last_day=self._day_of(window.until_ms - 1),
                today=self._day_of(now_ms),
                probes_fail=self._fails(platform, now_ms),
            )
            one = PreFlight(window=window.id, platform=platform, checked_at_ms=now_ms, lacking=tuple(missing))
            earlier = before.get((window.id, platform))
            found.append(one)
            if earlier is None or list(earlier.lacking) != missing:
                said.append(preflight_of(offset, window.title, window.from_ms, one))
        return found, said

    def _fails(self, platform: str, now_ms: int) -> bool:
        """Whether most of the fresh probes of a platform fail; without any, nobody can tell."""
        fresh = [
            each for each in self._probes.get(platform, {}).values() if now_ms - each.at_ms <= PROBE_FRESH_MS
        ]
        return sum(not each.good for each in fresh) * 2 > len(fresh)


def is_due(window: CriticalWindow, now_ms: int) -> bool:
    """Whether it is the day before a window."""
    return window.ended_at_ms is None and window.from_ms - BEFORE_MS <= now_ms < window.from_ms


def _is_old(before: Mapping[tuple[str, str], PreFlight], window: str, platform: str, now_ms: int) -> bool:
    found = before.get((window, platform))
    return found is None or now_ms - found.checked_at_ms >= EVERY_MS
