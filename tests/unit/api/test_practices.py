"""What units share is told without how many said what, and a rule's tool is one that works just now."""

from hypothesis import given
from hypothesis import strategies as st

from api.domain.practices import advised, shared
from monitors.domain.findings.records import ToolRule
from monitors.domain.rooms.records import Lesson, Practice, PracticeAnswer

NAMES = {"facebook": "Facebook", "x": "X", "our-chat": "Our chat", "e-mail": "E-mail"}
RULE = ToolRule(
    name="Talk among colleagues",
    purpose="internal",
    audience="colleagues",
    sensitivity="protected",
    recommended=("our-chat", "e-mail"),
    not_allowed=("facebook",),
)


def lesson(id_: str, platform: str = "facebook", *, withdrawn: bool = False, **ratings: bool) -> Lesson:
    return Lesson(
        id=id_,
        platform=platform,
        purpose="external",
        instead="Phone queue 4",
        unit="Parks",
        incident="",
        role="unit",
        added_at_ms=1,
        withdrawn_at_ms=2 if withdrawn else None,
        ratings=ratings,
    )


def question(id_: str, at_ms: int, *answers: str) -> Practice:
    return Practice(
        id=id_,
        kind="question",
        unit="Parks",
        platform="",
        title=id_,
        text=id_,
        role="unit",
        at_ms=at_ms,
        answers=tuple(PracticeAnswer(unit="Roads", role="unit", text=each, at_ms=at_ms) for each in answers),
    )


def test_the_most_helpful_lesson_comes_first_and_what_was_withdrawn_not_at_all() -> None:
    lessons = [lesson("bad", a=False), lesson("good", a=True, b=True), lesson("gone", withdrawn=True)]
    told = shared(lessons, [], NAMES, "a", {"good"})
    (facebook,) = told.lessons
    assert [each.lesson.id for each in facebook.lessons] == ["good", "bad"]
    assert [each.word for each in facebook.lessons] == ["helped", "did-not"]
    assert [each.mine for each in facebook.lessons] == [True, False]
    assert [each.is_own for each in facebook.lessons] == [True, False]


def test_questions_that_wait_for_an_answer_stand_first_the_newest_before_the_others() -> None:
    asked = [question("answered", 9, "so"), question("old", 1), question("new", 5)]
    told = shared([], asked, NAMES, "a", ())
    assert [each.practice.id for each in told.questions] == ["new", "old", "answered"]
    assert told.practices == []


def test_the_tool_is_the_first_recommended_one_and_the_others_are_to_fall_back_on() -> None:
    (advice,) = advised([RULE], "internal", "colleagues", "protected", ())
    assert (advice.tool, advice.fallbacks, advice.failing) == ("our-chat", ["e-mail"], [])


def test_a_tool_that_fails_just_now_is_said_to_and_the_next_is_put_forward() -> None:
    (advice,) = advised([RULE], "internal", "", "", {"our-chat"})
    assert (advice.tool, advice.fallbacks, advice.failing) == ("e-mail", [], ["our-chat"])
    (none_left,) = advised([RULE], "internal", "", "", {"our-chat", "e-mail"})
    assert none_left.tool is None


def test_a_rule_about_another_case_is_not_told() -> None:
    assert advised([RULE], "external", "", "", ()) == []
    assert advised([RULE], "internal", "the public", "", ()) == []


@given(st.sets(st.sampled_from(sorted(NAMES))))
def test_nothing_that_fails_is_ever_put_forward(failing: set[str]) -> None:
    for advice in advised([RULE], "", "", "", failing):
        assert not failing & {advice.tool, *advice.fallbacks}
        assert {advice.tool, *advice.fallbacks, *advice.failing} - {None} == set(RULE.recommended)
