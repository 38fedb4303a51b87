"""The founding case with the world around it: what vendors, our own accounts, our changes and others say.

One morning in a small town behind a real Squid. An own account of which nothing comes any more is named. Then
Facebook's names are lost; its vendor says so after us, and two other organisations see it too. At last our
own filter turns YouTube away, and the change that did it stands beside the incident. Everything is real but
the people and the pages of the vendor. (That probes alone tell of a night is in test_watched_night.py.)
"""

import asyncio
import json
import os
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import URL

from api.actions import ActionDoor
from api.domain.rights import Grant, Right
from api.people.store import opened_people
from infra.broker import leash
from monitors.domain.accounts.actions import DeclareAccount
from tests import squid_proxy
from tests.aid_houses import AidHouse
from tests.hub_process import HubChild
from tests.live_stack import LiveStack
from tests.monitoring import eventually
from tests.room_actions import do
from tests.squid_town import Town, townspeople
from tests.watched_world import InThread, Vendor, held, vendor_at

pytestmark = [pytest.mark.kafka, pytest.mark.squid, pytest.mark.timeout(900)]

CALM_SECONDS: Final = 30.0
PATIENCE_SECONDS: Final = 180.0
HOUR_MS: Final = 3_600_000
QUIET_HOURS: Final = 14
DAYS: Final = 13
CHANGED: Final = "Rules of March: video"

VENDOR_WELL: Final = {"status": {"indicator": "none"}, "components": []}
VENDOR_ADMITS: Final = {
    "status": {"indicator": "critical"},
    "components": [{"name": "Facebook", "status": "major_outage"}],
}


@dataclass
class Morning:
    """What the hub of the town told at the end of each part of its morning."""

    outage: Mapping[str, Any] = field(default_factory=dict)
    platform: Mapping[str, Any] = field(default_factory=dict)
    silence: Mapping[str, Any] = field(default_factory=dict)
    filtered: Mapping[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass
class Northbridge:
    """The town's own Holdfast: its hub with a door, its watch, and the two others that it hears."""

    kafka: str
    prefix: str
    folder: Path
    ending: ExitStack
    key: str = ""
    url: str = ""

    def begin(self, vendor: Vendor) -> None:
        """Start the hub, the watch, and the exchange with two organisations for which Facebook fails."""
        with opened_people(
            URL.create("sqlite", database=str(self.folder / "hub.db")), now_ms=_now_ms
        ) as people:
            person = people.add("operations", "Operations", "a long enough pass phrase")
            people.accounts.grant(person.number, Grant("operations"))
            rights = {Right.SEE_INCIDENTS, Right.SEE_PLATFORMS, Right.SEND_EVENTS}
            self.key, _ = people.keys.make(person.number, "town", [Grant("operations")], rights, 1)
        child = HubChild(self.kafka, self.prefix, self.folder, "--port", "0")
        self.ending.callback(child.kill)
        self.url = child.showing().rstrip("/")
        watch = self.folder / "watch.toml"
        watch.write_text(
            'contact = "it@city.example"\n[status_pages]\nplatforms = ["facebook"]\nevery_seconds = 30\n'
            "timeout_seconds = 10\n"
            '[[status_page]]\nplatform = "facebook"\nkind = "statuspage"\n'
            f'url = "{vendor.url}/summary.json"\n'
            "[probes]\nplatforms = []\n",
            encoding="utf-8",
        )
        self.holdfast(
            "watch", "--settings", str(watch), "--broker", self.kafka, "--prefix", self.prefix, wait=False
        )
        self._hear_others()

    def _hear_others(self) -> None:
        others = [
            AidHouse(name, self.folder / name, self.kafka, f"{self.prefix}{name}.", self.ending)
            for name in ("riverton", "lakeside")
        ]
        for house in others:
            house.prepare("failing", "northbridge")
            house.begin()
        AidHouse("northbridge", self.folder, self.kafka, self.prefix, self.ending).exchange(others, [])

    def holdfast(self, *words: str, wait: bool) -> None:
        """Run a command: to its end, or until the end of the test."""
        said = self.ending.enter_context((self.folder / f"{words[0]}.txt").open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), sys.executable, "-c",
             "from infra.cli import main; main()", *words],
            stdout=said, stderr=said,
            env={name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")},
        )  # fmt: skip
        if wait:
            assert process.wait(60) == 0, (self.folder / f"{words[0]}.txt").read_text()
            return
        self.ending.callback(process.wait)
        self.ending.callback(process.kill)

    def wrote_for_weeks(self) -> None:
        """Citizens wrote to our account every hour, day and night, until some hours ago."""
        last_ms = _now_ms() - QUIET_HOURS * HOUR_MS
        events = [
            {
                "specversion": "1.0",
                "id": f"message-{hour}",
                "source": "/inbox",
                "type": "holdfast.account.activity",
                "time": _rfc3339(last_ms - hour * HOUR_MS),
                "data": {
                    "platform": "facebook",
                    "account": "City",
                    "direction": "inbound",
                    "form": "message",
                    "thread": f"citizen-{hour}",
                },
            }
            for hour in range(DAYS * 24)
        ]
        answer = httpx.post(
            f"{self.url}/events",
            content=json.dumps(events),
            headers=self._head() | {"Content-Type": "application/cloudevents-batch+json"},
            timeout=30,
        )
        assert answer.is_success, answer.text
        _until(lambda: self._heard() == len(events), "that our account was written to")

    def _heard(self) -> int:
        """How many conversations with our account are known."""
        file = self.folder / "judged.db"
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
            return int(opened.execute("SELECT count(*) FROM account_conversations").fetchone()[0])

    def declare_account(self) -> None:
        """The unit says that this account is its own."""
        said = do(DeclareAccount, "unit", unit="Communications", platform="facebook", name="City")

        async def tell() -> None:
            async with ActionDoor(self.kafka, self.prefix) as door:
                await door.send(said)

        asyncio.run(tell())

    def incident(self, cause: str, **known: object) -> dict[str, Any] | None:
        """The confirmed incident of a cause of which all this is told; None while there is none."""
        told = httpx.get(f"{self.url}/api/v1/incidents", headers=self._head(), timeout=30).json()["items"]
        return next(
            (
                each
                for each in told
                if each["cause"] == cause
                and each["detected_at"] is not None
                and all(each[name] == value for name, value in known.items())
            ),
            None,
        )

    def platform(self, name: str) -> dict[str, Any]:
        """A platform as it stands now."""
        told = httpx.get(f"{self.url}/api/v1/platforms", headers=self._head(), timeout=30).json()["items"]
        found: dict[str, Any] = next(each for each in told if each["platform"] == name)
        return found

    def _head(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _rfc3339(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat()


def _until(condition: Callable[[], object], what: str) -> None:
    eventually(condition, what, PATIENCE_SECONDS)


def live_through(north: Northbridge, town: Town, vendor: Vendor) -> Morning:
    """The whole morning."""
    morning = Morning()
    _until(lambda: north.incident("account"), "that nothing comes from our account")
    morning.silence = north.incident("account") or {}

    town.lose_names("facebook.com")
    _until(lambda: north.incident("platform"), "that Facebook is down")
    vendor.tells("/summary.json", json.dumps(VENDOR_ADMITS).encode())
    _until(lambda: (north.incident("platform") or {}).get("vendor_said_at"), "that the vendor says so")
    morning.outage = north.incident("platform") or {}
    morning.platform = north.platform("facebook")
    town.recover()

    table = north.folder / "changes.csv"
    row = f'{_rfc3339(_now_ms())},filter,"{CHANGED}",youtube,,CHG-17\n'
    table.write_text(f"at,system,title,platforms,sites,reference\n{row}", encoding="utf-8")
    north.holdfast(
        "changes", "import", str(table), "--broker", north.kafka, "--prefix", north.prefix, wait=True
    )
    town.filter("youtube.com")
    _until(
        lambda: (north.incident("policy") or {}).get("candidates"), "that our filter was changed just before"
    )
    morning.filtered = north.incident("policy") or {}
    return morning


@pytest.fixture(scope="module")
def morning(kafka: str) -> Iterator[Morning]:
    if squid_proxy.PROGRAM is None:
        pytest.skip("Squid is not installed; `apt-get install squid` lets this run")
    with ExitStack() as ending:
        # Not pytest's own folder: its parents are closed to the user that Squid runs as.
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="holdfast-town-")))
        folder.chmod(0o755)
        there = ending.enter_context(InThread())
        vendor = ending.enter_context(held(there, vendor_at()))
        vendor.tells("/summary.json", json.dumps(VENDOR_WELL).encode())
        prefix, own = f"world-{secrets.token_hex(4)}.", folder / "own"
        own.mkdir()
        stack = LiveStack(kafka, prefix, f"sqlite:///{own}/judged.db", own)
        squids = folder / "squid"
        squids.mkdir(mode=0o755)
        town = Town(squids, townspeople())
        with town, stack.following(town.log, town.directory, town.units):
            north = Northbridge(kafka, prefix, own, ending)
            _until((own / "judged.db").exists, "the monitors' database")
            north.begin(vendor)
            time.sleep(CALM_SECONDS)  # the town lives in real time; this is how long the calm lasts
            north.wrote_for_weeks()
            north.declare_account()
            lived = live_through(north, town, vendor)
            lived.faults = town.faults
            yield lived


def test_the_outage_says_how_long_the_vendor_was_behind_us(morning: Morning) -> None:
    assert morning.outage["platforms"] == ["facebook"]
    assert 0 < morning.outage["vendor_lag_seconds"] < PATIENCE_SECONDS


def test_two_other_organisations_see_it_too(morning: Morning) -> None:
    assert morning.platform["others"] == {"failing": 2, "using": 2}
    assert morning.outage["others"] == {"failing": 2, "using": 2}


def test_an_account_of_which_nothing_comes_any_more_is_an_incident_of_its_own(morning: Morning) -> None:
    assert (morning.silence["cause"], morning.silence["platforms"]) == ("account", ["facebook"])


def test_our_own_filter_is_the_cause_and_its_change_stands_beside_it(morning: Morning) -> None:
    assert morning.filtered["platforms"] == ["youtube"]
    [candidate] = morning.filtered["candidates"]
    assert CHANGED in json.dumps(candidate)
    assert candidate["confidence"] == "likely"


def test_the_town_was_alive_all_the_time(morning: Morning) -> None:
    assert morning.faults == []
