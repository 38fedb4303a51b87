"""What the hub tells other organisations over `/aid/v1/words`: to whom, and what not."""

import html
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.testclient import TestClient

from api.domain.rights import RIGHTS, Grant, Right
from api.telling import Voice
from monitors.domain.aid.records import OtherWord
from monitors.store import Work
from streams.aid.keys import verify
from streams.aid.settings import AidSettings
from streams.domain.aid.hearing import Hearing, KnownPeer
from streams.domain.aid.words import Word
from tests.aid_houses import week_of
from tests.broken_morning import INCIDENT, UNITS, broken_morning
from tests.hubs import HubAtHand, hub_in
from tests.relying_units import NOW_MS

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CHOSEN = AidSettings(
    name="northbridge", platforms=("facebook", "x", "linkedin"), not_used=("threads", "whatsapp")
)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    works = [*broken_morning(), Work(published=week_of({"facebook": 40, "x": None}))]
    with hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOW_MS, voice=Voice(CHOSEN, KEY)) as at_hand:
        yield at_hand


def key_of(hub: HubAtHand, *rights: Right) -> dict[str, str]:
    """The header of an API key with these rights."""
    if hub.hub.people.accounts.by_login("peers") is None:
        hub.account("peers", Grant("operations"))
    person = hub.hub.people.accounts.by_login("peers")
    assert person is not None
    words, _ = hub.hub.people.keys.make(person.number, "riverton", [Grant("operations")], set(rights), 30)
    return {"Authorization": f"Bearer {words}"}


def peer(hub: HubAtHand) -> TestClient:
    """A peer with the key that it was given."""
    return TestClient(hub.client.app, base_url="http://127.0.0.1", headers=key_of(hub, Right.HEAR_WORDS))


def test_a_peer_hears_signed_words_of_what_many_use(hub: HubAtHand) -> None:
    answer = peer(hub).get("/aid/v1/words")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    hearing = Hearing({"northbridge": KnownPeer("northbridge", KEY.public_key().public_bytes_raw())}, verify)
    taken = [hearing.take(line, NOW_MS) for line in answer.content.splitlines()]
    words = {word.platform: word for word in taken if isinstance(word, Word)}
    assert len(words) == len(taken)
    assert words["facebook"].state == "failing"
    assert "x" not in words, "fewer than k people use it"
    assert words["threads"].state == "not-used"


def test_no_unit_no_figure_and_no_person_is_in_what_leaves_the_house(hub: HubAtHand) -> None:
    lines = peer(hub).get("/aid/v1/words").content.splitlines()

    assert lines
    for line in lines:
        assert set(json.loads(line)) == {
            *("version", "peer", "platform", "state", "since", "issued_at"),
            *("sequence", "valid_for_seconds", "signature"),
        }
    said = b"\n".join(lines).decode()
    assert [unit.name for unit in UNITS if unit.name in said] == []


def test_the_same_is_not_sent_twice(hub: HubAtHand) -> None:
    client = peer(hub)
    tag = client.get("/aid/v1/words").headers["etag"]

    again = client.get("/aid/v1/words", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


def test_a_key_for_it_opens_nothing_else_and_other_keys_do_not_open_it(hub: HubAtHand) -> None:
    client = peer(hub)
    closed = ("/api/v1/platforms", "/api/v1/incidents", "/api/v1/register", "/metrics")
    assert {client.get(path).status_code for path in closed} == {403}
    others = key_of(hub, *(RIGHTS["operations"] - {Right.HEAR_WORDS}))
    assert hub.client.get("/aid/v1/words", headers=others).status_code == 403
    assert hub.client.get("/aid/v1/words").status_code == 401


def test_a_hub_without_a_voice_says_so(tmp_path: Path) -> None:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as silent:
        answer = peer(silent).get("/aid/v1/words")

    assert answer.status_code == 404
    assert "tells other organisations nothing" in answer.json()["detail"]


def said_by(*states: str) -> Work:
    """What organisations said of Facebook a minute ago, one word each."""
    at_ms = NOW_MS - 60_000
    words = [
        OtherWord("facebook", f"peer-{number}", state, None, at_ms, at_ms + 900_000)  # type: ignore[arg-type]  # one of its words
        for number, state in enumerate(states)
    ]
    return Work(peer_words=words)


@pytest.mark.parametrize(
    ("language", "sentence", "about_platform"),
    [
        ("en", "4 of 6 others see it too", "it fails for 4 of 6 that use it and say so"),
        ("fr", "constaté aussi par 4 autres sur 6", "en panne pour 4 sur 6 qui l'utilisent et le disent"),
    ],
)
def test_how_many_others_see_it_too_stands_on_every_page_about_it(
    tmp_path: Path, language: str, sentence: str, about_platform: str
) -> None:
    others = said_by(*["failing"] * 4, "fine", "fine", "not-used")
    with hub_in(tmp_path, [*broken_morning(), others], units=UNITS, now_ms=lambda: NOW_MS) as hub:
        client = hub.browser("operations")
        client.headers["Accept-Language"] = language
        shown = {
            path: html.unescape(client.get(path).text).replace("\u00a0", " ").replace("\u2019", "'")
            for path in ("/", f"/incidents/{INCIDENT}", "/platforms/facebook", "/platforms/x")
        }

    assert sentence in shown["/"]
    assert sentence in shown[f"/incidents/{INCIDENT}"]
    assert about_platform in shown["/platforms/facebook"]
    assert about_platform not in shown["/platforms/x"]
    assert [path for path, page in shown.items() if "peer-0" in page] == [], "nobody is named"


def test_that_it_works_for_all_others_is_told_too(tmp_path: Path) -> None:
    others = said_by("fine", "fine", "fine")
    with hub_in(tmp_path, [*broken_morning(), others], units=UNITS, now_ms=lambda: NOW_MS) as hub:
        client = hub.browser("operations")
        pages = [client.get(path).text for path in ("/", f"/incidents/{INCIDENT}", "/platforms/facebook")]

    assert ["it works for 3 others" in page for page in pages] == [True] * 3


def test_the_api_says_for_how_many_others_it_fails_too(tmp_path: Path) -> None:
    others = said_by("failing", "failing", "fine")
    with hub_in(tmp_path, [*broken_morning(), others], units=UNITS, now_ms=lambda: NOW_MS) as hub:
        client = hub.browser("operations")
        platforms = {each["platform"]: each for each in client.get("/api/v1/platforms").json()["items"]}
        incident = client.get(f"/api/v1/incidents/{INCIDENT}").json()

    assert platforms["facebook"]["others"] == {"failing": 2, "using": 3}
    assert incident["others"] == {"failing": 2, "using": 3}
    assert {each["others"] for name, each in platforms.items() if name != "facebook"} == {None}


def test_where_others_say_nothing_the_pages_do_not_speak_of_them(hub: HubAtHand) -> None:
    page = hub.browser("operations").get("/").text

    assert "see it too" not in page
