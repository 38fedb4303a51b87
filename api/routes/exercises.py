"""Table-top exercises by program: where they stand, and what came of each."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from msgspec import Struct

from api.domain.exercises import (
    ActivityTold,
    AnswerTold,
    ExerciseTold,
    GapTold,
    Held,
    next_due,
)
from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.pages.exercise_looks import inject_said, looked_at, seen_exercises
from api.pages.rendering import HubWords, language_of, words_of
from api.people.gate import needs
from api.routes.answers import USUAL_ITEMS, Cursor, Limit, Listed, answer, documented, listed, place_at
from monitors.domain.exercises.actions import Affected
from monitors.domain.exercises.records import Exercise, State, Task
from monitors.domain.register.actions import Role
from monitors.snapshot_schema import Instant, instant

router = APIRouter(prefix="/api/v1/exercises", tags=["exercises"])

Seeing = Annotated[Viewer, Depends(needs(Right.SEE_EXERCISES))]
StateAsked = Annotated[State | None, Query(description="Only those in this state.")]


class ExerciseDocument(Struct, frozen=True, kw_only=True):
    """One exercise; nothing of it is real. `at` is the imagined local time of day at which platforms fail.

    `next_on` is the day on which the next one is due, `next_is_due` whether none has followed so far.
    """

    id: str
    title: str
    state: State
    on: date
    at: str
    platforms: list[str]
    units: list[str]
    led_by_role: Role
    started_at: Instant | None
    ended_at: Instant | None
    said_at_end: str
    next_on: date | None
    next_is_due: bool


class FallbackDocument(Struct, frozen=True, kw_only=True):
    """A declared activity of a unit, and what its fallback came to."""

    unit: str
    platform: str
    activity: str
    rto_hours: float | None
    mtpd_hours: float | None
    fallback: str
    tested_on: date | None
    held: Held
    because: str


class AnswerDocument(Struct, frozen=True, kw_only=True):
    """What a unit answered last; `after_seconds` is null where few people are behind it."""

    unit: str
    affected: Affected
    bears_hours: float | None
    doing: str
    after_seconds: float | None


class InjectDocument(Struct, frozen=True, kw_only=True):
    """An inject that was given out, with the answers to it, and who has not answered."""

    id: str
    at: str
    text: str
    unit: str
    released_at: Instant
    answers: list[AnswerDocument]
    waiting: list[str]


class TaskDocument(Struct, frozen=True, kw_only=True):
    """What was agreed."""

    id: str
    text: str
    owner_role: str
    unit: str
    due_on: date
    is_settled: bool


class ExerciseReport(Struct, frozen=True, kw_only=True):
    """What came of an exercise, as far as the caller may see its units; `others` counts those that not."""

    exercise: ExerciseDocument
    injects: list[InjectDocument]
    fallbacks: list[FallbackDocument]
    gaps: list[GapTold]
    silent: list[str]
    tasks: list[TaskDocument]
    others: int


DOCUMENTS: Final = (Listed[ExerciseDocument], ExerciseReport)


@router.get("", responses=documented(Listed[ExerciseDocument]))
def exercises(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Seeing,
    state: StateAsked = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """Exercises that the caller sees, in the order of the days on which they are held."""
    behind = place_at(cursor, tuple[date, str])
    every = seen_exercises(hub, viewer)
    due = {each.id for each in next_due(every)}
    held = [
        each
        for each in every
        if state in {None, each.state} and (behind is None or (each.plan.on, each.id) > behind)
    ]
    some = listed(held, limit, lambda each: (each.plan.on.isoformat(), each.id))
    return answer(request, Listed([_document(each, viewer, due) for each in some.items], some.next))


@router.get("/{exercise}", responses=documented(ExerciseReport, HTTPStatus.NOT_FOUND))
def exercise(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_EXERCISES, audited="viewed-exercise", of="exercise"))],
    exercise: Annotated[str, Path(min_length=1, max_length=64)],
) -> Response:
    """The report of one exercise."""
    told = looked_at(hub, viewer, exercise).told
    due = {each.id for each in next_due(seen_exercises(hub, viewer))}
    words = words_of(hub, language_of(request, viewer))
    return answer(request, _report(told, viewer, due, words))


def _document(one: Exercise, viewer: Viewer, due: set[str]) -> ExerciseDocument:
    return ExerciseDocument(
        id=one.id,
        title=one.plan.title,
        state=one.state,
        on=one.plan.on,
        at=one.plan.at,
        platforms=list(one.plan.platforms),
        units=[unit for unit in one.plan.units if viewer.may(Right.SEE_EXERCISES, unit)],
        led_by_role=one.planned_by_role,
        started_at=None if one.started_at_ms is None else instant(one.started_at_ms),
        ended_at=None if one.ended_at_ms is None else instant(one.ended_at_ms),
        said_at_end=one.said_at_end,
        next_on=one.next_on,
        next_is_due=one.id in due,
    )


def _report(told: ExerciseTold, viewer: Viewer, due: set[str], words: HubWords) -> ExerciseReport:
    platforms = told.exercise.plan.platforms
    return ExerciseReport(
        exercise=_document(told.exercise, viewer, due),
        injects=[
            InjectDocument(
                id=each.inject.id,
                at=each.inject.at,
                text=inject_said(each.inject, platforms, words),
                unit=each.inject.unit,
                released_at=instant(each.released_at_ms),
                answers=[_answer(one) for one in each.answers],
                waiting=each.waiting,
            )
            for each in told.injects
        ],
        fallbacks=[_fallback(unit.unit, each) for unit in told.units for each in unit.activities],
        gaps=told.gaps,
        silent=told.silent,
        tasks=[_task(each) for each in told.tasks],
        others=told.others,
    )


def _answer(told: AnswerTold) -> AnswerDocument:
    return AnswerDocument(
        unit=told.unit,
        affected=told.affected,
        bears_hours=told.bears_hours,
        doing=told.doing,
        after_seconds=None if told.after_ms is None else told.after_ms / 1000,
    )


def _fallback(unit: str, told: ActivityTold) -> FallbackDocument:
    return FallbackDocument(
        unit=unit,
        platform=told.platform,
        activity=told.activity,
        rto_hours=told.rto_hours,
        mtpd_hours=told.mtpd_hours,
        fallback=told.fallback,
        tested_on=told.tested_on,
        held=told.held,
        because=told.because,
    )


def _task(task: Task) -> TaskDocument:
    return TaskDocument(
        id=task.id,
        text=task.text,
        owner_role=task.owner_role,
        unit=task.unit,
        due_on=task.due_on,
        is_settled=task.settled_at_ms is not None,
    )
