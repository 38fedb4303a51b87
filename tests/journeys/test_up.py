"""`holdfast up`, as somebody runs it who has one proxy log and one machine."""

import json
import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from streams.domain.outcomes import Outcome
from tests.holdfast_process import HOLDFAST, holdfast, left_behind, rest
from tests.monitoring import eventually
from tests.watched_world import InThread, held, vendor_at

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(240), pytest.mark.usefixtures("kafka_programs")]

PATIENCE_SECONDS = 150.0


class Up:
    """A running `holdfast up`: what it said, and a way to wait for it to say something."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said: list[dict[str, object]] = []
        self._heard: dict[str, int] = {}

    def until(self, part: str, event: str) -> dict[str, object]:
        """The next event of this name of a part, however it came among those of others.

        AssertionError if everything ends before.
        """
        assert self.process.stdout is not None
        place = self._heard.get(part, 0)
        while True:
            if place == len(self.said):
                line = self.process.stdout.readline()
                if not line:
                    break
                self.said.append(json.loads(line) if line.startswith("{") else {"words": line})
            told = self.said[place]
            place += 1
            if (told.get("part"), told.get("event")) == (part, event):
                self._heard[part] = place
                return told
        raise AssertionError(f"the {part} never came to {event!r}:\n" + "\n".join(map(str, self.said)))


@contextmanager
def up(*arguments: str) -> Iterator[Up]:
    """`holdfast up` with these arguments; killed if it is still there at the end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    with holdfast("up", *arguments, environment=environment, patience_seconds=PATIENCE_SECONDS) as process:
        yield Up(process)


def answers(address: str) -> int:
    """The status that a page answers with."""
    return httpx.get(address).status_code


def judged_requests(database: Path) -> int:
    """The requests in the usage by the hour, without embeds."""
    outcomes = " + ".join(outcome.word for outcome in Outcome)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        [(requests,)] = rows.execute(
            f"select coalesce(sum({outcomes}), 0) from usage_hours where use <> 'no'"  # noqa: S608 (our words)
        ).fetchall()
    return int(requests)


def test_a_part_that_is_killed_comes_back_and_everything_ends_in_good_order(tmp_path: Path) -> None:
    log, data = tmp_path / "access.log", tmp_path / "data"
    written = [
        "--out",
        str(log),
        "--truth",
        str(tmp_path / "truth.json"),
        "--lines",
        "4000",
        "--people",
        "80",
    ]
    subprocess.run([*HOLDFAST, "simulate", *written], check=True)
    asked = json.loads((tmp_path / "truth.json").read_bytes())["requests_counted"]

    with up(str(log), "--data", str(data), "--heap", "256", "--port", "0") as running:
        running.until("collector", "running")
        pages = str(running.until("hub", "showing")["address"])
        eventually(lambda: answers(f"{pages}readyz") == 200, "the hub hears changes and reads the database")
        assert answers(pages) == 303, "whoever has not signed in is asked to"
        first = running.until("monitors", "running")
        pid = re.search(r"process (\d+)", str(first["told"]))
        assert pid is not None
        os.kill(int(pid[1]), signal.SIGKILL)
        running.until("monitors", "restarting")
        running.until("monitors", "running")
        eventually(lambda: judged_requests(data / "judged.db") == asked, "every request is judged")
        running.process.send_signal(signal.SIGINT)
        stops = [running.until(part, "stopped") for part in ("hub", "monitors", "collector", "broker")]
        said = rest(running.process)

        assert running.process.wait() == 0, said
    assert [one for one in running.said if one.get("event") == "stopped"] == stops
    assert left_behind(tmp_path) == []
    assert judged_requests(data / "judged.db") == asked > 0


def test_settings_that_cannot_be_used_are_told_with_their_status_before_kafka_is_started(
    tmp_path: Path,
) -> None:
    settings = tmp_path / "collector.toml"
    settings.write_text(
        '[[source]]\nname = "north"\npath = "access.log"\ncolour = "blue"\n', encoding="utf-8"
    )

    with up("--settings", str(settings), "--data", str(tmp_path / "data"), "--heap", "256") as running:
        said = rest(running.process)

        assert running.process.wait() == 65, said
    assert "there is no setting called colour" in said
    assert not (tmp_path / "data" / "broker").exists()
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        ((), 2, "Name a log to follow"),
        (("access.log", "--directory", "nobody.csv"), 66, "There is no file nobody.csv"),
    ],
)
def test_what_is_missing_is_said_before_anything_starts(
    arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    with up(*arguments) as running:
        said = rest(running.process)

        assert running.process.wait() == status
    assert sentence in said


def test_a_watch_that_lies_in_the_data_folder_runs_beside_the_others(tmp_path: Path) -> None:
    log, data = tmp_path / "access.log", tmp_path / "data"
    log.write_bytes(b"")
    data.mkdir(mode=0o700)
    with InThread() as there, held(there, vendor_at()) as vendor:
        vendor.tells("/summary.json", b'{"status": {"indicator": "major"}}')
        (data / "watch.toml").write_text(
            'contact = "it@city.example"\n[status_pages]\nplatforms = ["slack"]\n[[status_page]]\n'
            f'platform = "slack"\nkind = "statuspage"\nurl = "{vendor.url}/summary.json"\n',
            encoding="utf-8",
        )
        with up(str(log), "--data", str(data), "--heap", "256", "--port", "0") as running:
            running.until("watch", "running")
            told = running.until("watch", "vendor-says")
            running.process.send_signal(signal.SIGTERM)
            said = rest(running.process)

            assert running.process.wait() == 0, said
    assert (told["platform"], told["state"]) == ("slack", "outage")
    assert left_behind(tmp_path) == []
