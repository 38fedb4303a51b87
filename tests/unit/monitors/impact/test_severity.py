"""An incident is as grave as the gravest dependency that it hurts."""

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.impact.severity import SEVERITIES, Hurt, severity_of

hurts = st.builds(
    Hurt,
    st.sampled_from(["Roads", "Parks", "Citizen Services"]),
    st.sampled_from(["facebook", "x"]),
    st.sampled_from(["none", "incidental", "habitual", "important", "mission-critical"]),
    st.sampled_from(["unasked", "asked", "confirmed", "disputed"]),
)


def test_a_confirmed_critical_dependency_makes_it_critical_and_says_in_how_many_units() -> None:
    told = severity_of(
        [
            Hurt("Roads", "facebook", "mission-critical", "unasked"),
            Hurt("Citizen Services", "facebook", "mission-critical", "confirmed"),
        ]
    )

    assert told.severity == "critical"
    assert told.reason.code == "hurts-confirmed-critical"
    assert told.reason.figures == {"units": 1}


def test_a_likely_one_is_high_until_it_is_confirmed_and_medium_while_disputed() -> None:
    assert severity_of([Hurt("Roads", "x", "mission-critical", "asked")]).severity == "high"
    assert severity_of([Hurt("Roads", "x", "mission-critical", "disputed")]).severity == "medium"


def test_an_outage_that_hurts_nobody_is_no_emergency() -> None:
    assert severity_of([]).severity == "none"
    assert severity_of([Hurt("Roads", "x", "none", "unasked")]).reason.code == "hurts-nobody-known"
    assert severity_of([Hurt("Roads", "x", "incidental", "unasked")]).severity == "low"


@given(st.lists(hurts, max_size=6), hurts)
def test_one_more_dependency_never_makes_it_less_grave(some: list[Hurt], one: Hurt) -> None:
    before, after = severity_of(some).severity, severity_of([*some, one]).severity

    assert SEVERITIES.index(after) >= SEVERITIES.index(before)
    assert severity_of([one, *some]) == severity_of([*some, one])
