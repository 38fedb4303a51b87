"""Days on which things break, and what is said of them, played through messages as they come."""

import msgspec
import pytest

from monitors.domain.outage.judge import Judge
from monitors.domain.outage.rules import Rules
from streams.contracts.evidence import CONTROL_NAME
from streams.contracts.signals import (
    CONTROL_TARGET,
    AccountEvent,
    LearnAgain,
    Probe,
    Report,
    VendorStatus,
)
from streams.domain.outcomes import Outcome
from tests.timelines import Story, clock, moment

PLATFORMS = ("facebook", "instagram", "linkedin", "x", "youtube")


def day(start: str = "09:48", end: str = "10:40") -> Story:
    """A busy morning: five platforms with 5 votes in ten seconds each, and the rest of the web."""
    return Story(start, end).usual(*PLATFORMS).usual(CONTROL_NAME, tries=10)


def two_sites() -> Story:
    """Most people sit at one site in one unit, some at another in another."""
    story = day()
    return story.usual(*PLATFORMS, CONTROL_NAME, site="North", unit="Fisheries", tries=3)


def probes(story: Story, at: str, until: str, *, good: bool, platform: str = "facebook") -> Story:
    """We try two hosts of a platform each minute, and a site that is known to be good."""
    for at_ms in range(moment(at), moment(until), 60_000):
        for host in ("www", "m"):
            story.events.append((at_ms, probe(platform, host, at_ms, good=good)))
        story.events.append((at_ms, probe(CONTROL_TARGET, "known", at_ms, good=True)))
    return story


def probe(platform: str, host: str, at_ms: int, *, good: bool, source: str = "probes") -> Probe:
    outcome = "ok" if good else "fail_tcp"
    return Probe(
        source=source,
        at_ms=at_ms,
        platform=platform,
        group="core",
        host=host,
        method="http",
        good=good,
        outcome=outcome,
    )


def report(at: str, person: int) -> Report:
    return Report(source="hub", at_ms=moment(at), platform="facebook", unit="Roads", person=person)


def test_nothing_is_said_of_a_calm_morning() -> None:
    assert day().tell().lines() == []


def test_a_total_outage_is_confirmed_within_a_minute_and_cleared_within_five() -> None:
    told = day().breaks("facebook", at="10:00", until="10:20").tell()

    [incident] = told.confirmed()
    assert incident.cause == "platform"
    assert incident.platforms == ["facebook"]
    assert incident.groups == ["core"]
    assert incident.units == ["Roads"]
    assert incident.detected_at_ms is not None
    assert incident.detected_at_ms <= moment("10:01:00")
    assert incident.started_at_ms is not None
    assert abs(incident.started_at_ms - moment("10:00")) <= 10_000
    assert incident.ended_at_ms == moment("10:20")
    assert incident.peak_failed_share == 1.0
    assert incident.people_failed == 40
    assert told.said("resolved")[0] < "10:25:00"


def test_a_third_failing_is_confirmed_within_four_minutes() -> None:
    told = day().breaks("linkedin", at="10:00", until="10:20", share=0.33).tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.platforms) == ("platform", ["linkedin"])
    assert incident.detected_at_ms is not None
    assert incident.detected_at_ms <= moment("10:04")


def test_four_people_who_seldom_try_are_heard_within_half_an_hour() -> None:
    story = Story("08:00", "11:00").usual("linkedin", "x", CONTROL_NAME, tries=8)
    story.usual("facebook", unit="Tourism", tries=1, every_seconds=150, people=4, fails_one_in=1000)
    told = story.breaks("facebook", at="10:00", until="10:35").tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.platforms, incident.units) == ("platform", ["facebook"], ["Tourism"])
    assert incident.detected_at_ms is not None
    assert incident.detected_at_ms <= moment("10:30")
    assert incident.reasons[0].code == "few-tries-fail"
    assert incident.people_failed == 4


def test_one_person_who_tries_again_and_again_is_no_outage() -> None:
    story = day().usual("tiktok", tries=5, people=1)
    told = story.breaks("tiktok", at="10:00", until="10:30").tell()

    assert told.confirmed() == []


def test_our_own_way_out_is_one_incident_and_no_platforms() -> None:
    told = day().breaks(at="10:00", until="10:10").tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.platforms) == ("egress", [])
    assert told.said("confirmed") == ["10:00:40 confirmed egress"]
    assert incident.ended_at_ms == moment("10:10")


def test_a_platform_and_our_own_way_out_on_one_day_are_two_incidents() -> None:
    story = day(end="11:10").breaks("x", at="10:00", until="10:10").breaks(at="10:40", until="10:50")
    told = story.tell()

    assert [(incident.cause, incident.platforms) for incident in told.confirmed()] == [
        ("platform", ["x"]),
        ("egress", []),
    ]


def test_a_platform_that_broke_before_our_way_out_and_is_still_broken_behind_it_is_found() -> None:
    story = day(end="11:00").breaks("x", at="10:00:00", until="10:40").breaks(at="10:00:30", until="10:15")
    told = story.tell()

    platform = [incident for incident in told.confirmed() if incident.cause == "platform"]
    assert [incident.platforms for incident in platform] == [["x"]]
    assert [incident.cause for incident in told.confirmed()].count("egress") == 1


def test_our_own_filter_is_named_and_not_the_platform() -> None:
    told = day().breaks("facebook", at="10:00", until="10:15", outcome=Outcome.OUR_POLICY).tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.platforms, incident.units) == ("policy", ["facebook"], ["Roads"])
    assert incident.requests_failed
    assert incident.ended_at_ms == moment("10:15")


def test_our_own_proxy_is_our_way_out() -> None:
    told = day().breaks(at="10:00", until="10:15", outcome=Outcome.OUR_PROXY).tell()

    assert [incident.cause for incident in told.confirmed()] == ["egress"]
    assert told.confirmed()[0].explanation.code == "cause-egress-own"


def test_one_site_that_is_cut_off_is_named() -> None:
    told = two_sites().breaks(at="10:00", until="10:15", site="North").tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.sites, incident.units) == ("unit-network", ["North"], ["Fisheries"])
    assert incident.platforms == []


def test_a_platform_that_fails_for_one_unit_only_is_not_the_platform() -> None:
    told = two_sites().breaks("facebook", at="10:00", until="10:20", unit="Fisheries").tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.platforms) == ("unit-network", ["facebook"])
    assert incident.units == ["Fisheries"]


def test_three_platforms_that_break_together_share_a_provider() -> None:
    told = day().breaks("linkedin", "x", "youtube", at="10:00", until="10:15").tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.platforms) == ("shared-provider", ["linkedin", "x", "youtube"])


def test_platforms_of_one_operator_name_it() -> None:
    told = day().breaks("facebook", "instagram", at="10:00", until="10:15").tell()

    [incident] = told.confirmed()
    assert incident.cause == "shared-provider"
    assert incident.explanation.code == "cause-shared-provider-operator"
    assert incident.explanation.figures["operator"] == "Meta"


def test_a_second_platform_joins_the_incident_of_the_first() -> None:
    story = day().breaks("linkedin", at="10:00", until="10:15").breaks("x", at="10:01", until="10:15")
    told = story.tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.platforms) == ("shared-provider", ["linkedin", "x"])
    assert "others-joined" in [reason.code for reason in incident.reasons]


@pytest.mark.parametrize("group", ["login", "media"])
def test_one_surface_group_is_named(group: str) -> None:
    story = day().usual("facebook", group=group, tries=4)
    told = story.breaks("facebook", at="10:00", until="10:15", group=group).tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.groups) == ("platform", [group])


def test_the_platforms_own_refusals_are_an_outage_too() -> None:
    told = day().breaks("x", at="10:00", until="10:15", outcome=Outcome.REFUSED).tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.platforms) == ("platform", ["x"])
    assert incident.people_failed == 40


def test_an_outage_whose_end_nobody_saw_ended_with_the_first_good_vote() -> None:
    story = day(end="12:00").breaks("facebook", at="10:00", until="10:20")
    told = story.nobody("10:10", "11:30", "facebook").tell()

    [incident] = told.confirmed()
    assert incident.state == "resolved"
    assert incident.ended_at_ms == moment("11:30")
    assert not [line for line in told.said("resolved", "recovering") if line < "11:30"]


def test_flapping_stays_one_incident() -> None:
    story = day(end="11:00")
    for minute in range(0, 24, 4):
        story.breaks("facebook", at=f"10:{minute:02d}", until=f"10:{minute + 2:02d}")
    told = story.tell()

    assert len(told.confirmed()) == 1
    assert told.confirmed()[0].state == "resolved"


def test_what_fails_again_within_ten_minutes_is_the_same_incident() -> None:
    story = day(end="11:00").breaks("facebook", at="10:00", until="10:10")
    told = story.breaks("facebook", at="10:18", until="10:25").tell()

    [incident] = told.confirmed()
    states = [line.split()[1] for line in told.said()]
    assert states == ["confirmed", "recovering", "resolved", "confirmed", "recovering", "resolved"]
    assert incident.ended_at_ms == moment("10:25")


def test_a_source_that_falls_silent_is_blind_and_no_outage() -> None:
    told = two_sites().nobody_at("North", "10:00", "10:15").tell()

    [incident] = told.confirmed()
    assert (incident.cause, incident.sites) == ("blind", ["North"])
    assert incident.started_at_ms == moment("10:00")
    assert incident.detected_at_ms == moment("10:02")
    assert incident.ended_at_ms == moment("10:15")


def test_wall_time_shows_that_the_only_source_is_blind() -> None:
    judge = Judge(Rules(), {})
    day(end="10:00").tell(judge)

    assert judge.tick(moment("10:01")) == []
    [change] = judge.tick(moment("10:02:10"))
    assert change.incident.cause == "blind"
    assert judge.tick(moment("10:03")) == []


def test_fewer_failures_are_confirmed_with_our_own_probes() -> None:
    story = day().breaks("facebook", at="10:00", until="10:20", share=0.15)
    silent = story.tell()
    told = probes(
        day().breaks("facebook", at="10:00", until="10:20", share=0.15), "10:00", "10:20", good=False
    )

    [incident] = told.tell().confirmed()
    assert silent.confirmed() == []
    assert incident.reasons[0].code == "probe-agrees"


def test_probes_alone_confirm_out_of_hours_and_clear_too() -> None:
    story = Story("01:00", "02:00").usual(CONTROL_NAME, tries=1)
    story.usual("facebook", tries=1).nobody("01:05", "02:00", "facebook")
    probes(story, "01:06", "01:20", good=True)
    probes(story, "01:20", "01:40", good=False)
    probes(story, "01:40", "02:00", good=True)
    told = story.tell()

    [incident] = told.confirmed()
    assert incident.reasons[0].code == "probes-alone"
    assert incident.state == "resolved"
    assert clock(incident.detected_at_ms) < "01:24"


def cut_site(story: Story, at: str, until: str) -> Story:
    """The watch of another site has lost its way out: whatever it tries fails, known-good sites too."""
    for at_ms in range(moment(at), moment(until), 60_000):
        for platform, host in (("facebook", "www"), ("facebook", "m"), (CONTROL_TARGET, "known")):
            story.events.append((at_ms, probe(platform, host, at_ms, good=False, source="watch north")))
    return story


def test_one_site_that_is_cut_does_not_keep_the_probes_of_the_others_quiet() -> None:
    story = Story("01:00", "02:00").usual(CONTROL_NAME, tries=1)
    story.usual("facebook", tries=1).nobody("01:05", "02:00", "facebook")
    probes(story, "01:06", "01:20", good=True)
    probes(story, "01:20", "01:40", good=False)
    probes(story, "01:40", "02:00", good=True)
    told = cut_site(story, "01:10", "02:00").tell()

    [incident] = told.confirmed()
    assert incident.reasons[0].code == "probes-alone"
    assert incident.state == "resolved"
    assert clock(incident.detected_at_ms) < "01:24"


def test_the_probes_of_a_site_that_is_cut_accuse_nobody() -> None:
    story = Story("01:00", "02:00").usual(CONTROL_NAME, tries=1)
    story.usual("facebook", tries=1).nobody("01:05", "02:00", "facebook")
    probes(story, "01:06", "02:00", good=True)

    assert cut_site(story, "01:10", "02:00").tell().confirmed() == []


def test_reports_confirm_what_the_logs_hardly_show_and_alone_confirm_nothing() -> None:
    def reported(story: Story) -> Story:
        for person in range(1, 6):
            story.happens(f"10:0{person}", report(f"10:0{person}", person))
        return story

    assert reported(day()).tell().confirmed() == []
    [incident] = reported(day().breaks("facebook", at="10:00", until="10:15", share=0.15)).tell().confirmed()
    assert incident.reasons[0].code == "people-report"
    assert incident.people_said_at_ms == moment("10:01")


def test_the_vendors_word_is_kept_beside_ours() -> None:
    status = VendorStatus(source="status", at_ms=moment("10:12"), platform="facebook", state="outage")
    told = day().breaks("facebook", at="10:00", until="10:20").happens("10:12", status).tell()

    [incident] = told.confirmed()
    assert incident.vendor_said_at_ms == moment("10:12")


def test_an_account_that_is_locked_is_its_own_incident() -> None:
    def account(at: str, event: str) -> AccountEvent:
        return AccountEvent(
            source="hub",
            at_ms=moment(at),
            platform="facebook",
            account="province",
            event=event,  # type: ignore[arg-type]  # one of its words
        )

    story = day().happens("10:00", account("10:00", "locked")).happens("10:10", account("10:10", "restored"))
    [incident] = story.tell().confirmed()

    assert (incident.cause, incident.platforms, incident.state) == ("account", ["facebook"], "resolved")


def locked(at: str) -> AccountEvent:
    return AccountEvent(
        source="hub", at_ms=moment(at), platform="facebook", account="province", event="locked"
    )


def test_an_account_is_told_of_where_there_is_no_log_and_nothing_comes_behind_it() -> None:
    judge = Judge(Rules(), {})
    assert judge.take(locked("10:00:03"), moment("10:00:05")) == []
    assert [judge.tick(moment(at)) for at in ("10:00:10", "10:01", "10:02:05")] == [[], [], []]
    judge = Judge(Rules(), {}, judge.state())  # a restart changes nothing

    [change] = judge.tick(moment("10:02:10"))

    assert (change.incident.cause, change.incident.state) == ("account", "confirmed")
    assert judge.tick(moment("12:00")) == []
    assert judge.judged_before_ms == moment("10:00:10")


def test_an_account_that_is_told_of_late_is_judged_behind_what_was_judged() -> None:
    judge = Judge(Rules(), {})
    judge.take(locked("10:00"), moment("10:00"))
    judge.tick(moment("10:05"))
    other = msgspec.structs.replace(locked("09:00"), account="town")

    [change] = judge.take(other, moment("10:06"))

    assert (change.incident.started_at_ms, change.incident.cause) == (moment("09:00"), "account")
    assert judge.judged_before_ms == moment("10:00:20")


def test_an_account_is_told_of_while_the_only_source_is_blind_and_no_vote_is_lost_for_it() -> None:
    judge = Judge(Rules(), {})
    day(end="10:00").tell(judge)
    judge.tick(moment("10:01"))
    judge.take(locked("10:01"), moment("10:01"))
    assert [each.incident.cause for each in judge.tick(moment("10:02:55"))] == ["blind"]

    [change] = judge.tick(moment("10:03:10"))

    assert change.incident.cause == "account"
    assert judge.judged_before_ms == moment("10:01:10")


def test_accounts_on_platforms_that_no_log_has_shown_are_told_too() -> None:
    story = day()
    for number in range(7):
        story.usual(f"platform-{number}", tries=1, every_seconds=60)
    for number in range(9):
        story.happens(
            f"10:0{number}",
            AccountEvent(
                source="hub",
                at_ms=moment(f"10:0{number}"),
                platform=f"network-{number}",
                account="province",
                event="locked",
            ),
        )

    told = story.tell().confirmed()

    assert {(incident.cause, *incident.platforms) for incident in told} == {
        ("account", f"network-{number}") for number in range(9)
    }


def test_what_lasts_for_too_long_is_what_is_usual_now() -> None:
    """A day is the rule; two hours make the same story shorter."""
    story = Story("09:00", "13:00").usual("facebook", CONTROL_NAME, tries=2, every_seconds=60)
    story.breaks("facebook", at="10:00", until="14:00", share=0.5)
    told = story.tell(Judge(Rules(new_normal_hours=2), {}))

    [incident] = told.confirmed()
    assert [line.split()[1] for line in told.said()] == ["confirmed", "resolved"]
    assert "new-normal" in [change.transition.reason.code for change in told.changes if change.transition]
    assert incident.ended_at_ms is not None
    assert incident.ended_at_ms - moment("12:00") <= 120_000


def test_a_person_can_say_that_this_is_no_outage() -> None:
    judge = Judge(Rules(), {})
    first = day(end="10:10").breaks("facebook", at="10:00", until="11:00", share=0.5).tell(judge)
    [change] = judge.take(LearnAgain(source="hub", at_ms=moment("10:10"), incident=first.confirmed()[0].id))
    later = day("10:10", "10:40").breaks("facebook", at="10:00", until="11:00", share=0.5).tell(judge)

    assert change.incident.state == "false-alarm"
    assert later.confirmed() == []
