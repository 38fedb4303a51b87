"""Whatever is said of reliance has its words, in both languages: reasons, levels, factors and bands."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from api.report.dependencies import COMMON_BANDS, FIGURES, MARKS
from infra.words import LABELS, LANGUAGES, REASONS, Lang
from monitors.domain import reliance
from monitors.domain.reliance import factors
from monitors.domain.reliance.records import Confidence, Level
from monitors.domain.reliance.weights import BANDS, FACTORS

SPECIAL = {
    "rhythm": {factors.UNKNOWN},
    "listening": {factors.WATCHING},
    "cohort": {factors.EVERYBODY},
}
"""Factor -> bands that stand outside the table of bands."""


def codes() -> set[str]:
    """Every code of a reason in the rules of reliance."""
    trees = (ast.parse(path.read_text("utf-8")) for path in Path(reliance.__path__[0]).glob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = (call for call in calls if getattr(call.func, "id", "") in {"Reason", "_hours"})
    first = (call.args[0] for call in named if call.args)
    return {arg.value for arg in first if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_sentence(lang: Lang) -> None:
    found = codes()

    assert {"used-on-days", "kind-managing", "turned-away", "ask-plain-reading"} <= found
    wanted = found | {"hours-managing", "hours-talking", "hours-reading"}
    assert wanted - set(REASONS[lang]) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_level_factor_and_band_has_its_words(lang: Lang) -> None:
    wanted = {f"level.{level}" for level in get_args(Level)} | {"level.mission-critical.likely"}
    wanted |= {f"confidence.{confidence}" for confidence in get_args(Confidence)}
    wanted |= {f"factor.{factor}" for factor in FACTORS}
    wanted |= {f"band.{factor}.{band.name}" for factor, bands in BANDS.items() for band in bands}
    wanted |= {f"band.{factor}.{band}" for factor, bands in SPECIAL.items() for band in bands}
    wanted |= {f"band.{band}" for band in COMMON_BANDS} | {f"figure.{name}" for name in FIGURES}

    assert wanted - set(LABELS[lang]) == set()


def test_every_level_has_its_own_shape() -> None:
    assert set(MARKS) == set(get_args(Level))
    assert len(set(MARKS.values())) == len(MARKS)
