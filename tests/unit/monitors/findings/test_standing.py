"""From one day to the next findings are new, stay, or are gone, however their figures move."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.findings.records import Finding
from monitors.domain.findings.standing import StandingFinding, change_of, identity_of, stepped
from monitors.domain.outage.records import Reason

MONDAY = 20_514


def finding(code: str, *platforms: str, **figures: float | str) -> Finding:
    return Finding(
        kind="course",
        unit="Roads",
        platforms=platforms or ("facebook",),
        addressed_to="unit",
        reason=Reason(code, {**figures}),
    )


TALK = finding("exposed-talk", "whatsapp", share=0.3)
MIXED = finding("course-mixed", share=0.2)


def days_of(*days: list[Finding]) -> list[list[StandingFinding]]:
    """What stands after each of some days, from Monday on."""
    stands: list[list[StandingFinding]] = [[]]
    for number, found in enumerate(days):
        stands.append(stepped(stands[-1], found, MONDAY + number))
    return stands


def test_what_stands_says_since_when_and_with_todays_figures() -> None:
    more = finding("exposed-talk", "whatsapp", share=0.4)
    *_, last = days_of([TALK], [MIXED, more])

    assert [(each.finding, each.since_day, each.told_day) for each in last] == [
        (MIXED, MONDAY + 1, MONDAY + 1),
        (more, MONDAY, MONDAY + 1),
    ]


def test_what_was_gone_for_a_day_begins_anew() -> None:
    *_, last = days_of([TALK], [], [TALK])

    assert [each.since_day for each in last] == [MONDAY + 2]


def test_figures_that_move_are_no_change_and_new_and_gone_are() -> None:
    _, monday, tuesday = days_of([TALK], [finding("exposed-talk", "whatsapp", share=0.5)])
    assert change_of("Roads", monday, tuesday, MONDAY + 1) is None

    _, monday, tuesday = days_of([TALK], [MIXED])
    change = change_of("Roads", monday, tuesday, MONDAY + 1)
    assert change is not None
    assert (change.unit, change.day, change.new, change.gone) == ("Roads", MONDAY + 1, (MIXED,), (TALK,))


def test_each_rule_each_notice_and_each_place_it_went_to_is_a_finding_of_its_own() -> None:
    several = [
        finding("against-rule-internal", rule="Talk", share=0.1),
        finding("against-rule-internal", rule="Files", share=0.1),
        finding("ends", notice=180, days=170),
        finding("ends", notice=90, days=80),
        finding("migrates", "x", "mastodon"),
        finding("migrates", "x", "bluesky"),
        finding("migrates", "mastodon", "x"),
    ]

    assert len({identity_of(each) for each in several}) == len(several)


def test_in_which_order_platforms_rose_makes_no_other_finding() -> None:
    went = [finding("turned-away-elsewhere", "x", *others) for others in (("a", "b"), ("b", "a"))]

    assert identity_of(went[0]) == identity_of(went[1])


@given(
    days=st.lists(
        st.lists(st.sampled_from([TALK, MIXED, finding("ends", notice=30)]), unique_by=identity_of),
        max_size=8,
    )
)
def test_changes_added_up_are_what_stands(days: list[list[Finding]]) -> None:
    stands = days_of(*days)
    open_ones: set[str] = set()
    for number, (before, after) in enumerate(pairwise(stands)):
        change = change_of("Roads", before, after, MONDAY + number)
        if change is not None:
            open_ones |= {identity_of(each) for each in change.new}
            open_ones -= {identity_of(each) for each in change.gone}
        assert open_ones == {identity_of(each.finding) for each in after}
