"""A real hub on a real Kafka: what each door is told stands on `evidence.signals`, and no word of it."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import URL

from api.domain.rights import Grant, Right
from api.people.store import opened_people
from infra.database_address import sqlite_address
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.contracts.signals import AccountActivity, Demand, Logged, OwnChange, decode_logged
from streams.contracts.topics import SIGNALS
from streams.doors.domain.deliveries import Hook
from tests.door_deliveries import (
    CANARY,
    CHANGE,
    DEMAND,
    HOOKS,
    SECRET,
    TOKEN,
    TOPIC,
    cloud_event,
    json_bytes,
    linkedin_comment,
    message_to_page,
    signed,
    slack_message,
    video,
)
from tests.hub_process import HubChild
from tests.monitoring import MonitorsChild, eventually

pytestmark = pytest.mark.kafka

SETTINGS = f"""
metrics_from = ["127.0.0.0/8"]
[[webhook]]
name = "meta"
kind = "meta"
platform = "facebook"
account = "City"
secret_file = "shared.secret"
verify_token_file = "meta.token"

[[webhook]]
name = "slack"
kind = "slack"
platform = "slack"
account = "Team"
secret_file = "shared.secret"

[[webhook]]
name = "youtube"
kind = "youtube"
platform = "youtube"
account = "Channel"
secret_file = "shared.secret"
topic = "{TOPIC}"

[[webhook]]
name = "linkedin"
kind = "linkedin"
platform = "linkedin"
account = "Page"
secret_file = "shared.secret"

[[webhook]]
name = "ours"
kind = "hmac"
secret_file = "shared.secret"
timestamp_header = "X-Time"
takes = ["change"]
"""

Start = Callable[[], HubChild]


@pytest.fixture
def start(kafka: str, topic_prefix: str, tmp_path: Path) -> Iterator[Start]:
    """Starts hubs on one folder, and ends them with the test."""
    for name, secret in (("shared.secret", SECRET), ("meta.token", TOKEN)):
        (tmp_path / name).write_bytes(secret + b"\n")
        (tmp_path / name).chmod(0o600)
    (tmp_path / "hub.toml").write_text(SETTINGS, encoding="utf-8")
    begun: list[HubChild] = []

    def started() -> HubChild:
        options = ("--settings", str(tmp_path / "hub.toml"), "--port", "0")
        begun.append(HubChild(kafka, topic_prefix, tmp_path, *options))
        return begun[-1]

    yield started
    for each in begun:
        each.kill()


def on_kafka(kafka: str, prefix: str) -> list[Logged]:
    """Everything on `evidence.signals`."""

    async def read() -> list[Logged]:
        log = KafkaEvidenceLog(kafka, "collector.reader", prefix=prefix)
        await log.recover()
        try:
            return [decode_logged(message.value) for message in await log.read_all(SIGNALS.name)]
        finally:
            await log.close()

    return asyncio.run(read())


def bodies() -> dict[str, bytes]:
    """A body for each hook, of today."""
    now_ms = time.time_ns() // 1_000_000
    comment = linkedin_comment()
    comment["notifications"][0]["lastModifiedAt"] = now_ms
    today = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    return {
        "meta": json_bytes(message_to_page(at_ms=now_ms)),
        "slack": json_bytes(slack_message()),
        "youtube": video(at=today),
        "linkedin": json_bytes(comment),
        "ours": json_bytes(cloud_event("own-change", CHANGE, time=today)),
    }


def deliver(address: str, hook: Hook, body: bytes, at_ms: int) -> int:
    """What the hub answers."""
    delivery = signed(hook, body, at_ms)
    answer = httpx.post(
        f"{address}hooks/{hook.name}", content=body, headers=dict(delivery.headers), trust_env=False
    )
    return answer.status_code


def key_for(folder: Path) -> str:
    """A key that may send events."""
    url = URL.create("sqlite", database=str(folder / "hub.db"))
    with opened_people(url, now_ms=lambda: time.time_ns() // 1_000_000) as people:
        person = people.add(
            "telephony", "Telephony", "a long enough pass phrase", grants=[Grant("operations")]
        )
        words, _ = people.keys.make(person.number, "k", [Grant("operations")], [Right.SEND_EVENTS], 1)
    return words


def test_what_each_door_is_told_stands_on_kafka_once_and_survives_a_kill(
    kafka: str, topic_prefix: str, tmp_path: Path, start: Start
) -> None:
    hub = start()
    address, now_ms, told = hub.showing(), time.time_ns() // 1_000_000, bodies()
    for name, hook in HOOKS.items():
        assert deliver(address, hook, told[name], now_ms) == 200
    headers = {"Authorization": f"Bearer {key_for(tmp_path)}", "content-type": "application/cloudevents+json"}
    demand = json_bytes(cloud_event("demand", DEMAND))
    assert httpx.post(f"{address}events", content=demand, headers=headers, trust_env=False).status_code == 200

    hub.kill()
    address = start().showing()
    again = {name: deliver(address, hook, told[name], now_ms) for name, hook in HOOKS.items()}

    assert again == {"meta": 200, "slack": 409, "youtube": 200, "linkedin": 200, "ours": 409}
    events = on_kafka(kafka, topic_prefix)
    assert sorted(each.source for each in events if isinstance(each, AccountActivity)) == [
        "hook:linkedin",
        "hook:meta",
        "hook:slack",
        "hook:youtube",
    ]
    assert [each.title for each in events if isinstance(each, OwnChange)] == ["Rules of May"]
    assert [each.count for each in events if isinstance(each, Demand)] == [40]
    assert len(events) == 6
    for file in tmp_path.iterdir():
        assert CANARY.encode() not in file.read_bytes()
    assert (tmp_path / "posts.key").stat().st_mode & 0o777 == 0o600


def test_while_kafka_is_away_deliveries_are_asked_for_again(tmp_path: Path, start: Start) -> None:
    start().kill()
    nowhere = HubChild(
        "127.0.0.1:9", "holdfast.", tmp_path, "--settings", str(tmp_path / "hub.toml"), "--port", "0"
    )
    try:
        address = nowhere.showing()
        assert deliver(address, HOOKS["meta"], bodies()["meta"], 0) == 503
    finally:
        nowhere.kill()


@pytest.mark.usefixtures("start")
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ('secret_file = "open.secret"', "chmod 600"),
        ('secret_file = "none.secret"', "There is no file"),
        ('secret_file = "shared.secret"\nplatform = "frendbook"', "catalogue list"),
        ('secret_file = "shared.secret"\nkind = "pigeon"', "there are meta, slack"),
        ('secret_file = "shared.secret"\nsecret = "here"', "secret"),
    ],
)
def test_settings_that_cannot_be_are_said_to_be_so_before_anything_is_started(
    tmp_path: Path, wrong: str, says: str
) -> None:
    (tmp_path / "open.secret").write_bytes(SECRET)
    (tmp_path / "open.secret").chmod(0o644)
    stated = '[[webhook]]\nname = "a"\naccount = "City"\n' + wrong
    stated += "" if "kind" in wrong else '\nkind = "slack"'
    stated += "" if "platform" in wrong else '\nplatform = "slack"'
    (tmp_path / "wrong.toml").write_text(stated, encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from infra.cli import main; main()",
        "hub",
        "--check",
        "--broker",
        "127.0.0.1:1",
    ]
    told = subprocess.run(
        [*command, "--settings", str(tmp_path / "wrong.toml")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOLDFAST_HUB_DATABASE": sqlite_address(tmp_path / "hub.db")},
    )
    assert told.returncode in {65, 66}
    assert says in told.stderr
    assert SECRET.decode() not in told.stderr


def test_a_key_of_numbers_that_others_can_read_keeps_the_hub_from_starting(
    tmp_path: Path, start: Start
) -> None:
    (tmp_path / "posts.key").write_text("1 " + "0" * 64 + "\n", encoding="ascii")
    (tmp_path / "posts.key").chmod(0o644)
    hub = start()
    assert hub.process.wait(60) == 65
    assert "chmod 600" in hub.said.read_text(encoding="utf-8")


def test_a_table_of_changes_is_sent_and_again_it_is_the_same(
    kafka: str, topic_prefix: str, tmp_path: Path
) -> None:
    file = tmp_path / "changes.csv"
    file.write_text("at,system,title\n2026-05-28T20:26:40Z,filter,Rules of May\n", encoding="utf-8")
    command = [sys.executable, "-c", "from infra.cli import main; main()", "changes", "import", str(file)]
    for _ in range(2):
        subprocess.run(
            [*command, "--broker", kafka, "--prefix", topic_prefix], check=True, capture_output=True
        )
    first, again = on_kafka(kafka, topic_prefix)
    assert isinstance(first, OwnChange)
    assert first == again


def test_a_connection_that_ends_in_the_middle_of_a_body_is_counted_as_cut_short(start: Start) -> None:
    address = start().showing()
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    head = f"POST /hooks/meta HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f'{head}Content-Length: 500\r\n\r\n{{"object":'.encode())

    def is_counted() -> bool:
        page = httpx.get(f"{address}metrics", trust_env=False).text
        return 'holdfast_hook_deliveries_total{hook="meta",outcome="truncated"} 1.0' in page

    eventually(is_counted, "the delivery is counted")


ALERTMANAGER = """\
route: {{receiver: holdfast, group_wait: 0s, group_interval: 1s}}
receivers:
  - name: holdfast
    webhook_configs:
      - url: {address}events/alerts
        http_config: {{authorization: {{credentials_file: {key}}}}}
"""


@contextmanager
def alertmanager(folder: Path, address: str, key: str) -> Iterator[str]:
    """Debian's own, which sends to a hub; where it listens."""
    program = shutil.which("prometheus-alertmanager")
    if program is None:
        pytest.skip("no Alertmanager here; install Debian's prometheus-alertmanager")
    (folder / "holdfast.key").write_text(key, encoding="utf-8")
    config = folder / "alertmanager.yml"
    config.write_text(ALERTMANAGER.format(address=address, key=folder / "holdfast.key"), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            program,
            f"--config.file={config}",
            f"--storage.path={folder / 'alerts'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
            "--log.level=error",
        ]
    )

    def is_ready() -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/-/ready", trust_env=False).is_success
        return False

    try:
        eventually(is_ready, "Alertmanager answers")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def test_a_real_alertmanagers_alert_is_a_note_on_kafka(
    kafka: str, topic_prefix: str, tmp_path: Path, start: Start
) -> None:
    address = start().showing()
    alert = {
        "labels": {"alertname": "PacFileChanged", "platform": "facebook", "system": "proxy"},
        "annotations": {"summary": "A new PAC file"},
    }
    with alertmanager(tmp_path, address, key_for(tmp_path)) as url:
        other = {"labels": {"alertname": "DiskFull"}}
        httpx.post(f"{url}/api/v2/alerts", json=[alert, other], trust_env=False).raise_for_status()

        def is_noted() -> bool:
            page = httpx.get(f"{address}metrics", trust_env=False).text
            return 'holdfast_hook_deliveries_total{hook="alerts",outcome="taken"}' in page

        eventually(is_noted, "the alert is taken")
    (note,) = on_kafka(kafka, topic_prefix)
    assert isinstance(note, OwnChange)
    assert (note.title, note.system, note.platforms) == (
        "PacFileChanged: A new PAC file",
        "proxy",
        ["facebook"],
    )


def permission(verb: str, ago_seconds: int) -> bytes:
    """Somebody at Meta took a permission from our app, or gave it back."""
    change = {"field": "pages_messaging", "value": {"verb": verb, "target_ids": ["page-1"]}}
    entry = {"id": "page-1", "time": int(time.time()) - ago_seconds, "changes": [change]}
    return json_bytes({"object": "permissions", "entry": [entry]})


def test_a_permission_that_meta_takes_away_is_an_incident_until_it_is_given_back(
    kafka: str, topic_prefix: str, tmp_path: Path, start: Start
) -> None:
    address, database = start().showing(), sqlite_address(tmp_path / "judged.db")
    headers = {"Authorization": f"Bearer {key_for(tmp_path)}", "content-type": "application/cloudevents+json"}
    well = {"platform": "x", "state": "operational"}
    status = cloud_event("vendor.status", well)
    del status["time"]
    worker = MonitorsChild(kafka, topic_prefix, database, tmp_path / "monitors.txt")
    try:
        assert deliver(address, HOOKS["meta"], permission("revoke", 900), 0) == 200
        assert deliver(address, HOOKS["meta"], permission("grant", 600), 0) == 200
        # without a log nothing but a later event says that time has passed
        told = httpx.post(f"{address}events", content=json_bytes(status), headers=headers, trust_env=False)
        assert told.status_code == 200
        eventually(lambda: worker.events("incident-resolved"), "the account is well again")
    finally:
        worker.kill()
    (told_of,) = worker.events("incident-confirmed")
    assert (told_of["cause"], told_of["platforms"]) == ("account", ["Facebook"])
