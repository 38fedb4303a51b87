"""What an action about own accounts comes to: a pure fold, that refuses with a reason.

Each action comes to exactly one AccountChange; one that was applied or refused before comes to none.
"""

from typing import Any, Final, NamedTuple

from msgspec import json

from monitors.domain.accounts.actions import MAY, AnyAccountAction
from monitors.domain.accounts.known import Known, Moment, Outcome, Refused
from monitors.domain.accounts.records import AccountChange
from monitors.domain.accounts.rules import RULES
from monitors.domain.outage.records import Reason

_COLUMNS: Final = frozenset(
    {"kind", "version", "id", "at_ms", "role", "by", "unit", "platform", "name", "text"}
)
"""Fields of actions that `AccountChange` has under names of its own, and the text, which its draft has."""


class Applied(NamedTuple):
    """What is kept of an action, and what it came to (None: it was refused)."""

    change: AccountChange
    outcome: Outcome | None


def applied(known: Known, action: AnyAccountAction, now: Moment) -> Applied:
    """What an action comes to that Kafka took in then."""
    try:
        outcome = _outcome(known, action, now)
    except Refused as refused:
        return Applied(_change(action, now, refused.reason, refused=True), None)
    return Applied(_change(action, now, outcome.reason, refused=False), outcome)


def _outcome(known: Known, action: AnyAccountAction, now: Moment) -> Outcome:
    """What the rules say. Raises Refused."""
    if action.role not in MAY[type(action)]:
        raise Refused("not-for-this-role", role=action.role)
    return RULES[type(action)](known, action, now)


def _change(action: AnyAccountAction, now: Moment, reason: Reason, *, refused: bool) -> AccountChange:
    """What is kept of an action."""
    fields: dict[str, Any] = json.decode(json.encode(action))
    return AccountChange(
        action=action.id,
        kind=fields["kind"],
        at_ms=now.at_ms,
        role=action.role,
        account=action.by,
        unit=fields.get("unit", ""),
        platform=fields.get("platform", ""),
        name=fields.get("name", ""),
        reason=reason,
        refused=refused,
        said={name: fields[name] for name in fields.keys() - _COLUMNS},
    )
