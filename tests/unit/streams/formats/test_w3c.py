"""W3C extended logs: headers that move, rows that disagree with them, and three products' habits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.lines import Block
from streams.formats.w3c import W3c
from tests.parsed_lines import only, told, verdicts

MAIN = (
    "date time time-taken c-ip cs-username x-exception-id sc-filter-result cs(Referer) sc-status s-action "
    "cs-method cs-uri-scheme cs-host cs-uri-port cs-uri-path sc-bytes cs-bytes"
)
ROW = (
    "2025-10-10 10:00:00 215 10.1.2.3 anna - OBSERVED - 200 TCP_NC_MISS GET http www.example.com 80 /feed "
    "709 88"
)
TMG = (
    "c-ip\tcs-username\tc-agent\tdate\ttime\ts-computername\tr-host\tr-port\ttime-taken\tsc-bytes\tcs-bytes\t"
    "s-operation\tcs-uri\tsc-status\trule\taction\tUrlDestHost\tGMT Time"
)


def under(fields: str, *rows: str) -> str:
    """A log: its header, then its rows."""
    return "\n".join(["#Version: 1.0", f"#Fields: {fields}", *rows]) + "\n"


def with_fields(row: str, **changed: str) -> str:
    """A row of MAIN with some values changed."""
    names = {
        "exception": "x-exception-id", "verdict": "sc-filter-result", "status": "sc-status",
        "action": "s-action", "method": "cs-method", "scheme": "cs-uri-scheme",
    }  # fmt: skip
    values = dict(zip(MAIN.split(), row.split(), strict=True))
    values |= {names[name]: value for name, value in changed.items()}
    return " ".join(values.values())


def test_a_row_is_read_by_the_names_above_it() -> None:
    assert only(W3c(), under(MAIN, ROW)) == {
        "line": 3,
        "at": "2025-10-10T10:00:00.000Z",
        "started_at": "2025-10-10T09:59:59.785Z",
        "user": "anna",
        "client_ip": "10.1.2.3",
        "host": "www.example.com",
        "port": 80,
        "method": "GET",
        "status": 200,
        "bytes_down": 709,
        "bytes_up": 88,
        "duration_ms": 215,
        "outcome": "ok",
        "blocked": False,
        "format": "w3c",
    }


def test_headers_may_change_in_the_middle_and_come_again() -> None:
    log = under("date time cs-host sc-status", "2025-10-10 10:00:00 a.example 200")
    log += under("sc-status cs-host time date", "503 b.example 10:00:01 2025-10-10")
    log += under("date time cs-host sc-status", "2025-10-10 10:00:02 c.example 404")
    assert [(row["host"], row["status"]) for row in told(W3c(), log)] == [
        ("a.example", 200),
        ("b.example", 503),
        ("c.example", 404),
    ]


def test_each_syslog_source_has_headers_of_its_own() -> None:
    log = (
        "<14>Oct 10 10:00:00 proxy1 sg: #Fields: date time cs-host sc-status\n"
        "<14>Oct 10 10:00:00 proxy2 #Fields: sc-status date time cs-host\n"
        "<14>Oct 10 10:00:01 proxy1 sg: 2025-10-10 10:00:00 a.example 200\n"
        "<14>Oct 10 10:00:01 proxy2 404 2025-10-10 10:00:00 b.example\n"
        "<14>1 2025-10-10T10:00:02Z proxy2 app - - - 200 2025-10-10 10:00:00 c.example\n"
        "<14>Oct 10 10:00:03 proxy3 2025-10-10 10:00:00 d.example 200\n"
    )
    rows = told(W3c(), log)
    assert [row.get("host") for row in rows] == ["a.example", "b.example", "c.example", None]
    assert rows[-1] == {"line": 6, "rejected": "no-fields-line"}


PREFIXES = [
    "Nov 10 10:20:00 proxy1 ProxySG: ",
    "Nov 10 10:20:00 proxy1 ProxySG[123]: ",
    "<134>Nov 10 10:20:00 proxy1 ProxySG: ",
    "<134>",
    "2025-11-10T10:20:00+01:00 proxy1 ProxySG: ",
    "<134>1 2025-11-10T10:20:00Z proxy1 ProxySG 123 - - ",
    "Nov 10 10:20:00 proxy1 ",
]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_rows_that_syslog_prefixed_are_read_under_a_bare_header(prefix: str) -> None:
    bare = only(W3c(), under(MAIN, ROW))
    assert only(W3c(), under(MAIN, prefix + ROW)) == bare
    assert only(W3c(MAIN), prefix + ROW) == {**bare, "line": 1}


def test_a_prefix_does_not_excuse_another_number_of_values() -> None:
    log = under(MAIN, f"{PREFIXES[0]}{ROW} more", PREFIXES[0] + ROW, ROW)
    assert verdicts(W3c(), log) == ["skipped", "skipped", "field-count", "parsed", "parsed"]


def test_rows_before_any_header_say_so_and_the_user_can_give_it() -> None:
    row = "2025-10-10 10:00:00 a.example 200"
    assert verdicts(W3c(), row) == ["no-fields-line"]
    assert only(W3c("date time cs-host sc-status"), row)["host"] == "a.example"


def test_the_state_between_blocks_is_text_and_is_only_the_headers() -> None:
    log = W3c()
    state = log.carry("", Block(under(MAIN, ROW).encode()))
    assert isinstance(state, str)
    assert "anna" not in state
    assert log.carry(state, Block(ROW.encode())) == state
    assert only(log, ROW, state)["host"] == "www.example.com"


def test_broken_state_is_no_reason_to_fail() -> None:
    assert verdicts(W3c(), ROW, "{not json") == ["no-fields-line"]
    assert verdicts(W3c(), ROW, '{"a": 1}') == ["no-fields-line"]


def test_an_undeclared_value_before_the_filter_result_is_stepped_over() -> None:
    fields = "date time c-ip cs(Referer) sc-filter-result sc-status cs-host sc-bytes"
    log = under(
        fields,
        '2025-10-10 10:00:00 10.1.2.3 - "Mozilla/5.0 (X11; Linux)" OBSERVED 200 a.example 709',
        "2025-10-10 10:00:00 10.1.2.3 - one two three four DENIED 403 b.example 9",
    )
    assert [(row["host"], row["status"]) for row in told(W3c(), log)] == [
        ("a.example", 200),
        ("b.example", 403),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2025-10-10 10:00:00 10.1.2.3 - one extra 200 a.example 709", "field-count"),
        ("2025-10-10 10:00:00 10.1.2.3 - x OBSERVED 200 a.example 709 tail", "field-count"),
        ("2025-10-10 10:00:00 10.1.2.3 - OBSERVED 200", "field-count"),
        ('2025-10-10 10:00:00 10.1.2.3 "never closed OBSERVED 200 a.example 709', "bad-quotes"),
        ("2025-13-10 10:00:00 10.1.2.3 - OBSERVED 200 a.example 709", "bad-time"),
        ("2025-10-10 10:00:00 10.1.2.3 - OBSERVED 200 a.example 7o9", "bad-number"),
    ],
)
def test_rows_that_cannot_be_trusted_are_rejected_with_the_reason(row: str, reason: str) -> None:
    fields = "date time c-ip cs(Referer) sc-filter-result sc-status cs-host sc-bytes"
    assert verdicts(W3c(), under(fields, row))[-1] == reason


def test_a_double_blank_and_quoted_values_are_no_extra_fields() -> None:
    row = ROW.replace(" 200 ", "  200 ").replace(" http ", ' "http" ').replace("anna", '"be ""b"" c"')
    found = only(W3c(), under(MAIN, row))
    assert (found["status"], found["port"], found["user"]) == (200, 80, 'be "b" c')


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"exception": "policy_denied", "verdict": "DENIED", "status": "403"}, "our_policy"),
        ({"exception": "tcp_error", "verdict": "DENIED", "status": "503"}, "fail_tcp"),
        ({"exception": "dns_unresolved_hostname", "verdict": "DENIED", "status": "503"}, "fail_dns"),
        ({"exception": "authentication_failed", "verdict": "DENIED", "status": "401"}, "our_auth"),
        ({"exception": "icap_error", "verdict": "DENIED", "status": "503"}, "our_proxy"),
        ({"status": "503"}, "fail_5xx"),
        ({"status": "403"}, "refused"),
        ({"status": "404"}, "plat_4xx"),
        ({"action": "TCP_NC_MISS_RST"}, "client_gone"),
        ({"action": "TCP_TUNNELED", "method": "CONNECT", "scheme": "tcp", "status": "0"}, "ok"),
    ],
)
def test_a_denied_proxysg_row_is_a_block_only_where_its_exception_says_so(
    changed: dict[str, str], outcome: str
) -> None:
    row = only(W3c(), under(MAIN, with_fields(ROW, **changed)))
    assert row["outcome"] == outcome
    assert row["blocked"] == (outcome == "our_policy")


def test_denied_without_a_declared_exception_is_read_by_its_status() -> None:
    fields = "date time cs-host sc-status sc-filter-result"
    log = under(
        fields,
        "2025-10-10 10:00:00 a.example 403 DENIED",
        "2025-10-10 10:00:00 a.example 503 DENIED",
        "2025-10-10 10:00:00 a.example 407 DENIED",
    )
    assert [row["outcome"] for row in told(W3c(), log)] == ["our_policy", "fail_5xx", "our_auth"]


def test_times_are_utc_unless_date_names_an_offset() -> None:
    log = "#Date: 2025-10-10 06:00:00 EST (UTC-0400)\n" + under(
        "date time cs-host", "2025-10-10 06:00:00 a.example"
    )
    assert only(W3c(), log)["at"] == "2025-10-10T10:00:00.000Z"
    again = log + "#Date: 2025-10-10 10:00:00\n2025-10-10 10:00:00 a.example\n"
    assert [row["at"] for row in told(W3c(), again)] == ["2025-10-10T10:00:00.000Z"] * 2


def test_bracketed_local_times_are_one_value() -> None:
    log = under("localtime cs-host", "[10/Oct/2025:12:00:00 +0200] a.example")
    assert only(W3c(), log)["at"] == "2025-10-10T10:00:00.000Z"


def tmg_row(**changed: str) -> str:
    """A row of TMG."""
    usual = {
        "ip": "10.1.2.3", "user": "anonymous", "agent": "Mozilla/5.0 (two words)", "date": "2025-10-10",
        "time": "10:00:00", "computer": "TMG1", "r_host": "www.example.com", "r_port": "80", "taken": "31",
        "down": "709", "up": "88", "method": "GET", "uri": "http://www.example.com/a b", "status": "200",
        "rule": "all of us", "action": "Allowed", "dest": "www.example.com", "gmt": "2025-10-10 10:00:00",
    }  # fmt: skip
    return "\t".join((usual | changed).values())


def test_tmg_separates_by_tabs_and_names_no_user_anonymous() -> None:
    row = only(W3c(), under(TMG, tmg_row()))
    assert (row["host"], row["user"], row["client_ip"]) == ("www.example.com", None, "10.1.2.3")
    assert (row["bytes_down"], row["bytes_up"], row["duration_ms"]) == (709, 88, 31)


def test_a_field_name_with_a_blank_is_one_name_even_where_blanks_separate_names() -> None:
    row = only(W3c(), under(TMG.replace("\t", " "), tmg_row(user="DOM\\anna")))
    assert (row["user"], row["host"]) == ("DOM\\anna", "www.example.com")


@pytest.mark.parametrize(
    ("status", "action", "outcome"),
    [
        ("12209", "Denied", "our_auth"),
        ("12202", "Denied", "our_policy"),
        ("5", "Denied", "our_policy"),
        ("200", "Denied", "our_policy"),
        ("407", "Denied", "our_auth"),
        ("10061", "Failed", "fail_tcp"),
        ("10060", "Failed", "fail_timeout"),
        ("11001", "Failed", "fail_dns"),
        ("2148074277", "Failed", "fail_tls"),
        ("502", "Failed", "fail_5xx"),
        ("200", "Allowed", "ok"),
    ],
)
def test_isa_and_tmg_mix_windows_errors_with_statuses(status: str, action: str, outcome: str) -> None:
    row = only(W3c(), under(TMG, tmg_row(status=status, action=action)))
    assert row["outcome"] == outcome


def test_a_tunnel_through_tmg_is_known_by_its_address() -> None:
    row = only(W3c(), under(TMG, tmg_row(method="CONNECT", uri="www.example.com:443", r_host="192.0.2.9")))
    assert (row["host"], row["port"]) == ("www.example.com", 443)
    silent = only(W3c(), under(TMG, tmg_row(uri="-", r_host="far.example", r_port="8080")))
    assert (silent["host"], silent["port"]) == ("far.example", 8080)


def test_iis_without_a_host_field_is_no_proxy_log() -> None:
    fields = "date time s-ip cs-method cs-uri-stem cs-username c-ip sc-status time-taken"
    log = under(
        fields,
        "2025-10-10 10:00:00 192.0.2.1 GET /default.aspx - 10.1.2.3 200 15",
        "2025-10-10 10:00:00 192.0.2.1 GET http://x.example/a - 10.1.2.3 200 15",
    )
    assert verdicts(W3c(), log)[2:] == ["no-host", "parsed"]


def test_iis_as_a_proxy_names_the_host() -> None:
    log = under(
        "date time cs-method cs-host cs-uri-stem sc-status", "2025-10-10 10:00:00 GET X.example /a 200"
    )
    assert only(W3c(), log)["host"] == "x.example"


@pytest.mark.parametrize(
    "fields", ["", "nothing known here", "date", "date time", "cs-host", '" " (', "date date"]
)
def test_odd_fields_lines_reject_rows_and_never_raise(fields: str) -> None:
    assert "parsed" not in verdicts(W3c(), under(fields, "2025-10-10 10:00:00 x", "a", '"'))


values = st.text("abcdefghijklmnopqrstuvwxyz0123456789 ;=", max_size=12).map(str.strip)


@given(order=st.permutations(["date", "time", "cs-host", "cs-username", "sc-status", "sc-bytes", "x-other"]),
       user=values, other=values, size=st.integers(0, 10**12), status=st.integers(100, 599))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read_back_in_any_order_of_fields(
    order: list[str], user: str, other: str, size: int, status: int
) -> None:
    written = {
        "date": "2025-10-10", "time": "10:00:00", "cs-host": "a.example", "cs-username": f'"{user}"',
        "sc-status": str(status), "sc-bytes": str(size), "x-other": f'"{other}"',
    }  # fmt: skip
    row = only(W3c(), under(" ".join(order), " ".join(written[name] for name in order)))
    assert row["at"] == "2025-10-10T10:00:00.000Z"
    assert (row["host"], row["user"] or "", row["status"], row["bytes_down"]) == (
        "a.example",
        user,
        status,
        size,
    )
