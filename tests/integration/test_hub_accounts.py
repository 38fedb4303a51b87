"""*Our accounts* as people of different units meet them, with everything that they do really applied."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitors.domain.accounts.actions import (
    CheckAccount,
    DeclareAccount,
    DeclareWindow,
    EndWindow,
    ExplainPost,
    RetireAccount,
)
from tests.hubs import HubAtHand, hub_in
from tests.played_exercises import applying
from tests.stored_accounts import UNIT, stored_accounts
from tests.stored_work import NOON_MS

PAGE = "/our-accounts/facebook/City%20page"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    with hub_in(tmp_path, [stored_accounts(NOON_MS)]) as at_hand:
        yield at_hand


def form(hub: HubAtHand, browser: object, **more: str) -> dict[str, str]:
    """The fields of a form about the city's page."""
    csrf = hub.csrf(browser)  # type: ignore[arg-type]  # a TestClient, as `browser` gives it
    return {"csrf": csrf, "unit": UNIT, "platform": "facebook", "name": "City page", **more}


def test_operations_sees_every_account_with_what_waits_and_what_is_wrong(hub: HubAtHand) -> None:
    page = hub.browser("operations").get("/our-accounts").text
    for words in ("City page", "unexpected post", "2 questions wait", "2 questions are left of 7", "80 %"):
        assert words in page.replace("\N{NO-BREAK SPACE}", " ").replace("80%", "80 %")
    assert "Stray" in page
    assert "Election night" in page
    assert "Our probes do not reach Facebook just now." in page
    french = hub.browser("operations").get("/our-accounts", headers={"accept-language": "fr"}).text
    assert "Nos propres comptes" in french
    assert "publication inattendue" in french


def test_a_unit_sees_its_own_accounts_and_none_of_others(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Parks")
    page = browser.get("/our-accounts").text
    assert "City page" not in page
    assert "Stray" not in page
    assert browser.get(PAGE).status_code == 404
    assert browser.get("/our-accounts/facebook/nobody").status_code == 404
    assert [each["name"] for each in browser.get("/api/v1/accounts").json()["items"]] == []


def test_how_soon_a_small_unit_answers_is_told_to_it_alone(hub: HubAtHand) -> None:
    def median(role: str, unit: str | None, address: str) -> int | None:
        document = hub.browser(role, unit).get(address).json()  # type: ignore[arg-type]  # roles of the tests
        assert document["account"]["month"]["asked"] == 10
        found: int | None = document["account"]["month"]["median_ms"]
        return found

    assert median("operations", None, "/api/v1/accounts/facebook/City%20page") is not None
    assert median("operations", None, "/api/v1/accounts/x/Archive") is None
    assert median("unit", "Archive", "/api/v1/accounts/x/Archive") is not None


def test_from_where_replies_came_is_told_of_hours_with_evidence_only(hub: HubAtHand) -> None:
    told = hub.browser("operations").get("/api/v1/accounts/facebook/City%20page").json()
    assert {each["elsewhere_share"] for each in told["periods"]} == {None}


def test_a_unit_keeps_its_inventory_and_is_asked_for_a_role_instead_of_a_person(
    hub: HubAtHand, tmp_path: Path
) -> None:
    browser = hub.browser("unit", UNIT)
    with applying(hub, tmp_path):
        said = form(hub, browser, owner_role="Duty editor", admins="3", recovery="Codes in the safe")
        answer = browser.post("/our-accounts/declare", data={**said, "token_expires_on": "2030-01-01"})
        assert answer.status_code == 303
        page = browser.get(answer.headers["location"]).text
        assert "Duty editor" in page
        assert "Nobody has looked it through so far." in page
        checked = browser.post("/our-accounts/check", data=form(hub, browser))
        assert "Nobody has looked it through" not in browser.get(checked.headers["location"]).text
        person = browser.post(
            "/our-accounts/declare", data=form(hub, browser, owner_role="a.bell@city.example")
        )
        assert "that looks like a person" in browser.get(person.headers["location"]).text
        retired = browser.post("/our-accounts/retire", data=form(hub, browser, reason="Closed"))
        assert "retired" in browser.get(retired.headers["location"]).text
    kinds = [type(each) for each in hub.door.sent]
    assert kinds == [DeclareAccount, CheckAccount, DeclareAccount, RetireAccount]


@pytest.mark.parametrize("name", ["Parks/North", "A & B #1, 100%?", '<b>&"', "Parc à chiens"])
def test_an_account_has_its_page_and_its_document_whatever_it_is_called(
    hub: HubAtHand, tmp_path: Path, name: str
) -> None:
    browser = hub.browser("unit", UNIT)
    with applying(hub, tmp_path):
        answer = browser.post("/our-accounts/declare", data={**form(hub, browser), "name": name})
        assert "is in the inventory" in browser.get(answer.headers["location"]).text
    listed = browser.get("/our-accounts").text
    [link] = [
        found
        for found, told in re.findall(r'<a href="(/our-accounts/[^"]+)">([^<]+)</a>', listed)
        if html.unescape(told) == name
    ]
    address = html.unescape(link)
    assert (
        f'<h1 id="account-title">{html.escape(name)}</h1>'.replace("&quot;", "&#34;")
        in browser.get(address).text
    )
    document = browser.get(address.replace("/our-accounts/", "/api/v1/accounts/", 1)).json()
    assert document["account"]["name"] == name


def test_a_draft_is_approved_by_a_second_person_and_never_by_whoever_wrote_it(
    hub: HubAtHand, tmp_path: Path
) -> None:
    author, second = hub.browser("unit", UNIT), hub.browser("risk")
    with applying(hub, tmp_path):
        text = "The pool opens at 9 & <closes> at 5"
        answer = author.post("/our-accounts/draft", data=form(hub, author, text=text))
        page = author.get(answer.headers["location"]).text
        assert "The pool opens at 9 &amp; &lt;closes&gt; at 5" in page
        assert "You wrote it, so somebody else approves it." in page
        draft = hub.door.sent[0].id
        mine = page.partition(f'id="draft-{draft}"')[2].partition("</article>")[0]
        assert "/our-accounts/withdraw" in mine
        assert "/our-accounts/approve" not in mine
        own = author.post("/our-accounts/approve", data=form(hub, author, draft=draft))
        assert "whoever wrote a draft does not approve it" in author.get(own.headers["location"]).text
        assert "/our-accounts/approve" in second.get(PAGE).text
        approved = second.post("/our-accounts/approve", data=form(hub, second, draft=draft))
        assert "is approved and may be issued" in second.get(approved.headers["location"]).text
    refused = hub.browser("operations")
    data = form(hub, refused, draft=draft)
    assert refused.post("/our-accounts/approve", data=data).status_code == 403


def test_somebody_says_what_an_unexpected_post_was(hub: HubAtHand, tmp_path: Path) -> None:
    browser = hub.browser("unit", UNIT)
    assert "Posts that nobody had approved" in browser.get(PAGE).text
    with applying(hub, tmp_path):
        said = form(hub, browser, post="post-0001", reason="The duty officer, in a flood")
        answer = browser.post("/our-accounts/explain", data=said)
        assert "It is noted what the post" in browser.get(answer.headers["location"]).text
    assert [type(each) for each in hub.door.sent] == [ExplainPost]


def test_a_critical_window_is_declared_for_a_unit_with_its_own_tolerance_and_ended(
    hub: HubAtHand, tmp_path: Path
) -> None:
    browser = hub.browser("unit", "Parks")
    data = {
        "csrf": hub.csrf(browser),
        "title": "Garden show",
        "platforms": ["facebook", "instagram"],
        "begins": "2030-05-01T08:00",
        "ends": "2030-05-03T20:00",
        "unit": "Parks",
        "tolerance_minutes": "10",
    }
    with applying(hub, tmp_path):
        assert browser.post("/our-accounts/windows/declare", data=data).status_code == 303
        assert browser.post("/our-accounts/windows/declare", data={**data, "unit": ""}).status_code == 403
        wrong = {**data, "platforms": ["nowhere"]}
        assert browser.post("/our-accounts/windows/declare", data=wrong).status_code == 422
        assert browser.post("/our-accounts/windows/declare", data={**data, "ends": "soon"}).status_code == 422
        window = hub.door.sent[0]
        assert isinstance(window, DeclareWindow)
        assert (window.units, window.tolerance_minutes) == (("Parks",), 10)
        [told] = [
            each
            for each in browser.get("/api/v1/critical-windows").json()["items"]
            if each["title"] == "Garden show"
        ]
        assert told["begins_at"] == "2030-05-01T08:00:00.000Z"
        ended = {"csrf": hub.csrf(browser), "window": window.id}
        assert browser.post("/our-accounts/windows/end", data=ended).status_code == 303
        assert isinstance(hub.door.sent[-1], EndWindow)
        all_units = {"csrf": hub.csrf(browser), "window": "window-0001"}
        assert browser.post("/our-accounts/windows/end", data=all_units).status_code == 403
        assert "Garden show" not in browser.get("/our-accounts").text
