"""Simulated organisations: the same for a seed, with the hard cases in them, and a truth that holds."""

from functools import cache

import numpy as np
import pytest

from monitors.domain.reliance.records import STRANDS
from monitors.reliance_evaluation.organisation import (
    CAMPAIGN_DAYS,
    CASES,
    TRIAL_DAYS,
    Organisation,
    SimulatedPair,
    organisation,
)
from monitors.reliance_evaluation.uses import USES

DAYS = 140


@cache
def made() -> Organisation:
    return organisation(3, DAYS)


def pair(case: str) -> SimulatedPair:
    """The first pair whose first use is the case."""
    return next(each for each in made().pairs if each.truth.name.split(" beside ")[0] == case)


def test_a_seed_always_makes_the_same_organisation() -> None:
    again = organisation(3, DAYS)

    assert [each.truth for each in again.pairs] == [each.truth for each in made().pairs]
    for one, other in zip(again.pairs, made().pairs, strict=True):
        assert np.array_equal(one.days.days, other.days.days)
        assert np.array_equal(one.days.strands[0].hours, other.days.strands[0].hours)


def test_every_use_of_the_table_is_in_some_case_or_is_casual() -> None:
    named = {part for each in made().pairs for part in each.truth.name.split(" beside ")}

    assert {case.use for case in CASES} <= named
    assert named <= USES.keys()
    assert len(made().units) == len(CASES)


def test_a_strand_never_has_more_people_than_came_or_more_returning_than_compared() -> None:
    for each in made().pairs:
        for name, strand in zip(STRANDS, each.days.strands, strict=True):
            people, compared, returning, slots, tireless = strand.table.T
            assert (returning <= compared).all(), name
            assert (compared <= people).all(), name
            assert (tireless <= people).all(), name
            assert ((strand.hours.sum(axis=1) > 0) == (people > 0)).all(), name
            assert (slots <= people * 288).all(), name


@pytest.mark.parametrize("case", ["phones in pockets", "embeds on every page"])
def test_what_nobody_asked_for_is_no_certain_use(case: str) -> None:
    found = pair(case)

    assert found.truth.weak_only
    assert not any(strand.hours.any() for strand in found.days.strands)
    assert found.days.weak.sum() + found.days.embedded.sum() > 0


def test_a_campaign_is_important_while_it_lasts_and_worth_nothing_else() -> None:
    truth = pair("campaign").truth

    began, ended = truth.changes()
    assert ended - began == CAMPAIGN_DAYS
    assert (truth.on(began - 1), truth.on(began), truth.on(ended)) == (
        "incidental",
        "important",
        "incidental",
    )


def test_a_newcomer_is_on_trial_first() -> None:
    newcomer = next(
        each.truth
        for each in made().pairs
        if each.truth.name.startswith("publishing desk") and each.truth.changes()
    )

    began, proven = newcomer.changes()
    assert proven - began == TRIAL_DAYS
    assert (newcomer.on(began), newcomer.on(proven)) == ("important", "mission-critical")


def test_those_who_share_one_login_never_have_a_day_off() -> None:
    people, _, _, _, tireless = pair("desk under one login").days.strands[0].table.sum(axis=0)

    assert tireless > 0.9 * DAYS
    assert people >= tireless
