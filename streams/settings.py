"""The collector's settings: one TOML file, read once, with messages that say what to write instead."""

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from infra.broker.address import VARIABLE, checked_address
from streams.contracts.topics import DEFAULT_PREFIX
from streams.formats.options import FormatError, FormatOptions
from streams.formats.registry import AUTO, format_options, make_format

SOURCE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class SettingsError(Exception):
    """Settings that cannot be used; the message names the file and the setting, and says what to write."""


class _SourceTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A `[[source]]` table as it stands in the file."""

    name: str
    path: str
    format: str = AUTO
    timezone: str | None = None
    logformat: str = ""
    fields: str | dict[str, Any] | None = None
    site: str = ""
    history: str | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The settings file."""

    source: list[_SourceTable]
    broker: str = ""
    topic_prefix: str = DEFAULT_PREFIX
    key_file: str = ""
    directory: str = ""
    units: str = ""
    catalogue: list[str] = []
    timezone: str = "UTC"
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"
    processes: int = 2


@dataclass(frozen=True)
class Source:
    """One log to follow. `history` is a pattern for its rotated files, None finds them by name."""

    name: str
    path: Path
    format_name: str = AUTO
    options: FormatOptions = FormatOptions()  # noqa: RUF009 (it is frozen)
    site: str = ""
    history: str | None = None


@dataclass(frozen=True)
class CollectorSettings:
    """Everything that a collector is told. `key_file` None means the one in the user's data folder."""

    sources: tuple[Source, ...]
    broker: str
    topic_prefix: str = DEFAULT_PREFIX
    key_file: Path | None = None
    directory: Path | None = None
    units: Path | None = None
    catalogue: tuple[Path, ...] = ()
    timezone: str = "UTC"
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"
    processes: int = 2


def read_settings(file: Path) -> CollectorSettings:
    """The settings in a file; paths in it are relative to its folder. Raises SettingsError, OSError."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is no TOML: {error}") from error
    if not table.get("source"):
        raise SettingsError(f"{file} names no log; write one [[source]] table for each, with name and path")
    try:
        stated = msgspec.convert(table, _File)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{file}: {_said(str(error))}") from error
    folder = file.resolve().parent

    def path(text: str) -> Path | None:
        return folder / Path(text).expanduser() if text else None

    return CollectorSettings(
        sources=tuple(_source(file, each, folder) for each in stated.source),
        broker=stated.broker,
        topic_prefix=stated.topic_prefix,
        key_file=path(stated.key_file),
        directory=path(stated.directory),
        units=path(stated.units),
        catalogue=tuple(folder / Path(each).expanduser() for each in stated.catalogue),
        timezone=stated.timezone,
        metrics_port=stated.metrics_port,
        metrics_host=stated.metrics_host,
        processes=stated.processes,
    )


def checked(settings: CollectorSettings, broker: str | None) -> CollectorSettings:
    """The settings with the broker of the environment, if any. Raises SettingsError, BrokerFault."""
    settings = replace(settings, broker=broker or settings.broker)
    if not settings.broker:
        raise SettingsError(
            f"No broker is named: give --broker host:port, write broker in the settings, or set {VARIABLE}. "
            "`holdfast broker` runs one on this machine."
        )
    settings = replace(settings, broker=checked_address(settings.broker, "broker"))
    if settings.processes < 1:
        raise SettingsError("processes is how many processes parse, so it must be 1 or more")
    if settings.metrics_port is not None and not 0 <= settings.metrics_port < 65_536:
        raise SettingsError(f"metrics_port is {settings.metrics_port}; a port is a number below 65536")
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(
            f"no time zone is called {settings.timezone!r}; use an IANA name such as America/Toronto or UTC"
        ) from error
    _check_sources(settings.sources)
    return settings


def _check_sources(sources: tuple[Source, ...]) -> None:
    """Names are unique and fit to be keys, formats fit their options, and no log is given twice."""
    by_name: dict[str, Source] = {}
    by_path: dict[Path, Source] = {}
    for source in sources:
        if SOURCE_NAME.fullmatch(source.name) is None:
            raise SettingsError(
                f"{source.name!r} is no name for a source; use letters, digits, dot, dash and underscore, "
                "64 at most, for example north-proxy"
            )
        if source.name in by_name:
            raise SettingsError(
                f"two sources are called {source.name}; positions are kept by name, so rename one of them"
            )
        by_name[source.name] = source
        path = source.path.resolve()
        if path in by_path:
            raise SettingsError(
                f"the sources {by_path[path].name} and {source.name} are the same log, {source.path}; "
                "its lines would count twice, so remove one of them"
            )
        by_path[path] = source
        if source.format_name != AUTO:
            try:
                make_format(source.format_name, source.options)
            except FormatError as error:
                raise SettingsError(f"source {source.name}: {error}") from error


def _source(file: Path, table: _SourceTable, folder: Path) -> Source:
    """One source with its paths and options."""
    described = table.fields if isinstance(table.fields, dict) else {}
    named = folder / table.fields if isinstance(table.fields, str) else None
    try:
        options = format_options(timezone=table.timezone, logformat=table.logformat, fields=named)
    except FormatError as error:
        raise SettingsError(f"{file}: source {table.name}: {error}") from error
    except FileNotFoundError as error:
        raise SettingsError(f"{file}: source {table.name}: there is no file {named}") from error
    return Source(
        name=table.name,
        path=folder / Path(table.path).expanduser(),
        format_name=table.format,
        options=replace(options, fields=described) if described else options,
        site=table.site,
        history=table.history,
    )


def _said(message: str) -> str:
    """The message of msgspec in words for whoever wrote the file."""
    where = re.search(r" - at `\$\.?(.*?)`$", message)
    place = f" in {_table(where[1])}" if where and where[1] else ""
    what = message[: where.start()] if where else message
    if unknown := re.search(r"unknown field `(.*?)`", what):
        known = _SourceTable if place else _File
        names = ", ".join(known.__struct_fields__)
        return f"there is no setting called {unknown[1]}{place}; there are {names}"
    if missing := re.search(r"missing required field `(.*?)`", what):
        return f"{missing[1]} is missing{place}; every [[source]] needs a name and a path"
    return f"{what}{place}"


def _table(path: str) -> str:
    """A place in the file as whoever wrote it would look for it."""
    return re.sub(
        r"^source\[(\d+)\](?:\.(.*))?$",
        lambda found: (f"{found[2]} of " if found[2] else "") + f"[[source]] number {int(found[1]) + 1}",
        path,
    )
