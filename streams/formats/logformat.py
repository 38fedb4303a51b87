"""Squid's `logformat` strings: the built-in `common` and `combined`, and whatever a site wrote for itself.

A string such as `%>a %[ui %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st %Ss:%Sh` is compiled into one regular
expression. Codes and quoting are those of Squid's `squid.conf.documented` (5.7), option `logformat`.
Codes that bear on nothing here are matched and left.
"""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from streams.domain.lines import Block, Verdict
from streams.domain.outcomes import Outcome
from streams.domain.outcomes.squid import SquidEvidence, of_squid
from streams.formats.interface import Cut
from streams.formats.line_texts import extract, judged_away, lines_of
from streams.formats.logformat_codes import ADDRESS, CLOCK, CODES, ERROR, HEADERS, NAME, NUMBER, TAG, TEXT
from streams.formats.options import FormatError, FormatOptions
from streams.formats.table import Evidence, Reading, Table
from streams.formats.times import Stamps

NATIVE: Final = "%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt"
COMMON: Final = '%>a %[ui %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st %Ss:%Sh'
COMBINED: Final = '%>a %[ui %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st "%{Referer}>h" "%{User-Agent}>h" %Ss:%Sh'
"""Squid's own definitions (`squid.conf.documented`)."""

_TOKEN: Final = re.compile(
    r"%(?P<quote>[\"\[#'/]?)(?P<left>-?)(?P<width>[0-9]*)(?:\.[0-9]+)?(?:\{(?P<before>[^}]*)\})?"
    r"(?:http::|tls::)?(?P<code>" + "|".join(sorted(map(re.escape, CODES), key=len, reverse=True)) + ")"
    r"(?:\{(?P<after>[^}]*)\})?"
)
_CLOCK_SHAPE: Final = r"[0-9]{2}/[A-Za-z]{3}/[0-9]{4}:[0-9:]{8}(?:\.[0-9]+)?(?: [+-][0-9]{4})?"
_SPECIAL: Final = re.compile(r"([\\.+*?()|\[\]{}^$])")
_STRFTIME: Final = {
    "Y": "[0-9]{4}", "m": "[0-9]{2}", "d": "[0-9]{2}", "e": "[ 0-9]?[0-9]", "H": "[0-9]{2}", "M": "[0-9]{2}",
    "S": "[0-9]{2}", "b": "[A-Za-z]{3}", "h": "[A-Za-z]{3}", "y": "[0-9]{2}", "z": "[+-][0-9]{4}",
    "F": "[0-9]{4}-[0-9]{2}-[0-9]{2}", "T": "[0-9:]{8}", "D": "[0-9/]{8}", "s": "[0-9]{9,11}",
    "I": "[0-9]{2}", "p": "[AP]M",
}  # fmt: skip


class _Piece(NamedTuple):
    """A literal text, or a code with its column, kind and layout."""

    literal: str = ""
    column: str = ""
    kind: str = ""
    quoted_by: str = ""
    padded: bool = False
    argument: str = ""


@dataclass(frozen=True)
class Layout:
    """A compiled logformat string: patterns to be tried in order, and the columns they find."""

    patterns: tuple[str, ...]
    columns: frozenset[str]
    stamps: Stamps


def compile_logformat(text: str, zone: str = "UTC", *, more_may_follow: bool = False) -> Layout:
    """The string as patterns for whole lines; raises `FormatError` that names what is not understood.

    The first pattern is strict, and fast because at every byte only one way leads on. The second takes what
    it left: runs of blanks (relays make them), and quotes in headers or blanks in user names, which Squid's
    built-in formats write as they came.
    """
    pieces = _parse(text)
    columns = frozenset(piece.column for piece in pieces if piece.column)
    if not columns & {"seconds", "time"}:
        raise FormatError("the logformat has no time: it needs %ts (best with .%03tu), %tl or %tg")
    if not columns & {"url", "host"}:
        raise FormatError("the logformat does not say where a request went: it needs %ru, %>ru or %>rd")
    end = r"(?: .*)?$" if more_may_follow else r" *$"
    patterns = tuple(
        "^ *" + "".join(_pattern(pieces, index, lenient=lenient) for index in range(len(pieces))) + end
        for lenient in (False, True)
    )
    clock = next((piece for piece in pieces if piece.column == "time" and piece.argument), None)
    utc = any(piece.column == "time" and piece.literal == "tg" for piece in pieces)
    pattern = clock.argument if clock and "seconds" not in columns else ""
    return Layout(patterns, columns, Stamps("UTC" if utc else zone, pattern))


def _parse(text: str) -> list[_Piece]:
    """The string as literals and codes, keeping track of quotes and brackets as Squid does."""
    pieces: list[_Piece] = []
    at, context, seen = 0, "", set[str]()
    while at < len(text):
        if text.startswith("%%", at):
            pieces.append(_Piece("%"))
            at += 2
        elif text[at] != "%":
            literal = text[at]
            context = {'"': "" if context == '"' else '"', "[": "[", "]": ""}.get(literal, context)
            pieces.append(_Piece(literal))
            at += 1
        else:
            found = _TOKEN.match(text, at)
            if not found:
                code = re.match(r"%[^\s\"\]]{0,24}", text[at:])
                raise FormatError(
                    f"the logformat code {code[0] if code else '%'!r} (character {at + 1}) is not known; "
                    "the codes of Squid 5 are, and an unneeded field can be given as %note"
                )
            piece = _code(found, context)
            if piece.column in seen:
                piece = piece._replace(column="")
            seen.add(piece.column)
            pieces.append(piece)
            at = found.end()
    return _joined(pieces)


def _code(found: re.Match[str], context: str) -> _Piece:
    """One code as a piece."""
    column, kind = CODES[found["code"]]
    argument = found["before"] or found["after"] or ""
    if found["code"] == ">h" and argument:
        column = HEADERS.get(argument.lower(), "")
    if kind == CLOCK and argument:
        _clock_shape(argument)
    padded = bool(found["width"]) and not found["width"].startswith("0")
    return _Piece(found["code"], column, kind, found["quote"] or context, padded, argument)


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """The same with neighbouring literals in one."""
    joined: list[_Piece] = []
    for piece in pieces:
        if joined and not piece.kind and not joined[-1].kind:
            joined[-1] = _Piece(joined[-1].literal + piece.literal)
        else:
            joined.append(piece)
    return joined


def _pattern(pieces: list[_Piece], index: int, *, lenient: bool) -> str:
    """The pattern of one piece, with a view to what follows it."""
    piece = pieces[index]
    if not piece.kind:
        literal = _SPECIAL.sub(r"\\\1", piece.literal)
        return re.sub(r"[ \t]+", r"[ \\t]+", literal) if lenient else literal
    following = pieces[index + 1] if index + 1 < len(pieces) else _Piece()
    stop = following.literal[:1] if not following.kind else ""
    shape = _shape(piece, stop, lenient=lenient)
    group = f"(?<{piece.column}>{shape})" if piece.column else f"(?:{shape})"
    return f" *{group} *" if piece.padded else group


def _shape(piece: _Piece, stop: str, *, lenient: bool) -> str:
    """What a code's text looks like; `stop` is the first character behind it."""
    quoted = piece.quoted_by == '"'
    apart = "" if stop in {"", " ", "\t"} else _SPECIAL.sub(r"\\\1", stop)
    if piece.kind == NUMBER:
        return "-?[0-9]*"  # not `-?[0-9]+|-`: two ways to read a dash would cost the one-pass engine
    if piece.kind == TAG or (piece.kind == ERROR and not lenient):
        return "[A-Za-z0-9_-]+"
    if piece.kind == CLOCK:
        return _clock_shape(piece.argument)
    if piece.kind == TEXT or (piece.kind == NAME and lenient):
        if lenient or not (quoted or piece.quoted_by == "["):
            return ".*?" if not quoted else ".*"
        return r'(?:[^"\\]|\\.)*' if quoted else r"[^\]]*"
    if piece.kind == ERROR or (piece.kind == ADDRESS and stop == ":"):
        return r"[^ \t]+"
    return rf"[^ \t{apart}]+"


def _clock_shape(argument: str) -> str:
    """The shape of a `%tl` or `%{strftime}tl` time."""
    if not argument:
        return _CLOCK_SHAPE
    shape = ""
    for directive, plain in re.findall(r"%(.)|([^%]+)", argument):
        if directive and directive not in _STRFTIME:
            raise FormatError(
                f"%{directive} in the logformat's time {{{argument}}} is not understood; "
                f"understood are %{', %'.join(_STRFTIME)}"
            )
        shape += _STRFTIME[directive] if directive else _SPECIAL.sub(r"\\\1", plain)
    return shape


class SquidLogformat:
    """Squid with a `logformat` of its own, or one of the two built-in ones that look like a web server's."""

    def __init__(
        self,
        logformat: str,
        zone: str = "UTC",
        name: str = "squid-logformat",
        *,
        more_may_follow: bool = False,
    ) -> None:
        self.name = name
        self._layout = compile_logformat(logformat, zone, more_may_follow=more_may_follow)
        evidence = tuple(
            sorted(self._layout.columns & {"result", "hierarchy", "error", "detail", "origin_status"})
        )
        self._table = Table(Reading(self._decide, evidence, self._layout.stamps))

    def carry(self, state: str, block: Block) -> str:  # noqa: ARG002 (every line stands alone)
        """Nothing to remember."""
        return state

    def cut(self, block: Block, state: str, wanted: NDArray[np.bool_] | None = None) -> Cut:  # noqa: ARG002
        """Judge every line, then cut the wanted good ones into columns."""
        lines, verdicts = lines_of(block)
        raw = extract(judged_away(lines, verdicts), self._layout.patterns)
        missed = raw.to_series(0).is_null().to_numpy() & (verdicts == Verdict.PARSED)
        verdicts[missed] = Verdict.NOT_THIS_FORMAT
        return self._table.cut(block, self._completed(raw), verdicts, wanted)

    def _completed(self, raw: pl.DataFrame) -> pl.DataFrame:
        """Times put together, and the host from where a richer format has it better than the URL."""
        columns = self._layout.columns
        if "seconds" in columns:
            time = raw["seconds"]
            if "thousandths" in columns:
                time = time + "." + raw["thousandths"].str.pad_start(3, "0")
            raw = raw.with_columns(time.alias("time"))
        if "client" not in columns and "client_name" in columns:
            raw = raw.with_columns(raw["client_name"].alias("client"))
        if "host" not in columns and (better := [name for name in ("sni", "header_host") if name in columns]):
            # A tunnel by address says nothing; the name in its TLS greeting, or a Host header, does.
            by_address = raw["url"].str.contains(
                r"^(?:[a-z]+://)?(?:[0-9.]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?(?:/|$)"
            )
            by_address |= raw["url"].str.starts_with("/")
            for name in better:
                known = by_address & raw[name].str.contains(r"^[^ /]*[A-Za-z][^ /]*$")
                raw = raw.with_columns(raw[name].set(~known, None).alias(f"better_{name}"))
            host = pl.coalesce([f"better_{name}" for name in better]).alias("host")
            port = pl.col("url").str.extract(r":([0-9]+)(?:/.*)?$").alias("port")
            path = pl.col("url").str.extract(r"^(?:[a-z]+://[^/]*)?(/[^?#]*)").alias("path")
            raw = raw.with_columns(host, port, path)
        return raw

    def _decide(self, evidence: Evidence) -> Outcome:
        """Squid's own table decides; a field that the string lacks is not the same as an empty one."""
        columns = self._layout.columns
        return of_squid(
            SquidEvidence(
                result=evidence.get("result", ""),
                status=int(evidence["status"] or 0),
                hierarchy=evidence.get("hierarchy", ""),
                connect=evidence["method"] == "CONNECT",
                error=evidence["error"] if "error" in columns else None,
                detail=evidence.get("detail", ""),
                origin_status=_status(evidence["origin_status"]) if "origin_status" in columns else None,
            )
        )


def _status(text: str) -> int:
    """A status as written; 0 where there is none."""
    return int(text) if text.isdigit() and len(text) < 6 else 0


def make_common(options: FormatOptions) -> SquidLogformat:
    """Squid's built-in `common`."""
    return SquidLogformat(COMMON, options.timezone, "squid-common", more_may_follow=True)


def make_combined(options: FormatOptions) -> SquidLogformat:
    """Squid's built-in `combined`."""
    return SquidLogformat(COMBINED, options.timezone, "squid-combined", more_may_follow=True)


def make_custom(options: FormatOptions) -> SquidLogformat:
    """The user's own string. Raises FormatError where none was given, or it cannot be used."""
    if not options.logformat:
        raise FormatError(
            "--format squid-logformat needs the string from squid.conf: --logformat '%ts.%03tu ...'"
        )
    return SquidLogformat(options.logformat, options.timezone)
