"""What actions do to own accounts: pure, with a reason for whatever is refused."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from monitors.domain.accounts.actions import (
    AccountAction,
    ApprovePost,
    CheckAccount,
    DeclareAccount,
    DeclareWindow,
    DraftPost,
    EndWindow,
    ExplainPost,
    OnAccount,
    OnDraft,
    RejectPost,
    RetireAccount,
    WithdrawPost,
)
from monitors.domain.accounts.known import Known, Outcome
from monitors.domain.accounts.records import (
    AccountKey,
    CriticalWindow,
    Draft,
    DraftState,
    Explanation,
    OwnAccount,
)
from monitors.domain.outage.records import Reason
from monitors.domain.register.checking import faults_of_role, is_plain
from monitors.domain.settling import Refused, TakenIn

LONGEST_WINDOW_DAYS: Final = 62
"""What is critical for longer is the usual, and belongs into the register."""

_DAY_MS: Final = 86_400_000


def _declare(known: Known, action: DeclareAccount, now: TakenIn) -> Outcome:
    before = known.accounts.get(_key(action))
    if before is not None and before.retired_at_ms is None and before.unit != action.unit:
        raise Refused("account-of-another-unit")
    if action.owner_role.strip() and faults_of_role("owner_role", action.owner_role):
        raise Refused("owner-is-no-role")
    texts = (action.owner_role, action.recovery, action.purpose)
    if not _is_name(action.name) or not all(is_plain(text) for text in texts):
        raise Refused("account-words-not-plain")
    account = OwnAccount(
        platform=action.platform,
        name=action.name,
        unit=action.unit,
        owner_role=action.owner_role.strip(),
        admins=action.admins,
        recovery=action.recovery.strip(),
        token_expires_on=action.token_expires_on,
        purpose=action.purpose.strip(),
        posts_need_approval=action.posts_need_approval,
        checked_on=None if before is None else before.checked_on,
        checked_at_ms=None if before is None else before.checked_at_ms,
        declared_at_ms=now.at_ms,
    )
    is_new = before is None or before.retired_at_ms is not None
    return Outcome(_about("account-declared" if is_new else "account-declared-anew", action), account=account)


def _check(known: Known, action: CheckAccount, now: TakenIn) -> Outcome:
    checked = replace(_account(known, action), checked_on=now.today, checked_at_ms=now.at_ms)
    return Outcome(_about("account-checked", action), account=checked)


def _retire(known: Known, action: RetireAccount, now: TakenIn) -> Outcome:
    account = _account(known, action)
    retired = replace(account, retired_at_ms=now.at_ms, retired_reason=action.reason)
    return Outcome(_about("account-retired", action), account=retired)


def _draft(known: Known, action: DraftPost, now: TakenIn) -> Outcome:
    account = _account(known, action)
    if not action.text.strip():
        raise Refused("post-empty")
    draft = Draft(
        id=action.id,
        platform=account.platform,
        name=account.name,
        unit=account.unit,
        text=action.text,
        drafted_at_ms=now.at_ms,
        drafted_by=action.by,
        drafted_by_role=action.role,
    )
    return Outcome(_about("post-drafted", action), draft=draft)


def _approve(known: Known, action: ApprovePost, now: TakenIn) -> Outcome:
    draft = _judged(known, action)
    return Outcome(_about("post-approved", action), draft=_decided(draft, action, now, "approved"))


def _reject(known: Known, action: RejectPost, now: TakenIn) -> Outcome:
    draft = _judged(known, action)
    decided = replace(_decided(draft, action, now, "rejected"), reason=action.reason)
    return Outcome(_about("post-rejected", action), draft=decided)


def _withdraw(known: Known, action: WithdrawPost, now: TakenIn) -> Outcome:
    draft = _known_draft(known, action)
    if draft.state not in {"waiting", "approved"}:
        raise Refused("draft-decided-already")
    return Outcome(_about("post-withdrawn", action), draft=_decided(draft, action, now, "withdrawn"))


def _explain(known: Known, action: ExplainPost, now: TakenIn) -> Outcome:
    account = _account(known, action)
    post = known.posts.get(action.post)
    if post is None or post.key != account.key:
        raise Refused("no-such-post")
    if post.state != "unexpected":
        raise Refused("post-not-unexpected")
    explanation = Explanation(
        post=post.id,
        platform=post.platform,
        name=post.name,
        at_ms=now.at_ms,
        role=action.role,
        reason=action.reason,
    )
    return Outcome(_about("post-explained", action), explanation=explanation)


def _declare_window(_known: Known, action: DeclareWindow, now: TakenIn) -> Outcome:
    if action.until_ms <= action.from_ms:
        raise Refused("ends-before-it-begins")
    if action.until_ms <= now.at_ms:
        raise Refused("window-is-over")
    if action.until_ms - action.from_ms > LONGEST_WINDOW_DAYS * _DAY_MS:
        raise Refused("window-too-long", most=LONGEST_WINDOW_DAYS)
    window = CriticalWindow(
        id=action.id,
        title=action.title,
        platforms=tuple(sorted(set(action.platforms))),
        units=tuple(sorted(set(action.units))),
        from_ms=action.from_ms,
        until_ms=action.until_ms,
        tolerance_minutes=action.tolerance_minutes,
        role=action.role,
        declared_at_ms=now.at_ms,
    )
    return Outcome(Reason("window-declared", {"title": action.title}), window=window)


def _end_window(known: Known, action: EndWindow, now: TakenIn) -> Outcome:
    window = known.windows.get(action.window)
    if window is None:
        raise Refused("no-such-window")
    if window.ended_at_ms is not None or window.until_ms <= now.at_ms:
        raise Refused("window-is-over")
    ended = replace(window, ended_at_ms=now.at_ms)
    return Outcome(Reason("window-ended", {"title": window.title}), window=ended)


RULES: Final[Mapping[type[AccountAction], Callable[[Known, Any, TakenIn], Outcome]]] = {
    DeclareAccount: _declare,
    CheckAccount: _check,
    RetireAccount: _retire,
    DraftPost: _draft,
    ApprovePost: _approve,
    RejectPost: _reject,
    WithdrawPost: _withdraw,
    ExplainPost: _explain,
    DeclareWindow: _declare_window,
    EndWindow: _end_window,
}
"""The one rule for each kind of action."""


def _is_name(name: str) -> bool:
    """Whether an account may be called so, and be found at an address of its own."""
    return name.isprintable() and is_plain(name) and name == name.strip() and name not in {"", ".", ".."}


def _key(action: OnAccount) -> AccountKey:
    return AccountKey(action.platform, action.name)


def _about(code: str, action: OnAccount) -> Reason:
    return Reason(code, {"account": action.name, "platform": action.platform})


def _account(known: Known, action: OnAccount) -> OwnAccount:
    """The account that has to be there, and the unit's."""
    account = known.accounts.get(_key(action))
    if account is None or account.retired_at_ms is not None:
        raise Refused("no-such-account")
    if account.unit != action.unit:
        raise Refused("account-of-another-unit")
    return account


def _known_draft(known: Known, action: OnDraft) -> Draft:
    """The draft that has to be there, of this account."""
    account, draft = _account(known, action), known.drafts.get(action.draft)
    if draft is None or draft.key != account.key:
        raise Refused("no-such-draft")
    return draft


def _judged(known: Known, action: OnDraft) -> Draft:
    """The draft that waits for a second person, who is not whoever wrote it."""
    draft = _known_draft(known, action)
    if draft.state != "waiting":
        raise Refused("draft-decided-already")
    if draft.drafted_by == action.by:
        raise Refused("own-draft")
    return draft


def _decided(draft: Draft, action: OnDraft, now: TakenIn, state: DraftState) -> Draft:
    return replace(draft, state=state, decided_at_ms=now.at_ms, decided_by_role=action.role)
