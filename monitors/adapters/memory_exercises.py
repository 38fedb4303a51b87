"""Exercises in memory."""

from collections.abc import Collection
from dataclasses import dataclass, field
from operator import attrgetter
from threading import Lock

from monitors.domain.exercises.records import Answer, AnswerKey, Exercise, ExerciseChange
from monitors.exercise_rows import ExerciseWork


@dataclass(slots=True)
class KeptExercises:
    """What a database would hold of them."""

    exercises: dict[str, Exercise] = field(default_factory=dict)
    answers: dict[AnswerKey, Answer] = field(default_factory=dict)
    changes: dict[str, ExerciseChange] = field(default_factory=dict)

    def write(self, work: ExerciseWork) -> None:
        """What some actions came to."""
        self.exercises |= {each.id: each for each in work.exercises}
        self.answers |= {each.key: each for each in work.answers}
        self.changes |= {each.action: each for each in work.changes}


@dataclass(frozen=True, slots=True)
class MemoryExerciseRows:
    """`monitors.exercise_rows.ExerciseRows` on what a store in memory holds, under its lock."""

    kept: KeptExercises
    lock: Lock

    def applied(self, actions: Collection[str]) -> set[str]:
        """See the port."""
        with self.lock:
            return set(actions) & self.kept.changes.keys()

    def exercises(self, ids: Collection[str] | None = None) -> dict[str, Exercise]:
        """See the port."""
        with self.lock:
            found = [each for id_, each in self.kept.exercises.items() if ids is None or id_ in ids]
        return {each.id: each for each in sorted(found, key=lambda one: (one.plan.on, one.id))}

    def answers(self, exercises: Collection[str]) -> dict[AnswerKey, Answer]:
        """See the port."""
        with self.lock:
            return {key: each for key, each in sorted(self.kept.answers.items()) if key.exercise in exercises}

    def changes(self, exercise: str) -> list[ExerciseChange]:
        """See the port."""
        with self.lock:
            mine = [each for each in self.kept.changes.values() if each.exercise == exercise]
        return sorted(mine, key=attrgetter("at_ms", "action"))
