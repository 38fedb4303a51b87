"""Ways to people as the settings state them: what cannot be is told by route and field."""

from pathlib import Path
from typing import Any

import pytest

from monitors.route_settings import AppriseTable, DeskTable, routes_of
from streams.settings import SettingsError

FILE = Path("/somewhere/monitors.toml")


def route(kind: str, **stated: Any) -> dict[str, Any]:
    """A route that is right, but for what is stated."""
    usual: dict[str, dict[str, Any]] = {
        "mail": {"host": "mail.example", "sender": "a@b.example", "recipients": ["c@b.example"]},
        "apprise": {"urls_file": "chat.urls"},
        "alertmanager": {"url": "http://alertmanager.example:9093"},
        "service-desk": {"url": "https://desk.example/api", "body_file": "body.j2"},
    }
    return {"name": "way", "kind": kind, "needs": ["lan"], **usual[kind], **stated}


def test_files_stand_beside_the_settings_and_the_rest_is_as_it_is_stated() -> None:
    chat, desk = routes_of([route("apprise"), route("service-desk", name="desk")], FILE)

    assert isinstance(chat, AppriseTable)
    assert isinstance(desk, DeskTable)
    assert chat.urls_file == "/somewhere/chat.urls"
    assert (desk.body_file, desk.headers_file) == ("/somewhere/body.j2", "")
    assert desk.url == "https://desk.example/api"


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (route("mail", name="On call"), "name is to be small letters"),
        (route("mail", name=""), "number 1: name is to be"),
        (route("mail", needs=[]), "needs is empty"),
        (route("mail", needs=["platform:"]), "needs has 'platform:'"),
        (route("mail", timeout_seconds=60), "timeout_seconds is 60"),
        (route("mail", host=""), "host is empty"),
        (route("mail", port=70_000), "below 65536"),
        (route("mail", recipients=[]), "recipients is empty"),
        (route("mail", security="ssl"), "security"),
        (route("apprise", urls_file=""), "urls_file is empty"),
        (route("apprise", length="tiny"), "length"),
        (route("alertmanager", lasts_hours=0), "lasts_hours is 0"),
        (route("alertmanager", refresh_seconds=1), "refresh_seconds is 1"),
        (route("alertmanager", url="alertmanager.example"), "url is no address"),
        (route("alertmanager", url="http://[::1"), "url is no address"),
        (route("alertmanager", url="http://me:mine@a.example"), "put an Authorization line"),
        (route("alertmanager", headers_file="h"), "in the clear; write https"),
        (route("service-desk", body_file=""), "body_file is empty"),
        (route("service-desk", url="https://{{ unit }}.example"), "template in its host"),
        (route("service-desk", ticket_field="key"), "belong together"),
        (route("service-desk", update_body_file="u.j2"), "without update_url"),
        (
            route("service-desk", ticket_field="key", update_url="ftp://desk.example"),
            "update_url is no address",
        ),
    ],
)
def test_what_cannot_be_is_told_with_file_route_and_field(stated: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as told:
        routes_of([stated], FILE)

    assert str(told.value).startswith(f"{FILE}, [[route]] ")
    assert "mine" not in str(told.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_secrets_go_in_the_clear_to_this_machine_alone(host: str) -> None:
    (found,) = routes_of([route("service-desk", url=f"http://{host}/x", headers_file="h")], FILE)
    assert found.name == "way"
