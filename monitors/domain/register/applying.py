"""What an action does to the register: a pure fold, entry by entry, that refuses with a reason.

Nothing is applied halfway and nothing is dropped in silence: each action comes to exactly one RegisterChange,
and an action that was applied or refused before comes to none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from monitors.domain.outage.records import Figure, Reason
from monitors.domain.register.actions import (
    AcceptRisk,
    Action,
    Approve,
    Confirm,
    DecideDispute,
    Declare,
    RaiseDispute,
    RegisterAction,
    Reply,
    Role,
    TryFallback,
    Withdraw,
    key_of,
)
from monitors.domain.register.alerts import alert_of_change
from monitors.domain.register.checking import faults_of_acceptance, faults_of_declaration, faults_of_role
from monitors.domain.register.records import (
    REVIEW_DAYS,
    Declaration,
    Dispute,
    Entry,
    EntryKey,
    EvidenceLevel,
)
from monitors.domain.reliance.alerts import Alert

REPLY_DAYS: Final = 14
"""A dispute is to have a reply within so many days."""

MAY: Final[Mapping[type[Action], frozenset[Role]]] = {
    Declare: frozenset({"unit", "risk", "admin"}),
    Confirm: frozenset({"unit"}),
    RaiseDispute: frozenset({"unit"}),
    Reply: frozenset({"risk", "admin"}),
    DecideDispute: frozenset({"risk", "admin"}),
    Approve: frozenset({"risk", "admin"}),
    AcceptRisk: frozenset({"risk", "admin"}),
    Withdraw: frozenset({"unit", "risk", "admin"}),
    TryFallback: frozenset({"unit", "risk", "operations", "admin"}),
}
"""Who may do what; nobody but the unit itself confirms or disputes."""


class RegisterChange(Struct, frozen=True, kw_only=True):
    """What became of one action, by its id, and when risk is told of it.

    `faults` say why a declaration, an approval or an acceptance was refused.
    """

    action: str
    kind: str
    at_ms: int
    day: date
    role: Role
    by: str
    unit: str
    platform: str
    activity: str
    reason: Reason
    alert: Alert
    refused: bool = False
    faults: list[Reason] = []


@dataclass(frozen=True, slots=True)
class Applied:
    """What an action came to: the entry as it now stands (None: there is none), and what is kept of it."""

    entry: Entry | None
    change: RegisterChange


class _Refused(Exception):  # noqa: N818 (a refusal is an answer and no error of ours)
    """The action cannot be applied."""

    def __init__(self, reason: Reason, faults: list[Reason]) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.faults = faults


Outcome = tuple[Entry | None, Reason]


def applied(before: Entry | None, action: RegisterAction, today: date) -> Applied:
    """What an action does to the entry that it is about; `today` is the organisation's day."""
    try:
        if action.role not in MAY[type(action)]:
            raise _refusal("not-for-this-role", role=action.role)
        entry, reason = _outcome(before, action, today)
        return Applied(entry, _change(action, today, reason))
    except _Refused as refused:
        return Applied(before, _change(action, today, refused.reason, refused.faults, refused=True))


def evidence_said_by(role: Role) -> EvidenceLevel:
    """What a unit itself declares it has confirmed; what others write for it waits for its word."""
    return "confirmed" if role == "unit" else "declared"


def _declare(before: Entry | None, action: Declare, today: date) -> Outcome:
    """Say what an activity is worth. What was decided about it before is to be looked at again."""
    if faults := faults_of_declaration(action.declaration, action.platform):
        raise _refusal("declaration-faulty", faults)
    evidence = evidence_said_by(action.role)
    if before is None:
        entry = Entry(
            unit=action.unit,
            platform=action.platform,
            declaration=action.declaration,
            evidence=evidence,
            status="in-review",
            declared_on=today,
            review_due=today + timedelta(days=REVIEW_DAYS),
        )
        return entry, Reason("entry-declared")
    if action.declaration == before.declaration and before.evidence in {evidence, "confirmed"}:
        raise _refusal("declared-already")
    disputed = before.dispute is not None and before.dispute.outcome == "open"
    entry = replace(
        before,
        declaration=action.declaration,
        evidence="disputed" if disputed else evidence,
        status="in-review",
        declared_on=today,
        approved_by_role="",
        approved_on=None,
        review_due=today + timedelta(days=REVIEW_DAYS),
    )
    return entry, Reason("entry-declared-anew")


def _confirm(before: Entry | None, action: Confirm, today: date) -> Outcome:
    """The unit says that it is so; where nothing stands yet, that what telemetry shows is so."""
    entry = before or _observed(action, today)
    if entry.dispute is not None and entry.dispute.outcome == "open":
        raise _refusal("dispute-is-open")
    return replace(entry, evidence="confirmed"), Reason("entry-confirmed")


def _dispute(before: Entry | None, action: RaiseDispute, today: date) -> Outcome:
    """The unit says that it is not so."""
    entry = before or _observed(action, today)
    if entry.dispute is not None and entry.dispute.outcome == "open":
        raise _refusal("dispute-is-open")
    due = today + timedelta(days=REPLY_DAYS)
    dispute = Dispute(reason=action.reason, raised_on=today, reply_due=due)
    figures: dict[str, Figure] = {"due": due.isoformat()}
    return replace(entry, evidence="disputed", dispute=dispute), Reason("entry-disputed", figures)


def _reply(before: Entry | None, action: Reply) -> Outcome:
    """Risk answers a dispute; again, while it is open."""
    entry, dispute = _open_dispute(before)
    return replace(entry, dispute=replace(dispute, reply=action.reply)), Reason("dispute-answered")


def _decide(before: Entry | None, action: DecideDispute) -> Outcome:
    """A dispute ends. Where the unit was right, what stands there is its word; else it waits for it again."""
    entry, dispute = _open_dispute(before)
    if not dispute.reply:
        raise _refusal("dispute-without-reply")
    waiting: EvidenceLevel = "declared" if entry.declaration.activity else "observed"
    entry = replace(
        entry,
        evidence="confirmed" if action.outcome == "upheld" else waiting,
        dispute=replace(dispute, outcome=action.outcome),
    )
    return entry, Reason(f"dispute-{action.outcome}")


def _approve(before: Entry | None, action: Approve, today: date) -> Outcome:
    """An entry is approved as it stands, and looked at again in a year."""
    entry = _standing(before)
    if entry.dispute is not None and entry.dispute.outcome == "open":
        raise _refusal("dispute-is-open")
    if faults := faults_of_role("approver_role", action.approver_role):
        raise _refusal("approval-faulty", faults)
    due = today + timedelta(days=REVIEW_DAYS)
    entry = replace(
        entry,
        status="approved",
        approved_by_role=action.approver_role,
        approved_on=today,
        review_due=due,
    )
    return entry, Reason("entry-approved", {"role": action.approver_role, "due": due.isoformat()})


def _accept(before: Entry | None, action: AcceptRisk, today: date) -> Outcome:
    """A risk is accepted, until a day."""
    entry, acceptance = _standing(before), action.acceptance
    if faults := faults_of_acceptance(acceptance, today):
        raise _refusal("acceptance-faulty", faults)
    figures: dict[str, Figure] = {"role": acceptance.role, "until": acceptance.until.isoformat()}
    return replace(entry, acceptance=acceptance), Reason("risk-accepted", figures)


def _withdraw(before: Entry | None) -> Outcome:
    """An entry leaves the register."""
    _standing(before)
    return None, Reason("entry-withdrawn")


def _test(before: Entry | None, action: TryFallback, today: date) -> Outcome:
    """A fallback was tried. One that failed was not tested: what counts is when it last worked."""
    entry = _standing(before)
    fallback = entry.declaration.fallback
    if fallback is None:
        raise _refusal("no-fallback-to-test")
    if action.on > today:
        raise _refusal("test-in-the-future", on=action.on.isoformat())
    if not action.works:
        return entry, Reason("fallback-failed", {"fallback": fallback.name, "on": action.on.isoformat()})
    tested_on = max(action.on, fallback.tested_on or action.on)
    declaration = replace(entry.declaration, fallback=replace(fallback, tested_on=tested_on))
    figures: dict[str, Figure] = {"fallback": fallback.name, "on": action.on.isoformat()}
    return replace(entry, declaration=declaration), Reason("fallback-tested", figures)


def _outcome(before: Entry | None, action: RegisterAction, today: date) -> Outcome:
    """The one rule for each kind of action."""
    match action:
        case Declare():
            return _declare(before, action, today)
        case Confirm():
            return _confirm(before, action, today)
        case RaiseDispute():
            return _dispute(before, action, today)
        case Reply():
            return _reply(before, action)
        case DecideDispute():
            return _decide(before, action)
        case Approve():
            return _approve(before, action, today)
        case AcceptRisk():
            return _accept(before, action, today)
        case Withdraw():
            return _withdraw(before)
        case TryFallback():
            return _test(before, action, today)


def _observed(action: Confirm | RaiseDispute, today: date) -> Entry:
    """The entry of what is only observed so far: there is nothing to confirm or dispute of an activity."""
    if action.activity:
        raise _refusal("no-such-entry")
    return Entry(
        unit=action.unit,
        platform=action.platform,
        declaration=Declaration(activity=""),
        evidence="observed",
        declared_on=today,
        review_due=today + timedelta(days=REVIEW_DAYS),
    )


def _standing(before: Entry | None) -> Entry:
    """The entry that has to be there."""
    if before is None:
        raise _refusal("no-such-entry")
    return before


def _open_dispute(before: Entry | None) -> tuple[Entry, Dispute]:
    """The dispute that has to be open."""
    entry = _standing(before)
    if entry.dispute is None:
        raise _refusal("no-such-dispute")
    if entry.dispute.outcome != "open":
        raise _refusal("dispute-is-over")
    return entry, entry.dispute


def _refusal(code: str, faults: list[Reason] | None = None, **figures: Figure) -> _Refused:
    return _Refused(Reason(code, figures), faults or [])


def _change(
    action: RegisterAction,
    today: date,
    reason: Reason,
    faults: list[Reason] | None = None,
    *,
    refused: bool = False,
) -> RegisterChange:
    """What is kept of an action."""
    key: EntryKey = key_of(action)
    return RegisterChange(
        action=action.id,
        kind=str(type(action).__struct_config__.tag),
        at_ms=action.at_ms,
        day=today,
        role=action.role,
        by=action.by,
        unit=key.unit,
        platform=key.platform,
        activity=key.activity,
        reason=reason,
        alert=alert_of_change(reason),
        refused=refused,
        faults=faults or [],
    )
