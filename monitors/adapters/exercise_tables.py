"""The tables of table-top exercises. All are written by the worker that takes people's actions."""

from datetime import date
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field

from monitors.adapters.tables import DOCUMENT, Judged, Moment, key_column


class ExerciseRow(Judged, table=True):
    """Each exercise as it stands. Writer: the worker that takes people's actions.

    `exercise` is all of it; `held_on` is the day for which it is planned, `next_on` that of the next one.
    """

    __tablename__ = "exercises"

    id: str = key_column()
    state: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    held_on: date
    next_on: date | None = None
    exercise: dict[str, Any] = Field(sa_type=DOCUMENT)


class ExerciseAnswer(Judged, table=True):
    """What a unit answered last to an inject. Writer: the worker that takes people's actions."""

    __tablename__ = "exercise_answers"

    exercise: str = key_column()
    unit: str = key_column()
    inject: str = key_column()
    answered_at: int = Field(sa_type=Moment)
    answer: dict[str, Any] = Field(sa_type=DOCUMENT)


class ExerciseAction(Judged, table=True):
    """What became of every action in an exercise, refused ones too. Writer: the worker that takes actions.

    `account` is a pseudonym; `said` holds what an action says beyond these columns, under the names of
    `monitors.domain.exercises.actions`. An action's id stands here once.
    """

    __tablename__ = "exercise_actions"
    __table_args__ = (Index("ix_exercise_actions_exercise", "exercise", "acted_at"),)

    action: str = key_column()
    kind: str = Field(sa_type=Text)
    acted_at: int = Field(sa_type=Moment)
    role: str = Field(sa_type=Text)
    account: str = Field(sa_type=Text)
    exercise: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    reason: dict[str, Any] = Field(sa_type=DOCUMENT)
    refused: bool
    said: dict[str, Any] = Field(sa_type=DOCUMENT)


EXERCISE_TABLES: tuple[type[Judged], ...] = (ExerciseRow, ExerciseAnswer, ExerciseAction)
"""All of them."""
