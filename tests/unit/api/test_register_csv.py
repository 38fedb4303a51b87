"""The register as a spreadsheet: every column there, the hash that of the rows, and no formula in a cell."""

import csv
import hashlib
import io
from dataclasses import replace as replace_terms
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from api.exports.register_csv import COLUMNS, register_csv
from api.exports.table import ExportTable, ExportTerms, csv_file
from monitors.domain.calendar import day_of
from monitors.domain.register.contradictions import PlatformFacts
from monitors.domain.register.records import Acceptance, Entry
from monitors.register_lines import Standing, register_lines
from monitors.reliance_rows import DaysOfUse
from streams.domain.terms import Terms
from tests.register_actions import SAID, entry
from tests.stored_reliance import dependency

READ = Terms(source="https://terms.example", looked_on=date(2026, 5, 1), business_use="no")
FACTS = {"facebook": PlatformFacts("Facebook", "Meta", terms=READ), "x": PlatformFacts("X", "X Corp.")}
TERMS = ExportTerms(
    export_id="e-1",
    generated_at=datetime(2026, 6, 1, 12, tzinfo=UTC),
    catalogue_version="c-1",
    k=10,
    classification="Protected A",
    purpose="business-impact\nanalysis",
    prepared_by_role="Head of Risk",
    previous_sha256="",
)


SEEN = {("Roads", "x"): DaysOfUse(day_of(date(2025, 11, 3)), day_of(date(2026, 5, 29)), 61)}


def written(
    *entries: Entry, k: int = 10, people: int = 40
) -> tuple[dict[str, str], list[dict[str, str]], bytes]:
    """The header, the rows, and the bytes behind the header; of the unit's people twelve are on X."""
    standing = Standing(list(entries), [dependency("Roads", "x", 20_000, 55)], [], {"Roads": people}, FACTS)
    data = register_csv(register_lines(standing, k, date(2026, 6, 1)), FACTS, TERMS, SEEN, 3)
    head = [line for line in data.decode().splitlines() if line.startswith(("# ", '"# '))]
    body = data[sum(len(line.encode()) + 1 for line in head) :]
    header = dict(cell.removeprefix("# ").split(": ", 1) for [cell] in csv.reader(head))
    return header, list(csv.DictReader(io.StringIO(body.decode(), newline=""))), body


def test_a_row_says_what_is_declared_beside_what_is_seen() -> None:
    accepted = Acceptance(role="Head of Risk", reason="moving", until=date(2026, 12, 31))
    _, rows, _ = written(entry(evidence="confirmed", acceptance=accepted))

    declared, observed = rows
    assert list(declared) == list(COLUMNS)
    assert {name: declared[name] for name in ("activity_name", "platform_name", "operator", "rto_hours")} == {
        "activity_name": "answering citizens' messages",
        "platform_name": "Facebook",
        "operator": "Meta",
        "rto_hours": "2",
    }
    assert declared["impact_over_time"] == "24h reputational 3"
    assert (declared["evidence_level"], declared["register_level"]) == ("confirmed", "mission-critical")
    assert declared["risk_accepted_until"] == "2026-12-31"
    assert len(declared["record_hash"]) == 64
    assert (observed["platform_id"], observed["evidence_level"]) == ("x", "observed")
    assert observed["observed_people_band"] == "about 10"


def test_it_says_when_a_pair_was_used_where_enough_people_used_it() -> None:
    days = ("observed_first_seen", "observed_last_seen", "observed_active_days_90d", "observed_people_band")

    def told(*, k: int) -> list[str]:
        _, rows, _ = written(k=k)
        return [rows[0][name] for name in days]

    assert told(k=12) == ["2025-11-03", "2026-05-29", "61", "about 10"]
    assert told(k=13) == ["", "", "", ""]


def test_of_a_small_unit_it_is_not_told_when_it_used_what_it_declares() -> None:
    _, rows, _ = written(entry(unit="Roads", platform="x"), people=9)

    assert (rows[0]["platform_id"], rows[0]["observed_first_seen"]) == ("x", "")


def test_the_header_says_what_it_is_on_one_line_each_and_has_the_hash_of_the_rest() -> None:
    header, _, body = written(entry())

    assert header["purpose"] == "business-impact analysis"
    assert (header["k_threshold"], header["suppressed_cells"]) == ("10", "3")
    assert header["sha256"] == hashlib.sha256(body).hexdigest()


def test_a_text_that_a_spreadsheet_would_run_stays_a_text() -> None:
    _, rows, _ = written(entry(declaration=replace(SAID, activity='=HYPERLINK("http://x")', mbco="-1+2")))

    assert rows[0]["activity_name"].startswith("'=")
    assert rows[0]["mbco_text"] == "'-1+2"


@pytest.mark.parametrize(
    "text",
    [
        *('"=1+1', '"\n=1+1', "\n=1+1", " =1+1", "\u00a0=1+1", "\u200b+1", "\ufeff@SUM(1)", "\t-2", "'=1+1"),
        *("\uff1d1+1", "\uff0b1", "\uff0d2", "\uff20SUM(1)", " \uff1d1"),
    ],
)
def test_a_formula_is_one_behind_blanks_and_quotes_and_in_full_width_too(text: str) -> None:
    _, rows, _ = written(entry(declaration=replace(SAID, activity=text, mbco="no = formula")))

    assert rows[0]["activity_name"] == f"'{text}"
    assert rows[0]["mbco_text"] == "no = formula"


@pytest.mark.parametrize("purpose", ['x,=HYPERLINK("http://a","see")', "x;=1+1", '",=1+1', "x\r\n=1+1"])
def test_a_line_of_the_header_is_one_cell_whatever_the_purpose(purpose: str) -> None:
    table = ExportTable(
        columns={"a": "text"}, rows=[], method="m", pseudonymisation="none", suppression="none"
    )
    data = csv_file(table, replace_terms(TERMS, purpose=purpose)).decode()

    for separator in (",", ";"):
        rows = list(csv.reader(io.StringIO(data, newline=""), delimiter=separator))
        assert [f"# purpose: {' '.join(purpose.split())}"] in rows
        assert {len(row) for row in rows} == {1}


def test_no_text_steers_the_terminal_or_turns_what_is_read() -> None:
    said = replace(SAID, activity="answers\x1b[2J", mbco="half\n\u202eflah")
    _, rows, body = written(entry(declaration=said))

    assert rows[0]["activity_name"] == "answers\N{REPLACEMENT CHARACTER}[2J"
    assert rows[0]["mbco_text"] == "half\n\N{REPLACEMENT CHARACTER}flah"
    assert b"\x1b" not in body


def test_the_answers_of_an_impact_analysis_and_the_terms_of_use_have_their_columns() -> None:
    said = replace(
        SAID,
        rpo_hours=4,
        recovery_priority=2,
        resource_requirements="two people",
        upstream=("network", "telephone"),
        downstream=("permits",),
        sign_in="x",
        record_likely="yes",
        record_reason="evidence of decisions",
        shared_account="yes",
    )
    _, rows, _ = written(entry(declaration=said))

    declared, observed = rows
    assert {name: declared[name] for name in ANALYSIS} == ANALYSIS
    assert declared["terms_of_use"] == (
        "business_use no; shared_account unknown; automated_access unknown; business_offer unknown"
    )
    assert (declared["terms_read_on"], declared["terms_source"]) == ("2026-05-01", "https://terms.example")
    assert (observed["terms_of_use"], observed["terms_source"]) == ("", "")


ANALYSIS = {
    "rpo_hours": "4",
    "recovery_priority": "2",
    "resource_requirements": "two people",
    "upstream_dependencies": "network; telephone; x",
    "downstream_dependencies": "permits",
    "record_likely": "yes",
    "record_reason": "evidence of decisions",
    "account_shared": "yes",
}
