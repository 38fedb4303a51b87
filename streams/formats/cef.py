r"""ArcSight's Common Event Format: `CEF:0|vendor|product|version|class|name|severity|key=value ...`.

Values hold blanks and end where the next ` key=` begins; `\=`, `\\` and `\|` are escapes. Relays prepend
syslog headers and sometimes strip `CEF:` itself. Vendors disagree on `in` and `out`: for those in
`RECEIVED_IN` `in` is what the client received; for any other vendor bytes stay unknown unless `--fields` says
`in = "down"` or `in = "up"`. Source: ArcSight, Common Event Format (rev. 26); vendors' field tables.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from streams.domain.lines import Block, Verdict
from streams.domain.outcomes import Outcome
from streams.domain.outcomes.gateway import GatewayEvidence, of_gateway
from streams.formats.fields import evidence_of
from streams.formats.interface import Cut
from streams.formats.line_texts import extract, judged_away, lines_of
from streams.formats.options import FormatError, FormatOptions
from streams.formats.table import ABSENT, Evidence, Reading, Table
from streams.formats.times import Stamps

RECEIVED_IN: Final = (
    "Zscaler",
    "Forcepoint",
    "Websense",
    "Fortinet",
    "Palo Alto Networks",
    "McAfee",
    "Skyhigh",
)
"""Vendors (first word of the header) whose `in` is the response and `out` the request."""

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "time": ("rt", "end", "start"),
    "client": ("src", "c6a2", "sourceAddress"),
    "user": ("suser", "suid", "sourceUserName"),
    "method": ("requestMethod",),
    "url": ("request", "requestURL"),
    "host": ("dhost", "destinationDnsDomain"),
    "port": ("dpt",),
    "status": ("outcome",),
    "in": ("in",),
    "out": ("out",),
    "action": ("act",),
    "reason": ("reason",),
}
"""Our column -> extension keys, the first that is there."""

_JUDGED: Final = ("time", "status", "in", "out")
"""What decides verdicts, and so is read from every line; the rest only from wanted ones."""

_STARTS: Final = r"^(?:[^|]*[ :\]])?(?:CEF: ?)?[01]\|"
_HEADERS: Final = (
    r"^[^|]*\|(?<vendor>[^|\\]*)\|[^|\\]*\|[^|\\]*\|[^|\\]*\|[^|\\]*\|[^|\\]*\|(?<extension>.*)$",
    r"^[^|]*\|(?<vendor>(?:[^|\\]|\\.)*)\|(?:(?:[^|\\]|\\.)*\|){5}(?<extension>.*)$",
)


class Cef:
    """CEF of any vendor."""

    name = "cef"

    def __init__(self, options: FormatOptions) -> None:
        unknown = set(options.fields) - {"in"}
        if unknown or options.fields.get("in", "down") not in {"down", "up"}:
            raise FormatError('--fields for cef may only say in = "down" or in = "up" (what `in` counts)')
        self._in = str(options.fields.get("in", ""))
        self._table = Table(Reading(_decide, ("action", "reason"), Stamps(options.timezone), bare_urls=True))

    def carry(self, state: str, block: Block) -> str:  # noqa: ARG002 (every line stands alone)
        """Nothing to remember."""
        return state

    def cut(self, block: Block, state: str, wanted: NDArray[np.bool_] | None = None) -> Cut:  # noqa: ARG002
        """Judge every line, then cut the wanted good ones into columns."""
        lines, verdicts = lines_of(block, "#")
        rows = judged_away(lines, verdicts)
        shaped = rows.str.contains(_STARTS).fill_null(value=False)
        verdicts[~shaped.to_numpy() & (verdicts == Verdict.PARSED)] = Verdict.NOT_THIS_FORMAT
        raw = extract(rows.set(~shaped, None), _HEADERS)
        verdicts[raw["extension"].is_null().to_numpy() & (verdicts == Verdict.PARSED)] = (
            Verdict.TOO_FEW_FIELDS
        )
        extension = " " + raw["extension"].str.replace_all("\t", " ", literal=True)
        needed = extension if wanted is None else extension.set(pl.Series(~wanted), None)
        columns = {
            ours: _value(extension if ours in _JUDGED else needed, keys) for ours, keys in KEYS.items()
        }
        return self._table.cut(block, self._completed(raw["vendor"], columns, lines), verdicts, wanted)

    def _completed(self, vendor: pl.Series, columns: dict[str, pl.Series], lines: pl.Series) -> pl.DataFrame:
        """Bytes by the vendor's direction; a status only where `outcome` is one; a time from the prefix."""
        received, sent = columns.pop("in"), columns.pop("out")
        known = vendor.str.contains("^(?:" + "|".join(RECEIVED_IN) + ")").fill_null(value=False)
        if self._in == "up":
            columns["bytes_down"], columns["bytes_up"] = sent, received
        else:
            silent = ~known if not self._in else known & ~known
            columns["bytes_down"], columns["bytes_up"] = received.set(silent, None), sent.set(silent, None)
        status = columns["status"]
        columns["status"] = status.set(~status.str.contains("^[0-9]{1,3}$").fill_null(value=True), None)
        untimed = (columns["time"].is_null() & vendor.is_not_null()).arg_true()
        if len(untimed):
            stamp = lines.gather(untimed).str.extract(
                r"^(?:<[0-9]+>)?(?:1 )?([0-9]{4}-[0-9]{2}-[0-9]{2}T[^ ]+) "
            )
            columns["time"] = columns["time"].scatter(untimed, stamp)
        user = columns["user"]
        columns["user"] = user.str.replace(r"^(?i:LDAP|WinNT)://.*/(?:CN=)?", "").str.replace_all(
            r"\=", "=", literal=True
        )
        return pl.DataFrame(columns)


def _value(extension: pl.Series, keys: tuple[str, ...]) -> pl.Series:
    """The value of the first of some keys that each line has, unescaped; null where it has none."""
    found = extension.str.extract(_key_pattern(keys[0]))
    for key in keys[1:]:
        missed = (found.is_null() & extension.is_not_null()).arg_true()
        if not len(missed):
            break
        found = found.scatter(missed, extension.gather(missed).str.extract(_key_pattern(key)))
    found = found.set(found.is_in(ABSENT), None)
    if found.str.contains("\\", literal=True).any():
        for written, meant in ((r"\=", "="), (r"\|", "|"), (r"\\", "\\")):
            found = found.str.replace_all(written, meant, literal=True)
    return found


def _key_pattern(key: str) -> str:
    """A key's value: up to the next key, or the line's end."""
    return rf" {key}=(.*?)(?: +[A-Za-z0-9_.\[\]-]+=| *$)"


def _decide(evidence: Evidence) -> Outcome:
    """The vendor's own word, then the status."""
    return of_gateway(GatewayEvidence(*evidence_of(evidence)))


def make(options: FormatOptions) -> Cef:
    """The format with the user's settings. Raises FormatError."""
    return Cef(options)
