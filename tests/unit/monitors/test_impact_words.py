"""Whatever is said of an outage's cost and of an exercise has its words, in both languages."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from infra.words import LABELS, LANGUAGES, REASONS, Lang
from monitors import exercise
from monitors.domain import impact
from monitors.domain.impact.severity import CODES, Severity


def codes() -> set[str]:
    """Every code of a reason that stands as a text in the rules of impact and in the exercise."""
    files = [*Path(impact.__path__[0]).glob("*.py"), Path(exercise.__file__)]
    calls = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    named = [
        node for node in calls if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason"
    ]
    first = [node.args[0].value for node in named if isinstance(node.args[0], ast.Constant)]
    return {code for code in first if isinstance(code, str)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_sentence(lang: Lang) -> None:
    found = codes() | {"rto-passed", "mtpd-passed", *CODES.values()}

    assert {"ask-rto", "fallback-same-operator", "exercise-few-days"} <= found
    assert found - set(REASONS[lang]) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_severity_has_its_word(lang: Lang) -> None:
    assert {f"severity.{each}" for each in get_args(Severity)} <= set(LABELS[lang])
