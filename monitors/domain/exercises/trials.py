"""Fallbacks that were tried in an exercise, as what the register has an action for.

A unit that says "we tried it" in an exercise has tried it: the register is told so by its ordinary action, as
of the same person, and within the same transaction as the answer. So it is never true in one place only. A
trial that failed is told as one that failed. "It would cover" is no trial, and changes nothing there.
"""

import hashlib
from collections.abc import Sequence
from datetime import date

from monitors.domain.exercises.actions import AnswerInject, FallbackSaid
from monitors.domain.exercises.records import Answer
from monitors.domain.register.actions import TryFallback


def trials_of(action: AnswerInject, before: Sequence[Answer], on: date) -> list[TryFallback]:
    """What an answer tells the register, tried on a day; `before` is what the unit answered so far.

    What it has said of a trial before, in this exercise, is not said again. Ids are made of the answer's, so
    the same answer tells the register the same, however often it comes.
    """
    said = {_trial(each) for answer in before for each in answer.fallbacks}
    return [
        TryFallback(
            id=hashlib.sha256(f"{action.id}\n{number}".encode()).hexdigest()[:32],
            at_ms=action.at_ms,
            role=action.role,
            by=action.by,
            unit=action.unit,
            platform=each.platform,
            activity=each.activity,
            on=on,
            works=each.word == "works",
        )
        for number, each in enumerate(action.fallbacks)
        if each.word in {"works", "fails"} and _trial(each) not in said
    ]


def _trial(said: FallbackSaid) -> tuple[str, str, str]:
    return said.platform, said.activity, said.word
