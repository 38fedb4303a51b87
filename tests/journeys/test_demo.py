"""`holdfast demo`, as somebody runs it who has just cloned the project: it ends by itself, or when told."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browsers import chromium
from tests.holdfast_process import holdfast, left_behind, rest
from tests.monitoring import eventually

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


@dataclass
class Visitor:
    """One of the three, in a browser of their own, on the page where they came in."""

    page: Page
    address: str
    path: str

    def read(self, path: str) -> str:
        """What a page of the hub shows to them."""
        answer = self.page.request.get(self.address + path)
        assert answer.ok, f"{path}: {answer.status}"
        return answer.text()

    def status(self, path: str, **fields: str) -> int:
        """What comes of a form that they send, though their page has none."""
        [csrf, *_] = re.findall(r'name="csrf" value="([^"]+)"', self.read("/"))
        form: dict[str, str | float | bool] = {**fields, "csrf": csrf}
        return self.page.request.post(self.address + path, form=form, max_redirects=0).status

    def status_of_action(self, **action: str) -> int:
        """The same by the API, with their own session."""
        [csrf, *_] = re.findall(r'name="csrf" value="([^"]+)"', self.read("/"))
        told = self.page.request.post(
            f"{self.address}/api/v1/actions", data=action, headers={"X-CSRF-Token": csrf}
        )
        return told.status


def come_in(browser: Browser, link: str) -> Visitor:
    """Follow one of the links that the demonstration prints."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-CA").new_page()
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 200
    opened = urlsplit(page.url)
    return Visitor(page, f"{opened.scheme}://{opened.netloc}", opened.path)


@pytest.mark.browser
def test_three_people_come_in_and_see_the_outage_begin_explained_with_clocks_that_count(
    tmp_path: Path,
) -> None:
    with demo(tmp_path / "demo", "--forever", "--people", "400") as process, chromium() as browser:
        said = read_until(process, r"^7 ")
        links = re.findall(r"http://127\.0\.0\.1:\d+/demonstration/\S+", said)
        assert httpx.get(f"{links[0]}x", headers={"accept": "text/html"}).status_code == 404
        visitors = [come_in(browser, link) for link in links]
        assert [each.path for each in visitors] == ["/", "/register", "/units/Communications"]
        operations, risk, reviewer = visitors

        now = operations.page.locator("main")
        now.get_by_role("heading", name=re.compile("Facebook")).first.wait_for(timeout=180_000)
        now.get_by_text("so the fault lies with Facebook").first.wait_for(timeout=120_000)
        clocks = now.locator("table.clocks td:nth-of-type(2)")
        clocks.get_by_text(" left of ").first.wait_for(timeout=60_000)
        before = clocks.all_inner_texts()
        eventually(lambda: clocks.all_inner_texts() != before, "the clocks count")
        incident = urlsplit(now.locator("a[href^='/incidents/']").first.get_attribute("href") or "").path

        _only_operations_acknowledge(operations, (risk, reviewer), incident)
        _only_risk_approves(risk, (operations, reviewer))
        _only_the_unit_objects(reviewer, (operations, risk))
        process.terminate()
        rest(process)


def _only_operations_acknowledge(operations: Visitor, others: tuple[Visitor, ...], incident: str) -> None:
    """On *Now*: the button that says that somebody is at it."""
    assert operations.page.get_by_role("button", name="Acknowledge").count() >= 1
    for each in others:
        shown = each.read("/")
        assert incident in shown
        assert "Acknowledge" not in shown
        assert each.status(f"{incident}/acknowledge") == 403


def _only_risk_approves(risk: Visitor, others: tuple[Visitor, ...]) -> None:
    """On *Register*: what waits for an approval."""
    waiting = "for your approval"
    assert waiting in risk.page.inner_text("main")
    line = "/register/Communications/facebook"
    assert f'{line}/approve"' in risk.read(line)
    about = {"unit": "Communications", "platform": "facebook", "activity": "answering citizens' messages"}
    for each in others:
        assert waiting not in each.read("/register")
        assert each.status(f"{line}/approve", activity=about["activity"], approver_role="Nobody") == 403
        assert each.status_of_action(kind="approve", approver_role="Nobody", **about) == 403


def _only_the_unit_objects(reviewer: Visitor, others: tuple[Visitor, ...]) -> None:
    """On the unit's page: that something is not so."""
    objection = "/units/Communications/facebook/dispute"
    assert reviewer.page.locator(f"a[href='{objection}']").count() == 1
    about = {"unit": "Communications", "platform": "facebook", "activity": ""}
    for each in others:
        assert objection not in each.read("/units/Communications")
        assert each.status(objection, activity="", reason="no") == 403
        assert each.status_of_action(kind="dispute", reason="no", **about) == 403


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
