"""Signing in, accounts and API keys, as browsers and programs meet them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.domain.rights import Grant
from tests.hubs import PASSWORD, HubAtHand, hub_in
from tests.stored_work import NOON_MS


class Clock:
    """Unix milliseconds that only the test moves."""

    def __init__(self) -> None:
        self.now_ms = NOON_MS

    def __call__(self) -> int:
        return self.now_ms

    def pass_minutes(self, minutes: float) -> None:
        self.now_ms += int(minutes * 60_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hub(tmp_path: Path, clock: Clock) -> Iterator[HubAtHand]:
    with hub_in(tmp_path, now_ms=clock) as at_hand:
        yield at_hand


def log_in(client: TestClient, login: str, password: str = PASSWORD, wanted: str = "/") -> int:
    """Send the form; the status of the answer."""
    return client.post("/login", data={"login": login, "password": password, "next": wanted}).status_code


def test_whoever_has_not_signed_in_is_asked_to_and_comes_back_where_they_wanted(hub: HubAtHand) -> None:
    hub.account("marie", Grant("admin"))
    browser = hub.browser()
    asked = browser.get("/people?x=1")
    assert (asked.status_code, asked.headers["location"]) == (303, "/login?next=%2Fpeople%3Fx%3D1")
    assert 'name="next" value="/people?x=1"' in browser.get(asked.headers["location"]).text
    done = browser.post("/login", data={"login": " Marie ", "password": PASSWORD, "next": "/people?x=1"})
    assert (done.status_code, done.headers["location"]) == (303, "/people?x=1")
    cookie = done.headers["set-cookie"]
    assert cookie.startswith("holdfast=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert browser.get("/people").status_code == 200


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "x", "/\tx"]
)
def test_signing_in_never_leads_to_another_site(hub: HubAtHand, wanted: str) -> None:
    hub.account("marie", Grant("operations"))
    done = hub.browser().post("/login", data={"login": "marie", "password": PASSWORD, "next": wanted})
    assert done.headers["location"] == "/"


def test_over_https_the_cookie_is_bound_to_the_host_and_browsers_come_by_nothing_else(hub: HubAtHand) -> None:
    hub.account("marie", Grant("operations"))
    browser = TestClient(hub.client.app, base_url="https://hub.example", follow_redirects=False)
    done = browser.post("/login", data={"login": "marie", "password": PASSWORD})
    assert done.headers["set-cookie"].startswith("__Host-holdfast=")
    assert "Secure" in done.headers["set-cookie"]
    assert "max-age" in done.headers["strict-transport-security"]
    assert browser.get("/account").status_code == 200


def test_on_plain_http_from_elsewhere_no_password_is_taken(hub: HubAtHand) -> None:
    hub.account("marie", Grant("operations"))
    browser = TestClient(hub.client.app, base_url="http://hub.example", follow_redirects=False)
    assert "https" in browser.get("/login").text
    assert log_in(browser, "marie") == 403


def test_a_wrong_password_an_unknown_and_a_disabled_account_are_answered_alike(hub: HubAtHand) -> None:
    hub.account("marie")
    hub.account("luc")
    luc = hub.hub.people.accounts.by_login("luc")
    assert luc is not None
    hub.hub.people.accounts.disable(luc.number)
    texts = set()
    for login, password in (("marie", "not her password"), ("nobody", PASSWORD), ("luc", PASSWORD)):
        answer = hub.browser().post("/login", data={"login": login, "password": password})
        assert answer.status_code == 403
        texts.add(answer.text)
    assert len(texts) == 1


@pytest.mark.parametrize("login", ["marie", "nobody"])
def test_after_five_failures_one_waits_whether_there_is_such_an_account_or_not(
    hub: HubAtHand, clock: Clock, login: str
) -> None:
    hub.account("marie", Grant("operations"))
    browser = hub.browser()
    assert [log_in(browser, login, "wrong, and long enough") for _ in range(5)] == [403] * 5
    clock.pass_minutes(5)
    held = browser.post("/login", data={"login": login, "password": PASSWORD})
    assert (held.status_code, held.headers["retry-after"]) == (429, "600")
    clock.pass_minutes(10)
    assert log_in(browser, login) == (303 if login == "marie" else 403)


def test_addresses_and_names_of_failed_log_ins_are_kept_nowhere_in_clear(
    hub: HubAtHand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_in(hub.browser(), "planted-name", "planted-password")
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("hub.db*"))
    said = capsys.readouterr()
    for planted in ("planted-name", "planted-password", "testclient"):
        assert planted.encode() not in kept
        assert planted not in said.out + said.err
    assert "log-in-failed" in said.out


def test_a_session_ends_after_an_idle_hour_after_twelve_hours_and_at_log_out(
    hub: HubAtHand, clock: Clock
) -> None:
    idle, busy, leaving = hub.browser("operations"), hub.browser("risk"), hub.browser("auditor")
    for _ in range(14):
        clock.pass_minutes(50)
        assert busy.get("/account").status_code == 200
    assert idle.get("/account").status_code == 303
    clock.pass_minutes(21)
    assert busy.get("/account").status_code == 303

    fresh = hub.browser("auditor")
    assert leaving.get("/account").status_code == 303
    token = fresh.cookies["holdfast"]
    assert fresh.post("/logout", data={"csrf": hub.csrf(fresh)}).status_code == 303
    fresh.cookies.set("holdfast", token)
    assert fresh.get("/account").status_code == 303


def test_each_log_in_makes_a_new_session_in_place_of_the_old_one(hub: HubAtHand) -> None:
    hub.account("marie")
    browser = hub.browser("operations")
    before = browser.cookies["holdfast"]
    answer = browser.post("/login", data={"login": "marie", "password": PASSWORD, "csrf": hub.csrf(browser)})
    assert answer.status_code == 303
    assert hub.hub.people.sessions.of_token(before) is None


@pytest.mark.parametrize(
    ("headers", "data"),
    [
        ({}, {}),
        ({}, {"csrf": "guessed"}),
        ({"X-CSRF-Token": "guessed"}, {}),
        ({"Origin": "https://evil.example"}, {"csrf": "right"}),
        ({"Sec-Fetch-Site": "cross-site"}, {"csrf": "right"}),
    ],
)
def test_nothing_changes_that_another_site_made_a_browser_send(
    hub: HubAtHand, headers: dict[str, str], data: dict[str, str]
) -> None:
    browser = hub.browser("operations")
    if data.get("csrf") == "right":
        data = {"csrf": hub.csrf(browser)}
    answer = browser.post("/account/language", data={**data, "lang": "fr"}, headers=headers)
    assert answer.status_code == 403
    assert 'lang="en"' in browser.get("/account").text


def test_a_form_with_its_token_is_taken_and_the_page_then_speaks_french(hub: HubAtHand) -> None:
    browser = hub.browser("operations")
    answer = browser.post(
        "/account/language",
        data={"csrf": hub.csrf(browser), "lang": "fr"},
        headers={"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 303
    assert "Votre compte" in browser.get("/account").text


def test_another_password_signs_all_other_browsers_out(hub: HubAtHand) -> None:
    here, there = hub.browser("operations"), hub.browser("operations")
    form = {"csrf": hub.csrf(here), "now": PASSWORD, "new": "four words in no order"}
    assert here.post("/account/password", data={**form, "now": "not the one"}).status_code == 422
    assert here.post("/account/password", data={**form, "new": "password1234"}).status_code == 422
    assert there.get("/account").status_code == 200
    assert here.post("/account/password", data=form).status_code == 200
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 303)
    assert log_in(hub.browser(), "operations-all", "four words in no order") == 303


def test_an_administrator_adds_somebody_gives_and_ends_roles_and_keeps_them_out(hub: HubAtHand) -> None:
    admin = hub.browser("admin")
    csrf = {"csrf": hub.csrf(admin)}
    form = {"login": "luc", "name": "Luc", "password": PASSWORD, "role": "unit", "unit": "parks"}
    assert admin.post("/people", data={**csrf, **form}).status_code == 303
    luc = hub.hub.people.accounts.by_login("luc")
    assert luc is not None
    assert luc.grants == (Grant("unit", "Parks"),)
    path = f"/people/{luc.number}"
    assert admin.post(f"{path}/grants", data={**csrf, "role": "risk"}).status_code == 303
    assert admin.post(f"{path}/grants/end", data={**csrf, "role": "unit", "unit": "Parks"}).status_code == 303
    assert hub.hub.people.accounts.the_one(luc.number).grants == (Grant("risk"),)
    browser = hub.browser()
    assert log_in(browser, "luc") == 303
    assert browser.get("/account").status_code == 200
    assert admin.post(f"{path}/disable", data=csrf).status_code == 303
    assert browser.get("/account").status_code == 303
    assert log_in(hub.browser(), "luc") == 403
    assert "Luc" in admin.get("/people").text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"login": "a b"}, "no blanks"),
        ({"login": "admin-all"}, "already"),
        ({"password": "short"}, "at least 12"),
        ({"role": "king"}, "no such role"),
        ({"unit": "Atlantis"}, "Atlantis"),
    ],
)
def test_what_cannot_be_is_said_on_the_page_and_changes_nothing(
    hub: HubAtHand, form: dict[str, str], told: str
) -> None:
    admin = hub.browser("admin")
    right = {"login": "luc", "name": "Luc", "password": PASSWORD, "role": "unit", "unit": "Parks"}
    answer = admin.post("/people", data={"csrf": hub.csrf(admin), **right, **form})
    assert answer.status_code == 422
    assert told in answer.text
    assert [one.login for one in hub.hub.people.accounts.all()] == ["admin-all"]


def test_the_last_administrator_stays(hub: HubAtHand) -> None:
    admin = hub.browser("admin")
    (person,) = hub.hub.people.accounts.all()
    csrf = {"csrf": hub.csrf(admin)}
    for path, form in (("disable", {}), ("grants/end", {"role": "admin", "unit": ""})):
        answer = admin.post(f"/people/{person.number}/{path}", data={**csrf, **form})
        assert "last account" in answer.text
    assert hub.hub.people.accounts.the_one(person.number).grants == (Grant("admin"),)


def test_an_administrator_of_a_unit_stays_within_it(hub: HubAtHand) -> None:
    hub.account("root", Grant("admin"))
    hub.account("mixed", Grant("unit", "Parks"), Grant("risk"))
    hub.account("ranger", Grant("unit", "Parks"))
    admin = hub.browser("admin", "Parks")
    csrf = {"csrf": hub.csrf(admin)}
    number = {one.login: one.number for one in hub.hub.people.accounts.all()}
    shown = admin.get("/people").text
    assert "Ranger" in shown
    assert "Root" not in shown
    for login in ("root", "mixed"):
        taken = admin.post(f"/people/{number[login]}/password", data={**csrf, "password": "mine from now on"})
        assert taken.status_code == 403
    for unit in ("", "City"):
        given = admin.post(f"/people/{number['ranger']}/grants", data={**csrf, "role": "admin", "unit": unit})
        assert given.status_code == 403
    given = admin.post(f"/people/{number['ranger']}/grants", data={**csrf, "role": "risk", "unit": "Parks"})
    assert given.status_code == 303
    assert log_in(hub.browser(), "root") == 303


def test_a_key_is_shown_once_does_no_more_than_it_was_made_for_and_ends(hub: HubAtHand, clock: Clock) -> None:
    browser = hub.browser("admin")
    form = {"csrf": hub.csrf(browser), "name": "backup", "days": "2", "rights": ["see-people"]}
    page = browser.post("/account/keys", data=form)
    (words,) = re.findall(r"<code>(hf_[\w-]{43})</code>", page.text)
    assert words not in browser.get("/account").text
    program = TestClient(hub.client.app, headers={"Authorization": f"Bearer {words}"})
    seen = program.get("/api/v1/people")
    assert (seen.status_code, seen.json()["items"][0]["login"]) == (200, "admin-all")
    refused = program.post("/api/v1/people/1/disable")
    assert (refused.status_code, refused.json()["right"]) == (403, "manage-people")
    clock.pass_minutes(2 * 24 * 60)
    ended = program.get("/api/v1/people")
    assert ended.status_code == 401
    assert ended.headers["www-authenticate"].startswith("Bearer")
    assert ended.headers["content-type"] == "application/problem+json"


def test_a_key_reaches_no_further_than_its_owner_does_today(hub: HubAtHand) -> None:
    hub.account("root", Grant("admin"))
    hub.account("marie", Grant("auditor"), Grant("admin", "Parks"))
    people = hub.hub.people
    marie = people.accounts.by_login("marie")
    assert marie is not None
    browser = hub.browser()
    log_in(browser, "marie")
    csrf = {"X-CSRF-Token": hub.csrf(browser)}
    wanted = {"name": "all", "days": 9, "rights": ["see-people"], "grants": [{"role": "auditor"}]}
    beyond = {**wanted, "grants": [{"role": "admin", "unit": "City"}]}
    assert browser.post("/api/v1/keys", json=beyond, headers=csrf).status_code == 422
    made = browser.post("/api/v1/keys", json=wanted, headers=csrf)
    assert made.status_code == 200
    program = TestClient(hub.client.app, headers={"Authorization": f"Bearer {made.json()['words']}"})
    assert len(program.get("/api/v1/people").json()["items"]) == 2
    people.accounts.revoke(marie.number, Grant("auditor"))
    assert program.get("/api/v1/people").status_code == 403


def test_a_key_cannot_make_another(hub: HubAtHand) -> None:
    browser = hub.browser("admin")
    wanted = {"name": "robot", "days": 9, "rights": ["make-keys"]}
    made = browser.post("/api/v1/keys", json=wanted, headers={"X-CSRF-Token": hub.csrf(browser)})
    program = TestClient(hub.client.app, headers={"Authorization": f"Bearer {made.json()['words']}"})
    assert program.get("/api/v1/keys").json()["items"][0]["name"] == "robot"
    assert program.post("/api/v1/keys", json=wanted).json()["code"] == "key-by-key"
    number = made.json()["key"]["number"]
    assert program.delete(f"/api/v1/keys/{number}").json() == {"items": []}
    assert program.get("/api/v1/keys").status_code == 401


def test_every_answer_carries_the_headers_that_keep_browsers_careful(hub: HubAtHand) -> None:
    for path in ("/login", "/healthz", "/api/v1/people", "/no-such-page"):
        headers = hub.browser().get(path).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in headers
    assert hub.browser("admin").get("/people").headers["cache-control"] == "no-store"


def test_pages_hold_no_script_and_no_style_that_the_policy_would_refuse(hub: HubAtHand) -> None:
    admin = hub.browser("admin")
    for path in ("/login", "/account", "/people"):
        text = (hub.browser() if path == "/login" else admin).get(path).text
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", text), path
