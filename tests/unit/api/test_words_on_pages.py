"""Every word that a page may say exists: also what it says only when something goes slowly, or wrong."""

from collections.abc import Iterator

import pytest
from jinja2 import Environment, PackageLoader, nodes

from infra.words import LABELS

TEMPLATES = Environment(loader=PackageLoader("api.pages"), autoescape=True)


def said(template: str) -> Iterator[str]:
    """Every code that `w.say` is asked for; one that is put together ends in `*`, for what it begins with."""
    assert TEMPLATES.loader is not None
    source, _, _ = TEMPLATES.loader.get_source(TEMPLATES, template)
    for call in TEMPLATES.parse(source).find_all(nodes.Call):
        asked = call.node
        if isinstance(asked, nodes.Getattr) and asked.attr == "say" and asked.node == nodes.Name("w", "load"):
            yield from codes(call.args[0])


def codes(code: nodes.Expr) -> Iterator[str]:
    """The codes that an expression may come to."""
    match code:
        case nodes.Const(value=str(value)):
            yield value
        case nodes.CondExpr(expr1=one, expr2=other):
            yield from codes(one)
            if other is not None:
                yield from codes(other)
        case nodes.Concat(nodes=[nodes.Const(value=str(begin)), *_]):
            yield f"{begin}*"
        case _:
            return


@pytest.mark.parametrize("template", TEMPLATES.list_templates(["j2"]))
def test_a_page_says_nothing_that_there_are_no_words_for(template: str) -> None:
    for code in said(template):
        for lang, words in LABELS.items():
            begin = code.removesuffix("*")
            known = any(each.startswith(begin) for each in words) if code.endswith("*") else code in words
            assert known, f"{template} says {code!r}, and there are no words for it in {lang}"


def test_what_is_looked_at_is_what_pages_say() -> None:
    assert {"acted.waiting", "room.fallback.ends", "room.fallback.covers", "now.cause.*"} <= set(
        said("room.html.j2")
    )
