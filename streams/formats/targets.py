"""Where a request went: host, port and path inside a column of request targets.

Three forms of RFC 9112 section 3.2 occur in proxy logs: `host:port` (CONNECT), an absolute URI, and things
without a host (`/`, `*`, `error:...`, `-`), whose host is empty.
"""

import numpy as np
from numpy.typing import NDArray

from streams.domain.texts import Spans, Vocabulary, Words, integers

_ENDS_HOST = np.zeros(256, bool)
_ENDS_HOST[np.frombuffer(b"/?#:\\", np.uint8)] = True
_ENDS_HOST[:0x21] = True
_ENDS_PATH = np.zeros(256, bool)
_ENDS_PATH[np.frombuffer(b"?#;", np.uint8)] = True
_ENDS_PATH[:0x21] = True

LONGEST_SCHEME = 12
LONGEST_PATH = 64
"""Bytes of a path that are looked at: the catalogue's path rules are shorter."""
DEFAULT_PORTS = {b"http": 80, b"https": 443, b"ftp": 21, b"ws": 80, b"wss": 443}


def hosts_of(
    urls: Spans, connect: NDArray[np.bool_], hosts: Vocabulary
) -> tuple[Words, NDArray[np.int32], Spans]:
    """Host, port (0 where unknown) and path (no query) of each target; `hosts` spells as `plain_host`."""
    after_scheme, has_scheme, default_port = _schemes(urls, connect)
    starts = urls.starts + after_scheme
    room = np.where(has_scheme | connect, urls.lengths - after_scheme, 0)
    lengths = _reach(Spans(urls.block, starts, room), _ENDS_HOST, 48)
    starts, lengths = _awkward(urls, starts, lengths, room)
    port, behind_port = _ports(urls, starts + lengths, default_port)
    path_room = np.where(connect | ~has_scheme, 0, urls.starts + urls.lengths - behind_port)
    path = Spans(urls.block, behind_port, np.clip(path_room, 0, LONGEST_PATH))
    path = Spans(urls.block, path.starts, _reach(path, _ENDS_PATH, LONGEST_PATH))
    host = Spans(urls.block, starts, lengths).words(hosts)
    return host, np.where(lengths > 0, port, 0).astype(np.int32), path


def plain_host(written: bytes) -> bytes:
    """A host as it is compared: lower-case, without the root's dot."""
    return written.lower().rstrip(b".")


def _schemes(
    urls: Spans, connect: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int32]]:
    """How long `scheme://` is, whether it is there, and the port that the scheme stands for."""
    size = np.zeros(len(urls), np.int64)
    port = np.zeros(len(urls), np.int32)
    rows = np.flatnonzero(urls.lengths > 3)
    if not len(rows):
        return size, size > 0, port
    head = urls.block.window(urls.starts[rows], LONGEST_SCHEME + 3)
    colon = (head[:, :-2] == 0x3A) & (head[:, 1:-1] == 0x2F) & (head[:, 2:] == 0x2F)
    place = np.where(colon.any(axis=1), colon.argmax(axis=1), -1)
    found = place > 0
    size[rows[found]] = place[found] + 3
    named = Spans(urls.block, urls.starts[rows[found]], place[found]).words()
    ports = np.array([DEFAULT_PORTS.get(value.lower(), 0) for value in named.values], np.int32)
    if len(ports):
        port[rows[found]] = ports[named.codes]
    # Some proxies write `tunnel://host:port/` for a CONNECT: the scheme goes, the rest stays a CONNECT.
    return np.where(size <= urls.lengths, size, 0), size > 0, np.where(connect, 443 * (port == 443), port)


def _reach(texts: Spans, stops: NDArray[np.bool_], width: int) -> NDArray[np.int64]:
    """How many bytes stand before the first stop byte (all, where there is none)."""
    lengths = texts.lengths.copy()
    rows = np.arange(len(texts))
    offset = 0
    while len(rows):
        stopping = stops[texts.block.window(texts.starts[rows] + offset, width)]
        found = stopping.any(axis=1)
        lengths[rows[found]] = np.minimum(offset + stopping[found].argmax(axis=1), lengths[rows[found]])
        offset += width
        rows = rows[~found & (texts.lengths[rows] > offset)]
    return lengths


def _awkward(
    urls: Spans, starts: NDArray[np.int64], lengths: NDArray[np.int64], room: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Mend the few targets with `[IPv6]` or `user:password@`, once for each distinct one."""
    head = urls.block.bytes[np.minimum(starts, urls.block.size)]
    authority = Spans(urls.block, starts, room)
    slash = _reach(authority, _ENDS_AUTHORITY, 48)
    at_sign = _has(Spans(urls.block, starts, slash), 0x40)
    rows = np.flatnonzero(((head == 0x5B) | at_sign) & (room > 0))
    if not len(rows):
        return starts, lengths
    words = Spans(urls.block, starts[rows], slash[rows]).words()
    places = np.array([_bare_host(value) for value in words.values], np.int64)
    starts, lengths = starts.copy(), lengths.copy()
    starts[rows] += places[words.codes, 0]
    lengths[rows] = places[words.codes, 1]
    return starts, lengths


_ENDS_AUTHORITY = _ENDS_HOST.copy()
_ENDS_AUTHORITY[0x3A] = False


def _has(texts: Spans, byte: int) -> NDArray[np.bool_]:
    """Whether a byte occurs in each text."""
    stops = np.zeros(256, bool)
    stops[byte] = True
    return _reach(texts, stops, 48) < texts.lengths


def _bare_host(authority: bytes) -> tuple[int, int]:
    """Where the host of `user@[::1]:80` begins, and its length: without brackets, user and port."""
    begin = authority.rfind(b"@") + 1
    if authority[begin : begin + 1] == b"[":
        close = authority.find(b"]", begin)
        return (begin + 1, close - begin - 1) if close > 0 else (begin, 0)
    colon = authority.find(b":", begin)
    return begin, (colon if colon >= 0 else len(authority)) - begin


def _ports(
    urls: Spans, host_ends: NDArray[np.int64], default: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The port behind each host, and where the rest begins."""
    limit = urls.starts + urls.lengths
    behind = host_ends + (urls.block.bytes[np.minimum(host_ends, urls.block.size)] == 0x5D)  # "]"
    colon = (urls.block.bytes[np.minimum(behind, urls.block.size)] == 0x3A) & (behind < limit)
    begin = behind + colon
    digits = np.where(colon, _reach(Spans(urls.block, begin, np.clip(limit - begin, 0, 6)), _NO_DIGIT, 6), 0)
    value, good = integers(urls.block, begin, digits)
    port = np.where(colon & good & (value < 65_536), value, default).astype(np.int32)
    return port, begin + digits


_NO_DIGIT = np.ones(256, bool)
_NO_DIGIT[0x30:0x3A] = False
