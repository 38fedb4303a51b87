"""What broke, as the page tells it: the time-line, the cards, and what is not known said as such."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.report.incidents import MOST_INCIDENTS, MOST_TICKS, Line, line
from api.report.page import render_page
from api.report.sentences import with_sentences
from api.report.views import Edition
from infra.words import LANGUAGES, Lang, label
from monitors.snapshot_schema import Coverage, Incident, Period, Snapshot
from tests import html_reading as html
from tests.snapshot_documents import EXPLAINED, empty, organisation, troubled

CAUSES: tuple[str, ...] = Incident.__annotations__["cause"].__args__


def what_broke(snapshot: Snapshot, lang: Lang = "en") -> Element:
    found = html.section(html.read(render_page(snapshot, lang)), "incidents")
    assert found is not None
    return found


def having(incident: Incident, snapshot: Snapshot | None = None) -> Snapshot:
    """A snapshot in which one thing broke."""
    return msgspec.structs.replace(snapshot or organisation(), incidents=[incident])


def facebook(**changes: object) -> Incident:
    """The outage of the Wednesday morning, with changes."""
    return msgspec.structs.replace(troubled().incidents[0], **changes)


def test_every_incident_has_a_row_on_the_time_line_and_a_card() -> None:
    snapshot = troubled()

    section = what_broke(snapshot)

    rows = html.rows(next(section.iter("table")))[1:]
    cards = [html.words(card) for card in section.iter("article")]
    assert [row[0] for row in rows] == [
        "Facebook failed ● over",
        "Our way out to the web failed ● over",
        "Our own filter blocked TikTok ▲ still going on",
        "The network of Highways failed ● over",
        "Canva, LinkedIn, Trello and 2 more failed together ● over",
        "Flickr failed ◒ recovering",
        "WhatsApp may have failed ◐ only suspected",
    ]
    assert rows[0][1:3] == ["the platform97 % sure", "4 Mar, 14:31 to 18:133 h 42 min"]
    assert len(cards) == len(snapshot.incidents)
    for told in (
        "4 March 2026, 14:31:10 to 18:13:20",
        "40 s after the first request that failed began",
        "about 130 people",
        "14,211",
        "98 % of attempts failed, over 30 s",
        "pages and messages, signing in",
        "Citizen Services, Communications, Health Promotion",
        " ".join(EXPLAINED.split()),
        "Over 30 seconds, 97 % of attempts failed (usually 1.4 %): about 30 people.",
    ):
        assert told in cards[0]


def test_the_head_of_the_report_says_what_broke_and_leads_there() -> None:
    def head(snapshot: Snapshot) -> list[str]:
        lead = html.section(html.read(render_page(snapshot, "en")), "headline")
        assert lead is not None
        return [html.words(link) for link in lead.iter("a") if link.get("href") == "#incidents"]

    assert head(troubled()) == ["6 incidents: Facebook, our way out, TikTok and 3 more."]
    assert head(having(facebook())) == ["Facebook failed: 3 h 42 min, from 4 March 2026, 14:31."]
    assert head(organisation()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_log_in_which_nothing_broke_says_for_how_long_and_that_quiet_is_unknown(lang: Lang) -> None:
    text = html.words(what_broke(organisation(), lang))

    assert " ".join(label("incidents.none.days", lang, lasted=14).split()) in text
    assert " ".join(label("incidents.none.note", lang).split()) in text


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("2026-03-02T05:30:04.113Z", "in 30 minutes"),
        ("2026-03-03T15:00:04.113Z", "in these 34 hours"),
        ("2026-03-09T05:00:04.113Z", "in these 7 days"),
    ],
)
def test_how_long_nothing_broke_is_told_in_a_unit_that_fits(to: str, told: str) -> None:
    short = msgspec.structs.replace(organisation(), period=Period(organisation().period.from_, to))

    assert f"Nothing broke {told}, as far as this log can show." in html.words(what_broke(short))


def test_a_log_without_use_shows_neither_health_nor_trouble() -> None:
    text = html.words(what_broke(empty()))

    assert "Nothing can be said of what broke" in text
    assert "Nothing broke" not in text


def test_few_people_are_withheld_and_people_behind_no_vote_are_unknown() -> None:
    few = html.words(what_broke(having(facebook(people_failed=None, requests_failed=None))))
    filtered = html.words(what_broke(having(facebook(cause="policy", people_failed=None))))

    assert "fewer than 10 people" in few
    assert "Requests that failed" not in few
    assert "Who ran into it" not in filtered


def test_units_are_named_without_counts_and_many_are_counted() -> None:
    units = [f"Unit {number:02}" for number in range(20)]

    text = html.words(what_broke(having(facebook(units=[*units, "unassigned"]))))

    assert "Unit 11, 9 more units" in text
    assert "Unit 12" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_its_own_title_word_and_colour(cause: str, lang: Lang) -> None:
    section = what_broke(having(facebook(cause=cause)), lang)

    assert " ".join(label(f"cause.{cause}", lang).split()) in html.words(section)
    assert [rect for rect in section.iter("rect") if rect.get("class") == f"cause-{cause}"]
    css = next(html.read(render_page(organisation(), lang)).iter("style")).text or ""
    assert re.search(rf"\.cause-{cause} {{ fill: ", css)


def test_what_was_only_suspected_is_hollow_and_what_was_silent_is_marked() -> None:
    section = what_broke(troubled())

    kinds = [rect.get("class", "") for rect in section.iter("rect")]
    assert kinds.count("cause-platform") == 1
    assert kinds.count("cause-platform hollow") == 1
    assert kinds.count("lane-silent") == 7
    assert "the log was silent: unknown" in html.words(section)


def test_what_had_no_end_reaches_the_end_of_the_time_line() -> None:
    section = what_broke(troubled())

    [bar] = [rect for rect in section.iter("rect") if rect.get("class") == "cause-policy"]
    ends = sum(float(bar.attrib[name].rstrip("%")) for name in ("x", "width"))
    assert ends == pytest.approx(100, abs=0.01)


def test_times_are_those_of_the_edition() -> None:
    toronto = Edition(zone=ZoneInfo("America/Toronto"))

    text = render_page(having(facebook()), "en", toronto)

    assert "09:31:10 to 13:13:20" in text
    assert "times in America/Toronto" in text


def test_many_incidents_are_counted_and_the_first_ones_told() -> None:
    many = [facebook(id=str(number)) for number in range(MOST_INCIDENTS + 7)]

    section = what_broke(msgspec.structs.replace(organisation(), incidents=many))

    assert len(list(section.iter("article"))) == MOST_INCIDENTS
    assert "7 more incidents, in the JSON document" in html.words(section)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_in_the_document_speak_the_language_and_name_platforms(lang: Lang) -> None:
    [told] = with_sentences(having(facebook()), lang).incidents

    assert isinstance(told.explanation, str)
    assert (told.explanation == EXPLAINED) == (lang == "en")
    assert "Facebook" in told.explanation
    assert all(reason.text for reason in told.reasons)


moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    moments,
    st.timedeltas(timedelta(seconds=1), timedelta(days=400)),
    st.sampled_from(["UTC", "America/Toronto"]),
)
def test_a_time_line_has_few_marks_all_inside_and_at_round_times(
    start: datetime, lasted: timedelta, zone: str
) -> None:
    period = Period(f"{start:%Y-%m-%dT%H:%M:%S}.000Z", f"{start + lasted:%Y-%m-%dT%H:%M:%S}.000Z")

    drawn = line(msgspec.structs.replace(empty(), period=period), ZoneInfo(zone))

    assert drawn is not None
    places = [place for place, _ in drawn.ticks()]
    assert len(places) <= MOST_TICKS + 1
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)
    assert all(moment.second == 0 for _, moment in drawn.ticks())


def test_a_log_without_dates_has_no_time_line() -> None:
    assert line(empty()) is None


def test_an_incident_that_began_before_the_first_line_ended_is_on_the_line() -> None:
    before = facebook(started_at="2026-03-02T04:59:00.000Z")

    drawn = line(having(before))

    assert isinstance(drawn, Line)
    assert drawn.bands(before)[-1].start == 0.0


def test_silences_stand_where_they_were() -> None:
    gap = Period("2026-03-09T04:00:00.000Z", "2026-03-09T05:00:00.000Z")
    coverage = Coverage(joined_share=None, identity=None, excluded=None, gaps=[gap], control_one_in=1)
    period = Period("2026-03-09T00:00:00.000Z", "2026-03-09T10:00:00.000Z")

    drawn = line(msgspec.structs.replace(empty(), period=period, coverage=coverage))

    assert drawn is not None
    assert [(band.start, band.end) for band in drawn.gaps] == [(0.4, 0.5)]
