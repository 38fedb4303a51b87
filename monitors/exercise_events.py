"""What an action in an exercise came to, as a CloudEvent for `hub.changes`.

Anybody may read along, so it says which action it was, what it came to and how far the exercise is; words,
units and accounts stand in the database alone. Nothing of an exercise goes onto `evidence.signals`.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from monitors.domain.exercises.applying import Applied
from monitors.domain.exercises.records import Exercise
from monitors.events import identity_of, rfc3339
from monitors.store import Message, Place
from streams.contracts.topics import CHANGES

EXERCISE_CHANGED: Final = "holdfast.exercise.changed"
"""The CloudEvents type."""


def exercises_announced(
    place: Place, before: Sequence[Message], come_to: Sequence[tuple[int, Applied]]
) -> list[Message]:
    """One message for each action, refused ones too, numbered behind those `before` of the same offset."""
    messages = []
    for offset, step in come_to:
        n = 1 + max((message.n for message in before if message.offset == offset), default=-1)
        event = exercise_event(identity_of(place, offset, n), step)
        messages.append(Message(offset, n, CHANGES.name, step.change.exercise.encode(), event))
    return messages


def exercise_event(identity: str, step: Applied) -> bytes:
    """What an action came to as a CloudEvent in structured JSON (CloudEvents 1.0.2)."""
    change, outcome = step
    exercise = None if outcome is None else outcome.exercise
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": identity,
            "source": "/holdfast/monitors",
            "type": EXERCISE_CHANGED,
            "subject": change.exercise,
            "time": rfc3339(change.at_ms),
            "datacontenttype": "application/json",
            "data": {
                "action": change.action,
                "kind": change.kind,
                "role": change.role,
                "refused": change.refused,
                "reason": change.reason,
                "exercise": change.exercise,
                "is_exercise": True,
                "stands": None if exercise is None else _stands(exercise),
            },
        }
    )


def _stands(exercise: Exercise) -> dict[str, Any]:
    """What anybody may know of it."""
    return {
        "state": exercise.state,
        "injects": len(exercise.plan.injects),
        "released": len(exercise.released),
    }
