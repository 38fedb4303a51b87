"""The `--fields` TOML: how a user tells which of their names is which of our columns.

Used by `jsonl` and `delimited` (and for a few words by `w3c` and `cef`). Every mistake is answered with a
sentence that says what is there, what may be there, and what was probably meant.
"""

import difflib
from dataclasses import dataclass, field
from typing import Any, Final

from streams.formats.options import FormatError, FormatOptions
from streams.formats.table import NOBODY, Evidence
from streams.formats.times import Stamps, pattern_fault

MAPPABLE: Final = (
    "time", "duration", "client", "user", "method", "url", "scheme", "host", "port", "path",
    "status", "bytes_down", "bytes_up", "action", "reason",
)  # fmt: skip
"""What `[columns]` may name."""

UNITS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0}

Source = str | int
"""A column's name or dotted path, or its position from 1."""


@dataclass(frozen=True)
class FieldMap:
    """Which of a log's names is which of our columns, and how its values are written.

    `columns` holds for each of our columns the sources to try in turn. Times are those of the request's end
    unless `logged_at_start`; `blocked` are the words for "turned away" beyond the usual ones; `bare_urls`
    says that addresses are written without `http://`.
    """

    columns: dict[str, tuple[Source, ...]]
    time_pattern: str = ""
    logged_at_start: bool = False
    ms_per_unit: float = 1.0
    blocked: frozenset[str] = frozenset()
    nobody: frozenset[bytes] = NOBODY
    bare_urls: bool = True
    separator: str = ","
    quote: str = '"'
    comment: str = "#"
    header: bool = False
    names: tuple[str, ...] = field(default=())

    def stamps(self, zone: str) -> Stamps:
        """How the map's times are read."""
        return Stamps(zone, self.time_pattern)

    @property
    def blocked_words(self) -> frozenset[str]:
        """The additional words, as they are compared."""
        return frozenset(word.lower() for word in self.blocked)


_KEYS: Final[dict[str, tuple[type, str]]] = {
    "columns": (dict, "a table: our column = your column"),
    "time_pattern": (str, "a strptime pattern such as '%d.%m.%Y %H:%M:%S'"),
    "logged_at": (str, "'end' or 'start' of the request"),
    "duration_unit": (str, "'us', 'ms' or 's'"),
    "blocked": (list, "a list of words that mean turned away"),
    "nobody": (list, "a list of words that stand for no user"),
    "separator": (str, "one character, 'tab' or 'blanks'"),
    "quote": (str, "one character, or empty for none"),
    "comment": (str, "what comment lines begin with, or empty for none"),
    "header": (bool, "true where the first line names the columns"),
    "names": (list, "the names of all columns in order, for logs without a header line"),
}


def field_map(options: FormatOptions, *, delimited: bool) -> FieldMap:
    """The map from `--fields`; raises `FormatError` where it cannot be used."""
    given = options.fields
    if not given:
        kind = "delimited text" if delimited else "this JSON"
        raise FormatError(
            f"say which column is which with --fields FILE.toml: {kind} does not name them in a way that "
            "Holdfast knows (`holdfast parse --help` shows an example)"
        )
    for key, value in given.items():
        if key not in _KEYS:
            raise FormatError(
                f"--fields: {key!r} is no setting{_meant(key, _KEYS)}; there are {_list(_KEYS)}"
            )
        kind_of, meaning = _KEYS[key]
        if not isinstance(value, kind_of):
            raise FormatError(f"--fields: {key} must be {meaning}, not {value!r}")
    made = FieldMap(
        columns=_columns(given.get("columns", {})),
        time_pattern=given.get("time_pattern", ""),
        logged_at_start=_one_of(given, "logged_at", ("end", "start"), "end") == "start",
        ms_per_unit=UNITS[_one_of(given, "duration_unit", tuple(UNITS), "ms")],
        blocked=frozenset(map(str, given.get("blocked", []))),
        nobody=NOBODY | {str(word).lower().encode() for word in given.get("nobody", [])},
        separator=given.get("separator", ","),
        quote=given.get("quote", '"'),
        comment=given.get("comment", "#"),
        header=given.get("header", False),
        names=tuple(map(str, given.get("names", []))),
    )
    _check(made, delimited=delimited)
    return made


def _columns(given: dict[str, Any]) -> dict[str, tuple[Source, ...]]:
    """The `[columns]` table."""
    columns: dict[str, tuple[Source, ...]] = {}
    for ours, theirs in given.items():
        if ours not in MAPPABLE:
            raise FormatError(
                f"--fields: [columns] knows no {ours!r}{_meant(ours, MAPPABLE)}; it knows {_list(MAPPABLE)}"
            )
        sources = theirs if isinstance(theirs, list) else [theirs]
        for source in sources:
            right = isinstance(source, str) or (isinstance(source, int) and not isinstance(source, bool))
            if not right or source in ("", 0) or (isinstance(source, int) and source < 0):
                raise FormatError(
                    f"--fields: [columns] {ours} must be a name, or a position counted from 1, not {source!r}"
                )
        columns[ours] = tuple(sources)
    return columns


def _check(made: FieldMap, *, delimited: bool) -> None:
    """What makes a map unusable as a whole."""
    if "time" not in made.columns:
        raise FormatError('--fields: [columns] must say where the time is, for example time = "timestamp"')
    if not {"url", "host"} & made.columns.keys():
        raise FormatError("--fields: [columns] must say where a request went: url, or host")
    if made.time_pattern and (fault := pattern_fault(made.time_pattern)):
        raise FormatError(f"--fields: time_pattern {made.time_pattern!r} cannot be used: {fault}")
    if not delimited:
        if position := next((s for many in made.columns.values() for s in many if isinstance(s, int)), None):
            raise FormatError(f"--fields: position {position} means nothing in JSON; give the field's name")
        return
    if made.separator not in {"tab", "blanks"} and len(made.separator) != 1:
        raise FormatError(f"--fields: separator must be {_KEYS['separator'][1]}, not {made.separator!r}")
    if len(made.quote) > 1:
        raise FormatError(f"--fields: quote must be {_KEYS['quote'][1]}, not {made.quote!r}")
    named = [s for many in made.columns.values() for s in many if isinstance(s, str)]
    if named and not made.header and not made.names:
        raise FormatError(
            f"--fields: column {named[0]!r} is given by name, but nothing names the columns: set "
            "header = true where the log's first line does, list them in names = [...], or give positions"
        )
    if made.names and (unknown := [name for name in named if name not in made.names]):
        raise FormatError(f"--fields: names = [...] has no {unknown[0]!r}{_meant(unknown[0], made.names)}")


def _one_of(given: dict[str, Any], key: str, choices: tuple[str, ...], default: str) -> str:
    """A setting with few values."""
    value = str(given.get(key, default))
    if value not in choices:
        raise FormatError(f"--fields: {key} must be one of {_list(choices)}, not {value!r}")
    return value


def _meant(word: str, known: Any) -> str:
    """A guess at what was meant."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _list(words: Any) -> str:
    """Words for a sentence."""
    return ", ".join(words)


def number(text: str) -> int:
    """A status that was already found to be a number; 0 for none."""
    return int(text) if text else 0


def evidence_of(evidence: Evidence) -> tuple[int, str, str, bool]:
    """What gateways' outcomes are decided by: status, action, reason, CONNECT."""
    return (
        number(evidence["status"]), evidence.get("action", ""), evidence.get("reason", ""),
        evidence["method"] == "CONNECT",
    )  # fmt: skip
