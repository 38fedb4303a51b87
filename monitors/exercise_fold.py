"""What people do in exercises comes to: where they stand, what units answered, trials for the register."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from monitors.domain.calendar import Calendar, date_of
from monitors.domain.exercises.actions import AnswerInject, AnyExerciseAction, OnExercise
from monitors.domain.exercises.applying import Applied, applied
from monitors.domain.exercises.known import Known
from monitors.domain.exercises.records import Answer, AnswerKey, Exercise, ExerciseChange
from monitors.domain.exercises.trials import trials_of
from monitors.domain.register.actions import RegisterAction
from monitors.domain.settling import TakenIn
from monitors.exercise_rows import ExerciseRows, ExerciseWork
from monitors.taken import Taken


class ExercisesCameTo(NamedTuple):
    """What is to be written, what each action came to by its offset, and what the register is to take in."""

    work: ExerciseWork
    steps: list[tuple[int, Applied]]
    trials: list[Taken[RegisterAction]]


class ExercisePart:
    """Applies actions in their order, each of an id of its own; `rows` is asked for what stands."""

    def __init__(self, rows: ExerciseRows, calendar: Calendar) -> None:
        self._rows = rows
        self._calendar = calendar

    def known(self, actions: Collection[str]) -> set[str]:
        """Which of these actions were applied or refused before. Raises the faults of the store."""
        return self._rows.applied(actions)

    def come_to(self, taken: Sequence[Taken[AnyExerciseAction]]) -> ExercisesCameTo:
        """What these actions come to. Raises the faults of the store."""
        if not taken:
            return ExercisesCameTo(ExerciseWork(), [], [])
        named = {each.action.exercise for each in taken if isinstance(each.action, OnExercise)}
        stand = _Standing(self._rows.exercises(named), self._rows.answers(named))
        steps: list[tuple[int, Applied]] = []
        trials: list[Taken[RegisterAction]] = []
        for offset, action, at_ms in taken:
            step = applied(stand.known(), action, TakenIn(at_ms, self._day_of(at_ms)))
            answer = None if step.outcome is None else step.outcome.answer
            if isinstance(action, AnswerInject) and answer is not None:
                said = stand.said_by(action.exercise, action.unit)
                tried = trials_of(action, said, answer, self._day_of)
                trials += [Taken(offset, each, at_ms) for each in tried]
            stand.take(step)
            steps.append((offset, step))
        return ExercisesCameTo(stand.work(), steps, trials)

    def _day_of(self, at_ms: int) -> date:
        """The local day of a moment."""
        return date_of(self._calendar.day_at(at_ms))


@dataclass(slots=True)
class _Standing:
    """What stands, action by action, and what of it is to be written."""

    exercises: dict[str, Exercise]
    answers: dict[AnswerKey, Answer]
    changes: list[ExerciseChange] = field(default_factory=list)
    touched: set[str | AnswerKey] = field(default_factory=set)

    def known(self) -> Known:
        """For the rules."""
        return Known(self.exercises, self.answers)

    def said_by(self, exercise: str, unit: str) -> list[Answer]:
        """What a unit answered in an exercise so far."""
        return [each for key, each in self.answers.items() if key[:2] == (exercise, unit)]

    def take(self, step: Applied) -> None:
        """One action more."""
        self.changes.append(step.change)
        if step.outcome is None:
            return
        if (exercise := step.outcome.exercise) is not None:
            self.exercises[exercise.id] = exercise
            self.touched.add(exercise.id)
        if (answer := step.outcome.answer) is not None:
            self.answers[answer.key] = answer
            self.touched.add(answer.key)

    def work(self) -> ExerciseWork:
        """What is to be written."""
        return ExerciseWork(
            exercises=[each for id_, each in self.exercises.items() if id_ in self.touched],
            answers=[each for key, each in self.answers.items() if key in self.touched],
            changes=self.changes,
        )
