"""All log formats by name, and how the right one is found for a log: the one list that knows them."""

import importlib
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from streams.domain.lines import Block, Verdict
from streams.formats.interface import Format
from streams.formats.options import FormatError, FormatOptions
from streams.formats.squid import sniff as sniff_squid
from streams.formats.syslog import ANY_PREFIX, PRIORITY

__all__ = [
    "AUTO",
    "FORMATS",
    "FormatError",
    "FormatOptions",
    "format_options",
    "make_format",
    "recognise",
    "sniff",
    "stated_logformat",
]

AUTO: Final = "auto"
ENOUGH: Final = 0.2
"""The share of lines that must fit: a damaged log of a known format is better read than refused."""


FORMATS: Final[dict[str, str]] = {
    "squid": "streams.formats.squid:make",
    "squid-common": "streams.formats.logformat:make_common",
    "squid-combined": "streams.formats.logformat:make_combined",
    "squid-logformat": "streams.formats.logformat:make_custom",
    "w3c": "streams.formats.w3c:make",
    "cef": "streams.formats.cef:make",
    "jsonl": "streams.formats.jsonl:make",
    "delimited": "streams.formats.delimited:make",
}
"""Name on the command line -> what makes the format from the user's settings. Each is imported when it is
needed: all but Squid's native format bring Polars along, which a short-lived process would notice."""


def _made(name: str, options: FormatOptions) -> Format:
    """The format of a known name."""
    module, _, factory = FORMATS[name].partition(":")
    made: Format = getattr(importlib.import_module(module), factory)(options)
    return made


_WEB_SERVERS: Final = re.compile(rb'\S+ \S+ [^\[]*\[[^\]]+\] "[A-Z]+ [^"]*" [0-9]{3} (?:[0-9]+|-)(?: "|\s*$)')
"""Apache's common and combined log formats, without the result and hierarchy that Squid adds."""

_SYSLOG_HEADER: Final = re.compile(ANY_PREFIX.encode())
_SYSLOG: Final = re.compile(f"{ANY_PREFIX}|{PRIORITY}".encode())

ALMOST_ALL: Final = 0.9
"""A share that leaves no other format a chance."""

_DESCRIBED: Final = frozenset({"w3c", "cef", "jsonl", "delimited"})
"""Formats for which `--fields` says something."""


def format_options(
    *, timezone: str | None = None, logformat: str = "", fields: Path | None = None
) -> FormatOptions:
    """The settings as given on a command line.

    Raises `FormatError` for a zone or TOML that cannot be used, OSError where the file cannot be read.
    """
    described: dict[str, Any] = {}
    if fields is not None:
        try:
            described = tomllib.loads(fields.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise FormatError(f"--fields {fields.name} is no TOML: {error}") from error
        if not described:
            raise FormatError(f"--fields {fields.name} is empty; `holdfast parse --help` shows an example")
    return FormatOptions(timezone or "UTC", logformat, described)


def stated_logformat(given: str | None) -> str:
    """`--logformat` as given, empty where it was not. Raises `FormatError` where nothing was given for it."""
    if given is not None and not given.strip():
        raise FormatError(
            "--logformat is empty. Give the string of your squid.conf, as in --logformat '%ts %>a %ru', and "
            "see that the shell does not take it away; or leave the option out"
        )
    return given or ""


def make_format(name: str, options: FormatOptions) -> Format:
    """The format of that name; raises `FormatError` for an unknown name or settings that do not belong."""
    if name not in FORMATS:
        raise FormatError(f"--format {name} is not known; known are {AUTO}, {', '.join(FORMATS)}")
    if options.logformat and name != "squid-logformat":
        raise FormatError(f"--logformat belongs to --format squid-logformat, not to {name}")
    if options.fields and name not in _DESCRIBED:
        raise FormatError(f"--fields says nothing about {name}; it describes {', '.join(sorted(_DESCRIBED))}")
    return _made(name, options)


def recognise(name: str, first_lines: Sequence[bytes], options: FormatOptions) -> str:
    """The format's name, for `auto` found by the log's first lines.

    Settings that belong to one format decide first; else the format that most lines fit, specific before
    general. A log without any line reads as the first format. Raises `FormatError` that says what to do.
    """
    if name == AUTO:
        name = _by_settings(first_lines, options) or _by_lines(first_lines, options)
    make_format(name, options)
    if name == "w3c":
        _check_proxy(first_lines, options)
    return name


def sniff(first_lines: Sequence[bytes], options: FormatOptions) -> Format:
    """The format of a log by its first lines; raises `FormatError` where none fits."""
    return make_format(recognise(AUTO, first_lines, options), options)


def _by_settings(lines: Sequence[bytes], options: FormatOptions) -> str:
    """The format that the settings can only belong to; empty where they leave it open."""
    if options.logformat:
        return "squid-logformat"
    given = options.fields
    if not given:
        return ""
    if "fields" in given or "in" in given:
        return "w3c" if "fields" in given else "cef"
    is_json = any(line.lstrip().startswith(b"{") for line in lines)
    return "jsonl" if is_json and not {"separator", "names", "header"} & given.keys() else "delimited"


def _by_lines(lines: Sequence[bytes], options: FormatOptions) -> str:
    """The format that the lines show."""
    content = [line for line in lines if line.strip()]
    if not content:
        return next(iter(FORMATS))
    block = Block(b"\n".join(lines) + b"\n")
    relayed = _behind_syslog(content)
    shares = {"squid": 0.0 if relayed else sniff_squid(lines)}
    if shares["squid"] > ALMOST_ALL:
        return "squid"
    from streams.formats.w3c_headers import header_lines  # noqa: PLC0415 (it brings Polars along)

    if any(name == "Fields" for _, _, name, _ in header_lines(block)):
        return "w3c"
    for name in ("cef",) if relayed else ("squid-combined", "squid-common", "cef", "jsonl"):
        shares[name] = share_that_fits(_made(name, FormatOptions(options.timezone)), block)
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= ENOUGH:
        return best
    raise FormatError(_advice(content))


def share_that_fits(tried: Format, block: Block) -> float:
    """The share of a block's content lines that a format parses."""
    verdicts = tried.cut(block, "", np.zeros(len(block), bool)).verdicts
    content = int(np.count_nonzero(verdicts != Verdict.SKIPPED))
    return float(np.count_nonzero(verdicts == Verdict.PARSED)) / content if content else 0.0


def _advice(content: list[bytes]) -> str:
    """What to do about lines that no format knows, by what they look like; never any of their text."""
    if _behind_syslog(content):
        return _advice_behind_syslog(content)
    objects = sum(line.lstrip().startswith(b"{") for line in content)
    if objects * 2 > len(content):
        return (
            "These are JSON lines, but in names that Holdfast does not know. Say which field is which with "
            "--fields FILE.toml; `holdfast parse --help` shows one."
        )
    if all(line.startswith(b"#") for line in content):
        return "The log's first lines are all comments. Name its format with --format."
    if sum(b"\0" in line for line in content) * 2 > len(content):
        return "This is no text. Is it a log, or an archive (tar, zip) that has to be unpacked first?"
    if sum(_WEB_SERVERS.match(line) is not None for line in content) * 2 > len(content):
        return (
            "This looks like a web server's own log (Apache, nginx), which does not say where people went. "
            "If Squid wrote it, it lacks the trailer %Ss:%Sh: give its own logformat with --logformat."
        )
    return (
        f"None of the formats ({', '.join(FORMATS)}) fits these lines. If it is a W3C log that lost its "
        '#Fields line, give it with --fields (fields = "date time ..."). If Squid wrote it in a logformat of '
        "its own, give that string with --logformat. Otherwise describe the columns with --fields FILE.toml; "
        "`holdfast parse --help` shows one."
    )


def _behind_syslog(content: Sequence[bytes]) -> bool:
    """Whether most lines begin with a syslog header, or with what is left of one."""
    return sum(_SYSLOG.match(line) is not None for line in content) * 2 > len(content)


def _advice_behind_syslog(content: Sequence[bytes]) -> str:
    """What to do about lines behind a syslog header, by what is left of them without it."""
    from streams.formats.logformat import NATIVE  # noqa: PLC0415 (it brings Polars along)

    bare = [_SYSLOG.sub(b"", line) for line in content]
    if sniff_squid(bare) >= ENOUGH:
        header = "<%note>" if all(_SYSLOG_HEADER.match(line) is None for line in content) else "%note "
        return (
            "These are lines of Squid behind a syslog header. Strip the header, or describe whole lines "
            f"with --logformat '{header}{NATIVE}'"
        )
    return (
        "These lines stand behind a syslog header. If it is a W3C log that lost its #Fields line, give it "
        'with --fields (fields = "date time ..."); the header does no harm there. Otherwise strip the header.'
    )


def _check_proxy(lines: Sequence[bytes], options: FormatOptions) -> None:
    """Refuse a web server's own log, which cannot say where people went."""
    block = Block(b"\n".join(lines) + b"\n")
    verdicts = make_format("w3c", options).cut(block, "", np.zeros(len(block), bool)).verdicts
    hostless = int(np.count_nonzero(verdicts == Verdict.NO_HOST))
    if hostless and not np.count_nonzero(verdicts == Verdict.PARSED):
        raise FormatError(
            "This is a web server's own log: its #Fields hold neither cs-host nor a whole address, so it "
            "does not say where people went. Where IIS works as a proxy, switch the field cs-host on."
        )
