"""What is due in the register and of exercises, and when: for calendars."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from monitors.domain.exercises.records import Exercise
from monitors.domain.register.records import Entry
from monitors.register_lines import RegisterLine

Kind = Literal["review", "reply", "acceptance", "answer"]

NUMBERED_FROM: Final = date(2020, 1, 1)
"""Versions of a calendar's events are counted in days from here (RFC 5545, section 3.8.7.4)."""


class Due(NamedTuple):
    """Something that is due on a day; `said_on` is when that was settled, from which its version follows."""

    kind: Kind
    unit: str
    platform: str
    activity: str
    on: date
    said_on: date

    @property
    def uid(self) -> str:
        """What it is known by, however often it is moved; it tells no name to whoever keeps a calendar."""
        about = f"{self.kind}\n{self.unit}\n{self.platform}\n{self.activity}"
        return f"{hashlib.sha256(about.encode()).hexdigest()[:32]}@holdfast"

    @property
    def sequence(self) -> int:
        """Its version: higher each time that the day is settled anew."""
        return max((self.said_on - NUMBERED_FROM).days, 0)


class DueOfExercise(NamedTuple):
    """Something of an exercise that is due on a day. `about` is its id, `said_on` as above."""

    kind: Literal["exercise", "next-exercise", "task"]
    exercise: str
    about: str
    title: str
    on: date
    said_on: date

    @property
    def uid(self) -> str:
        """What it is known by, however often it is moved."""
        about = f"{self.kind}\n{self.exercise}\n{self.about}"
        return f"{hashlib.sha256(about.encode()).hexdigest()[:32]}@holdfast"

    @property
    def sequence(self) -> int:
        """Its version, as above."""
        return max((self.said_on - NUMBERED_FROM).days, 0)


def due_of_exercises(
    exercises: Sequence[Exercise],
    following: Collection[Exercise],
    day_at: Callable[[int], date],
    may_see: Callable[[str], bool],
) -> list[DueOfExercise]:
    """What is due of exercises, the next first: those planned, those that are to follow, and open tasks.

    `following` are those after which the next one is due; `day_at` says which day a moment was on. Tasks of
    a unit are for those who may see it.
    """
    found = []
    for each in exercises:
        planned_on = day_at(each.planned_at_ms)
        ended_on = planned_on if each.ended_at_ms is None else day_at(each.ended_at_ms)
        if each.state == "planned":
            found.append(DueOfExercise("exercise", each.id, "", each.plan.title, each.plan.on, planned_on))
        if each in following and each.next_on is not None:
            found.append(DueOfExercise("next-exercise", each.id, "", each.plan.title, each.next_on, ended_on))
        found += [
            DueOfExercise("task", each.id, task.id, task.text, task.due_on, planned_on)
            for task in each.tasks
            if task.settled_at_ms is None and (not task.unit or may_see(task.unit))
        ]
    return sorted(found, key=lambda due: (due.on, due.kind, due.exercise, due.about))


def due_in(lines: Sequence[RegisterLine]) -> list[Due]:
    """Everything that is due, the next first."""
    found = [one for line in lines if line.entry is not None for one in _of_entry(line.entry)]
    asked = {(line.unit, line.platform): line.question for line in lines if line.confirmation == "asked"}
    found += [
        Due("answer", unit, platform, "", question.due_on, question.asked_on)
        for (unit, platform), question in asked.items()
        if question is not None
    ]
    return sorted(found, key=lambda due: (due.on, due.kind, due.unit, due.platform, due.activity))


def _of_entry(entry: Entry) -> Iterator[Due]:
    """What is due of one activity."""
    said_on = entry.approved_on or entry.declared_on
    about = (entry.unit, entry.platform, entry.declaration.activity)
    yield Due("review", *about, entry.review_due, said_on)
    dispute, acceptance = entry.dispute, entry.acceptance
    if dispute is not None and dispute.outcome == "open" and not dispute.reply:
        yield Due("reply", *about, dispute.reply_due, dispute.raised_on)
    if acceptance is not None:
        yield Due("acceptance", *about, acceptance.until, said_on)
