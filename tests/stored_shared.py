"""A lesson and a question with its answer, as units share them, and an audit log."""

from monitors.domain.audit.chain import chained
from monitors.domain.audit.entries import AuditEntry
from monitors.domain.rooms.records import Lesson, Practice, PracticeAnswer
from monitors.room_rows import RoomWork
from monitors.store import Work
from tests.stored_work import NOON_MS

LESSON = Lesson(
    id="lesson-0001",
    platform="facebook",
    purpose="external",
    instead="Phone queue 4\n<b>and</b> e-mail",
    unit="Citizen Services",
    incident="",
    role="unit",
    added_at_ms=NOON_MS,
    ratings={"account-1": True, "account-2": True},
)
QUESTION = Practice(
    id="question-0001",
    kind="question",
    unit="Parks",
    platform="instagram",
    title="How do you answer at week-ends?",
    text="How do you answer at week-ends?",
    role="unit",
    at_ms=NOON_MS,
    answers=(PracticeAnswer(unit="Citizen Services", role="unit", text="By a rota", at_ms=NOON_MS + 1),),
)


def shared_work() -> Work:
    """All of it, for a database."""
    seen = AuditEntry(
        id="entry-0001", at_ms=NOON_MS, role="risk", account="account-1", what="viewed-unit", of="Parks"
    )
    return Work(rooms=RoomWork(lessons=[LESSON], practices=[QUESTION]), audit=chained(None, [seen]))
