"""Where a request went: host, port and path inside a column of request targets.

Three forms of RFC 9112 section 3.2 occur in proxy logs: `host:port` (CONNECT), an absolute URI, and things
without a host (`/`, `*`, `error:...`, `-`), whose host is empty.
"""

import re

import numpy as np
from numpy.typing import NDArray

from streams.domain.digits import integers
from streams.domain.texts import Numbering, Padded, Spans, Vocabulary, Words

LONGEST_SCHEME = 12
LONGEST_PATH = 64
"""Bytes of a path that are looked at: the catalogue's path rules are shorter."""
DEFAULT_PORTS = {b"http": 80, b"https": 443, b"ftp": 21, b"ws": 80, b"wss": 443}

MOST_TUNNELS = 262_144
"""Targets of CONNECT kept; when they are more, they are forgotten, so memory stays flat."""

_USUAL_HOST = 32
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*")


def _stops(signs: bytes) -> NDArray[np.bool_]:
    """A flag for each byte that ends something: these signs, and blanks."""
    flags = np.zeros(256, bool)
    flags[np.frombuffer(signs, np.uint8)] = True
    flags[:0x21] = True
    return flags


_ENDS_HOST = _stops(b"/?#:\\@")
_ENDS_AUTHORITY = _stops(b"/?#\\")
_ENDS_PATH = _stops(b"?#;")
_NO_DIGIT = np.ones(256, bool)
_NO_DIGIT[0x30:0x3A] = False


def hosts_of(
    urls: Spans, connect: NDArray[np.bool_], hosts: Vocabulary
) -> tuple[Words, NDArray[np.int32], Spans]:
    """Host, port (0 where unknown) and path of each target; `hosts` spells as `plain_host`.

    The path still has its query; `plain_paths` takes it away where a path is really asked for.
    """
    scheme, default_port = _schemes(urls)
    limit = urls.starts + urls.lengths
    starts = urls.starts + scheme
    room = np.where((scheme > 0) | connect, limit - starts, 0)
    lengths = _reach(Spans(urls.block, starts, room), _ENDS_HOST, _USUAL_HOST)
    port, behind = _ports(urls.block, starts + lengths, limit, default_port)
    stop = urls.block.bytes[np.minimum(behind, urls.block.size)]
    odd = (behind < limit) & ~_ENDS_AUTHORITY[stop] | (urls.block.bytes[starts] == 0x5B)
    rows = np.flatnonzero(odd & (room > 0))
    if len(rows):
        starts[rows], lengths[rows], behind[rows] = _bare(urls.block, starts[rows], room[rows])
        ends = starts[rows] + lengths[rows]
        ends += urls.block.bytes[np.minimum(ends, urls.block.size)] == 0x5D  # the bracket behind IPv6
        port[rows], _ = _ports(urls.block, ends, behind[rows], default_port[rows])
    host = Spans(urls.block, starts, lengths).words(hosts)
    path = np.where(connect | (scheme == 0), 0, np.clip(limit - behind, 0, LONGEST_PATH))
    return host, np.where(lengths > 0, port, 0).astype(np.int32), Spans(urls.block, behind, path)


class Tunnels:
    """`hosts_of` for a whole log, in which most requests are a CONNECT to one of few targets.

    Such a target is cut when it is first met, and from then on known by its hash.
    """

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._hosts = Vocabulary(plain_host)
        self._numbering = Numbering()
        self._codes, self._known_ports = np.zeros(0, np.int32), np.zeros(0, np.int32)

    def hosts_of(self, urls: Spans, connect: NDArray[np.bool_]) -> tuple[Words, NDArray[np.int32], Spans]:
        """Host, port and path of each target, as the function says."""
        if self._hosts.is_full or len(self._numbering) >= MOST_TUNNELS:
            self._begin()
        tunnels, others = np.flatnonzero(connect), np.flatnonzero(~connect)
        numbers, new = self._numbering.encode(urls.take(tunnels).hashes())
        cut = np.concatenate((tunnels[new], others))
        host, port, path = hosts_of(urls.take(cut), connect[cut], self._hosts)
        self._codes = np.concatenate((self._codes, host.codes[: len(new)]))
        self._known_ports = np.concatenate((self._known_ports, port[: len(new)]))
        codes, ports = np.empty(len(urls), np.int32), np.empty(len(urls), np.int32)
        codes[tunnels], ports[tunnels] = self._codes[numbers], self._known_ports[numbers]
        codes[others], ports[others] = host.codes[len(new) :], port[len(new) :]
        starts, lengths = urls.starts.copy(), np.zeros(len(urls), np.int64)
        starts[others], lengths[others] = path.starts[len(new) :], path.lengths[len(new) :]
        return Words(codes, host.values), ports, Spans(urls.block, starts, lengths)


def plain_host(written: bytes) -> bytes:
    """A host as it is compared: lower-case, without the root's dot."""
    return written.lower().rstrip(b".")


def plain_paths(paths: Words | Spans) -> Words:
    """Paths without query, as words."""
    if isinstance(paths, Spans):
        paths = Spans(paths.block, paths.starts, _reach(paths, _ENDS_PATH, LONGEST_PATH))
    return paths.words()


def _schemes(urls: Spans) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """How long `scheme://` is (0 where there is none), and the port that the scheme stands for.

    Some proxies write `tunnel://host:port/` for a CONNECT, so a CONNECT may have one too.
    """
    size = np.zeros(len(urls), np.int64)
    port = np.zeros(len(urls), np.int32)
    head = urls.block.window(urls.starts, LONGEST_SCHEME + 3)
    colon = (head[:, :-2] == 0x3A) & (head[:, 1:-1] == 0x2F) & (head[:, 2:] == 0x2F)
    place = colon.argmax(axis=1)
    rows = np.flatnonzero((place > 0) & (place + 3 <= urls.lengths))
    if len(rows):
        named = Spans(urls.block, urls.starts[rows], place[rows]).words()
        known = np.array([_known_scheme(value) for value in named.values], np.int64)[named.codes]
        size[rows] = np.where(known[:, 0], place[rows] + 3, 0)
        port[rows] = known[:, 1]
    return size, port


def _known_scheme(written: bytes) -> tuple[int, int]:
    """Whether something is a scheme's name (RFC 3986, section 3.1), and the port that it stands for.

    `/?to=http` is none, although `://` follows.
    """
    return int(_SCHEME.fullmatch(written) is not None), DEFAULT_PORTS.get(written.lower(), 0)


def _reach(texts: Spans, stops: NDArray[np.bool_], width: int) -> NDArray[np.int64]:
    """How many bytes stand before the first stop byte (all, where there is none)."""
    lengths = texts.lengths.copy()
    rows = np.flatnonzero(lengths)
    offset = 0
    while len(rows):
        stopping = stops[texts.block.window(texts.starts[rows] + offset, width)]
        place = stopping.argmax(axis=1)
        found = stopping[np.arange(len(rows)), place]
        lengths[rows[found]] = np.minimum(offset + place[found], lengths[rows[found]])
        offset += width
        rows = rows[~found & (texts.lengths[rows] > offset)]
    return lengths


def _ports(
    block: Padded, host_ends: NDArray[np.int64], limit: NDArray[np.int64], default: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The port behind each host, and where the rest begins."""
    colon = (block.bytes[np.minimum(host_ends, block.size)] == 0x3A) & (host_ends < limit)
    rows = np.flatnonzero(colon)
    begin = host_ends[rows] + 1
    digits = _reach(Spans(block, begin, np.clip(limit[rows] - begin, 0, 6)), _NO_DIGIT, 6)
    value, good = integers(block, begin, digits)
    port, behind = default.copy(), host_ends.copy()
    port[rows] = np.where(good & (value < 65_536), value, default[rows])
    behind[rows] = begin + digits
    return port, behind


def _bare(
    block: Padded, starts: NDArray[np.int64], room: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Start and length of the host, and the path's beginning, in the few targets with `[IPv6]` or `user@`."""
    lengths = _reach(Spans(block, starts, room), _ENDS_AUTHORITY, _USUAL_HOST)
    words = Spans(block, starts, lengths).words()
    places = np.array([_bare_host(value) for value in words.values], np.int64)[words.codes]
    return starts + places[:, 0], places[:, 1], starts + lengths


def _bare_host(authority: bytes) -> tuple[int, int]:
    """Where the host of `user@[::1]:80` begins, and its length: without brackets, user and port."""
    begin = authority.rfind(b"@") + 1
    if authority[begin : begin + 1] == b"[":
        close = authority.find(b"]", begin)
        return (begin + 1, close - begin - 1) if close > 0 else (begin, 0)
    colon = authority.find(b":", begin)
    return begin, (colon if colon >= 0 else len(authority)) - begin
