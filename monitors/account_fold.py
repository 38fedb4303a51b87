"""What people do about own accounts comes to: the inventory, drafts of posts, critical windows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from monitors.account_rows import AccountRows, AccountWork, ActivityRows
from monitors.domain.accounts.actions import AnyAccountAction, EndWindow, ExplainPost, OnAccount, OnDraft
from monitors.domain.accounts.applying import Applied, applied
from monitors.domain.accounts.known import Known
from monitors.domain.accounts.records import (
    AccountChange,
    AccountKey,
    CriticalWindow,
    Draft,
    Explanation,
    OwnAccount,
    Post,
)
from monitors.domain.calendar import Calendar, date_of
from monitors.domain.settling import TakenIn
from monitors.taken import Taken


class AccountsCameTo(NamedTuple):
    """What is to be written, and what each action came to by its offset."""

    work: AccountWork
    steps: list[tuple[int, Applied]]


class AccountActionsPart:
    """Applies actions in their order, each of an id of its own; `rows` and `heard` say what stands."""

    def __init__(self, rows: AccountRows, heard: ActivityRows, calendar: Calendar) -> None:
        self._rows = rows
        self._heard = heard
        self._calendar = calendar

    def known(self, actions: Collection[str]) -> set[str]:
        """Which of these actions were applied or refused before. Raises the faults of the store."""
        return self._rows.applied(actions)

    def come_to(self, taken: Sequence[Taken[AnyAccountAction]]) -> AccountsCameTo:
        """What these actions come to. Raises the faults of the store."""
        if not taken:
            return AccountsCameTo(AccountWork(), [])
        stand = self._stand([each.action for each in taken])
        steps: list[tuple[int, Applied]] = []
        for offset, action, at_ms in taken:
            now = TakenIn(at_ms, date_of(self._calendar.day_at(at_ms)))
            step = applied(stand.known(), action, now)
            stand.take(step)
            steps.append((offset, step))
        return AccountsCameTo(stand.work(), steps)

    def _stand(self, actions: Sequence[AnyAccountAction]) -> "_Standing":
        """What stands of everything that these actions are about."""
        keys = {AccountKey(each.platform, each.name) for each in actions if isinstance(each, OnAccount)}
        return _Standing(
            self._rows.accounts(keys),
            self._rows.drafts({each.draft for each in actions if isinstance(each, OnDraft)}),
            self._rows.windows({each.window for each in actions if isinstance(each, EndWindow)}),
            self._heard.posts({each.post for each in actions if isinstance(each, ExplainPost)}),
        )


@dataclass(slots=True)
class _Standing:
    """What stands, action by action, and what of it is to be written."""

    accounts: dict[AccountKey, OwnAccount]
    drafts: dict[str, Draft]
    windows: dict[str, CriticalWindow]
    posts: dict[str, Post]
    explanations: list[Explanation] = field(default_factory=list)
    changes: list[AccountChange] = field(default_factory=list)
    touched: set[str | AccountKey] = field(default_factory=set)

    def known(self) -> Known:
        """For the rules."""
        return Known(self.accounts, self.drafts, self.windows, self.posts)

    def take(self, step: Applied) -> None:
        """One action more."""
        self.changes.append(step.change)
        outcome = step.outcome
        if outcome is None:
            return
        if outcome.account is not None:
            self.accounts[outcome.account.key] = outcome.account
            self.touched.add(outcome.account.key)
        elif outcome.draft is not None:
            self.drafts[outcome.draft.id] = outcome.draft
            self.touched.add(outcome.draft.id)
        elif outcome.window is not None:
            self.windows[outcome.window.id] = outcome.window
            self.touched.add(outcome.window.id)
        elif outcome.explanation is not None:
            self.explanations.append(outcome.explanation)

    def work(self) -> AccountWork:
        """What is to be written."""
        return AccountWork(
            accounts=[each for key, each in self.accounts.items() if key in self.touched],
            drafts=[each for id_, each in self.drafts.items() if id_ in self.touched],
            windows=[each for id_, each in self.windows.items() if id_ in self.touched],
            explanations=self.explanations,
            changes=self.changes,
        )
