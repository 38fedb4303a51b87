"""A collector and a worker of the monitors behind one log, as processes of their own, and what they say."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine, inspect, select

from infra.broker import leash
from infra.database_address import VARIABLE
from monitors.adapters.database import stated_url
from monitors.adapters.sql_incidents import INCIDENTS, incident_of
from monitors.domain.outage.records import Incident
from tests.monitoring import MonitorsChild

CLOSED = {"resolved", "false-alarm"}


@dataclass
class LiveStack:
    """Where a log's evidence goes: the topics behind a prefix on one broker, and one database."""

    bootstrap: str
    prefix: str
    database: str
    folder: Path

    @contextmanager
    def following(self, log: Path, directory: Path, units: Path) -> Iterator[MonitorsChild]:
        """Collect and judge the log until the end of the block."""
        with ExitStack() as ending:
            said = ending.enter_context((self.folder / "collector.txt").open("wb"))
            arguments = [str(log), "--source", "proxy", "--directory", str(directory), "--units", str(units)]
            arguments += ["--key", str(self.folder / "pseudonyms.key"), "--processes", "1"]
            arguments += ["--broker", self.bootstrap, "--prefix", self.prefix]
            collector = subprocess.Popen(
                [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), sys.executable, "-c",
                 "from infra.cli import main; main()", "collect", *arguments],
                stdout=said, stderr=said,
                env={name: value for name, value in os.environ.items() if name != "HOLDFAST_KAFKA"},
            )  # fmt: skip
            ending.callback(collector.wait)
            ending.callback(collector.kill)
            worker = MonitorsChild(self.bootstrap, self.prefix, self.database, self.folder / "monitors.txt")
            ending.callback(worker.kill)
            yield worker

    @cached_property
    def _engine(self) -> Engine:
        """How anybody may read the database; not as a writer, who would lock SQLite's file."""
        return create_engine(stated_url({VARIABLE: self.database}), poolclass=NullPool)

    def incidents(self) -> list[Incident]:
        """Every incident as it now stands, the earliest first; none while there are no tables."""
        with self._engine.connect() as connection:
            if not inspect(connection).has_table(INCIDENTS.name):
                return []
            found = [incident_of(row) for row in connection.execute(select(INCIDENTS)).mappings()]
        return sorted(found, key=lambda incident: (incident.started_at_ms or 0, incident.id))

    def confirmed(self) -> list[Incident]:
        """Incidents that were confirmed, whether they still last or not."""
        return [incident for incident in self.incidents() if incident.detected_at_ms is not None]

    def still_open(self) -> list[Incident]:
        """Incidents that last."""
        return [incident for incident in self.incidents() if incident.state not in CLOSED]
