"""`holdfast hub` in a process of its own, that ends with the test, and is started again where it was."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from infra.broker import leash
from infra.database_address import HUB_VARIABLE, RECORDS_VARIABLE, VARIABLE, sqlite_address
from tests.monitoring import eventually


class HubChild:
    """A hub on `judged.db`, `hub.db` and, where that is on, `records.db` of a folder.

    What it says is in `hub.txt`.
    """

    def __init__(self, bootstrap: str, prefix: str, folder: Path, *arguments: str) -> None:
        command = [sys.executable, "-c", "from infra.cli import main; main()", "hub"]
        command += ["--broker", bootstrap, "--prefix", prefix, *arguments]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
        databases = {
            VARIABLE: sqlite_address(folder / "judged.db"),
            HUB_VARIABLE: sqlite_address(folder / "hub.db"),
            RECORDS_VARIABLE: sqlite_address(folder / "records.db"),
        }
        self.said = folder / "hub.txt"
        self._said_before = len(self.told())
        with self.said.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *command],
                stdout=out,
                stderr=out,
                env=kept | databases,
            )

    def told(self) -> Sequence[dict[str, Any]]:
        """Everything that hubs of this folder said so far."""
        lines = self.said.read_text(encoding="utf-8").splitlines() if self.said.exists() else []
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    def events(self, name: str) -> list[dict[str, Any]]:
        """What this one said of a kind so far."""
        return [event for event in self.told()[self._said_before :] if event.get("event") == name]

    def showing(self) -> str:
        """Where its pages are, once they are. AssertionError where it ends before."""

        def shows() -> bool:
            assert self.process.poll() is None, self.said.read_text(encoding="utf-8")[-3000:]
            return bool(self.events("showing"))

        eventually(shows, "the hub shows its pages")
        return str(self.events("showing")[-1]["address"])

    def kill(self) -> None:
        """End it with kill -9."""
        self.process.kill()
        self.process.wait()

    def stop(self, within_seconds: float = 25) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within_seconds)


class KeptHub:
    """A hub that is started again, on its port, whenever it is killed."""

    def __init__(self, start: Callable[[], HubChild]) -> None:
        self._start = start
        self.child = start()

    def kill(self) -> None:
        """End it with kill -9; it comes back."""
        self.child.kill()
        self.child = self._start()
