"""Every code of a reason in the rules of exercises has its sentence, every closed set its words."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from api.domain import exercise_form
from api.domain.exercises import Gap, Held
from infra.words import LANGUAGES, REASONS, Lang, english_exercises, label
from monitors.domain import exercises
from monitors.domain.exercises.actions import Affected, FallbackWord, InjectCode
from monitors.domain.exercises.records import State

MAKERS = {"Reason", "Refused", "_fault"}
ELSEWHERE = {"not-for-this-role"}
"""Said in the same words as of the register."""


def codes() -> set[str]:
    """What the rules and the form name."""
    files = [*Path(exercises.__path__[0]).glob("*.py"), Path(str(exercise_form.__file__))]
    calls = [
        node
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS
    ]
    said = [part for call in calls for arg in call.args for part in ast.walk(arg)]
    texts = {each.value for each in said if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return {each for each in texts if "-" in each}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_sentence(lang: Lang) -> None:
    assert {"exercise-planned", "inject-answered-anew", "exercise-title-missing"} <= codes()
    assert codes() - set(REASONS[lang]) == set()


def test_no_sentence_is_left_over() -> None:
    assert set(english_exercises.REASONS) == codes() - ELSEWHERE


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_a_closed_set_can_be_said(lang: Lang) -> None:
    figures = {"platforms": "Facebook", "activity": "answering", "fallback": "phone", "unit": "Parks"}
    for prefix, words in (
        ("inject", get_args(InjectCode)),
        ("exercise.word", (*get_args(FallbackWord), "none")),
        ("exercise.affected", get_args(Affected)),
        ("exercise.affected.answer", get_args(Affected)),
        ("exercise.state", get_args(State)),
        ("exercise.gap", get_args(Gap)),
        ("exercise.held", [each for each in get_args(Held) if each != "unsaid"]),
    ):
        for word in words:
            assert label(f"{prefix}.{word}", lang, **figures)
