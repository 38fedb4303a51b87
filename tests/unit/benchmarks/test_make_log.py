"""The log that benchmarks read is a simulated one, and its copies are the same requests on later days."""

from pathlib import Path

from tests.benchmarks.make_log import make_log
from tests.simulated_logs import counted_by_hand


def test_copies_keep_every_line_and_the_order_and_the_truth_counts_them_all(tmp_path: Path) -> None:
    truth = make_log(tmp_path / "log", lines=5000, times=3)
    lines = (tmp_path / "log").read_bytes().splitlines()
    assert len(lines) == truth.lines == 15_000
    times = [float(line.split()[0]) for line in lines]
    assert times == sorted(times)
    assert [line.split()[1:] for line in lines[:5000]] == [line.split()[1:] for line in lines[10_000:]]
    assert (times[5000] - times[0]) % 86_400 < 0.001
    by_hand, told = counted_by_hand(lines, {}), truth.counts()
    assert sum(by_hand.values()) == sum(told.values()) == truth.requests_counted
    assert {(platform, outcome) for platform, outcome, _ in by_hand} == {
        (platform, outcome) for platform, outcome, _ in told
    }
