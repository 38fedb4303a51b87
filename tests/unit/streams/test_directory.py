"""Who belongs where, on which day: the directory against a plain reading of its rules."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from ipaddress import ip_address, ip_network
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.directory import Directory
from streams.domain.directory_table import DirectoryRow, UnusableTableError, directory_of
from streams.domain.units import UnitRow

ZONES = [
    ZoneInfo(name) for name in ("UTC", "America/Toronto", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia")
]
USERS = ("", "anna", "bob", "carol")
RANGES = (
    "0.0.0.0/0",
    "10.0.0.0/8",
    "10.1.0.0/16",
    "10.1.2.0/24",
    "10.1.2.3/32",
    "2001:db8::/32",
    "2001:db8::7",
)
CLIENTS = (
    "10.1.2.3",
    "10.1.2.4",
    "10.1.9.9",
    "10.9.9.9",
    "192.0.2.1",
    "2001:db8::7",
    "2001:db8::8",
    "::1",
    "pc7",
    "-",
)


def directory(*rows: DirectoryRow, zone: tzinfo = UTC) -> Directory:
    return directory_of(rows, None, zone)


def era_of(known: Directory, moment: datetime) -> int:
    return int(np.searchsorted(known.boundaries_ms, int(moment.timestamp() * 1_000), side="right"))


def words(known: Directory, login: str, client: str, moment: datetime) -> tuple[str, str, str]:
    """Unit, network class and site, in words."""
    place = known.place(login.encode(), client.encode(), era_of(known, moment))
    unit = "!exclude" if place.excluded else known.units[place.unit].name
    return unit, known.networks[place.network], known.sites[place.site]


days = st.sampled_from(["2018-11-03", "2018-11-04", "2018-11-05", "2018-03-11"])


@st.composite
def tables(draw: st.DrawFn) -> list[DirectoryRow]:
    """Rows of which no two speak of the same login or range from the same day on."""
    rows: dict[tuple[str, str], DirectoryRow] = {}
    for line in range(2, draw(st.integers(2, 14))):
        user = draw(st.sampled_from(USERS))
        cidr = "" if user else draw(st.sampled_from(RANGES))
        first, last = draw(st.just("") | days), draw(st.just("") | days)
        if first and last and first >= last:
            last = ""
        rows[user or cidr, first] = DirectoryRow(
            line,
            user,
            cidr,
            draw(st.sampled_from(["", "A", "B", "!exclude", "unassigned"])),
            draw(st.sampled_from(["", "office", "guest"])),
            draw(st.sampled_from(["", "north", "south"])),
            first,
            last,
        )
    return list(rows.values())


def plainly(rows: Sequence[DirectoryRow], login: str, client: str, day: date) -> tuple[str, str, str]:
    """The contract, read row by row: user before range, longer before shorter, later before earlier."""

    def speaks(row: DirectoryRow) -> bool:
        if row.from_ and day < date.fromisoformat(row.from_):
            return False
        if row.to and day >= date.fromisoformat(row.to):
            return False
        if row.user:
            return row.user == login
        try:
            return ip_address(client) in ip_network(row.cidr)
        except ValueError:
            return False

    def weight(row: DirectoryRow) -> tuple[bool, int, str]:
        return bool(row.user), ip_network(row.cidr).prefixlen if row.cidr else 0, row.from_

    said = sorted(filter(speaks, rows), key=weight, reverse=True)
    unit = next((row.unit for row in said if row.unit), "unassigned")
    if unit == "!exclude":
        return unit, "", ""
    network = next((row.network for row in said if row.network), "")
    return unit, network, next((row.site for row in said if row.site), "")


@given(
    tables(),
    st.sampled_from(ZONES),
    st.tuples(st.sampled_from(USERS), st.sampled_from(CLIENTS)),
    st.sampled_from(["2018-11-03", "2018-11-04", "2018-11-05", "2018-03-11"]),
    st.integers(-5 * 3_600_000, 30 * 3_600_000) | st.sampled_from([-1, 0, 1]),
)
def test_every_answer_is_that_of_the_rows_read_one_by_one(
    rows: list[DirectoryRow], zone: ZoneInfo, asked: tuple[str, str], day: str, past_midnight_ms: int
) -> None:
    login, client = asked
    known = directory(*rows, zone=zone)
    midnight = datetime.fromisoformat(day).replace(tzinfo=zone).astimezone(UTC)
    moment = midnight + timedelta(milliseconds=past_midnight_ms)

    expected = plainly(rows, login, client, moment.astimezone(zone).date())

    assert words(known, login, client, moment) == expected


@given(tables(), st.binary(max_size=40), st.binary(max_size=40), st.integers(-1, 99))
def test_no_bytes_raise(rows: list[DirectoryRow], login: bytes, client: bytes, era: int) -> None:
    place = directory(*rows).place(login, client, era)

    assert bool(place.identity) == (place.identity_kind != "none")
    assert not (place.excluded and place.identity)


def test_a_day_begins_at_local_midnight_and_ends_before_its_last() -> None:
    toronto = ZoneInfo("America/Toronto")
    known = directory(DirectoryRow(2, "anna", unit="A", from_="2026-03-08", to="2026-03-09"), zone=toronto)

    def at(text: str) -> str:
        return words(known, "anna", "-", datetime.fromisoformat(text).replace(tzinfo=toronto))[0]

    assert [at("2026-03-07T23:59:59.999"), at("2026-03-08")] == ["unassigned", "A"]
    assert [at("2026-03-08T23:59:59.999"), at("2026-03-09")] == ["A", "unassigned"]
    # The clocks went forward that night: the day had 23 hours.
    assert np.diff(known.boundaries_ms).tolist() == [23 * 3_600_000]


def test_a_day_whose_midnight_the_clocks_skip_begins_when_they_do() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    known = directory(DirectoryRow(2, "anna", unit="A", from_="2018-11-04"), zone=zone)

    assert known.boundaries_ms.tolist() == [int(datetime(2018, 11, 4, 3, tzinfo=UTC).timestamp() * 1_000)]


def test_the_ends_of_the_calendar_are_days_too() -> None:
    rows = DirectoryRow(2, "anna", unit="A", from_="0001-01-01", to="9999-12-31")

    for zone in ZONES:
        assert words(directory(rows, zone=zone), "anna", "-", datetime(2026, 1, 1, tzinfo=UTC))[0] == "A"


def test_somebody_who_moves_needs_no_end_on_the_older_row() -> None:
    known = directory(
        DirectoryRow(2, "anna", unit="A"),
        DirectoryRow(3, "anna", unit="B", from_="2026-03-01"),
    )

    assert words(known, "anna", "-", datetime(2026, 2, 28, tzinfo=UTC))[0] == "A"
    assert words(known, "anna", "-", datetime(2026, 3, 1, tzinfo=UTC))[0] == "B"


def test_the_network_class_comes_from_the_address_when_the_unit_comes_from_the_login() -> None:
    known = directory(
        DirectoryRow(2, "anna", unit="A"),
        DirectoryRow(3, cidr="10.8.0.0/16", unit="B", network="vpn", site="south"),
    )

    assert words(known, "anna", "10.8.1.1", datetime(2026, 1, 1, tzinfo=UTC)) == ("A", "vpn", "south")


def test_the_excluded_leave_nothing_behind() -> None:
    known = directory(
        DirectoryRow(2, "anna", unit="!Exclude"), DirectoryRow(3, cidr="10.9.0.0/16", unit="!exclude")
    )

    for login, client in ((b"X\\anna", b"10.1.1.1"), (b"-", b"10.9.1.1"), (b"bob", b"10.9.1.1")):
        place = known.place(login, client, 0)
        assert place.excluded
        assert (place.identity, place.identity_kind, place.joined) == ("", "none", False)


def test_nobody_is_unassigned_in_secret() -> None:
    known = directory(DirectoryRow(2, "anna", unit="Unassigned"))

    assert known.units[known.place(b"anna", b"-", 0).unit].name == "unassigned"
    assert not known.place(b"anna", b"-", 0).joined
    assert Directory.empty().place(b"anna", b"10.1.1.1", 0) == known.place(b"anna", b"10.1.1.1", 0)


def test_without_a_login_the_address_is_the_identity_and_without_both_there_is_none() -> None:
    known = Directory.empty()

    def identity(login: bytes, client: bytes) -> tuple[str, str]:
        place = known.place(login, client, 0)
        return place.identity, place.identity_kind

    assert identity(b"-", b"::ffff:10.1.2.3") == ("10.1.2.3", "address")
    assert identity(b"-", b"2001:DB8::0:7") == ("2001:db8::7", "address")
    assert identity(b"-", b"PC7.x.ca") == ("pc7.x.ca", "address")
    assert identity(b"-", b"-") == ("", "none")


def test_a_computers_account_speaks_of_a_device_unless_it_is_listed() -> None:
    kiosk = directory(DirectoryRow(2, "KIOSK7$", unit="Front desk"))

    assert kiosk.place(b"DOM\\KIOSK7$", b"10.1.1.1", 0).identity_kind == "login"
    assert kiosk.place(b"DOM\\KIOSK7$", b"10.1.1.1", 0).unit == 1
    assert kiosk.place(b"DOM\\PC8$", b"10.1.1.1", 0).identity == "10.1.1.1"
    device = kiosk.place(b"DOM\\PC8$", b"-", 0)
    assert (device.identity, device.identity_kind) == ("pc8$", "address")


@pytest.mark.parametrize("listed", ["anna", "DOM\\anna", "anna@dom.ca", "ANNA@other.ca", None])
@pytest.mark.parametrize(
    "written", ["anna", "DOM\\Anna", "anna@dom.ca", "anna%40dom.ca", "uid=anna,dc=dom,dc=ca"]
)
def test_one_anna_keeps_one_identity_whatever_the_directory_and_the_proxy_write(
    listed: str | None, written: str
) -> None:
    known = directory(DirectoryRow(2, listed, unit="A")) if listed else Directory.empty()
    place = known.place(written.encode(), b"10.1.1.1", 0)

    assert (place.identity, place.identity_kind, place.joined) == ("anna", "login", listed is not None)


TWO_ANNAS = (DirectoryRow(2, "anna@x.ca", unit="A"), DirectoryRow(3, "anna@y.ca", unit="B", to="2026-01-01"))


@pytest.mark.parametrize(
    ("written", "identity", "unit"),
    [
        ("anna@x.ca", "anna@x.ca", "A"),
        ("X\\anna", "anna@x.ca", "A"),
        ("anna@y.ca", "anna@y.ca", "B"),
        ("Y\\anna", "anna@y.ca", "B"),
        ("anna", "anna", "unassigned"),
        ("anna@z.ca", "anna", "unassigned"),
    ],
)
def test_two_annas_are_told_apart_by_their_domains(written: str, identity: str, unit: str) -> None:
    known = directory(*TWO_ANNAS)
    place = known.place(written.encode(), b"-", 0)

    assert (place.identity, known.units[place.unit].name) == (identity, unit)
    # Who she is does not change on the day on which her row ends.
    assert known.place(written.encode(), b"-", 1).identity == identity


def test_a_row_without_a_domain_means_every_other_anna() -> None:
    known = directory(*TWO_ANNAS, DirectoryRow(4, "anna", unit="C"))

    assert words(known, "anna", "-", datetime(2025, 1, 1, tzinfo=UTC))[0] == "C"
    assert words(known, "anna@z.ca", "-", datetime(2025, 1, 1, tzinfo=UTC))[0] == "C"
    assert words(known, "X\\anna", "-", datetime(2025, 1, 1, tzinfo=UTC))[0] == "A"


def test_a_person_listed_in_both_spellings_of_one_domain_is_one_person() -> None:
    known = directory(
        DirectoryRow(2, "X\\anna", unit="A"), DirectoryRow(3, "anna@x.ca", network="vpn", from_="2026-01-01")
    )

    for written in (b"X\\anna", b"anna@x.ca", b"anna"):
        place = known.place(written, b"-", 1)
        assert (place.identity, place.unit, place.network) == ("anna", 1, 1)


@pytest.mark.parametrize(
    ("row", "advice"),
    [
        (DirectoryRow(2, "anna", "10.0.0.0/8"), "both a user and a cidr"),
        (DirectoryRow(2, unit="A"), "neither a user nor a cidr"),
        (DirectoryRow(2, "-", unit="A"), "what logs write for nobody"),
        (DirectoryRow(2, cidr="10.1.1.1/8"), "write '10.0.0.0/8'"),
        (DirectoryRow(2, "anna", from_="01/03/2026"), "such as 2026-03-31"),
        (DirectoryRow(2, "anna", to="2026-02-30"), "such as 2026-03-31"),
        (DirectoryRow(2, "anna", to="20260301"), "such as 2026-03-31"),
        (DirectoryRow(2, "anna", from_="2026-03-01", to="2026-03-01"), "holds on no day"),
        (DirectoryRow(2, "anna", unit="!exlude"), "!exclude"),
    ],
)
def test_a_row_that_cannot_be_meant_comes_with_advice(row: DirectoryRow, advice: str) -> None:
    with pytest.raises(UnusableTableError) as raised:
        directory(row)

    [problem] = raised.value.problems
    assert (problem.table, problem.line) == ("directory", 2)
    assert advice in problem.text


def test_two_rows_that_contradict_each_other_are_both_named() -> None:
    rows = [
        DirectoryRow(2, "anna", unit="A"),
        DirectoryRow(3, "bob", unit="A"),
        DirectoryRow(9, "ANNA", unit="B"),
    ]
    with pytest.raises(UnusableTableError) as raised:
        directory(*rows)

    [problem] = raised.value.problems
    assert problem.line == 9
    assert "line 2" in problem.text


def test_every_problem_is_found_at_once_in_both_tables() -> None:
    with pytest.raises(UnusableTableError) as raised:
        directory_of([DirectoryRow(2), DirectoryRow(3, "-")], [UnitRow(2, "A", "B")], UTC)

    assert [problem[:2] for problem in raised.value.problems] == [
        ("directory", 2),
        ("directory", 3),
        ("units", 2),
    ]


def test_the_same_row_twice_is_no_contradiction() -> None:
    known = directory(DirectoryRow(2, "anna", unit="A"), DirectoryRow(3, "anna", unit="a"))

    assert words(known, "anna", "-", datetime(2026, 1, 1, tzinfo=UTC))[0] == "A"


def test_a_unit_that_only_the_directory_names_becomes_a_root_and_is_mentioned() -> None:
    known = directory_of(
        [DirectoryRow(2, "anna", unit="finance"), DirectoryRow(3, "bob", unit="Field")],
        [UnitRow(2, "Finance", people="9")],
        UTC,
    )

    assert [unit.name for unit in known.units] == ["unassigned", "Finance", "Field"]
    assert known.units[known.place(b"anna", b"-", 0).unit].people == 9
    [warning] = known.warnings
    assert (warning.code, warning.figures) == ("units-only-in-directory", {"units": 1, "names": ("Field",)})
    assert not directory(DirectoryRow(2, "bob", unit="Field")).warnings


def test_the_version_is_that_of_what_is_said() -> None:
    said = directory(DirectoryRow(2, "X\\anna", unit="A", from_="2026-01-01"))

    assert said.version == directory(DirectoryRow(7, "Anna@X", unit="A", from_="2026-01-01")).version
    for other in (
        directory(DirectoryRow(2, "X\\anna", unit="B", from_="2026-01-01")),
        directory(DirectoryRow(2, "X\\anna", unit="A", from_="2026-01-02")),
        directory(DirectoryRow(2, "X\\anna", unit="A", network="vpn", from_="2026-01-01")),
        directory(DirectoryRow(2, "X\\anna", unit="A", from_="2026-01-01"), zone=ZoneInfo("Asia/Kolkata")),
        Directory.empty(),
    ):
        assert other.version != said.version


def test_a_unit_that_only_the_directory_names_has_an_address_of_its_own_too_and_is_named_once() -> None:
    with pytest.raises(UnusableTableError) as refused:
        directory(
            DirectoryRow(2, user="anna", unit="Clinics/print"),
            DirectoryRow(3, user="bob", unit="Clinics/print"),
        )

    [(table, line, text)] = refused.value.problems
    assert (table, line) == ("directory", 2)
    assert "'Clinics/print' ends in '/print'" in text
