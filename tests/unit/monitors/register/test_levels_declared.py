"""What a unit says is worth a level; it stands beside what its traffic says, and holds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.register.levels import (
    confirmation_of,
    declared_level,
    declared_of,
    is_contradiction,
    register_level,
)
from monitors.domain.register.records import Declaration, Entry, EvidenceLevel, Impact
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level


def entry(activity: str, *levels: tuple[float, int], evidence: EvidenceLevel = "declared") -> Entry:
    said = tuple(Impact(at_hours=hours, category="legal", level=level) for hours, level in levels)
    return Entry(
        unit="A",
        platform="x",
        declaration=Declaration(activity=activity, impact_over_time=said),
        evidence=evidence,
        declared_on=date(2026, 1, 1),
        review_due=date(2027, 1, 1),
    )


@pytest.mark.parametrize(
    ("impact", "level"),
    [
        ([(2, 1), (24, 3), (168, 4)], "mission-critical"),
        ([(2, 1), (24, 2), (168, 3)], "important"),
        ([(2, 0), (24, 1), (168, 2)], "habitual"),
        ([], None),
    ],
)
def test_a_declaration_comes_to_a_level_by_how_soon_it_hurts(
    impact: list[tuple[float, int]], level: Level | None
) -> None:
    assert declared_level(entry("answering", *impact).declaration) == level


def test_of_several_activities_the_one_that_needs_it_most_speaks_for_the_unit() -> None:
    assert declared_of([entry("a", (24, 1)), entry("b", (100, 3)), entry("c")]) == "important"
    assert declared_of([]) is None


@given(st.sampled_from(ORDER), st.none() | st.sampled_from(ORDER))
def test_the_register_takes_the_units_word_and_shows_where_traffic_says_otherwise(
    observed: Level, declared: Level | None
) -> None:
    assert register_level(observed, declared) == (declared or observed)
    assert is_contradiction(observed, declared) == (declared not in {None, observed})


@pytest.mark.parametrize(
    ("entries", "is_asked", "heard"),
    [
        ([], False, "unasked"),
        ([], True, "asked"),
        ([entry("a")], False, "asked"),
        ([entry("a"), entry("b", evidence="confirmed")], True, "confirmed"),
        ([entry("a", evidence="confirmed"), entry("b", evidence="disputed")], False, "disputed"),
    ],
)
def test_likely_reads_confirmed_only_by_the_units_own_word(
    entries: list[Entry], *, is_asked: bool, heard: str
) -> None:
    assert confirmation_of(entries, is_asked=is_asked) == heard
