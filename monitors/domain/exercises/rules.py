"""What actions do in an exercise: pure, with a reason for whatever is refused.

Injects have an order, and the lead may leave it; each is given out once. A unit answers what it has been
given, as long as the exercise runs. Tasks are agreed on while it runs and when looking back on it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from monitors.domain.exercises.actions import (
    AddInject,
    AgreeTask,
    AnswerInject,
    CallOffExercise,
    ChangePlan,
    CloseExercise,
    ExerciseAction,
    Inject,
    OnExercise,
    Plan,
    PlanExercise,
    ReleaseInject,
    SettleTask,
    StartExercise,
)
from monitors.domain.exercises.known import Known, Outcome
from monitors.domain.exercises.records import Answer, AnswerKey, Exercise, Task
from monitors.domain.outage.records import Reason
from monitors.domain.register.checking import faults_of_role
from monitors.domain.settling import Refused, TakenIn

MOST_INJECTS: Final = 40
MOST_TASKS: Final = 100


def _plan(_known: Known, action: PlanExercise, now: TakenIn) -> Outcome:
    _check(action.plan, now)
    exercise = Exercise(
        id=action.id,
        state="planned",
        plan=action.plan,
        planned_by_role=action.role,
        planned_at_ms=now.at_ms,
    )
    return Outcome(Reason("exercise-planned", {"on": action.plan.on.isoformat()}), exercise)


def _change(known: Known, action: ChangePlan, now: TakenIn) -> Outcome:
    exercise = _in_state(known, action, "planned")
    _check(action.plan, now)
    changed = replace(exercise, plan=action.plan)
    return Outcome(Reason("exercise-changed", {"on": action.plan.on.isoformat()}), changed)


def _start(known: Known, action: StartExercise, now: TakenIn) -> Outcome:
    exercise = _in_state(known, action, "planned")
    return Outcome(Reason("exercise-started"), replace(exercise, state="running", started_at_ms=now.at_ms))


def _release(known: Known, action: ReleaseInject, now: TakenIn) -> Outcome:
    exercise = _in_state(known, action, "running")
    _inject(exercise, action.inject)
    if action.inject in exercise.released:
        raise Refused("inject-released-already")
    released = {**exercise.released, action.inject: now.at_ms}
    return Outcome(Reason("inject-released", {"number": len(released)}), replace(exercise, released=released))


def _add(known: Known, action: AddInject, _now: TakenIn) -> Outcome:
    exercise = _in_state(known, action, "planned", "running")
    if len(exercise.plan.injects) >= MOST_INJECTS:
        raise Refused("injects-too-many", most=MOST_INJECTS)
    inject = Inject(id=action.id, at=action.at, text=action.text, unit=action.unit)
    _check_inject(inject, exercise.plan)
    plan = replace(exercise.plan, injects=(*exercise.plan.injects, inject))
    return Outcome(Reason("inject-added"), replace(exercise, plan=plan))


def _answer(known: Known, action: AnswerInject, now: TakenIn) -> Outcome:
    exercise = _in_state(known, action, "running")
    if action.unit not in exercise.plan.units:
        raise Refused("unit-takes-no-part")
    inject = _inject(exercise, action.inject)
    if inject.unit not in {"", action.unit}:
        raise Refused("inject-for-others")
    if inject.id not in exercise.released:
        raise Refused("inject-not-released")
    for said in action.fallbacks:
        if said.platform not in exercise.plan.platforms:
            raise Refused("platform-not-in-exercise", platform=said.platform)
        if said.word == "fails" and not said.because.strip():
            raise Refused("trial-without-why")
    before = known.answers.get(AnswerKey(exercise.id, action.unit, inject.id))
    answer = Answer(
        exercise=exercise.id,
        unit=action.unit,
        inject=inject.id,
        role=action.role,
        first_at_ms=now.at_ms if before is None else before.first_at_ms,
        at_ms=now.at_ms,
        affected=action.affected,
        bears_hours=action.bears_hours,
        doing=action.doing,
        fallbacks=action.fallbacks,
    )
    return Outcome(Reason("inject-answered" if before is None else "inject-answered-anew"), answer=answer)


def _agree(known: Known, action: AgreeTask, now: TakenIn) -> Outcome:
    exercise = _in_state(known, action, "running", "over")
    if faults_of_role("owner_role", action.owner_role):
        raise Refused("owner-is-no-role")
    if action.unit and action.unit not in exercise.plan.units:
        raise Refused("unit-takes-no-part")
    if action.due_on < now.today:
        raise Refused("day-is-over", on=action.due_on.isoformat())
    if len(exercise.tasks) >= MOST_TASKS:
        raise Refused("tasks-too-many", most=MOST_TASKS)
    task = Task(
        id=action.id,
        text=action.text,
        owner_role=action.owner_role,
        due_on=action.due_on,
        unit=action.unit,
    )
    reason = Reason("task-agreed", {"role": action.owner_role, "due": action.due_on.isoformat()})
    return Outcome(reason, replace(exercise, tasks=(*exercise.tasks, task)))


def _settle(known: Known, action: SettleTask, now: TakenIn) -> Outcome:
    exercise = _in_state(known, action, "running", "over")
    task = next((each for each in exercise.tasks if each.id == action.task), None)
    if task is None:
        raise Refused("no-such-task")
    if task.settled_at_ms is not None:
        raise Refused("task-settled-already")
    settled = replace(task, settled_at_ms=now.at_ms)
    tasks = tuple(settled if each is task else each for each in exercise.tasks)
    return Outcome(Reason("task-settled"), replace(exercise, tasks=tasks))


def _close(known: Known, action: CloseExercise, now: TakenIn) -> Outcome:
    exercise = _in_state(known, action, "running")
    if action.next_on <= now.today:
        raise Refused("day-is-over", on=action.next_on.isoformat())
    closed = replace(
        exercise,
        state="over",
        ended_at_ms=now.at_ms,
        said_at_end=action.learnt,
        next_on=action.next_on,
    )
    return Outcome(Reason("exercise-closed", {"next": action.next_on.isoformat()}), closed)


def _call_off(known: Known, action: CallOffExercise, now: TakenIn) -> Outcome:
    exercise = _in_state(known, action, "planned", "running")
    called_off = replace(exercise, state="called-off", ended_at_ms=now.at_ms, said_at_end=action.reason)
    return Outcome(Reason("exercise-called-off"), called_off)


RULES: Final[Mapping[type[ExerciseAction], Callable[[Known, Any, TakenIn], Outcome]]] = {
    PlanExercise: _plan,
    ChangePlan: _change,
    StartExercise: _start,
    ReleaseInject: _release,
    AddInject: _add,
    AnswerInject: _answer,
    AgreeTask: _agree,
    SettleTask: _settle,
    CloseExercise: _close,
    CallOffExercise: _call_off,
}
"""The one rule for each kind of action."""


def _in_state(known: Known, action: OnExercise, *states: str) -> Exercise:
    """The exercise that has to be there, in one of these states."""
    exercise = known.exercises.get(action.exercise)
    if exercise is None:
        raise Refused("no-such-exercise")
    if exercise.state in states:
        return exercise
    if exercise.state == "planned":
        raise Refused("exercise-not-begun")
    if exercise.state == "running":
        raise Refused("exercise-began-already")
    raise Refused("exercise-is-over")


def _inject(exercise: Exercise, inject: str) -> Inject:
    """The inject that has to be there."""
    found = exercise.inject(inject)
    if found is None:
        raise Refused("no-such-inject")
    return found


def _check(plan: Plan, now: TakenIn) -> None:
    """A plan that can be played, and not on a day that is over."""
    if plan.on < now.today:
        raise Refused("day-is-over", on=plan.on.isoformat())
    if len({each.id for each in plan.injects}) < len(plan.injects):
        raise Refused("inject-twice")
    for each in plan.injects:
        _check_inject(each, plan)


def _check_inject(inject: Inject, plan: Plan) -> None:
    """An inject says something, to all or to one who takes part."""
    if inject.code is None and not inject.text.strip():
        raise Refused("inject-empty")
    if inject.unit and inject.unit not in plan.units:
        raise Refused("unit-takes-no-part")
