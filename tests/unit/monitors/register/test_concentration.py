"""What hangs on one operator is counted together, sign-ins included, and told when it is too much."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.register.concentration import Hold, concentrations, holds_of
from monitors.domain.register.contradictions import PlatformFacts
from monitors.domain.register.records import Declaration, Entry, Impact
from monitors.domain.reliance.levels import ORDER

FACTS = {
    "facebook": PlatformFacts("Facebook", "Meta"),
    "instagram": PlatformFacts("Instagram", "Meta"),
    "x": PlatformFacts("X", "X Corp."),
    "canva": PlatformFacts("Canva", "Canva"),
}


def test_facebook_and_instagram_fail_together() -> None:
    held = [
        Hold("A", "facebook", "answering", "mission-critical"),
        Hold("A", "facebook", "publishing", "important"),
        Hold("B", "instagram", "publishing", "important"),
        Hold("C", "x", "listening", "important"),
        Hold("D", "instagram", "scrolling", "habitual"),
    ]

    meta, other = concentrations(held, FACTS, limit=1)

    assert (meta.operator, meta.units, meta.activities, meta.mission_critical) == ("Meta", ("A", "B"), 3, 1)
    assert meta.platforms == ("facebook", "instagram")
    assert meta.finding is not None
    assert meta.finding.figures == {"operator": "Meta", "units": 2, "limit": 1}
    assert (other.operator, other.finding) == ("X Corp.", None)


def test_what_was_only_seen_is_no_declared_activity() -> None:
    held = [Hold("A", "facebook", None, "important"), Hold("B", "facebook", "answering", "important")]

    [meta] = concentrations(held, FACTS)

    assert (meta.units, meta.activities) == (("A", "B"), 1)


def test_who_signs_in_with_an_operators_accounts_hangs_on_it_too() -> None:
    held = [
        Hold("A", "facebook", "answering", "important"),
        Hold("B", "canva", "designing", "important", sign_in="facebook"),
    ]

    meta = next(each for each in concentrations(held, FACTS, limit=9) if each.operator == "Meta")

    assert meta.units == ("A", "B")
    assert meta.by_sign_in == ("B",)


def test_what_the_unit_declares_counts_and_else_what_was_seen() -> None:
    entry = Entry(
        unit="A",
        platform="facebook",
        declaration=Declaration(
            activity="scrolling",
            impact_over_time=(Impact(at_hours=24, category="operational", level=0),),
        ),
        declared_on=date(2026, 1, 1),
        review_due=date(2027, 1, 1),
    )

    held = holds_of([entry], [("A", "facebook", "mission-critical"), ("B", "x", "important")])

    assert held == [
        Hold("A", "facebook", "scrolling", "habitual"),
        Hold("B", "x", None, "important"),
    ]


@given(
    st.lists(
        st.builds(
            Hold,
            st.sampled_from("ABC"),
            st.sampled_from([*FACTS, "unknown"]),
            st.sampled_from("ab"),
            st.sampled_from(ORDER),
            st.none() | st.sampled_from([*FACTS, "unknown"]),
        )
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_register_is_no_matter(held: list[Hold], random: object) -> None:
    mixed = list(held)
    random.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis hands out a Random

    assert concentrations(held, FACTS) == concentrations(mixed, FACTS)
