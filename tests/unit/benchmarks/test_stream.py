"""A log without an end has the lines of a finished one, second after second, and knows how many count."""

from itertools import islice
from pathlib import Path

from tests.benchmarks.make_log import make_log
from tests.benchmarks.stream import Stretch
from tests.simulated_logs import counted_by_hand


def test_the_lines_come_again_later_without_a_gap_and_all_requests_are_known(tmp_path: Path) -> None:
    make_log(tmp_path / "log", lines=4000)
    stretch = Stretch.of(tmp_path / "log")
    twice = list(islice(stretch.for_ever(1_900_000_000), 2 * len(stretch.seconds)))

    lines = b"".join(second.text for second in twice).splitlines()
    seconds = [int(line[:10]) for line in lines]
    assert seconds == sorted(seconds)
    assert sorted(set(seconds)) == list(range(1_900_000_000, 1_900_000_000 + len(twice)))
    half = len(lines) // 2
    assert [line[10:] for line in lines[:half]] == [line[10:] for line in lines[half:]]
    assert sum(second.lines for second in twice) == len(lines) > 6000
    assert sum(second.requests for second in twice) == sum(counted_by_hand(lines, {}).values()) > 100
    assert set(lines[half:]).isdisjoint(lines[:half])
