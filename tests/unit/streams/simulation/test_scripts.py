"""Days on which something broke: told as they were reported, playable on their own day or at any time."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import streams.simulation.outages
from streams.simulation import SCRIPTS, Simulation, Truth, simulate
from streams.simulation.kinds import KINDS
from streams.simulation.outages import OUTAGES
from streams.simulation.platforms import PLATFORMS
from streams.simulation.scenes import SCENES
from streams.simulation.web import spin
from tests.simulated_logs import Line, lines_of, units_by_login, written

TORONTO = ZoneInfo("America/Toronto")
CANADA = SCRIPTS["canada-2009"]
FACEBOOK_GONE_MS = round(datetime(2009, 10, 6, 14, tzinfo=UTC).timestamp() * 1000)

CAUSES = {
    "names-gone": {"platform"},
    "refused": {"platform"},
    "timeout": {"platform"},
    "partial": {"platform"},
    "login-only": {"platform"},
    "media-only": {"platform"},
    "platform-403": {"platform"},
    "account": {"account"},
    "our-filter": {"policy"},
    "egress-names": {"egress"},
    "egress-route": {"egress"},
    "egress-silent": {"egress"},
    "one-site": {"unit-network"},
    "shared-provider": {"shared-provider"},
    "slow": {"platform"},
    "surge-at-lunch": {"none"},
    "holiday": {"none"},
    "source-silent": {"blind"},
    "by-night": {"platform"},
    "platform-then-egress": {"platform", "egress"},
}


@cache
def canada() -> tuple[Simulation, tuple[Line, ...], Truth]:
    """The morning until eleven: Facebook is gone from ten."""
    simulation = CANADA.simulation(hours=4)
    log, truth = written(simulation)
    return simulation, tuple(lines_of(log)), truth


def test_there_are_ten_real_outages_beside_the_case_and_the_table_tells_each() -> None:
    assert len(OUTAGES) == 11
    rows = re.findall(
        r"^\| ([a-z]+-[\d-]+) \| .+ \| (.+) \|$", streams.simulation.outages.__doc__ or "", re.MULTILINE
    )
    assert [name for name, _ in rows] == list(OUTAGES)
    assert all(source for _, source in rows)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_calm_before_and_after_and_strikes_what_exists(name: str) -> None:
    simulation = SCRIPTS[name].simulation()
    web = spin(simulation.seed)
    begin = simulation.begins_at.timestamp() * 1000
    assert simulation.hours is not None
    assert simulation.disturbances
    for one in simulation.disturbances:
        assert one.row is KINDS[one.kind]
        assert one.from_ms < one.to_ms
        if one.kind != "holiday":
            assert begin + 1_800_000 <= one.from_ms
            assert one.to_ms <= begin + (simulation.hours - 0.5) * 3_600_000
        one.check(web, simulation.proxies)


@pytest.mark.parametrize("name", OUTAGES)
def test_the_date_in_a_name_is_that_of_the_outage(name: str) -> None:
    _, _, day = name.partition("-")
    first = min(one.from_ms for one in SCRIPTS[name].simulation().disturbances)
    assert datetime.fromtimestamp(first / 1000, UTC).date().isoformat().startswith(day)


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_has_the_cause_that_its_name_promises(name: str) -> None:
    simulation = SCRIPTS[name].simulation()
    web = spin(simulation.seed)
    assert {one.cause(web) for one in simulation.disturbances} == CAUSES[name]


def test_a_scene_for_every_kind_of_trouble_there_is() -> None:
    assert {one.kind for script in SCENES.values() for one in script.simulation().disturbances} == set(
        KINDS
    ) - {"5xx"}
    assert "5xx" in {one.kind for script in OUTAGES.values() for one in script.simulation().disturbances}


def test_a_moved_script_is_lived_at_the_local_time_of_its_own_day() -> None:
    script = SCRIPTS["facebook-2021-10-04"]
    own, later = script.simulation(), script.simulation(datetime(2026, 11, 22, 3, tzinfo=UTC))
    gap = later.begins_at - own.begins_at
    assert own.as_if is None
    assert later.as_if == own.begins_at.astimezone(TORONTO).replace(tzinfo=None)
    for before, after in zip(own.disturbances, later.disturbances, strict=True):
        assert after.from_ms - before.from_ms == gap / timedelta(milliseconds=1)
    short = [replace(simulation, hours=0.2, people=100) for simulation in (own, later)]
    lines = [written(simulation)[1].lines for simulation in short]
    assert lines[0] == pytest.approx(lines[1], rel=0.2)


def test_what_is_changed_in_a_script_comes_on_top_of_it() -> None:
    script = SCRIPTS["names-gone"]
    more = SCRIPTS["one-site"].simulation().disturbances
    changed = script.simulation(seed=7, people=100, disturbances=more)
    assert (changed.seed, changed.people) == (7, 100)
    assert [one.kind for one in changed.disturbances] == ["dns", "network"]


def test_whatsapp_fails_by_night_and_our_way_out_on_the_same_day() -> None:
    script = SCRIPTS["whatsapp-2022-10-25"]
    truth = simulate(script.simulation(people=120), io.BytesIO())
    platform, egress = truth.disturbances
    assert (platform.cause, platform.platforms) == ("platform", ["whatsapp"])
    assert egress.cause == "egress"
    assert platform.requests > 0 < egress.requests
    assert platform.to < egress.from_
    assert platform.first_shown_at is not None
    assert platform.first_shown_at[:10] == egress.from_[:10] == "2022-10-25"


def test_in_the_case_four_people_of_one_unit_open_plain_facebook_and_nobody_else_does(tmp_path: Path) -> None:
    simulation, lines, truth = canada()
    hosts = {host.name for host in PLATFORMS["facebook"]}
    facebook = [line for line in lines if line.host in hosts and line.outcome != "our_auth"]
    units = units_by_login(simulation, tmp_path)
    assert {(line.method, line.host) for line in facebook} == {("CONNECT", "www.facebook.com")}
    assert {units[line.login] for line in facebook} == {"Outreach"}
    assert len({line.login for line in facebook}) == 4
    assert len({line.login for line in lines if line.host not in hosts}) > 100
    assert truth.disturbances[0].units == ["Outreach"]


def test_in_the_case_each_tries_once_every_five_to_fifteen_minutes_whether_it_works_or_not() -> None:
    _, lines, _ = canada()
    times: dict[str, list[int]] = {}
    for line in lines:
        if line.host == "www.facebook.com" and line.outcome != "our_auth":
            times.setdefault(line.login, []).append(line.started_ms)
    for moments in times.values():
        gone = [b - a for a, b in pairwise(moments) if a >= FACEBOOK_GONE_MS]
        assert gone
        assert all(300_000 <= gap <= 900_000 for gap in gone)


def test_in_the_case_half_an_hour_shows_enough_for_a_verdict() -> None:
    _, lines, truth = canada()
    failed = [
        line
        for line in lines
        if line.outcome == "fail_dns" and FACEBOOK_GONE_MS <= line.started_ms < FACEBOOK_GONE_MS + 1_500_000
    ]
    assert len({line.login for line in failed if line.host == "www.facebook.com"}) >= 3
    assert sum(line.host == "www.facebook.com" for line in failed) >= 8
    assert truth.disturbances[0].cause == "platform"
