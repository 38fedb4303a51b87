"""A `holdfast` command in a process of its own, as people run it, that cannot outlive its test."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

HOLDFAST = [sys.executable, "-c", "from infra.cli import main; main()"]

AS_ANYBODY = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
"""What to begin a command with so that file rights hold for it even if the tests are run by root."""


@contextmanager
def holdfast(
    *arguments: str, environment: Mapping[str, str], patience_seconds: float, begun_by: Sequence[str] = ()
) -> Iterator["subprocess.Popen[str]"]:
    """Run `holdfast ARGUMENTS`, all that it says in one stream; killed when the block or patience ends."""
    process = subprocess.Popen(
        [*begun_by, *HOLDFAST, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=environment,
        start_new_session=True,
    )
    watchdog = threading.Timer(patience_seconds, process.kill)
    watchdog.start()
    try:
        yield process
    finally:
        watchdog.cancel()
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def rest(process: "subprocess.Popen[str]") -> str:
    """Everything that it still says, up to its end."""
    assert process.stdout is not None
    return process.stdout.read()


def left_behind(folder: Path) -> list[str]:
    """The command lines of processes that still work in a folder."""
    lines = [" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if str(folder) in line]
