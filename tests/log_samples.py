"""One small log of every format, written for tests, each read to its last line by its own format."""

from typing import NamedTuple

from streams.formats.interface import Format
from streams.formats.options import FormatOptions
from streams.formats.registry import make_format


class Sample(NamedTuple):
    """A format with a log of its own that it reads to the last line."""

    name: str
    options: FormatOptions
    log: bytes
    requests: int

    def format(self) -> Format:
        return make_format(self.name, self.options)


_LOGFORMAT = '%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %>st %rm %ru "%{User-Agent}>h" %un %err_code/%err_detail'

SAMPLES = (
    Sample(
        "squid",
        FormatOptions(),
        b"1760090400.123    215 10.1.2.3 TCP_MISS/200 709 GET http://www.example.com/a - HIER_DIRECT/- -\n"
        b"1760090401.456     11 10.1.2.4 NONE_NONE/503 0 CONNECT example.org:443 anna HIER_NONE/- -\n",
        2,
    ),
    Sample(
        "squid-common",
        FormatOptions(),
        b'10.1.2.3 - anna [10/Oct/2025:12:00:00 +0200] "GET http://www.example.com/ HTTP/1.1" 200 709 '
        b"TCP_MISS:HIER_DIRECT\n"
        b'10.1.2.4 - - [10/Oct/2025:12:00:01 +0200] "CONNECT example.org:443 HTTP/1.1" 403 - '
        b"TCP_DENIED:HIER_NONE\n",
        2,
    ),
    Sample(
        "squid-combined",
        FormatOptions(),
        b'10.1.2.3 - anna [10/Oct/2025:12:00:00 +0200] "GET http://www.example.com/ HTTP/1.1" 200 709 "-" '
        b'"Mozilla/5.0 (X11; \\"odd\\")" TCP_MISS:HIER_DIRECT\n'
        b'10.1.2.4 - be b [10/Oct/2025:12:00:01 +0200] "GET http://example.org/ HTTP/1.1" 200 1 "-" '
        b'"a "b" c" TCP_HIT:HIER_NONE\n',
        2,
    ),
    Sample(
        "squid-logformat",
        FormatOptions(logformat=_LOGFORMAT),
        b'1760090400.123    215 10.1.2.3 TCP_MISS/200 709 88 GET http://www.example.com/a "x y" anna -/-\n'
        b'1760090401.456      0 10.1.2.4 TCP_MISS/503 9 88 GET http://example.org/ "" - ERR_DNS_FAIL/-\n',
        2,
    ),
    Sample(
        "w3c",
        FormatOptions(),
        b"#Software: SGOS 6.7\n"
        b"#Fields: date time time-taken c-ip cs-username sc-status sc-filter-result cs-host sc-bytes\n"
        b"2025-10-10 10:00:00 15 10.1.2.3 anna 200 OBSERVED www.example.com 709\n"
        b"#Fields: date time c-ip cs-username cs-host sc-status x-exception-id sc-filter-result\n"
        b'2025-10-10 10:00:01 10.1.2.4 "DOM\\be b" example.org 403 policy_denied DENIED\n',
        2,
    ),
    Sample(
        "cef",
        FormatOptions(),
        b"Oct 10 10:00:00 gw CEF:0|Zscaler|NSSWeblog|5.0|Allowed|Allowed|3|act=Allowed dhost=www.example.com "
        b"src=10.1.2.3 in=709 out=88 outcome=200 request=www.example.com/a rt=Oct 10 2025 10:00:00 "
        b"requestMethod=GET suser=anna\n"
        b"0|Forcepoint|Security|8.5|9|x|5|act=blocked rt=1760090401456 src=10.1.2.4 request=http://example.org/\n",
        2,
    ),
    Sample(
        "jsonl",
        FormatOptions(),
        b'{"ts":1760090400.1,"id.orig_h":"10.1.2.3","method":"GET","host":"www.example.com","uri":"/a",'
        b'"status_code":200}\n'
        b'{"ts":1760090401.5,"id.orig_h":"10.1.2.4","server_name":"example.org"}\n',
        2,
    ),
    Sample(
        "delimited",
        FormatOptions(
            fields={
                "separator": ";",
                "header": True,
                "columns": {"time": "When", "user": "Who", "host": "Site", "status": "Code"},
            }
        ),
        b"When;Who;Site;Code\n"
        b"2025-10-10 10:00:00;anna;www.example.com;200\n"
        b'2025-10-10 10:00:01;"b; b";example.org;403\n',
        2,
    ),
)
