"""Two processes read a log as one does, and none stays behind, whatever happens to them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from streams.adapters.blocks import read_blocks
from streams.chain import Part
from streams.domain.deltas import merge_deltas
from streams.domain.directory import Directory
from streams.domain.lines import Block
from streams.domain.unknown_hosts import HostTally
from streams.formats.options import FormatOptions
from streams.reading import LogReader, Recipe, WorkerLostError
from tests.chains import PSEUDONYMS, catalogue, same
from tests.simulated_logs import morning, written

SMALL_BLOCK = 256 * 1024
PATIENCE_SECONDS = 30.0


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of a good hundred thousand lines, so that the control settles inside it."""
    path = tmp_path_factory.mktemp("log") / "access.log"
    path.write_bytes(written(morning(people=400, hours=None, lines=130_000))[0])
    return path


def recipe(folder: Path) -> Recipe:
    return Recipe("squid", FormatOptions(), catalogue(), Directory.empty(), PSEUDONYMS, folder)


def parts(log: Path, processes: int, cache: Path) -> tuple[list[Part], HostTally]:
    with LogReader(recipe(cache), processes) as reader:
        return list(reader.parts(read_blocks(log, SMALL_BLOCK))), reader.hosts


def test_two_processes_give_exactly_what_one_gives(log: Path, tmp_path: Path) -> None:
    (alone, hosts_alone), (together, hosts_together) = parts(log, 1, tmp_path), parts(log, 2, tmp_path)

    assert [(part.one_in, part.after, part.offset, part.line) for part in together] == [
        (part.one_in, part.after, part.offset, part.line) for part in alone
    ]
    assert all(same(one.delta, other.delta) for one, other in zip(alone, together, strict=True))
    assert hosts_alone.hosts() == hosts_together.hosts() != []
    assert merge_deltas([part.delta for part in together]).parsed == 130_000
    assert together[-1].offset == log.stat().st_size


def test_a_block_larger_than_its_room_travels_too(log: Path, tmp_path: Path) -> None:
    data = log.read_bytes()
    with LogReader(recipe(tmp_path), 2) as reader:
        whole = list(reader.parts(iter([Block(data), Block(data * 2, 130_001, len(data))])))

    assert whole[-1].delta.parsed == 260_000
    assert whole[-1].offset == 3 * len(data)


def workers() -> list[psutil.Process]:
    """The reading processes of this process; one may end while it is looked at."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return found


def test_a_killed_worker_is_an_error_that_says_what_to_try(log: Path, tmp_path: Path) -> None:
    def read_and_kill() -> None:
        with LogReader(recipe(tmp_path), 2) as reader:
            for part in reader.parts(read_blocks(log, SMALL_BLOCK)):
                for worker in workers() if part.after.one_in is not None else []:
                    worker.kill()

    with pytest.raises(WorkerLostError, match="--processes 1"):
        read_and_kill()
    assert workers() == []


def test_leaving_early_leaves_no_process_behind(log: Path, tmp_path: Path) -> None:
    with LogReader(recipe(tmp_path), 2) as reader:
        for part in reader.parts(read_blocks(log, SMALL_BLOCK)):
            if part.after.one_in is not None:
                break
        assert len(workers()) == 2

    assert workers() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups to interrupt")
@pytest.mark.parametrize("ends_with", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_a_snapshot_that_is_ended_takes_its_workers_along(log: Path, ends_with: signal.Signals) -> None:
    program = "from infra.cli import main; main()"
    command = [sys.executable, "-c", program, "snapshot", "-", "--format", "squid", "--processes", "2"]
    snapshot = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert snapshot.stdin is not None
    snapshot.stdin.write(log.read_bytes())
    snapshot.stdin.flush()  # and the log goes on: nobody closes it
    family = wait_for_workers(snapshot.pid)
    if ends_with == signal.SIGINT:
        os.killpg(snapshot.pid, ends_with)
    else:
        snapshot.kill()
    snapshot.wait(PATIENCE_SECONDS)
    _, alive = psutil.wait_procs(family, timeout=PATIENCE_SECONDS)
    _, complaints = snapshot.communicate(timeout=PATIENCE_SECONDS)

    assert snapshot.returncode != 0
    assert alive == []
    assert b"Traceback" not in complaints


def wait_for_workers(pid: int) -> list[psutil.Process]:
    """The processes below a snapshot once both of its workers are at work."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        family = psutil.Process(pid).children(recursive=True)
        busy = [child for child in family if child.num_threads() > 1]
        if len(busy) >= 2:
            return family
        time.sleep(0.05)
    raise AssertionError("the workers did not start")
