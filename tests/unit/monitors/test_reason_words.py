"""Whatever the judge may say has its words, in both languages and with the figures that come with it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from infra.words import LANGUAGES, REASONS, Lang
from monitors.domain import outage
from streams.contracts.signals import AccountEvent

CODE_TABLES = {"code", "codes", "_SUSPICIONS"}
"""Names that hold codes until a reason is made of them."""

MAKERS = {"Reason", "_reason", "_met", "_learn"}
"""What takes a code and makes a reason of it."""

EXPLAINED = {
    "cause-platform", "cause-platform-no-control", "cause-platform-unseen", "cause-shared-provider",
    "cause-shared-provider-operator", "cause-unit-network", "cause-unit-network-platform", "cause-egress",
    "cause-egress-own", "cause-policy",
}  # fmt: skip
"""The codes that `explanations` puts together."""


def said(tree: ast.AST) -> Iterator[str]:
    """The codes that a module names."""
    for node in ast.walk(tree):
        values: list[ast.AST] = []
        if isinstance(node, ast.Call) and _name(node.func) in MAKERS:
            values = list(node.args)
        elif isinstance(node, ast.Assign) and {_name(target) for target in node.targets} & CODE_TABLES:
            values = list(node.value.values) if isinstance(node.value, ast.Dict) else [node.value]
        for value in values:
            yield from _words(value)


def _name(node: ast.AST) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _words(value: ast.AST) -> Iterator[str]:
    """The plain texts of an expression: one, or both of a choice."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _words(value.body)
        yield from _words(value.orelse)


def codes() -> set[str]:
    """Every code of the judge."""
    modules = Path(outage.__path__[0]).glob("*.py")
    named = {code for path in modules for code in said(ast.parse(path.read_text("utf-8")))}
    events = get_args(get_type_hints(AccountEvent)["event"])
    return named | EXPLAINED | {f"account-{event}" for event in events}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_of_the_judge_has_its_words(lang: Lang) -> None:
    found = codes()

    assert {"most-fail", "failures-rise", "new-normal", "volume-gone", "scope-grew", "cause-blind"} <= found
    assert sorted(found - REASONS[lang].keys()) == []
