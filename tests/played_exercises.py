"""Exercises for tests: a plan, one that is being played, and a worker behind a hub's door."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from monitors.account_fold import AccountActionsPart
from monitors.actions_fold import ActionsFold
from monitors.adapters.database import engine_for
from monitors.adapters.sql_store import SqlStore
from monitors.domain.actions import AnyAction, encode_action
from monitors.domain.calendar import Calendar
from monitors.domain.exercises.actions import (
    AgreeTask,
    AnswerInject,
    AnyExerciseAction,
    FallbackSaid,
    Inject,
    Plan,
    PlanExercise,
    ReleaseInject,
    StartExercise,
)
from monitors.domain.exercises.applying import applied
from monitors.domain.exercises.known import Known
from monitors.domain.exercises.records import Answer, AnswerKey, Exercise, ExerciseChange
from monitors.domain.settling import TakenIn
from monitors.exercise_fold import ExercisePart
from monitors.exercise_rows import ExerciseWork
from monitors.register_fold import RegisterPart
from monitors.room_fold import RoomPart
from monitors.store import Place, Work
from streams.contracts.topics import CHANGES
from tests.hubs import HubAtHand

EXERCISE = "exercise-0001"
MINUTE_MS = 60_000
ACTIONS = Place("cluster", "topic-actions", "holdfast.hub.actions", 0)
NUMBERS = count()


def plan(on: date, **said: Any) -> Plan:
    """A day without Facebook for Citizen Services and Parks, with two injects."""
    known: dict[str, Any] = {
        "title": "A day without Facebook",
        "on": on,
        "at": "08:10",
        "platforms": ("facebook",),
        "units": ("Citizen Services", "Parks"),
        "injects": (
            Inject(id="1", at="08:10", code="nobody-opens"),
            Inject(
                id="2",
                at="09:30",
                code="fallback-full",
                unit="Citizen Services",
                activity="answering citizens' messages",
                fallback="phone queue 4",
            ),
            Inject(id="3", at="10:00", text="The mayor wants to post a film."),
        ),
    }
    return Plan(**(known | said))


def do(kind: type[Any], role: str = "operations", **said: Any) -> Any:
    """An action of some account, in the exercise unless it makes one."""
    known: dict[str, Any] = {"id": f"exercise-action-{next(NUMBERS)}", "at_ms": 0, "by": "account-7"}
    if kind is not PlanExercise:
        known["exercise"] = EXERCISE
    return kind(**(known | {"role": role} | said))


class Table:
    """Those who sit at the table: actions are applied in their order, by the rules alone."""

    def __init__(self, now_ms: int, today: date) -> None:
        self.now_ms = now_ms
        self.today = today
        self.exercises: dict[str, Exercise] = {}
        self.answers: dict[AnswerKey, Answer] = {}
        self.changes: list[ExerciseChange] = []

    def does(self, action: AnyExerciseAction, after_ms: int = 0) -> str:
        """What an action came to, as a reason code, a while after the one before."""
        self.now_ms += after_ms
        step = applied(Known(self.exercises, self.answers), action, TakenIn(self.now_ms, self.today))
        self.changes.append(step.change)
        if step.outcome is not None and step.outcome.exercise is not None:
            self.exercises[step.outcome.exercise.id] = step.outcome.exercise
        if step.outcome is not None and step.outcome.answer is not None:
            self.answers[step.outcome.answer.key] = step.outcome.answer
        return step.change.reason.code

    @property
    def exercise(self) -> Exercise:
        """The one that is played."""
        return self.exercises[EXERCISE]

    def work(self) -> Work:
        """All of it, for a database."""
        return Work(
            exercises=ExerciseWork(list(self.exercises.values()), list(self.answers.values()), self.changes)
        )


def being_played(now_ms: int, today: date) -> Table:
    """An exercise that began twenty minutes ago: one unit tried its fallback, the other has not answered."""
    table = Table(now_ms - 25 * MINUTE_MS, today)
    table.does(do(PlanExercise, id=EXERCISE, plan=plan(today)))
    table.does(do(StartExercise), 5 * MINUTE_MS)
    table.does(do(ReleaseInject, inject="1"), MINUTE_MS)
    table.does(
        do(
            AnswerInject,
            "unit",
            unit="Citizen Services",
            inject="1",
            affected="yes",
            bears_hours=4.0,
            doing="We send people to the counter.\n<b>Two</b> more come in.",
            fallbacks=(
                FallbackSaid(
                    platform="facebook", activity="answering citizens' messages", word="works", because=""
                ),
            ),
        ),
        3 * MINUTE_MS,
    )
    table.does(do(ReleaseInject, inject="2"), 2 * MINUTE_MS)
    table.does(
        do(
            AgreeTask,
            text="Print the numbers of the counters",
            owner_role="Duty manager",
            due_on=date(today.year + 1, 1, 15),
        )
    )
    return table


@contextmanager
def applying(hub: HubAtHand, folder: Path) -> Iterator[SqlStore]:
    """Let whatever goes through a hub's door be applied at once, as the monitors' worker does."""
    engine = engine_for(URL.create("sqlite", database=str(folder / "judged.db")))
    store, calendar = SqlStore(engine), Calendar(UTC)
    fold = ActionsFold(
        RegisterPart(store.register, calendar),
        RoomPart(store.rooms),
        ExercisePart(store.exercises, calendar),
        AccountActionsPart(store.accounts, store.activity, calendar),
        hub.hub.now_ms,
    )

    def apply(action: AnyAction) -> None:
        standing = store.resume(ACTIONS)
        offset = standing.next_offset or 0
        fold.restore(standing)
        fold.take(offset, encode_action(action), hub.hub.now_ms())
        work = fold.work(ACTIONS)
        store.commit(ACTIONS, standing.next_offset, offset + 1, work)
        for message in work.messages:
            if message.topic == CHANGES.name:
                data = json.loads(message.value)["data"]
                hub.hub.answers.hear(data["action"], data)

    hub.door.then = apply
    try:
        yield store
    finally:
        engine.dispose()
