"""The pages of units as browsers get them: who sees which unit, what the forms send, what became of it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from monitors.adapters.sql_store import opened_store
from monitors.domain.actions import AnyAction
from monitors.domain.register.actions import Confirm, Declare, OnRegister, RaiseDispute, Role, TryFallback
from monitors.domain.register.records import Declaration, Fallback, Impact
from monitors.store import Work
from streams.adapters.evidence_log import LogUnavailable
from streams.domain.units import Unit
from tests.hubs import SIGNALS, HubAtHand, hub_in
from tests.relying_units import NOW_MS, RelyingWorks, city

UNITS = (
    Unit("unassigned"),
    Unit("City"),
    Unit("Citizen Services", 1, 40),
    Unit("Parks", 1, 30),
    Unit("Corporate", 1),
    Unit("Elections", 4, 6),
)

OURS = "/units/Citizen%20Services"
THREE = {"gone_2": "2", "gone_24": "3", "gone_168": "4"}


@pytest.fixture
def told() -> RelyingWorks:
    """What the city's units rely on."""
    return RelyingWorks(list(city()))


@pytest.fixture
def hub(tmp_path: Path, told: RelyingWorks) -> Iterator[HubAtHand]:
    """A hub that tells of it, whose actions are applied as the monitors would apply them."""
    works = told.works()
    with hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOW_MS) as hub:
        hub.door.then = applying(hub, told, tmp_path, len(works))
        yield hub


def applying(hub: HubAtHand, told: RelyingWorks, folder: Path, offset: int) -> Callable[[AnyAction], None]:
    """Applies each action to the database, and tells of it on `hub.changes`, at once."""
    place = [offset]

    def apply(action: AnyAction) -> None:
        assert isinstance(action, OnRegister)
        work: Work = told.act(action)
        with opened_store(URL.create("sqlite", database=str(folder / "judged.db"))) as store:
            store.commit(SIGNALS, place[0], place[0] + 1, work)
        place[0] += 1
        [change] = work.register.changes
        event = {
            "action": action.id,
            "kind": change.kind,
            "refused": change.refused,
            "reason": {"code": change.reason.code, "figures": change.reason.figures},
            "faults": [],
        }
        hub.hub.answers.hear(action.id, event)

    return apply


def said(hub: HubAtHand) -> AnyAction:
    """The one action that went out."""
    [action] = hub.door.sent
    return action


def test_a_unit_sees_how_it_relies_on_each_platform_with_points_that_add_up(hub: HubAtHand) -> None:
    page = hub.browser("unit", "Citizen Services").get(OURS).text

    sums = re.findall(r"The points add up: ([\d +]+) = (\d+) of 100", page)
    assert len(sums) == 3
    assert all(sum(map(int, points.split(" + "))) == int(score) for points, score in sums)
    assert "likely mission-critical, not confirmed" in page
    assert "about 30 people" in page
    assert "Work from telephones, from home" in page


def test_people_under_ten_are_withheld_and_so_is_when_they_are_there(hub: HubAtHand) -> None:
    page = hub.browser("unit", "Citizen Services").get(OURS).text

    own = page[page.index('id="x"') : page.index('id="youtube"')]
    assert "by fewer than 10 people on each of them" in own
    assert "Fewer than 10 people: figure withheld." in own
    assert 'id="heat-x-title"' not in own
    assert 'id="heat-facebook-title"' in page


def test_a_reviewer_sees_the_own_unit_and_no_other(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")

    assert "Parks" not in browser.get("/units").text
    assert browser.get("/units/Parks").status_code == 403
    assert browser.get("/units/Elections").status_code == 403
    assert browser.get("/units/Parks/facebook/answer").status_code == 403


@pytest.mark.parametrize("role", ["operations", "risk", "auditor", "admin"])
def test_a_small_unit_is_named_to_nobody_but_those_who_speak_for_it(hub: HubAtHand, role: Role) -> None:
    browser = hub.browser(role)
    tree, page = browser.get("/units").text, browser.get("/units/Elections").text

    assert "1 small unit under Corporate" in tree
    assert "It has an undeclared reliance; which one is told to that unit alone" in tree
    assert "of them" not in tree
    assert "Elections" not in tree
    assert "A small unit under Corporate" in page
    assert "undeclared" not in page
    assert "mission-critical" not in page


def test_sizes_of_units_in_the_tree_are_about(hub: HubAtHand) -> None:
    assert re.search(r">about 30<", hub.browser("risk").get("/units").text)


def test_a_small_unit_sees_itself_without_figures_of_people(hub: HubAtHand) -> None:
    page = hub.browser("unit", "Elections").get("/units/Elections").text

    assert "likely mission-critical, not confirmed" in page
    assert "This unit has fewer than 10 people" in page
    assert not re.search(r"about \d+ people", page)


def test_what_a_small_unit_declares_is_no_secret_any_more(hub: HubAtHand) -> None:
    speaker = hub.browser("unit", "Elections")
    form = {"csrf": hub.csrf(speaker), "of": "", "activity": "Telling results", **THREE}
    speaker.post("/units/Elections/facebook/answer", data=form)

    page = hub.browser("risk").get("/units/Elections").text
    assert "Telling results" in page
    assert "of 100" not in page
    assert "Elections" in hub.browser("risk").get("/units").text


def test_answering_three_questions_declares_exactly_what_was_answered(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")
    form = {
        "csrf": hub.csrf(browser),
        "of": "",
        "activity": "Answering citizens' messages",
        "purposes": ["external", "listening"],
        "owner_role": "Duty manager",
        "category": "operational",
        **THREE,
        "rto_hours": "2",
        "mtpd_hours": "7,5",
        "fallback": "Phone queue 4",
        "capacity_percent": "40",
    }

    answer = browser.post(f"{OURS}/facebook/answer", data=form)
    page = browser.get(answer.headers["location"]).text

    action = said(hub)
    assert isinstance(action, Declare)
    assert (action.unit, action.platform, action.role) == ("Citizen Services", "facebook", "unit")
    assert action.declaration == Declaration(
        activity="Answering citizens' messages",
        purposes=("external", "listening"),
        owner_role="Duty manager",
        impact_over_time=(
            Impact(at_hours=2.0, category="operational", level=2),
            Impact(at_hours=24.0, category="operational", level=3),
            Impact(at_hours=168.0, category="operational", level=4),
        ),
        rto_hours=2.0,
        mtpd_hours=7.5,
        fallback=Fallback(name="Phone queue 4", capacity_share=0.4),
    )
    assert "The activity was declared." in page
    assert "■ mission-critical" in page
    assert "Duty manager" in page


def test_the_questions_come_filled_in_with_what_was_seen_and_what_was_declared(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")
    opened = browser.get(f"{OURS}/x/answer").text
    form = {"csrf": hub.csrf(browser), "of": "", "activity": "Notices", "owner_role": "Press desk", **THREE}
    browser.post(f"{OURS}/x/answer", data=form)
    again = browser.get(f"{OURS}/x/answer").text

    assert "Pages or advertising are managed" in opened
    assert 'value="external" checked' in opened
    assert 'value="Notices"' in again
    assert 'value="Press desk"' in again
    assert '<option value="4" selected>' in again


def test_an_owner_that_reads_like_a_persons_name_is_asked_for_again_and_not_refused(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")
    form = {"csrf": hub.csrf(browser), "of": "", "activity": "Notices", "owner_role": "Anna Smith", **THREE}
    asked = browser.post(f"{OURS}/x/answer", data=form)
    assert asked.status_code == 422
    assert "This reads like a person" in asked.text
    assert hub.door.sent == []
    assert 'name="owner_meant" value="Anna Smith"' in asked.text
    other = browser.post(f"{OURS}/x/answer", data=form | {"owner_meant": "Anna Smith", "owner_role": "Bo Li"})
    assert other.status_code == 422
    assert browser.post(f"{OURS}/x/answer", data=form | {"owner_meant": "Anna Smith"}).status_code == 303


def test_a_form_with_faults_says_them_beside_their_fields_and_keeps_what_was_typed(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")
    form = {
        "csrf": hub.csrf(browser),
        "of": "",
        "activity": "Notices",
        "owner_role": "j.smith@example.org",
        "gone_2": "4",
        "gone_24": "1",
        "rto_hours": "soon",
    }

    answer = browser.post(f"{OURS}/x/answer", data=form)

    assert answer.status_code == 422
    assert not hub.door.sent
    assert "The owner looks like a person" in answer.text
    assert "“soon” is no number" in answer.text
    assert "being without only gets worse" in answer.text
    assert 'value="Notices"' in answer.text
    assert 'value="soon" inputmode="decimal"' in answer.text


def test_it_is_so_confirms_and_the_level_is_no_longer_likely(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")

    answer = browser.post(f"{OURS}/facebook/confirm", data={"csrf": hub.csrf(browser), "activity": ""})
    page = browser.get(answer.headers["location"]).text

    assert isinstance(said(hub), Confirm)
    assert "The unit confirmed it." in page
    assert "■ mission-critical</span>" in page


def test_what_is_not_right_is_an_objection_with_a_reason_and_a_reply_due(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")
    csrf = {"csrf": hub.csrf(browser)}

    without = browser.post(f"{OURS}/youtube/dispute", data={**csrf, "reason": "  "})
    answer = browser.post(f"{OURS}/youtube/dispute", data={**csrf, "reason": "It is a lunch break."})
    page = browser.get(answer.headers["location"]).text

    assert without.status_code == 422
    assert "Say in a sentence or two" in without.text
    action = said(hub)
    assert isinstance(action, RaiseDispute)
    assert action.reason == "It is a lunch break."
    assert "a reply is due by 2026-03-30" in page
    assert "1 objection waiting for a reply" in hub.browser("risk").get("/units").text


def test_how_a_fallback_did_is_said_with_its_day(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")
    csrf = {"csrf": hub.csrf(browser)}
    form = {**csrf, "of": "", "activity": "Notices", "fallback": "Our own site"}
    browser.post(f"{OURS}/x/answer", data=form)
    hub.door.sent.clear()

    early = browser.post(
        f"{OURS}/x/fallback", data={**csrf, "activity": "Notices", "on": "2030-01-01", "works": "yes"}
    )
    answer = browser.post(
        f"{OURS}/x/fallback", data={**csrf, "activity": "Notices", "on": "2026-03-12", "works": "yes"}
    )
    page = browser.get(answer.headers["location"]).text

    assert "That day is yet to come" in early.text
    action = said(hub)
    assert isinstance(action, TryFallback)
    assert (action.activity, action.on.isoformat(), action.works) == ("Notices", "2026-03-12", True)
    assert "12 March 2026" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_what_the_register_would_refuse_is_said_on_the_form_and_not_sent(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")
    form = {"csrf": hub.csrf(browser), "of": "", "activity": "Notices", **THREE}
    browser.post(f"{OURS}/x/answer", data=form)

    again = browser.post(f"{OURS}/x/answer", data={**form, "of": "Notices"})

    assert again.status_code == 422
    assert "declared already, word for word" in again.text
    assert len(hub.door.sent) == 1


def test_an_action_that_is_not_applied_yet_is_said_to_be_on_its_way(hub: HubAtHand) -> None:
    hub.door.then = lambda _action: None
    browser = hub.browser("unit", "Citizen Services")

    answer = browser.post(f"{OURS}/facebook/confirm", data={"csrf": hub.csrf(browser), "activity": ""})
    page = browser.get(answer.headers["location"]).text

    assert 'role="status"' in page
    assert f'href="?action={said(hub).id}"' in page


def test_while_kafka_is_away_nothing_is_lost_of_what_was_typed(hub: HubAtHand) -> None:
    def away(_action: AnyAction) -> None:
        raise LogUnavailable("no answer")

    hub.door.then = away
    browser = hub.browser("unit", "Citizen Services")
    form = {"csrf": hub.csrf(browser), "of": "", "activity": "Notices", **THREE}

    answer = browser.post(f"{OURS}/x/answer", data=form)

    assert "could not be handed over just now" in answer.text
    assert 'value="Notices"' in answer.text


def test_forms_that_come_from_elsewhere_change_nothing(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")

    assert browser.post(f"{OURS}/facebook/confirm", data={"activity": ""}).status_code == 403
    assert browser.post(f"{OURS}/facebook/dispute", data={"reason": "no"}).status_code == 403
    assert not hub.door.sent


@pytest.mark.parametrize("role", ["operations", "auditor", "admin"])
def test_whoever_may_only_look_is_offered_no_form(hub: HubAtHand, role: Role) -> None:
    browser = hub.browser(role)

    assert "/answer" not in browser.get(OURS).text
    assert browser.get(f"{OURS}/facebook/answer").status_code == 403


def test_risk_declares_for_a_unit_and_does_not_confirm_for_it(hub: HubAtHand) -> None:
    browser = hub.browser("risk")
    form = {"csrf": hub.csrf(browser), "of": "", "activity": "Notices", **THREE}
    browser.post(f"{OURS}/facebook/answer", data=form)

    action = said(hub)
    assert isinstance(action, Declare)
    assert action.role == "risk"
    assert browser.post(f"{OURS}/facebook/confirm", data=form).status_code == 403
    assert "likely mission-critical, not confirmed" in browser.get(OURS).text


def test_a_platform_that_was_not_seen_is_declared_by_its_name(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")

    assert "WhatsApp" in browser.get(f"{OURS}/declare").text
    on = browser.get(f"{OURS}/declare?platform=whatsapp")
    assert on.headers["location"] == f"{OURS}/whatsapp/answer"
    assert browser.get(f"{OURS}/whatsapp/answer").status_code == 200
    assert browser.get(f"{OURS}/no-such-platform/answer").status_code == 404


def test_there_is_no_page_for_a_unit_that_there_is_not(hub: HubAtHand) -> None:
    assert hub.browser("risk").get("/units/Nowhere").status_code == 404


def test_the_pages_speak_french(hub: HubAtHand) -> None:
    browser = hub.browser("unit", "Citizen Services")
    browser.cookies.set("holdfast-language", "fr")

    page = browser.get(OURS).text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
    assert "Ce dont dépend Citizen Services" in page
    assert "Ce n\N{RIGHT SINGLE QUOTATION MARK}est pas juste" in page
    assert "Que vaut Facebook pour Citizen Services" in browser.get(f"{OURS}/facebook/answer").text
