"""Delimited text that a user describes with `--fields`: which column is which, by name or by position."""

import re
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from streams.domain.lines import LONGEST_LINE, Block, Verdict
from streams.domain.outcomes import Outcome
from streams.domain.outcomes.gateway import GatewayEvidence, of_gateway
from streams.formats.fields import FieldMap, evidence_of, field_map
from streams.formats.interface import Cut
from streams.formats.line_texts import decoded, extract, judged_away, lines_of
from streams.formats.options import FormatOptions
from streams.formats.table import Evidence, Reading, Table

_SPECIAL: Final = re.compile(r"([\\.+*?()|\[\]{}^$#&~-])")


class Delimited:
    """One described delimited format; the state between blocks is the header line, where there is one."""

    name = "delimited"

    def __init__(self, options: FormatOptions) -> None:
        self._map = field_map(options, delimited=True)
        reading = Reading(
            self._decide, ("action", "reason"), self._map.stamps(options.timezone), self._map.ms_per_unit,
            self._map.logged_at_start, self._map.bare_urls, self._map.nobody,
        )  # fmt: skip
        self._table = Table(reading)

    def carry(self, state: str, block: Block) -> str:
        """The header line, once it has been seen; only a line that names our columns is kept as one.

        A position holds it, and a log that has no header after all must not leave its first row there.
        """
        header = state or self._header_of(block)
        return header if self._is_by_name and compile_columns(self._map, header) else ""

    def cut(self, block: Block, state: str, wanted: NDArray[np.bool_] | None = None) -> Cut:
        """Judge every line, then cut the wanted good ones into columns."""
        lines, verdicts = lines_of(block, self._map.comment)
        header = state or self._header_of(block)
        if header:
            verdicts[(lines == header).to_numpy() & (verdicts == Verdict.PARSED)] = Verdict.SKIPPED
        patterns = compile_columns(self._map, header)
        rows = judged_away(lines, verdicts)
        if not patterns:
            verdicts[verdicts == Verdict.PARSED] = Verdict.NO_FIELDS_LINE
            return self._table.cut(block, pl.DataFrame({"line": rows}), verdicts, wanted)
        raw = extract(rows, patterns)
        missed = raw.to_series(0).is_null().to_numpy() & (verdicts == Verdict.PARSED)
        if missed.any():
            verdicts[missed] = Verdict.TOO_FEW_FIELDS
            if self._map.quote:
                odd = (lines.str.count_matches(self._map.quote, literal=True) % 2 == 1).to_numpy()
                verdicts[missed & odd] = Verdict.BAD_QUOTES
        return self._table.cut(block, self._completed(raw), verdicts, wanted)

    @property
    def _is_by_name(self) -> bool:
        """Whether columns are found by their names in the header."""
        named = any(isinstance(source, str) for sources in self._map.columns.values() for source in sources)
        return named and not self._map.names

    def _header_of(self, block: Block) -> str:
        """The header that stands in a block, empty where none is expected there."""
        if not self._map.header or not (self._is_by_name or block.first_line == 1):
            return ""
        return self._first_content(block)

    def _first_content(self, block: Block) -> str:
        """The first line with content."""
        comment = self._map.comment.encode()
        for index in range(len(block)):
            line = block.line(index)
            if line.strip() and len(line) <= LONGEST_LINE and not (comment and line.startswith(comment)):
                return decoded(line).removeprefix("\ufeff")
        return ""

    def _completed(self, raw: pl.DataFrame) -> pl.DataFrame:
        """Values without their quotes, alternatives joined, a date and a clock put together."""
        quote = self._map.quote
        if quote:
            raw = raw.with_columns(
                column.str.replace(f"^{_escaped(quote)}(.*){_escaped(quote)}$", "$1").str.replace_all(
                    quote * 2, quote, literal=True
                )
                for column in raw.iter_columns()
                if column.str.starts_with(quote).any()
            )
        ours = {name: [c for c in raw.columns if c.rpartition("_")[0] == name] for name in self._map.columns}
        joined = [
            pl.concat_str(found, separator=" ").alias(name)
            if name == "time"
            else pl.coalesce([pl.when(pl.col(c) != "").then(pl.col(c)) for c in found])
            .fill_null("")
            .alias(name)
            for name, found in ours.items()
            if found
        ]
        return raw.select(joined)

    def _decide(self, evidence: Evidence) -> Outcome:
        """The gateway's own word, then the status."""
        return of_gateway(GatewayEvidence(*evidence_of(evidence), self._map.blocked_words))


def _escaped(text: str) -> str:
    """A literal text inside a pattern."""
    return _SPECIAL.sub(r"\\\1", text)


@lru_cache(maxsize=64)
def _compiled(places: tuple[tuple[int, str], ...], separator: str, quote: str) -> tuple[str, ...]:
    """Patterns that capture the columns at some places (from 0): strict, then with blanks around."""
    between = {"tab": r"\t", "blanks": r"[ \t]+"}.get(separator) or _escaped(separator)
    apart = {"tab": r"\t", "blanks": r" \t"}.get(separator) or _escaped(separator)
    end = {"tab": r"\t", "blanks": r"[ \t]"}.get(separator) or _escaped(separator)
    q = _escaped(quote)
    plain = f"[^{apart}]+" if separator == "blanks" else f"[^{apart}]*"
    # No blank first: a blank before a quote is a margin, and only the second pattern knows margins.
    unquoted = f"[^ {apart}{q}][^{apart}]*" + ("" if separator == "blanks" else "|")
    patterns = []
    for inner, margin in ((f"[^{q}]*", ""), (f"(?:[^{q}]|{q}{q})*", " *")) if quote else (("", ""),):
        shape = f"{q}{inner}{q}|{unquoted}" if quote else plain
        wanted = dict(places)
        parts = [
            margin + (f"(?<{wanted[place]}>{shape})" if place in wanted else f"(?:{shape})") + margin
            for place in range(max(wanted) + 1)
        ]
        patterns.append("^" + between.join(parts) + f"(?:{end}.*)?$")
    return tuple(patterns)


def compile_columns(described: FieldMap, header: str) -> tuple[str, ...]:
    """Patterns for rows; none where the header does not name the columns that are needed."""
    names = list(described.names) or _split(header, described)
    places: list[tuple[int, str]] = []
    taken: set[int] = set()
    for ours, sources in described.columns.items():
        for nth, source in enumerate(sources):
            place = source - 1 if isinstance(source, int) else names.index(source) if source in names else -1
            if place >= 0 and place not in taken:
                taken.add(place)
                places.append((place, f"{ours}_{nth}"))
    found = {group.rpartition("_")[0] for _, group in places}
    if "time" not in found or not {"url", "host"} & found:
        return ()
    return _compiled(tuple(sorted(places)), described.separator, described.quote)


def _split(header: str, described: FieldMap) -> list[str]:
    """The names in a header line."""
    separator = {"tab": "\t", "blanks": None}.get(described.separator, described.separator)
    return [name.strip().strip(described.quote or None) for name in header.split(separator)]


def make(options: FormatOptions) -> Delimited:
    """The format with the user's settings. Raises FormatError."""
    return Delimited(options)
