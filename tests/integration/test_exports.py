"""Exports read again: what stands in a file is what the API says, with a header that says what it is."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from api.domain.rights import RIGHTS, ROLES, Right
from api.exports.incidents_table import incidents_table
from api.exports.table import header
from api.exports.terms import Stated, terms_of
from api.routes.exports import KINDS
from api.settings import HubSettings
from monitors.domain.outage.records import Reason
from monitors.store import Work
from streams.adapters.evidence_log import LogUnavailable
from tests.api_schemas import faults
from tests.hubs import HubAtHand, hub_in
from tests.stored_register import SMALL, UNITS, register_work
from tests.stored_usage import A_WEEK_MS, used
from tests.stored_work import NOON_MS, change, incident

EXPORTING = [role for role in ROLES if Right.EXPORT in RIGHTS[role]]
SETTINGS = HubSettings(broker="127.0.0.1:1", organisation="City", purpose="Continuity of operations")
DOWN = incident(
    "i-1",
    "confirmed",
    detected_at_ms=NOON_MS + 40_000,
    units=["Parks", "Citizen Services"],
    reasons=[],
    explanation=Reason("not-heard-of-again"),
)


FIELDS = {
    "export_id", "generated_at", "period_start", "period_end", "data_cutoff", "source_coverage_pct",
    "source_coverage_is", "parse_error_pct", "parse_error_is", "method_version", "catalogue_version",
    "settings_hash", "pseudonymisation", "pseudonym_key_versions", "k_threshold", "rounding_base",
    "suppressed_cells", "suppression_method", "classification", "purpose", "prepared_by_role", "sha256",
    "previous_sha256",
}  # fmt: skip
"""What every header has, whatever is exported."""


class Read(NamedTuple):
    """A file that was read again."""

    header: dict[str, str]
    rows: list[dict[str, Any]]
    body: bytes


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    works = [register_work(), used(), Work(changes=[change(DOWN)])]
    later_ms = NOON_MS + A_WEEK_MS
    with hub_in(tmp_path, works, units=UNITS, settings=SETTINGS, now_ms=lambda: later_ms) as at_hand:
        yield at_hand


def read_csv(data: bytes) -> Read:
    """A CSV file: its comment lines, and its rows."""
    lines = data.splitlines(keepends=True)
    head = [line for line in lines if line.startswith((b"# ", b'"# '))]
    body = data[sum(map(len, head)) :]
    cells = csv.reader(line.decode() for line in head)
    header = dict(cell.removeprefix("# ").split(": ", 1) for [cell] in cells)
    return Read(header, list(csv.DictReader(io.StringIO(body.decode(), newline=""))), body)


def get(hub: HubAtHand, kind: str, role: Any = "risk", unit: str | None = None, **asked: str) -> Any:
    """The answer with a file."""
    return hub.browser(role, unit).get(f"/api/v1/exports/{kind}", params=asked)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_says_what_it_is(hub: HubAtHand, kind: str) -> None:
    previous = "a" * 64
    answer = get(hub, kind, grain="week", classification="Protected A", previous_sha256=previous)
    assert answer.status_code == 200
    assert f'filename="holdfast-{kind}-2025-10-16.csv"' in answer.headers["content-disposition"]
    header, _, body = read_csv(answer.content)
    assert header["sha256"] == hashlib.sha256(body).hexdigest()
    assert header["generated_at"] == "2025-10-16T12:00:00Z"
    assert header["data_cutoff"] == "2025-10-16T12:00:00Z"
    assert header["purpose"] == "Continuity of operations"
    assert header["prepared_by_role"] == "risk"
    assert (header["classification"], header["previous_sha256"]) == ("Protected A", previous)
    assert (header["k_threshold"], header["rounding_base"]) == ("10", "5")
    assert header["method_version"].startswith("holdfast.")


@pytest.mark.parametrize("kind", KINDS)
def test_the_header_has_every_field_and_says_what_coverage_is(hub: HubAtHand, kind: str) -> None:
    header = read_csv(get(hub, kind, grain="week").content).header
    assert header.keys() >= FIELDS
    assert re.fullmatch("[0-9a-f]{64}", header["sha256"])
    assert re.fullmatch("[0-9a-f]{16}", header["settings_hash"])
    assert header["pseudonym_key_versions"] == "1"
    assert header["source_coverage_is"].startswith("requests of people in a known unit, of all requests")
    assert header["parse_error_is"].startswith("lines of the logs that could not be read, of all their lines")


@pytest.mark.parametrize("kind", KINDS)
def test_parquet_holds_the_same_as_csv(hub: HubAtHand, kind: str) -> None:
    as_csv = read_csv(get(hub, kind, grain="week").content)
    data = get(hub, kind, grain="week", form="parquet").content
    frame, header = pl.read_parquet(io.BytesIO(data)), pl.read_parquet_metadata(io.BytesIO(data))
    assert header["sha256"] == as_csv.header["sha256"]
    assert header.keys() >= as_csv.header.keys()
    assert frame.columns == list(as_csv.rows[0])
    assert len(frame) == len(as_csv.rows)
    for typed, text in zip(frame.iter_rows(named=True), as_csv.rows, strict=True):
        for name, value in typed.items():
            assert (value is None) == (text[name] == ""), name
            if isinstance(value, int) and not isinstance(value, bool):
                assert value == int(text[name])
            elif isinstance(value, float):
                assert value == pytest.approx(float(text[name]), rel=1e-5)
            elif isinstance(value, datetime):
                assert value == datetime.fromisoformat(text[name]).astimezone(UTC)


def test_the_register_in_a_file_is_that_of_the_api(hub: HubAtHand) -> None:
    rows = read_csv(get(hub, "register").content).rows
    told = hub.browser("risk").get("/api/v1/register").json()["items"]
    assert [(row["unit_id"], row["platform_id"], row["register_level"]) for row in rows] == [
        (item["unit"], item["platform"], item["level"]) for item in told
    ]
    assert [row["activity_name"] for row in rows] == [item["activity"] or "" for item in told]


def test_usage_in_a_file_is_that_of_the_api(hub: HubAtHand) -> None:
    header, rows, _ = read_csv(get(hub, "usage", grain="week").content)
    [week] = hub.browser("risk").get("/api/v1/usage", params={"grain": "week"}).json()["periods"]
    of_units = [row for row in rows if row["row"] != "platform"]
    assert [(row["unit"], row["requests"]) for row in of_units] == [
        (item["unit"], str(item["requests"] or "")) for item in week["usage"]
    ]
    [total] = [row for row in rows if row["row"] == "platform"]
    assert (total["requests"], total["people"]) == ("5300", "55")
    assert (header["period_start"], header["period_end"]) == ("2025-10-06", "2025-10-13")
    assert header["suppressed_cells"] == "2"


def test_incidents_in_a_file_are_those_of_the_api(hub: HubAtHand) -> None:
    rows = read_csv(get(hub, "incidents").content).rows
    told = hub.browser("risk").get("/api/v1/incidents").json()["items"]
    assert [(row["incident"], row["started_at"], row["explanation"]) for row in rows] == [
        (item["id"], item["started_at"], item["explanation"]) for item in told
    ]


def test_a_false_alarm_in_a_file_has_no_cause(tmp_path: Path) -> None:
    said = Reason("not-heard-of-again")
    alarm = change(incident("i-2", "false-alarm", cause="platform", explanation=said, reasons=[]))
    with hub_in(tmp_path, [Work(changes=[alarm])], units=UNITS, settings=SETTINGS) as hub:
        [row] = read_csv(get(hub, "incidents").content).rows
    assert (row["state"], row["cause"], row["cause_confidence"]) == ("false-alarm", "", "")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_part_of_the_organisation_takes_nothing_of_the_others(hub: HubAtHand, kind: str, form: str) -> None:
    data = get(hub, kind, "unit", "Parks", form=form, grain="week").content
    assert b"Citizen Services" not in data
    assert SMALL.encode() not in data


@pytest.mark.parametrize("role", ROLES)
def test_only_those_with_the_right_export(hub: HubAtHand, role: Any) -> None:
    may = role in EXPORTING
    client = hub.browser(role)
    assert get(hub, "register", role).status_code == (200 if may else 403)
    assert client.get("/exports").status_code == (200 if may else 403)
    assert ('href="/exports"' in client.get("/register").text) == may


def test_the_list_of_exports_leads_to_each_of_them(hub: HubAtHand) -> None:
    client = hub.browser("auditor")
    told = client.get("/api/v1/exports").json()
    assert faults(client, "/api/v1/exports", told) == []
    assert len(told["items"]) == 2 * len(KINDS)
    for item in told["items"]:
        answer = client.get(item["href"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, item["media_type"])


def test_the_forms_of_the_page_may_be_left_empty(hub: HubAtHand) -> None:
    empty = {"from": "", "to": "", "purpose": "", "classification": "", "previous_sha256": ""}
    assert get(hub, "usage", **empty, grain="week").status_code == 200
    assert get(hub, "usage", previous_sha256="short").status_code == 422


def test_the_page_is_there_in_both_languages(hub: HubAtHand) -> None:
    client = hub.browser("risk")
    assert "Get the file" in client.get("/exports").text
    assert "Obtenir le fichier" in client.get("/exports", headers={"accept-language": "fr"}).text


def test_an_export_stands_in_the_audit_log_before_it_is_given(hub: HubAtHand) -> None:
    assert get(hub, "usage").status_code == 200
    entry = hub.audit.entries[-1]
    assert (entry.what, entry.of, entry.role) == ("exported", "usage", "risk")
    hub.audit.fails = LogUnavailable("no answer")
    assert get(hub, "usage").status_code == 503


def test_the_header_tells_coverage_and_unread_lines_in_percent(hub: HubAtHand) -> None:
    some = replace(hub.hub, unread_share=lambda: 0.0123)
    told = header(incidents_table([], 0), terms_of(some, "risk", Stated(purpose="a drill")), "0" * 64)
    assert (told["parse_error_pct"], told["purpose"]) == ("1.23", "a drill")
    assert told["source_coverage_pct"] == ""  # there is no control sample, so nobody knows
