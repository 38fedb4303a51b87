"""Every kind of finding: what brings it about, what does not, whom it is for, and what stands beside it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from monitors.domain.findings import blocked, ending, exposure, migration, policy_coverage, tool_rules
from monitors.domain.findings.records import (
    UPLOAD_BYTES,
    Finding,
    Surroundings,
    ToolRule,
    UnitEvidence,
)
from monitors.domain.findings.registry import findings_of
from tests.found_units import AROUND, CATALOGUE, Stay, Story, workdays
from tests.found_units import ending as with_end

AT_WORK = Stay("talking", workdays(0, 56), range(6))
LUNCH = Stay("talking", workdays(0, 56), range(15), (12, 13), 4)
PAGES = Stay("managing", workdays(0, 56), range(2))


def codes(found: Iterable[Finding]) -> list[str]:
    return [each.reason.code for each in found]


def office(**uses: Stay) -> UnitEvidence:
    return Story(56).told({platform: [stay] for platform, stay in uses.items()})


def test_talk_all_through_the_working_day_is_an_exposure_with_four_treatments() -> None:
    [one] = exposure.find(office(whatsapp=AT_WORK), AROUND)

    assert (one.reason.code, one.addressed_to) == ("exposed-talk", "risk")
    assert [each.code for each in one.treatments] == [
        "treatment-accept", "treatment-reduce", "treatment-move", "treatment-stop"
    ]  # fmt: skip
    assert [each.code for each in one.value] == ["value-conversations"]


def test_talk_at_lunch_and_of_two_people_is_none() -> None:
    assert codes(exposure.find(office(whatsapp=LUNCH, signal=replace(AT_WORK, who=range(2))), AROUND)) == []


def test_talk_on_an_approved_tool_is_none_and_there_it_may_move() -> None:
    slack = replace(CATALOGUE["slack"], sanctioned=True, kind="messaging")
    unit = office(whatsapp=AT_WORK, slack=AT_WORK)
    unit = replace(unit, uses={**unit.uses, "slack": replace(unit.uses["slack"], platform=slack)})

    [one] = exposure.find(unit, Surroundings({**CATALOGUE, "slack": slack}))

    assert one.platforms == ("whatsapp",)
    assert one.treatments[2].figures == {"platforms": "slack"}


def test_files_are_told_where_writes_are_logged() -> None:
    unit = office(whatsapp=AT_WORK)
    use = unit.uses["whatsapp"]
    sent = np.zeros(len(use.days.days))
    sent[:2], sent[2:9] = UPLOAD_BYTES, UPLOAD_BYTES - 1

    def found() -> list[str]:
        told = replace(use, days=replace(use.days, sent_bytes=sent))
        return codes(exposure.find(replace(unit, uses={"whatsapp": told}), AROUND))

    assert found() == ["exposed-talk"]
    sent[8] = UPLOAD_BYTES
    assert found() == ["exposed-talk", "exposed-uploads"]


@pytest.mark.parametrize(
    ("left", "notice"),
    [(400, None), (181, None), (180, 180), (91, 180), (90, 90), (30, 30), (0, 30), (-1, 0)],
)
def test_an_end_is_told_180_90_and_30_days_before_and_once_over(left: int, notice: int | None) -> None:
    today = date(2026, 4, 26)

    assert ending.notice_of(today + timedelta(days=left), today) == notice
    assert ending.notice_of(None, today) is None


def test_the_end_of_what_weighs_goes_to_risk_and_of_what_nobody_relies_on_nowhere() -> None:
    unit = office(facebook=PAGES)
    soon = unit.today + timedelta(days=60)

    [one] = ending.find(with_end(unit, "facebook", soon), AROUND)
    assert unit.uses["facebook"].assessment.level == "mission-critical"
    assert one.addressed_to == "risk"
    assert one.reason.figures == {"platform": "facebook", "until": soon.isoformat(), "days": 60, "notice": 90}

    seldom = office(facebook=Stay("reading", [3], range(2), slots=1))
    assert codes(ending.find(with_end(seldom, "facebook", soon), AROUND)) == []


RULE = ToolRule(
    name="Talk among colleagues",
    purpose="internal",
    audience="colleagues",
    sensitivity="protected",
    recommended=("slack",),
    not_allowed=("whatsapp", "facebook"),
)


def test_what_is_seen_against_a_rule_is_put_to_the_unit_with_the_rules_own_words() -> None:
    around = replace(AROUND, tool_rules=[RULE])
    [one] = tool_rules.find(office(whatsapp=AT_WORK, facebook=PAGES), around)

    assert (one.platforms, one.addressed_to) == (("whatsapp",), "unit")
    assert one.reason.code == "against-rule-internal"
    assert one.reason.figures["rule"] == "Talk among colleagues"
    assert one.treatments[1].figures == {"platforms": "slack"}


def test_private_talk_is_held_against_no_rule() -> None:
    around = replace(AROUND, tool_rules=[RULE])

    assert codes(tool_rules.find(office(whatsapp=LUNCH), around)) == []


def test_publishing_and_sustained_reading_are_purposes_too_and_scrolling_is_none() -> None:
    reading = Stay("reading", workdays(0, 56), range(6))
    scrolling = Stay("reading", workdays(0, 56), range(18), (12, 13), 6)
    unit = Story(56).told({"x": [reading, PAGES], "tiktok": [scrolling]})

    assert dict(tool_rules.purposes_seen(unit.uses["x"])) == {"external": 1.0, "listening": 1.0}
    assert tool_rules.purposes_seen(unit.uses["tiktok"]) == {}


def turned_away(*elsewhere: Stay) -> list[tuple[str, tuple[str, ...]]]:
    """YouTube is watched for four weeks and then blocked; what is found of it."""
    before = [Stay("reading", workdays(0, 28), range(12))]
    uses = {"youtube": before, "reddit": [Stay("reading", workdays(0, 56), range(12)), *elsewhere]}
    unit = Story(56).told(uses, {"youtube": dict.fromkeys(workdays(28, 56), 40)})
    return [(each.reason.code, each.platforms) for each in blocked.find(unit, AROUND)]


def test_demand_that_was_turned_away_is_told_with_where_it_went() -> None:
    assert turned_away(Stay("reading", workdays(28, 56), range(12, 20))) == [
        ("turned-away", ("youtube",)),
        ("turned-away-elsewhere", ("youtube", "reddit")),
    ]


def test_where_nothing_rose_that_is_said_too() -> None:
    assert turned_away() == [("turned-away", ("youtube",)), ("turned-away-nowhere-seen", ("youtube",))]


def test_a_rise_before_the_block_is_no_sign_of_where_it_went() -> None:
    assert turned_away(Stay("reading", workdays(0, 28), range(12, 20)))[1][0] == "turned-away-nowhere-seen"


def test_a_block_from_the_first_day_on_says_nothing_of_where_demand_went() -> None:
    unit = Story(56).told(
        {"reddit": [Stay("reading", workdays(0, 56), range(9))]},
        {"youtube": dict.fromkeys(workdays(0, 56), 40)},
    )

    assert codes(blocked.find(unit, AROUND)) == ["turned-away"]


def test_a_page_that_is_turned_away_now_and_then_is_no_block() -> None:
    uses = {"youtube": [Stay("reading", workdays(0, 56), range(12))]}
    unit = Story(56).told(uses, {"youtube": {30: 2, 41: 1}})

    assert codes(blocked.find(unit, AROUND)) == ["turned-away"]


def moved(now: range) -> list[tuple[str, object]]:
    """A unit is on X for six weeks, and then on Mastodon: which of its people is to be said."""
    unit = Story(84).told(
        {
            "x": [Stay("reading", workdays(0, 42), range(12))],
            "mastodon": [Stay("reading", workdays(42, 84), now)],
            "reddit": [Stay("reading", workdays(0, 84), range(9))],
        }
    )
    return [(each.reason.code, each.reason.figures.get("share")) for each in migration.find(unit, AROUND)]


def test_a_unit_that_moves_takes_its_people_along() -> None:
    assert moved(range(3, 12)) == [("migrates", 0.75)]


def test_one_falls_and_another_rises_but_with_other_people_is_no_move() -> None:
    assert moved(range(12, 20)) == []


def test_where_people_cannot_be_compared_the_move_is_a_question() -> None:
    unit = Story(84).told(
        {
            "x": [Stay("reading", workdays(0, 42), range(12))],
            "mastodon": [Stay("reading", workdays(42, 84), range(12))],
        }
    )
    unit = replace(unit, uses={name: replace(use, people={}) for name, use in unit.uses.items()})

    assert codes(migration.find(unit, AROUND)) == ["migrates-people-unknown"]


def test_use_outside_working_hours_goes_to_whoever_owns_the_policy() -> None:
    evenings = Stay("managing", workdays(0, 56), range(2), (15, 22))
    [one] = policy_coverage.find(office(facebook=evenings), AROUND)

    assert (one.reason.code, one.addressed_to) == ("off-hours", "policy-owner")
    assert one.reason.figures["off_share"] == pytest.approx(5 / 7, abs=0.01)


def test_networks_are_told_where_others_than_the_offices_matter() -> None:
    unit = office(facebook=PAGES)
    use = unit.uses["facebook"]

    def told(**networks: int) -> list[str]:
        by_network = {name.replace("none", ""): requests for name, requests in networks.items()}
        changed = replace(unit, uses={"facebook": replace(use, by_network=by_network)})
        return codes(policy_coverage.find(changed, AROUND))

    assert told(office=60, vpn=30, none=10) == ["by-network"]
    assert told(office=95, vpn=5) == []
    assert told(none=100) == []


def test_findings_of_a_small_unit_go_to_that_unit_alone() -> None:
    small = Story(56, people=8).told({"whatsapp": [AT_WORK]})

    assert {(each.addressed_to, each.only_unit) for each in findings_of(small, AROUND, 10)} == {
        ("unit", True)
    }
    assert {each.only_unit for each in findings_of(small, AROUND, 5)} == {False}


def test_nothing_is_found_of_a_unit_that_scrolls_at_lunch() -> None:
    scrolling = Stay("reading", workdays(0, 56), range(18), (12, 13), 6)

    assert findings_of(office(facebook=scrolling, tiktok=scrolling, whatsapp=LUNCH), AROUND, 10) == []
