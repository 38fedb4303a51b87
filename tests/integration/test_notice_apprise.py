"""Notices by Apprise, to receivers on loopback; what can be told of its failures, and what cannot."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from monitors.adapters.notice_routes.apprise_targets import AppriseRoute
from monitors.notice_routes import Permanent, Temporary
from monitors.route_settings import AppriseTable
from streams.settings import SettingsError
from tests.http_receiver import Answer, Receiver, receiving
from tests.notices_told import all_clear, notice, plainly

pytestmark = pytest.mark.filterwarnings(
    "ignore:'imghdr' is deprecated:DeprecationWarning"  # a library behind one of Apprise's plugins
)


@pytest.fixture
async def chat() -> AsyncIterator[Receiver]:
    async with receiving() as started:
        yield started


def route_of(folder: Path, *urls: str, **changed: Any) -> AppriseRoute:
    file = folder / "chat.urls"
    file.write_text("# one in each line\n" + "\n".join(urls) + "\n")
    file.chmod(0o600)
    told: dict[str, Any] = {"name": "chat", "needs": ("lan",), "urls_file": str(file)}
    return AppriseRoute(AppriseTable(**(told | changed)), plainly)


def url_of(receiver: Receiver, path: str = "chat") -> str:
    return f"{receiver.url.replace('http://', 'json://')}/{path}"


async def test_a_chat_gets_subject_and_text_and_an_sms_one_sentence(chat: Receiver, tmp_path: Path) -> None:
    await route_of(tmp_path, url_of(chat)).send(notice())
    await route_of(tmp_path, url_of(chat), length="short").send(all_clear())

    long, short = (each.json for each in chat.got)
    assert (long["title"], long["message"]) == ("first 1 of 3f2a/operations", "first 1 of 3f2a/operations")
    assert (short["title"], short["message"]) == ("", "all-clear 2 of 3f2a/operations")
    assert (long["type"], short["type"]) == ("failure", "success")


async def test_targets_that_took_it_are_not_sent_it_again_while_others_wait(
    chat: Receiver, tmp_path: Path
) -> None:
    async with receiving() as other:
        other.answers = [Answer(503)]
        route = route_of(tmp_path, url_of(chat), url_of(other))
        with pytest.raises(Temporary, match="apprise-failed"):
            await route.send(notice())
        await route.send(notice())

        assert (len(chat.got), len(other.got)) == (1, 2)


@pytest.mark.parametrize(
    ("status", "fault", "reason"),
    [
        (401, Permanent, "apprise-refused"),
        (404, Permanent, "apprise-refused"),
        (429, Temporary, "apprise-failed"),
        (500, Temporary, "apprise-failed"),
    ],
)
async def test_the_status_is_read_from_what_its_plugins_log(
    chat: Receiver, tmp_path: Path, status: int, fault: type[Temporary | Permanent], reason: str
) -> None:
    chat.usual = Answer(status)
    with pytest.raises(fault, match=f"^{reason}$"):
        await route_of(tmp_path, url_of(chat)).send(notice())


async def test_a_failure_of_which_nothing_is_known_is_for_now(tmp_path: Path, unused_tcp_port: int) -> None:
    with pytest.raises(Temporary, match="apprise-failed"):
        await route_of(tmp_path, f"json://127.0.0.1:{unused_tcp_port}/").send(notice())


async def test_a_target_that_hangs_is_given_up(chat: Receiver, tmp_path: Path) -> None:
    chat.usual = Answer(seconds=4.0)
    with pytest.raises(Temporary, match="apprise-failed"):
        await route_of(tmp_path, f"{url_of(chat)}?rto=30", timeout_seconds=1.0).send(notice())


class Heard(logging.Handler):
    """Who hears what reaches the root of all loggers."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


async def test_nothing_that_apprise_logs_leaves_the_process(
    chat: Receiver, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    chat.usual = Answer(401)
    heard, root = Heard(), logging.getLogger()
    root.addHandler(heard)
    try:
        with pytest.raises(Permanent):
            await route_of(tmp_path, url_of(chat, "+15145550199")).send(notice())
        logging.getLogger("another").warning("heard")
    finally:
        root.removeHandler(heard)

    assert "heard" in heard.said
    assert "5145550199" not in "".join((*heard.said, *capfd.readouterr()))


@pytest.mark.parametrize(("url", "said"), [("pigeon://roof", "URL 1 is none"), ("", "comments alone")])
def test_a_url_that_apprise_does_not_know_is_told_and_never_quoted(
    tmp_path: Path, url: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as told:
        route_of(tmp_path, url)
    assert "roof" not in str(told.value)
