"""Fallbacks that were tried in an exercise, as what the register has an action for.

A unit that says "we tried it" in an exercise has tried it: the register is told so by its ordinary action, as
of the same person, and within the same transaction as the answer. So it is never true in one place only. A
trial that failed is told as one that failed. "It would cover" is no trial, and changes nothing there.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from monitors.domain.exercises.actions import AnswerInject, FallbackSaid, FallbackWord
from monitors.domain.exercises.records import Answer
from monitors.domain.register.actions import TryFallback

TRIALS: Final[frozenset[FallbackWord]] = frozenset({"works", "fails"})


class LastWord(NamedTuple):
    """What a unit said last of its fallback for one activity, and when."""

    said: FallbackSaid
    at_ms: int


def last_words(answers: Iterable[Answer]) -> dict[tuple[str, str], LastWord]:
    """(platform, activity) -> what these answers of one unit say last of its fallback."""
    return {
        (each.platform, each.activity): LastWord(each, answer.at_ms)
        for answer in sorted(answers, key=lambda one: one.at_ms)
        for each in answer.fallbacks
    }


def trials_of(
    action: AnswerInject, before: Sequence[Answer], answer: Answer, day_at: Callable[[int], date]
) -> list[TryFallback]:
    """What an answer tells the register; `before` is what stood of the unit in this exercise.

    The register is told whenever the last word on an activity becomes another one, so that both always end
    with the same trial: also where an answer is taken back, and an earlier one counts again, on its own day.
    Ids are made of the answer's, so the same answer tells the register the same, however often it comes; they
    are longer than any that an action may bring along, so nobody can take one first.
    """
    was = last_words(before)
    now = last_words([*(each for each in before if each.key != answer.key), answer])
    return [
        TryFallback(
            id=_id_of(action, each),
            at_ms=action.at_ms,
            role=action.role,
            by=action.by,
            unit=action.unit,
            platform=each.platform,
            activity=each.activity,
            on=day_at(at_ms),
            works=each.word == "works",
        )
        for about, (each, at_ms) in now.items()
        if each.word in TRIALS and (about not in was or was[about].said.word != each.word)
    ]


def _id_of(action: AnswerInject, said: FallbackSaid) -> str:
    """The id of a trial: 70 characters, where an action that comes by Kafka has 64 at most."""
    return "trial-" + hashlib.sha256(f"{action.id}\n{said.platform}\n{said.activity}".encode()).hexdigest()
