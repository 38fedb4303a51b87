"""One person has one login, however the proxy spells it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.logins import (
    ABSENT,
    DEEPEST,
    LONGEST_LOGIN,
    NOBODY,
    Login,
    _peeled,
    login_of,
    normalise_login,
)

pieces = st.sampled_from([
    "anna", "ANNA", "x.ca", "DOM", "\\", "/", "@", "+", "%5c", "%255C", "%40", "%", "$", "-", " ", '"', ",",
    "=", "cn=", "uid=", "dc=x", "ou=hr", "LDAP://", "WinNT://", "host/", ",user", "\n", "\u200b", "é", "ß",
    "İ", "ﬁ", "\uff20", "\uff05", "\ud800", "none", "10.1.2.3", "::1", "[", "]", "\\,", "\u0338", "<",
])  # fmt: skip
spellings = st.one_of(st.text(), st.binary(), st.lists(pieces, max_size=9).map("".join))


@pytest.mark.parametrize(
    "spelling",
    [
        b"anna",
        b"ANNA",
        b" anna ",
        b'"Anna"',
        b"DOM\\anna",
        b"DOM\\\\anna",
        b"DOM%5canna",
        b"DOM%255Canna",
        b"dom/anna",
        b"DOM+anna",
        b"anna@x.ca",
        b"anna%40x.ca",
        b"DOM\\anna@x.ca",
        b"anna@x.ca@y.ca",
        b"anna+news@x.ca",
        b"anna/admin@X.CA",
        b"WinNT://DOM/anna",
        b"WinNT://DOM/PC7/anna,user",
        b"LDAP://dc1.x.ca/cn=anna,ou=hr,dc=x,dc=ca",
        b"LDAP://10.0.0.1 OU=Users,DC=x,DC=ca/anna",
        b"CN=anna, OU=hr",
        b"uid=anna,ou=people,dc=x,dc=ca",
        b"x.ca/Users/anna",
        b"anna\n",
        "\uff21\uff2e\uff2e\uff21".encode(),
        "an\u200bna".encode(),
        "DOM\\anna",
    ],
)
def test_every_product_spells_the_same_anna(spelling: bytes | str) -> None:
    assert normalise_login(spelling) == "anna"


@pytest.mark.parametrize("marker", sorted(ABSENT | {"", " ", "--", "*", "?", "N/A", "NONE", '"-"', "%2d"}))
@pytest.mark.parametrize("domain", ["", "DOM\\"])
def test_what_products_write_for_nobody_is_nobody(marker: str, domain: str) -> None:
    assert login_of(f"{domain}{marker}") == NOBODY


@pytest.mark.parametrize("address", ["10.1.2.3", "::1", "[2001:db8::7]", "fe80::1%eth0", "DOM\\10.1.2.3"])
def test_an_address_in_the_place_of_a_login_is_nobody(address: str) -> None:
    assert normalise_login(address) == ""


@pytest.mark.parametrize(
    "spelling", ["DOM\\PC7$", "pc7$@x.ca", "host/pc7.x.ca", "host/PC7", "host/pc7.x.ca@X.CA"]
)
def test_a_computers_account_is_told_from_a_person(spelling: str) -> None:
    assert normalise_login(spelling) == "pc7$"
    assert login_of(spelling).is_machine
    assert not login_of("DOM\\pc7").is_machine


@pytest.mark.parametrize(
    ("spelling", "full"),
    [
        ("DOM\\anna", "anna@dom"),
        ("anna@X.ca", "anna@x.ca"),
        ("DOM\\anna@x.ca", "anna@x.ca"),
        ("uid=anna,dc=x,dc=ca", "anna@x.ca"),
        ("ldaps://dc1/cn=anna,dc=x,dc=ca", "anna@x.ca"),
        ("some where\\anna", "anna"),
        ("anna", "anna"),
    ],
)
def test_the_full_form_keeps_the_domain_where_one_was_written(spelling: str, full: str) -> None:
    assert login_of(spelling).full == full


def test_bytes_that_are_not_utf8_are_read_as_latin_1() -> None:
    assert normalise_login(b"DOM\\\xc9ric") == normalise_login("éric") == normalise_login("E\u0301ric")


def test_names_with_marks_stay_whole() -> None:
    assert normalise_login("DOM\\o'brien") == "o'brien"
    assert normalise_login("CN=Smith\\, Anna,OU=hr") == "smith, anna"
    assert normalise_login("anna-marie_b.c") == "anna-marie_b.c"


def test_what_is_wrapped_too_often_or_too_long_is_noise() -> None:
    assert normalise_login("%" + "25" * (DEEPEST - 3) + "41") == "a"
    assert normalise_login("%" + "25" * (DEEPEST + 3) + "41") == ""
    assert normalise_login("a" * LONGEST_LOGIN + "\\") == ""
    assert normalise_login("é" * (LONGEST_LOGIN + 1)) == ""


@given(spellings)
def test_normalising_again_changes_nothing(spelling: bytes | str) -> None:
    login = login_of(spelling)

    assert login_of(login.short) == Login(login.short, login.short)
    assert login_of(login.full) == login
    assert normalise_login(spelling) == login.short


@given(
    st.text("abzAZ019._-\\@", max_size=24)
    | st.sampled_from(sorted(ABSENT))
    | st.lists(pieces, max_size=5).map("".join)
)
def test_the_quick_way_for_usual_logins_gives_what_the_long_way_gives(spelling: str) -> None:
    assert login_of(spelling) == _peeled(spelling)


@given(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12),
    st.sampled_from(["X", "x.ca", "sales.x.ca"]),
)
def test_no_spelling_with_a_domain_makes_another_person(name: str, domain: str) -> None:
    spelled = [
        f"{domain}\\{name}",
        f"{name}@{domain}",
        f"{domain}/{name}",
        f"{domain}+{name}",
        f"{domain}%5C{name}",
    ]

    assert {login_of(spelling) for spelling in spelled} == {login_of(spelled[0])}
    assert normalise_login(spelled[0]) == normalise_login(name)
