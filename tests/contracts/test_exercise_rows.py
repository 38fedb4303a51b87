"""What every store promises of exercises: in memory, on SQLite and on a real PostgreSQL."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from monitors.domain.exercises.actions import AnswerInject, PlanExercise, ReleaseInject, StartExercise
from monitors.domain.exercises.records import AnswerKey
from monitors.exercise_rows import ExerciseWork
from monitors.store import Overtaken, Store, Work
from tests.played_exercises import EXERCISE, being_played, do, plan
from tests.room_actions import ACTIONS, Hub
from tests.stored_work import NOON_MS

TODAY = date(2025, 10, 9)


def commit(store: Store, work: Work) -> None:
    at = store.resume(ACTIONS).next_offset
    store.commit(ACTIONS, at, (at or 0) + 1, work)


def test_everything_comes_back_as_it_was_said_and_replaces_itself(worker: Callable[[], Store]) -> None:
    table = being_played(NOON_MS, TODAY)
    commit(worker(), table.work())
    rows = worker().exercises

    assert rows.exercises() == rows.exercises([EXERCISE, "none"]) == {EXERCISE: table.exercise}
    assert rows.answers([EXERCISE]) == table.answers
    assert rows.changes(EXERCISE) == sorted(table.changes, key=lambda each: (each.at_ms, each.action))
    assert rows.applied([table.changes[0].action, "none"]) == {table.changes[0].action}
    assert not any([rows.exercises([]), rows.exercises(["none"]), rows.answers([]), rows.changes("none")])

    over = replace(table.exercise, state="over", next_on=date(2026, 10, 9), ended_at_ms=NOON_MS)
    [answer] = table.answers.values()
    anew = replace(answer, affected="no", doing="déjà vu")
    commit(worker(), Work(exercises=ExerciseWork([over], [anew])))
    assert worker().exercises.exercises() == {EXERCISE: over}
    assert worker().exercises.answers([EXERCISE]) == {answer.key: anew}


def test_exercises_come_in_the_order_of_their_days_and_answers_in_that_of_their_keys(
    worker: Callable[[], Store],
) -> None:
    one = being_played(NOON_MS, TODAY)
    earlier = replace(one.exercise, id="exercise-0002", plan=plan(date(2025, 1, 1)))
    [answer] = one.answers.values()
    others = [
        replace(answer, unit="Parks"),
        replace(answer, inject="0"),
        replace(answer, exercise=earlier.id),
    ]
    commit(worker(), Work(exercises=ExerciseWork([one.exercise, earlier], [answer, *others])))

    assert list(worker().exercises.exercises()) == [earlier.id, EXERCISE]
    assert list(worker().exercises.answers([EXERCISE])) == [
        AnswerKey(EXERCISE, "Citizen Services", "0"),
        AnswerKey(EXERCISE, "Citizen Services", "1"),
        AnswerKey(EXERCISE, "Parks", "1"),
    ]


def test_what_another_worker_overtook_is_not_written(worker: Callable[[], Store]) -> None:
    store, table = worker(), being_played(NOON_MS, TODAY)
    commit(store, Work())
    with pytest.raises(Overtaken):
        store.commit(ACTIONS, None, 1, table.work())
    assert not store.exercises.exercises()
    assert not store.exercises.changes(EXERCISE)


def test_a_worker_that_begins_anew_goes_on_where_the_other_stopped(worker: Callable[[], Store]) -> None:
    hub = Hub(store=worker())
    begin = do(PlanExercise, id=EXERCISE, plan=plan(TODAY))
    hub.takes(begin, do(StartExercise), do(ReleaseInject, inject="1"))
    hub.begins_anew()
    answer = do(AnswerInject, "unit", unit="Parks", inject="1", affected="no")
    hub.takes(begin, answer, answer)
    [told] = worker().exercises.answers([EXERCISE]).values()
    assert (told.unit, told.affected) == ("Parks", "no")
    assert len(worker().exercises.changes(EXERCISE)) == 4
