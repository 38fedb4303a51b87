"""What to talk about, as the page tells it: for whoever can act, with what is gained, never said twice."""

from msgspec.structs import replace

from api.report.findings import ADDRESSEES, found
from api.report.page import render_page
from api.report.sentences import Words
from api.report.views import Edition
from infra.words import LANGUAGES
from monitors.snapshot_schema import ORGANISATION_NAME, Finding, Snapshot
from tests import html_reading as html
from tests.snapshot_documents import organisation, relying


def course(unit: str, code: str = "course-no-use", **figures: float | None) -> Finding:
    return Finding(
        code=code,
        figures=dict(figures),
        kind="course",
        unit=unit,
        platforms=["linkedin"],
        addressed_to="unit",
    )


def titles(snapshot: Snapshot) -> dict[str, list[str]]:
    told = found(snapshot, Words.of(snapshot, "en", Edition()))
    return (
        {} if told is None else {group.addressee: [one.title for one in group.told] for group in told.groups}
    )


def test_findings_stand_under_whoever_can_act_risk_first() -> None:
    assert titles(relying()) == {
        "risk": ["Citizen Services on Facebook"],
        "policy-owner": ["Highways on TikTok"],
        "operations": ["Highways on TikTok"],
        "unit": ["Tourism on WhatsApp", "Citizen Services on Facebook", "Revenue on LinkedIn"],
    }
    assert tuple(titles(relying())) == ADDRESSEES


def test_units_of_which_the_same_is_said_stand_together() -> None:
    same = [course(unit, days=14) for unit in ("Revenue", "Tourism", "Highways")]
    other = course("Libraries", days=20)

    told = titles(replace(organisation(), findings=[*same, other]))

    assert told["unit"] == ["Highways, Revenue and Tourism on LinkedIn", "Libraries on LinkedIn"]


def test_what_concerns_all_units_together_names_every_platform() -> None:
    hanging = Finding(
        code="course-no-use",
        figures={"days": 14},
        kind="concentration",
        unit=ORGANISATION_NAME,
        platforms=["facebook", "instagram"],
        addressed_to="risk",
    )

    told = titles(replace(organisation(), findings=[hanging]))

    assert told == {"risk": ["The organisation on Facebook and Instagram"]}


def test_where_nothing_was_found_there_is_no_section() -> None:
    assert found(organisation(), Words.of(organisation(), "en", Edition())) is None
    assert html.section(html.read(render_page(organisation(), "en")), "findings") is None


def test_the_page_shows_each_with_its_gain_and_its_choices() -> None:
    section = html.section(html.read(render_page(relying(), "en")), "findings")
    assert section is not None
    said = html.words(section)

    assert "5 findings in 4 units." in said
    assert "What it gains: it reaches others by pages managed in 60" in said
    assert "May be done: accept it, by a role and until a day · reduce it" in said
    assert "move it to our-chat · stop it" in said


def test_names_from_rules_and_directories_are_text_on_the_page() -> None:
    for lang in LANGUAGES:
        page = render_page(relying(hostile=True), lang)
        assert "<script" not in page.lower()
