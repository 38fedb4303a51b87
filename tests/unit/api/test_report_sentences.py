"""Sentences are put in where a document leaves the house, and nothing else of it changes."""

import msgspec
import pytest

from api.report.sentences import with_sentences
from infra.words import LANGUAGES, Lang, render
from monitors.snapshot_schema import Dependency, Reason, to_json
from tests.snapshot_documents import organisation


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_warning_gets_its_sentence_and_nothing_else_changes(lang: Lang) -> None:
    snapshot = organisation()

    worded = with_sentences(snapshot, lang)

    assert [w.text for w in worded.warnings] == [render(w.code, w.figures, lang) for w in snapshot.warnings]
    assert msgspec.structs.replace(worded, warnings=snapshot.warnings) == snapshot
    assert [warning.text for warning in snapshot.warnings] == [None] * len(snapshot.warnings)


def test_reasons_deep_inside_are_worded_and_flags_that_do_not_hold_stay_out() -> None:
    dependency = Dependency(unit="Revenue", platform="x", evidence=[Reason("no-directory")])
    snapshot = msgspec.structs.replace(organisation(), dependencies=[dependency])

    worded = with_sentences(snapshot, "fr")

    assert worded.dependencies[0].evidence[0].text == render("no-directory", {}, "fr")
    assert b'"small_units"' not in to_json(worded)
