"""Whose fault it is, where little tells: one place or all, one platform or its provider, and whom it cost."""

import pytest

from monitors.domain.outage.findings import Evidence, confidence
from monitors.domain.outage.judge import Judge
from monitors.domain.outage.rules import Rules
from streams.contracts.evidence import CONTROL_NAME
from streams.domain.outcomes import Outcome
from tests.timelines import Story, Told, moment

PLATFORMS = ("facebook", "instagram", "linkedin", "x", "youtube")


def day(start: str = "09:48", end: str = "10:40", tries: int = 5) -> Story:
    """A morning: five platforms, and the rest of the web."""
    return Story(start, end).usual(*PLATFORMS, tries=tries).usual(CONTROL_NAME, tries=10)


def first_said(told: Told) -> list[str]:
    """What each incident was called when it was confirmed, in order."""
    return [line.split(" ", 2)[2] for line in told.said("confirmed")]


def test_a_few_good_tries_elsewhere_do_not_yet_make_it_one_units_own_fault() -> None:
    """A third of a platform's tries fail, and the first of them, by chance, from one unit only."""
    story = day().usual("flickr", unit="Fisheries", tries=1, every_seconds=20, people=12, fails_one_in=1000)
    story.usual("flickr", unit="Parks", tries=1, every_seconds=60, people=4, fails_one_in=1000)
    told = story.breaks("flickr", at="10:00", until="10:30", unit="Fisheries").tell()

    [confirmed] = [c for c in told.changes if c.transition is not None and c.transition.after == "confirmed"]
    assert confirmed.incident.cause == "platform"
    sure = confidence(frozenset[Evidence]({"control-good", "some-people"}))
    assert confirmed.incident.cause_confidence < sure
    [incident] = told.confirmed()
    assert (incident.cause, incident.units) == ("unit-network", ["Fisheries"])
    assert "others-are-well" in [reason.code for reason in incident.reasons]
    assert incident.cause_confidence > confirmed.incident.cause_confidence


def test_what_spoke_for_another_cause_does_not_make_the_right_one_surer() -> None:
    story = day().usual("facebook", unit="Fisheries", site="North", tries=5)
    story.breaks("facebook", at="10:00", until="10:30", unit="Fisheries")
    told = story.breaks("facebook", at="10:03", until="10:30").tell()

    [incident] = told.confirmed()
    assert (first_said(told)[0], incident.cause) == ("unit-network facebook", "platform")
    assert incident.cause_confidence == confidence(frozenset[Evidence]({"control-good", "many-people"}))


def test_a_provider_is_named_at_once_when_its_other_platforms_only_begin_to_look_bad() -> None:
    story = day().breaks("facebook", at="10:00", until="10:20")
    told = story.breaks("instagram", at="10:00:10", until="10:20").tell()

    assert first_said(told) == ["shared-provider facebook instagram"]


@pytest.mark.parametrize("other", ["x", "youtube"])
def test_two_others_that_look_bad_share_the_fault_whoever_operates_them(other: str) -> None:
    story = day().breaks("facebook", at="10:00", until="10:20")
    told = story.breaks("linkedin", other, at="10:00", until="10:20", share=0.7).tell()

    assert first_said(told)[0].startswith("shared-provider")


def test_a_platform_whose_sister_is_well_is_called_by_its_own_name() -> None:
    told = day().breaks("facebook", at="10:00", until="10:20").tell()

    assert first_said(told) == ["platform facebook"]


def test_refused_requests_are_counted_where_refusals_are_the_outage() -> None:
    told = day().breaks("x", at="10:00", until="10:15", outcome=Outcome.REFUSED).tell()

    [incident] = told.confirmed()
    assert incident.requests_failed is not None
    assert 5 * 6 * 15 <= incident.requests_failed < 5 * 6 * 16


def test_what_our_own_proxy_spoilt_is_counted_and_named_by_unit() -> None:
    told = day().breaks(at="10:00", until="10:15", outcome=Outcome.OUR_PROXY).tell()

    [incident] = told.confirmed()
    assert incident.requests_failed is not None
    assert len(PLATFORMS) * 5 * 6 * 15 <= incident.requests_failed < len(PLATFORMS) * 5 * 6 * 16
    assert incident.units == ["Roads"]


@pytest.mark.parametrize("outcome", [Outcome.OUR_POLICY, Outcome.OUR_PROXY])
def test_nobody_counts_people_where_requests_alone_tell(outcome: Outcome) -> None:
    """Somebody always fails at something meanwhile, and says nothing of whom the denials hurt."""
    story = day().usual("facebook", fails_one_in=4, tries=2)
    told = story.breaks("facebook", "x", at="10:00", until="10:15", outcome=outcome).tell()

    [incident] = told.confirmed()
    assert incident.people_failed is None


def test_the_end_of_an_outage_is_seen_where_very_many_try() -> None:
    story = day().usual("tiktok", tries=110, people=300)
    told = story.breaks("tiktok", at="10:00", until="10:10").tell(Judge(Rules(), {}))

    [incident] = told.confirmed()
    assert (incident.state, incident.ended_at_ms) == ("resolved", moment("10:10"))
    assert told.said("resolved")[0] < "10:15:00"


@pytest.mark.parametrize("by_address", [False, True])
def test_people_who_are_known_by_their_address_only_make_the_cause_less_sure(by_address: bool) -> None:  # noqa: FBT001 (a table's column)
    story = Story("09:48", "10:20").usual(*PLATFORMS, by_address=by_address).usual(CONTROL_NAME, tries=10)
    told = story.breaks("facebook", at="10:00", until="10:10").tell()

    [incident] = told.confirmed()
    usual: set[Evidence] = {"control-good", "many-people"}
    who: set[Evidence] = {"addresses-only"} if by_address else set()
    assert (incident.cause, incident.people_failed) == ("platform", 40)
    assert incident.cause_confidence == confidence(frozenset(usual | who))


@pytest.mark.parametrize("later_seconds", [10, 30, 50])
def test_our_way_out_that_failed_for_one_unit_first_is_one_incident(later_seconds: int) -> None:
    """Nobody is told twice of one cut: what was one unit's network is our own way out as soon as all fail."""
    story = day().usual(*PLATFORMS, unit="Health", tries=5).usual(CONTROL_NAME, unit="Health", tries=10)
    story.breaks(at="10:00", until="10:15", unit="Health")
    told = story.breaks(at=f"10:00:{later_seconds}", until="10:15").tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.units, incident.platforms) == ("egress", ["Health", "Roads"], [])
    assert (incident.state, incident.ended_at_ms) == ("resolved", moment("10:15"))
