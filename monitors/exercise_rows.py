"""What exercises are read from and written to: the part of the store that is about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from monitors.domain.exercises.records import Answer, AnswerKey, Exercise, ExerciseChange


@dataclass(frozen=True, slots=True)
class ExerciseWork:
    """What some actions came to; everything replaces what stands under its name."""

    exercises: Collection[Exercise] = ()
    answers: Collection[Answer] = ()
    changes: Sequence[ExerciseChange] = ()


class ExerciseRows(Protocol):
    """Questions to a store; each raises StoreUnavailable or StoreUnusable. What is not there is left out."""

    def applied(self, actions: Collection[str]) -> set[str]:
        """Which of these actions were applied or refused already."""
        ...

    def exercises(self, ids: Collection[str] | None = None) -> dict[str, Exercise]:
        """Exercises by id, None: all; in the order of the days on which they are held."""
        ...

    def answers(self, exercises: Collection[str]) -> dict[AnswerKey, Answer]:
        """What units answered in these exercises, in the order of their keys."""
        ...

    def changes(self, exercise: str) -> list[ExerciseChange]:
        """What people did in an exercise, refused actions too, in the order of time."""
        ...
