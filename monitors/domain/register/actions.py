"""What people do to the register, as messages for `hub.actions`: the one way by which it changes.

An action says who did it by role and by the pseudonym of their account, never by name.
`monitors.domain.actions` reads and writes all kinds of them.
"""

from datetime import date
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from monitors.domain.register.records import Acceptance, Declaration, EntryKey

VERSION: Final = 1

Role = Literal["operations", "risk", "unit", "auditor", "admin", "records"]
"""As what somebody acts; the hub checks that they may."""

Name = Annotated[str, Meta(min_length=1, max_length=500)]
Words = Annotated[str, Meta(min_length=1, max_length=2000)]
Id = Annotated[str, Meta(min_length=8, max_length=64)]
"""Made once by whoever sends the action (a UUID): the same action sent twice is applied once."""

Moment = Annotated[int, Meta(ge=0, lt=1 << 43)]
"""Unix milliseconds, up to the year 2248."""


class Action(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every action has: which one it is, when, as what and by which account (a pseudonym)."""

    version: int = VERSION
    id: Id
    at_ms: Moment
    role: Role
    by: Name


class OnRegister(Action, frozen=True, kw_only=True):
    """An action about a unit's use of a platform."""

    unit: Name
    platform: Name


class OnActivity(OnRegister, frozen=True, kw_only=True):
    """An action about one activity; empty stands for the unit's whole use of the platform."""

    activity: Annotated[str, Meta(max_length=500)] = ""


class Declare(OnRegister, frozen=True, kw_only=True, tag="declare"):
    """Say what an activity is worth, or say it anew: the answers to the three questions."""

    declaration: Declaration


class Confirm(OnActivity, frozen=True, kw_only=True, tag="confirm"):
    """The unit says that it is so."""


class RaiseDispute(OnActivity, frozen=True, kw_only=True, tag="dispute"):
    """The unit says that it is not so, and why."""

    reason: Words


class Reply(OnActivity, frozen=True, kw_only=True, tag="reply"):
    """Risk answers a dispute."""

    reply: Words


class DecideDispute(OnActivity, frozen=True, kw_only=True, tag="decide-dispute"):
    """Risk ends a dispute: the unit was right (`upheld`), or not."""

    outcome: Literal["upheld", "rejected"]


class Approve(OnActivity, frozen=True, kw_only=True, tag="approve"):
    """Somebody in a role approves an entry; its next review is due a year later."""

    approver_role: Name


class AcceptRisk(OnActivity, frozen=True, kw_only=True, tag="accept-risk"):
    """Somebody in a role accepts the risk, until a day."""

    acceptance: Acceptance


class Withdraw(OnActivity, frozen=True, kw_only=True, tag="withdraw"):
    """The activity is over, or was said by mistake: the entry leaves the register, its history stays."""

    reason: Words


class TryFallback(OnActivity, frozen=True, kw_only=True, tag="test-fallback"):
    """A fallback was tried, on a day, and works or does not."""

    on: date
    works: bool


RegisterAction = (
    Declare | Confirm | RaiseDispute | Reply | DecideDispute | Approve | AcceptRisk | Withdraw | TryFallback
)


def key_of(action: RegisterAction) -> EntryKey:
    """Which entry an action is about."""
    activity = action.declaration.activity if isinstance(action, Declare) else action.activity
    return EntryKey(action.unit, action.platform, activity)
