"""The harbour of planted names at work: every part a process of its own.

Everything is real: two logs, a collector, Kafka, the monitors' worker, SQLite, the hub.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
from sqlalchemy import NullPool, create_engine, text

from api.entrances import Entrance, write_entrances
from infra.broker import leash
from infra.database_address import HUB_VARIABLE, VARIABLE, sqlite_address
from tests.monitoring import eventually
from tests.planted import LARGE, OTHER, PEOPLE, SMALL, Harbour, harbour

CLI: Final = [sys.executable, "-c", "from infra.cli import main; main()"]
PATIENCE_SECONDS: Final = 240.0

SAID: Final = "rhododendron"
"""A word that people write in the hub, which only its own readers may see."""

WHO: Final[Mapping[str, Entrance]] = {
    "key-operations": Entrance("ops-periwinkle", "Ops Periwinkle", "operations", None, "/"),
    "key-risk": Entrance("risk-periwinkle", "Risk Periwinkle", "risk", None, "/register"),
    "key-auditor": Entrance("auditor-periwinkle", "Auditor Periwinkle", "auditor", None, "/audit"),
    "key-admin": Entrance("admin-periwinkle", "Admin Periwinkle", "admin", None, "/people"),
    "key-large": Entrance("large-periwinkle", "Large Periwinkle", "unit", LARGE, "/units"),
    "key-small": Entrance("small-periwinkle", "Small Periwinkle", "unit", SMALL, "/units"),
    "key-roads": Entrance("roads-periwinkle", "Roads Periwinkle", "operations", OTHER, "/"),
}
NOBODY: Final = "nobody"


@dataclass
class Part:
    """One process, with everything that it says."""

    name: str
    process: "subprocess.Popen[bytes]"
    said: Path

    def events(self, name: str) -> list[dict[str, Any]]:
        """What it said of this kind."""
        lines = self.said.read_text(encoding="utf-8").splitlines()
        told = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return [event for event in told if event.get("event") == name]

    def until(self, name: str, times: int = 1) -> dict[str, Any]:
        """The event, once it was said so often. AssertionError where that never is."""

        def has_come() -> bool:
            assert self.process.poll() is None, self.said.read_text(encoding="utf-8")[-3000:]
            return len(self.events(name)) >= times

        eventually(has_come, f"{self.name} says {name}", PATIENCE_SECONDS)
        return self.events(name)[-1]


@dataclass
class Town:
    """Everything that runs, and where what it keeps is."""

    folder: Path
    kafka: str
    prefix: str
    logs: Harbour
    parts: list[Part] = field(default_factory=list)
    address: str = ""
    metrics: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """What the processes take for their user's home."""
        return self.folder / "home"

    def start(self, stack: ExitStack, name: str, *arguments: str) -> Part:
        """Start a part, which ends with the test."""
        said = self.folder / f"{name}.said"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("HOLDFAST_")}
        environment |= {
            VARIABLE: sqlite_address(self.folder / "judged.db"),
            HUB_VARIABLE: sqlite_address(self.folder / "hub.db"),
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
        }
        with said.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *CLI, name, *arguments],
                stdout=out,
                stderr=out,
                env=environment,
            )
        stack.callback(process.wait)
        stack.callback(process.kill)
        part = Part(name, process, said)
        self.parts.append(part)
        return part

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a question to the monitors' database answers, read as anybody may read it."""
        engine = create_engine(f"sqlite:///{self.folder / 'judged.db'}", poolclass=NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    @contextmanager
    def client(self, who: str) -> Iterator[httpx.Client]:
        """A browser of one of them, signed in."""
        alone = httpx.Limits(max_keepalive_connections=0)  # a stream that we leave takes no other along
        with httpx.Client(base_url=self.address, timeout=30, limits=alone) as client:
            if who != NOBODY:
                assert client.get(f"/demonstration/{who}").status_code == 303
            yield client


def settings(town: Town) -> None:
    """Write what each part is told."""
    town.home.mkdir()
    shared = f'broker = "{town.kafka}"\ntopic_prefix = "{town.prefix}"\n'
    units = f'units = "{town.logs.units.name}"\n'
    (town.folder / "collector.toml").write_text(
        f'{shared}{units}directory = "{town.logs.directory.name}"\nkey_file = "secret/key"\n'
        "metrics_port = 0\nprocesses = 1\n"
        '[[source]]\nname = "squid-proxy"\npath = "squid.log"\nformat = "squid"\n'
        '[[source]]\nname = "combined-proxy"\npath = "combined.log"\nformat = "squid-combined"\n',
        encoding="utf-8",
    )
    (town.folder / "monitors.toml").write_text(f"{shared}{units}metrics_port = 0\n", encoding="utf-8")
    (town.folder / "hub.toml").write_text(
        f'{shared}{units}port = 0\nmetrics_from = ["127.0.0.0/8"]\ninside_networks = ["127.0.0.0/8"]\n',
        encoding="utf-8",
    )
    write_entrances(town.folder / "entrances.json", WHO)


def is_told(town: Town) -> bool:
    """Whether every unit's days are told, the outage is, and the last month is published."""
    if not (town.folder / "judged.db").exists() or not town.rows(
        "SELECT 1 FROM sqlite_master WHERE name = 'usage_read'"
    ):
        return False
    if not town.rows("SELECT 1 FROM published_periods WHERE grain = 'month'"):
        return False
    told = {row[0] for row in town.rows("SELECT unit FROM unit_standings WHERE folded_day IS NOT NULL")}
    relying = {row[0] for row in town.rows("SELECT unit FROM dependencies WHERE level <> 'none'")}
    return told >= set(PEOPLE) and SMALL in relying and bool(incidents(town))


@contextmanager
def at_work(kafka: str, folder: Path) -> Iterator[Town]:
    """All parts, once everything in the logs is told and people have said something."""
    made = Town(folder, kafka, f"planted-{os.getpid()}.", harbour(folder, datetime.now(UTC)))
    settings(made)
    (folder / "secret").mkdir()
    with ExitStack() as stack:
        collector = made.start(
            stack, "collect", "--settings", str(folder / "collector.toml"), "--log-level", "debug"
        )
        made.metrics["collect"] = collector.until("metrics")["url"]
        collector.until("committed", 2)
        worker = made.start(
            stack, "monitors", "--settings", str(folder / "monitors.toml"), "--log-level", "debug"
        )
        made.metrics["monitors"] = worker.until("metrics")["url"]
        eventually(lambda: is_told(made), "everything is told", PATIENCE_SECONDS)
        hub = made.start(
            stack,
            "hub",
            *("--settings", str(folder / "hub.toml"), "--log-level", "debug"),
            *("--demonstration", str(folder / "entrances.json")),
        )
        made.address = hub.until("showing")["address"]
        made.metrics["hub"] = f"{made.address}metrics"
        say_something(made)
        yield made


def say_something(town: Town) -> None:
    """People write in the hub: in the incident's room, and of what fails for them."""
    [incident] = incidents(town)[:1]
    for who, path, form in (
        ("key-operations", f"/incidents/{incident}/comment", {"text": f"Seen by {SAID}"}),
        ("key-large", f"/incidents/{incident}/impact", {"unit": LARGE, "text": f"{SAID} waits"}),
        ("key-large", "/it-fails", {"platform": "facebook", "unit": LARGE, "activity": f"{SAID} again"}),
    ):
        with town.client(who) as client:
            at = "/it-fails?platform=facebook" if path == "/it-fails" else f"/incidents/{incident}"
            page = client.get(at).text
            sent = {**form, "csrf": hidden(page, "csrf"), "form": f"{hidden(page, 'form')}{path[-3:]}"}
            answer = client.post(path, data=sent)
            assert answer.status_code == 303, answer.text


def hidden(page: str, name: str) -> str:
    """What a form of a page carries in a hidden field."""
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def incidents(town: Town) -> list[str]:
    """The ids of all, the newest first."""
    return [row[0] for row in town.rows("SELECT id FROM incidents ORDER BY suspected_at DESC")]
