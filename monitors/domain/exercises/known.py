"""What stands before an action in an exercise is applied, and what one action comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from monitors.domain.exercises.records import Answer, AnswerKey, Exercise
from monitors.domain.outage.records import Figure, Reason


@dataclass(frozen=True, slots=True)
class Known:
    """What stands of everything that some actions are about; what is not there does not exist."""

    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    answers: Mapping[AnswerKey, Answer] = field(default_factory=dict)


class Moment(NamedTuple):
    """When Kafka took an action in, and the organisation's day then."""

    at_ms: int
    today: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action came to: a reason, and the one thing that it changed."""

    reason: Reason
    exercise: Exercise | None = None
    answer: Answer | None = None


class Refused(Exception):  # noqa: N818 (a refusal is an answer and no error of ours)
    """The action cannot be applied, and why."""

    def __init__(self, code: str, **figures: Figure) -> None:
        super().__init__(code)
        self.reason = Reason(code, figures)
