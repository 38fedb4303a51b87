"""Whatever is said of reliance has its words, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from infra.words import LABELS, LANGUAGES, REASONS, Lang
from monitors.domain import reliance
from monitors.domain.reliance import factors
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Confidence
from monitors.domain.reliance.weights import BANDS, FACTORS, NEUTRAL

MAKERS = {"Reason", "_hours"}
"""What takes a code and makes a reason of it."""
HOURS = {"hours-managing", "hours-talking", "hours-reading"}
"""Codes that stand in a table until a reason is made of them."""


def said() -> Iterator[str]:
    """The codes that the package names."""
    for path in Path(reliance.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_sentence(lang: Lang) -> None:
    found = set(said()) | HOURS

    assert {"weak-only", "ask-plain-reading", "kind-managing", "young-use"} <= found
    assert sorted(found - REASONS[lang].keys()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_factor_band_level_and_confidence_has_its_word(lang: Lang) -> None:
    wanted = {f"factor.{name}" for name in FACTORS}
    wanted |= {f"band.{name}.{band.name}" for name, bands in BANDS.items() for band in bands}
    wanted |= {f"band.{NEUTRAL}", f"band.{factors.MACHINE}", "band.no-certain-use"}
    wanted |= {f"band.listening.{factors.WATCHING}", f"band.rhythm.{factors.UNKNOWN}"}
    wanted |= {f"band.cohort.{factors.EVERYBODY}"}
    wanted |= {f"level.{level}" for level in ORDER}
    wanted |= {f"confidence.{each}" for each in get_args(Confidence)}

    assert sorted(wanted - LABELS[lang].keys()) == []
