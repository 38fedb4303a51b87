"""`holdfast doctor`: what it refuses and why, and test notices to real receivers."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE
from monitors.commands.doctor import app
from monitors.domain.notices.routes_check import silenced
from monitors.settings import read_settings
from tests.http_receiver import Answer, Receiver, receiving
from tests.mail_server import MailServer

pytestmark = pytest.mark.filterwarnings(
    "ignore:'imghdr' is deprecated:DeprecationWarning"  # a library behind one of Apprise's plugins
)

EXAMPLE = Path(__file__).parents[2] / "infra/monitors.example.toml"


def doctor(folder: Path, settings: str, *arguments: str) -> Result:
    """What it says of these settings."""
    file = folder / "monitors.toml"
    file.write_text(settings)
    return CliRunner().invoke(app, ["--settings", str(file), *arguments])


def route(name: str, needs: str, more: str) -> str:
    return f'[[route]]\nname = "{name}"\nneeds = {needs}\n{more}\n'


def mail(port: int = 25, recipients: str = '["night@house.example"]') -> str:
    return route(
        "mail",
        '["lan", "mail"]',
        f'kind = "mail"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\ntimeout_seconds = 5.0\n'
        f'sender = "holdfast@example.org"\nrecipients = {recipients}',
    )


def chat(folder: Path, url: str, needs: str = '["internet", "platform:slack"]') -> str:
    file = folder / "chat.urls"
    file.write_text(f"{url}\n")
    file.chmod(0o600)
    return route("chat", needs, 'kind = "apprise"\nurls_file = "chat.urls"\ntimeout_seconds = 5.0')


def audience(*routes: str, name: str = "on-call") -> str:
    listed = ", ".join(f'"{each}"' for each in routes)
    return f'[[notices.audiences]]\nname = "{name}"\nrole = "operations"\nroutes = [{listed}]\n'


HUB = 'hub_url = "https://holdfast.example"\n'


def test_routes_that_never_fail_together_are_well(tmp_path: Path) -> None:
    ran = doctor(tmp_path, HUB + mail() + chat(tmp_path, "json://127.0.0.1") + audience("chat", "mail"))

    assert ran.exit_code == 0, ran.output
    assert "ok mail: settings and secrets are right; needs lan, mail" in ran.output
    assert "ok whatever single thing fails, every audience keeps a route" in ran.output


def test_the_example_of_the_settings_leaves_everybody_a_route() -> None:
    told = read_settings(EXAMPLE)
    needs = {each.name: frozenset(each.needs) for each in told.routes}
    routes = {each.audience.name: each.routes for each in told.notices.audiences}

    assert routes
    assert silenced(routes, needs, {}) == []


def test_a_set_that_one_fault_silences_is_refused_with_whom_and_what_to_add(tmp_path: Path) -> None:
    ran = doctor(tmp_path, HUB + chat(tmp_path, "json://127.0.0.1") + audience("chat"))

    assert ran.exit_code == BAD_DATA
    assert "without our way out to the internet nobody reaches on-call: that takes chat along" in ran.output
    assert "without Slack nobody reaches on-call" in ran.output
    assert "add a route that goes over no platform" in ran.output


def test_nobody_to_tell_idle_routes_and_missing_links_are_said(tmp_path: Path) -> None:
    ran = doctor(tmp_path, mail())

    assert ran.exit_code == BAD_DATA
    for said in ("nobody is told of anything", "no audience uses mail", "hub_url is not set"):
        assert said in ran.output


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (mail(recipients='["on call"]'), "[[route]] mail: recipients, number 1, is no bare mail address"),
        (mail().replace("lan", "pigeon"), "needs has 'pigeon'; there are internet, lan, dns"),
        (mail().replace('"127.0.0.1"', '"mail.example"'), "security none is for a mail server on this"),
        (mail().replace("sender", "from"), "has name, needs"),
        (mail() + mail(), "two [[route]] are called mail"),
        (mail().replace('"mail"\nhost', '"pigeon"\nhost'), "kind is 'pigeon'; write one of mail, apprise"),
        (mail().replace("[[route]]", '[[route]]\nlogin_file = "none"'), "login_file: there is no file"),
        (mail().replace('"lan"', '"platform:icq9"') + audience("mail"), "there is no platform icq9"),
    ],
)
def test_what_is_wrong_with_a_route_is_told_by_route_and_field(
    tmp_path: Path, settings: str, said: str
) -> None:
    ran = doctor(tmp_path, settings)

    assert ran.exit_code == BAD_DATA
    assert said in ran.output
    assert "night@house.example" not in ran.output


def test_a_file_and_a_route_that_are_not_there_are_told(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["--settings", str(tmp_path / "no.toml")]).exit_code == NO_INPUT
    ran = doctor(tmp_path, mail(), "--route", "fax")
    assert (ran.exit_code, "There is no [[route]] called fax" in ran.output) == (USAGE, True)


@contextmanager
def in_another_thread() -> Iterator[Receiver]:
    """A receiver by HTTP that answers while the command runs in this thread."""
    loop, ready, done = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    found: list[Receiver] = []

    async def serve() -> None:
        async with receiving() as receiver:
            found.append(receiver)
            ready.set()
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
        loop.close()


def test_a_test_notice_goes_by_every_route_and_what_is_not_taken_is_said(tmp_path: Path) -> None:
    with MailServer(tmp_path / "mail") as server, in_another_thread() as receiver:
        alerts = route("alerts", '["lan"]', f'kind = "alertmanager"\nurl = "{receiver.url}"')
        url = receiver.url.replace("http://", "json://")
        settings = HUB + mail(server.port) + alerts + chat(tmp_path, url) + audience("mail", "chat")
        receiver.answers = [Answer(body=[]), Answer(), Answer(body=[]), Answer(status=500)]

        ran = doctor(tmp_path, settings, "--send")

        assert ran.exit_code == TRY_AGAIN_LATER, ran.output
        assert "ok mail: it took a test notice" in ran.output
        assert "ok alerts: it took a test notice" in ran.output
        assert "!! chat: not taken this time (apprise-failed)" in ran.output
        (taken,) = server.taken()
        assert taken.message["Subject"] == "Test: this route of Holdfast works"
        assert "Nothing is broken." in str(taken.message.get_body(("plain",)))

        again = doctor(tmp_path, settings, "--send", "--route", "chat")
        assert again.exit_code == 0, again.output
        assert receiver.got[-1].json["title"] == "Test: this route of Holdfast works"
