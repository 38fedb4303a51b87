"""A real broker for tests: `holdfast broker` in a process of its own, as people run it."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.broker import leash

PATIENCE_SECONDS = 120.0


class KafkaNode:
    """`holdfast broker` on a data folder; leave the `with` block and it has stopped."""

    def __init__(self, data: Path, *arguments: str) -> None:
        command = [sys.executable, "-c", "from infra.cli import main; main()"]
        command += ["broker", "--data", str(data), *arguments]
        self.data = data
        self.bootstrap = ""
        self.kafka_pid = 0
        self.lines: list[str] = []
        self._news: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={name: value for name, value in os.environ.items() if name != "HOLDFAST_KAFKA"},
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def wait_for(self, state: str) -> str:
        """The next line that reports `state`; AssertionError with all lines if it does not come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                line = self._news.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"the broker never came to {state!r}:\n" + "".join(self.lines))
            if line.startswith(f"broker {state}:"):
                if found := re.search(r"answers at (\S+) .*\(process (\d+)", line):
                    self.bootstrap, self.kafka_pid = found[1], int(found[2])
                return line

    def kill_kafka(self) -> None:
        """A kill -9 of Kafka itself; its supervisor lives."""
        os.kill(self.kafka_pid, signal.SIGKILL)

    def ended(self) -> int:
        """Wait for the end of the command; its exit status."""
        status = self.process.wait(PATIENCE_SECONDS)
        self._listener.join()
        return status

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.ended()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _listen(self) -> None:
        """Collect what the command says."""
        if self.process.stdout is not None:
            for line in self.process.stdout:
                self.lines.append(line)
                self._news.put(line)
        self._news.put(None)
