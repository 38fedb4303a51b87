"""What actions do outside a room: lessons, practices and questions, silences, and "it fails for me"."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from monitors.domain.outage.records import Reason
from monitors.domain.rooms.actions import (
    AddLesson,
    Ask,
    EndSilence,
    GiveAnswer,
    PublishPractice,
    RateLesson,
    ReportFailure,
    RoomAction,
    Silence,
    WithdrawLesson,
    WithdrawPractice,
)
from monitors.domain.rooms.known import PEOPLE, Known, Outcome
from monitors.domain.rooms.records import Lesson, Mark, Practice, PracticeAnswer, ReportKey, Silenced
from monitors.domain.rooms.reporting import HOUR_MS, may_report_again
from monitors.domain.settling import Refused
from streams.contracts.signals import Report

MOST_SILENT_DAYS: Final = 31
"""What is to be silent for longer is a setting, and not for a person to remember."""

TITLE_CHARACTERS: Final = 80

_DAY_MS: Final = 24 * HOUR_MS


def beside_rooms(known: Known, action: RoomAction, at_ms: int) -> Outcome:
    """What an action does that is in no room. Raises Refused."""
    return RULES[type(action)](known, action, at_ms)


def _add_lesson(known: Known, action: AddLesson, at_ms: int) -> Outcome:
    if action.incident and action.incident not in known.incidents:
        raise Refused("no-such-incident")
    lesson = Lesson(
        id=action.id,
        platform=action.platform,
        purpose=action.purpose,
        instead=action.instead,
        unit=action.unit,
        incident=action.incident,
        role=action.role,
        added_at_ms=at_ms,
    )
    return Outcome(Reason("lesson-added", {"platform": action.platform}), lesson=lesson)


def _withdraw_lesson(known: Known, action: WithdrawLesson, at_ms: int) -> Outcome:
    lesson = replace(_lesson(known, action), withdrawn_at_ms=at_ms, withdrawn_reason=action.reason)
    return Outcome(Reason("lesson-withdrawn"), lesson=lesson)


def _rate_lesson(known: Known, action: RateLesson, _at_ms: int) -> Outcome:
    lesson = _lesson(known, action)
    rated = replace(lesson, ratings={**lesson.ratings, action.by: action.helpful})
    return Outcome(Reason("lesson-rated"), lesson=rated)


def _ask(_known: Known, action: Ask, at_ms: int) -> Outcome:
    question = Practice(
        id=action.id,
        kind="question",
        unit=action.unit,
        platform=action.platform,
        title=action.text.strip().partition("\n")[0][:TITLE_CHARACTERS],
        text=action.text,
        role=action.role,
        at_ms=at_ms,
    )
    return Outcome(Reason("question-asked"), practice=question)


def _answer(known: Known, action: GiveAnswer, at_ms: int) -> Outcome:
    question = _practice(known, action)
    if question.kind != "question":
        raise Refused("no-question")
    answer = PracticeAnswer(unit=action.unit, role=action.role, text=action.text, at_ms=at_ms)
    answered = replace(question, answers=(*question.answers, answer))
    return Outcome(Reason("question-answered"), practice=answered)


def _publish(_known: Known, action: PublishPractice, at_ms: int) -> Outcome:
    practice = Practice(
        id=action.id,
        kind="practice",
        unit=action.unit,
        platform=action.platform,
        title=action.title,
        text=action.text,
        role=action.role,
        at_ms=at_ms,
        purpose=action.purpose,
    )
    return Outcome(Reason("practice-published"), practice=practice)


def _withdraw_practice(known: Known, action: WithdrawPractice, at_ms: int) -> Outcome:
    practice = replace(_practice(known, action), withdrawn_at_ms=at_ms, withdrawn_reason=action.reason)
    return Outcome(Reason("practice-withdrawn"), practice=practice)


def _silence(_known: Known, action: Silence, at_ms: int) -> Outcome:
    if action.until_ms <= action.from_ms:
        raise Refused("ends-before-it-begins")
    if action.until_ms <= at_ms:
        raise Refused("silence-is-over")
    if action.until_ms - action.from_ms > MOST_SILENT_DAYS * _DAY_MS:
        raise Refused("silence-too-long", most=MOST_SILENT_DAYS)
    silence = Silenced(
        id=action.id,
        platform=action.platform,
        unit=action.unit,
        why=action.why,
        from_ms=action.from_ms,
        until_ms=action.until_ms,
        reason=action.reason,
        role=action.role,
    )
    return Outcome(Reason("silenced", {"platform": action.platform}), silence=silence)


def _end_silence(known: Known, action: EndSilence, at_ms: int) -> Outcome:
    silence = known.silences.get(action.silence)
    if silence is None:
        raise Refused("no-such-silence")
    if silence.ended_at_ms is not None or silence.until_ms <= at_ms:
        raise Refused("silence-is-over")
    return Outcome(Reason("silence-ended"), silence=replace(silence, ended_at_ms=at_ms))


def _report(known: Known, action: ReportFailure, at_ms: int) -> Outcome:
    """One for each person, platform and hour; the judge hears of it as evidence."""
    mark = Mark(action.platform, action.by)
    if not may_report_again(known.marks.get(mark), at_ms):
        raise Refused("reported-already", platform=action.platform)
    hour_ms = at_ms - at_ms % HOUR_MS
    key = ReportKey(action.platform, hour_ms, action.unit, action.activity, action.tried)
    evidence = Report(
        source=PEOPLE, at_ms=at_ms, platform=action.platform, unit=action.unit, person=int(action.by, 16)
    )
    reason = Reason("failure-reported", {"platform": action.platform})
    return Outcome(reason, report=(key, mark), evidence=evidence)


RULES: Final[Mapping[type[RoomAction], Callable[[Known, Any, int], Outcome]]] = {
    AddLesson: _add_lesson,
    WithdrawLesson: _withdraw_lesson,
    RateLesson: _rate_lesson,
    Ask: _ask,
    GiveAnswer: _answer,
    PublishPractice: _publish,
    WithdrawPractice: _withdraw_practice,
    Silence: _silence,
    EndSilence: _end_silence,
    ReportFailure: _report,
}
"""The one rule for each kind of action that is in no room."""


def _lesson(known: Known, action: WithdrawLesson | RateLesson) -> Lesson:
    """The lesson that has to hold."""
    lesson = known.lessons.get(action.lesson)
    if lesson is None:
        raise Refused("no-such-lesson")
    if lesson.withdrawn_at_ms is not None:
        raise Refused("lesson-is-withdrawn")
    return lesson


def _practice(known: Known, action: GiveAnswer | WithdrawPractice) -> Practice:
    """The question or practice that has to stand."""
    practice = known.practices.get(action.practice)
    if practice is None:
        raise Refused("no-such-practice")
    if practice.withdrawn_at_ms is not None:
        raise Refused("practice-is-withdrawn")
    return practice
