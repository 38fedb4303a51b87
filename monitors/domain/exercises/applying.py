"""What an action in an exercise comes to: a pure fold, that refuses with a reason.

Each action comes to exactly one ExerciseChange; one that was applied or refused before comes to none.
"""

from typing import Any, Final

from msgspec import json

from monitors.domain.exercises.actions import MAY, AnyExerciseAction
from monitors.domain.exercises.known import Known, Outcome
from monitors.domain.exercises.records import ExerciseChange
from monitors.domain.exercises.rules import RULES
from monitors.domain.outage.records import Reason
from monitors.domain.settling import Settled, TakenIn, check_role, settled

_COLUMNS: Final = frozenset({"kind", "version", "id", "at_ms", "role", "by", "exercise", "unit"})
"""Fields of actions that `ExerciseChange` has under names of its own."""


Applied = Settled[ExerciseChange, Outcome]
"""What is kept of an action, and what it came to (None: it was refused)."""


def applied(known: Known, action: AnyExerciseAction, now: TakenIn) -> Applied:
    """What an action comes to that Kafka took in then."""
    return settled(
        lambda: _outcome(known, action, now),
        lambda reason, refused: _change(action, now, reason, refused=refused),
    )


def _outcome(known: Known, action: AnyExerciseAction, now: TakenIn) -> Outcome:
    """What the rules say. Raises Refused."""
    check_role(action.role, MAY[type(action)])
    return RULES[type(action)](known, action, now)


def _change(action: AnyExerciseAction, now: TakenIn, reason: Reason, *, refused: bool) -> ExerciseChange:
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
