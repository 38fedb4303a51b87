"""What a unit declares of a dependency, in the reader's words: beside what is seen, and by activity."""

from dataclasses import dataclass

from api.report.sentences import Words
from monitors.snapshot_schema import Declared, Dependency


@dataclass(frozen=True)
class Activity:
    """What a unit says of one activity, worded: on one line, and by what the table's columns have.

    What was not answered is None in a column, and left out of the line.
    """

    name: str
    level: str | None
    word: str
    owner: str | None
    rto: str | None
    mtpd: str | None
    fallback: str | None
    tested: str | None
    line: str


def beside(dependency: Dependency, words: Words) -> str | None:
    """What is declared beside what is seen; None where nothing is declared."""
    if not dependency.declared:
        return None
    declared, seen = (
        words.say(missing if level is None else f"level.{level}")
        for level, missing in (
            (dependency.declared_level, "declared.no-level"),
            (dependency.level, "withheld"),
        )
    )
    return words.say("declared.beside", declared=declared, seen=seen)


def activity(said: Declared, words: Words) -> Activity:
    """What a unit says of one activity."""
    tested = said.fallback_tested_on
    name = said.activity or words.say("declared.whole-use")
    level = words.say(f"level.{said.level}") if said.level else None
    word = words.say(f"declared.evidence.{said.evidence}")
    told = [
        level,
        word,
        words.say("declared.owner", role=said.owner_role) if said.owner_role else None,
        words.say("declared.rto", hours=said.rto_hours) if said.rto_hours is not None else None,
        words.say("declared.mtpd", hours=said.mtpd_hours) if said.mtpd_hours is not None else None,
        _fallback(said, words),
        words.say("declared.review", due=said.review_due),
    ]
    return Activity(
        name=name,
        level=level,
        word=word,
        owner=said.owner_role,
        rto=_hours(said.rto_hours, words),
        mtpd=_hours(said.mtpd_hours, words),
        fallback=said.fallback,
        tested=words.say("declared.tested", on=tested) if tested else None,
        line=f"{name} · " + ", ".join(each for each in told if each),
    )


def _hours(hours: float | None, words: Words) -> str | None:
    """Hours in a column."""
    return None if hours is None else words.say("exercise.hours", hours=hours)


def _fallback(said: Declared, words: Words) -> str | None:
    """What the unit would do instead, and when that was tried last."""
    if said.fallback is None:
        return None
    if said.fallback_tested_on is None:
        return words.say("declared.fallback", fallback=said.fallback)
    return words.say("declared.fallback-tested", fallback=said.fallback, on=said.fallback_tested_on)
