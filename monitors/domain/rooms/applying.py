"""What an action of people comes to: a pure fold, that refuses with a reason.

Nothing is applied halfway and nothing is dropped in silence: each action comes to exactly one RoomChange, and
an action that was applied or refused before comes to none.
"""

from typing import Any, Final

from msgspec import to_builtins

from monitors.domain.outage.records import Reason
from monitors.domain.rooms.actions import MAY, AnyRoomAction, OnIncident, ReportFailure
from monitors.domain.rooms.incident_rules import in_room
from monitors.domain.rooms.known import Known, Outcome
from monitors.domain.rooms.records import RoomChange
from monitors.domain.rooms.sharing_rules import beside_rooms
from monitors.domain.settling import Settled, check_role, settled

_COLUMNS: Final = frozenset({"kind", "version", "id", "at_ms", "role", "by", "incident", "unit", "platform"})
"""Fields of actions that `RoomChange` has under names of its own."""


Applied = Settled[RoomChange, Outcome]
"""What is kept of an action, and what it came to (None: it was refused)."""


def applied(known: Known, action: AnyRoomAction, at_ms: int) -> Applied:
    """What an action comes to that Kafka took in at `at_ms`."""
    return settled(
        lambda: _outcome(known, action, at_ms),
        lambda reason, refused: _change(action, at_ms, reason, refused=refused),
    )


def _outcome(known: Known, action: AnyRoomAction, at_ms: int) -> Outcome:
    """What the rules say. Raises Refused."""
    check_role(action.role, MAY[type(action)])
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
