"""Practices, lessons and questions between units, and which tool the organisation's rules name, as values."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from monitors.domain.findings.records import ToolRule
from monitors.domain.rooms.records import Lesson, Practice

Word = Literal["helped", "did-not", "untold"]


class LessonTold(Struct, frozen=True):
    """A lesson that holds. `word` is what most said of it, told without how many; `mine` is the viewer's."""

    lesson: Lesson
    word: Word
    mine: bool | None
    is_own: bool


class PlatformLessons(Struct, frozen=True):
    """What to do instead of a platform."""

    platform: str
    name: str
    lessons: list[LessonTold]


class PracticeTold(Struct, frozen=True):
    """A question or a practice that stands."""

    practice: Practice
    is_own: bool


class Shared(Struct, frozen=True):
    """Everything that units share."""

    lessons: list[PlatformLessons]
    questions: list[PracticeTold]
    practices: list[PracticeTold]


class Advice(Struct, frozen=True):
    """What one rule says just now: `tool` is the first recommended one that does not fail, if any.

    `fallbacks` are the others that do not, `failing` those that do.
    """

    rule: ToolRule
    tool: str | None
    fallbacks: list[str]
    failing: list[str]


def shared(
    lessons: Sequence[Lesson],
    practices: Sequence[Practice],
    names: Mapping[str, str],
    account: str,
    own: Collection[str],
) -> Shared:
    """What holds, for one reader: `own` are the ids of what their account has said.

    Lessons stand by platform, the most helpful first; questions without an answer stand before the others.
    """
    held = [each for each in lessons if each.withdrawn_at_ms is None]
    standing = [each for each in practices if each.withdrawn_at_ms is None]
    told = [PracticeTold(each, each.id in own) for each in sorted(standing, key=lambda one: -one.at_ms)]
    by_platform: dict[str, list[Lesson]] = {}
    for each in held:
        by_platform.setdefault(each.platform, []).append(each)
    return Shared(
        lessons=[
            PlatformLessons(
                platform,
                names.get(platform, platform),
                [lesson_told(each, account, own) for each in sorted(some, key=_helpfulness)],
            )
            for platform, some in sorted(by_platform.items(), key=lambda item: names.get(item[0], item[0]))
        ],
        questions=sorted(
            (each for each in told if each.practice.kind == "question"),
            key=lambda one: bool(one.practice.answers),
        ),
        practices=[each for each in told if each.practice.kind == "practice"],
    )


def lesson_told(lesson: Lesson, account: str, own: Collection[str]) -> LessonTold:
    """A lesson for one reader."""
    helpful, unhelpful = lesson.helpful()
    word: Word = "untold" if helpful == unhelpful else "helped" if helpful > unhelpful else "did-not"
    return LessonTold(lesson, word, lesson.ratings.get(account), lesson.id in own)


def advised(
    rules: Sequence[ToolRule], purpose: str, audience: str, sensitivity: str, failing: Collection[str]
) -> list[Advice]:
    """The rules for a case, as things stand now; an empty word stands for any."""
    found = [
        rule
        for rule in rules
        if purpose in {"", rule.purpose}
        and audience in {"", rule.audience}
        and sensitivity in {"", rule.sensitivity}
    ]
    return [_advice(rule, failing) for rule in found]


def _advice(rule: ToolRule, failing: Collection[str]) -> Advice:
    working = [each for each in rule.recommended if each not in failing]
    return Advice(
        rule=rule,
        tool=working[0] if working else None,
        fallbacks=working[1:],
        failing=[each for each in rule.recommended if each in failing],
    )


def _helpfulness(lesson: Lesson) -> tuple[int, int]:
    helpful, unhelpful = lesson.helpful()
    return unhelpful - helpful, -lesson.added_at_ms
