"""What every page of exercises needs: the exercise as its reader may see it, and injects in their words."""

from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import Final, NamedTuple

from api.domain.exercises import ExerciseTold, Known, told, waiting_units
from api.domain.rights import Right, Viewer
from api.hub import Hub
from api.pages.rendering import HubWords, words_of
from api.problems import ProblemError
from api.reading.exercises import ExerciseRead, exercise, exercises, running
from api.reading.register_shelf import RegisterRead
from api.reading.seen_lines import lines_for
from infra.words import LANGUAGES
from infra.words.figures import listed
from monitors.domain.exercises.actions import Inject
from monitors.domain.exercises.records import Exercise
from monitors.register_lines import RegisterLine

NOT_FOUND = "There is no such exercise for you. See the list of exercises for those that there are."

HELD_BACK: Final = frozenset({"rto-over", "mtpd-over"})
"""Injects that say, where they name a fallback, that it held until then."""


class Looked(NamedTuple):
    """An exercise for somebody: as they see it, as it is kept, whether they lead it, whom they answer for."""

    told: ExerciseTold
    read: ExerciseRead
    is_lead: bool
    own_units: list[str]


def looked_at(hub: Hub, viewer: Viewer, id_: str) -> Looked:
    """One exercise. Raises ProblemError where somebody may see none of its units, StoreFault."""
    read = exercise(hub.judged, id_)
    if read is None or not is_seen(read.exercise, viewer):
        raise ProblemError(HTTPStatus.NOT_FOUND, NOT_FOUND)
    register = hub.read_register()
    known = Known(read.exercise, read.answers, seen_lines(hub, viewer, register))
    people = register.standing.people

    def may_see(unit: str) -> bool:
        return viewer.may(Right.SEE_EXERCISES, unit)

    def is_small(unit: str) -> bool:
        return hub.privacy.is_small(people.get(unit, hub.tree.people(unit)))

    units = read.exercise.plan.units
    return Looked(
        told(known, may_see, is_small),
        read,
        leads(read.exercise, viewer),
        [unit for unit in units if viewer.may(Right.ANSWER_INCIDENTS, unit)],
    )


def leads(one: Exercise, viewer: Viewer) -> bool:
    """Whether somebody may lead this exercise: all of its units are theirs to play with."""
    return all(viewer.may(Right.RUN_EXERCISES, unit) for unit in one.plan.units)


def is_seen(one: Exercise, viewer: Viewer) -> bool:
    """Whether somebody sees an exercise; what never came further than its plan is seen by who leads it."""
    if one.started_at_ms is None:
        return leads(one, viewer)
    return any(viewer.may(Right.SEE_EXERCISES, unit) for unit in one.plan.units)


def seen_exercises(hub: Hub, viewer: Viewer) -> list[Exercise]:
    """Those that somebody sees, in the order of their days."""
    return [each for each in exercises(hub.judged) if is_seen(each, viewer)]


class Going(NamedTuple):
    """An exercise that runs, for somebody who answers in it; `waiting` are their units that have yet to."""

    exercise: Exercise
    waiting: list[str]


def going_for(hub: Hub, viewer: Viewer, unit: str | None = None) -> list[Going]:
    """The exercises that run and in which somebody answers for this unit, or for any. Raises StoreFault."""
    if not viewer.may(Right.ANSWER_INCIDENTS, unit):
        return []
    found = []
    for read in running(hub.judged):
        own = [
            each
            for each in read.exercise.plan.units
            if unit in {None, each} and viewer.may(Right.ANSWER_INCIDENTS, each)
        ]
        if own:
            found.append(Going(read.exercise, waiting_units(read.exercise, read.answers, own)))
    return found


def seen_lines(hub: Hub, viewer: Viewer, register: RegisterRead) -> Sequence[RegisterLine]:
    """The lines of the register that somebody may see."""
    return lines_for(hub, viewer, Right.SEE_REGISTER, register.lines)


def inject_said(inject: Inject, platforms: Sequence[str], words: HubWords) -> str:
    """What an inject says, to this reader."""
    if inject.text:
        return inject.text
    held = ".held" if inject.fallback and inject.code in HELD_BACK else ""
    return words.say(
        f"inject.{inject.code}{held}",
        platforms=listed([words.platform(each) for each in platforms], words.lang),
        unit=words.unit(inject.unit),
        activity=inject.activity or words.say("declared.whole-use"),
        fallback=inject.fallback,
    )


def suggested_words(hub: Hub, platforms: Sequence[str], inject: Inject) -> Collection[str]:
    """In which words an inject with a code is told, in every language, blanks as a form sends them."""
    return {" ".join(inject_said(inject, platforms, words_of(hub, lang)).split()) for lang in LANGUAGES}
