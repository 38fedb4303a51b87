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
from monitors.snapshot_schema import Declared, Dependency, Period, Snapshot
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

    assert "by fewer than 10 people on each of them" in text
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


def registered() -> Snapshot:
    """What units rely on beside a register: an unlikely vital one, and a small unit that declared itself."""
    *scored, _, _, _ = relying().dependencies
    said = Declared(
        activity="answering guests",
        level="mission-critical",
        owner_role="Duty manager",
        rto_hours=0.5,
        mtpd_hours=8,
        fallback="phone queue 4",
        fallback_tested_on="2026-01-14",
        evidence="confirmed",
        status="approved",
        review_due="2027-01-14",
    )
    vital = msgspec.structs.replace(
        next(each for each in scored if each.unit == "Tourism"),
        confirmation="confirmed",
        declared_level="mission-critical",
        register_level="mission-critical",
        declared=[said],
    )
    small = Dependency(
        unit="Signs",
        platform="x",
        confirmation="asked",
        declared_level="important",
        register_level="important",
        declared=[
            msgspec.structs.replace(
                said, activity="closures", level="important", fallback=None, rto_hours=None
            )
        ],
    )
    others = [
        msgspec.structs.replace(each, register_level=each.level) for each in scored if each.unit != "Tourism"
    ]
    return msgspec.structs.replace(relying(), dependencies=[vital, *others, small])


def test_what_the_register_says_stands_beside_what_is_seen() -> None:
    told = reliances(registered(), words(registered()))
    tourism, signs = told.rows[0], told.rows[-1]

    assert (tourism.level, tourism.beside) == (
        "mission-critical",
        "declared: mission-critical; seen: habitual",
    )
    assert (tourism.seen, tourism.dependency.unit in {row.unit for row in told.told}) == ("habitual", True)
    assert (signs.level, signs.beside) == ("important", "declared: important; seen: withheld")
    assert told.summary is not None
    assert told.summary.startswith(
        "By the register, 2 dependencies are mission-critical, of which 1 is confirmed"
    )


@pytest.mark.parametrize(("lang", "hours"), [("en", "0.5"), ("fr", "0,5")])
def test_owner_tolerances_fallback_and_its_last_test_are_on_the_page_and_in_the_terminal(
    lang: Lang, hours: str
) -> None:
    page, terminal = " ".join(section(registered(), lang).split()), printed(registered(), lang)

    for text in (page, " ".join(terminal.split())):
        for said in ("answering guests", "Duty manager", f"{hours} h", "phone queue 4", "2026-01-14"):
            assert said in text
        assert "closures" in text


def test_the_days_of_a_log_are_counted_as_its_reader_counts_them() -> None:
    night = Period("2026-03-02T23:00:00.000Z", "2026-03-03T01:00:00.000Z")
    two_days = msgspec.structs.replace(relying(), period=night)

    assert any(
        line.startswith("The log spans 2 days") for line in reliances(two_days, words(two_days)).unseen
    )
