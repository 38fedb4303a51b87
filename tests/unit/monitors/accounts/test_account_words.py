"""Every reason of own accounts has its sentence in both languages, and every closed set its words."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from infra.words import LANGUAGES, REASONS, Lang, english_accounts, label
from monitors import accounts as part
from monitors.domain import accounts
from monitors.domain.accounts.records import DraftState, Trouble

MAKERS = {"Reason", "Refused", "_about"}
ELSEWHERE = {"not-for-this-role", "owner-is-no-role", "ends-before-it-begins"}
"""Said in the same words as of the register, of exercises and of silences."""


def codes() -> set[str]:
    """What the rules name."""
    files = [*Path(accounts.__path__[0]).glob("*.py"), Path(part.__file__)]
    trees = (ast.parse(file.read_text("utf-8")) for file in files)
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = (call for call in calls if getattr(call.func, "id", "") in MAKERS)
    return {
        node.value
        for call in named
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_sentence(lang: Lang) -> None:
    assert {"account-declared", "own-draft", "preflight-token", "account-undeclared"} <= codes()
    assert codes() - set(REASONS[lang]) == set()


def test_no_sentence_is_left_over() -> None:
    assert set(english_accounts.REASONS) == codes() - ELSEWHERE


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_a_closed_set_can_be_said(lang: Lang) -> None:
    for trouble in get_args(Trouble):
        assert label(f"accounts.trouble.{trouble}", lang)
        assert f"account-{trouble}" in REASONS[lang]
    for state in (*get_args(DraftState), "issued"):
        assert label(f"accounts.draft.state.{state}", lang)
