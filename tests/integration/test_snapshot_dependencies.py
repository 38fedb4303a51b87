"""Reliance in a snapshot of a simulated organisation: it adds up, and cuts of the log do not matter."""

from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.report.sentences import with_sentences
from infra.words import LANGUAGES, Lang
from monitors.domain.calendar import Calendar
from monitors.domain.reliance.weights import FACTORS, LEVELS
from monitors.snapshot import SnapshotFold
from monitors.snapshot_schema import Snapshot, UsageRow, from_json, to_json
from monitors.snapshot_sums import Terms
from streams.adapters.directory_files import load_directory
from streams.domain.directory import Directory
from streams.domain.unknown_hosts import HostTally
from tests.chains import blocks_of, catalogue, chain, parts_of
from tests.simulated_logs import morning, written

PEOPLE = 400
HOURS = 3.0
K = 10
TORONTO = ZoneInfo("America/Toronto")
LATER_MS = 4_000_000_000_000
ORDER = ("none", "incidental", "habitual", "important", "mission-critical")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    """Who belongs where, and how large each unit is."""
    folder = tmp_path_factory.mktemp("organisation")
    organisation = morning(people=PEOPLE, hours=HOURS).organisation
    organisation.write_directory(folder / "directory.csv")
    organisation.write_units(folder / "units.csv")
    return load_directory(folder / "directory.csv", folder / "units.csv", TORONTO)


@cache
def log() -> bytes:
    """A morning of four hundred people."""
    return written(morning(people=PEOPLE, hours=HOURS))[0]


def snapshot(people: Directory, cuts: list[int], *, has_directory: bool = True) -> Snapshot:
    """The document of the log, cut behind some of its lines."""
    terms = Terms(catalogue(), people, Calendar(TORONTO), K, has_directory, LATER_MS)
    fold = SnapshotFold(terms)
    for part in parts_of(chain(people), blocks_of(log(), cuts)):
        fold.add(part)
    return fold.document(["access.log"], "squid", HostTally())


@pytest.fixture(scope="module")
def document(people: Directory) -> Snapshot:
    return snapshot(people, [])


@settings(deadline=None, max_examples=8)
@given(cuts=st.lists(st.integers(0, 40_000), max_size=20))
def test_the_same_is_said_wherever_the_log_is_cut(
    people: Directory, document: Snapshot, cuts: list[int]
) -> None:
    assert snapshot(people, cuts).dependencies == document.dependencies


def test_every_score_is_the_sum_of_its_factors_and_reaches_its_level(document: Snapshot) -> None:
    listed = [each for each in document.dependencies if each.score is not None]

    assert len(listed) > 20
    for each in listed:
        assert tuple(factor.name for factor in each.factors) == FACTORS
        assert each.score == sum(factor.points for factor in each.factors)
        assert all(0 <= factor.points <= factor.most for factor in each.factors)
        reached = next(level for level, least in LEVELS if (each.score or 0) >= least)
        assert ORDER.index(each.level or "none") <= ORDER.index(reached)
        assert each.level != "none" or [finding.code for finding in each.findings].count("turned-away")
        assert each.confirmation == "unasked"
        assert each.confidence == "low"  # a single morning
        assert not each.candidate or each.question is not None


def test_the_highest_scores_come_first_and_small_units_last(document: Snapshot) -> None:
    scores = [each.score for each in document.dependencies]
    listed = [score for score in scores if score is not None]

    assert scores[: len(listed)] == sorted(listed, reverse=True)
    small = document.dependencies[len(listed) :]
    assert small
    assert all(each.small_units and each.factors == [] and each.level is None for each in small)


def test_units_of_fewer_than_k_people_are_nowhere_named(people: Directory, document: Snapshot) -> None:
    small = {unit.name for unit in people.units if unit.people is not None and unit.people < K}
    small -= {people.units[unit.parent_index].name for unit in people.units if unit.parent_index >= 0}

    assert small
    assert not small & {each.unit for each in document.dependencies}
    assert not small & {each.unit for each in document.findings}


def test_people_are_told_where_the_usage_table_tells_them_and_are_never_more(document: Snapshot) -> None:
    sums = {(row.unit, row.platform): row for row in document.usage if _is_cell(row)}

    for each in document.dependencies:
        if each.people is not None:
            assert each.people >= K
            assert each.people % 5 == 0
            assert each.people <= (sums[each.unit, each.platform].people or 0)


def _is_cell(row: UsageRow) -> bool:
    return row.surface is None and row.withheld is not True and row.other_units is not True


def test_nothing_in_a_dependency_counts_requests_of_a_withheld_cell(document: Snapshot) -> None:
    cells = {(row.unit, row.platform) for row in document.usage if _is_cell(row)}

    for each in document.dependencies:
        if (each.unit, each.platform) not in cells:
            reasons = [*each.evidence, *each.findings, *(r for kind in each.kinds for r in kind.evidence)]
            assert all(reason.figures.get("requests") is None for reason in reasons)
            assert each.people is None
    for one in document.findings:
        assert (one.unit, one.platforms[0]) in cells or one.figures.get("requests") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_document_has_every_sentence_and_survives_its_file(document: Snapshot, lang: Lang) -> None:
    worded = with_sentences(document, lang)

    assert from_json(to_json(worded)) == worded
    for each in worded.dependencies:
        assert all(reason.text for reason in (*each.evidence, *each.findings))
        assert all(beside.text for one in each.findings for beside in (*one.treatments, *one.value))


def test_without_a_directory_nobody_is_judged() -> None:
    assert snapshot(Directory.empty(), [], has_directory=False).dependencies == []
