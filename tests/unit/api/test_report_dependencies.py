"""What we rely on, as the page and the terminal tell it: a score that adds up, few people never counted."""

import io

import msgspec
import pytest
from rich.console import Console

from api.report.dependencies import reliances
from api.report.page import render_page
from api.report.sentences import Words
from api.report.terminal import show
from api.report.views import Edition
from infra.words import LANGUAGES, Lang
from monitors.snapshot_schema import Snapshot
from tests import html_reading as html
from tests.snapshot_documents import organisation, relying


def words(snapshot: Snapshot, lang: Lang = "en") -> Words:
    return Words.of(snapshot, lang, Edition())


def section(snapshot: Snapshot, lang: Lang = "en") -> str:
    found = html.section(html.read(render_page(snapshot, lang)), "dependencies")
    assert found is not None
    return html.words(found)


def printed(snapshot: Snapshot, lang: Lang = "en") -> str:
    out = io.StringIO()
    show(snapshot, Console(file=out, width=100), lang)
    return out.getvalue()


def test_a_score_can_be_added_up_from_what_its_card_shows() -> None:
    told = reliances(relying(), words(relying())).told

    for row in told:
        assert sum(line.factor.points for line in row.lines) == row.score
        assert row.sum == f"{' + '.join(str(line.factor.points) for line in row.lines)} = {row.score} of 100"


def test_what_weighs_or_has_to_be_asked_has_a_card_and_the_rest_a_row() -> None:
    told = reliances(relying(), words(relying()))

    assert [row.unit for row in told.told] == ["Citizen Services", "Wildfire Information", "Communications"]
    assert [row.score for row in told.rows] == [85, 58, 54, 30, 7]
    assert told.summary is not None
    assert told.summary.startswith("1 dependency is likely mission-critical, not confirmed; 2 more are")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "2 dependencies are important; none looks"), ("fr", "2 dépendances sont importantes")],
)
def test_where_nothing_looks_critical_what_is_important_comes_first(lang: Lang, said: str) -> None:
    lesser = [row for row in relying().dependencies if row.level != "mission-critical"]
    told = reliances(msgspec.structs.replace(relying(), dependencies=lesser), words(relying(), lang))

    assert told.summary is not None
    assert told.summary.startswith(said)


def test_where_nothing_weighs_the_first_ones_are_still_explained() -> None:
    lesser = [row for row in relying().dependencies if row.level not in {"mission-critical", "important"}]
    told = reliances(msgspec.structs.replace(relying(), dependencies=lesser), words(relying()))

    assert [row.unit for row in told.told] == ["Tourism", "Highways"]
    assert not told.is_weighty
    assert told.summary is not None
    assert told.summary.startswith("No dependency looks mission-critical or important; 2 lesser ones")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_top_level_is_likely_until_the_unit_confirms(lang: Lang) -> None:
    vital = relying().dependencies[0]
    confirmed = msgspec.structs.replace(vital, confirmation="confirmed")
    likely, sure = (
        reliances(msgspec.structs.replace(relying(), dependencies=[one]), words(relying(), lang))
        .rows[0]
        .level
        for one in (vital, confirmed)
    )

    assert {
        "en": "likely mission-critical, not confirmed",
        "fr": "probablement essentiel à la mission, non confirmé",
    }[lang] == likely
    assert {"en": "mission-critical", "fr": "essentiel à la mission"}[lang] == sure


def test_the_page_says_what_to_ask_what_to_act_on_and_what_it_cannot_see() -> None:
    text = section(relying())

    assert "It is open in 84 % of the unit's working hours" in text
    assert "It began 20 days ago: a trial" in text
    assert "Work from telephones, from home" in text
    assert "12 % of the lines belong to no known unit." in text


def test_figures_of_few_people_are_withheld_and_the_page_says_so() -> None:
    text = section(relying())

    assert "by fewer than 10 people on such a day" in text
    assert "Bands and points are exact." in text


def test_reading_beside_deep_work_is_said_to_count_only_beyond_it() -> None:
    vital = relying().dependencies[0]
    factors = [
        msgspec.structs.replace(factor, band="often") if factor.name == "listening" else factor
        for factor in vital.factors
    ]
    both = msgspec.structs.replace(relying(), dependencies=[msgspec.structs.replace(vital, factors=factors)])

    [row] = reliances(both, words(both)).rows

    assert "read often; counts only beyond depth" in [line.band for line in row.lines]


def test_small_units_are_counted_under_their_parent_and_not_named() -> None:
    told = reliances(relying(), words(relying())).small

    assert told == [
        "Under Corporate Services, units of fewer than 10 people: Facebook (2) and X (1).",
        "Under the organisation, units of fewer than 10 people: WhatsApp (1).",
    ]


def test_units_without_any_reliance_are_no_silence() -> None:
    assert "No unit was seen to rely on a platform." in section(organisation())
    assert "No unit was seen to rely on a platform." in printed(organisation())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_terminal_names_the_weightiest(lang: Lang) -> None:
    text = printed(relying(), lang)

    assert "Citizen Services" in text
    assert {"en": "likely mission-critical", "fr": "probablement essentiel"}[lang] in text
    assert "85" in text
