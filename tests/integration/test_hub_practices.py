"""Practices, lessons, questions and which tool, as people of different units meet them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitors.domain.findings.records import ToolRule
from monitors.domain.outage.records import Reason
from monitors.domain.rooms.actions import AddLesson, Ask, GiveAnswer, RateLesson, WithdrawLesson
from monitors.domain.rooms.records import RoomChange
from monitors.room_rows import RoomWork
from monitors.store import Work
from tests.hubs import HubAtHand, hub_in
from tests.stored_shared import LESSON, QUESTION
from tests.stored_work import NOON_MS, change, incident

RULE = ToolRule(
    name="Answering the public",
    purpose="external",
    audience="the public",
    sensitivity="open",
    recommended=("facebook", "instagram"),
    not_allowed=("whatsapp",),
)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    work = Work(rooms=RoomWork(lessons=[LESSON], practices=[QUESTION]))
    with hub_in(tmp_path, [work], rules=(RULE,)) as at_hand:
        yield at_hand


def test_a_unit_reads_what_others_learnt_and_asked_without_how_many_rated_it(hub: HubAtHand) -> None:
    page = hub.browser("unit", "Parks").get("/practices").text
    assert "Phone queue 4" in page
    assert "&lt;b&gt;and&lt;/b&gt;" in page
    assert "it helped others" in page
    assert "account-1" not in page
    assert "By a rota" in page
    assert "Ce que les unités ont appris" in (
        hub.browser("unit", "Parks").get("/practices", headers={"accept-language": "fr"}).text
    )


def test_a_unit_asks_answers_shares_and_rates_in_its_own_name_only(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Parks")
    csrf = hub.csrf(browser)
    sent = [
        browser.post("/practices/ask", data={"csrf": csrf, "unit": "Parks", "text": "Who has a form?"}),
        browser.post(
            "/practices/question-0001/answer", data={"csrf": csrf, "unit": "Parks", "text": "We do not"}
        ),
        browser.post("/practices/lessons/lesson-0001/rate", data={"csrf": csrf, "helpful": "true"}),
        browser.post(
            "/practices/lessons",
            data={
                "csrf": csrf,
                "unit": "Parks",
                "platform": "instagram",
                "purpose": "external",
                "instead": "The notice board",
            },
        ),
    ]
    assert [each.status_code for each in sent] == [303] * 4
    assert [type(each) for each in hub.door.sent] == [Ask, GiveAnswer, RateLesson, AddLesson]
    refused = browser.post("/practices/ask", data={"csrf": csrf, "unit": "City", "text": "As another"})
    assert refused.status_code == 403
    assert len(hub.door.sent) == 4


def test_only_whoever_said_something_withdraws_it(tmp_path: Path) -> None:
    with hub_in(tmp_path, [Work(rooms=RoomWork(lessons=[LESSON]))]) as hub:
        browser = hub.browser("unit", "Citizen Services")
        data = {"csrf": hub.csrf(browser), "reason": "The queue is gone"}
        refused = browser.post("/practices/lessons/lesson-0001/withdraw", data=data)
        person = hub.hub.people.accounts.by_login("unit-citizen-services")
    assert refused.status_code == 403
    assert person is not None
    said = RoomChange(
        action="lesson-0001",
        kind="add-lesson",
        at_ms=NOON_MS,
        role="unit",
        account=person.pseudonym,
        incident="",
        unit="Citizen Services",
        platform="facebook",
        reason=Reason("lesson-added", {"platform": "facebook"}),
    )
    own = tmp_path / "own"
    own.mkdir()
    (tmp_path / "hub.db").rename(own / "hub.db")
    with hub_in(own, [Work(rooms=RoomWork(lessons=[LESSON], changes=[said]))]) as hub:
        browser = hub.browser("unit", "Citizen Services")
        data = {"csrf": hub.csrf(browser), "reason": "The queue is gone"}
        assert browser.post("/practices/lessons/lesson-0001/withdraw", data=data).status_code == 303
    assert [type(each) for each in hub.door.sent] == [WithdrawLesson]


def test_those_who_only_look_find_no_form(hub: HubAtHand) -> None:
    auditor = hub.browser("auditor")
    assert "<textarea" not in auditor.get("/practices").text
    data = {"csrf": hub.csrf(auditor), "unit": "Parks", "text": "May I?"}
    assert auditor.post("/practices/ask", data=data).status_code == 403
    assert hub.browser().get("/practices").status_code == 303


def test_the_rules_name_a_tool_what_to_fall_back_on_what_is_not_allowed_and_what_was_learnt(
    hub: HubAtHand,
) -> None:
    page = hub.browser("unit", "Parks").get("/tools?purpose=external&audience=the+public").text
    assert "Use Facebook" in page
    assert "Instagram" in page
    assert "WhatsApp" in page
    assert "Phone queue 4" in page
    assert "No rule is about that case" in hub.browser("risk").get("/tools?purpose=listening").text


def test_a_tool_that_fails_just_now_is_not_recommended(tmp_path: Path) -> None:
    down = incident("i-1", "confirmed", started_at_ms=NOON_MS)
    with hub_in(tmp_path, [Work(changes=[change(down)])], rules=(RULE,)) as hub:
        page = hub.browser("unit", "Parks").get("/tools?purpose=external").text
    assert "Use Instagram" in page
    assert "Fails just now" in page


def test_without_rules_it_says_so_plainly(tmp_path: Path) -> None:
    with hub_in(tmp_path) as hub:
        page = hub.browser("unit", "Parks").get("/tools").text
    assert "Your organisation has not written down which tool is for what" in page
