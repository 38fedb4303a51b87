"""What an action about own accounts comes to: a pure fold, that refuses with a reason.

Each action comes to exactly one AccountChange; one that was applied or refused before comes to none.
"""

from typing import Any, Final

from msgspec import json

from monitors.domain.accounts.actions import MAY, AnyAccountAction
from monitors.domain.accounts.known import Known, Outcome
from monitors.domain.accounts.records import AccountChange
from monitors.domain.accounts.rules import RULES
from monitors.domain.outage.records import Reason
from monitors.domain.settling import Settled, TakenIn, check_role, settled

_COLUMNS: Final = frozenset(
    {"kind", "version", "id", "at_ms", "role", "by", "unit", "platform", "name", "text"}
)
"""Fields of actions that `AccountChange` has under names of its own, and the text, which its draft has."""


Applied = Settled[AccountChange, Outcome]
"""What is kept of an action, and what it came to (None: it was refused)."""


def applied(known: Known, action: AnyAccountAction, now: TakenIn) -> Applied:
    """What an action comes to that Kafka took in then."""
    return settled(
        lambda: _outcome(known, action, now),
        lambda reason, refused: _change(action, now, reason, refused=refused),
    )


def _outcome(known: Known, action: AnyAccountAction, now: TakenIn) -> Outcome:
    """What the rules say. Raises Refused."""
    check_role(action.role, MAY[type(action)])
    return RULES[type(action)](known, action, now)


def _change(action: AnyAccountAction, now: TakenIn, reason: Reason, *, refused: bool) -> AccountChange:
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
