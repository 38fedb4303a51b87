"""CEF: escapes, blanks in values, relays that strip, and vendors that disagree on `in` and `out`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.formats.cef import Cef
from streams.formats.options import FormatError, FormatOptions
from streams.formats.table import ABSENT
from tests.parsed_lines import only, verdicts

cef = Cef(FormatOptions())
ZSCALER = "CEF:0|Zscaler|NSSWeblog|5.0|Allowed|Allowed|3|"
EXTENSION = (
    "act=Allowed app=HTTP cat=Social Networking dhost=www.example.com src=10.1.2.3 in=709 outcome=200 out=88 "
    "request=www.example.com/feed?a\\=b rt=Oct 10 2025 10:00:00 requestMethod=GET "
    "requestClientApplication=Mozilla/5.0 (X11; Linux) suser=anna@example.com  "
)


def test_a_zscaler_line_is_read_by_its_keys() -> None:
    row = only(cef, f"Oct 10 10:00:00 zscaler-nss {ZSCALER}{EXTENSION}")
    assert (row["at"], row["user"], row["client_ip"], row["host"], row["method"], row["status"]) == (
        "2025-10-10T10:00:00.000Z",
        "anna@example.com",
        "10.1.2.3",
        "www.example.com",
        "GET",
        200,
    )
    assert (row["bytes_down"], row["bytes_up"], row["outcome"]) == (709, 88, "ok")


def test_a_relay_may_have_stripped_the_word_cef() -> None:
    assert only(cef, ZSCALER.removeprefix("CEF:") + EXTENSION)["host"] == "www.example.com"
    assert only(cef, "Oct 10 10:00:00 gw " + ZSCALER.removeprefix("CEF:") + EXTENSION)["status"] == 200


def test_the_vendors_own_word_for_a_block_stands_above_its_status() -> None:
    blocked = EXTENSION.replace("act=Allowed", "act=Blocked")
    assert only(cef, ZSCALER + blocked)["outcome"] == "our_policy"
    assert only(cef, ZSCALER + blocked)["blocked"] is True


def test_bytes_of_a_vendor_whose_direction_is_not_known_stay_unknown_until_it_is_told() -> None:
    line = "CEF:0|Acme|Gate|1|1|x|3|" + EXTENSION
    assert (only(cef, line)["bytes_down"], only(cef, line)["bytes_up"]) == (None, None)
    down, up = Cef(FormatOptions(fields={"in": "down"})), Cef(FormatOptions(fields={"in": "up"}))
    assert (only(down, line)["bytes_down"], only(down, line)["bytes_up"]) == (709, 88)
    assert (only(up, line)["bytes_down"], only(up, line)["bytes_up"]) == (88, 709)


def test_headers_may_hold_escaped_bars_and_be_empty() -> None:
    assert only(cef, f"CEF:0|Zscaler|A \\| B|5.0|||7|{EXTENSION}")["host"] == "www.example.com"


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("1760090400123", "2025-10-10T10:00:00.123Z"),
        ("1760090400", "2025-10-10T10:00:00.000Z"),
        ("2025-10-10T12:00:00+02:00", "2025-10-10T10:00:00.000Z"),
        ("Oct 10 2025 10:00:00.250 UTC", "2025-10-10T10:00:00.250Z"),
    ],
)
def test_times_may_be_figures_or_text(stamp: str, at: str) -> None:
    assert only(cef, ZSCALER + EXTENSION.replace("Oct 10 2025 10:00:00", stamp))["at"] == at


def test_without_a_time_of_its_own_the_prefix_counts_if_it_has_a_year() -> None:
    timeless = ZSCALER + EXTENSION.replace("rt=Oct 10 2025 10:00:00 ", "")
    assert only(cef, f"<14>2025-10-10T10:00:00Z gw {timeless}")["at"] == "2025-10-10T10:00:00.000Z"
    assert verdicts(cef, f"<14>Oct 10 10:00:00 gw {timeless}") == ["bad-time"]


def test_directory_names_are_shortened_to_the_login() -> None:
    ldap = EXTENSION.replace("anna@example.com", r"LDAP://192.0.2.1 OU\=Staff,DC\=example/Anna B")
    assert only(cef, ZSCALER + ldap)["user"] == "Anna B"
    assert only(cef, ZSCALER + EXTENSION.replace("anna@", "WinNT://DOM/anna@"))["user"] == "anna@example.com"


def test_what_is_no_cef_is_named() -> None:
    assert verdicts(cef, "plain words\nCEF:0|Only|Three\nCEF:9|a|b|c|d|e|f|x=y\n") == [
        "not-this-format",
        "too-few-fields",
        "not-this-format",
    ]


def test_settings_that_mean_nothing_here_are_refused() -> None:
    with pytest.raises(FormatError, match="may only say"):
        Cef(FormatOptions(fields={"columns": {}}))


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=20
)


@given(user=texts, extra=st.lists(texts, max_size=3), down=st.integers(0, 10**12))
@settings(max_examples=60, deadline=None)
def test_what_was_escaped_is_read_back(user: str, extra: list[str], down: int) -> None:
    written = user.replace("\\", "\\\\").replace("=", "\\=")
    noise = " ".join(word.replace("\\", "\\\\").replace("=", "\\=") for word in extra)
    line = f"{ZSCALER}msg={noise} rt=1760090400123 dhost=a.example in={down} suser={written} act=Allowed"
    row = only(cef, line)
    assert row["bytes_down"] == down
    if not {"%", "/"} & set(user) and user not in ABSENT:
        assert row["user"] == user
