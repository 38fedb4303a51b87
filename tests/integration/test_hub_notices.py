"""Who was told, by which route and when: in an incident's room, and for programs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from api.domain.rights import Grant
from monitors.domain.notices.delivering import refused, taken
from monitors.domain.notices.records import Audience, Decision, Delivery, Notice, NoticeKind
from monitors.domain.outage.records import Figure, Reason
from monitors.notice_rows import NoticeWork
from monitors.store import Work
from tests.broken_morning import INCIDENT, MINUTE_MS, UNITS, broken_morning
from tests.hubs import HubAtHand, hub_in
from tests.relying_units import NOW_MS

ROOM = f"/incidents/{INCIDENT}"


def decided(
    audience: str, number: int, kind: NoticeKind | None, code: str, minute: int, **figures: Figure
) -> Decision:
    return Decision(
        subject=INCIDENT,
        audience=audience,
        number=number,
        at_ms=NOW_MS - 40 * MINUTE_MS + minute * MINUTE_MS,
        kind=kind,
        message=None if kind is None else number,
        reason=Reason(code, figures),
        severity="major",
    )


DECISIONS = (
    decided("on-call", 1, "first", "notice-first", 0),
    decided("board", 1, None, "notice-below-threshold", 0, severity="major"),
    decided("on-call", 2, "reminder", "notice-nobody-answered", 30, minutes=30),
    replace(decided("the-few", 1, "first", "notice-first", 0), unit="Elections"),
    replace(decided("the-many", 1, None, "notice-nobody-relies", 0), unit="Parks"),
)


def delivery(decision: Decision) -> Delivery:
    assert decision.kind is not None
    notice = Notice(
        decision.id, decision.kind, decision.reason, None, ("Facebook",),
        Audience(decision.audience, "operations", decision.unit), "en", decision.at_ms, decision.number,
        ROOM, "major",
    )  # fmt: skip
    return Delivery(notice=notice, subject=INCIDENT, routes=("sms", "mail"), next_try_at_ms=decision.at_ms)


def told() -> Work:
    first, reminder = delivery(DECISIONS[0]), delivery(DECISIONS[2])
    by_mail = refused(first, "sms", "no-such-number", first.notice.at_ms + 900)
    sent = taken(by_mail, "mail", first.notice.at_ms + 2_000)
    return Work(notices=NoticeWork(DECISIONS, (), (sent, reminder, delivery(DECISIONS[3]))))


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    works = [*broken_morning(), told()]
    with hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOW_MS) as at_hand:
        yield at_hand


def test_the_room_says_who_was_told_by_which_route_and_when_and_who_was_spared_and_why(
    hub: HubAtHand,
) -> None:
    page = hub.browser("operations").get(ROOM).text

    assert "Who was told" in page
    assert "mail, at 14:20:02" in page
    assert "On its way" in page
    assert "this audience asked for graver things" in page


def test_whoever_may_not_see_deliveries_sees_none_of_it(hub: HubAtHand) -> None:
    for role in ("risk", "unit"):
        assert "Who was told" not in hub.browser(role).get(ROOM).text


def test_whoever_has_a_role_for_one_unit_sees_nothing_of_what_others_were_told(hub: HubAtHand) -> None:
    client = hub.browser("operations", "Parks")
    assert client.get("/api/v1/deliveries").status_code == 403
    assert client.get("/api/v1/notices").status_code == 403
    assert "Who was told" not in client.get(ROOM).text


def test_what_a_unit_of_few_people_was_told_is_told_to_itself_alone(hub: HubAtHand) -> None:
    for role in ("operations", "admin", "auditor"):
        client = hub.browser(role)
        for path in ("/api/v1/deliveries", "/api/v1/notices", ROOM):
            answer = client.get(path)
            assert answer.status_code == 200
            assert "the-few" not in answer.text
            assert "Elections" not in answer.text or path == ROOM
        assert "the-many" in client.get("/api/v1/notices").text
    hub.account("both", Grant("operations"), Grant("unit", "Elections"))
    person = hub.hub.people.accounts.by_login("both")
    assert person is not None
    speaks = hub.browser()
    speaks.cookies.set("holdfast", hub.hub.people.sessions.begin(person.number))
    assert "the-few" in speaks.get("/api/v1/deliveries").text
    assert "the-few" in speaks.get("/api/v1/notices").text


def test_programs_page_through_messages_and_filter_them(hub: HubAtHand) -> None:
    client = hub.browser("operations")

    newest = client.get("/api/v1/deliveries?limit=1").json()
    oldest = client.get(f"/api/v1/deliveries?limit=1&cursor={newest['next']}").json()

    assert [each["kind"] for each in (*newest["items"], *oldest["items"])] == ["reminder", "first"]
    assert oldest["next"] is None
    [first] = client.get("/api/v1/deliveries?state=sent").json()["items"]
    assert (first["route"], first["tries"], first["state"]) == ("mail", 2, "sent")
    assert first["sent_at"] == "2026-03-16T14:20:02.000Z"
    assert client.get("/api/v1/deliveries?subject=another").json()["items"] == []


def test_programs_page_through_decisions_with_their_sentences(hub: HubAtHand) -> None:
    client = hub.browser("operations")
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = client.get(f"/api/v1/notices?limit=1{cursor and f'&cursor={cursor}'}").json()
        found += answer["items"]
        cursor = answer["next"]

    assert [(each["audience"], each["kind"]) for each in found] == [
        ("on-call", "reminder"),
        ("the-many", None),
        ("on-call", "first"),
        ("board", None),
    ]
    assert found[0]["reason"]["text"] == "For 30 minutes nobody has said that they are on it."


def test_pages_of_the_month_stand_beside_what_there_may_be_of_false_ones(hub: HubAtHand) -> None:
    assert hub.browser("operations").get("/api/v1/notices/month").json() == {
        "month": "2026-03",
        "incidents": 1,
        "false": 0,
        "false_allowed": 1,
    }
