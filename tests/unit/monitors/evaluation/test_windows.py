"""Windows of the simulation keep the judge's contract, and events stand beside them in order."""

import numpy as np
import pytest

from monitors.domain.outage.book import CONTROL_PLACE, Book
from monitors.domain.outage.windows import FAILED, OK, Window
from monitors.evaluation.events import HOSTS, Surroundings
from monitors.evaluation.signals import FILTERED, WINDOWS, Hour, SignalSimulation
from monitors.evaluation.troubles import SCRIPTS, Schedule, Trouble
from monitors.evaluation.windows import WindowMaker
from monitors.evaluation.world import (
    BEGINS_MS,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    PROBED,
    WINDOW_MS,
    World,
    platform_name,
)
from streams.contracts.signals import CONTROL_TARGET, Probe, Report, VendorStatus

MONDAY_TEN = BEGINS_MS + DAY_MS + 10 * HOUR_MS


def hour_at_ten(*troubles: Trouble) -> tuple[World, Hour]:
    rng = np.random.default_rng(3)
    world = World.make(rng, 5.0, 2, frozenset())
    hours = SignalSimulation(rng, world, Schedule(troubles), 0.03, 2)
    return world, next(hour for hour in hours if hour.starts_ms[0] == MONDAY_TEN)


def striking(name: str, *platforms: int) -> Trouble:
    script = next(script for script in SCRIPTS if script.name == name)
    return Trouble(script, platforms, None, 1.0, MONDAY_TEN + 10 * MINUTE_MS, MONDAY_TEN + 40 * MINUTE_MS)


@pytest.fixture(scope="module")
def made() -> tuple[Book, Hour, list[Window]]:
    world, hour = hour_at_ten()
    book = Book()
    return book, hour, list(WindowMaker(book, world).windows(hour, {}))


def test_an_hour_is_360_windows_in_order(made: tuple[Book, Hour, list[Window]]) -> None:
    windows = made[2]

    assert [window.start_ms for window in windows] == [
        MONDAY_TEN + place * WINDOW_MS for place in range(WINDOWS)
    ]


def test_a_person_votes_once_at_a_place_in_a_window(made: tuple[Book, Hour, list[Window]]) -> None:
    for window in made[2]:
        rows = list(zip(window.votes.place.tolist(), window.votes.person.tolist(), strict=True))
        assert len(set(rows)) == len(rows)


def test_every_try_that_left_a_line_is_counted_once(made: tuple[Book, Hour, list[Window]]) -> None:
    _, hour, windows = made
    votes = sum(len(window.votes) for window in windows)
    failed = sum(int(np.count_nonzero(window.votes.flags == FAILED)) for window in windows)

    assert votes == np.count_nonzero(hour.votes.what < FILTERED)
    assert sum(int(window.counts.failed.sum()) for window in windows) == failed
    assert sum(int((window.counts.requests - window.counts.blocked).sum()) for window in windows) == votes


def test_parts_of_a_count_are_never_more_than_the_whole(made: tuple[Book, Hour, list[Window]]) -> None:
    for window in made[2]:
        counts = window.counts
        assert np.all(counts.ok + counts.failed + counts.blocked <= counts.requests)
        assert np.all(counts.short <= counts.ok)


def test_the_control_is_beside_the_platforms(made: tuple[Book, Hour, list[Window]]) -> None:
    book, _, windows = made

    assert CONTROL_PLACE in windows[0].votes.place
    assert platform_name(0) == book.platform_of(int(windows[0].votes.place[0]))


def test_the_earliest_failure_of_a_place_begins_in_its_window_unless_it_took_longer(
    made: tuple[Book, Hour, list[Window]],
) -> None:
    for window in made[2]:
        failing = np.unique(window.votes.place[window.votes.flags == FAILED])
        assert np.array_equal(np.sort(window.onsets.place), failing)
        assert np.all(
            (window.onsets.started_ms >= window.start_ms) & (window.onsets.started_ms < window.end_ms)
        )


def test_what_times_out_began_a_minute_before_its_line() -> None:
    world, hour = hour_at_ten(striking("timeouts, logged late", 30))
    book = Book()
    windows = list(WindowMaker(book, world).windows(hour, {}))

    place = book.place(platform_name(30), "core")
    began = [
        int(started) - window.start_ms
        for window in windows[70:230]
        for started in window.onsets.started_ms[window.onsets.place == place]
    ]

    assert np.median(began) < -MINUTE_MS + WINDOW_MS


def test_what_our_filter_denies_is_blocked_and_no_vote() -> None:
    world, hour = hour_at_ten(striking("our own filter", 30))
    book = Book()
    window = list(WindowMaker(book, world).windows(hour, {}))[100]

    place = book.place(platform_name(30), "core")
    rows = window.counts.place == place
    assert place not in window.votes.place
    assert np.array_equal(window.counts.blocked[rows], window.counts.requests[rows])
    assert window.counts.requests[rows].sum() > 0
    assert OK in window.votes.flags


def test_probes_come_each_minute_and_fail_with_their_platform_only() -> None:
    _, hour = hour_at_ten(striking("12 % fail, our probes too", PROBED[0]))
    world = World.make(np.random.default_rng(1), 5.0, 2, frozenset())
    events = Surroundings(np.random.default_rng(1), world).during(hour)

    probes = [event for listed in events.values() for event in listed if isinstance(event, Probe)]
    assert len(probes) == 60 * (HOSTS * len(PROBED) + 1)
    during = [
        probe for probe in probes if MONDAY_TEN + 10 * MINUTE_MS <= probe.at_ms < MONDAY_TEN + 40 * MINUTE_MS
    ]
    struck = [probe for probe in during if probe.platform == platform_name(PROBED[0])]
    others = [probe for probe in during if probe.platform != platform_name(PROBED[0])]
    assert sum(probe.good for probe in struck) < len(struck) * 0.2
    assert sum(not probe.good for probe in others) < len(others) * 0.02
    assert all(probe.good for probe in during if probe.platform == CONTROL_TARGET)


def test_probes_of_the_control_fail_when_our_way_out_is_down() -> None:
    _, hour = hour_at_ten(striking("own way out is down", *range(80)))
    world = World.make(np.random.default_rng(1), 5.0, 2, frozenset())
    events = Surroundings(np.random.default_rng(1), world).during(hour)

    control = [
        e
        for listed in events.values()
        for e in listed
        if isinstance(e, Probe) and e.platform == CONTROL_TARGET
    ]
    good = [probe.good for probe in control]
    assert good == [True] * 10 + [False] * 30 + [True] * 20


def test_people_and_vendors_speak_where_the_script_has_them_speak() -> None:
    _, hour = hour_at_ten(
        striking("15 % fail at login, people report it", 30), striking("total outage, the vendor says so", 40)
    )
    world = World.make(np.random.default_rng(1), 5.0, 2, frozenset())
    events = Surroundings(np.random.default_rng(1), world).during(hour)

    said = [event for listed in events.values() for event in listed if not isinstance(event, Probe)]
    reports = [e for e in said if isinstance(e, Report) and e.platform == platform_name(30)]
    vendor = sorted((e for e in said if isinstance(e, VendorStatus)), key=lambda status: status.at_ms)
    assert len(reports) >= 3
    assert {report.group for report in reports} == {"login"}
    assert [status.state for status in vendor] == ["outage", "operational"]
    for place, listed in events.items():
        assert [event.at_ms for event in listed] == sorted(event.at_ms for event in listed)
        assert all((event.at_ms - MONDAY_TEN) // WINDOW_MS == place for event in listed)
