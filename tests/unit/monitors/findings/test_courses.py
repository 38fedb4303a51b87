"""The course of a unit on a platform, in neutral words, and nothing of what is private."""

from collections.abc import Mapping, Sequence

from monitors.domain.findings import course
from monitors.domain.findings.records import Finding, Surroundings
from monitors.domain.reliance.records import Level
from tests.found_units import CATALOGUE, Stay, Story, workdays

AROUND = Surroundings(CATALOGUE, frozenset({"facebook"}))


def found(uses: Mapping[str, Sequence[Stay]], days: int = 56, *, widely: bool = False) -> list[Finding]:
    around = AROUND if widely else Surroundings(CATALOGUE)
    return list(course.find(Story(days).told(uses), around))


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(each.platforms[0], each.reason.code) for each in findings]


def test_two_who_manage_pages_and_nobody_else_are_official_accounts_only() -> None:
    [one] = found({"facebook": [Stay("managing", workdays(0, 56), range(2))]})

    assert one.reason.code == "course-official-only"
    assert one.reason.figures["strand_people"] == 2
    assert (one.kind, one.addressed_to) == ("course", "unit")


def test_pages_among_others_are_mixed_use() -> None:
    others = Stay("reading", workdays(0, 56), range(2, 16), (12, 13), 2)
    [one] = found({"facebook": [Stay("managing", workdays(0, 56), range(4)), others]})

    assert one.reason.code == "course-mixed"
    assert one.reason.figures == {"people": 16, "share": 0.25}


def test_reading_and_talking_without_pages_is_nobodys_business() -> None:
    private = [Stay("reading", workdays(0, 56), range(18)), Stay("talking", workdays(0, 56), range(9))]

    assert found({"facebook": private, "whatsapp": private}) == []


def test_of_a_trial_it_is_told_how_many_stayed() -> None:
    tried = Stay("reading", workdays(14, 28), range(12))
    [one] = found({"mastodon": [tried, Stay("reading", workdays(28, 63), range(3))]}, days=63)

    assert one.reason.code == "course-trial"
    assert one.reason.figures == {"people": 12, "share": 0.25, "days": 49}


def test_where_most_stayed_it_is_no_trial_any_more() -> None:
    assert found({"mastodon": [Stay("reading", workdays(14, 70), range(12))]}, days=70) == []


def test_what_is_tried_at_leisure_is_no_trial_of_the_units() -> None:
    evenings = [
        Stay("reading", workdays(14, 28), range(12), (19, 22)),
        Stay("reading", [50], range(1), (20, 21)),
    ]

    assert found({"tiktok": evenings}, days=63) == []


def test_not_to_use_what_most_units_use_is_a_course_too() -> None:
    assert codes(found({"x": [Stay("reading", [3], range(2), slots=1)]}, widely=True)) == [
        ("facebook", "course-no-use")
    ]


def test_few_days_say_nothing_of_any_course() -> None:
    assert found({"facebook": [Stay("managing", workdays(0, 12), range(2))]}, days=13, widely=True) == []


def test_widespread_is_what_half_of_the_units_and_four_at_least_rely_on() -> None:
    using: dict[str, Level] = {"facebook": "habitual", "x": "none"}
    levels: dict[str, Mapping[str, Level]] = {f"unit {n}": using for n in range(4)}

    assert course.widespread(levels) == {"facebook"}
    assert course.widespread({**levels, **{f"other {n}": {} for n in range(5)}}) == frozenset()
    assert course.widespread(dict(list(levels.items())[:3])) == frozenset()
