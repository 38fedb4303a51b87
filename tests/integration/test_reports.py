"""Reports to be printed: each tells what its page tells, to whom its page tells it, and says what it is."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from api.domain.rights import ROLES
from api.settings import HubSettings
from monitors.domain.register.actions import Role
from streams.adapters.evidence_log import LogUnavailable
from tests.broken_morning import INCIDENT, UNITS, broken_morning
from tests.hubs import HubAtHand, hub_in
from tests.relying_units import NOW_MS
from tests.reviewed_morning import LEARNT, reviewed_morning

ROOM = f"/incidents/{INCIDENT}/print"
UNIT = "/units/Citizen%20Services/print"
REGISTER = "/register/print"
REPORTS = (ROOM, UNIT, REGISTER)
SETTINGS = HubSettings(broker="127.0.0.1:1", organisation="City", purpose="Continuity of operations")

FIELDS = (
    "export_id", "generated_at", "period_start", "period_end", "data_cutoff", "source_coverage_pct",
    "source_coverage_is", "parse_error_pct", "parse_error_is", "method_version", "catalogue_version",
    "settings_hash", "pseudonymisation", "pseudonym_key_versions", "k_threshold", "rounding_base",
    "suppressed_cells", "suppression_method", "classification", "purpose", "prepared_by_role", "sha256",
    "previous_sha256",
)  # fmt: skip


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    with hub_in(
        tmp_path, reviewed_morning(), units=UNITS, now_ms=lambda: NOW_MS, settings=SETTINGS
    ) as at_hand:
        yield at_hand


def text(hub: HubAtHand, way: str, role: Role = "risk", unit: str | None = None, lang: str = "en") -> str:
    """What a report says, as one line of words."""
    answer = hub.browser(role, unit).get(way, headers={"accept-language": lang})
    assert answer.status_code == 200, way
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def head(hub: HubAtHand, way: str, lang: str = "en") -> dict[str, str]:
    """A report's head, by the names of its lines."""
    page = hub.browser("risk").get(way, headers={"accept-language": lang}).text
    return dict(re.findall(r'<dd data-field="(\w+)">([^<]*)</dd>', page))


@pytest.mark.parametrize("way", REPORTS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_report_says_what_it_is(hub: HubAtHand, way: str, lang: str) -> None:
    told = head(hub, f"{way}?classification=Protected+A&previous_sha256={'a' * 64}", lang)
    assert tuple(told) == FIELDS
    assert (told["classification"], told["previous_sha256"]) == ("Protected A", "a" * 64)
    assert told["purpose"] == "Continuity of operations"
    assert (told["k_threshold"], told["rounding_base"]) == ("10", "5")
    assert re.fullmatch("[0-9a-f]{64}", told["sha256"])
    assert re.fullmatch("[0-9a-f]{16}", told["settings_hash"])
    assert told["prepared_by_role"] == {"en": "risk", "fr": "risques"}[lang]
    assert ("control sample" in told["source_coverage_is"]) == (lang == "en")


@pytest.mark.parametrize("way", REPORTS)
def test_two_reports_that_say_the_same_have_one_fingerprint(hub: HubAtHand, way: str) -> None:
    one, other = head(hub, way), head(hub, way, "fr")
    assert one["sha256"] == other["sha256"]
    assert one["export_id"] != other["export_id"]


def test_an_incident_is_told_from_its_beginning_to_what_was_learnt(hub: HubAtHand) -> None:
    said = text(hub, ROOM)
    told_in_order = (
        "Incident report: Facebook, 16 March 2026",
        "about 35 people",
        "(32 minutes)",
        "operations, 16 March 2026, 14:21 UTC",
        "13 minutes behind us",
        "What tells the cause",
        "over after",
        "about 10 to 17",
        "caught up besides: about 2 to 3",
        "→ phone queue 4",
        "Is the mayor told?",
        "Nobody gets an answer.",
        "Facebook does not work.",
        "Facebook ne fonctionne pas.",
        "What worked The phone queue.",
        "What did not Nobody knew it.",
        LEARNT,
        "What we cannot see",
        "About this report",
    )
    places = [said.find(each) for each in told_in_order]
    assert -1 not in places, told_in_order[places.index(-1)]
    assert places == sorted(places)


def test_once_it_is_over_the_report_counts_a_small_unit_for_risk_and_names_it_to_itself(
    hub: HubAtHand,
) -> None:
    for way in (ROOM, f"/incidents/{INCIDENT}"):
        assert "Elections on" not in text(hub, way)
        assert "1 small unit" in text(hub, way)
    assert "Elections on Facebook" in text(hub, ROOM, "unit", "Elections")


def test_of_a_small_unit_no_figure_stands_in_the_report_while_it_goes_on(tmp_path: Path) -> None:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as hub:
        said = text(hub, ROOM)
    row = said[said.index("Elections on Facebook") : said.index("Parks on Facebook")]
    assert "too few people to tell" in row
    assert not re.search(r"about \d", row)


@pytest.mark.parametrize("way", [ROOM, f"/incidents/{INCIDENT}"])
@pytest.mark.parametrize("role", ["operations", "auditor"])
def test_whoever_may_not_know_of_a_small_unit_reads_of_it_neither_in_the_room_nor_in_print(
    hub: HubAtHand, role: Role, way: str
) -> None:
    assert "Elections on" not in text(hub, way, role)


def test_a_unit_reads_in_print_what_its_room_tells_it(hub: HubAtHand) -> None:
    said = text(hub, ROOM, "unit", "Parks")
    assert "Parks on Facebook" in said
    assert "Citizen Services on Facebook" not in said


def test_while_it_goes_on_the_report_says_so(tmp_path: Path) -> None:
    with hub_in(tmp_path, broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as hub:
        said = text(hub, ROOM)
    assert "goes on as of 16 March 2026, 15:00 UTC" in said
    assert "has said nothing of it" in said
    assert "looks back on it afterwards" in said


def test_a_manager_reads_why_a_platform_should_not_be_blocked(hub: HubAtHand) -> None:
    said = text(hub, UNIT)
    for each in (
        "Why we need it, and what it carries: Citizen Services",
        "3 platforms, 1 declared activity; of the platforms, 2 with work",
        "answering citizens' messages",
        "Duty manager",
        "8 h 2 h",
        "phone queue 4, for 8 h at most",
        "14 January 2026",
        "reaching people outside",
        "The points add up",
        "The unit is asked what it is worth, and has until",
        "allow no use of a personal account",
        "No content is read",
    ):
        assert each in said, each


def test_of_the_terms_of_use_the_host_is_named_and_no_long_address(hub: HubAtHand) -> None:
    said = text(hub, UNIT)
    assert "Source: github.com" in said
    assert "https://" not in said


def test_a_small_units_report_names_it_to_itself_and_to_nobody_else(hub: HubAtHand) -> None:
    own, others = "/units/Elections/print", "What it carries"
    assert others in text(hub, own, "unit", "Elections")
    outside = text(hub, own, "operations")
    assert "a small unit under City" in outside
    assert others not in outside


@pytest.mark.parametrize("role", ROLES)
def test_a_report_of_another_unit_is_refused(hub: HubAtHand, role: Role) -> None:
    assert hub.browser(role, "Parks").get(UNIT).status_code == 403


@pytest.mark.parametrize(
    ("way", "page"),
    [
        (ROOM, f"/incidents/{INCIDENT}"),
        (UNIT, "/units/Citizen%20Services"),
        (f"{REGISTER}?only=all", "/register"),
    ],
)
def test_a_page_leads_to_its_report(hub: HubAtHand, way: str, page: str) -> None:
    assert f'href="{way}"' in hub.browser("risk").get(page).text


def test_who_opens_a_report_stands_in_the_audit_log(tmp_path: Path) -> None:
    with hub_in(tmp_path, reviewed_morning(), units=UNITS, now_ms=lambda: NOW_MS) as hub:
        for way in REPORTS:
            assert hub.browser("auditor").get(way).status_code == 200
    assert {(each.what, each.of) for each in hub.audit.entries} == {
        ("viewed-incident", INCIDENT),
        ("viewed-unit", "Citizen Services"),
        ("viewed-register", ""),
    }


@pytest.mark.parametrize("way", [UNIT, REGISTER])
def test_a_report_is_not_given_before_that_can_be_written_down(hub: HubAtHand, way: str) -> None:
    hub.audit.fails = LogUnavailable("no answer")
    assert hub.browser("risk").get(way).status_code == 503


def test_what_the_command_line_checks_is_a_list_on_the_page_within_ones_units(hub: HubAtHand) -> None:
    said = text(hub, "/register?only=at-odds")
    assert "What stands at odds" in said
    assert "allow no use of a personal account" in said
    assert "Citizen Services" not in text(hub, "/register?only=at-odds", "unit", "Parks")
