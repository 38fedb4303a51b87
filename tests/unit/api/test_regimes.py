"""The register in other regimes' columns: golden files, their codes, and what is left for people to fill."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import polars as pl
import pytest
from msgspec.structs import replace

from api.exports.parquet import parquet_file
from api.exports.regimes import DORA, MOST_REASONS, REGIMES, RELIANCE, Regime, regime_table
from api.exports.register_csv import COLUMNS, register_table
from api.exports.table import ExportTable, ExportTerms, csv_file
from monitors.domain.register.contradictions import PlatformFacts
from monitors.domain.register.records import Declaration, Entry, Fallback, Impact
from monitors.domain.reliance.levels import ORDER
from monitors.register_lines import Standing, register_lines
from tests.register_actions import SAID, entry
from tests.stored_reliance import dependency

GOLDEN = Path(__file__).parent / "regimes"
TODAY = date(2026, 6, 1)
FACTS = {"facebook": PlatformFacts("Facebook", "Meta"), "x": PlatformFacts("X", "X Corp.")}
TERMS = ExportTerms(
    export_id="e-1",
    generated_at=datetime(2026, 6, 1, 12, tzinfo=UTC),
    catalogue_version="c-1",
    k=10,
    classification="Protected A",
    purpose="continuity",
    prepared_by_role="risk",
    previous_sha256="",
    data_cutoff=datetime(2026, 6, 1, 11, 59, tzinfo=UTC),
    source_coverage=0.9312,
    parse_errors=0.0004,
    key_versions=(1,),
    settings_hash="0123456789abcdef",
)
ALL_SAID = replace(
    SAID,
    product_or_service="answers to citizens",
    audiences=("residents", "press"),
    peak_periods="month's end",
    rto_hours=1.5,
    rpo_hours=0.25,
    mbco="half of the messages within a day",
    recovery_priority=2,
    resource_requirements="two people",
    record_likely="yes",
    record_reason="evidence of decisions",
    capture_system="records store",
    retention_schedule_ref="4.7",
    only_copy_on_platform="no",
    impact_over_time=tuple(Impact(at_hours=24.0, category="reputational", level=level) for level in (3, 2)),
    fallback=Fallback(name="phone queue 4", tested_on=date(2026, 1, 14)),
)


def register(*entries: Entry) -> ExportTable:
    """The register of a unit that declared these, and is on X besides."""
    standing = Standing(list(entries), [dependency("Roads", "x", 20_000, 55)], [], {"Roads": 40}, FACTS)
    return register_table(register_lines(standing, 10, TODAY), FACTS)


def rows_of(regime: Regime, said: Declaration = ALL_SAID) -> list[dict[str, str]]:
    """The rows of a regime's file."""
    approved = entry(
        declaration=said, status="approved", approved_by_role="Chief", approved_on=date(2026, 2, 1)
    )
    data = csv_file(regime_table(register(approved), REGIMES[regime]), TERMS).decode()
    body = "".join(line for line in io.StringIO(data, newline="") if not line.startswith(("# ", '"# ')))
    return list(csv.DictReader(io.StringIO(body, newline="")))


@pytest.mark.parametrize("regime", REGIMES)
def test_a_regimes_file_is_as_it_was_read_and_found_right(regime: Regime) -> None:
    approved = entry(
        declaration=ALL_SAID, status="approved", approved_by_role="Chief", approved_on=date(2026, 2, 1)
    )
    data = csv_file(regime_table(register(approved), REGIMES[regime]), TERMS)
    assert data == (GOLDEN / f"{regime}.csv").read_bytes()


@pytest.mark.parametrize("regime", REGIMES)
def test_parquet_holds_what_csv_holds(regime: Regime) -> None:
    table = regime_table(register(entry(declaration=ALL_SAID)), REGIMES[regime])
    data = parquet_file(table, TERMS)
    frame, said = pl.read_parquet(io.BytesIO(data)), pl.read_parquet_metadata(io.BytesIO(data))
    assert frame.columns == [each.name for each in REGIMES[regime].columns]
    assert len(frame) == len(table.rows)
    assert said["regime_source"] == REGIMES[regime].source


@pytest.mark.parametrize("regime", REGIMES)
def test_the_header_names_the_source_of_each_column_and_those_that_people_fill(regime: Regime) -> None:
    template = REGIMES[regime]
    table = regime_table(register(), template)
    assert {name for name, source in table.more.items() if name.startswith("source_of_") and source} == {
        f"source_of_{each.name}" for each in template.columns
    }
    open_ = table.more["to_be_filled_by_people"].split("; ")
    assert open_ == ([each.name for each in template.columns if each.fill is None] or [""])
    assert all(not set(row) & set(open_) for row in table.rows)


def test_every_regime_is_in_the_list() -> None:
    assert tuple(REGIMES) == get_args(Regime)


@pytest.mark.parametrize("regime", REGIMES)
def test_a_template_reads_only_columns_that_the_register_has(regime: Regime) -> None:
    class Asked(dict[str, object]):
        def get(self, name: str, _default: object = None) -> None:
            asked.add(name)

        def __getitem__(self, name: str) -> None:
            asked.add(name)

    asked: set[str] = set()
    for column in REGIMES[regime].columns:
        if column.fill is not None:
            column.fill(Asked())
    assert asked <= set(COLUMNS)
    assert asked


def test_every_level_of_the_register_has_a_code_of_reliance() -> None:
    assert RELIANCE.keys() == set(ORDER)


def test_what_nobody_knows_has_no_code() -> None:
    column = next(each for each in DORA.columns if each.name == "b_02.02.0180")
    assert column.fill is not None
    assert column.fill({"register_level": "unknown"}) is None


def test_hours_are_whole_and_reasons_are_short() -> None:
    long = replace(
        ALL_SAID,
        impact_over_time=tuple(
            Impact(at_hours=float(hour), category="reputational", level=3) for hour in range(1, 40)
        ),
    )
    declared = rows_of("dora", long)[0]
    assert (declared["b_06.01.0080"], declared["b_06.01.0090"]) == ("2", "1")
    assert len(declared["b_06.01.0060"]) == MOST_REASONS


def test_that_no_fallback_is_named_is_no_answer() -> None:
    bare = rows_of("dora", replace(ALL_SAID, fallback=None, rto_hours=None))[0]
    assert (bare["b_07.01.0110"], bare["b_07.01.0120"], bare["b_06.01.0080"]) == ("", "", "")
