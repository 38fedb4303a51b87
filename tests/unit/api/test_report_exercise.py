"""An exercise is told alike in the terminal and on its page; few people never count, names stay inert."""

import io

import msgspec
import pytest
from rich.console import Console

from api.report.exercise import render_exercise, tell, with_sentences
from api.report.exercise_terminal import show_exercise
from api.report.sentences import Words
from api.report.views import Edition
from infra.words import LANGUAGES, Lang
from monitors.exercise_schema import Exercise, to_json
from tests import html_reading as html
from tests.exercise_documents import ATTACK, TWO, WITHHELD, activity, document, stop


def words(lang: Lang = "en") -> Words:
    return Words(lang, Edition(), None, {"facebook": "Facebook", "whatsapp": "WhatsApp"})


def printed(exercise: Exercise, lang: Lang = "en") -> str:
    out = io.StringIO()
    show_exercise(exercise, Console(file=out, width=200), words(lang))
    return out.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_and_terminal_say_the_same_sentences(lang: Lang) -> None:
    exercise = document(stop(), WITHHELD)
    page = html.words(html.read(render_exercise(exercise, words(lang))))
    terminal = " ".join(printed(exercise, lang).split())
    told = tell(exercise, words(lang))

    for sentence in (told.headline, *told.sentences, *told.warnings, *told.small):
        assert " ".join(sentence.split()) in " ".join(page.split())
        assert " ".join(sentence.split()) in terminal
    assert len(told.sentences) == 5


def test_names_from_logs_become_text_and_nothing_is_fetched() -> None:
    page = render_exercise(document(stop()), words())
    tree = html.read(page)

    assert not list(tree.iter("script"))
    assert ATTACK in html.words(tree)
    assert "http://" not in page
    assert "https://" not in page
    assert "\x1b" not in printed(document(stop(unit="Roads \x1b[31m")))


def test_what_is_withheld_is_said_to_be_and_has_no_figure() -> None:
    [line] = tell(document(WITHHELD), words()).lines

    assert (line.stops, line.people, line.slots) == ("withheld", "withheld", "withheld")


def test_who_would_not_have_used_it_and_who_was_not_seen_are_two_things() -> None:
    calm = stop(stops=False, stops_at=None, people=None, slots=None)
    unseen = stop(stops=None, stops_at=None, people=None, slots=None)

    lines = tell(document(calm, unseen), words()).lines

    assert [line.stops for line in lines] == ["not used then", "not in the evidence"]
    assert "gone" not in lines[0].lane
    assert {line.slots for line in lines} == {"\N{EN DASH}"}


@pytest.mark.parametrize(
    ("changes", "rto", "fallback"),
    [
        ({}, "passed at 11:00", "WhatsApp: does not hold"),
        ({"fallback": None, "fallback_covers": None}, "passed at 11:00", "none named"),
        (
            {"rto_passed_at": None, "state": "covered", "fallback_covers": True},
            "held by the fallback; without it, passed at 11:00",
            "WhatsApp: covers",
        ),
        (
            {"rto_passed_at": None, "state": "covered", "fallback_covers": True, "capacity_share": 0.5},
            (
                "held for the 50\N{NO-BREAK SPACE}% of the work that the fallback carries;"
                " for the rest, passed at 11:00"
            ),
            "WhatsApp: covers in part",
        ),
        (
            {"rto_passed_at": TWO, "state": "exhausted", "fallback_covers": True, "covered_until": TWO},
            "passed at 14:00",
            "WhatsApp: exhausted at 14:00",
        ),
        (
            {"state": "covered", "fallback_covers": True, "covered_until": "2026-03-04T09:00:00.000Z"},
            "passed at 11:00",
            "WhatsApp: covers",
        ),
        (
            {"rto_passed_at": None, "rto_passed_without_fallback_at": None},
            "held",
            "WhatsApp: does not hold",
        ),
        ({"rto_hours": None}, "", "WhatsApp: does not hold"),
    ],
)
def test_each_activity_says_what_became_of_its_time_and_of_its_fallback(
    changes: dict[str, object], rto: str, fallback: str
) -> None:
    [task] = tell(document(stop(activities=[activity(**changes)])), words()).tasks

    assert (task.rto_told, task.fallback) == (rto, fallback)


def test_what_a_fallback_carries_in_part_is_not_said_to_hold() -> None:
    half = activity(rto_passed_at=None, state="covered", fallback_covers=True, capacity_share=0.5)
    whole = activity(rto_passed_at=None, state="covered", fallback_covers=True, capacity_share=1.0)

    partly, wholly = (tell(document(stop(activities=[each])), words()).sentences for each in (half, whole))

    [told] = set(partly) - set(wholly)
    assert told.startswith("1 activity holds for no more than the part of the work that the fallback carries")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "2 March 2026, 22:00 to 3 March 2026, 06:00"),
        ("fr", "du 2 mars 2026 à 22 h au 3 mars 2026 à 6 h"),
    ],
)
def test_a_night_keeps_its_hours_in_the_heading(lang: Lang, said: str) -> None:
    over = document(stop())
    night = msgspec.structs.replace(
        over.gone, from_="2026-03-02T22:00:00.000Z", to="2026-03-03T06:00:00.000Z"
    )

    told = tell(msgspec.structs.replace(over, gone=night), words(lang))

    assert told.when.replace("\N{NO-BREAK SPACE}", " ") == said


def test_where_nobody_is_hurt_that_is_the_headline() -> None:
    calm = document(units=3, weighty=0, activities=0, unasked=0, units_shown=0)

    told = tell(calm, words())

    assert told.headline == "Without Facebook, no unit would have lost work that is known to matter"
    assert told.slots == "withheld"
    assert tell(document(units=0, weighty=0), words()).sentences == []


def test_the_document_leaves_with_its_sentences_and_can_be_read_again() -> None:
    worded = with_sentences(document(stop()), words("fr"))

    assert worded.units[0].activities[0].reasons[1].text is not None
    assert worded.warnings[0].text is not None
    assert msgspec.json.decode(to_json(worded), type=Exercise) == worded
