"""Delimited text as a user describes it, and descriptions that cannot be used."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.lines import Block, Verdict
from streams.formats.delimited import Delimited
from streams.formats.options import FormatError, FormatOptions
from tests.parsed_lines import only, told, verdicts


def described(columns: dict[str, Any], zone: str = "UTC", **more: Any) -> Delimited:
    """A format from a description."""
    return Delimited(FormatOptions(timezone=zone, fields={"columns": columns, **more}))


BY_PLACE = {"time": 1, "user": 2, "url": 3, "status": 4, "bytes_down": 5, "action": 6}


def test_columns_may_be_given_by_position() -> None:
    row = only(
        described(BY_PLACE), "2025-10-10 10:00:00,anna,www.example.com/feed?x,200,709,OBSERVED,more,and more"
    )
    assert (row["user"], row["host"], row["status"], row["bytes_down"]) == (
        "anna",
        "www.example.com",
        200,
        709,
    )
    assert (row["port"], row["outcome"]) == (None, "ok")


def test_a_header_line_may_name_them_and_comes_again_in_rotated_sets() -> None:
    log = described({"time": "When", "host": "Web Site"}, header=True, separator=";")
    text = 'Id;"Web Site";When\n1;a.example;1760090400\nId;"Web Site";When\n2;b.example;1760090401\n'
    assert [row["host"] for row in told(log, text)] == ["a.example", "b.example"]
    assert verdicts(log, text) == ["skipped", "parsed", "skipped", "parsed"]


@pytest.mark.parametrize("columns", [{"time": 1, "host": 2, "user": 3}, {"time": "When", "host": "Site"}])
def test_a_first_row_that_is_no_header_is_never_remembered(columns: dict[str, Any]) -> None:
    log = described(columns, header=True)
    block = Block(b"1760090400,a.example,anna\n1760090401,b.example,bert\n")
    assert log.carry("", block) == ""
    assert "anna" not in log.carry("", Block(block.data, 100, 5000))


def test_a_header_above_numbered_columns_is_skipped_in_each_file() -> None:
    log = described({"time": 1, "host": 2}, header=True)
    head, rest = Block(b"When,Site\n1760090400,a.example\n"), Block(b"1760090401,b.example\n", 3, 31)
    assert log.cut(head, "").verdicts.tolist() == [Verdict.SKIPPED, Verdict.PARSED]
    assert log.cut(rest, log.carry("", head)).verdicts.tolist() == [Verdict.PARSED]


def test_a_header_without_the_needed_names_says_so_for_every_row() -> None:
    log = described({"time": "When", "host": "Site"}, header=True)
    assert verdicts(log, "When,Where\n1760090400,a.example\n") == ["skipped", "no-fields-line"]


def test_quoted_values_hold_separators_and_doubled_quotes() -> None:
    row = only(described(BY_PLACE), '"2025-10-10 10:00:00", "b, ""c""" ,http://a.example/,200,1,"x"')
    assert (row["user"], row["host"]) == ('b, "c"', "a.example")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2025-10-10 10:00:00,anna", "too-few-fields"),
        ('2025-10-10 10:00:00,"anna,a.example,200,1,x', "bad-quotes"),
        ("10/10/2025 10:00:00,anna,a.example,200,1,x", "bad-time"),
        ("2025-10-10 10:00:00,anna,a.example,two,1,x", "bad-number"),
        ("2025-10-10 10:00:00,anna,a.example,200,1000000000001,x", "bad-number"),
        ("# 2025-10-10 10:00:00,anna,a.example,200,1,x", "skipped"),
    ],
)
def test_lines_that_do_not_fit_are_named(line: str, reason: str) -> None:
    assert verdicts(described(BY_PLACE), line) == [reason]


def test_tabs_and_runs_of_blanks_separate_too() -> None:
    tabs = described({"time": 1, "host": 3}, separator="tab")
    assert only(tabs, "1760090400\t\ta.example")["host"] == "a.example"
    blanks = described({"time": [1, 2], "host": 4}, separator="blanks", quote="")
    assert only(blanks, '2025-10-10   10:00:00 \t x"  a.example')["host"] == "a.example"


def test_a_date_and_a_clock_make_one_time_by_the_stated_pattern_and_zone() -> None:
    log = described({"time": [1, 2], "host": 3}, "America/Toronto", time_pattern="%d.%m.%Y %H:%M")
    assert only(log, "10.10.2025,06:00,a.example")["at"] == "2025-10-10T10:00:00.000Z"


def test_the_words_for_blocked_and_nobody_are_the_users() -> None:
    log = described(BY_PLACE, blocked=["Gesperrt"], nobody=["Gast"])
    row = only(log, "2025-10-10 10:00:00,GAST,a.example,200,1,gesperrt")
    assert (row["user"], row["outcome"], row["blocked"]) == (None, "our_policy", True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "say which column is which with --fields"),
        ({"colums": {}}, "did you mean 'columns'"),
        ({"columns": {"tme": 1}}, "did you mean 'time'"),
        ({"columns": {"host": 1}}, "where the time is"),
        ({"columns": {"time": 1}}, "where a request went"),
        ({"columns": {"time": 0, "host": 1}}, "counted from 1"),
        ({"columns": {"time": True, "host": 1}}, "counted from 1"),
        ({"columns": {"time": "a", "host": 1}}, "nothing names the columns"),
        ({"columns": {"time": "a", "host": "b"}, "names": ["a", "bb"]}, "did you mean 'bb'"),
        ({"columns": {"time": 1, "host": 2}, "separator": ";;"}, "one character"),
        ({"columns": {"time": 1, "host": 2}, "quote": "''"}, "quote must be"),
        ({"columns": {"time": 1, "host": 2}, "time_pattern": "%H:%M"}, "names no year"),
        ({"columns": {"time": 1, "host": 2}, "time_pattern": "%Y %Q"}, "could not be read back"),
        ({"columns": {"time": 1, "host": 2}, "logged_at": "middle"}, "must be one of end, start"),
        ({"columns": {"time": 1, "host": 2}, "header": "yes"}, "header must be true"),
    ],
)
def test_a_description_that_cannot_be_used_is_answered_with_what_to_change(
    fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(FormatError) as refused:
        Delimited(FormatOptions(fields=fields))
    assert said in str(refused.value)


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12)


@given(
    user=cells,
    other=cells,
    separator=st.sampled_from([",", ";", "|", "tab", "^", ":"]),
    size=st.integers(0, 10**12),
)
@settings(max_examples=80, deadline=None)
def test_what_a_csv_writer_wrote_is_read_back(user: str, other: str, separator: str, size: int) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t" if separator == "tab" else separator, quoting=csv.QUOTE_ALL)
    writer.writerow([other, user, 1760090400, "a.example", size])
    log = described({"time": 3, "user": 2, "host": 4, "bytes_down": 5}, separator=separator, comment="")
    row = only(log, out.getvalue())
    assert (row["host"], row["bytes_down"]) == ("a.example", size)
    if "%" not in user and user.lower() not in {"-", "--", "n/a", "na", "none", "null", "unknown"}:
        assert (row["user"] or "") == user


def test_a_request_that_would_end_in_another_century_has_no_time() -> None:
    columns = {"time": 1, "duration": 2, "host": 3}
    log = Delimited(FormatOptions(fields={"columns": columns, "logged_at": "start"}))

    assert verdicts(
        log, "2025-10-10T10:00:00Z,15,a.example\n2025-10-10T10:00:00Z,8000000000000000,b.example\n"
    ) == [
        "parsed",
        "bad-time",
    ]
