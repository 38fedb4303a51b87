"""Finding the format of a log, and sentences for what cannot be found or does not fit together."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from streams.formats import registry
from streams.formats.options import FormatError, FormatOptions
from streams.formats.registry import FORMATS, format_options, make_format, recognise, sniff
from tests.log_samples import SAMPLES, Sample
from tests.parsed_lines import only, told

NONE = FormatOptions()


def lines(data: bytes) -> list[bytes]:
    """The lines of a log."""
    return data.splitlines()


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_every_format_is_found_by_its_own_lines_and_settings(sample: Sample) -> None:
    assert recognise("auto", lines(sample.log), sample.options) == sample.name
    assert sniff(lines(sample.log), sample.options).name == sample.name


@pytest.mark.parametrize("sample", SAMPLES[:3], ids=[sample.name for sample in SAMPLES[:3]])
def test_a_damaged_log_is_still_known(sample: Sample) -> None:
    noise = [b"\0\x01\x02", b"half a li", b"", b"-- restarted --"]
    assert recognise("auto", [*noise, *lines(sample.log), *noise], NONE) == sample.name


def test_a_log_without_a_line_is_read_as_the_first_format() -> None:
    assert recognise("auto", [], NONE) == "squid"
    assert recognise("auto", [b"", b"  "], NONE) == "squid"


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ([b"Lorem ipsum", b"dolor sit amet"], "describe the columns with --fields"),
        ([b"2025-10-10 10:00:00 10.1.2.3 GET a.example 200"], "lost its #Fields"),
        ([b'{"when": 1, "where": "x"}'], "JSON lines, but in names"),
        ([b"PK\x03\x04\0\0\0", b"\0\0\0"], "This is no text"),
        ([b"#Software: something", b"#Version: 1.0"], "all comments"),
        (
            [b'10.1.2.3 - - [10/Oct/2025:12:00:00 +0200] "GET /index.html HTTP/1.1" 200 709 "-" "Mozilla"'],
            "a web server's own log",
        ),
        (
            [b'10.1.2.3 - anna [10/Oct/2025:12:00:00 +0200] "GET /index.html HTTP/1.1" 200 709'],
            "a web server's own log",
        ),
        ([b"Nov 10 10:20:00 proxy1 sg: 2025-10-10 10:00:00 a.example 200"], "lost its #Fields line"),
        (
            [b"Nov 10 10:20:00 proxy1 app: something else"],
            "strip the header",
        ),
    ],
)
def test_an_unknown_log_is_answered_with_what_to_do(log: list[bytes], said: str) -> None:
    with pytest.raises(FormatError) as refused:
        recognise("auto", log, NONE)
    assert said in str(refused.value)
    assert "ipsum" not in str(refused.value)


SYSLOG = [
    "Nov 10 10:20:00 proxy1 (squid-1)[99]: ",
    "<134>Nov 10 10:20:00 proxy1 (squid-1): ",
    "<134>",
    "2025-11-10T10:20:00.123+01:00 proxy1 squid[99]: ",
    "<134>1 2025-11-10T10:20:00Z proxy1 squid 99 - - ",
]


@pytest.mark.parametrize("prefix", SYSLOG)
def test_squid_behind_syslog_is_answered_with_a_logformat_that_reads_it(prefix: str) -> None:
    sample = SAMPLES[0]
    bare = [line for line in sample.log.splitlines() if line]
    log = [prefix.encode() + line for line in bare]
    with pytest.raises(FormatError, match="behind a syslog header") as refused:
        recognise("auto", log, NONE)
    advised = re.search(r"--logformat '(.+)'$", str(refused.value))
    assert advised is not None
    read = told(make_format("squid-logformat", FormatOptions(logformat=advised[1])), b"\n".join(log))
    expected = told(make_format(sample.name, NONE), b"\n".join(bare))
    assert [{**row, "format": sample.name} for row in read if "at" in row] == [
        row for row in expected if "at" in row
    ]


@pytest.mark.parametrize("prefix", SYSLOG)
@pytest.mark.parametrize("sample", SAMPLES[1:3], ids=[sample.name for sample in SAMPLES[1:3]])
def test_a_syslog_header_is_never_read_as_client_and_user(sample: Sample, prefix: str) -> None:
    with pytest.raises(FormatError, match="strip the header"):
        recognise("auto", [prefix.encode() + line for line in lines(sample.log)], NONE)


def test_a_web_servers_own_log_is_refused_with_the_reason() -> None:
    iis = [
        b"#Software: Microsoft Internet Information Services 10.0",
        b"#Fields: date time s-ip cs-method cs-uri-stem c-ip sc-status time-taken",
        b"2025-10-10 10:00:00 192.0.2.1 GET /default.aspx 10.1.2.3 200 15",
    ]
    for name in ("auto", "w3c"):
        with pytest.raises(FormatError, match="web server's own log"):
            recognise(name, iis, NONE)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("squids", NONE, "known are auto, squid"),
        ("squid-logformat", NONE, "--logformat '%ts"),
        ("squid", FormatOptions(logformat="%ts %ru"), "belongs to --format squid-logformat"),
        ("squid", FormatOptions(fields={"columns": {}}), "says nothing about squid"),
        ("delimited", NONE, "--fields FILE.toml"),
        ("w3c", FormatOptions(fields={"columns": {}}), 'may only say fields = "date time'),
    ],
)
def test_settings_that_do_not_belong_together_are_refused(
    name: str, options: FormatOptions, said: str
) -> None:
    with pytest.raises(FormatError) as refused:
        make_format(name, options)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"columns": {"time": "a", "host": "b"}}, "jsonl"),
        ({"columns": {"time": "a", "host": "b"}, "names": ["a", "b"]}, "delimited"),
        ({"fields": "date time cs-host"}, "w3c"),
        ({"in": "up"}, "cef"),
    ],
)
def test_a_description_tells_its_format(fields: dict[str, Any], name: str) -> None:
    assert recognise("auto", [b'{"a": 1}'], FormatOptions(fields=fields)) == name


def test_fields_come_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "fields.toml"
    path.write_text('separator = ";"\n[columns]\ntime = 1\nhost = 2\n', encoding="utf-8")
    options = format_options(timezone="Europe/Berlin", fields=path)
    assert options.timezone == "Europe/Berlin"
    assert recognise("auto", [b"1760090400;a.example"], options) == "delimited"


@pytest.mark.parametrize(("text", "said"), [("a = = b", "is no TOML"), ("", "is empty")])
def test_toml_that_cannot_be_read_says_why(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "fields.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=said):
        format_options(fields=path)


README = (Path(registry.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_names_are_those_of_the_documentation() -> None:
    for name in FORMATS:
        assert f"`{name}`" in README


def test_the_examples_in_the_documentation_can_be_used_as_they_stand() -> None:
    delimited, jsonl, w3c, cef = (
        tomllib.loads(text) for text in re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    )
    row = only(
        make_format("delimited", FormatOptions("Europe/Berlin", fields=delimited)),
        "Datum;Uhrzeit;Client;Benutzer;Methode;URL;Code;Bytes;Dauer;Aktion\n"
        "10.10.2025;12:00:00;10.1.2.3;anna;GET;http://a.example/x;403;709;2;gesperrt\n",
    )
    assert (row["at"], row["host"], row["outcome"]) == ("2025-10-10T10:00:00.000Z", "a.example", "our_policy")
    request = '{"at": 1760090400, "host": "a.example", "peer.ip": "10.1.2.3"}'
    line = f'{{"req": {request}, "login": null, "mail": "anna"}}'
    row = only(make_format("jsonl", FormatOptions(fields=jsonl)), line)
    assert (row["host"], row["client_ip"], row["user"]) == ("a.example", "10.1.2.3", "anna")
    assert make_format("w3c", FormatOptions(fields=w3c)).name == "w3c"
    assert make_format("cef", FormatOptions(fields=cef)).name == "cef"
