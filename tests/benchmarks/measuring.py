"""Running a program and measuring it: wall time, and memory as the sum of PSS over its process tree.

PSS (proportional set size, proc(5) `smaps_rollup`) counts a page that several processes share once, divided
among them, so the sum over a tree is what the tree really takes. Sampling it slows a program down a little,
so time and memory are taken from separate runs.
"""

import contextlib
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

SAMPLE_SECONDS: Final = 0.1
CORES: Final = 2


class Failed(Exception):  # noqa: N818 (it says what became of the program)
    """A program that was to be measured ended badly; the message has what it said."""


@dataclass
class Memory:
    """The highest sum of PSS seen so far, in MB (10^6 bytes)."""

    peak_mb: float = 0.0

    def sample(self, process: psutil.Process) -> None:
        """Look at a process and all below it once; those that end meanwhile are left out."""
        total = 0
        with contextlib.suppress(psutil.NoSuchProcess):
            for one in (process, *process.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    total += one.memory_full_info().pss
        self.peak_mb = max(self.peak_mb, total / 1e6)


def use_two_cores() -> None:
    """Keep this process, and every one that it starts, on two cores."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def seconds(command: Sequence[str], *, runs: int, said: Path) -> float:
    """The median wall time of some runs. Raises Failed."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        with said.open("wb") as out:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, check=False
            )
        times.append(time.perf_counter() - began)
        if done.returncode != 0:
            raise Failed(f"{' '.join(command)}\n{said.read_text(errors='replace')[-2000:]}")
    return statistics.median(times)


@contextmanager
def watched(pid: int) -> Iterator[Memory]:
    """Sample the memory of a process tree for as long as the block lasts."""
    memory, ended = Memory(), threading.Event()

    def watch() -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            while not ended.wait(SAMPLE_SECONDS):
                memory.sample(process)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield memory
    finally:
        ended.set()
        watcher.join()


def peak_mb(command: Sequence[str], *, said: Path) -> tuple[float, float]:
    """Run a program once: its peak memory in MB, and the (slowed) wall time. Raises Failed."""
    began = time.perf_counter()
    with (
        said.open("wb") as out,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT) as process,
        watched(process.pid) as memory,
    ):
        status = process.wait()
    if status != 0:
        raise Failed(f"{' '.join(command)}\n{said.read_text(errors='replace')[-2000:]}")
    return memory.peak_mb, time.perf_counter() - began
