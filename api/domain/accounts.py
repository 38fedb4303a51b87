"""Own accounts as one reader may see them: what is declared, who waits, how soon people outside are answered.

Counts of messages are told to everybody who may see the account's unit: they are of people outside, and say
nothing of anybody who works there. How soon a unit of few people answers is somebody's own, so it is told to
the unit alone; from where it answers, of such a unit, to nobody.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from api.domain.privacy import Sight
from api.domain.rights import Right
from monitors.domain.accounts.caring import Cared, cared
from monitors.domain.accounts.lacking import lacking
from monitors.domain.accounts.off_network import off_network
from monitors.domain.accounts.records import (
    AccountDay,
    AccountKey,
    AccountState,
    CriticalWindow,
    Draft,
    OwnAccount,
    Post,
    PreFlight,
)
from monitors.domain.calendar import date_of, day_of
from monitors.domain.outage.records import Reason

WEEKS_TOLD: Final = 4
MONTHS_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class KnownAccounts:
    """What stands of own accounts, as the monitors' tables have it. `people` is how many each unit has."""

    accounts: Mapping[AccountKey, OwnAccount]
    states: Mapping[AccountKey, AccountState]
    days: Sequence[AccountDay]
    people: Mapping[str, int | None]


class Line(NamedTuple):
    """One account in the list; `account` None: nobody has declared it. `month` is the one that goes on."""

    key: AccountKey
    account: OwnAccount | None
    state: AccountState
    lacks: Sequence[Reason]
    month: Cared

    @property
    def unit(self) -> str:
        """Whose it is; empty where nobody has said so."""
        return "" if self.account is None else self.account.unit

    @property
    def is_retired(self) -> bool:
        """Whether nothing of it is watched any more."""
        return self.account is not None and self.account.retired_at_ms is not None


class Span(NamedTuple):
    """A week or a month, the last day included. `elsewhere` is the share of replies from elsewhere."""

    is_month: bool
    first: date
    cared: Cared
    elsewhere: float | None = None


class DraftTold(NamedTuple):
    """A draft; `is_issued` where it was posted, `is_own` where the reader wrote it."""

    draft: Draft
    is_issued: bool
    is_own: bool

    @property
    def state(self) -> str:
        """Where it stands, in the words of the page."""
        return "issued" if self.is_issued else self.draft.state


class WindowTold(NamedTuple):
    """A critical window that is to come or goes on, and what was found before it."""

    window: CriticalWindow
    is_on: bool
    found: Sequence[PreFlight]

    @property
    def checked_at_ms(self) -> int | None:
        """When it was looked at last; None before."""
        return max((each.checked_at_ms for each in self.found), default=None)

    @property
    def lacking(self) -> list[Reason]:
        """What is not ready, each thing once."""
        found: list[Reason] = []
        for one in self.found:
            found += [each for each in one.lacking if each not in found]
        return found


def lines(known: KnownAccounts, sight: Sight) -> list[Line]:
    """The accounts that somebody may see: those in trouble first, then by unit; retired ones last."""
    seen = [
        _line(key, known, sight) for key in {*known.accounts, *known.states} if may_see(key, known, sight)
    ]
    return sorted(
        seen, key=lambda each: (each.is_retired, not each.state.troubles, each.unit, each.key.name, each.key)
    )


def line_of(key: AccountKey, known: KnownAccounts, sight: Sight) -> Line | None:
    """One account; None where there is no such one for this reader."""
    if key not in known.accounts and key not in known.states:
        return None
    return _line(key, known, sight) if may_see(key, known, sight) else None


def may_see(key: AccountKey, known: KnownAccounts, sight: Sight) -> bool:
    """Whether somebody may see an account; one of nobody's is for those who may see all."""
    account = known.accounts.get(key)
    if account is None:
        return sight.viewer.may_everywhere(Right.SEE_ACCOUNTS)
    return sight.viewer.may(Right.SEE_ACCOUNTS, account.unit)


def spans(
    key: AccountKey,
    known: KnownAccounts,
    sight: Sight,
    hours_of_unit: Collection[int],
    hours_seen: Collection[int],
) -> list[Span]:
    """The last weeks and months of an account, each the newest first.

    `hours_of_unit`, since 1970, are those in which its unit used the platform through our network, and
    `hours_seen` those of which there is any evidence.
    """
    mine = [each for each in known.days if (each.platform, each.name) == key]
    account = known.accounts.get(key)
    is_small = account is None or not sight.privacy.are_enough(known.people.get(account.unit))
    told = []
    for is_month, first, last in _periods(sight.today):
        some = [each for each in mine if first <= date_of(each.day) <= last]
        elsewhere = None
        if is_month and not is_small:
            elsewhere = off_network(some, hours_of_unit, hours_seen).share
        told.append(Span(is_month, first, _told(cared(some), key, known, sight), elsewhere))
    return told


def drafts_told(drafts: Sequence[Draft], issued: Sequence[Post], reader: str) -> list[DraftTold]:
    """Drafts, the newest first; `reader` is a pseudonym."""
    posted = {each.draft for each in issued}
    return [DraftTold(each, each.id in posted, each.drafted_by == reader) for each in reversed(drafts)]


def windows_told(
    windows: Sequence[CriticalWindow], found: Sequence[PreFlight], now_ms: int, sight: Sight
) -> list[WindowTold]:
    """The windows that go on or are to come, for somebody who may see any of their units."""
    return [
        WindowTold(
            each,
            each.is_on(now_ms),
            [one for one in found if one.window == each.id and _is_told(each, sight)],
        )
        for each in windows
        if each.ended_at_ms is None and each.until_ms > now_ms and _sees(each, sight)
    ]


def may_plan(window_units: Sequence[str], sight: Sight) -> bool:
    """Whether somebody may declare or end a window for these units; none stands for all."""
    viewer = sight.viewer
    if not window_units:
        return viewer.may_everywhere(Right.PLAN_WINDOWS)
    return all(viewer.may(Right.PLAN_WINDOWS, unit) for unit in window_units)


def first_day(today: date) -> int:
    """The first day of which anything is told, counted from 1970-01-01."""
    return min(day_of(first) for _, first, _ in _periods(today))


def _line(key: AccountKey, known: KnownAccounts, sight: Sight) -> Line:
    account = known.accounts.get(key)
    state = known.states.get(key) or AccountState(platform=key.platform, name=key.name)
    first = sight.today.replace(day=1)
    month = cared(
        each for each in known.days if (each.platform, each.name) == key and date_of(each.day) >= first
    )
    lacks = state.findings if account is None else lacking(account, sight.today)
    return Line(key, account, state, lacks, _told(month, key, known, sight))


def _told(exact: Cared, key: AccountKey, known: KnownAccounts, sight: Sight) -> Cared:
    """Counts as they are; how soon a unit of few people answers is told to the unit alone."""
    account = known.accounts.get(key)
    if account is None or sight.sees_whole(account.unit, known.people.get(account.unit)):
        return exact
    return exact._replace(median_ms=None)


def _periods(today: date) -> list[tuple[bool, date, date]]:
    """Whether it is a month, its first and its last day; the newest first."""
    monday = today - timedelta(days=today.weekday())
    found = [
        (False, first, first + timedelta(days=6))
        for first in (monday - timedelta(weeks=back) for back in range(WEEKS_TOLD))
    ]
    first = today.replace(day=1)
    for _ in range(MONTHS_TOLD):
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        found.append((True, first, last))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def _sees(window: CriticalWindow, sight: Sight) -> bool:
    may = sight.viewer.may
    if not window.units:
        return may(Right.SEE_ACCOUNTS)
    return any(may(Right.SEE_ACCOUNTS, unit) for unit in window.units)


def _is_told(window: CriticalWindow, sight: Sight) -> bool:
    """Whether what was found before it is told: it names units and accounts, of all that it is for."""
    if not window.units:
        return sight.viewer.may_everywhere(Right.SEE_ACCOUNTS)
    return all(sight.viewer.may(Right.SEE_ACCOUNTS, unit) for unit in window.units)
