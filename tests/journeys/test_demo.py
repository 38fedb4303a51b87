"""`holdfast demo`, as somebody runs it who has just cloned the project: it ends by itself, or when told."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.holdfast_process import holdfast, left_behind, rest

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(420), pytest.mark.usefixtures("kafka_programs")]

PATIENCE_SECONDS = 360.0


@contextmanager
def demo(folder: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A demonstration in a folder, without a terminal; killed if it is still there at the end."""
    environment = {**os.environ, "HOLDFAST_KAFKA": "127.0.0.1:9", "COLUMNS": "100", "TERM": "dumb"}
    told = ["demo", "--folder", str(folder), "--people", "80", "--days", "0.05", *arguments]
    with holdfast(*told, environment=environment, patience_seconds=PATIENCE_SECONDS) as process:
        yield process


def read_until(process: "subprocess.Popen[str]", pattern: str) -> str:
    """Everything said up to the first line that fits; AssertionError if it ends before."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if re.search(pattern, line):
            return said
    raise AssertionError(f"it never said {pattern!r}:\n{said}")


def test_three_people_come_in_on_pages_of_their_own(tmp_path: Path) -> None:
    with demo(tmp_path / "demo", "--seconds", "60") as process:
        said = read_until(process, r"^7 ")
        links = re.findall(r"http://127\.0\.0\.1:\d+/demonstration/\S+", said)
        opened = {}
        for link in links:
            with httpx.Client(follow_redirects=True) as browser:
                answer = browser.get(link, headers={"accept": "text/html"})
                opened[answer.url.path] = answer.status_code
                unknown = browser.get(f"{link}x", headers={"accept": "text/html"})
                assert unknown.status_code == 404
        process.send_signal(signal.SIGINT)
        rest(process)

    assert opened == {"/": 200, "/register": 200, "/units/Communications": 200}


def test_it_ends_by_itself_with_sums_that_agree_and_a_report(tmp_path: Path) -> None:
    folder = tmp_path / "demo"

    with demo(folder, "--seconds", "6") as process:
        said = rest(process)

        assert process.wait() == 0, said
    steps = re.findall(r"^(\d+) +(\w+)  ", said, re.MULTILINE)
    assert [title for _, title in steps] == [
        "Broker", "Topics", "Proxy", "Collector", "Monitors", "Hub", "Live", "Sums", "Reliance", "Snapshot",
    ]  # fmt: skip
    sums = re.search(r"made ([\d,]+) .* Kafka holds ([\d,]+), .* database ([\d,]+):", " ".join(said.split()))
    assert sums is not None
    made, sent, kept = sums.groups()
    assert made == sent == kept
    assert int(made.replace(",", "")) > 100
    assert (folder / "report.html").as_uri() in said
    assert "Facebook" in (folder / "report.html").read_text(encoding="utf-8")
    assert "      holdfast snapshot access.log --html report.html" in said
    assert not (folder / "broker").exists()
    assert left_behind(folder) == []


def test_an_outage_breaks_out_live_is_confirmed_and_mends(tmp_path: Path) -> None:
    with demo(tmp_path / "demo", "--people", "400") as process:
        said = read_until(process, "Now the name servers lose Facebook")
        said += read_until(process, "Confirmed: Facebook failed")
        said += read_until(process, "Now they know Facebook again|Recovering")
        said += rest(process)

        assert process.wait() == 0, said
    words = " ".join(said.split())
    assert "so the fault lies with Facebook" in words
    assert "Whose fault: the platform" in words
    assert "Recovering: Facebook" in words
    assert "the same, to the last request" in words
    assert "Facebook failed" in words.partition("What broke")[2]


def test_ctrl_c_ends_the_watching_and_the_story_is_told_to_its_end(tmp_path: Path) -> None:
    folder = tmp_path / "demo"

    with demo(folder, "--forever") as process:
        said = read_until(process, "in the last minute")
        process.send_signal(signal.SIGINT)
        said += rest(process)

        assert process.wait() == 0, said
    assert "the same, to the last request" in " ".join(said.split())
    assert left_behind(folder) == []


def test_a_termination_leaves_nothing_running(tmp_path: Path) -> None:
    folder = tmp_path / "demo"

    with demo(folder, "--forever") as process:
        said = read_until(process, "in the last minute")
        process.terminate()
        said += rest(process)

        assert process.wait() == 130, said
    assert "Nothing is left running" in said
    assert left_behind(folder) == []


def test_a_folder_that_vanishes_ends_it_with_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "demo"

    with demo(folder, "--seconds", "6") as process:
        said = read_until(process, "in the last minute")
        folder.rename(tmp_path / "moved")
        after = rest(process)

        assert process.wait() == 75, said + after
    assert "was removed while it was in use" in after or "is gone" in after
    assert "Traceback" not in said + after
    assert "aiokafka" not in said + after
    assert left_behind(folder) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine", encoding="utf-8")

    with demo(tmp_path) as process:
        said = rest(process)

        assert process.wait() == 2
    assert "is not an empty folder" in said
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "mine"
