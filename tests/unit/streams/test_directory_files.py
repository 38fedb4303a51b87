"""Directory files as spreadsheets save them, and messages that can be read aloud."""

from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.adapters.directory_files import MOST_SHOWN, DirectoryError, load_directory

TABLE = "user,cidr,unit,network,site,from,to\nanna,,Zoë's team,,,,\n\n,10.8.0.0/16,B,vpn,north,,\n"
UNITS = "unit,parent,people\nAll,,200\nZoë's team,All,12\nB,All,\n"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "directory.csv"


def message(file: Path, text: str | bytes, units: Path | None = None) -> str:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DirectoryError) as raised:
        load_directory(file, units, UTC)
    return str(raised.value)


def test_a_plain_file_is_read(written: Path) -> None:
    written.write_text(TABLE, encoding="utf-8")
    known = load_directory(written, None, UTC)

    assert [unit.name for unit in known.units] == ["unassigned", "Zoë's team", "B"]
    assert known.networks == ("", "vpn")
    assert known.sites == ("", "north")
    assert not known.warnings


@pytest.mark.parametrize(
    "saved",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace(",", ";").encode("utf-8-sig"),
        TABLE.replace(",", "\t").encode("utf-16"),
        TABLE.replace("user,cidr", " User ,CIDR").encode(),
        TABLE.replace("\n", ",,\n").encode(),
        TABLE.replace("anna", '"anna"').replace("unit", '"unit"').encode(),
        ("\n  \n" + TABLE.rstrip()).encode(),
        TABLE.encode("cp1252"),
    ],
    ids=["bom", "crlf", "semicolons", "excel-unicode", "header", "trailing", "quotes", "blank", "windows"],
)
def test_however_it_was_saved_it_says_the_same(written: Path, saved: bytes) -> None:
    plain = written.with_name("plain.csv")
    plain.write_text(TABLE, encoding="utf-8")
    written.write_bytes(saved)

    assert load_directory(written, None, UTC).version == load_directory(plain, None, UTC).version


def test_columns_may_be_missing_and_in_any_order(written: Path) -> None:
    written.write_text("unit,user\nA,anna\n")
    known = load_directory(written, None, UTC)

    assert known.units[known.place(b"anna", b"-", 0).unit].name == "A"


def test_units_without_a_directory_are_there(tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text(UNITS, encoding="utf-8")

    assert [unit.name for unit in load_directory(None, units, UTC).units] == [
        "unassigned",
        "All",
        "Zoë's team",
        "B",
    ]
    assert [unit.name for unit in load_directory(None, None, UTC).units] == ["unassigned"]


def test_both_files_together_make_the_tree(written: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text(UNITS, encoding="utf-8")
    written.write_text(TABLE, encoding="utf-8")
    known = load_directory(written, units, UTC)
    unit = known.units[known.place(b"anna", b"10.8.1.1", 0).unit]

    assert (unit.name, known.units[unit.parent_index].name, unit.people) == ("Zoë's team", "All", 12)
    assert not known.warnings


def test_what_was_passed_over_is_mentioned(written: Path) -> None:
    written.write_bytes("user;unit;Title\nanna;Zoë;x\n".encode("latin-1"))
    known = load_directory(written, None, UTC)

    assert [(warning.code, warning.figures) for warning in known.warnings] == [
        ("directory-not-utf8", {"files": ("directory.csv",)}),
        ("directory-columns-ignored", {"files": ("directory.csv",), "columns": ("title",)}),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty; its first line must name columns: user,cidr,unit,network,site,from,to"),
        ("\n \n", "is empty"),
        ("anna,A\n", "line 1: the first line must name the columns, user or cidr among them"),
        ("user,unit,User\n", "line 1: the column user is there twice"),
        ("user,unit\nanna,A,B\n", "line 2: 3 cells under 2 columns"),
        ("user,unit\nanna,A\n\n\nbob,!x\n", "line 5: the unit is '!x'"),
        ('user,unit\nanna,"A\nbob,B\ncarol,C\n', "line 4: a cell runs over several lines"),
        ('user,unit\nanna,"' + "A" * 200_000, "is a quotation mark missing its partner?"),
        (b"PK\x03\x04\x00\x00", "is not text; save the table as CSV"),
        ("user,unit\n".encode("utf-16") + b"a", "cut short"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(
    written: Path, text: str | bytes, said: str
) -> None:
    whole = message(written, text)

    assert whole.startswith(str(written))
    assert said in whole


def test_a_problem_with_the_units_names_the_units_file(written: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("unit,parent\nPayroll,Finanse\n")

    assert message(written, TABLE, units) == (
        f"{units}, line 2: the parent 'Finanse' of 'Payroll' is not a unit of this file; "
        "add a row for it, or leave the parent empty"
    )


def test_many_problems_are_counted_and_not_all_written_out(written: Path) -> None:
    said = message(written, "user,unit\n" + "-,A\n" * 1_234).splitlines()

    assert len(said) == MOST_SHOWN + 1
    assert said[-1] == f"and {1_234 - MOST_SHOWN:,} more like these"


def test_a_missing_file_stays_a_missing_file(written: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_directory(written, None, UTC)


@given(
    st.binary(max_size=200)
    | st.text(',;"\n\r\tuserunitcid-!10./', max_size=80).map(lambda text: text.encode())
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_does_worse_than_a_message(written: Path, noise: bytes) -> None:
    for data in (noise, b"user,cidr,unit,from\n" + noise):
        written.write_bytes(data)
        try:
            load_directory(written, None, UTC)
        except DirectoryError as error:
            assert str(written) in str(error)  # noqa: PT017 (either a directory or a message, and nothing else)


def test_more_units_than_there_are_numbers_for_are_refused(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.domain.directory_table.MOST_UNITS", 3)
    rows = "user,unit\nanna,A\nben,B\ncleo,C\n"
    units = tmp_path / "units.csv"
    units.write_text("unit\nA\nB\nC\n", encoding="utf-8")

    assert message(written, rows).endswith(
        "line 4: the unit 'C' is one too many; at most 2 can be told apart"
    )
    assert message(written, rows, units).endswith(
        "line 1: the table has 3 units; at most 2 can be told apart"
    )


@pytest.mark.parametrize(
    ("header", "wrong", "meant"),
    [
        ("user,cidr,untit", "untit", "unit"),
        ("username,cidr,unit", "username", "user"),
        ("user,cidr,unit name", "unit name", "unit"),
        ("user,cidr,unit,valid from", "valid from", "from"),
        ("user,cdir,unit", "cdir", "cidr"),
    ],
)
def test_a_misspelt_column_is_refused_before_it_undoes_an_exclusion(
    written: Path, header: str, wrong: str, meant: str
) -> None:
    said = message(written, f"{header}\nanna,,!exclude\n")

    assert f"line 1: the column '{wrong}' is unknown, and {meant} is missing" in said
    assert "user,cidr,unit,network,site,from,to" in said
    assert "anna" not in said


def test_a_misspelt_column_of_the_units_is_refused_too(written: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("unit,parnet,people\nAll,,10\n", encoding="utf-8")

    said = message(written, TABLE, units)

    assert f"{units}, line 1: the column 'parnet' is unknown, and parent is missing" in said


def test_an_exclusion_in_a_column_that_is_not_read_is_refused(written: Path) -> None:
    said = message(written, "user,department\nanna,Sales\nbo,!Exclude\n")

    assert "line 3: !exclude stands in the column 'department'" in said
    assert "bo" not in said


@pytest.mark.parametrize("other", ["title", "room", "reports to", "manager", "cost centre", "e-mail"])
def test_a_column_of_its_own_is_only_mentioned(written: Path, other: str) -> None:
    written.write_text(f"user,unit,{other}\nanna,A,x\n", encoding="utf-8")

    assert [warning.code for warning in load_directory(written, None, UTC).warnings] == [
        "directory-columns-ignored"
    ]
