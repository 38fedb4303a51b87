"""What people do in a table-top exercise, as messages for `hub.actions`.

The words are those of ISO 22398: an exercise has a scenario, *injects* are the pieces of news that the lead
gives out one after the other, and the units that take part answer each. An exercise touches nothing that
judges: no detection, no incident, no availability. What it leaves behind beside its own record is what the
register has an action for, a fallback that was tried (`monitors.domain.exercises.trials`).

The id of the action that plans an exercise, adds an inject or agrees on a task is the id of what it makes.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from monitors.domain.register.actions import Action, Id, Name, Role, Words

InjectCode = Literal[
    "nobody-opens",
    "vendor-silent",
    "people-ask",
    "fallback-full",
    "fallback-exhausted",
    "rto-over",
    "press-asks",
    "mtpd-over",
    "opens-again",
]
"""Pieces of news that a scenario suggests, told in the reader's language."""

FallbackWord = Literal["covers", "does-not-cover", "works", "fails"]
"""What a unit says of a fallback: it would carry the work or not; it was tried, and works or does not."""

Affected = Literal["yes", "no"]

TimeOfDay = Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""When something is imagined to happen, local time."""

Maybe = Annotated[str, Meta(max_length=500)]
"""A name that may be left out, as each field says."""

Text = Annotated[str, Meta(max_length=2000)]
"""Words that may be left out."""

InjectId = Annotated[str, Meta(min_length=1, max_length=64)]

Hours = Annotated[float, Meta(ge=0, le=10_000)]


class Inject(Struct, frozen=True, kw_only=True):
    """One piece of news, imagined at a time of day.

    `text` is somebody's own wording, and wins over `code`; one of them is there. An empty `unit` means that
    it goes to all who take part; `activity` and `fallback` are what it is about, where it is about any.
    """

    id: InjectId
    at: TimeOfDay
    code: InjectCode | None = None
    text: Annotated[str, Meta(max_length=500)] = ""
    unit: Maybe = ""
    activity: Maybe = ""
    fallback: Maybe = ""


class FallbackSaid(Struct, frozen=True, kw_only=True):
    """What a unit says of its fallback for one activity; `because` is needed where a trial failed."""

    platform: Name
    activity: Maybe = ""
    word: FallbackWord
    because: Text = ""


class ExerciseAction(Action, frozen=True, kw_only=True):
    """Anything of this family."""


class Plan(Struct, frozen=True, kw_only=True):
    """What an exercise is to be: held on a day, about platforms that are imagined to fail at a time of it."""

    title: Name
    on: date
    at: TimeOfDay
    platforms: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=20)]
    units: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=200)]
    injects: Annotated[tuple[Inject, ...], Meta(min_length=1, max_length=40)]


class PlanExercise(ExerciseAction, frozen=True, kw_only=True, tag="plan-exercise"):
    """Make an exercise; nobody hears an inject before it is started."""

    plan: Plan


class OnExercise(ExerciseAction, frozen=True, kw_only=True):
    """An action in one exercise."""

    exercise: Name


class ChangePlan(OnExercise, frozen=True, kw_only=True, tag="change-exercise"):
    """Plan it otherwise, while it has not begun."""

    plan: Plan


class StartExercise(OnExercise, frozen=True, kw_only=True, tag="start-exercise"):
    """It begins."""


class ReleaseInject(OnExercise, frozen=True, kw_only=True, tag="release-inject"):
    """The lead gives out an inject; from then on it can be answered."""

    inject: InjectId


class AddInject(OnExercise, frozen=True, kw_only=True, tag="add-inject"):
    """An inject of the lead's own, behind those that are there; `unit` is empty where it goes to all."""

    at: TimeOfDay
    text: Annotated[str, Meta(min_length=1, max_length=500)]
    unit: Maybe = ""


class AnswerInject(OnExercise, frozen=True, kw_only=True, tag="answer-inject"):
    """A unit answers an inject; said again, the last word counts.

    `bears_hours` is for how long it says that it can bear it, None where it does not say.
    """

    unit: Name
    inject: InjectId
    affected: Affected
    bears_hours: Hours | None = None
    doing: Text = ""
    fallbacks: Annotated[tuple[FallbackSaid, ...], Meta(max_length=40)] = ()


class AgreeTask(OnExercise, frozen=True, kw_only=True, tag="agree-task"):
    """Something to be done by a role until a day, agreed in the exercise or when looking back on it."""

    text: Words
    owner_role: Name
    due_on: date
    unit: Maybe = ""


class SettleTask(OnExercise, frozen=True, kw_only=True, tag="settle-task"):
    """What was agreed is done."""

    task: Id


class CloseExercise(OnExercise, frozen=True, kw_only=True, tag="close-exercise"):
    """It is over; `learnt` is what the lead takes from it, `next_on` when the next one is due."""

    next_on: date
    learnt: Text = ""


class CallOffExercise(OnExercise, frozen=True, kw_only=True, tag="call-off-exercise"):
    """It does not take place, or stops at once: something real has come up."""

    reason: Words


AnyExerciseAction = (
    PlanExercise
    | ChangePlan
    | StartExercise
    | ReleaseInject
    | AddInject
    | AnswerInject
    | AgreeTask
    | SettleTask
    | CloseExercise
    | CallOffExercise
)

LEADS: Final[frozenset[Role]] = frozenset({"operations", "risk"})
"""Who leads exercises."""

MAY: Final[Mapping[type[ExerciseAction], frozenset[Role]]] = {
    PlanExercise: LEADS,
    ChangePlan: LEADS,
    StartExercise: LEADS,
    ReleaseInject: LEADS,
    AddInject: LEADS,
    AnswerInject: frozenset({"unit"}),
    AgreeTask: LEADS,
    SettleTask: LEADS,
    CloseExercise: LEADS,
    CallOffExercise: LEADS,
}
"""Who may do what; for which units, the hub knows."""
