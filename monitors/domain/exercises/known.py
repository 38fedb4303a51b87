"""What stands before an action in an exercise is applied, and what one action comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitors.domain.exercises.records import Answer, AnswerKey, Exercise
from monitors.domain.outage.records import Reason


@dataclass(frozen=True, slots=True)
class Known:
    """What stands of everything that some actions are about; what is not there does not exist."""

    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    answers: Mapping[AnswerKey, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action came to: a reason, and the one thing that it changed."""

    reason: Reason
    exercise: Exercise | None = None
    answer: Answer | None = None
