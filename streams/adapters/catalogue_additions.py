"""The organisation's own part of the catalogue: one TOML file, read with every fault said at once.

    sanctioned = ["microsoft-teams"]          # platforms that the organisation has approved
    ignore = ["googletagmanager.com"]         # no hit any more, nor any host below it without a row

    [platforms.our-wiki]                      # a platform of your own; the key is its id
    name = "Our wiki"
    operator = "The organisation"
    kind = "collaboration"                    # optional, as are since, until, sanctioned = true, and terms

    [platforms.our-wiki.terms]                # what its terms of use say: yes, no or unknown, and your source
    source = "https://wiki.example.org/terms"
    looked_on = 2026-01-14
    business_use = "yes"                      # also shared_account, automated_access, business_offer,
    least_age = 16                            # and dated = "2025-11", the date of the text

    [[hosts]]                                 # a host of your own, or another answer for one that is known
    host = "wiki.example.org"
    platform = "our-wiki"
    surface = "feed"
    counts_as_use = "yes"                     # optional: since, until

    [[paths]]                                 # what a path says beyond its host
    host = "wiki.example.org"
    path = "/api"
    surface = "api"
    counts_as_use = "no"

For a host that is known already, what is left out stays as it was.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streams.adapters.checked_toml import CheckedToml, FaultyTomlError, read_toml
from streams.domain.catalogue_rows import KINDS, HostRow, PathRule, Platform, fixed_end
from streams.domain.cells import CONTROL
from streams.domain.hosts import fault_of_host, normalise_host
from streams.domain.lifecycles import Lifecycle, lifecycle_of
from streams.domain.surfaces import USE_OF_WORD, Surface
from streams.domain.terms import ALLOWED, ASKED, Allowed, Terms

SURFACES = {surface.value: surface for surface in Surface}
TERMS_KEYS = ("source", "looked_on", "dated", "least_age", *ASKED)
OLDEST = 100
"""Years: no terms ask for more."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_PLATFORMS = CONTROL
"""A cell has this many numbers for platforms; the next one stands for all that is not catalogued."""


@dataclass(frozen=True, slots=True)
class Additions:
    """Rows by key: what ships, what one file adds, or both merged."""

    platforms: Mapping[str, Platform] = field(default_factory=dict)
    hosts: Mapping[str, HostRow] = field(default_factory=dict)
    paths: tuple[PathRule, ...] = ()
    ignored: frozenset[str] = frozenset()
    sanctioned: frozenset[str] = frozenset()


class AdditionsError(FaultyTomlError):
    """A file of additions that cannot be taken."""


def read_additions(path: Path, base: Additions) -> Additions:
    """The additions in a file, which may speak of the platforms and hosts of `base`.

    Raises AdditionsError with every fault that the file has, and OSError where it cannot be read.
    """
    shape = "each table has its [header] on a line of its own"
    return read_toml(path, shape, AdditionsError, lambda toml, tables: _Reader(toml, base).read(tables))


class _Reader:
    """One reading of one file. Each step takes what it can, and leaves a fault for what it cannot."""

    def __init__(self, toml: CheckedToml, base: Additions) -> None:
        self._toml = toml
        self._base = base
        self._platforms: dict[str, Platform] = {}
        self._hosts: dict[str, HostRow] = {}

    def read(self, tables: dict[str, Any]) -> Additions:
        """Everything in the file; meaningless when there are faults."""
        self._toml.known_keys("the file", tables, ("sanctioned", "ignore", "platforms", "hosts", "paths"))
        for name, table in self._toml.section(tables, "platforms", dict).items():
            self._platform(name, table)
        count = len(self._base.platforms.keys() | self._platforms.keys())
        if count > MOST_PLATFORMS:
            self._toml.faults.append(
                f"with these there are {count:,} platforms; at most {MOST_PLATFORMS:,} can be told apart, so "
                "put hosts that belong together under one platform"
            )
        hosts = self._toml.section(tables, "hosts", list)
        for index, table in enumerate(hosts):
            self._host(self._toml.where("hosts", index), table)
        paths = tuple(
            rule
            for index, table in enumerate(self._toml.section(tables, "paths", list))
            if (rule := self._path(self._toml.where("paths", index), table)) is not None
        )
        return Additions(
            platforms=self._platforms,
            hosts=self._hosts,
            paths=paths,
            ignored=frozenset(self._ignored(self._toml.texts(tables, "ignore"))),
            sanctioned=frozenset(self._sanctioned(self._toml.texts(tables, "sanctioned"))),
        )

    def _platform(self, name: str, table: Any) -> None:
        where = f"[platforms.{name}]{self._toml.at(f'[platforms.{name}]', 0)}"
        if not self._toml.is_table(where, table):
            return
        keys = ("name", "operator", "kind", "since", "until", "sanctioned", "terms")
        self._toml.known_keys(where, table, keys)
        if not _ID.fullmatch(name):
            self._toml.faults.append(
                f"{where}: an id has small letters, digits and single hyphens, as in our-wiki"
            )
        known = self._base.platforms.get(name)
        title = self._toml.text(where, table, "name", known.name if known else None)
        operator = self._toml.text(where, table, "operator", known.operator if known else None)
        kind = self._toml.text(where, table, "kind", known.kind if known else "collaboration")
        if kind is not None and kind not in KINDS:
            self._toml.unknown(where, "kind", kind, KINDS)
        sanctioned = table.get("sanctioned", known.sanctioned if known else False)
        if not isinstance(sanctioned, bool):
            self._toml.faults.append(
                f"{where}: sanctioned is {sanctioned!r}; write true or false, without quotes"
            )
        life = self._life(where, table, known.lifecycle if known else Lifecycle())
        terms = self._terms(name, table, known.terms if known else None)
        if title is not None and operator is not None and kind is not None:
            self._platforms[name] = Platform(name, title, operator, kind, life, bool(sanctioned), terms)

    def _terms(self, name: str, table: dict[str, Any], known: Terms | None) -> Terms | None:
        """What the organisation read in a platform's terms; what it leaves out stays as it was known."""
        if "terms" not in table:
            return known
        stated, header = table["terms"], f"[platforms.{name}.terms]"
        where = f"{header}{self._toml.at(header, 0)}"
        if not self._toml.is_table(where, stated):
            return known
        self._toml.known_keys(where, stated, TERMS_KEYS)
        source = self._toml.text(where, stated, "source", None)
        looked_on = self._toml.day(where, stated, "looked_on")
        said = {key: self._allowed(where, stated, key, known) for key in ASKED}
        age = stated.get("least_age", known.least_age if known else None)
        if age is not None and (type(age) is not int or not 0 <= age < OLDEST):
            self._toml.faults.append(f"{where}: least_age is {age!r}; write whole years, as in 16")
            return known
        dated = self._toml.text(where, stated, "dated", "-") if "dated" in stated else ""
        if source is None or looked_on is None:
            return known
        return Terms(source=source, looked_on=looked_on, least_age=age, dated=dated or "", **said)

    def _allowed(self, where: str, stated: dict[str, Any], key: str, known: Terms | None) -> Allowed:
        """One fact of the terms."""
        before: Allowed = getattr(known, key) if known else "unknown"
        return self._toml.choice(where, stated, key, ALLOWED, before) or before

    def _host(self, where: str, table: Any) -> None:
        if not self._toml.is_table(where, table):
            return
        self._toml.known_keys(
            where, table, ("host", "platform", "surface", "counts_as_use", "since", "until")
        )
        host = self._toml.text(where, table, "host", None)
        if host is None:
            return
        host = normalise_host(host)
        known = self._base.hosts.get(host)
        where = f"{where}, {host}" if host else where
        if known is None and (fault := self._fault(host)) is not None:
            self._toml.faults.append(f"{where}: {fault}")
            return
        platform = self._toml.text(where, table, "platform", known.platform if known else None)
        known_platform = platform in self._platforms or platform in self._base.platforms
        if platform is not None and not known_platform:
            self._toml.unknown(
                where, "platform", platform, self._all_platforms(), "a new one needs its [platforms.ID]"
            )
        surface = self._toml.choice(where, table, "surface", SURFACES, known.surface if known else None)
        use = self._toml.choice(where, table, "counts_as_use", USE_OF_WORD, known.use if known else None)
        life = self._life(where, table, known.lifecycle if known else Lifecycle())
        if platform is not None and known_platform and surface is not None and use is not None:
            self._keep(where, HostRow(host, platform, surface, use, life))

    def _keep(self, where: str, row: HostRow) -> None:
        """Take the row, unless the file has said something else of the same host before."""
        before = self._hosts.setdefault(row.host, row)
        if before != row:
            said = f"{before.platform}, {before.surface}, {before.use.word}"
            self._toml.faults.append(f"{where}: an earlier row of this file says {said}; keep one of the two")

    def _path(self, where: str, table: Any) -> PathRule | None:
        if not self._toml.is_table(where, table):
            return None
        self._toml.known_keys(where, table, ("host", "path", "surface", "counts_as_use"))
        host, path = self._toml.text(where, table, "host", None), self._toml.text(where, table, "path", None)
        surface = self._toml.choice(where, table, "surface", SURFACES, None)
        use = self._toml.choice(where, table, "counts_as_use", USE_OF_WORD, None)
        if host is None or path is None or surface is None or use is None:
            return None
        host = normalise_host(host)
        if host not in self._hosts and host not in self._base.hosts:
            self._toml.faults.append(
                f"{where}: {host} is no host of the catalogue; give it a row under [[hosts]]"
            )
        if not path.startswith("/") or not path.strip("/") or "?" in path or "#" in path:
            self._toml.faults.append(
                f'{where}: "{path}" is no path; write it from its first slash and without a query, as in /api'
            )
        return PathRule(host, path, surface, use)

    def _ignored(self, hosts: list[str]) -> list[str]:
        names = [normalise_host(host) for host in hosts]
        for name in names:
            if name not in self._base.hosts and (fault := fault_of_host(name)) is not None:
                self._toml.faults.append(f'ignore, "{name}": {fault}')
            if name in self._hosts:
                self._toml.faults.append(
                    f'ignore, "{name}": this file gives it a row as well; keep one of the two'
                )
        return names

    def _sanctioned(self, platforms: list[str]) -> list[str]:
        names = self._all_platforms()
        for platform in set(platforms).difference(names):
            self._toml.unknown("sanctioned", "platform", platform, names, "write the ids of platforms")
        return platforms

    def _all_platforms(self) -> tuple[str, ...]:
        return (*self._base.platforms, *self._platforms)

    def _fault(self, host: str) -> str | None:
        """What is wrong with a host that is not in the catalogue yet."""
        family = "*" in host.removeprefix("*.") or "#" in host
        fault = fault_of_host(host, pattern=family)
        if fault is None and family:
            end = fixed_end(host)
            if end not in self._base.hosts and end not in self._hosts:
                return f'"{end}" has no row yet; a family refines a host above it, so give that one first'
        return fault

    def _life(self, where: str, table: dict[str, Any], known: Lifecycle) -> Lifecycle:
        """The written life cycle; a day may be a text, a TOML date or a bare year."""
        if "since" not in table and "until" not in table:
            return known
        since = str(table.get("since", known.since or ""))
        until = str(table.get("until", known.until or ""))
        try:
            return lifecycle_of(since, until)
        except ValueError as error:
            self._toml.faults.append(f"{where}: {error}")
            return known
