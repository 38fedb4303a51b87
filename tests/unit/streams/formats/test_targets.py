"""Where requests went, against a plain parser that looks at one target at a time."""

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from streams.domain.texts import Padded, Spans, Vocabulary
from streams.formats.targets import DEFAULT_PORTS, LONGEST_PATH, hosts_of, plain_host, plain_paths

Found = tuple[bytes, int, bytes]
"""Host, port and path without query."""


def found(targets: Sequence[bytes], *, connect: bool) -> list[Found]:
    """What `hosts_of` says of some targets, which lie behind one another as in a log."""
    lengths = np.array([len(target) for target in targets], np.int64)
    spans = Spans(Padded.of(b" ".join(targets)), np.cumsum(lengths + 1) - lengths - 1, lengths)
    hosts, ports, paths = hosts_of(spans, np.full(len(targets), connect), Vocabulary(plain_host))
    words = plain_paths(paths)
    return [(hosts.row(row), int(ports[row]), words.row(row)) for row in range(len(targets))]


def by_hand(target: bytes, *, connect: bool) -> Found:
    """The same with regular expressions."""
    scheme = re.match(rb"([A-Za-z][A-Za-z0-9+.-]{0,11})://", target)
    if scheme is None and not connect:
        return b"", 0, b""
    rest = target[scheme.end() :] if scheme else target
    authority = re.match(rb"[^/?#\\\x00-\x20]*", rest)[0]  # type: ignore[index]  # it always matches
    path = rest[len(authority) :]
    port = DEFAULT_PORTS.get(scheme[1].lower(), 0) if scheme else 0
    place = authority.rpartition(b"@")[2]
    if place.startswith(b"["):
        inside, bracket, behind = place[1:].partition(b"]")
        host = inside if bracket else b""
    else:
        host, colon, behind = place.partition(b":")
        behind = colon + behind
    stated = re.match(rb":([0-9]{1,6})", behind)
    if stated and int(stated[1]) < 65_536:
        port = int(stated[1])
    bare_path = b"" if connect else re.match(rb"[^?#;\x00-\x20]*", path[:LONGEST_PATH])[0]  # type: ignore[index]
    return host.lower().rstrip(b"."), port if host else 0, bare_path


HOSTS = st.sampled_from([
    b"www.facebook.com", b"X.com", b"t.co", b"a", b"", b"facebook.com.", b"[2001:db8::1]", b"[::1", b"[]",
    b"10.1.2.3", b"a.very.long.name.with.many.labels.that.goes.on.and.on.and.on.example.org", b"m\xe9dia.ca",
])  # fmt: skip
PORTS = st.sampled_from([b"", b":", b":443", b":0", b":65535", b":65536", b":1234567", b":x", b":80:90"])
USERS = st.sampled_from([b"", b"anna@", b"anna:pw@", b"anna:123@", b"a@b@", b"@"])
SCHEMES = st.sampled_from([
    b"http://", b"HTTPS://", b"ftp://", b"ws://", b"tunnel://", b"any://", b"", b"http:/", b"://", b"1://",
    b"averylongscheme://", b"view-source+x://",
])  # fmt: skip
PATHS = st.sampled_from([b"", b"/", b"/a/b?q=http://x.com", b"?q", b"#f", b"/a;b", b"\\x", b"/" + b"p" * 90])
TARGETS = st.builds(lambda *parts: b"".join(parts), SCHEMES, USERS, HOSTS, PORTS, PATHS)
ODD = st.text("htps:/?#@[].-1aX\\", max_size=30).map(str.encode)


@given(targets=st.lists(st.one_of(TARGETS, ODD), min_size=1, max_size=12), connect=st.booleans())
@example(targets=[b"https://host", b"https://", b"http://[::1]:8080/x", b"tunnel://a.b:443/"], connect=False)
@example(targets=[b"example.org:443", b"[::1]:8443", b"tunnel://a.b:443/", b"[::1]"], connect=True)
def test_every_target_is_read_as_a_plain_parser_reads_it(targets: list[bytes], connect: bool) -> None:  # noqa: FBT001 (drawn)
    assert found(targets, connect=connect) == [by_hand(target, connect=connect) for target in targets]


@given(st.lists(st.binary(max_size=40).filter(lambda target: b" " not in target), max_size=8), st.booleans())
def test_garbage_never_raises(targets: list[bytes], connect: bool) -> None:  # noqa: FBT001 (drawn)
    assert len(found(targets, connect=connect)) == len(targets)


@pytest.mark.parametrize(
    ("target", "host", "port", "path"),
    [
        (b"http://www.facebook.com/me?id=1", b"www.facebook.com", 80, b"/me"),
        (b"HTTPS://Www.Facebook.COM.:8443/", b"www.facebook.com", 8443, b"/"),
        (b"https://anna:secret@x.com/home", b"x.com", 443, b"/home"),
        (b"http://[2001:db8::1]:8080/a", b"2001:db8::1", 8080, b"/a"),
        (b"https://t.co", b"t.co", 443, b""),
        (b"/r?to=https://facebook.com/", b"", 0, b""),
        (b"/?u=http://x.com", b"", 0, b""),
        (b"*", b"", 0, b""),
        (b"error:transaction-end-before-headers", b"", 0, b""),
        (b"-", b"", 0, b""),
    ],
)
def test_a_requests_target_says_host_port_and_path(
    target: bytes, host: bytes, port: int, path: bytes
) -> None:
    assert found([target], connect=False) == [(host, port, path)]


@pytest.mark.parametrize(
    ("target", "host", "port"),
    [
        (b"www.facebook.com:443", b"www.facebook.com", 443),
        (b"tunnel://www.facebook.com:443/", b"www.facebook.com", 443),
        (b"[2001:db8::1]:443", b"2001:db8::1", 443),
        (b"www.facebook.com", b"www.facebook.com", 0),
        (b"www.facebook.com:99999", b"www.facebook.com", 0),
        (b":443", b"", 0),
    ],
)
def test_a_tunnels_target_says_host_and_port(target: bytes, host: bytes, port: int) -> None:
    assert found([target], connect=True) == [(host, port, b"")]
