"""Every code of a reason in the rules of the register has its sentence in both languages."""

import ast
from pathlib import Path

import pytest

from infra.words import LANGUAGES, REASONS, Lang, english_register
from monitors.domain import register

MAKERS = {"Reason", "_refusal"}


def codes() -> set[str]:
    """What the rules name, the two outcomes of a dispute included."""
    trees = (ast.parse(path.read_text("utf-8")) for path in Path(register.__path__[0]).glob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = (call for call in calls if getattr(call.func, "id", "") in MAKERS)
    first = (call.args[0] for call in named if call.args)
    found = {arg.value for arg in first if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return found | {"dispute-upheld", "dispute-rejected"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_sentence(lang: Lang) -> None:
    assert {"no-owner", "entry-declared", "dispute-is-open", "rto-above-mtpd"} <= codes()
    assert codes() - set(REASONS[lang]) == set()


def test_no_sentence_is_left_over() -> None:
    assert set(english_register.REASONS) - codes() == set()
