"""Exercises in the hub, as the lead, a unit and those who look on meet them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from monitors.adapters.sql_store import SqlStore
from monitors.domain.exercises.actions import (
    AnswerInject,
    CloseExercise,
    PlanExercise,
    ReleaseInject,
    StartExercise,
)
from monitors.domain.exercises.records import Exercise
from monitors.store import Work
from streams.domain.units import Unit
from tests.broken_morning import UNITS, broken_morning, declaration
from tests.hubs import HubAtHand, hub_in
from tests.played_exercises import EXERCISE, Table, applying, being_played, do, plan
from tests.relying_units import NOW_MS, RelyingWorks, city

TODAY = datetime.fromtimestamp(NOW_MS / 1000, UTC).date()
PAGE = f"/exercises/{EXERCISE}"
TRIED = {"platform-1": "facebook", "activity-1": "answering citizens' messages"}


@dataclass(frozen=True)
class Playing:
    """A hub whose actions are applied at once, and what stands behind it."""

    hub: HubAtHand
    store: SqlStore

    def sends(self, browser: TestClient, path: str, **fields: Any) -> Any:
        """A form of somebody's."""
        return browser.post(path, data={"csrf": self.hub.csrf(browser), **fields})

    def tells(self, browser: TestClient, path: str) -> str:
        """What a page says."""
        answer = browser.get(path)
        assert answer.status_code == 200, answer.text
        return " ".join(answer.text.split())

    @property
    def exercise(self) -> Exercise:
        """As it stands."""
        return self.store.exercises.exercises()[EXERCISE]


def before(table: Table) -> list[Work]:
    return [*RelyingWorks(list(city())).works([declaration()]), table.work()]


@pytest.fixture
def playing(tmp_path: Path) -> Iterator[Playing]:
    works = before(being_played(NOW_MS, TODAY))
    with (
        hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOW_MS) as hub,
        applying(hub, tmp_path) as store,
    ):
        yield Playing(hub, store)


@pytest.mark.parametrize("page", ["/exercises", "/exercises/new", PAGE, f"{PAGE}/report"])
@pytest.mark.parametrize(
    ("lang", "banner"), [("en", "Nothing here is real"), ("fr", "aucune plateforme ne tombe en panne")]
)
def test_every_page_says_that_nothing_of_it_is_real(
    playing: Playing, page: str, lang: str, banner: str
) -> None:
    answer = playing.hub.browser("operations").get(page, headers={"accept-language": lang})
    assert answer.status_code == 200
    assert banner in answer.text
    assert 'class="exercise-banner"' in answer.text


def test_a_plan_is_suggested_from_the_register_and_kept_as_it_was_typed(playing: Playing) -> None:
    lead = playing.hub.browser("risk")
    form = playing.tells(lead, "/exercises/new?platform=facebook&at=08:10")
    assert "Facebook does not open for anybody." in form
    assert "phone queue 4 cannot be kept up any longer." in form
    assert 'value="16:10"' in form  # eight hours of the fallback behind 08:10
    assert "stands still, as phone queue 4 no longer holds it" in form
    assert "14 January 2026" in form

    sent = playing.sends(
        lead,
        "/exercises",
        title="A Monday without Facebook",
        on=TODAY.isoformat(),
        at="08:10",
        platform="facebook",
        unit=["Citizen Services", "Parks"],
        **{
            "use-1": "yes",
            "at-1": "08:10",
            "text-1": "Facebook does not open for anybody.",
            "code-1": "nobody-opens",
            "at-2": "08:40",
            "text-2": "left out",
            "code-2": "vendor-silent",
            "use-3": "yes",
            "at-3": "08:20",
            "text-3": "The mayor asks.",
            "code-3": "",
        },
    )
    assert sent.status_code == 303
    action = playing.hub.door.sent[-1]
    assert isinstance(action, PlanExercise)
    told = [(each.at, each.code, each.text) for each in action.plan.injects]
    assert told == [("08:10", "nobody-opens", ""), ("08:20", None, "The mayor asks.")]
    assert action.plan.units == ("Citizen Services", "Parks")
    page = playing.tells(lead, sent.headers["location"])
    assert "The exercise is planned" in page
    assert "The mayor asks." in page
    unit = playing.hub.browser("unit", "Parks")
    assert unit.get(sent.headers["location"]).status_code == 404
    assert "A Monday without Facebook" not in playing.tells(unit, "/exercises")


def test_a_plan_with_faults_comes_back_as_it_was_typed_and_nothing_is_sent(playing: Playing) -> None:
    lead = playing.hub.browser("risk")
    sent = playing.sends(
        lead,
        "/exercises",
        title="My title",
        on="",
        at="25:00",
        platform="facebook",
        **{"at-1": "", "text-1": ""},
    )
    assert sent.status_code == 422
    for said in ("My title", "Say on which day", "such as 08:10", "at least one unit", "at least one inject"):
        assert said in sent.text
    assert not playing.hub.door.sent


def test_the_lead_gives_out_an_inject_and_the_units_that_it_is_for_see_it(playing: Playing) -> None:
    lead, parks = playing.hub.browser("operations"), playing.hub.browser("unit", "Parks")
    assert "The mayor wants to post a film." in playing.tells(lead, PAGE)
    seen = playing.tells(parks, PAGE)
    assert "The mayor wants to post a film." not in seen
    assert "has reached its capacity" not in seen  # for Citizen Services alone

    assert playing.sends(lead, f"{PAGE}/release", inject="3").status_code == 303
    assert isinstance(playing.hub.door.sent[-1], ReleaseInject)
    assert "The mayor wants to post a film." in playing.tells(parks, PAGE)
    again = playing.sends(lead, f"{PAGE}/release", inject="3")
    assert "given out already" in playing.tells(lead, again.headers["location"])


def test_a_unit_answers_and_a_fallback_that_it_tried_is_tested_in_the_register(playing: Playing) -> None:
    unit, lead = playing.hub.browser("unit", "Citizen Services"), playing.hub.browser("operations")
    page = playing.tells(unit, PAGE)
    assert "8 hours at most (MTPD)" in page
    said = {
        "unit": "Citizen Services",
        "inject": "2",
        "affected": "yes",
        "bears_hours": "1,5",
        "doing": "We close the queue.",
        "word-1": "works",
        **TRIED,
    }
    assert playing.sends(unit, f"{PAGE}/answer", **said).status_code == 303
    action = playing.hub.door.sent[-1]
    assert isinstance(action, AnswerInject)
    assert (action.role, action.bears_hours) == ("unit", 1.5)
    assert "We close the queue." in playing.tells(lead, PAGE)
    # what the exercise of the fixture says already, before the register heard of it, is no new trial
    [entry] = playing.store.register.entries({"Citizen Services"})
    assert entry.declaration.fallback is not None
    assert entry.declaration.fallback.tested_on == date(2026, 1, 14)


def test_the_first_trial_moves_the_day_in_the_register_and_on_its_page(tmp_path: Path) -> None:
    table = Table(NOW_MS, TODAY)
    table.does(do(PlanExercise, id=EXERCISE, plan=plan(TODAY)))
    with (
        hub_in(tmp_path, before(table), units=UNITS, now_ms=lambda: NOW_MS) as hub,
        applying(hub, tmp_path) as store,
    ):
        playing = Playing(hub, store)
        lead, unit = hub.browser("operations"), hub.browser("unit", "Citizen Services")
        playing.sends(lead, f"{PAGE}/start")
        playing.sends(lead, f"{PAGE}/release", inject="1")
        failed = {"unit": "Citizen Services", "inject": "1", "affected": "yes", **TRIED}
        back = playing.sends(unit, f"{PAGE}/answer", **failed, doing="kept words", **{"word-1": "fails"})
        assert back.status_code == 422
        assert "Say why it does not work" in back.text
        assert "kept words" in back.text
        playing.sends(unit, f"{PAGE}/answer", **failed, **{"word-1": "works"})
        assert "Last tried: 16 March 2026" in playing.tells(unit, PAGE)
        assert "16 March 2026" in playing.tells(unit, "/units/Citizen%20Services")
        report = playing.tells(lead, f"{PAGE}/report")
    assert "Tried, and they work" in report
    assert "tried: it works" in report


def test_only_who_leads_all_of_its_units_leads_and_only_the_unit_answers_for_itself(playing: Playing) -> None:
    parks = playing.hub.browser("unit", "Parks")
    part = playing.hub.browser("operations", "Parks")
    answer = {"unit": "Citizen Services", "inject": "1", "affected": "no"}
    refused = [
        playing.sends(parks, f"{PAGE}/answer", **answer),
        playing.sends(part, f"{PAGE}/release", inject="3"),
        playing.sends(part, f"{PAGE}/close", next_on="2027-01-01"),
        playing.sends(parks, f"{PAGE}/release", inject="3"),
        playing.sends(playing.hub.browser("auditor"), f"{PAGE}/call-off", reason="x"),
    ]
    assert [each.status_code for each in refused] == [403] * 5
    assert not playing.hub.door.sent
    seen = playing.tells(part, PAGE)
    assert "We send people to the counter." not in seen
    assert "1 unit that you do not see" in seen
    assert playing.hub.browser("unit", "Elections").get(PAGE).status_code == 404


def test_it_is_agreed_closed_and_due_again_in_the_calendar(playing: Playing) -> None:
    lead = playing.hub.browser("operations")
    playing.sends(
        lead, f"{PAGE}/agree", text="Mend the queue", owner_role="Duty manager", due_on="2026-05-01"
    )
    playing.sends(lead, f"{PAGE}/close", learnt="The queue is small", next_on="2027-03-16")
    assert isinstance(playing.hub.door.sent[-1], CloseExercise)
    assert playing.exercise.state == "over"
    answer = lead.get("/api/v1/calendar.ics")
    events = Calendar.from_ical(answer.text).walk("VEVENT")
    every = {str(each["summary"]): each.decoded("dtstart") for each in events}
    due = {summary: on for summary, on in every.items() if "xercise" in summary}
    assert due == {
        "Next exercise due, after: A day without Facebook": date(2027, 3, 16),
        "Agreed in an exercise: Mend the queue": date(2026, 5, 1),
        "Agreed in an exercise: Print the numbers of the counters": date(2027, 1, 15),
    }
    task = next(each for each in playing.exercise.tasks if each.text == "Mend the queue")
    playing.sends(lead, f"{PAGE}/settle", task=task.id)
    assert "Mend the queue" not in lead.get("/api/v1/calendar.ics").text
    assert "The queue is small" in playing.tells(playing.hub.browser("auditor"), f"{PAGE}/report")


def test_the_report_as_a_document_says_who_is_silent_and_what_is_missing(playing: Playing) -> None:
    told = json.loads(playing.hub.browser("risk").get(f"/api/v1/exercises/{EXERCISE}").text)
    assert told["silent"] == ["Parks"]
    assert told["injects"][0]["text"] == "Facebook does not open for anybody."
    assert told["injects"][0]["answers"][0]["after_seconds"] == 180
    assert told["injects"][0]["waiting"] == ["Parks"]
    assert [(each["held"], each["fallback"]) for each in told["fallbacks"]] == [("worked", "phone queue 4")]
    [listed] = json.loads(playing.hub.browser("risk").get("/api/v1/exercises?state=running").text)["items"]
    assert listed["id"] == EXERCISE
    part = json.loads(playing.hub.browser("unit", "Parks").get(f"/api/v1/exercises/{EXERCISE}").text)
    assert "counter" not in json.dumps(part["injects"])
    assert part["others"] == 1
    assert playing.hub.browser("unit", "Elections").get(f"/api/v1/exercises/{EXERCISE}").status_code == 404


def test_of_a_unit_of_few_people_no_time_to_answer_is_told(tmp_path: Path) -> None:
    few = [Unit("unassigned"), Unit("City"), Unit("Citizen Services", 1, 6), Unit("Parks", 1, 30)]
    works = [being_played(NOW_MS, TODAY).work()]
    with hub_in(tmp_path, works, units=few, now_ms=lambda: NOW_MS) as hub:
        told = json.loads(hub.browser("risk").get(f"/api/v1/exercises/{EXERCISE}").text)
        page = hub.browser("risk").get(f"{PAGE}/report").text
    assert told["injects"][0]["answers"][0]["after_seconds"] is None
    assert "Few people: the time is withheld." in page
    assert "Answered after" not in page


def test_nothing_real_changes_by_an_exercise(playing: Playing) -> None:
    public = playing.hub.browser()
    seen = [public.get(each).text for each in ("/status", "/api/v2/summary.json")]
    lead = playing.hub.browser("operations")
    playing.sends(lead, f"{PAGE}/release", inject="3")
    playing.sends(lead, f"{PAGE}/close", next_on="2027-03-16")
    assert [public.get(each).text for each in ("/status", "/api/v2/summary.json")] == seen
    assert json.loads(lead.get("/api/v1/incidents").text)["items"] == []
    assert json.loads(lead.get("/api/v1/alerts").text)["items"] == []


def test_who_answers_in_an_exercise_is_told_of_it_on_the_unit_and_on_now_until_it_has_answered(
    tmp_path: Path,
) -> None:
    works = [*broken_morning(), being_played(NOW_MS, TODAY).work()]
    waits = "It waits for the answer of Parks."
    with (
        hub_in(tmp_path, works, units=UNITS, now_ms=lambda: NOW_MS) as hub,
        applying(hub, tmp_path) as store,
    ):
        playing = Playing(hub, store)
        parks, lead = hub.browser("unit", "Parks"), hub.browser("operations")
        for page in ("/", "/units/Parks"):
            told = playing.tells(parks, page)
            assert f'<a href="{PAGE}">A day without Facebook</a>' in told
            assert waits in told
            assert PAGE not in playing.tells(lead, page)
        playing.sends(parks, f"{PAGE}/answer", unit="Parks", inject="1", affected="no")
        for page in ("/", "/units/Parks"):
            told = playing.tells(parks, page)
            assert PAGE in told
            assert waits not in told
        playing.sends(lead, f"{PAGE}/close", next_on="2027-03-16")
        assert PAGE not in playing.tells(parks, "/")


def test_the_page_of_a_planned_exercise_says_who_takes_part(tmp_path: Path) -> None:
    table = Table(NOW_MS, TODAY)
    table.does(do(PlanExercise, id=EXERCISE, plan=plan(TODAY)))
    with hub_in(tmp_path, before(table), units=UNITS, now_ms=lambda: NOW_MS) as hub:
        page = " ".join(hub.browser("operations").get(PAGE).text.split())
    assert "Who takes part" in page
    assert "<li>Citizen Services</li><li>Parks</li>" in page


def test_within_its_first_minute_an_exercise_is_said_to_go_on_since_then_and_not_for_how_long(
    tmp_path: Path,
) -> None:
    began_ms, minute_ms = NOW_MS // 60_000 * 60_000 + 50_000, 60_000
    clock = [began_ms]
    table = Table(began_ms, TODAY)
    table.does(do(PlanExercise, id=EXERCISE, plan=plan(TODAY)))
    table.does(do(StartExercise))
    said = []
    with hub_in(tmp_path, before(table), units=UNITS, now_ms=lambda: clock[0]) as hub:
        for after_ms in (0, 46_000, 2 * minute_ms):
            clock[0] = began_ms + after_ms
            page = " ".join(hub.browser("operations").get(PAGE).text.split())
            said.append(page.split('<span class="since">')[1].split("</span>")[0])
    assert "second" not in "".join(said)
    assert "minute" not in said[0] + said[1]
    assert "(1 minute)" in said[2]


def test_the_report_lists_whoever_took_part_undeclared_and_says_what_was_never_given_out(
    playing: Playing,
) -> None:
    lead = playing.hub.browser("operations")
    playing.sends(lead, f"{PAGE}/close", next_on="2027-03-16")
    report = playing.tells(lead, f"{PAGE}/report")
    assert "Parks on Facebook</strong>: relies on it, and nothing is declared" in report
    assert "1 inject was never given out, of 3 in the plan" in report
