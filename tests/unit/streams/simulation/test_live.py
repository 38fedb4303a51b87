"""Live: each line when its time has come, seen at once, through rotations, and stopped in good order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from streams.simulation import Disturbance, RotatedFile, Simulation, Truth, play, simulate
from tests.simulated_logs import TUESDAY_AT_NINE, morning, written

SIMULATION = morning(people=60, hours=0.1)


class FakeClock:
    """A clock that only sleeping moves; looks at the log whenever somebody sleeps."""

    def __init__(self, look: Callable[[float], None], *, begins: float = TUESDAY_AT_NINE.timestamp()) -> None:
        self.now = begins
        self.look = look

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 0.5
        self.look(self.now)
        self.now += seconds


def played(path: Path, clock: FakeClock, simulation: Simulation = SIMULATION, **how: Any) -> Truth:
    stopped = how.pop("stopped", lambda: False)
    with RotatedFile(path, **how) as log:
        return play(simulation, log, clock=clock, sleep=clock.sleep, stopped=stopped)


def whole(path: Path) -> bytes:
    """The log with its rotated parts, oldest first."""
    parts = sorted(path.parent.glob(f"{path.name}.*"), key=lambda part: -int(part.suffix[1:]))
    return b"".join(part.read_bytes() for part in [*parts, path])


def test_live_writes_the_bytes_of_a_fast_run_and_no_line_before_its_time(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    expected, truth = written(SIMULATION)
    ends = [float(line.split()[0]) for line in expected.splitlines()]

    def look(now: float) -> None:
        seen = log.read_bytes()
        assert seen.endswith(b"\n") or not seen
        assert seen.count(b"\n") == sum(end * 1000 <= int(now * 1000) + 1e-3 for end in ends)

    assert played(log, FakeClock(look)) == truth
    assert log.read_bytes() == expected
    assert len(ends) > 100


def test_a_play_that_fell_behind_catches_up_without_leaving_a_line_out(tmp_path: Path) -> None:
    late = FakeClock(lambda _: None, begins=TUESDAY_AT_NINE.timestamp() + 3600)
    truth = played(tmp_path / "access.log", late)
    assert (tmp_path / "access.log").read_bytes() == written(SIMULATION)[0]
    assert truth.lines == written(SIMULATION)[1].lines


def test_stopped_half_way_the_truth_is_that_of_the_lines_written(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    clock = FakeClock(lambda _: None)
    simulation = morning(people=60, hours=None, malformed_share=0.05)
    until = clock.now + 200
    truth = played(log, clock, simulation, stopped=lambda: clock.now >= until)
    lines = log.read_bytes().count(b"\n")
    assert truth.lines == lines > 50
    assert truth == written(morning(people=60, hours=None, lines=lines, malformed_share=0.05))[1]


def test_a_silent_log_is_silent_for_as_long_as_time_passes(tmp_path: Path) -> None:
    begin_ms = round(TUESDAY_AT_NINE.timestamp() * 1000)
    quiet = Disturbance("silent", "all", begin_ms + 60_000, begin_ms + 600_000)
    clock = FakeClock(lambda _: None)
    until = clock.now + 200
    truth = played(
        tmp_path / "access.log",
        clock,
        morning(people=60, disturbances=(quiet,)),
        stopped=lambda: clock.now >= until,
    )
    first_minutes = written(morning(people=60, hours=3 / 60))[1]
    assert until <= clock.now < until + 1
    assert truth.disturbances[0].lines_lost == first_minutes.lines - truth.lines > 0


@pytest.mark.parametrize("how", [{"every_lines": 37}, {"every_seconds": 60.0}])
def test_rotation_renames_whole_files_and_loses_nothing(tmp_path: Path, how: dict[str, Any]) -> None:
    log = tmp_path / "access.log"
    inodes: set[int] = set()
    truth = played(log, FakeClock(lambda _: inodes.add(log.stat().st_ino)), **how)
    parts = sorted(tmp_path.iterdir())
    assert len(parts) > 3
    assert {part.stat().st_ino for part in parts} >= inodes  # renamed, not copied and truncated
    assert whole(log) == written(SIMULATION)[0]
    assert truth == written(SIMULATION)[1]
    for part in parts:
        lines = part.read_bytes().splitlines()
        if "every_lines" in how:
            assert len(lines) <= 37
        else:
            assert float(lines[-1].split()[0]) - float(lines[0].split()[0]) < 60


def test_a_fast_run_rotates_at_the_same_lines_as_a_live_one(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "fast").mkdir()
    played(tmp_path / "live" / "log", FakeClock(lambda _: None), every_seconds=45.0)
    with RotatedFile(tmp_path / "fast" / "log", every_seconds=45.0) as log:
        simulate(SIMULATION, log)
    live, fast = (
        {part.name: part.read_bytes() for part in (tmp_path / way).iterdir()} for way in ("live", "fast")
    )
    assert live == fast


def test_every_rotated_w3c_file_begins_with_its_header_and_the_truth_counts_them(tmp_path: Path) -> None:
    simulation = morning(people=60, hours=0.1, form="w3c")
    truth = played(tmp_path / "log", FakeClock(lambda _: None), simulation, every_lines=50)
    parts = list(tmp_path.iterdir())
    assert all(part.read_bytes().startswith(b"#Software") for part in parts)
    assert truth.header_lines == 3 * len(parts)
    assert whole(tmp_path / "log").count(b"\n") == truth.lines
