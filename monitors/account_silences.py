"""Which accounts are silent, by their own habits: told anew from whole days, and never during an outage."""

from collections.abc import Collection, Mapping
from typing import Final

import structlog
from msgspec.structs import replace

from monitors.account_book import AccountBook
from monitors.account_rows import ActivityRows
from monitors.domain.accounts.caring import LocalTime
from monitors.domain.accounts.quiet import Habit, habit_of, is_silent
from monitors.domain.accounts.records import AccountKey, OwnAccount
from monitors.domain.outage.records import Incident

HABIT_DAYS: Final = 28
"""So many whole days say what is usual."""

MANY: Final = 3
"""Where so many accounts are silent at once and none is heard, it is our own door that is."""

OF_PLATFORMS: Final = frozenset({"platform", "shared-provider"})
"""Causes of outages of platforms themselves."""

OPEN: Final = frozenset({"confirmed", "recovering"})


class Silences:
    """Remembers what is usual of each account on a day; `rows` has the days before it."""

    def __init__(self, rows: ActivityRows, local: LocalTime) -> None:
        self._rows = rows
        self._local = local
        self._habits: dict[AccountKey, tuple[int, Habit | None]] = {}
        self._is_deaf = False
        self._log = structlog.get_logger()

    def of(
        self,
        book: AccountBook,
        accounts: Mapping[AccountKey, OwnAccount],
        now_ms: int,
        incidents: Collection[Incident],
    ) -> dict[AccountKey, int]:
        """The accounts that are silent, and since when.

        While a platform or our own way out is broken nothing is said of its accounts' silence. One that is
        silent stays so until it is heard.
        """
        open_ = [each for each in incidents if each.state in OPEN]
        broken = {name for each in open_ if each.cause in OF_PLATFORMS for name in each.platforms}
        is_cut_off = any(each.cause == "egress" for each in open_)
        known, fresh, watched = dict[AccountKey, int](), dict[AccountKey, int](), 0
        for key, account in accounts.items():
            state = book.state(key)
            if "silent" in state.troubles:
                known[key] = state.troubles["silent"]
                watched += 1
            elif key.platform in broken or is_cut_off:
                book.put(replace(state, held_ms=now_ms))
            elif account.retired_at_ms is None and state.heard_at_ms is not None:
                since_ms, habit = max(state.heard_at_ms, state.held_ms or 0), self._habit(key, now_ms)
                watched += habit is not None
                if habit is not None and is_silent(habit, since_ms, now_ms, self._local):
                    fresh[key] = since_ms
        was_deaf, self._is_deaf = self._is_deaf, len(known) + len(fresh) == watched >= MANY
        if not self._is_deaf:
            return known | fresh
        if not was_deaf:
            self._log.warning(
                "accounts-unheard", accounts=watched, advice="look at the hub's own doors first"
            )
        return known

    def _habit(self, key: AccountKey, now_ms: int) -> Habit | None:
        """What is usual of an account, told anew each day."""
        today, _ = self._local(now_ms)
        if key not in self._habits or self._habits[key][0] != today:
            first, last = today - HABIT_DAYS, today - 1
            days = self._rows.days(first, last, [key])
            heard = {each.day: each.heard_by_hour for each in days}
            self._habits[key] = today, habit_of(heard, first, last)
        return self._habits[key][1]
