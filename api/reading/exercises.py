"""Exercises as the monitors' tables have them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Engine

from monitors.adapters.sql_exercises import SqlExerciseRows
from monitors.domain.exercises.records import Answer, AnswerKey, Exercise, ExerciseChange


class ExerciseRead(NamedTuple):
    """One exercise, what units answered, and what became of every action in it."""

    exercise: Exercise
    answers: Mapping[AnswerKey, Answer]
    changes: Sequence[ExerciseChange]


def exercise(judged: Engine, id_: str) -> ExerciseRead | None:
    """One exercise; None where there is no such one. Raises StoreUnavailable, StoreUnusable."""
    rows = SqlExerciseRows(judged)
    found = rows.exercises([id_]).get(id_)
    if found is None:
        return None
    return ExerciseRead(found, rows.answers([id_]), rows.changes(id_))


def running(judged: Engine) -> list[ExerciseRead]:
    """Those that are played now, without what became of actions. Raises as `exercises` does."""
    rows = SqlExerciseRows(judged)
    going = [each for each in rows.exercises().values() if each.state == "running"]
    answers = rows.answers([each.id for each in going]) if going else {}
    return [
        ExerciseRead(each, {key: one for key, one in answers.items() if key.exercise == each.id}, ())
        for each in going
    ]


def exercises(judged: Engine) -> list[Exercise]:
    """All of them, in the order of their days. Raises StoreUnavailable, StoreUnusable."""
    return list(SqlExerciseRows(judged).exercises().values())
