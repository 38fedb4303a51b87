"""Squid's logformat strings: what each code means, what sites write, and what cannot be used."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.formats.logformat import COMBINED, COMMON, SquidLogformat
from streams.formats.options import FormatError
from tests.parsed_lines import only, told, verdicts

combined = SquidLogformat(COMBINED, name="squid-combined", more_may_follow=True)
common = SquidLogformat(COMMON, name="squid-common", more_may_follow=True)

START = '10.1.2.3 - anna [10/Oct/2025:12:00:00 +0200] "GET http://www.example.com/ HTTP/1.1" 200 709'


def test_a_combined_line_holds_what_squid_says_and_nothing_that_it_does_not() -> None:
    assert only(combined, f'{START} "http://ref.example/" "Mozilla/5.0" TCP_MISS:HIER_DIRECT') == {
        "line": 1,
        "at": "2025-10-10T10:00:00.000Z",
        "started_at": None,
        "user": "anna",
        "client_ip": "10.1.2.3",
        "host": "www.example.com",
        "port": 80,
        "method": "GET",
        "status": 200,
        "bytes_down": 709,
        "bytes_up": None,
        "duration_ms": None,
        "outcome": "ok",
        "blocked": False,
        "format": "squid-combined",
    }


def test_the_trailer_alone_tells_a_block_from_the_platforms_own_refusal() -> None:
    line = START.replace("200 709", "403 3414")
    assert only(common, f"{line} TCP_DENIED:HIER_NONE")["outcome"] == "our_policy"
    assert only(common, f"{line} TCP_MISS:HIER_DIRECT")["outcome"] == "refused"
    assert only(common, f"{line.replace('403', '407')} TCP_DENIED:HIER_NONE")["outcome"] == "our_auth"


def test_headers_may_hold_quotes_escaped_or_not() -> None:
    assert only(combined, rf'{START} "-" "odd \"agent\" [x]" TCP_MISS:HIER_DIRECT')["status"] == 200
    assert only(combined, f'{START} "-" "odd "agent" x" TCP_MISS:HIER_DIRECT')["status"] == 200


def test_more_fields_may_follow_the_built_in_formats() -> None:
    assert only(common, f"{START} TCP_MISS:HIER_DIRECT 87 extra")["bytes_down"] == 709


def test_a_web_servers_line_without_squids_trailer_is_not_taken() -> None:
    assert verdicts(combined, f'{START} "-" "Mozilla"') == ["not-this-format"]


def test_a_tunnel_has_host_and_port_and_no_bytes_where_squid_writes_a_dash() -> None:
    line = START.replace("GET http://www.example.com/", "CONNECT WWW.Example.com.:8443").replace("709", "-")
    row = only(common, f"{line} TCP_TUNNEL:HIER_DIRECT")
    assert (row["host"], row["port"], row["bytes_down"]) == ("www.example.com", 8443, None)


def test_names_of_users_are_decoded() -> None:
    assert (
        only(common, START.replace("anna", "DOM%5canna%20b") + " TCP_MISS:HIER_DIRECT")["user"]
        == "DOM\\anna b"
    )


def test_error_fields_decide_what_the_status_leaves_open() -> None:
    log = SquidLogformat("%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %err_code/%err_detail")
    line = (
        "1760090400.007    11 10.1.2.3 TCP_MISS/502 3337 GET http://www.example.com/ - HIER_DIRECT/192.0.2.1"
    )
    assert only(log, f"{line} ERR_ZERO_SIZE_OBJECT/WITH_SERVER")["outcome"] == "fail_tcp"
    assert only(log, f"{line} -/-")["outcome"] == "fail_5xx"
    assert only(log, f"{line} -/-")["at"] == "2025-10-10T10:00:00.007Z"
    assert only(log, f"{line} -/-")["started_at"] == "2025-10-10T09:59:59.996Z"


def test_a_page_of_ours_at_an_address_is_an_error_code_with_colons_and_slashes() -> None:
    log = SquidLogformat("%ts %>a %Ss/%03>Hs %rm %ru %err_code/%err_detail")
    line = "1760090400 10.1.2.3 TCP_DENIED/302 GET http://x.example/ 302:http://intra.example/no/-"
    assert only(log, line)["outcome"] == "our_policy"


def test_sizes_go_the_right_way_and_padding_is_no_field() -> None:
    log = SquidLogformat("%ts.%03tu %-8tr %>a:%>p %Ss/%>Hs %>st %<st %rm %ru")
    row = only(log, "1760090400.123 15       2001:db8::7:40123 TCP_MISS/200 88 709 GET http://x.example/")
    assert (row["client_ip"], row["bytes_up"], row["bytes_down"]) == ("2001:db8::7", 88, 709)
    assert row["duration_ms"] == 15


def test_the_name_in_a_tls_greeting_stands_for_an_address() -> None:
    log = SquidLogformat("%ts %>a %Ss/%>Hs %rm %ru %ssl::>sni")
    line = "1760090400 10.1.2.3 TCP_TUNNEL/200 CONNECT"
    assert only(log, f"{line} 192.0.2.9:443 www.example.com")["host"] == "www.example.com"
    assert only(log, f"{line} 192.0.2.9:443 www.example.com")["port"] == 443
    assert only(log, f"{line} 192.0.2.9:443 -")["host"] == "192.0.2.9"
    assert only(log, f"{line} shop.example:443 cdn.example")["host"] == "shop.example"


def test_a_host_header_names_a_request_that_was_intercepted() -> None:
    log = SquidLogformat('%ts %>a %Ss/%>Hs %rm %ru "%{Host}>h"')
    assert only(log, '1760090400 10.1.2.3 TCP_MISS/200 GET /page "x.example"')["host"] == "x.example"


def test_times_can_be_written_as_a_site_likes() -> None:
    log = SquidLogformat("%{%Y-%m-%d %H:%M:%S}tl %>a %Ss/%>Hs %rm %ru", "America/Toronto")
    assert only(log, "2025-07-01 08:00:00 10.1.2.3 TCP_MISS/200 GET http://x.example/")["at"] == (
        "2025-07-01T12:00:00.000Z"
    )


def test_gmt_times_ignore_the_configured_zone() -> None:
    log = SquidLogformat("%{%Y-%m-%d %H:%M:%S}tg %>a %Ss/%>Hs %rm %ru", "America/Toronto")
    assert only(log, "2025-07-01 08:00:00 10.1.2.3 TCP_MISS/200 GET http://x.example/")["at"] == (
        "2025-07-01T08:00:00.000Z"
    )


def test_literal_characters_of_patterns_are_only_characters() -> None:
    log = SquidLogformat("(%ts) %>a|%Ss/%>Hs|100%% *.%rm+ {%ru}")
    assert (
        only(log, "(1760090400) 10.1.2.3|TCP_MISS/200|100% *.GET+ {http://x.example/}")["host"] == "x.example"
    )


@pytest.mark.parametrize(
    ("string", "said"),
    [
        ("%ts %>a %zz %ru", "'%zz' (character 9) is not known"),
        ("%>a %ru", "no time"),
        ("%ts %>a", "where a request went"),
        ("%{%Q}tl %ru", "%Q in the logformat's time"),
        ("%ts %ru %", "is not known"),
    ],
)
def test_a_string_that_cannot_be_used_is_answered_with_what_is_wrong(string: str, said: str) -> None:
    with pytest.raises(FormatError) as refused:
        SquidLogformat(string)
    assert said in str(refused.value)


def test_broken_lines_are_named() -> None:
    assert verdicts(
        combined,
        "\n".join(
            [
                START,
                f'{START.replace("10/Oct", "31/Feb")} "-" "-" TCP_MISS:HIER_DIRECT',
                f'{START.replace("200 709", "2x0 709")} "-" "-" TCP_MISS:HIER_DIRECT',
                f'{START.replace("709", "9" * 25)} "-" "-" TCP_MISS:HIER_DIRECT',
            ]
        ),
    ) == ["not-this-format", "bad-time", "not-this-format", "bad-number"]


words = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)


@given(
    seconds=st.integers(1_000_000_000, 4_000_000_000),
    client=st.ip_addresses().map(str),
    user=words,
    host=words,
    answer=st.tuples(st.integers(100, 599), st.integers(0, 10**12)),
    agent=st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30),
)
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read_back(  # noqa: PLR0917 (Hypothesis hands over one argument a strategy)
    seconds: int, client: str, user: str, host: str, answer: tuple[int, int], agent: str
) -> None:
    when = datetime.fromtimestamp(seconds, UTC)
    quoted = agent.replace("\\", "\\\\").replace('"', '\\"')
    line = (
        f'{client} - {user} [{when:%d/%b/%Y:%H:%M:%S} +0000] "GET http://{host}.example/ HTTP/1.1" '
        f'{answer[0]} {answer[1]} "-" "{quoted}" TCP_MISS:HIER_DIRECT'
    )
    row = only(combined, line)
    assert row["at"] == f"{when:%Y-%m-%dT%H:%M:%S}.000Z"
    assert (row["client_ip"], row["user"], row["host"]) == (client, user, f"{host}.example")
    assert (row["status"], row["bytes_down"]) == answer


def test_requests_without_a_host_are_parsed_without_one() -> None:
    line = START.replace(
        "GET http://www.example.com/ HTTP/1.1", "NONE error:transaction-end-before-headers HTTP/0.0"
    )
    (row,) = told(common, f"{line} NONE_NONE:HIER_NONE")
    assert (row["host"], row["method"]) == (None, None)
