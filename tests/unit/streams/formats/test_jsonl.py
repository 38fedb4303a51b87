"""JSON lines: known products by their names, a user's own map, and lines that are no JSON."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.lines import Block
from streams.formats.jsonl import JsonLines, path_of, recognise
from streams.formats.options import FormatError, FormatOptions
from streams.formats.table import ABSENT
from tests.chains import chain
from tests.parsed_lines import only, told, verdicts


def lines(*objects: Any) -> str:
    """Objects, one a line."""
    return "".join(json.dumps(one) + "\n" for one in objects)


ZEEK: dict[str, Any] = {
    "ts": 1760090400.123456, "uid": "CabC", "id.orig_h": "10.1.2.3", "id.resp_p": 80,
    "method": "GET", "host": "www.example.com", "uri": "/feed?x=y", "status_code": 503,
    "request_body_len": 88, "response_body_len": 709,
}  # fmt: skip
ZSCALER: dict[str, Any] = {
    "sourcetype": "zscalernss-web",
    "event": {
        "datetime": "Fri Oct 10 10:00:00 2025", "user": "Anna%20B", "url": "www.example.com/feed?u=http://x",
        "hostname": "www.example.com", "ClientIP": "10.1.2.3", "requestmethod": "CONNECT", "status": "200",
        "action": "Blocked", "reason": "Not allowed to browse", "requestsize": "88", "responsesize": "709",
    },
}  # fmt: skip
ENVOY: dict[str, Any] = {
    "start_time": "2025-10-10T10:00:00.123Z", "method": "GET", "authority": "www.example.com:8443",
    "path": "/a", "response_code": 503, "response_flags": "UF",
    "response_code_details": "upstream_reset_before_response", "bytes_received": "88",
    "bytes_sent": 709, "duration": 215, "downstream_remote_address": "10.1.2.3:40123",
}  # fmt: skip
SURICATA: dict[str, Any] = {
    "timestamp": "2025-10-10T06:00:00.123456-0400", "event_type": "http", "src_ip": "10.1.2.3",
    "dest_port": 80,
    "http": {"hostname": "www.example.com", "url": "/a", "http_method": "GET", "status": 404, "length": 709},
}  # fmt: skip
NETSKOPE: dict[str, Any] = {
    "x-cs-timestamp": "1760090400", "cs-method": "GET", "cs-host": "www.example.com",
    "cs-uri-scheme": "https", "x-cs-userip": "10.1.2.3", "c-ip": "198.51.100.7",
    "cs-username": "anna@example.com", "sc-status": "200", "sc-bytes": "709",
    "cs-bytes": "88", "x-policy-action": "block", "time-taken": "15",
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "product", "outcome"),
    [
        (ZEEK, "zeek", "fail_5xx"),
        (ZSCALER, "zscaler", "our_policy"),
        (ENVOY, "envoy", "fail_tcp"),
        (SURICATA, "suricata", "plat_4xx"),
        (NETSKOPE, "netskope-web", "our_policy"),
    ],
    ids=["zeek", "zscaler", "envoy", "suricata", "netskope"],
)
def test_known_products_need_no_description(line: dict[str, Any], product: str, outcome: str) -> None:
    assert recognise(json.dumps(line).encode()) == product
    row = only(JsonLines(FormatOptions()), json.dumps(line))
    assert (row["host"], row["client_ip"], row["bytes_down"]) == ("www.example.com", "10.1.2.3", 709)
    assert row["at"].startswith("2025-10-10T10:00:00")
    assert row["outcome"] == outcome


def test_envoy_logs_the_start_so_that_the_end_is_later() -> None:
    row = only(JsonLines(FormatOptions()), json.dumps(ENVOY))
    assert (row["started_at"], row["at"]) == ("2025-10-10T10:00:00.123Z", "2025-10-10T10:00:00.338Z")
    assert row["port"] == 8443


def test_suricatas_other_events_are_skipped() -> None:
    log = lines(SURICATA, SURICATA | {"event_type": "dns"}, SURICATA | {"event_type": "stats"})
    assert verdicts(JsonLines(FormatOptions()), log) == ["parsed", "skipped", "skipped"]


def test_the_first_lines_decide_for_all_blocks() -> None:
    log = JsonLines(FormatOptions())
    state = log.carry("", Block(lines(ZEEK).encode()))
    assert state == "zeek"
    assert log.carry(state, Block(lines(ENVOY).encode())) == "zeek"


def test_a_bad_line_rejects_only_itself() -> None:
    good = json.dumps(ZEEK)
    log = [
        good,
        '{"ts": ',
        good[:-1],
        "[1]",
        '"text"',
        f"{good}]",
        f"{good} {good}",
        f"Oct 10 gw: {good}",
        good,
    ]
    assert verdicts(JsonLines(FormatOptions()), "\n".join(log)) == [
        "parsed", "bad-json", "bad-json", "not-this-format", "not-this-format", "bad-json", "bad-json",
        "parsed", "parsed",
    ]  # fmt: skip


def test_broken_lines_never_flow_into_their_neighbours() -> None:
    log = '{"ts": 1, "a": [{\n' + lines(ZEEK) + "}]}\n" + lines(ZEEK)
    assert verdicts(JsonLines(FormatOptions()), log).count("parsed") == 2


def test_something_else_in_place_of_an_object_or_a_text_is_nothing() -> None:
    odd = [
        ZSCALER["event"] | {"user": ["anna", "b"], "action": {"x": 1}, "status": True, "responsesize": None}
    ]
    rows = told(JsonLines(FormatOptions()), lines(ZSCALER, {"event": odd[0]}, {"event": 5}, {"event": None}))
    assert rows[1]["rejected"] == "bad-number"
    assert [row["rejected"] for row in rows[2:]] == ["bad-time", "bad-time"]


def test_endless_nesting_is_bad_json() -> None:
    deep = '{"a":' * 20_000 + "1" + "}" * 20_000
    assert verdicts(JsonLines(FormatOptions()), lines(ZEEK) + deep[:65_000] + "\n") == ["parsed", "bad-json"]


def test_unknown_names_are_not_guessed() -> None:
    assert verdicts(JsonLines(FormatOptions()), lines({"when": 1, "where": "x"}) + "{\n") == [
        "not-this-format",
        "bad-json",
    ]


def own(columns: dict[str, Any], **more: Any) -> JsonLines:
    """A map of the user's own."""
    return JsonLines(FormatOptions(fields={"columns": columns, **more}))


def test_a_users_own_map_reaches_into_objects_and_around_dots() -> None:
    log = own({"time": "meta.at", "host": '"web.host"', "user": ["who", "meta.who"], "action": "verdict"},
              blocked=["Non"], nobody=["personne"])  # fmt: skip
    rows = told(
        log,
        lines(
            {"meta": {"at": 1760090400, "who": "anna"}, "web.host": "A.example", "verdict": "non"},
            {"meta": {"at": 1760090400}, "who": "Personne", "web.host": "b.example"},
        ),
    )
    assert [(row["host"], row["user"], row["outcome"]) for row in rows] == [
        ("a.example", "anna", "our_policy"),
        ("b.example", None, "unknown"),
    ]


def test_units_patterns_and_starts_are_as_described() -> None:
    log = own({"time": "t", "host": "h", "duration": "d"}, duration_unit="s", logged_at="start",
              time_pattern="%d.%m.%Y %H:%M:%S")  # fmt: skip
    row = only(log, lines({"t": "10.10.2025 10:00:00", "h": "a.example", "d": 1.5}))
    assert (row["started_at"], row["at"]) == ("2025-10-10T10:00:00.000Z", "2025-10-10T10:00:01.500Z")


@pytest.mark.parametrize("path", ["", ".", "..", '"', '"a', 'a"b'])
def test_a_path_without_a_name_is_refused(path: str) -> None:
    with pytest.raises(FormatError, match="path"):
        path_of(path)


def test_a_position_means_nothing_in_json() -> None:
    with pytest.raises(FormatError, match="position 3 means nothing in JSON"):
        own({"time": "t", "host": 3})


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(changed=st.dictionaries(st.sampled_from([*ZEEK, "extra"]), json_values, max_size=4))
@settings(max_examples=80, deadline=None)
def test_any_json_in_any_place_is_accounted_for(changed: dict[str, Any]) -> None:
    found = verdicts(JsonLines(FormatOptions()), lines(ZEEK, ZEEK | changed, ZEEK))
    assert (found[0], found[2]) == ("parsed", "parsed")


names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1).filter(
    lambda text: "%" not in text and text.lower() not in {"-", "--", "none", "null", "na", "n/a", "unknown"}
)


@given(
    host=st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1).filter(lambda host: host not in ABSENT),
    down=st.integers(0, 10**12),
    user=names,
)
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read_back(host: str, down: int, user: str) -> None:
    line = lines(ZEEK | {"host": host, "response_body_len": down, "username": user})
    row = only(JsonLines(FormatOptions()), line)
    assert (row["host"], row["bytes_down"], row["user"]) == (host, down, user)


DISGUISED = [
    r"\u0066acebook.com",
    r"www.faceboo\u006B.com",
    r"www.facebook\u002ecom",
    r"\u0078.com",
    r"x\u002ecom\u003a443",
]


@pytest.mark.parametrize("host", DISGUISED)
def test_a_host_that_is_written_with_escapes_is_counted_though_no_search_of_the_bytes_finds_it(
    host: str,
) -> None:
    line = json.dumps(ENVOY).replace("www.example.com:8443", host).replace("\\\\", "\\")
    assert host in line
    reading = chain(log_format=JsonLines(FormatOptions()))

    delta = reading.delta(Block(f"{line}\n".encode(), first_line=2), "", one_in=1_000)

    assert len(delta.usage.keys) == 1
    assert only(JsonLines(FormatOptions()), line)["host"] in {"facebook.com", "www.facebook.com", "x.com"}


def test_what_encoders_escape_in_addresses_wants_no_line_that_nobody_wants() -> None:
    plain = {**ENVOY, "path": "/a?b=c"}
    text = json.dumps(plain).replace("?b=c", r"?b\u003dc\u0026d\u003cE\u003e")
    assert r"\u0026" in text
    cut = JsonLines(FormatOptions()).cut(Block(f"{text}\n".encode()), "", np.zeros(1, bool))

    assert cut.verdicts.tolist() == [0]
    assert len(cut.requests) == 0
