"""The shape of `watch.toml` as it stands on disk, and what is said where a file has another."""

import re
from typing import Literal

import msgspec

from streams.contracts.topics import DEFAULT_PREFIX


class PagesTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The `[status_pages]` table."""

    platforms: list[str] | None = None
    every_seconds: float = 120.0
    at_once: int = 4
    timeout_seconds: float = 20.0


class PageTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A `[[status_page]]`."""

    platform: str
    url: str
    kind: str
    part: str = ""


class ProbesTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The `[probes]` table."""

    platforms: list[str] = []
    every_seconds: float = 60.0
    timeout_seconds: float = 10.0
    tries_a_minute: int = 120
    resolvers: list[str] = []
    through: Literal["proxy", "direct"] | None = None


class HostTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A `[[control]]`."""

    host: str
    port: int | None = None
    tls: bool = True
    path: str = "/"


class ProbeTable(HostTable, forbid_unknown_fields=True, kw_only=True):
    """A `[[probe]]`."""

    platform: str
    group: Literal["core", "login", "media", "other"] | None = None


class WatchFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """All of it."""

    contact: str
    name: str = "watch"
    broker: str = ""
    topic_prefix: str = DEFAULT_PREFIX
    catalogue: list[str] = []
    proxy: str = ""
    proxy_login_file: str = ""
    ca_file: str = ""
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"
    status_pages: PagesTable = msgspec.field(default_factory=PagesTable)
    status_page: list[PageTable] = []
    probes: ProbesTable = msgspec.field(default_factory=ProbesTable)
    probe: list[ProbeTable] = []
    control: list[HostTable] = []


def in_words(message: str) -> str:
    """The message of msgspec in words for whoever wrote the file."""
    where = re.search(r" - at `\$\.?(.*?)`$", message)
    what = message[: where.start()] if where else message
    place = f" in {where[1]}" if where and where[1] else ""
    if unknown := re.search(r"unknown field `(.*?)`", what):
        return f"there is no setting called {unknown[1]}{place}"
    if missing := re.search(r"missing required field `(.*?)`", what):
        return f"{missing[1]} is missing{place}"
    return f"{what}{place}"
