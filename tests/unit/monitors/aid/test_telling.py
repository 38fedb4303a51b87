"""What we tell other organisations: confirmed faults of platforms, what works, and nothing of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as altered

from monitors.domain.aid.telling import Known, statements
from monitors.domain.outage.records import Cause, Incident, Reason, State
from streams.domain.aid.words import Statement

BEGAN = 1_760_011_200_000

FAILS = Incident(
    id="a",
    cause="platform",
    cause_confidence=0.9,
    platforms=["facebook"],
    groups=["core"],
    units=["Citizen Services"],
    sites=["north"],
    state="confirmed",
    suspected_at_ms=BEGAN,
    started_at_ms=BEGAN,
    detected_at_ms=BEGAN,
    ended_at_ms=None,
    peak_failed_share=0.9,
    requests_failed=40,
    people_failed=12,
    reasons=[],
    explanation=Reason("cause-platform"),
)
CALM = Known(
    incidents=[],
    good_requests={"facebook": 400, "x": 300},
    people={"facebook": 120, "x": None},
    has_periods=True,
    is_blind=False,
)
FINE = [Statement(platform="facebook", state="fine")]
CHOSEN = ("facebook",)


def told(known: Known, chosen: tuple[str, ...] = CHOSEN) -> list[Statement]:
    return statements(chosen, (), known)


def going(**fields: object) -> Known:
    return CALM._replace(incidents=[altered(FAILS, **fields)])


def test_a_platform_that_is_in_use_and_well_is_fine() -> None:
    assert told(CALM) == FINE


def test_a_confirmed_fault_of_the_platform_is_told_with_when_it_began() -> None:
    failing = [Statement(platform="facebook", state="failing", since_ms=BEGAN)]

    assert told(going()) == failing
    assert told(going(state="recovering")) == failing
    assert told(going(cause="shared-provider", platforms=["facebook", "x"])) == failing


def test_what_is_only_suspected_is_never_told_nor_called_fine() -> None:
    assert told(going(state="suspected")) == []


@pytest.mark.parametrize("cause", ["egress", "policy", "unit-network", "unknown"])
@pytest.mark.parametrize("state", ["suspected", "confirmed", "recovering"])
@pytest.mark.parametrize("platforms", [[], ["facebook"]])
def test_a_fault_of_our_own_is_nobodys_business_and_makes_us_say_nothing(
    cause: Cause, state: State, platforms: list[str]
) -> None:
    assert told(going(cause=cause, state=state, platforms=platforms)) == []


def test_a_fault_of_another_platform_or_of_an_account_says_nothing_of_this_one() -> None:
    assert told(going(platforms=["linkedin"])) == FINE
    assert told(going(cause="account")) == FINE
    assert told(going(cause="policy", platforms=["linkedin"])) == FINE


def test_of_a_platform_that_only_a_small_unit_uses_nothing_is_told_whatever_happens_to_it() -> None:
    both = ("facebook", "x")

    assert told(CALM, both) == FINE
    assert told(going(platforms=["x"]), both) == FINE


def test_nothing_is_told_before_a_week_is_published() -> None:
    young = going()._replace(people={}, has_periods=False)

    assert told(young) == []
    assert statements((), ("threads",), young) == []


def test_nothing_is_told_that_was_not_chosen() -> None:
    assert told(going(), ()) == []


def test_quiet_is_unknown_not_fine() -> None:
    assert told(CALM._replace(good_requests={"facebook": 19})) == []
    assert told(CALM._replace(good_requests={})) == []


def test_whoever_is_blind_calls_nothing_fine() -> None:
    assert told(CALM._replace(is_blind=True)) == []


def test_that_nobody_uses_a_platform_is_told_where_that_was_chosen_and_is_so() -> None:
    unused = [Statement(platform="threads", state="not-used")]

    assert statements((), ("threads",), CALM) == unused
    assert statements((), ("x",), CALM) == []
    assert statements((), ("threads",), CALM._replace(good_requests={"threads": 1})) == []
    assert statements(("threads",), (), CALM) == []


incidents = st.builds(
    lambda cause, state, platforms: altered(FAILS, cause=cause, state=state, platforms=platforms),
    st.sampled_from(["platform", "shared-provider", "egress", "policy", "unit-network", "account", "blind"]),
    st.sampled_from(["suspected", "confirmed", "recovering"]),
    st.lists(st.sampled_from(["facebook", "x", "linkedin"]), unique=True),
)


@given(st.lists(incidents, max_size=4), st.booleans())
def test_failing_is_told_of_confirmed_faults_of_platforms_that_many_use_only(
    going_on: list[Incident], blind: object
) -> None:
    known = CALM._replace(incidents=going_on, is_blind=bool(blind))
    for each in statements(("facebook", "x", "linkedin"), ("threads",), known):
        assert known.people.get(each.platform) is not None or each.state == "not-used"
        if each.state == "failing":
            assert any(
                one.cause in {"platform", "shared-provider"}
                and one.state != "suspected"
                and each.platform in one.platforms
                for one in going_on
            )
