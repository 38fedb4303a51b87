"""What people do: by their rhythm, on the hosts of their purpose, and again when it fails."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from streams.simulation import Disturbance, Simulation, Truth
from streams.simulation.platforms import PLATFORMS
from tests.simulated_logs import COUNTED, TUESDAY_AT_NINE, morning, units_by_login, written

pytestmark = pytest.mark.timeout(120)

LATER_HOURS = [datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (15, 17)]
SUNDAY = datetime(2026, 11, 22, 15, tzinfo=UTC)


def trouble(kind: str, target: str) -> Disturbance:
    return Disturbance(kind, target, 0, 4_000_000_000_000)


def requests_on(truth: Truth, platform: str) -> int:
    return sum(cell.requests for cell in truth.requests if cell.platform == platform)


def viewers(log: bytes) -> set[bytes]:
    """Who got as far as asking for a video itself."""
    return {line.split()[7] for line in log.splitlines() if b"googlevideo.com" in line}


def hosts_of(log: bytes) -> list[str]:
    targets = [line.split()[6].decode() for line in log.splitlines()]
    return [t.split("/")[2] if t.startswith("http") else t.rpartition(":")[0] for t in targets]


def test_about_eight_in_a_hundred_lines_of_a_working_day_are_on_platforms() -> None:
    day = datetime(2026, 11, 24, 12, tzinfo=UTC)
    _, truth = written(Simulation(begins_at=day, people=80, hours=10))
    assert 0.065 < truth.catalogued_lines / truth.request_lines < 0.095


def test_about_three_in_a_hundred_tunnels_last_a_minute_or_longer_and_some_an_hour() -> None:
    day = datetime(2026, 11, 24, 12, tzinfo=UTC)
    log, truth = written(Simulation(begins_at=day, people=80, hours=10))
    assert 0.02 < truth.long_tunnels / truth.tunnels < 0.04
    assert any(int(line.split()[1]) > 3_600_000 for line in log.splitlines())


def test_a_wanted_rate_is_met_in_a_busy_hour() -> None:
    _, truth = written(morning(busy_lines_a_second=50, begins_at=LATER_HOURS[0], hours=0.5))
    assert 0.85 < truth.request_lines / (1800 * 50) < 1.15


def test_the_first_minute_is_as_busy_as_the_tenth() -> None:
    log, _ = written(morning(people=400))
    minutes = Counter(int(float(line.split()[0])) // 60 for line in log.splitlines())
    first, tenth = (minutes[int(TUESDAY_AT_NINE.timestamp()) // 60 + later] for later in (0, 9))
    assert 0.8 < first / tenth < 1.25


def test_scrolling_swells_at_lunch_while_the_rest_of_the_web_does_not() -> None:
    before, noon = (written(morning(begins_at=at, people=200))[1] for at in LATER_HOURS)
    quiet = before.catalogued_lines / before.request_lines
    assert noon.catalogued_lines / noon.request_lines > 1.5 * quiet


def test_a_sunday_belongs_to_the_shifts_and_to_whoever_behaves_as_if_it_were_tuesday() -> None:
    sunday = morning(begins_at=SUNDAY)
    _, quiet = written(sunday)
    _, busy = written(morning(begins_at=SUNDAY, as_if=datetime(2026, 11, 24, 10)))  # noqa: DTZ001 (local wall time)
    assert "Health and Families" not in {cell.unit for cell in quiet.requests}
    assert busy.request_lines > 2 * quiet.request_lines > 0
    assert busy.from_ is not None
    assert busy.from_.startswith("2026-11-22")


def test_the_tiny_unit_opens_plain_www_facebook_by_connect_and_nothing_else(tmp_path: Path) -> None:
    simulation = morning(hours=3, people=60)
    log, _ = written(simulation)
    units = units_by_login(simulation, tmp_path)
    (protocol,) = [login for login, unit in units.items() if unit == "Protocol"]
    liaison = [line.split() for line in log.splitlines() if line.split()[7] == protocol.encode()]
    facebook = Counter(fields[6] for fields in liaison if b"facebook" in fields[6] or b"fbcdn" in fields[6])
    assert facebook[b"www.facebook.com:443"] >= 4
    assert facebook.most_common(1)[0][0] == b"www.facebook.com:443"


def test_hosts_that_only_look_like_a_platform_occur_and_count_for_nothing() -> None:
    log, truth = written(morning(people=400))
    hosts = hosts_of(log)
    assert "facebook.com.portal.example" in hosts
    assert "notfacebook.com" in hosts
    assert sum(host in COUNTED for host in hosts) == truth.requests_counted
    catalogued = {host.name for hosts in PLATFORMS.values() for host in hosts}
    assert sum(host in catalogued for host in hosts) == truth.catalogued_lines


def test_a_failed_visit_is_tried_again_and_mostly_given_up() -> None:
    noon = morning(people=400, begins_at=LATER_HOURS[1])
    (before, usual), (log, struck) = (
        written(replace(noon, disturbances=troubles)) for troubles in ((), (trouble("refused", "youtube"),))
    )
    tries = [line.split() for line in log.splitlines() if b"NONE_NONE/503" in line and b"youtube" in line]
    waits = [
        int(float(later[0]) * 1000) - int(float(sooner[0]) * 1000)
        for sooner, later in pairwise(sorted(tries, key=lambda fields: (fields[7], fields[0])))
        if sooner[7] == later[7] and sooner[6] == later[6]
    ]
    assert np.median(waits) < 4100
    assert len(viewers(log)) < 0.5 * len(viewers(before))
    assert requests_on(struck, "x") == requests_on(usual, "x")
