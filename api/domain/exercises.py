"""A table-top exercise as it is shown: who was given what, what units answered and how soon, what is missing.

Pure. Somebody sees the units for which they may see exercises, and no others. Of a unit of few people no time
to answer is told, nor at what moment it answered, for that would be somebody's; its words are its own to say.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from monitors.domain.exercises.actions import Affected, FallbackWord, Inject
from monitors.domain.exercises.records import Answer, AnswerKey, Exercise, Task
from monitors.domain.exercises.trials import last_words
from monitors.domain.register.records import Entry
from monitors.domain.reliance.records import Level
from monitors.register_lines import RegisterLine

Held = Literal["worked", "failed", "would-cover", "would-not-cover", "unsaid"]

HELD: Final[Mapping[FallbackWord, Held]] = {
    "works": "worked",
    "fails": "failed",
    "covers": "would-cover",
    "does-not-cover": "would-not-cover",
}

WEIGHTY: Final[frozenset[Level]] = frozenset({"important", "mission-critical"})

NO_FALLBACK: Final = frozenset({"no-fallback"})
UNTESTED: Final = frozenset({"fallback-never-tested", "fallback-untested"})
OPEN: Final = frozenset({"planned", "running"})

Gap = Literal["undeclared", "no-fallback", "untested", "failed"]
"""Nothing is declared of what it relies on; it has no fallback; one that nobody tried in the last year, nor
now; one that did not work in the exercise."""


class AnswerTold(Struct, frozen=True, kw_only=True):
    """What a unit answered last. `after_ms` is how long the first answer took, None where it is withheld."""

    unit: str
    inject: str
    affected: Affected
    bears_hours: float | None
    doing: str
    fallbacks: tuple["WordTold", ...]
    after_ms: int | None


class WordTold(Struct, frozen=True, kw_only=True):
    """What a unit said of its fallback for one activity."""

    platform: str
    activity: str
    fallback: str
    held: Held
    because: str


class ActivityTold(Struct, frozen=True, kw_only=True):
    """A declared activity on a platform that is imagined to fail, and what came of its fallback."""

    platform: str
    activity: str
    level: Level
    rto_hours: float | None
    mtpd_hours: float | None
    fallback: str
    tested_on: date | None
    held: Held
    because: str


class GapTold(Struct, frozen=True, kw_only=True):
    """What is missing where a unit relies on a platform of the exercise."""

    unit: str
    platform: str
    activity: str
    fallback: str
    gap: Gap


class UnitTold(Struct, frozen=True, kw_only=True):
    """One unit that takes part: what it holds on to, what it answered, and what it was asked and did not."""

    unit: str
    is_small: bool
    activities: list[ActivityTold]
    answers: list[AnswerTold]
    waiting: list[str]


class InjectTold(Struct, frozen=True, kw_only=True):
    """An inject that was given out, in that order, with the answers to it and who has not answered."""

    inject: Inject
    released_at_ms: int
    after_ms: int
    answers: list[AnswerTold]
    waiting: list[str]


class ExerciseTold(Struct, frozen=True, kw_only=True):
    """The whole exercise for somebody; `others` is how many units take part that they do not see."""

    exercise: Exercise
    injects: list[InjectTold]
    units: list[UnitTold]
    others: int
    gaps: list[GapTold]
    tasks: list[Task]

    @property
    def unplayed(self) -> int:
        """How many injects of the plan were never given out."""
        return len(self.exercise.plan.injects) - len(self.exercise.given_out)

    @property
    def silent(self) -> list[str]:
        """Units that were given something and answered nothing at all."""
        return [each.unit for each in self.units if each.waiting and not each.answers]

    def unit(self, name: str) -> UnitTold | None:
        """One unit of it."""
        return next((each for each in self.units if each.unit == name), None)

    def of(self, *held: Held) -> list[tuple[str, ActivityTold]]:
        """The activities whose fallbacks came to this, with their units."""
        return [(unit.unit, each) for unit in self.units for each in unit.activities if each.held in held]


class Known(NamedTuple):
    """What the tables say; `lines` are those of the register that the reader may see, on any platform."""

    exercise: Exercise
    answers: Mapping[AnswerKey, Answer]
    lines: Sequence[RegisterLine]


def told(known: Known, may_see: Callable[[str], bool], is_small: Callable[[str], bool]) -> ExerciseTold:
    """An exercise for somebody who may see these units."""
    exercise = known.exercise
    seen = [unit for unit in exercise.plan.units if may_see(unit)]
    answers = [each for each in known.answers.values() if each.unit in seen]
    lines = [each for each in known.lines if each.unit in seen and each.platform in exercise.plan.platforms]
    units = [_unit(unit, exercise, answers, lines, is_small=is_small(unit)) for unit in seen]
    return ExerciseTold(
        exercise=exercise,
        injects=[_inject(each, exercise, units) for each in exercise.given_out if _is_for(each, seen)],
        units=units,
        others=len(exercise.plan.units) - len(seen),
        gaps=[gap for line in lines for gap in _gaps(line, units)],
        tasks=[each for each in exercise.tasks if each.unit in {"", *seen}],
    )


def waiting_units(exercise: Exercise, answers: Collection[AnswerKey], units: Sequence[str]) -> list[str]:
    """Those of these units that were given something which they have not answered."""
    return [
        unit
        for unit in units
        if any(
            AnswerKey(exercise.id, unit, each.id) not in answers
            for each in exercise.given_out
            if _is_for(each, [unit])
        )
    ]


def next_due(exercises: Collection[Exercise]) -> list[Exercise]:
    """The exercises whose next one is due: none was planned or held since of the same units and platforms."""
    return [
        each
        for each in exercises
        if each.next_on is not None and not any(_follows(other, each) for other in exercises)
    ]


def _follows(other: Exercise, before: Exercise) -> bool:
    """Whether an exercise is the next one of another."""
    return (
        other.id != before.id
        and other.state != "called-off"
        and (other.planned_at_ms, other.id) > (before.planned_at_ms, before.id)
        and bool({*other.plan.platforms} & {*before.plan.platforms})
        and bool({*other.plan.units} & {*before.plan.units})
    )


def _is_for(inject: Inject, units: Collection[str]) -> bool:
    """Whether an inject was given to any of these units, or to all."""
    return not inject.unit or inject.unit in units


def _unit(
    unit: str, exercise: Exercise, every: Sequence[Answer], lines: Sequence[RegisterLine], *, is_small: bool
) -> UnitTold:
    """One unit's part."""
    own = {each.inject: each for each in every if each.unit == unit}
    given = [each for each in exercise.given_out if _is_for(each, [unit])]
    said = {about: last.said for about, last in last_words(own.values()).items()}
    entries = [(line, line.entry) for line in lines if line.unit == unit and line.entry is not None]
    names = {(entry.platform, entry.declaration.activity): _fallback(entry) for _, entry in entries}
    return UnitTold(
        unit=unit,
        is_small=is_small,
        activities=[
            ActivityTold(
                platform=entry.platform,
                activity=entry.declaration.activity,
                level=line.level,
                rto_hours=entry.declaration.rto_hours,
                mtpd_hours=entry.declaration.mtpd_hours,
                fallback=_fallback(entry),
                tested_on=None
                if entry.declaration.fallback is None
                else entry.declaration.fallback.tested_on,
                held="unsaid" if word is None else HELD[word.word],
                because="" if word is None else word.because,
            )
            for line, entry in entries
            for word in (said.get((entry.platform, entry.declaration.activity)),)
        ],
        answers=[
            AnswerTold(
                unit=unit,
                inject=each.id,
                affected=answer.affected,
                bears_hours=answer.bears_hours,
                doing=answer.doing,
                fallbacks=tuple(
                    WordTold(
                        platform=word.platform,
                        activity=word.activity,
                        fallback=names.get((word.platform, word.activity), ""),
                        held=HELD[word.word],
                        because=word.because,
                    )
                    for word in answer.fallbacks
                ),
                after_ms=None if is_small else max(answer.first_at_ms - exercise.released[each.id], 0),
            )
            for each in given
            if (answer := own.get(each.id)) is not None
        ],
        waiting=[each.id for each in given if each.id not in own],
    )


def _inject(inject: Inject, exercise: Exercise, units: Sequence[UnitTold]) -> InjectTold:
    """One inject with what came of it."""
    at_ms = exercise.released[inject.id]
    return InjectTold(
        inject=inject,
        released_at_ms=at_ms,
        after_ms=at_ms - (exercise.started_at_ms or at_ms),
        answers=[answer for unit in units for answer in unit.answers if answer.inject == inject.id],
        waiting=[unit.unit for unit in units if inject.id in unit.waiting],
    )


def _gaps(line: RegisterLine, units: Sequence[UnitTold]) -> list[GapTold]:
    """What is missing in a line of the register, as it stands and after what was tried."""
    activity = "" if line.entry is None else line.entry.declaration.activity
    fallback = "" if line.entry is None else _fallback(line.entry)
    held = next(
        (
            each.held
            for unit in units
            if unit.unit == line.unit
            for each in unit.activities
            if (each.platform, each.activity) == (line.platform, activity)
        ),
        "unsaid",
    )
    codes = {finding.code for finding in line.findings}
    gap: Gap | None = None
    if held == "failed":
        gap = "failed"
    elif line.entry is None:
        gap = "undeclared"
    elif codes & NO_FALLBACK or (line.level in WEIGHTY and not fallback):
        gap = "no-fallback"
    elif codes & UNTESTED and held != "worked":
        gap = "untested"
    if gap is None:
        return []
    return [GapTold(unit=line.unit, platform=line.platform, activity=activity, fallback=fallback, gap=gap)]


def _fallback(entry: Entry) -> str:
    """What the unit does instead; empty where it has not said."""
    fallback = entry.declaration.fallback
    return "" if fallback is None else fallback.name
