"""Organisations that help one another: each with its databases, its hub, its exchange, and its own topics."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import URL

from api.domain.rights import Grant, Right
from api.people.store import opened_people
from infra.broker import leash
from monitors.adapters.sql_store import opened_store
from monitors.domain.outage.records import SourceRow
from monitors.domain.published.periods import Period
from monitors.domain.published.records import METHOD, PublishedPeriod, PublishedPlatform
from monitors.domain.usage_rows import MINUTE_COUNTS, MinuteKey
from monitors.published_rows import PublishedWork
from monitors.store import Work
from streams.aid.keys import make_key
from tests.hub_process import HubChild
from tests.hubs import SIGNALS
from tests.stored_work import change, incident

MINUTE_MS: Final = 60_000
PEOPLE: Final = 40


def week_of(people: dict[str, int | None]) -> PublishedWork:
    """A closed week in which so many people used each platform."""
    period = Period("week", date(2026, 3, 2))
    platforms = [
        PublishedPlatform(
            period=period,
            platform=platform,
            k=10,
            requests=4_000,
            people=number,
            units=None,
            bytes_down=0,
            bytes_up=0,
            outcomes={"ok": 4_000},
            seen_as_embed=0,
            background=None,
            surfaces=(),
            shades={},
            cells=(),
        )
        for platform, number in people.items()
    ]
    told_at = int(datetime(2026, 3, 10, tzinfo=UTC).timestamp() * 1000)
    after = period.first_day + timedelta(days=7)
    told = PublishedPeriod(period, after, told_at, 10, METHOD, "1", None, None, len(platforms))
    return PublishedWork(platforms, [told])


def works_now(state: Literal["failing", "fine"], now_ms: int, people: dict[str, int | None]) -> list[Work]:
    """What stands in the database of an organisation for which Facebook fails, or works."""
    minutes = {
        MinuteKey("facebook", (now_ms // MINUTE_MS - minute) * MINUTE_MS): tuple(
            (dict.fromkeys(MINUTE_COUNTS, 0) | {"ok": 30}).values()
        )
        for minute in range(10)
    }
    source = SourceRow("proxy", "north", now_ms, None, 1, "1", "1")
    down = incident(
        "down", "confirmed", started_at_ms=now_ms - 12 * MINUTE_MS, suspected_at_ms=now_ms - 12 * MINUTE_MS
    )
    changes = [change(down, 1)] if state == "failing" else []
    return [Work(minutes=minutes, sources=[source], changes=changes, published=week_of(people))]


@dataclass
class AidHouse:
    """One organisation; `begin` starts its hub, `exchange` lets it hear the others."""

    name: str
    folder: Path
    kafka: str
    prefix: str
    ending: ExitStack
    public_key: str = ""
    url: str = ""
    keys: dict[str, str] = field(default_factory=dict)

    def prepare(self, state: Literal["failing", "fine"], *peers: str) -> None:
        """Make its databases, its key, and an API key for each peer and for itself."""
        self.folder.mkdir()
        now_ms = time.time_ns() // 1_000_000
        with opened_store(self._database("judged.db")) as store:
            for number, work in enumerate(works_now(state, now_ms, {"facebook": PEOPLE, "x": None})):
                store.commit(SIGNALS, number or None, number + 1, work)
        with opened_people(self._database("hub.db"), now_ms=lambda: now_ms) as people:
            person = people.add("operations", "Operations", "a long enough pass phrase")
            people.accounts.grant(person.number, Grant("operations"))
            for each in (*peers, self.name):
                words, _ = people.keys.make(
                    person.number, each, [Grant("operations")], {Right.HEAR_WORDS, Right.SEE_PLATFORMS}, 1
                )
                self.keys[each] = words
        self.public_key = make_key(self.folder / "aid.key")

    def begin(self) -> None:
        """Start its hub."""
        voice = self.folder / "voice.toml"
        voice.write_text(
            f'name = "{self.name}"\nkey_file = "aid.key"\nplatforms = ["facebook", "x"]\n'
            'not_used = ["threads"]\n',
            encoding="utf-8",
        )
        (self.folder / "hub.toml").write_text('aid = "voice.toml"\n', encoding="utf-8")
        settings = ("--settings", str(self.folder / "hub.toml"), "--port", "0")
        child = HubChild(self.kafka, self.prefix, self.folder, *settings)
        self.ending.callback(child.kill)
        self.url = child.showing().rstrip("/")

    def exchange(self, asked: list["AidHouse"], heard: list["AidHouse"], shared: str = "") -> None:
        """Start its exchange: it asks some hubs itself, and hears others on a shared topic."""
        lines = [f'name = "{self.name}"', f'broker = "{self.kafka}"', f'topic_prefix = "{self.prefix}"']
        lines += ["every_seconds = 15"]
        for peer in (*asked, *heard):
            lines += ["[[peer]]", f'name = "{peer.name}"', f'public_key = "{peer.public_key}"']
            if peer in asked:
                (self.folder / f"{peer.name}.api-key").write_text(peer.keys[self.name], encoding="utf-8")
                lines += [f'url = "{peer.url}"', f'api_key_file = "{peer.name}.api-key"']
        if shared:
            (self.folder / "own.api-key").write_text(self.keys[self.name], encoding="utf-8")
            lines += ["[topic]", f'broker = "{self.kafka}"', f'name = "{shared}"', f'hub = "{self.url}"']
            lines += ['api_key_file = "own.api-key"']
        file = self.folder / "exchange.toml"
        file.write_text("\n".join(lines), encoding="utf-8")
        said = self.ending.enter_context((self.folder / "exchange.txt").open("ab"))
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), sys.executable, "-c",
             "from infra.cli import main; main()", "aid", "exchange", "--settings", str(file)],
            stdout=said, stderr=said,
            env={name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")},
        )  # fmt: skip
        self.ending.callback(child.wait)
        self.ending.callback(child.kill)

    def _database(self, name: str) -> URL:
        return URL.create("sqlite", database=str(self.folder / name))
