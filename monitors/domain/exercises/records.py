"""What an exercise leaves behind: where it stands, what units answered, and what became of each action.

Times ending in `_ms` are Unix milliseconds; those of the scenario are imagined times of day.
"""

from datetime import date
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from monitors.domain.exercises.actions import Affected, FallbackSaid, Inject, Plan
from monitors.domain.outage.records import Reason
from monitors.domain.register.actions import Role

State = Literal["planned", "running", "over", "called-off"]


class Task(Struct, frozen=True, kw_only=True):
    """What was agreed: by a role, until a day. `unit` is empty where it is for none alone."""

    id: str
    text: str
    owner_role: str
    due_on: date
    unit: str
    settled_at_ms: int | None = None


class Exercise(Struct, frozen=True, kw_only=True):
    """One exercise. `released` is inject -> when it was given out.

    `said_at_end` is what was learnt, or why it was called off; `next_on` is there once it is over.
    """

    id: str
    state: State
    plan: Plan
    planned_by_role: Role
    planned_at_ms: int
    started_at_ms: int | None = None
    ended_at_ms: int | None = None
    released: dict[str, int] = {}
    tasks: tuple[Task, ...] = ()
    said_at_end: str = ""
    next_on: date | None = None

    def inject(self, inject: str) -> Inject | None:
        """An inject by its id."""
        return next((each for each in self.plan.injects if each.id == inject), None)

    @property
    def given_out(self) -> list[Inject]:
        """The injects that were released, in that order."""
        known = {each.id: each for each in self.plan.injects}
        return [known[each] for each in sorted(self.released, key=lambda one: (self.released[one], one))]

    @property
    def next_inject(self) -> Inject | None:
        """The first one that has not been given out."""
        return next((each for each in self.plan.injects if each.id not in self.released), None)


class AnswerKey(NamedTuple):
    """What a unit has one answer for."""

    exercise: str
    unit: str
    inject: str


class Answer(Struct, frozen=True, kw_only=True):
    """What a unit answered last to an inject; `first_at_ms` is when it answered for the first time."""

    exercise: str
    unit: str
    inject: str
    role: Role
    first_at_ms: int
    at_ms: int
    affected: Affected
    bears_hours: float | None
    doing: str
    fallbacks: tuple[FallbackSaid, ...]

    @property
    def key(self) -> AnswerKey:
        """What tells it from every other."""
        return AnswerKey(self.exercise, self.unit, self.inject)


class ExerciseChange(Struct, frozen=True, kw_only=True):
    """What became of one action, by its id, and when Kafka took it in.

    `said` is what the action says beyond these fields, under its own names. `unit` is empty where it is about
    none alone.
    """

    action: str
    kind: str
    at_ms: int
    role: Role
    account: str
    exercise: str
    unit: str
    reason: Reason
    refused: bool = False
    said: dict[str, Any] = {}
