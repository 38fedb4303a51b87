"""The register's pages: what each reader sees of it, what is decided there, and what becomes of that."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from fastapi.testclient import TestClient

from monitors.domain.actions import AnyAction
from monitors.domain.register.actions import Approve, DecideDispute, RegisterAction, Reply, Role
from monitors.domain.register.applying import applied
from monitors.domain.register.records import Dispute, Entry
from monitors.register_rows import RegisterWork
from monitors.store import Work
from streams.adapters.evidence_log import LogUnavailable
from tests.hubs import HubAtHand, hub_in
from tests.register_actions import SAID, act
from tests.stored_register import SMALL, TODAY, UNITS, declared, register_work
from tests.stored_work import NOON_MS, change, incident

DAY_MS: Final = 24 * 3_600_000


@pytest.fixture
def works() -> list[Work]:
    """Two units have declared, a third was seen only, and a small one is asked."""
    return [register_work()]


@pytest.fixture
def hub(tmp_path: Path, works: list[Work]) -> Iterator[HubAtHand]:
    with hub_in(tmp_path, works, units=UNITS) as at_hand:
        yield at_hand


def answered(hub: HubAtHand, standing: Entry) -> list[RegisterAction]:
    """Have the monitors answer each action at once, as they would of this entry; what they took."""
    taken: list[RegisterAction] = []

    def then(action: AnyAction) -> None:
        assert isinstance(action, RegisterAction)
        taken.append(action)
        change = applied(standing, action, TODAY).change
        hub.hub.answers.hear(action.id, msgspec.to_builtins(change))

    hub.door.then = then
    return taken


def post(hub: HubAtHand, client: TestClient, path: str, **form: str) -> Any:
    """Send a form of the page; the answer."""
    return client.post(path, data={"csrf": hub.csrf(client), **form})


def test_risk_sees_what_is_relied_on_the_gravest_first(hub: HubAtHand) -> None:
    page = hub.browser("risk").get("/register").text
    places = [page.index(f'href="/register/{name}"') for name in ("Citizen%20Services/facebook", "Parks/x")]
    assert places == sorted(places)
    assert "answering citizens&#39; messages" in page
    assert "2 h / 8 h" in page
    assert "phone queue 4" in page
    assert "score 55" in page


def test_a_small_unit_that_may_still_answer_is_not_named(hub: HubAtHand) -> None:
    assert SMALL not in hub.browser("risk").get("/register").text


WAYS: Final = (
    "/register",
    "/register/print",
    f"/register/{SMALL}/youtube",
    "/api/v1/register",
    "/api/v1/questions",
    "/api/v1/calendar.ics",
    "/api/v1/exports/register",
)
"""Every way on which the register tells of a unit."""


@pytest.fixture
def later(tmp_path: Path, works: list[Work]) -> Iterator[HubAtHand]:
    """A week on: the small unit has let the day pass by which it was to answer."""
    with hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOON_MS + 8 * DAY_MS) as at_hand:
        yield at_hand


def names_it(hub: HubAtHand, way: str, role: Role, unit: str | None = None) -> bool:
    """Whether a way tells somebody of the small unit."""
    answer = hub.browser(role, unit).get(way)
    assert answer.status_code in {200, 403, 404}, way
    text = answer.text.replace("\r\n ", "")  # a calendar folds its lines
    return answer.status_code == 200 and SMALL in text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", ["operations", "auditor", "admin", "risk"])
def test_a_small_unit_that_left_its_question_unanswered_is_named_to_risk_alone(
    later: HubAtHand, role: Role, way: str
) -> None:
    assert names_it(later, way, role) == (role == "risk")
    assert not names_it(later, way, role, "Parks")


@pytest.mark.parametrize("way", [way for way in WAYS if "calendar" not in way])
def test_a_small_unit_sees_what_is_its_own_from_the_first_day(hub: HubAtHand, way: str) -> None:
    assert names_it(hub, way, "unit", SMALL)
    assert not names_it(hub, way, "risk")
    assert not names_it(hub, way, "unit", "Parks")


def test_of_a_small_unit_risk_reads_the_level_and_no_figure(later: HubAtHand) -> None:
    told = later.browser("risk").get("/api/v1/register").json()["items"]
    [line] = [each for each in told if each["unit"] == SMALL]
    assert (line["level"], line["score"], line["people"], line["trend"]) == ("important", None, None, None)


def test_while_its_platform_is_down_risk_reads_of_a_small_unit_at_once(
    tmp_path: Path, works: list[Work]
) -> None:
    down = change(incident("i-1", "confirmed", platforms=["youtube"], units=[SMALL], ended_at_ms=None))
    with hub_in(tmp_path, [*works, Work(changes=[down])], units=UNITS) as hub:
        assert names_it(hub, "/register", "risk")
        assert not names_it(hub, "/register", "operations")


def test_a_unit_sees_its_own_lines_and_nobody_elses(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Parks")
    page = browser.get("/register").text
    assert "Parks on Facebook" in page
    assert "Citizen Services" not in page
    assert browser.get("/register/Citizen%20Services/facebook").status_code == 403
    assert browser.get("/register/print").text.count("Citizen Services") == 0


@pytest.mark.parametrize(
    ("only", "found", "left_out"),
    [
        ("new", "Parks on X", None),
        ("contradictions", "Parks on Facebook", "Parks on X"),
        ("no-fallback", "Citizen Services on Facebook", "Parks on X"),
        ("overdue", "No line is like that", "Parks on X"),
        ("unanswered", "Parks on X", "Citizen Services on"),
    ],
)
def test_saved_filters_are_links(hub: HubAtHand, only: str, found: str, left_out: str | None) -> None:
    browser = hub.browser("risk")
    assert f'href="/register?only={only}"' in browser.get("/register").text
    page = browser.get(f"/register?only={only}").text
    assert found in page
    assert left_out is None or left_out not in page


def test_what_waits_for_an_approval_is_counted_in_every_filter_and_leads_to_it(hub: HubAtHand) -> None:
    browser = hub.browser("risk")
    link = re.compile(r'href="/register\?only=to-approve">([^<]*wait[^<]*)<')
    said = {link.findall(browser.get(f"/register?only={only}").text)[0] for only in ("all", "terms", "new")}
    assert said == {"2 entries wait for your approval."}
    waiting = browser.get("/register?only=to-approve").text
    assert waiting.count('scope="row"') == 2


def test_a_row_says_why_and_what_happened(hub: HubAtHand) -> None:
    page = hub.browser("risk").get("/register/Parks/facebook").text
    assert "most of the unit" in page  # the band of the one factor
    assert "&lt;b&gt;It is only one of us.&lt;/b&gt;" in page
    assert "Reply to the objection" in page
    assert "Decide on the objection" not in page  # a reply comes first


def test_whoever_may_only_read_is_offered_nothing(hub: HubAtHand) -> None:
    page = hub.browser("auditor").get("/register/Parks/facebook").text
    assert "It is only one of us." in page
    assert '<form class="stacked"' not in page


def test_a_reply_goes_out_as_an_action_and_the_page_says_what_became_of_it(hub: HubAtHand) -> None:
    open_ = Dispute(reason="no", raised_on=TODAY, reply_due=date(2025, 10, 23))
    taken = answered(hub, msgspec.structs.replace(declared("Parks"), evidence="disputed", dispute=open_))
    browser = hub.browser("risk")
    answer = post(
        hub, browser, "/register/Parks/facebook/reply", activity=SAID.activity, reply="Tell us more."
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/register/Parks/facebook?action=")
    [action] = taken
    assert isinstance(action, Reply)
    assert (action.unit, action.platform, action.activity) == ("Parks", "facebook", SAID.activity)
    assert (action.role, action.reply) == ("risk", "Tell us more.")
    assert "on its way" in browser.get(answer.headers["location"]).text


def test_the_page_tells_what_became_of_an_action_from_the_database(tmp_path: Path, works: list[Work]) -> None:
    approved = act(
        Approve, "risk", id="a-known-action", at_ms=NOON_MS, unit="Citizen Services", approver_role="Chief"
    )
    come_to = applied(declared("Citizen Services", evidence="confirmed"), approved, TODAY)
    assert come_to.entry is not None
    more = Work(register=RegisterWork({come_to.entry.key: come_to.entry}, [come_to.change]))
    with hub_in(tmp_path, [*works, more], units=UNITS) as hub:
        page = hub.browser("risk").get("/register/Citizen%20Services/facebook?action=a-known-action").text
        other = hub.browser("risk").get("/register/Parks/facebook?action=a-known-action").text
    assert 'class="done" role="status"><p>Chief approved it' in page
    assert "Chief" not in other


def test_what_the_monitors_would_refuse_is_said_at_once_and_what_was_typed_is_kept(hub: HubAtHand) -> None:
    browser = hub.browser("risk")
    answer = post(
        hub,
        browser,
        "/register/Citizen%20Services/facebook/accept-risk",
        activity=SAID.activity,
        role="Chief",
        reason="It is cheap.",
        until="2020-01-01",
    )
    assert answer.status_code == 422
    assert "names a role, a reason and a day to come" in answer.text
    assert "It is cheap." in answer.text
    assert hub.door.sent == []


def test_a_form_that_is_not_filled_in_is_said_to_be_so(hub: HubAtHand) -> None:
    path = "/register/Citizen%20Services/facebook/approve"
    answer = post(hub, hub.browser("risk"), path, activity=SAID.activity, approver_role=" ")
    assert answer.status_code == 422
    assert "Something is missing" in answer.text


@pytest.mark.parametrize("role", ["operations", "auditor", "admin"])
def test_only_risk_decides(hub: HubAtHand, role: Any) -> None:
    path = "/register/Citizen%20Services/facebook/approve"
    answer = post(hub, hub.browser(role), path, activity=SAID.activity, approver_role="Chief")
    assert answer.status_code == 403
    assert hub.door.sent == []


def test_risk_of_one_part_decides_nothing_elsewhere(hub: HubAtHand) -> None:
    path = "/register/Citizen%20Services/facebook/approve"
    answer = post(hub, hub.browser("risk", "Parks"), path, activity=SAID.activity, approver_role="Chief")
    assert answer.status_code == 403
    assert hub.door.sent == []


def test_a_dispute_that_had_its_reply_can_be_decided(tmp_path: Path, works: list[Work]) -> None:
    [work] = works
    parks = declared(
        "Parks",
        evidence="disputed",
        dispute=Dispute(reason="no", raised_on=TODAY, reply_due=date(2025, 10, 23), reply="Why?"),
    )
    with hub_in(tmp_path, [work, Work(register=RegisterWork({parks.key: parks}))], units=UNITS) as hub:
        browser, taken = hub.browser("risk"), answered(hub, parks)
        path = "/register/Parks/facebook/decide-dispute"
        answer = post(hub, browser, path, activity=SAID.activity, outcome="upheld")
    assert answer.status_code == 303
    [action] = taken
    assert isinstance(action, DecideDispute)
    assert action.outcome == "upheld"


def test_a_line_that_there_is_not_is_not_found(hub: HubAtHand) -> None:
    assert hub.browser("risk").get("/register/Parks/tiktok").status_code == 404


def test_the_register_is_printed_in_both_languages(hub: HubAtHand) -> None:
    browser = hub.browser("risk")
    english = browser.get("/register/print?only=contradictions", headers={"accept-language": "en"}).text
    french = browser.get("/register/print", headers={"accept-language": "fr-CA"}).text
    assert "Register of dependencies on platforms" in english
    assert "all units" in english
    assert "Registre des dépendances aux plateformes" in french


def test_while_kafka_is_away_what_was_typed_is_kept(hub: HubAtHand) -> None:
    def away(_action: AnyAction) -> None:
        raise LogUnavailable("no answer")

    hub.door.then = away
    path = "/register/Parks/facebook/reply"
    answer = post(hub, hub.browser("risk"), path, activity=SAID.activity, reply="Tell us more.")
    assert answer.status_code == 503
    assert "Kafka did not take this" in answer.text
    assert ">Tell us more.</textarea>" in answer.text
