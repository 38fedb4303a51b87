"""Monitors and hub as processes of their own on a real Kafka, and people at them in a real browser."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from api.entrances import Entrance, write_entrances
from infra.database_address import HUB_VARIABLE, VARIABLE, sqlite_address
from tests.holdfast_process import holdfast

UNITS = "unit,parent,people\nCity,,\nCitizen Services,City,40\nParks,City,30\nElections,City,6\n"


@dataclass
class RunningHub:
    """A hub that runs, and a browser."""

    address: str
    browser: Browser

    def of(self, key: str) -> Page:
        """The page on which somebody's entrance opens, alive."""
        page = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-CA").new_page()
        page.goto(f"{self.address}demonstration/{key}")
        page.wait_for_selector("#live-state[data-state='live']")
        return page


@contextmanager
def running(folder: Path, kafka: str, prefix: str, people: Mapping[str, Entrance]) -> Iterator[str]:
    """Monitors and hub on the databases of a folder; where the hub's pages are."""
    units = folder / "units.csv"
    units.write_text(UNITS, encoding="utf-8")
    write_entrances(folder / "entrances.json", people)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    environment |= {
        VARIABLE: sqlite_address(folder / "judged.db"),
        HUB_VARIABLE: sqlite_address(folder / "hub.db"),
    }
    shared = ["--broker", kafka, "--prefix", prefix, "--units", str(units)]
    show = ["--port", "0", "--demonstration", str(folder / "entrances.json")]
    with ExitStack() as stack:
        worker = holdfast("monitors", *shared, environment=environment, patience_seconds=200)
        _until(stack.enter_context(worker), "judging")
        hub = holdfast("hub", *shared, *show, environment=environment, patience_seconds=200)
        yield _until(stack.enter_context(hub), "showing")["address"]


def _until(process: "subprocess.Popen[str]", event: str) -> dict[str, str]:
    """What a part says with this event. AssertionError where it ends before."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        told: dict[str, str] = json.loads(line) if line.startswith("{") else {}
        if told.get("event") == event:
            return told
    raise AssertionError("".join(said))
