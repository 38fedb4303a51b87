"""Each kind of trouble as a short story: what the log shows of it, and what the truth says about it."""

from datetime import datetime
from functools import cache

import pytest

from streams.simulation import Disturbance, Truth, disturbance
from streams.simulation.aftermath import Trouble
from streams.simulation.platforms import GROUPS, PLATFORMS
from tests.simulated_logs import TUESDAY_AT_NINE, Line, lines_of, morning, written

BEGIN_MS = round(TUESDAY_AT_NINE.timestamp() * 1000)
BREAKS_MS, MENDS_MS = BEGIN_MS + 900_000, BEGIN_MS + 2_100_000
"""A quarter past nine, and twenty minutes later."""

HOSTS = {
    (platform, group): {host.name for host in hosts if host.group == group}
    for platform, hosts in PLATFORMS.items()
    for group in GROUPS
}
FAILURES = {"fail_dns", "fail_tcp", "fail_5xx", "fail_timeout"}


def hosts_of(*platforms: str) -> set[str]:
    return set().union(*(HOSTS[platform, group] for platform in platforms for group in GROUPS))


@cache
def told(what: str, share: str = "") -> tuple[tuple[Line, ...], Truth, Trouble]:
    """Three quarters of an hour with one disturbance in the middle."""
    said = disturbance(f"{what}@900+1200{share}", TUESDAY_AT_NINE)
    log, truth = written(morning(people=300, hours=0.75, plain_share=0.3, disturbances=(said,)))
    return tuple(lines_of(log)), truth, truth.disturbances[0]


@cache
def usual() -> tuple[Line, ...]:
    """The same three quarters of an hour without any."""
    return tuple(lines_of(written(morning(people=300, hours=0.75, plain_share=0.3))[0]))


def during(lines: tuple[Line, ...], hosts: set[str]) -> list[Line]:
    return [line for line in lines if line.host in hosts and BREAKS_MS <= line.started_ms < MENDS_MS]


def ms(stamp: str | None) -> int:
    assert stamp is not None
    return round(datetime.fromisoformat(stamp).timestamp() * 1000)


def failing(lines: tuple[Line, ...] | list[Line]) -> float:
    return sum(line.outcome in FAILURES for line in lines) / len(lines)


def test_nobody_answers_and_the_proxy_writes_it_a_minute_later() -> None:
    lines, _, trouble = told("timeout:facebook")
    struck = during(lines, hosts_of("facebook"))
    assert {(line.result, line.seen_ms - line.started_ms >= 59_900) for line in struck} == {
        ("NONE_NONE/503", True),
        ("TCP_MISS/503", True),
    }
    assert ms(trouble.first_shown_at) - BREAKS_MS >= 59_900
    assert ms(trouble.last_seen_at) > MENDS_MS
    assert trouble.cause == "platform"


@pytest.mark.parametrize("share", [0.1, 0.3, 0.7])
def test_a_part_of_the_requests_fails_and_no_other(share: float) -> None:
    lines, _, trouble = told("refused:facebook", f"*{share}")
    struck = during(lines, hosts_of("facebook"))
    failed = sum(line.outcome in FAILURES for line in struck)
    assert trouble.share == share
    assert failed / len(struck) == pytest.approx(share, abs=0.09)
    assert trouble.requests <= failed <= trouble.requests + 5  # some fail on any day


@pytest.mark.parametrize("group", ["login", "media"])
def test_one_surface_group_fails_while_the_others_work(group: str) -> None:
    lines, _, trouble = told(f"dns:facebook/{group}")
    assert failing(during(lines, HOSTS["facebook", group])) > 0.95
    assert failing(during(lines, hosts_of("facebook") - HOSTS["facebook", group])) < 0.05
    assert trouble.surface_groups == [group]
    assert trouble.platforms == ["facebook"]


def test_the_platforms_own_403_shows_outside_tunnels_only() -> None:
    lines, truth, trouble = told("forbidden:facebook")
    struck = during(lines, hosts_of("facebook"))
    assert {line.result for line in struck if line.method != "CONNECT"} == {"TCP_MISS/403"}
    assert {line.result for line in struck if line.method == "CONNECT"} == {"TCP_TUNNEL/200"}
    assert all(
        line.seen_ms - line.started_ms < 2000 for line in struck if line.method == "CONNECT"
    )  # turned away at once
    assert (
        trouble.shown == sum(line.outcome == "refused" for line in struck) < trouble.requests == len(struck)
    )
    assert {cell.happened for cell in truth.requests if cell.outcome == "refused"} == {"refused"}


def test_only_the_unit_whose_account_is_locked_is_turned_away() -> None:
    _, truth, trouble = told("account:facebook~Digital Engagement")
    assert (trouble.cause, trouble.units, trouble.platforms) == (
        "account",
        ["Digital Engagement"],
        ["facebook"],
    )
    of_unit = [c for c in truth.requests if (c.unit, c.platform) == ("Digital Engagement", "facebook")]
    assert sum(cell.requests for cell in of_unit if cell.happened == "refused") > 0


def test_our_filter_on_one_host_is_policy_and_spares_the_rest() -> None:
    lines, _, trouble = told("filter:www.facebook.com")
    assert {line.outcome for line in during(lines, {"www.facebook.com"})} == {"our_policy"}
    assert "our_policy" not in {
        line.outcome for line in during(lines, hosts_of("facebook") - {"www.facebook.com"})
    }
    assert (trouble.cause, trouble.surface_groups) == ("policy", ["core"])


@pytest.mark.parametrize(
    ("shape", "outcomes"),
    [("dns", {"fail_dns"}), ("refused", {"fail_tcp", "fail_5xx"}), ("timeout", {"fail_tcp", "fail_5xx"})],
)
def test_when_our_own_way_out_is_broken_everything_fails(shape: str, outcomes: set[str]) -> None:
    lines, _, trouble = told(f"egress:{shape}")
    struck = [line for line in lines if BREAKS_MS <= line.started_ms < MENDS_MS]
    assert {line.outcome for line in struck} == outcomes
    assert any(line.host.endswith(".example") for line in struck)
    assert trouble.cause == "egress"
    assert trouble.platforms == list(PLATFORMS)
    assert trouble.requests == len(struck)


def test_a_site_that_is_cut_off_fails_for_whoever_sits_there_and_for_nobody_else() -> None:
    lines, _, trouble = told("network:North")
    struck = [line for line in lines if BREAKS_MS <= line.started_ms < MENDS_MS]
    north = [line for line in struck if line.address.startswith("10.20.")]
    assert failing(north) == 1
    assert failing([line for line in struck if not line.address.startswith("10.20.")]) < 0.02
    assert (trouble.cause, trouble.requests) == ("unit-network", len(north))


def test_the_network_of_a_unit_fails_for_its_people_in_the_office_and_not_at_home() -> None:
    _, truth, trouble = told("network:Revenue")
    assert set(trouble.units) == {"Revenue", "unassigned"}  # some of them the directory does not know
    of_unit = [cell for cell in truth.requests if cell.unit == "Revenue"]
    assert sum(cell.requests for cell in of_unit if cell.happened == "ok") > 0


def test_platforms_that_fail_in_the_same_moment_share_a_provider() -> None:
    lines, _, trouble = told("refused:facebook+x+linkedin")
    assert trouble.platforms == ["facebook", "x", "linkedin"]
    for platform in trouble.platforms:
        assert failing(during(lines, hosts_of(platform))) == 1
    assert trouble.cause == "shared-provider"
    assert told("dns:facebook/core+facebook/login")[2].cause == "platform"


@pytest.mark.parametrize(("what", "times"), [("surge:all", 3), ("surge:facebook", 2.5)])
def test_a_surge_is_more_of_the_same_and_nothing_fails(what: str, times: float) -> None:
    more, _, trouble = told(what, "" if times == 3 else f"*{times}")
    front = {"www.facebook.com"}
    assert len(during(more, front)) / len(during(usual(), front)) == pytest.approx(times, rel=0.25)
    assert failing(more) < 0.02
    assert (trouble.cause, trouble.requests, trouble.units) == ("none", 0, [])
    assert set(usual()) <= set(more)  # those who come on top disturb nobody
    if what == "surge:facebook":
        assert len(during(more, hosts_of("x"))) == len(during(usual(), hosts_of("x")))


def test_a_silent_log_lacks_the_lines_of_that_time_and_the_truth_counts_them() -> None:
    lines, truth, trouble = told("silent:all")
    gone = [line for line in usual() if BREAKS_MS <= line.seen_ms < MENDS_MS]
    assert [line for line in usual() if not BREAKS_MS <= line.seen_ms < MENDS_MS] == list(lines)
    assert (trouble.cause, trouble.lines_lost, trouble.requests) == ("blind", len(gone), 0)
    assert truth.lines + trouble.lines_lost == len(usual())


@pytest.mark.parametrize("kind", ["dns", "refused", "timeout", "5xx", "slow", "forbidden", "filter"])
def test_trouble_with_one_platform_leaves_the_others_as_they_would_have_been(kind: str) -> None:
    """But for the moment at which a few usual failures of that minute are tried again."""
    facebook = hosts_of("facebook")
    lines, calm = (
        {line for line in lines if line.host not in facebook}
        for lines in (told(f"{kind}:facebook")[0], usual())
    )
    assert len(lines ^ calm) < 0.001 * len(calm)


@pytest.mark.parametrize("what", ["dns:facebook", "refused:x", "egress:refused", "filter:youtube"])
def test_the_first_line_that_shows_it_is_the_first_that_a_plain_reader_finds(what: str) -> None:
    lines, _, trouble = told(what)
    platforms = (what.partition(":")[2],) if "egress" not in what else tuple(PLATFORMS)
    struck = during(lines, hosts_of(*platforms))
    if "egress" in what:
        struck = [line for line in lines if BREAKS_MS <= line.started_ms < MENDS_MS]
    shown = [line.seen_ms for line in struck if line.outcome != "ok"]
    assert (ms(trouble.first_shown_at), ms(trouble.last_seen_at)) == (min(shown), max(shown))
    assert (trouble.requests, trouble.shown) == (len(struck), len(shown))


def test_two_disturbances_have_a_truth_each_and_the_later_named_wins_where_they_meet() -> None:
    platform = Disturbance("dns", "x", BREAKS_MS, MENDS_MS)
    egress = Disturbance("egress", "refused", MENDS_MS - 300_000, MENDS_MS + 300_000)
    log, truth = written(morning(people=300, hours=0.75, disturbances=(platform, egress)))
    assert [trouble.cause for trouble in truth.disturbances] == ["platform", "egress"]
    on_x = during(tuple(lines_of(log)), hosts_of("x"))
    assert {line.outcome for line in on_x if line.started_ms < egress.from_ms} == {"fail_dns"}
    assert "fail_dns" not in {line.outcome for line in on_x if line.started_ms >= egress.from_ms}
