"""Whatever a finding says has its words in both languages, and no word of it judges people."""

import re
from pathlib import Path
from typing import get_args

import pytest

from infra.words import LABELS, LANGUAGES, REASONS, Lang, english_findings
from monitors.domain import findings
from monitors.domain.findings.records import Addressee, Kind, Purpose
from monitors.snapshot_schema import Addressee as WrittenAddressee
from monitors.snapshot_schema import FindingKind

JUDGING = ("abuse", "waste", "misuse", "violat", "guilty", "offend", "slack off", "unauthori", "illegal")


def codes() -> set[str]:
    """Every code of a reason in the rules of findings."""
    texts = [path.read_text("utf-8") for path in Path(findings.__path__[0]).glob("*.py")]
    named = {code for text in texts for code in re.findall(r'Reason\(\s*"([a-z0-9-]+)"', text)}
    return named | {f"against-rule-{purpose}" for purpose in get_args(Purpose)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_kind_and_addressee_has_its_words(lang: Lang) -> None:
    found = codes()

    assert {"exposed-talk", "ends", "migrates", "course-trial", "treatment-stop", "value-reaching"} <= found
    assert found - set(REASONS[lang]) == set()
    wanted = {f"finding.{kind}" for kind in get_args(FindingKind)}
    wanted |= {f"addressed.{addressee}" for addressee in get_args(Addressee)}
    assert wanted - set(LABELS[lang]) == set()


def test_no_sentence_is_without_a_rule_that_says_it() -> None:
    assert set(english_findings.REASONS) - codes() == set()


def test_no_sentence_judges_people() -> None:
    said = " ".join([*english_findings.REASONS.values(), *english_findings.LABELS.values()]).lower()

    assert [word for word in JUDGING if word in said] == []


def test_the_document_knows_every_kind_and_addressee() -> None:
    assert set(get_args(Kind)) <= set(get_args(FindingKind))
    assert get_args(WrittenAddressee) == get_args(Addressee)
