"""Exercises in the database."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import convert, to_builtins
from sqlalchemy import Column, Connection, Engine, Row, Table, select

from monitors.adapters.database import faults_told
from monitors.adapters.exercise_tables import ExerciseAction, ExerciseAnswer, ExerciseRow
from monitors.adapters.sql_rooms import MOST_ASKED
from monitors.adapters.sql_usage import replace_rows
from monitors.adapters.tables import table_of
from monitors.domain.exercises.records import Answer, AnswerKey, Exercise, ExerciseChange
from monitors.exercise_rows import ExerciseWork

EXERCISES, ANSWERS, ACTIONS = (table_of(model) for model in (ExerciseRow, ExerciseAnswer, ExerciseAction))


class SqlExerciseRows:
    """`monitors.exercise_rows.ExerciseRows` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def applied(self, actions: Collection[str]) -> set[str]:
        """See the port."""
        return {row.action for row in self._some(ACTIONS, ACTIONS.c.action, actions)}

    def exercises(self, ids: Collection[str] | None = None) -> dict[str, Exercise]:
        """See the port."""
        rows = self._rows(select(EXERCISES)) if ids is None else self._some(EXERCISES, EXERCISES.c.id, ids)
        found = [convert(row.exercise, Exercise) for row in rows]
        return {each.id: each for each in sorted(found, key=lambda one: (one.plan.on, one.id))}

    def answers(self, exercises: Collection[str]) -> dict[AnswerKey, Answer]:
        """See the port."""
        rows = self._some(ANSWERS, ANSWERS.c.exercise, exercises)
        found = (convert(row.answer, Answer) for row in rows)
        return {each.key: each for each in sorted(found, key=lambda one: one.key)}

    def changes(self, exercise: str) -> list[ExerciseChange]:
        """See the port."""
        asked = select(ACTIONS).where(ACTIONS.c.exercise == exercise)
        rows = self._rows(asked.order_by(ACTIONS.c.acted_at, ACTIONS.c.action))
        return [_change(row) for row in rows]

    def _some(self, table: Table, key: Column[str], ids: Collection[str]) -> list[Row[Any]]:
        """The rows of these ids."""
        asked, found = sorted(ids), list[Row[Any]]()
        for first in range(0, len(asked), MOST_ASKED):
            found += self._rows(select(table).where(key.in_(asked[first : first + MOST_ASKED])))
        return found

    def _rows(self, statement: Any) -> Sequence[Row[Any]]:
        """The rows of a question, and complaints as faults."""
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(statement).all()


def write_exercises(connection: Connection, work: ExerciseWork) -> None:
    """Write what some actions came to."""
    replace_rows(connection, EXERCISES, [_exercise_row(each) for each in work.exercises])
    replace_rows(connection, ANSWERS, [_answer_row(each) for each in work.answers])
    replace_rows(connection, ACTIONS, [_action_row(each) for each in work.changes])


def _exercise_row(exercise: Exercise) -> dict[str, Any]:
    return {
        "id": exercise.id,
        "state": exercise.state,
        "title": exercise.plan.title,
        "held_on": exercise.plan.on,
        "next_on": exercise.next_on,
        "exercise": to_builtins(exercise),
    }


def _answer_row(answer: Answer) -> dict[str, Any]:
    return {**answer.key._asdict(), "answered_at": answer.at_ms, "answer": to_builtins(answer)}


def _action_row(change: ExerciseChange) -> dict[str, Any]:
    fields: dict[str, Any] = to_builtins(change)
    return {("acted_at" if name == "at_ms" else name): value for name, value in fields.items()}


def _change(row: Row[Any]) -> ExerciseChange:
    stored = dict(row._mapping)  # noqa: SLF001 (its public name)
    return convert({**stored, "at_ms": stored.pop("acted_at")}, ExerciseChange)
