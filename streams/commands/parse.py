"""`holdfast parse FILE...`: show how a log is read, line by line, to whoever sets Holdfast up."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import numpy as np
import typer
from numpy.typing import NDArray

from infra.exits import BAD_DATA, NO_INPUT, USAGE, stop
from infra.outputs import cannot_write, drop_standard_output, write_standard_output
from streams.adapters.blocks import TruncatedInputError, read_blocks, rotated_in_order
from streams.adapters.inputs import ArchiveError, no_archive, not_a_log
from streams.adapters.log_files import first_blocks, lines_to_know_by
from streams.domain.lines import Block, Verdict
from streams.domain.outcomes import Outcome
from streams.domain.requests import Requests, Words
from streams.formats.interface import Cut, Format
from streams.formats.options import FormatError, FormatOptions
from streams.formats.registry import FORMATS, format_options, make_format, recognise, stated_logformat

app = typer.Typer(add_completion=False, rich_markup_mode=None)

HINTS: Final[dict[str, str]] = {
    "too-long": "longer than 64 KiB; no log line is, so something else was written in between",
    "not-this-format": "not of this format; if there are many, see what `--format auto` says, "
    "or describe the log with --fields",
    "too-few-fields": "cut short, or of another format",
    "bad-time": "the time could not be read (state its time_pattern with --fields), "
    "or is before 1971 or after 2099",
    "bad-number": "a status, size or duration is no number; do the columns stand where they should?",
    "no-fields-line": 'no #Fields line stands above; give it with --fields (fields = "date time ...")',
    "field-count": "another number of values than #Fields (or the header) names; compare this line with it",
    "bad-quotes": "a quote is opened and never closed",
    "bad-json": "no JSON object",
    "no-host": "says nothing about where the request went; name the column that does with --fields",
    "bad-encoding": "no readable text",
}
"""Reason -> what it means for whoever looks at the log."""


@dataclass
class Tally:
    """What became of the lines of one file."""

    file: str
    format_name: str = "no line"
    lines: int = 0
    parsed: int = 0
    skipped: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    first_at: dict[str, int] = field(default_factory=dict)
    note: str = ""

    def add(self, block: Block, verdicts: NDArray[np.uint8]) -> None:
        """Count one block."""
        self.lines += len(block)
        for number, count in enumerate(np.bincount(verdicts, minlength=1).tolist()):
            if number == Verdict.PARSED:
                self.parsed += count
            elif number == Verdict.SKIPPED:
                self.skipped += count
            elif count:
                reason = Verdict(number).word
                self.rejected[reason] += count
                self.first_at.setdefault(reason, block.first_line + int(np.argmax(verdicts == number)))

    def told(self) -> Iterator[str]:
        """The summary, a line at a time."""
        yield (
            f"{self.file}: {self.format_name}, {self.lines} lines = {self.parsed} parsed "
            f"+ {self.rejected.total()} rejected + {self.skipped} skipped"
        )
        for reason, count in self.rejected.most_common():
            yield f"  {count} {reason} (first: line {self.first_at[reason]}): {HINTS.get(reason, reason)}"
        if self.note:
            yield f"  {self.note}"


EXAMPLE: Final = """\
separator = ";"                     # one character, "tab" or "blanks"
header = false                      # true: the first line names the columns
time_pattern = "%d.%m.%Y %H:%M:%S"  # not needed for ISO, Unix, Apache's times
blocked = ["gesperrt"]              # words for "turned away"
[columns]                           # yours by position, or by name
time = [1, 2]
client = 3
user = 4
url = 5
status = 6
action = 7
"""
"""A description that reads `10.10.2025;12:00:00;10.1.2.3;anna;http://a.example/;403;gesperrt`."""

EPILOG: Final = f"""\b
A description for --fields, of 10.10.2025;12:00:00;10.1.2.3;anna;http://a.example/;403;gesperrt
{EXAMPLE}
\b
In JSON lines, columns are dotted names: host = "req.host". Further columns:
duration, method, scheme, host, port, path, bytes_down, bytes_up, reason.
For a W3C log that lost its header: fields = "date time cs-host sc-status"
"""
"""Shown below the options, because an installed Holdfast has no README beside it."""


@app.command(epilog=EPILOG)
def parse(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Logs, plain, gzip or zstd; - is stdin.")
    ],
    log_format: Annotated[
        str, typer.Option("--format", help=f"auto (looks at the log), {', '.join(FORMATS)}.")
    ] = "auto",
    logformat: Annotated[
        str | None, typer.Option(help="Squid's logformat string, for squid-logformat.")
    ] = None,
    fields: Annotated[Path | None, typer.Option(help="TOML that describes a jsonl or delimited log.")] = None,
    timezone: Annotated[
        str | None, typer.Option(help="IANA zone of stamps that carry none; UTC unless given.")
    ] = None,
) -> None:
    """Print every parsed request as a JSON line, and every line that was not taken with its reason."""
    for path in files:
        if (why := not_a_log(path)) is not None:
            stop(NO_INPUT, why)
    tallies: list[Tally] = []
    try:
        options = format_options(timezone=timezone, logformat=stated_logformat(logformat), fields=fields)
        log: Format | None = None
        state = ""
        for path in rotated_in_order(files):
            tallies.append(Tally(path))
            blocks = _blocks(path, tallies[-1])
            begin = first_blocks(blocks)
            if not begin:
                continue
            before, log = log, _format_of(lines_to_know_by(begin), log_format, options, log)
            state = state if log is before else ""
            tallies[-1].format_name = log.name
            for block in chain(begin, blocks):
                cut = log.cut(block, state)
                tallies[-1].add(block, cut.verdicts)
                _print(rows(block, cut, log.name))
                state = log.carry(state, block)
    except FormatError as error:
        stop(USAGE, str(error))
    except ArchiveError as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{error.filename or 'The log'} cannot be read: {error.strerror or error}.")
    _say(tallies)


def _print(lines: Iterator[bytes]) -> None:
    """Write to standard output now; ends the command where nobody takes it any more, or nothing fits."""
    try:
        write_standard_output(b"".join(lines))
    except BrokenPipeError:
        drop_standard_output()  # the reader (`| head`) has had enough
        raise typer.Exit from None
    except OSError as error:
        cannot_write(error, "Standard output")


def _format_of(first: Sequence[bytes], name: str, options: FormatOptions, before: Format | None) -> Format:
    """The format of the file that begins with these lines.

    A file that shows none by itself (the rest of a rotated W3C log) is read as the one before it. Raises
    `FormatError` where there was none before.
    """
    try:
        found = recognise(name, first, options)
    except FormatError:
        if before is None:
            raise
        return before
    return before if before and before.name == found else make_format(found, options)


def _blocks(path: str, tally: Tally) -> Iterator[Block]:
    """The file's blocks; damage at its end is noted, and what was readable is kept."""
    try:
        yield from no_archive(path, read_blocks(path))
    except TruncatedInputError as error:
        tally.note = f"{error}."


def _say(tallies: list[Tally]) -> None:
    """The summary on standard error; ends with 65 where most lines were not taken."""
    for tally in tallies:
        for sentence in tally.told():
            typer.echo(sentence, err=True)
    parsed, rejected = (
        sum(tally.parsed for tally in tallies),
        sum(tally.rejected.total() for tally in tallies),
    )
    if len(tallies) > 1:
        lines, skipped = sum(tally.lines for tally in tallies), sum(tally.skipped for tally in tallies)
        typer.echo(
            f"all: {lines} lines = {parsed} parsed + {rejected} rejected + {skipped} skipped", err=True
        )
    if rejected > parsed:
        raise typer.Exit(BAD_DATA)


def rows(block: Block, cut: Cut, format_name: str) -> Iterator[bytes]:
    """Every parsed and every rejected line of a block as JSON, in the order of the log."""
    encode = msgspec.json.Encoder().encode
    rejected = np.flatnonzero((cut.verdicts != Verdict.PARSED) & (cut.verdicts != Verdict.SKIPPED))
    reasons = iter(
        [(int(index) + block.first_line, Verdict(int(cut.verdicts[index])).word) for index in rejected]
    )
    waiting = next(reasons, None)
    for row in _parsed(cut.requests, format_name):
        while waiting and waiting[0] < row["line"]:
            yield encode({"line": waiting[0], "rejected": waiting[1]}) + b"\n"
            waiting = next(reasons, None)
        yield encode(row) + b"\n"
    while waiting:
        yield encode({"line": waiting[0], "rejected": waiting[1]}) + b"\n"
        waiting = next(reasons, None)


def _parsed(requests: Requests, format_name: str) -> Iterator[dict[str, Any]]:
    """The requests as in the contracts: unknown is null, times are RFC 3339 in UTC with milliseconds."""
    timed = requests.duration_ms >= 0
    columns: dict[str, list[Any]] = {
        "line": requests.line.tolist(),
        "at": _stamps(requests.seen_ms),
        "started_at": [
            stamp if known else None
            for stamp, known in zip(_stamps(requests.started_ms), timed.tolist(), strict=True)
        ],
        "user": _texts(requests.user),
        "client_ip": _texts(requests.client),
        "host": _texts(requests.host),
        "port": [port or None for port in requests.port.tolist()],
        "method": _texts(requests.method),
        "status": requests.status.tolist(),
        "bytes_down": _known(requests.bytes_down),
        "bytes_up": _known(requests.bytes_up),
        "duration_ms": _known(requests.duration_ms),
        "outcome": [Outcome(number).word for number in requests.outcome.tolist()],
        "blocked": (requests.outcome == Outcome.OUR_POLICY).tolist(),
        "format": [format_name] * len(requests),
    }
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def _stamps(milliseconds: NDArray[np.int64]) -> list[str]:
    """Unix milliseconds as RFC 3339."""
    return [f"{text}Z" for text in np.datetime_as_string(milliseconds.astype("datetime64[ms]")).tolist()]


def _known(figures: NDArray[np.int64]) -> list[int | None]:
    """Figures, null where the format lacks them."""
    return [figure if figure >= 0 else None for figure in figures.tolist()]


def _texts(column: Words) -> list[str | None]:
    """Texts, null where absent; what is not UTF-8 is read as Latin-1."""
    values = [None if value in {b"", b"-"} else _text(value) for value in column.values]
    return [values[code] for code in column.codes.tolist()]


def _text(value: bytes) -> str:
    """One text."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
