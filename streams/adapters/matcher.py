"""Finds the lines of a block that name any catalogued host, over the raw bytes and before anything is parsed.

A match only makes a line a *candidate*: whether its host really is catalogued is decided after parsing, so
`notfacebook.com` or a search for facebook.com costs a little time and changes no figure. Hyperscan does the
work (Wang et al., NSDI 2019); where it has no wheel, Polars' Aho-Corasick does.
"""

import hashlib
import importlib
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from infra.folders import keep_for_next_time
from streams.domain.lines import Block

SHORT = 7
"""Names up to this long (`t.co`, `x.com`) stand inside too many others (`microsoft.com`): they match only as
whole words. Longer names do without, because word boundaries make the compiled form ten times larger."""


class HostMatcher(Protocol):
    """Says which lines of a block may concern a catalogued host; never misses one."""

    def candidates(self, block: Block) -> NDArray[np.bool_]:
        """One flag a line."""
        ...


def host_matcher(suffixes: Sequence[str], cache: Path | None) -> HostMatcher:
    """The fastest matcher that this machine has; `cache` keeps the compiled form for the next start."""
    if find_spec("hyperscan") is None:
        return PolarsMatcher(suffixes)  # no wheel for this machine
    return HyperscanMatcher(suffixes, cache)


class HyperscanMatcher:
    """All names in one automaton; one call a block, one short call back a match.

    Hyperscan is loaded only for this, as some formats find the lines themselves.
    """

    def __init__(self, suffixes: Sequence[str], cache: Path | None) -> None:
        patterns = [_pattern(suffix) for suffix in _shortest(suffixes)]
        self._database = _compiled(patterns, cache)

    def candidates(self, block: Block) -> NDArray[np.bool_]:
        """Mark the lines in which a match ends."""
        ends: list[int] = []
        found = ends.append

        def note(_name: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found(end)

        self._database.scan(block.buffer, match_event_handler=note)
        flags = np.zeros(len(block), bool)
        flags[np.searchsorted(block.newlines, np.array(ends, np.int64) - 1)] = True
        return flags


class PolarsMatcher:
    """The same with Polars, for machines for which Hyperscan has no wheel; Polars is loaded only then."""

    def __init__(self, suffixes: Sequence[str]) -> None:
        self._suffixes = _shortest(suffixes)
        self._series: Any = importlib.import_module("polars").Series

    def candidates(self, block: Block) -> NDArray[np.bool_]:
        """Mark the lines that contain a name anywhere."""
        if not len(block):
            return np.zeros(0, bool)
        text = block.data.decode("latin-1")
        lines = self._series([text.removesuffix("\n")]).str.split("\n").explode()
        flags: NDArray[np.bool_] = lines.str.contains_any(
            self._suffixes, ascii_case_insensitive=True
        ).to_numpy()
        return flags


def _shortest(suffixes: Sequence[str]) -> list[str]:
    """The names that are not below another one: whatever ends with `api.x.com` ends with `x.com` too."""
    names = set(suffixes)
    return [
        name
        for name in sorted(names)
        if not any(name[place + 1 :] in names for place, sign in enumerate(name) if sign == ".")
    ]


def _pattern(suffix: str) -> bytes:
    """The expression for one name."""
    name = re.escape(suffix).encode()
    return rb"\b" + name + rb"\b" if len(suffix) <= SHORT else name


def _compiled(patterns: Sequence[bytes], cache: Path | None) -> Any:
    """The automaton, from the cache if it is there and was made by this very library."""
    hyperscan: Any = importlib.import_module("hyperscan")
    content = hashlib.blake2b(b"\n".join([hyperscan.__version__.encode(), *patterns]), digest_size=16)
    kept = cache / f"hosts-{content.hexdigest()}.hyperscan" if cache else None
    if kept and kept.is_file():
        try:
            database = hyperscan.loadb(kept.read_bytes(), mode=hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
        except (hyperscan.error, OSError):
            pass  # made on another processor, or cut off: it is only a cache, and is written anew
        else:
            return database
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(patterns),
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[hyperscan.HS_FLAG_CASELESS] * len(patterns),
    )
    if kept:
        keep_for_next_time(kept, hyperscan.dumpb(database))
    return database
