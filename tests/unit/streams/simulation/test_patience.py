"""Trouble makes a storm of tries, then a silence of machines, and at last people return."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from streams.simulation import Disturbance, Simulation
from streams.simulation.patience import LONGEST_REST_SECONDS, MACHINES, PATIENCE, PEOPLE, Memory
from streams.simulation.platforms import PLATFORMS
from tests.simulated_logs import TUESDAY_AT_NINE, Line, lines_of, written

BEGIN_MS = round(TUESDAY_AT_NINE.timestamp() * 1000)
BREAKS_MS, MENDS_MS = BEGIN_MS + 1_800_000, BEGIN_MS + 9_000_000
EMBEDDED = {"connect.facebook.net"}
FACEBOOK = {host.name for host in PLATFORMS["facebook"]}
OUTAGE = Disturbance("refused", "facebook", BREAKS_MS, MENDS_MS)
DAY = Simulation(begins_at=TUESDAY_AT_NINE, people=300, hours=3, disturbances=(OUTAGE,))


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    """Facebook refuses from half past nine to half past eleven."""
    return [line for line in lines_of(written(DAY)[0]) if line.host in FACEBOOK]


def tries_of_people(lines: list[Line], from_ms: int, to_ms: int) -> int:
    """Looks at the page where every visit begins."""
    return sum(line.host == "www.facebook.com" and from_ms <= line.started_ms < to_ms for line in lines)


def test_an_outage_begins_with_a_storm_and_goes_on_in_silence(lines: list[Line]) -> None:
    usual = tries_of_people(lines, BEGIN_MS, BREAKS_MS) / 30
    storm = tries_of_people(lines, BREAKS_MS, BREAKS_MS + 600_000) / 10
    silence = tries_of_people(lines, MENDS_MS - 3_600_000, MENDS_MS) / 60
    assert storm > 1.8 * usual
    assert silence < 0.75 * storm


def test_tries_of_one_person_come_at_growing_pauses(lines: list[Line]) -> None:
    failed: dict[str, list[int]] = {}
    for line in lines:
        if line.host == "www.facebook.com" and BREAKS_MS <= line.started_ms < BREAKS_MS + 900_000:
            failed.setdefault(line.login, []).append(line.started_ms)
    stories = [
        np.diff(sorted(times)) / 1000 for login, times in failed.items() if login != "-" and len(times) >= 6
    ]
    assert len(stories) > 10
    assert float(np.median([story[:2].mean() for story in stories])) < 5
    assert float(np.median([story[2:5].mean() for story in stories])) > 15


def test_what_is_embedded_in_other_pages_goes_on_as_if_nothing_were(lines: list[Line]) -> None:
    per_minute = Counter((line.started_ms - BREAKS_MS) // 60_000 for line in lines if line.host in EMBEDDED)
    before = sum(per_minute[minute] for minute in range(-30, 0)) / 30
    late = sum(per_minute[minute] for minute in range(60, 120)) / 60
    assert late > 0.8 * before > 0


def test_background_sockets_knock_all_through_an_outage(lines: list[Line]) -> None:
    knocking = [line for line in lines if line.host.endswith("graph.facebook.com")]
    minutes = {(line.started_ms - BREAKS_MS) // 60_000 for line in knocking if line.outcome == "fail_tcp"}
    assert len(minutes & set(range(120))) > 60


def test_when_it_is_over_people_are_back_within_an_hour() -> None:
    longer, _ = written(replace(DAY, hours=5))
    back = [
        line
        for line in lines_of(longer)
        if line.host in FACEBOOK - EMBEDDED and line.started_ms >= MENDS_MS + 3_600_000
    ]
    assert len(back) > 100
    assert sum(line.outcome == "ok" for line in back) > 0.95 * len(back)


def test_a_platform_is_left_alone_twice_as_long_each_time_up_to_an_hour() -> None:
    memory = Memory(1, 1)
    person, platform = np.array([0], np.int32), np.array([0], np.int16)
    who, now, rests = np.array([PEOPLE], np.int8), 0, []
    for _ in range(5):
        memory.came_back(PEOPLE, person, platform, at_ms=np.array([now]), in_vain=np.array([True]))
        minute = next(
            n
            for n in range(200)
            if not memory.keeps_away(who, person, platform, np.array([now + n * 60_000]))[0]
        )
        rests.append(minute)
        now += minute * 60_000
    assert rests == [10, 20, 40, 60, 60]
    assert max(rests) * 60 == LONGEST_REST_SECONDS
    memory.found_it_well(who, person, platform)
    memory.came_back(PEOPLE, person, platform, at_ms=np.array([now]), in_vain=np.array([True]))
    assert memory.keeps_away(who, person, platform, np.array([now + 599_000]))[0]
    assert not memory.keeps_away(who, person, platform, np.array([now + 600_000]))[0]


def test_pauses_grow() -> None:
    assert all(sorted(one.pauses_seconds) == list(one.pauses_seconds) for one in PATIENCE)
    assert PATIENCE[MACHINES].rests_seconds == 0 < PATIENCE[PEOPLE].rests_seconds
