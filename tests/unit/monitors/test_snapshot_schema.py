"""The document `holdfast.snapshot/1` is as promised, field by field."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.snapshot_schema import (
    Dependency,
    Incident,
    Input,
    Period,
    Reason,
    Snapshot,
    UsageRow,
    from_json,
    instant,
    to_json,
)
from tests.snapshot_documents import empty, organisation


def test_the_document_has_the_promised_parts_in_the_promised_order() -> None:
    document = json.loads(to_json(organisation()))

    assert list(document) == [
        "schema", "input", "period", "coverage", "warnings", "platforms", "usage", "hours", "unknown_hosts",
        "incidents", "suspected", "dependencies", "findings", "operators",
    ]  # fmt: skip
    assert document["schema"] == "holdfast.snapshot/1"
    assert list(document["input"]) == [
        "files", "lines", "parsed", "rejected", "skipped", "format", "rejected_by_reason",
    ]  # fmt: skip
    assert list(document["period"]) == ["from", "to"]
    assert list(document["coverage"]) == ["joined_share", "identity", "excluded", "gaps", "control_one_in"]
    assert list(document["coverage"]["gaps"][0]) == ["from", "to"]
    assert list(document["warnings"][0]) == ["code", "figures", "text"]
    assert list(document["platforms"][0]) == [
        "platform", "name", "operator", "requests", "people", "units", "bytes_down", "bytes_up",
        "failed_share", "blocked", "seen_as_embed",
    ]  # fmt: skip
    assert list(document["hours"][0]) == ["platform", "hour_of_week", "requests"]
    assert list(document["unknown_hosts"][0]) == ["host", "requests", "people"]


def test_incidents_and_dependencies_have_the_promised_fields() -> None:
    assert list(Incident.__struct_encode_fields__) == [
        "id", "cause", "cause_confidence", "platform", "platforms", "surfaces", "units", "state",
        "suspected_at", "started_at", "detected_at", "ended_at", "peak_failed_share", "requests_failed",
        "people_failed", "reasons", "explanation",
    ]  # fmt: skip
    assert list(Dependency.__struct_encode_fields__) == [
        "unit", "platform", "score", "level", "candidate", "question", "confirmation", "confidence",
        "factors", "kinds", "identity", "people", "evidence", "findings", "declared_level", "register_level",
        "declared", "small_units",
    ]  # fmt: skip


def test_a_cell_shows_its_figures_and_no_flags() -> None:
    row = UsageRow(
        unit="Revenue", platform="facebook", surface="feed", requests=12, people=10, bytes_down=5, bytes_up=1,
        outcomes={"ok": 12},
    )  # fmt: skip

    assert msgspec.to_builtins(row) == {
        "unit": "Revenue", "platform": "facebook", "surface": "feed", "requests": 12, "people": 10,
        "bytes_down": 5, "bytes_up": 1, "outcomes": {"ok": 12},
    }  # fmt: skip


def test_a_withheld_cell_says_so_and_all_its_figures_are_null() -> None:
    row = msgspec.to_builtins(UsageRow(unit="Libraries", platform="x", withheld=True))

    assert row.pop("withheld") is True
    assert {name for name, value in row.items() if value is not None} == {"unit", "platform"}


def test_other_units_hold_at_least_two_children() -> None:
    together = b'{"unit":"Corporate","platform":"x","other_units":true,"children":%d,"requests":9}'

    assert msgspec.json.decode(together % 2, type=UsageRow).children == 2
    with pytest.raises(msgspec.ValidationError, match="children"):
        msgspec.json.decode(together % 1, type=UsageRow)


def test_a_document_comes_back_as_it_was_written() -> None:
    for snapshot in (organisation(), empty()):
        assert from_json(to_json(snapshot)) == snapshot


def test_unknown_is_null_and_never_left_out() -> None:
    document = json.loads(to_json(empty()))

    assert document["period"] == {"from": None, "to": None}
    assert document["coverage"]["joined_share"] is None
    assert document["incidents"] == document["dependencies"] == []


@given(st.permutations(["too-long", "bad-time", "no-host", "field-count"]))
def test_equal_documents_give_equal_bytes_whatever_the_order_of_counting(reasons: list[str]) -> None:
    def document(order: list[str]) -> bytes:
        counts = {reason: len(reason) for reason in order}
        given_input = Input(
            files=[], lines=9, parsed=1, rejected=8, skipped=0, format="squid", rejected_by_reason=counts
        )
        return to_json(msgspec.structs.replace(empty(), input=given_input))

    assert document(reasons) == document(sorted(reasons))


def test_another_schema_is_another_document() -> None:
    other = to_json(empty()).replace(b"holdfast.snapshot/1", b"holdfast.snapshot/2")

    with pytest.raises(msgspec.ValidationError, match="schema"):
        from_json(other)


def test_fields_of_later_programs_are_ignored() -> None:
    document = json.loads(to_json(empty())) | {"weather": "fine"}

    assert from_json(json.dumps(document).encode()) == empty()


@pytest.mark.parametrize(
    ("unix_ms", "text"),
    [(0, "1970-01-01T00:00:00.000Z"), (1_772_442_670_007, "2026-03-02T09:11:10.007Z")],
)
def test_instants_have_milliseconds_and_a_z(unix_ms: int, text: str) -> None:
    assert instant(unix_ms) == text


@given(st.integers(0, 4_102_444_800_000))
def test_every_instant_is_taken_by_the_document(unix_ms: int) -> None:
    period = Period(instant(unix_ms), None)

    assert msgspec.json.decode(msgspec.json.encode(period), type=Period) == period


def test_a_reason_carries_no_sentence_until_the_edge() -> None:
    assert msgspec.to_builtins(Reason("no-directory")) == {
        "code": "no-directory",
        "figures": {},
        "text": None,
    }


def test_snapshots_of_the_same_organisation_are_equal() -> None:
    assert to_json(organisation(seed=5)) == to_json(organisation(seed=5))
    assert isinstance(organisation(), Snapshot)
