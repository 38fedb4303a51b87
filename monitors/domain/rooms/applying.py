"""What an action of people comes to: a pure fold, that refuses with a reason.

Nothing is applied halfway and nothing is dropped in silence: each action comes to exactly one RoomChange, and
an action that was applied or refused before comes to none.
"""

from typing import Any, Final, NamedTuple

from msgspec import to_builtins

from monitors.domain.outage.records import Reason
from monitors.domain.rooms.actions import MAY, AnyRoomAction, OnIncident, ReportFailure
from monitors.domain.rooms.incident_rules import in_room
from monitors.domain.rooms.known import Known, Outcome, Refused
from monitors.domain.rooms.records import RoomChange
from monitors.domain.rooms.sharing_rules import beside_rooms

_COLUMNS: Final = frozenset({"kind", "version", "id", "at_ms", "role", "by", "incident", "unit", "platform"})
"""Fields of actions that `RoomChange` has under names of its own."""


class Applied(NamedTuple):
    """What is kept of an action, and what it came to (None: it was refused)."""

    change: RoomChange
    outcome: Outcome | None


def applied(known: Known, action: AnyRoomAction, at_ms: int) -> Applied:
    """What an action comes to that Kafka took in at `at_ms`."""
    try:
        outcome = _outcome(known, action, at_ms)
    except Refused as refused:
        return Applied(_change(action, at_ms, refused.reason, refused=True), None)
    return Applied(_change(action, at_ms, outcome.reason, refused=False), outcome)


def _outcome(known: Known, action: AnyRoomAction, at_ms: int) -> Outcome:
    """What the rules say. Raises Refused."""
    if action.role not in MAY[type(action)]:
        raise Refused("not-for-this-role", role=action.role)
    if isinstance(action, OnIncident):
        return in_room(known, action, at_ms)
    return beside_rooms(known, action, at_ms)


def _change(action: AnyRoomAction, at_ms: int, reason: Reason, *, refused: bool) -> RoomChange:
    """What is kept of an action; of a report nothing that tells one from another."""
    fields: dict[str, Any] = to_builtins(action)
    is_report = isinstance(action, ReportFailure)
    return RoomChange(
        action=action.id,
        kind=fields["kind"],
        at_ms=at_ms,
        role=action.role,
        account="" if is_report else action.by,
        incident=fields.get("incident", ""),
        unit="" if is_report else fields.get("unit", ""),
        platform=fields.get("platform", ""),
        reason=reason,
        refused=refused,
        said={} if is_report else {name: fields[name] for name in fields.keys() - _COLUMNS},
    )
