"""A lesson and a question with its answer, as units share them."""

from monitors.domain.rooms.records import Lesson, Practice, PracticeAnswer
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
