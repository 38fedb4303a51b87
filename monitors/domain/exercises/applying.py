"""What an action in an exercise comes to: a pure fold, that refuses with a reason.

Each action comes to exactly one ExerciseChange; one that was applied or refused before comes to none.
"""

from typing import Any, Final, NamedTuple

from msgspec import json

from monitors.domain.exercises.actions import MAY, AnyExerciseAction
from monitors.domain.exercises.known import Known, Moment, Outcome, Refused
from monitors.domain.exercises.records import ExerciseChange
from monitors.domain.exercises.rules import RULES
from monitors.domain.outage.records import Reason

_COLUMNS: Final = frozenset({"kind", "version", "id", "at_ms", "role", "by", "exercise", "unit"})
"""Fields of actions that `ExerciseChange` has under names of its own."""


class Applied(NamedTuple):
    """What is kept of an action, and what it came to (None: it was refused)."""

    change: ExerciseChange
    outcome: Outcome | None


def applied(known: Known, action: AnyExerciseAction, now: Moment) -> Applied:
    """What an action comes to that Kafka took in then."""
    try:
        outcome = _outcome(known, action, now)
    except Refused as refused:
        return Applied(_change(action, now, refused.reason, refused=True), None)
    return Applied(_change(action, now, outcome.reason, refused=False), outcome)


def _outcome(known: Known, action: AnyExerciseAction, now: Moment) -> Outcome:
    """What the rules say. Raises Refused."""
    if action.role not in MAY[type(action)]:
        raise Refused("not-for-this-role", role=action.role)
    return RULES[type(action)](known, action, now)


def _change(action: AnyExerciseAction, now: Moment, reason: Reason, *, refused: bool) -> ExerciseChange:
    """What is kept of an action; one that plans an exercise is about what it makes."""
    fields: dict[str, Any] = json.decode(json.encode(action))
    return ExerciseChange(
        action=action.id,
        kind=fields["kind"],
        at_ms=now.at_ms,
        role=action.role,
        account=action.by,
        exercise=fields.get("exercise", action.id),
        unit=fields.get("unit", ""),
        reason=reason,
        refused=refused,
        said={name: fields[name] for name in fields.keys() - _COLUMNS},
    )
