"""A score adds up, stays in its bounds, rises with its figures, and knows what it cannot tell."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.reliance import factors
from monitors.domain.reliance.figures import UNUSED, PairFigures, StrandFigures, Work, work_of
from monitors.domain.reliance.records import Coverage, Factor, Outage, UnitDay, UnitDays
from monitors.domain.reliance.scoring import assess, factors_of
from monitors.domain.reliance.weights import BANDS, FACTORS, NEUTRAL, USUAL, Weights

DAY = 20_514


def work(days: int = 60, people: int = 40) -> Work:
    """An office that works from eight to five, every day of the week."""
    general = tuple(900 if 8 <= hour < 17 else 30 for hour in range(24))
    seen = [UnitDay(day=DAY - n, people=people, general=general) for n in range(days)]
    return work_of(UnitDays.of(seen), DAY, people)


WORK = work()
SHARE = st.floats(0, 1)


@st.composite
def strands(draw: st.DrawFn) -> StrandFigures:
    if draw(st.booleans()):
        return UNUSED
    return StrandFigures(
        requests=draw(st.integers(1, 10**6)),
        people_a_day=draw(st.floats(0.5, 200)),
        returning=draw(st.none() | SHARE),
        pace=draw(st.floats(0, 288)),
        days=draw(st.integers(1, 91)),
        days_share=draw(SHARE),
        hours_share=draw(SHARE),
        tireless_share=draw(st.sampled_from([0.0, 0.3, 1.0])),
        working_share=draw(SHARE),
        general_share=draw(st.floats(0.01, 1)),
        even_lift=draw(st.none() | SHARE),
    )


@st.composite
def pairs(draw: st.DrawFn) -> PairFigures:
    return PairFigures(
        work=WORK,
        use=draw(strands()),
        managing=draw(strands()),
        talking=draw(strands()),
        reading=draw(strands()),
        asking_share=draw(SHARE),
        text_share=draw(SHARE),
        watched_bytes=draw(st.floats(0, 1e8)),
        weak=draw(st.integers(0, 10**6)),
        embedded=draw(st.integers(0, 10**6)),
        blocked=draw(st.integers(0, 10**6)),
        new_days=draw(st.none() | st.integers(1, 60)),
    )


OUTAGES = st.lists(
    st.builds(
        Outage,
        incident=st.just("i"),
        from_ms=st.just(0),
        to_ms=st.just(3_600_000),
        expected=st.floats(0, 1e4),
        tried=st.floats(0, 1e4),
        replaced=st.none() | SHARE,
    ),
    max_size=4,
)


@given(pairs(), OUTAGES)
def test_a_score_is_the_sum_of_its_factors_and_lies_between_0_and_100(
    pair: PairFigures, outages: list[Outage]
) -> None:
    said = assess(pair, Coverage(), outages)

    assert [factor.name for factor in said.factors] == list(FACTORS)
    assert said.score == sum(factor.points for factor in said.factors)
    assert 0 <= said.score <= 100
    assert all(0 <= factor.points <= factor.most for factor in said.factors)


@given(pairs(), OUTAGES, st.randoms(use_true_random=False))
def test_the_order_of_outages_changes_nothing(pair: PairFigures, outages: list[Outage], random: Any) -> None:
    shuffled = list(outages)
    random.shuffle(shuffled)

    points = [factor.points for factor in factors_of(pair, outages)]
    assert [factor.points for factor in factors_of(pair, shuffled)] == points


RISES = {
    "reach": ("use", ("people_a_day",)),
    "regularity": ("use", ("days_share", "returning")),
    "rhythm": ("use", ("even_lift",)),
    "depth": ("managing", ("days_share", "hours_share", "pace")),
    "listening": ("reading", ("hours_share", "pace", "even_lift", "returning")),
    "cohort": ("talking", ("days_share", "hours_share", "pace", "returning")),
}
"""Factor -> a strand and the figures of it with which the factor promises to rise."""


@pytest.mark.parametrize(
    ("factor", "strand", "figure"),
    [(factor, strand, figure) for factor, (strand, names) in RISES.items() for figure in names],
)
@given(pair=pairs(), more=st.floats(0, 300))
def test_a_factor_never_falls_when_a_figure_of_its_own_rises(
    factor: str, strand: str, figure: str, pair: PairFigures, more: float
) -> None:
    own: StrandFigures = getattr(pair, strand)
    value = getattr(own, figure)
    if not own.requests or value is None:
        return
    most = np.inf if figure in {"pace", "people_a_day"} else 1.0
    raised: dict[str, Any] = {figure: float(min(value + more, most))}
    higher: dict[str, Any] = {strand: replace(own, **raised)}

    assert _points(factor, replace(pair, **higher)) >= _points(factor, pair)


def _points(name: str, pair: PairFigures) -> int:
    """A factor's points; listening stands together with depth, whose points it completes."""
    by_name = {factor.name: factor.points for factor in factors_of(pair, ())}
    return by_name[name] + (by_name["depth"] if name == "listening" else 0)


@given(OUTAGES, st.floats(0, 100))
def test_who_tries_more_never_has_fewer_points(outages: list[Outage], more: float) -> None:
    harder = [
        Outage(
            incident=each.incident, from_ms=0, to_ms=1, expected=each.expected, tried=each.tried + more,
            replaced=each.replaced,
        )
        for each in outages
    ]  # fmt: skip

    before = factors.persistence(outages, USUAL)
    assert factors.persistence(harder, USUAL).points >= before.points


def test_the_highest_score_is_a_hundred_and_the_top_level_needs_no_outage() -> None:
    most = {name: bands[0].points for name, bands in BANDS.items()}
    [(_, critical), *_] = USUAL.levels

    assert most["depth"] == most["listening"]
    assert sum(most.values()) - most["listening"] == 100
    assert most["regularity"] + most["rhythm"] + most["listening"] >= critical
    assert most["regularity"] + most["rhythm"] + most["depth"] >= critical


def test_every_factors_bands_fall_from_the_first_to_one_that_asks_for_nothing() -> None:
    assert tuple(BANDS) == FACTORS
    for bands in BANDS.values():
        points = [band.points for band in bands]
        assert points == sorted(points, reverse=True)
        assert points[-1] == 0
        assert bands[-1].at_least == {}


def busy(**figures: Any) -> StrandFigures:
    """People who are there all day, in step with the work."""
    usual = StrandFigures(
        requests=9_000, people_a_day=2.0, returning=0.9, pace=30.0, days=60, days_share=1.0, hours_share=0.8,
        tireless_share=0.0, working_share=0.95, general_share=0.9, even_lift=0.9,
    )  # fmt: skip
    return replace(usual, **figures)


CASUAL = busy(people_a_day=30.0, pace=4.0, returning=0.6, even_lift=0.55)


def pair_of(**named: Any) -> PairFigures:
    usual = PairFigures(
        work=WORK, use=busy(), managing=UNUSED, talking=UNUSED, reading=UNUSED, asking_share=0.5,
        text_share=0.6, watched_bytes=2e6, weak=0, embedded=0, blocked=0, new_days=None,
    )  # fmt: skip
    return replace(usual, **named)


def by_name(pair: PairFigures) -> dict[str, Factor]:
    return {factor.name: factor for factor in factors_of(pair, ())}


def test_two_steady_publishers_among_thirty_casual_users_are_mission_critical() -> None:
    said = assess(pair_of(use=CASUAL, managing=busy(), reading=CASUAL), Coverage())

    assert said.level == "mission-critical"
    assert by_name(pair_of(use=CASUAL, managing=busy(), reading=CASUAL))["cohort"].band == "steady"
    assert [kind.kind for kind in said.kinds] == ["external", "not-visible"]
    assert said.identity == "professional"


def test_a_unit_that_only_listens_reaches_the_top_without_a_write() -> None:
    said = assess(pair_of(reading=busy(people_a_day=12.0)), Coverage())

    assert said.level == "mission-critical"
    assert (said.candidate, said.identity) == (False, "not-visible")


def test_everybody_scrolling_at_lunch_is_incidental() -> None:
    said = assess(pair_of(use=CASUAL, reading=CASUAL), Coverage())

    assert said.level == "incidental"
    assert not said.candidate


def test_listening_on_plain_hosts_is_a_candidate_with_a_question() -> None:
    said = assess(pair_of(reading=busy(people_a_day=4.0), asking_share=0.0), Coverage())

    assert said.candidate
    assert said.question is not None
    assert said.question.code == "ask-plain-reading"
    assert said.level in {"habitual", "important"}


def test_video_all_day_is_watching_and_no_listening() -> None:
    by_bytes = pair_of(reading=busy(people_a_day=4.0), watched_bytes=6e7)
    by_slots = pair_of(reading=busy(people_a_day=4.0), text_share=0.1)

    for pair in (by_bytes, by_slots):
        assert by_name(pair)["listening"].band == "watching"
        assert assess(pair, Coverage()).level == "incidental"


def test_whoever_never_has_a_day_off_is_asked_about() -> None:
    machine = busy(people_a_day=1.0, pace=200.0, tireless_share=1.0)

    said = assess(pair_of(use=machine, talking=machine, reading=machine), Coverage())

    assert said.candidate
    assert said.question is not None
    assert said.question.code == "ask-machine-or-desk"
    assert said.score < 30


def test_weak_only_traffic_never_carries_a_score() -> None:
    said = assess(pair_of(use=UNUSED, weak=50_000, embedded=700), Coverage())

    assert (said.score, said.level, said.people) == (0, "none", 0)
    assert [reason.code for reason in said.evidence] == ["weak-only", "embeds-only"]
    assert {factor.band for factor in said.factors} == {"no-certain-use"}


@pytest.mark.parametrize(
    ("pair", "finding"),
    [
        (pair_of(managing=busy(), work=work(days=13)), None),
        (pair_of(managing=busy(), new_days=27), "young-use"),
    ],
)
def test_a_level_stops_at_important_while_there_is_too_little_to_be_sure(
    pair: PairFigures, finding: str | None
) -> None:
    said = assess(pair, Coverage())

    assert said.score >= 70
    assert said.level == "important"
    assert [each.code for each in said.findings] == ([finding] if finding else [])


def test_without_general_traffic_nothing_is_said_of_the_rhythm() -> None:
    unknown = work_of(UnitDays.of([UnitDay(day=DAY, people=3, general=(0,) * 24)]), DAY, None)
    use = busy(even_lift=None, working_share=None, general_share=None)

    said = assess(pair_of(work=unknown, use=use), Coverage())

    assert {factor.name: factor.band for factor in said.factors}["rhythm"] == "unknown"
    assert said.confidence == "low"


@pytest.mark.parametrize(
    ("days", "coverage", "confidence"),
    [
        (60, Coverage(), "high"),
        (60, Coverage(joined_share=0.95, identity="login", blind_share=0.01), "high"),
        (60, Coverage(identity="address"), "medium"),
        (20, Coverage(), "medium"),
        (60, Coverage(joined_share=0.8), "medium"),
        (60, Coverage(blind_share=0.3), "low"),
        (60, Coverage(off_network_share=0.6), "low"),
        (13, Coverage(), "low"),
    ],
)
def test_confidence_falls_with_what_cannot_be_seen(days: int, coverage: Coverage, confidence: str) -> None:
    assert assess(pair_of(work=work(days)), coverage).confidence == confidence


def test_outages_are_neutral_until_one_was_seen() -> None:
    insisted = Outage(incident="i", from_ms=0, to_ms=1, expected=10, tried=14, replaced=0.02)
    left = Outage(incident="i", from_ms=0, to_ms=1, expected=10, tried=1, replaced=0.9)

    assert factors.persistence([], USUAL).band == factors.substitution([], USUAL).band == NEUTRAL
    assert factors.persistence([insisted], USUAL).points == 5
    assert factors.substitution([insisted], USUAL).points == 5
    assert factors.persistence([left], USUAL).points == factors.substitution([left], USUAL).points == 0


def test_weights_are_the_organisations_own() -> None:
    strict = Weights(levels=(("mission-critical", 95), ("none", 0)))

    assert assess(pair_of(managing=busy()), Coverage(), (), strict).level == "none"
