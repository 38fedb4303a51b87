"""The header lines of W3C extended logs: which `#Fields` govern which rows, also behind syslog prefixes.

Header lines may recur and change in the middle of a log. Sent over syslog, every line carries a prefix, and
each source host has headers of its own. Source: W3C, Extended Log File Format (WD-logfile-960323).
"""

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from streams.domain.lines import LONGEST_LINE, Block
from streams.formats.syslog import PREFIX

_HEADER: Final = re.compile(rf"^(?:{PREFIX})?#(?P<name>Fields|Date):(?P<value>[^\n\r]*)".encode())
_OFFSET: Final = re.compile(r"\(UTC([+-][0-9]{2}):?([0-9]{2})\)")


class Headers(NamedTuple):
    """What stands above some rows: `#Fields`, and the offset (`-0400`) where `#Date` names one."""

    fields: str
    offset: str = ""


class Event(NamedTuple):
    """From this line of a block on (-1: from before it), a source has these headers."""

    line: int
    source: str
    headers: Headers


def remembered(state: str) -> dict[str, Headers]:
    """The headers by source, from the text that is kept between blocks; broken text remembers nothing."""
    try:
        kept = json.loads(state or "{}")
        return {str(source): Headers(str(fields), str(offset)) for source, (fields, offset) in kept.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def remember(headers: dict[str, Headers]) -> str:
    """The text to keep between blocks."""
    return json.dumps({source: [*kept] for source, kept in headers.items()}) if headers else ""


def header_lines(block: Block) -> Iterator[tuple[int, str, str, str]]:
    """(line, source, `Fields` or `Date`, value) of every header line that bears on rows, in order.

    Only lines that hold one of the two words are looked at.
    """
    data, words = block.data, (b"#Fields:", b"#Date:")
    places = {word: data.find(word) for word in words} if b"#" in data else {}
    while left := [place for place in places.values() if place >= 0]:
        at = min(left)
        begin, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        end = len(data) if end < 0 else end
        found = _HEADER.match(data[begin:end]) if end - begin <= LONGEST_LINE else None
        if found:
            line = int(np.searchsorted(block.starts, begin))
            source = (found["modern"] or found["source"] or b"").decode("latin-1")
            yield line, source, found["name"].decode(), found["value"].decode("latin-1").strip()
        places = {word: data.find(word, end) if 0 <= place < end else place for word, place in places.items()}


def events(block: Block, state: str, first: str = "") -> tuple[list[Event], dict[str, Headers]]:
    """What governs the rows of a block, and what is to be remembered behind it.

    `first` is a `#Fields` text that the user gave for a log without one.
    """
    headers = remembered(state)
    if first and "" not in headers:
        headers[""] = Headers(first)
    found = [Event(-1, source, kept) for source, kept in headers.items()]
    for line, source, name, value in header_lines(block):
        before = headers.get(source, Headers(""))
        if name == "Fields":
            headers[source] = before._replace(fields=value)
        else:
            offset = _OFFSET.search(value)
            headers[source] = before._replace(offset=offset[1] + offset[2] if offset else "")
        found.append(Event(line, source, headers[source]))
    return found, headers


def governed(lines: pl.Series, found: list[Event]) -> tuple[pl.Series, NDArray[np.int64]]:
    """The rows without their syslog prefixes, and for each the index of the event that governs it (-1: none).

    A prefix is only taken off where its host has sent headers before; any other row is read as it stands.
    """
    ruler = _latest(np.arange(len(lines)), found, "")
    sources = {event.source for event in found} - {""}
    if not sources:
        return lines, ruler
    pattern = "^" + PREFIX.replace("(?P<", "(?<") + "(?<rest>.*)$"
    parts = lines.str.extract_groups(pattern).struct.unnest()
    source = parts["modern"].fill_null(parts["source"])
    rest = lines
    for name in sorted(sources):
        rows = (source == name).fill_null(value=False).arg_true().to_numpy().astype(np.int64)
        latest = _latest(rows, found, name)
        ruled = rows[latest >= 0]
        ruler[ruled] = latest[latest >= 0]
        rest = rest.scatter(pl.Series(ruled), parts["rest"].gather(pl.Series(ruled))) if len(ruled) else rest
    return rest, ruler


def _latest(rows: NDArray[np.int64], found: list[Event], source: str) -> NDArray[np.int64]:
    """For each row the index of the last event of a source above it, or -1."""
    mine = [index for index, event in enumerate(found) if event.source == source and event.headers.fields]
    if not mine:
        return np.full(len(rows), -1, np.int64)
    above = np.searchsorted(np.array([found[index].line for index in mine]), rows, side="left") - 1
    return np.where(above >= 0, np.array(mine, np.int64)[np.maximum(above, 0)], -1)


def is_header(lines: pl.Series) -> NDArray[np.bool_]:
    """Which lines are header or comment lines, with or without a syslog prefix."""
    flags = lines.str.starts_with("#").fill_null(value=False)
    maybe = (lines.str.contains("#", literal=True).fill_null(value=False) & ~flags).arg_true()
    if len(maybe):
        pattern = "^" + PREFIX.replace("(?P<", "(?<") + "#[A-Z][A-Za-z-]*:"
        flags = flags.scatter(maybe, lines.gather(maybe).str.contains(pattern).fill_null(value=False))
    return flags.to_numpy()
