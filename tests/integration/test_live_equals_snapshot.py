"""A snapshot of a log and the live run over the same bytes say the same of what broke."""

from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.domain.outage.records import Incident
from streams.adapters.directory_files import load_directory
from streams.domain.directory import Directory
from streams.simulation import disturbance
from tests.judged_logs import as_a_collector, as_a_snapshot
from tests.simulated_logs import TUESDAY_AT_NINE, morning, written

LATER_MS = 4_000_000_000_000
PEOPLE = 200
HOURS = 0.4
CAUSES = {
    "a platform": ["platform"],
    "our way out": ["egress"],
    "our filter": ["policy"],
    "the log is silent, then a platform fails": ["blind", "platform"],
}
TROUBLES = {
    "a platform": ("dns:facebook@480+300",),
    "our way out": ("egress:refused@480+240",),
    "our filter": ("filter:facebook@600+9000",),
    "the log is silent, then a platform fails": ("silent:all@360+300", "refused:facebook@960+240"),
}
"""What happens -> as the simulation is told, in seconds from its beginning."""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    """Who belongs where in the simulated organisation, whatever befalls it."""
    path = tmp_path_factory.mktemp("directory") / "directory.csv"
    morning(people=PEOPLE).organisation.write_directory(path)
    return load_directory(path, None, ZoneInfo("UTC"))


@cache
def log_of(trouble: str) -> bytes:
    """Less than half an hour of a morning on which something happens."""
    troubles = tuple(disturbance(one, TUESDAY_AT_NINE) for one in TROUBLES[trouble])
    return written(morning(people=PEOPLE, hours=HOURS, disturbances=troubles))[0]


_live: dict[str, dict[str, Incident]] = {}


def live(trouble: str, people: Directory) -> dict[str, Incident]:
    """What a collector's commits came to."""
    if trouble not in _live:
        _live[trouble] = as_a_collector(log_of(trouble), people)
    return _live[trouble]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_second_or_all_at_once_the_same_incidents_come_out(trouble: str, people: Directory) -> None:
    at_once = as_a_snapshot(log_of(trouble), people, [], LATER_MS)

    assert at_once == live(trouble, people)


@settings(deadline=None, max_examples=12)
@given(trouble=st.sampled_from(sorted(TROUBLES)), cuts=st.lists(st.integers(0, 40_000), max_size=30))
def test_it_does_not_matter_where_the_blocks_of_a_log_are_cut(
    people: Directory, trouble: str, cuts: list[int]
) -> None:
    assert as_a_snapshot(log_of(trouble), people, cuts, LATER_MS) == live(trouble, people)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_trouble_was_found_and_has_its_cause(trouble: str, people: Directory) -> None:
    confirmed = [one for one in live(trouble, people).values() if one.detected_at_ms is not None]

    assert sorted(one.cause for one in confirmed) == CAUSES[trouble]
