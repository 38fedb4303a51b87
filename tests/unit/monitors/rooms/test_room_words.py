"""Every code of a reason in the rules of rooms has its sentence in both languages, and closed sets words."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from infra.words import LANGUAGES, REASONS, Lang, english_rooms, label
from monitors.domain import rooms
from monitors.domain.audit.entries import What
from monitors.domain.rooms.actions import Answer, Channel, SilenceKind, Tried
from monitors.domain.rooms.incident_rules import RULES

MAKERS = {"Reason", "Refused", "_led"}
ELSEWHERE = {"not-for-this-role"}
"""Said in the same words as of the register."""


def codes() -> set[str]:
    """What the rules name."""
    trees = (ast.parse(path.read_text("utf-8")) for path in Path(rooms.__path__[0]).glob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = (call for call in calls if getattr(call.func, "id", "") in MAKERS)
    return {
        arg.value
        for call in named
        for arg in call.args
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_sentence(lang: Lang) -> None:
    assert {"lead-taken", "acknowledged", "reported-already", "fallback-covers"} <= codes()
    assert codes() - set(REASONS[lang]) == set()


def test_no_sentence_is_left_over() -> None:
    assert set(english_rooms.REASONS) == codes() - ELSEWHERE


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_a_closed_set_can_be_said(lang: Lang) -> None:
    kinds = [str(kind.__struct_config__.tag) for kind in RULES]
    for prefix, words in (
        ("tried", get_args(Tried)),
        ("channel", get_args(Channel)),
        ("poll", get_args(Answer)),
        ("silence", get_args(SilenceKind)),
        ("audit", get_args(What)),
        ("action", kinds),
    ):
        for word in words:
            assert label(f"{prefix}.{word}", lang)
