"""JSON lines: one object a line, in the names of a known product or as `--fields` describes them.

Paths are dotted (`event.http.hostname`); a name with a dot of its own is quoted (`"id.orig_h"`), as in TOML.

msgspec decodes the lines one by one, and keeps only the fields that are asked for. This is the one
format that makes objects by the line: Polars' JSON decoder joins lines before it parses them, so that a
broken line takes its neighbours with it (pola-rs/polars#28552), and `json_path_match` parses a line once for
every field.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from streams.domain.lines import Block, Verdict
from streams.domain.outcomes import Outcome
from streams.domain.outcomes.gateway import GatewayEvidence, of_gateway
from streams.formats.fields import FieldMap, evidence_of, field_map
from streams.formats.interface import Cut
from streams.formats.jsonl_products import PRODUCTS, Product
from streams.formats.line_texts import decoded, judged_away, lines_of
from streams.formats.options import FormatError, FormatOptions
from streams.formats.table import ABSENT, Evidence, Reading, Table

_SEGMENT: Final = re.compile(r'"([^"]+)"|([^."]+)')
_ESCAPED: Final = re.compile(rb"\\u00(?:2[d-f]|3[0-9]|[46][0-9a-f]|[57][0-9a])", re.IGNORECASE)
"""A sign that host names are made of (letters, digits, `.-/:@`), as JSON may also write it (RFC 8259,
section 7). Not `&`, `<`, `>` and `=`, which common encoders write so all over addresses."""

_MOST_LOOKED_AT: Final = 200
_OWN: Final = "own"

Node = dict[str, Any]
"""Field -> the fields wanted below it; empty where a wanted path ends."""


def path_of(dotted: str) -> tuple[str, ...]:
    """A dotted path's names; raises `FormatError` where it has none."""
    names = tuple(quoted or plain for quoted, plain in _SEGMENT.findall(dotted))
    if not names or "".join(_SEGMENT.split(dotted)[::3]).strip("."):
        raise FormatError(
            f'--fields: {dotted!r} is no path; write a.b for b inside a, and "a.b" for one name'
        )
    return names


class JsonLines:
    """JSON lines; without a map of the user's own, the first lines decide which known product wrote them.

    The state between blocks is the product's name.
    """

    name = "jsonl"

    def __init__(self, options: FormatOptions) -> None:
        own = [Product(_OWN, (), field_map(options, delimited=False))] if options.fields else []
        self._products = {product.name: product for product in (*own, *PRODUCTS)}
        self._own = bool(own)
        self._readers = {
            name: (_Reader(product), Table(_reading(product.fields, options.timezone)))
            for name, product in self._products.items()
            if not own or name == _OWN
        }

    def carry(self, state: str, block: Block) -> str:
        """The product, once a line has shown it."""
        return state or self._recognised(block)

    def cut(self, block: Block, state: str, wanted: NDArray[np.bool_] | None = None) -> Cut:
        """Judge every line, then cut the wanted good ones into columns, and those with a host in disguise."""
        if wanted is not None:
            wanted = wanted | _escaped(block)
        lines, verdicts = lines_of(block, "#")
        name = state or self._recognised(block)
        rows = judged_away(lines, verdicts)
        prefixed = ~rows.str.starts_with("{").fill_null(value=True)
        if prefixed.any():
            rows = rows.set(prefixed, None).zip_with(~prefixed, rows.str.extract(r"^[^{]*(\{.*)$"))
            verdicts[rows.is_null().to_numpy() & (verdicts == Verdict.PARSED)] = Verdict.NOT_THIS_FORMAT
        reader, table = self._readers.get(name, (None, None))
        if reader is None or table is None:
            any_table = next(iter(self._readers.values()))[1]
            broken = [row is not None and _object(row) is None for row in rows]
            verdicts[verdicts == Verdict.PARSED] = Verdict.NOT_THIS_FORMAT
            verdicts[np.array(broken, bool) & (verdicts == Verdict.NOT_THIS_FORMAT)] = Verdict.BAD_JSON
            return any_table.cut(block, pl.DataFrame({"line": rows}), verdicts, wanted)
        return table.cut(block, reader.read(rows, verdicts), verdicts, wanted)

    def _recognised(self, block: Block) -> str:
        """The product of the first line that shows one."""
        if self._own:
            return _OWN
        for index in range(min(len(block), _MOST_LOOKED_AT)):
            line = block.line(index)
            if product := recognise(line):
                return product
        return ""


def _escaped(block: Block) -> NDArray[np.bool_]:
    """The lines in which a host may be written with escapes, so that no search of the bytes finds it."""
    flags = np.zeros(len(block), bool)
    if b"\\u00" in block.data:
        places = [found.start() for found in _ESCAPED.finditer(block.data)]
        flags[np.searchsorted(block.newlines, np.array(places, np.int64))] = True
    return flags


def recognise(line: bytes) -> str:
    """The known product that writes such a line; empty where none does."""
    begin = line.find(b"{")
    if begin < 0 or len(line) > 65_536:
        return ""
    try:
        found = msgspec.json.decode(decoded(line[begin:]))
    except (msgspec.DecodeError, RecursionError, ValueError):
        return ""
    for product in PRODUCTS:
        if any(all(_dig(found, path_of(path)) is not None for path in known) for known in product.known_by):
            return product.name
    return ""


def _reading(fields: FieldMap, zone: str) -> Reading:
    """How a map's columns are understood."""

    def decide(evidence: Evidence) -> Outcome:
        return of_gateway(GatewayEvidence(*evidence_of(evidence), fields.blocked_words))

    return Reading(
        decide, ("action", "reason"), fields.stamps(zone), fields.ms_per_unit, fields.logged_at_start,
        fields.bare_urls, fields.nobody,
    )  # fmt: skip


class _Reader:
    """Takes the wanted fields out of lines."""

    def __init__(self, product: Product) -> None:
        self._kinds = product.request_kinds
        self._columns = {ours: tuple(map(str, sources)) for ours, sources in product.fields.columns.items()}
        paths = dict.fromkeys(path for sources in self._columns.values() for path in sources)
        if self._kinds:
            paths |= dict.fromkeys(("event_type", "event.event_type"))
        self._paths = tuple(path_of(path) for path in paths)
        self._places = {path: index for index, path in enumerate(paths)}
        self._decode, self._nothing, self._getters = _compiled(self._paths)

    def read(self, rows: pl.Series, verdicts: NDArray[np.uint8]) -> pl.DataFrame:
        """The rows' fields as text columns; judges the lines that are no object, or no request."""
        decode, nothing = self._decode, self._nothing
        decoded: list[msgspec.Struct] = []
        unusual: dict[int, list[Any]] = {}
        for index, row in enumerate(rows):
            try:
                decoded.append(nothing if row is None else decode(row))
            except (msgspec.DecodeError, RecursionError, ValueError):
                decoded.append(nothing)
                found = _object(row)
                if found is None:
                    verdicts[index] = Verdict.BAD_JSON
                else:
                    unusual[index] = [_dig(found, path) for path in self._paths]
        frame = pl.DataFrame(
            [
                _texts(str(place), list(map(get, decoded)), {row: way[place] for row, way in unusual.items()})
                for place, get in enumerate(self._getters)
            ]
        )
        if self._kinds:
            kind = pl.coalesce(str(self._places["event_type"]), str(self._places["event.event_type"]))
            other = ~frame.select(kind.is_in(list(self._kinds))).to_series().fill_null(value=False)
            verdicts[other.to_numpy() & (verdicts == Verdict.PARSED)] = Verdict.SKIPPED
        return frame.select(
            pl.coalesce([_present(str(self._places[path])) for path in sources]).alias(ours)
            for ours, sources in self._columns.items()
        )


def _texts(name: str, values: list[Any], unusual: dict[int, Any]) -> pl.Series:
    """One path's values as texts."""
    for row, value in unusual.items():
        values[row] = value
    if not set(map(type, values)) <= {str, type(None)}:
        values = [value if value is None or type(value) is str else _text(value) for value in values]
    return pl.Series(name, values, dtype=pl.String)


def _present(column: str) -> pl.Expr:
    """A column's text where there is one, so that the next alternative is tried otherwise."""
    return pl.when(~pl.col(column).is_in(ABSENT)).then(pl.col(column))


@lru_cache(maxsize=64)
def _compiled(
    paths: tuple[tuple[str, ...], ...],
) -> tuple[Callable[[str], msgspec.Struct], msgspec.Struct, list[Callable[[Any], Any]]]:
    """A decoder that keeps only these paths, what an empty line gives, and what takes out each value."""
    tree: Node = {}
    for path in paths:
        node = tree
        for name in path[:-1]:
            node = node.setdefault(name, {})
        node.setdefault(path[-1], {})
    kind = _struct(tree)
    return msgspec.json.Decoder(kind).decode, kind(), [attrgetter(_way(tree, path)) for path in paths]


def _struct(tree: Node) -> type[msgspec.Struct]:
    """A type with one optional attribute a name (`f0`, `f1`, ...), nested like the tree."""
    fields: list[tuple[str, Any, Any]] = []
    names: dict[str, str] = {}
    for index, (name, below) in enumerate(tree.items()):
        inner = _struct(below) if below else None
        default = msgspec.field(default_factory=inner) if inner else None
        fields.append((f"f{index}", inner or Any, default))
        names[f"f{index}"] = name
    return msgspec.defstruct("Line", fields, rename=names, gc=False)


def _way(tree: Node, path: tuple[str, ...]) -> str:
    """The attributes that lead to a path's value."""
    way: list[str] = []
    for name in path:
        way.append(f"f{list(tree).index(name)}")
        tree = tree[name]
    return ".".join(way)


def _dig(found: Any, path: tuple[str, ...]) -> Any:
    """The value at a path of plain objects; None where there is none."""
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _text(value: Any) -> str | None:
    """A value as text; what has parts (a list, an object) is none, but a list's first text stands for it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value) if abs(value) < 1e22 else None
    if isinstance(value, list) and value and isinstance(value[0], str):
        return value[0]
    return None


def _object(row: str) -> dict[str, Any] | None:
    """A line as a plain object; None where it is none."""
    try:
        found = msgspec.json.decode(row)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def make(options: FormatOptions) -> JsonLines:
    """The format with the user's settings. Raises FormatError."""
    return JsonLines(options)
