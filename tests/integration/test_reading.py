"""Two processes read a log as one does, and none stays behind, whatever happens to them."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from multiprocessing import active_children, get_all_start_methods
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
from streams.reading_processes import StartMethod
from tests.chains import PSEUDONYMS, catalogue, same
from tests.simulated_logs import morning, written

SMALL_BLOCK = 256 * 1024
PATIENCE_SECONDS = 30.0

MAY_FORK = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
"""The threads that libraries have started here stay idle; a snapshot's process has none when it forks."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of a good hundred thousand lines, so that the control settles inside it."""
    path = tmp_path_factory.mktemp("log") / "access.log"
    path.write_bytes(written(morning(people=400, hours=None, lines=130_000))[0])
    return path


def recipe(folder: Path) -> Recipe:
    return Recipe("squid", FormatOptions(), catalogue(), Directory.empty(), PSEUDONYMS, folder)


@pytest.fixture(params=["fork", "spawn"])
def method(request: pytest.FixtureRequest) -> StartMethod:
    """Each way of starting processes that this system has."""
    if request.param not in get_all_start_methods() or (request.param == "fork" and sys.platform != "linux"):
        pytest.skip(f"processes are not started by a {request.param} on {sys.platform}; nothing to install")
    chosen: StartMethod = request.param
    return chosen


def parts(
    log: Path, processes: int, cache: Path, method: StartMethod | None = None
) -> tuple[list[Part], HostTally]:
    with LogReader(recipe(cache), processes, method) as reader:
        return list(reader.parts(read_blocks(log, SMALL_BLOCK))), reader.hosts


@MAY_FORK
@pytest.mark.parametrize("processes", [2, 3])
def test_processes_give_exactly_what_one_gives(
    log: Path, tmp_path: Path, method: StartMethod, processes: int
) -> None:
    alone, hosts_alone = parts(log, 1, tmp_path)
    together, hosts_together = parts(log, processes, tmp_path, method)

    assert [(part.one_in, part.after, part.offset, part.line) for part in together] == [
        (part.one_in, part.after, part.offset, part.line) for part in alone
    ]
    assert all(same(one.delta, other.delta) for one, other in zip(alone, together, strict=True))
    assert hosts_alone.hosts() == hosts_together.hosts() != []
    assert merge_deltas([part.delta for part in together]).parsed == 130_000
    assert together[-1].offset == log.stat().st_size


@MAY_FORK
def test_a_block_larger_than_its_room_travels_too(log: Path, tmp_path: Path, method: StartMethod) -> None:
    data = log.read_bytes()
    blocks = [Block(data), Block(data * 2, 130_001, len(data)), Block(data, 390_001, 3 * len(data))]
    with LogReader(recipe(tmp_path), 3, method) as reader:
        whole = list(reader.parts(iter(blocks)))

    assert [part.delta.parsed for part in whole] == [100_000, 30_000, 260_000, 130_000]
    assert whole[-1].offset == 4 * len(data)


def test_lines_of_no_format_do_not_settle_the_control_too_soon(log: Path, tmp_path: Path) -> None:
    noisy = b"".join(line + b"\nnoise" * 3 + b"\n" for line in log.read_bytes().splitlines())
    path = tmp_path / "noisy.log"
    path.write_bytes(noisy)

    (alone, _), (together, _) = parts(path, 1, tmp_path), parts(path, 2, tmp_path)

    settled = [part.line for part in alone if part.after.one_in is not None]
    assert settled[0] == 4 * 100_000 - 2
    assert [(part.after, part.line) for part in together] == [(part.after, part.line) for part in alone]


@MAY_FORK
def test_a_killed_worker_is_an_error_that_says_what_to_try(
    log: Path, tmp_path: Path, method: StartMethod
) -> None:
    def read_and_kill() -> None:
        with LogReader(recipe(tmp_path), 3, method) as reader:
            for part in reader.parts(read_blocks(log, SMALL_BLOCK)):
                for worker in active_children() if part.after.one_in is not None else []:
                    worker.kill()

    with pytest.raises(WorkerLostError, match="--processes 1"):
        read_and_kill()
    assert active_children() == []


@MAY_FORK
def test_leaving_early_leaves_no_process_behind(log: Path, tmp_path: Path, method: StartMethod) -> None:
    with LogReader(recipe(tmp_path), 3, method) as reader:
        for part in reader.parts(read_blocks(log, SMALL_BLOCK)):
            if part.after.one_in is not None:
                break
        assert len(active_children()) == 2

    assert active_children() == []


@MAY_FORK
def test_what_goes_wrong_in_a_process_is_said_here(log: Path, tmp_path: Path, method: StartMethod) -> None:
    block = Block(log.read_bytes()[:SMALL_BLOCK])
    with LogReader(recipe(tmp_path), 3, method) as reader, pytest.raises(TypeError) as raised:
        list(reader.parts(iter([replace(block, first_line="one")])))  # type: ignore[arg-type]  # the fault

    assert any("In a reading process" in note for note in raised.value.__notes__)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks; nothing to install")
def test_a_process_with_threads_or_with_polars_does_not_fork() -> None:
    program = """
import sys, threading
from streams.reading_processes import start_method
alone = start_method()
done = threading.Event()
thread = threading.Thread(target=done.wait)
thread.start()
with_a_thread = start_method()
done.set()
thread.join()
sys.modules["polars"] = sys
print(alone, with_a_thread, start_method())
"""
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.split() == ["fork", "spawn", "spawn"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups to interrupt")
@pytest.mark.parametrize("ends_with", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_a_snapshot_that_is_ended_takes_its_workers_along(log: Path, ends_with: signal.Signals) -> None:
    program = "from infra.cli import main; main()"
    command = [sys.executable, "-c", program, "snapshot", "-", "--format", "squid", "--processes", "3"]
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
    """The processes below a snapshot once both of its workers have started."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        family = psutil.Process(pid).children(recursive=True)
        if len(family) >= 2:
            return family
        time.sleep(0.05)
    raise AssertionError("the workers did not start")
