"""W3C extended logs, driven by their `#Fields`: Blue Coat ProxySG, Microsoft ISA and TMG, IIS, and others.

Dates and times are UTC, as the W3C draft and all three vendors have it, unless `#Date` names an offset (SGOS
can log local time); `--timezone` therefore has no say here. Blanks separate ProxySG's and IIS's values
(quoted where they hold blanks), tabs separate ISA's and TMG's. Sources: W3C WD-logfile-960323; Broadcom,
"ELFF format" and "Access log formats"; Microsoft, "Web proxy log fields" and "W3C extended log file format".
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from streams.domain.lines import Block, Verdict
from streams.domain.outcomes import Outcome
from streams.domain.outcomes.gateway import GatewayEvidence, of_gateway
from streams.domain.outcomes.isa import IsaEvidence, of_isa
from streams.domain.outcomes.proxysg import ProxySgEvidence, of_proxysg
from streams.formats.interface import Cut
from streams.formats.line_texts import extract, judged_away, lines_of
from streams.formats.options import FormatError, FormatOptions
from streams.formats.syslog import ANY_PREFIX, PRIORITY
from streams.formats.table import Evidence, Reading, Table
from streams.formats.w3c_headers import Headers, events, governed, is_header, remember

FIELDS: Final[dict[str, str]] = {
    "date": "date", "time": "clock", "gmt time": "stamp", "localtime": "stamp", "gmttime": "stamp",
    "x-timestamp-unix": "stamp", "x-timestamp-unix-utc": "stamp", "timestamp": "stamp",
    "x-cs-timestamp": "stamp",
    "time-taken": "duration", "c-ip": "client", "x-cs-userip": "client", "cs-username": "user",
    "cs-userdn": "user", "cs-user": "user", "cs-method": "method", "s-operation": "method",
    "cs-uri": "url", "cs-url": "url", "c-uri": "url", "cs-uri-scheme": "scheme", "cs-host": "host",
    "cs(host)": "host", "cs-uri-port": "port", "cs-uri-path": "path", "cs-uri-stem": "path",
    "r-host": "far_host", "urldesthost": "far_host", "r-port": "far_port",
    "sc-status": "status", "sc-bytes": "bytes_down", "cs-bytes": "bytes_up",
    "sc-filter-result": "result", "x-exception-id": "exception", "s-action": "action", "action": "action",
    "x-policy-action": "action", "rs-status": "origin_status",
}  # fmt: skip
"""Field (lower-case) -> our column; the first of several wins."""

_ISA: Final = {"s-operation", "r-host", "sc-authenticated", "s-object-source", "urldesthost", "filterinfo"}
_PROXYSG: Final = {"x-exception-id", "sc-filter-result", "s-action", "s-hierarchy"}
_UNDECLARED: Final = "?"
"""Stands for an exception that `#Fields` does not declare: no exception id looks so."""
_ANCHOR: Final = "sc-filter-result"
_MOST_UNDECLARED: Final = 4
_BRACKETED: Final = {"localtime", "gmttime"}
_STRICT_SHAPES: Final = {
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "clock": r"[0-9]{2}:[0-9]{2}:[0-9]{2}",
    "client": r"[0-9A-Fa-f.:]+", "status": r"[0-9]{1,3}|-", "duration": r"[0-9]+|-",
    "bytes_down": r"[0-9]+|-", "bytes_up": r"[0-9]+|-", "result": r"OBSERVED|DENIED|PROXIED",
    "port": r"[0-9]+|-", "method": r"[A-Za-z_-]+", "host": r"[^ /\"]+",
}  # fmt: skip


@dataclass(frozen=True)
class W3cLayout:
    """One `#Fields` text, compiled."""

    patterns: tuple[str, ...]
    tab_pattern: str
    product: str
    columns: frozenset[str]


@lru_cache(maxsize=256)
def compile_fields(text: str) -> W3cLayout:
    """The patterns for rows under a `#Fields` text; any text gives a layout, even if one without columns."""
    names = [name.strip().lower() for name in text.split("\t")] if "\t" in text else _names(text)
    columns: list[str] = []
    for name in names:
        column = FIELDS.get(name, "")
        columns.append("" if column in columns else column)
    product = "isa" if _ISA & set(names) else "proxysg" if _PROXYSG & set(names) else "gateway"
    tabs = "^" + r"\t".join(_group(column, r"[^\t]*") for column in columns) + r"\t?$"
    if "\t" in text:
        return W3cLayout((tabs,), tabs, product, frozenset(filter(None, columns)))
    fast = [_group(c, _token(n, quoted='"[^"]*"')) for n, c in zip(names, columns, strict=True)]
    slow = [_group(c, _token(n, quoted=r'"(?:[^"\\]|""|\\.)*"')) for n, c in zip(names, columns, strict=True)]
    patterns = ["^" + " ".join(fast) + "$", "^ *" + " +".join(slow) + " *$"]
    if names.count(_ANCHOR) == 1:
        patterns.append(_anchored(names, columns))
    return W3cLayout(tuple(patterns), tabs, product, frozenset(filter(None, columns)))


def _names(text: str) -> list[str]:
    """Field names separated by blanks; TMG has one that holds a blank itself."""
    return [name.replace("~", " ") for name in re.sub(r"\bgmt time\b", "gmt~time", text.lower()).split()]


def _group(column: str, shape: str) -> str:
    """A capturing group where the field bears on something."""
    return f"(?<{column}>{shape})" if column else f"(?:{shape})"


def _token(name: str, quoted: str) -> str:
    """A value between blanks."""
    if name in _BRACKETED:
        return r"\[[^\]]*\]|" + quoted + r'|[^ "\[][^ ]*'
    return quoted + r'|[^ "][^ ]*'


def _anchored(names: list[str], columns: list[str]) -> str:
    """For rows with undeclared values in front of `sc-filter-result` (seen in real logs).

    Safe because everything else is checked: the values on the left count from the row's beginning, those on
    the right must end exactly with the row, the anchor's word is the only one, and times, addresses,
    statuses and sizes must look like what their fields say.
    """
    quoted = r'"(?:[^"\\]|""|\\.)*"'
    shapes = [
        _group(
            column, rf'"?(?:{_STRICT_SHAPES[column]})"?' if column in _STRICT_SHAPES else _token(name, quoted)
        )
        for name, column in zip(names, columns, strict=True)
    ]
    place = names.index(_ANCHOR)
    undeclared = f"(?:(?:{_token('', quoted)}) +){{1,{_MOST_UNDECLARED}}}"
    left = "".join(f"{shape} +" for shape in shapes[:place])
    return "^ *" + left + undeclared + " +".join(shapes[place:]) + " *$"


class W3c:
    """W3C extended logs; `fields` is a `#Fields` text for logs that lost theirs."""

    name = "w3c"

    def __init__(self, fields: str = "") -> None:
        self._first = fields
        self._table = Table(
            Reading(_decide, ("product", "result", "exception", "action"), nobody=frozenset({b"anonymous"}))
        )

    def carry(self, state: str, block: Block) -> str:
        """The headers of every source behind the block."""
        return remember(events(block, state, self._first)[1])

    def cut(self, block: Block, state: str, wanted: NDArray[np.bool_] | None = None) -> Cut:
        """Judge every line by the headers above it, then cut the wanted good ones into columns."""
        lines, verdicts = lines_of(block)
        verdicts[is_header(lines) & (verdicts == Verdict.PARSED)] = Verdict.SKIPPED
        found, _ = events(block, state, self._first)
        rows, ruler = governed(judged_away(lines, verdicts), found)
        verdicts[(ruler < 0) & (verdicts == Verdict.PARSED)] = Verdict.NO_FIELDS_LINE
        frames: list[pl.DataFrame] = []
        ruling = dict.fromkeys(found[index].headers for index in np.unique(ruler[ruler >= 0]).tolist())
        if len(ruling) == 1:
            alone = judged_away(rows, verdicts)
            frames.append(self._read(alone, next(iter(ruling)), verdicts, np.arange(len(block))))
            ruling.clear()
        for headers in ruling:
            same = [index for index, event in enumerate(found) if event.headers == headers]
            mine = np.flatnonzero(np.isin(ruler, same) & (verdicts == Verdict.PARSED))
            if len(mine):
                frames.append(self._read(rows.gather(pl.Series(mine)), headers, verdicts, mine))
        return self._table.cut(block, _aligned(frames, len(block)), verdicts, wanted)

    def _read(
        self, rows: pl.Series, headers: Headers, verdicts: NDArray[np.uint8], mine: NDArray[np.intp]
    ) -> pl.DataFrame:
        """Rows under the same headers as text columns with their place; judges those that do not fit."""
        layout = compile_fields(headers.fields)
        if not layout.columns:
            verdicts[mine[rows.is_not_null().to_numpy()]] = Verdict.FIELD_COUNT
            return pl.DataFrame({"row": mine})
        if rows.str.starts_with("<").any():
            rows = rows.str.replace(PRIORITY, "")
        raw = extract(rows, layout.patterns)
        missed = raw.to_series(0).is_null() & rows.is_not_null()
        tabbed = (missed & rows.str.contains("\t", literal=True)).arg_true()
        if len(tabbed) and layout.tab_pattern not in layout.patterns:
            more = extract(rows.gather(tabbed), (layout.tab_pattern,))
            raw = raw.with_columns(raw[name].scatter(tabbed, more[name]) for name in raw.columns)
            missed = raw.to_series(0).is_null() & rows.is_not_null()
        behind = (missed & rows.str.contains(ANY_PREFIX)).arg_true()
        if len(behind):
            # A relay prefixed the rows, but #Fields stands bare: put there by hand, or given by --fields.
            bare = rows.gather(behind).str.replace(ANY_PREFIX, "")
            more = extract(bare, (*layout.patterns, layout.tab_pattern))
            raw = raw.with_columns(raw[name].scatter(behind, more[name]) for name in raw.columns)
            missed = raw.to_series(0).is_null() & rows.is_not_null()
        if missed.any():
            odd = (rows.str.count_matches('"', literal=True) % 2 == 1).fill_null(value=False).to_numpy()
            failed = missed.to_numpy()
            verdicts[mine[failed & odd]] = Verdict.BAD_QUOTES
            verdicts[mine[failed & ~odd]] = Verdict.FIELD_COUNT
        raw = _completed(_unquoted(raw), layout, headers.offset)
        hostless = ~raw["known"].fill_null(value=True) & ~missed & rows.is_not_null()
        verdicts[mine[hostless.to_numpy()]] = Verdict.NO_HOST
        if "exception" not in layout.columns:
            raw = raw.with_columns(pl.lit(_UNDECLARED).alias("exception"))
        return raw.drop("known").with_columns(pl.Series("row", mine), pl.lit(layout.product).alias("product"))


def _unquoted(raw: pl.DataFrame) -> pl.DataFrame:
    """Values without the quotes around them."""
    return raw.with_columns(
        column.str.strip_chars('"').str.replace_all('""', '"', literal=True)
        for column in raw.iter_columns()
        if column.str.starts_with('"').any()
    )


def _completed(raw: pl.DataFrame, layout: W3cLayout, offset: str) -> pl.DataFrame:
    """Time and target put together; `known` says whether a row can say where it went."""
    columns = layout.columns
    if {"date", "clock"} <= columns:
        time = pl.concat_str(pl.col("date"), pl.lit(" "), pl.col("clock"), pl.lit(offset))
    else:
        time = pl.col("stamp") if "stamp" in columns else pl.lit(None, pl.String)
    raw = raw.with_columns(time.alias("time"))
    if "far_host" in columns and "host" not in columns:
        spoken = (
            pl.col("url").str.contains(r"^[A-Za-z][A-Za-z0-9+.\-]*://|^[^/]+:[0-9]+$")
            if "url" in columns
            else False
        )
        far = pl.when(spoken).then(None).otherwise(pl.col("far_host"))
        port = pl.col("far_port") if "far_port" in columns else pl.lit(None, pl.String)
        raw = raw.with_columns(far.alias("host"), port.alias("port"))
        return raw.with_columns(pl.lit(value=True).alias("known"))
    if "url" in columns or "host" in columns:
        return raw.with_columns(pl.lit(value=True).alias("known"))
    if "path" not in columns:
        return raw.with_columns(pl.lit(value=False).alias("known"))
    absolute = pl.col("path").str.contains(r"^[A-Za-z][A-Za-z0-9+.\-]*://")
    return raw.with_columns(pl.col("path").alias("url"), absolute.alias("known"))


def _aligned(frames: list[pl.DataFrame], size: int) -> pl.DataFrame:
    """One row a line, in order; all null for lines of no frame."""
    if len(frames) == 1 and len(frames[0]) == size:
        return frames[0]
    all_rows = pl.DataFrame({"row": np.arange(size)})
    if not frames:
        return all_rows
    found = pl.concat(frames, how="diagonal").with_columns(pl.col("row").cast(pl.Int64))
    return all_rows.join(found, on="row", how="left", maintain_order="left")


def _decide(evidence: Evidence) -> Outcome:
    """Each product has words of its own."""
    status, connect = int(evidence["status"] or 0), evidence["method"] == "CONNECT"
    product = evidence.get("product", "")
    if product == "isa":
        return of_isa(IsaEvidence(status, evidence.get("action", ""), connect))
    if product == "proxysg":
        written = evidence.get("exception", "")
        exception = None if written == _UNDECLARED else written
        return of_proxysg(
            ProxySgEvidence(status, exception, evidence.get("result"), evidence.get("action"), connect)
        )
    return of_gateway(GatewayEvidence(status, evidence.get("action", ""), connect=connect))


def make(options: FormatOptions) -> W3c:
    """W3C extended, with `#Fields` from the settings for a log that lost its own. Raises FormatError."""
    wrong = set(options.fields) - {"fields"}
    if wrong or not isinstance(options.fields.get("fields", ""), str):
        raise FormatError(
            '--fields for w3c may only say fields = "date time ...", for a log that lost its #Fields'
        )
    return W3c(str(options.fields.get("fields", "")))
