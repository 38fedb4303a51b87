"""Which platform a host belongs to, what it serves there, and whether reaching it counts as use.

The answer is the row with the longest suffix of **whole labels**: `notfacebook.com` and
`facebook.com.evil.example` are no hits of `facebook.com`, `netflix.com` is none of `x.com`.

The life cycle, weighed by the day of the log:

* before a name was what the row says (`x.com` before July 2023), the row is not there, and the next shorter
  suffix decides; a name cannot be older than the name above it, so `api.x.com` follows `x.com`;
* after the end of the platform or the name, the row still names the platform, but counts as `no`: what
  answers there now is a parked domain or somebody else;
* without a day nothing is weighed, and every row answers as it is written.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b

from streams.domain.catalogue_rows import HostRow, PathRule, Platform, family_pattern, fixed_end
from streams.domain.hosts import normalise_host
from streams.domain.lifecycles import Lifecycle, end_ms, start_ms
from streams.domain.surfaces import GROUP_OF, Surface, SurfaceGroup, Use

__all__ = ["Catalogue", "Entry", "HostRow", "PathRule", "Platform", "Surface", "SurfaceGroup", "Use"]


@dataclass(frozen=True, slots=True)
class Entry:
    """The catalogue's answer about one host.

    `platform` is the id, `name` and `operator` are for people. `matched` is the part of the host that
    decided: a suffix of whole labels. `has_paths` says that `Catalogue.find_path` may refine the answer.
    """

    platform: str
    name: str
    operator: str
    surface: Surface
    group: SurfaceGroup
    use: Use
    matched: str
    has_paths: bool


@dataclass(frozen=True, slots=True)
class _Life:
    """An answer with its eras: absent before `from_era`, `ended` from `end_era` on."""

    entry: Entry
    ended: Entry
    from_era: int
    end_era: int

    def in_era(self, era: int | None) -> Entry | None:
        if era is None:
            return self.entry
        if era < self.from_era:
            return None
        return self.entry if era < self.end_era else self.ended


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands at one suffix: its own row (none where only a hole is), and the families below it."""

    own: _Life | None
    families: tuple[tuple[re.Pattern[str], _Life], ...] = ()


@dataclass(frozen=True)
class _Paths:
    """The path rules of one platform and surface as a single pattern: group n+1 is rule n."""

    shapes: str
    rules: tuple[PathRule, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first asked: most logs have paths of a few platforms, many of none."""
        return re.compile(self.shapes)


class Catalogue:
    """The whole catalogue, ready to be asked. `streams.adapters.catalogue_files` loads one.

    `platforms` by id; `suffixes` are all literal host suffixes, sorted, for a byte matcher: every host with
    an answer ends with one of them (whole labels), though not every such host has one. `boundaries_ms` are
    the sorted moments, in Unix milliseconds UTC, at which an answer may change; the *era* of a moment is
    `np.searchsorted(boundaries_ms, moments_ms, side="right")`, and within an era every answer is the same.
    """

    def __init__(
        self,
        platforms: Iterable[Platform],
        hosts: Collection[HostRow],
        paths: Collection[PathRule] = (),
        ignored: Collection[str] = (),
    ) -> None:
        self.platforms: Mapping[str, Platform] = {platform.id: platform for platform in platforms}
        self.boundaries_ms = _boundaries(
            [*(platform.lifecycle for platform in self.platforms.values()), *(row.lifecycle for row in hosts)]
        )
        self._rows = {row.host: row for row in hosts if not row.is_family}
        self._families = _families_by_end((row for row in hosts if row.is_family), self._rows)
        self._paths = _paths_by_scope(hosts, paths)
        self._places = {host: _Place(None) for host in ignored}
        self.suffixes = tuple(sorted(self._rows))
        self._said = (tuple(self.platforms.values()), hosts, ignored, paths)

    @cached_property
    def version(self) -> str:
        """Sixteen hexadecimal digits that change with anything that the catalogue says, additions included.

        The order of rows is no matter, but for path rules, of which a later one may replace an earlier.
        """
        platforms, hosts, ignored, paths = ([str(row) for row in rows] for rows in self._said)
        lines = [*sorted(platforms), *sorted(hosts), *sorted(ignored), *paths]
        return blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()

    def find(self, host: str, on: date | None = None) -> Entry | None:
        """The answer for a host on a UTC day, or as written where no day is given; None is no hit.

        The host may have any case, a port and a trailing dot. Nothing raises, whatever the text.
        """
        return self._find(normalise_host(host), None if on is None else self.era(start_ms(on)))

    def find_in_era(self, host: str, era: int) -> Entry | None:
        """The answer for a host in an era; ask once for each (host, era)."""
        return self._find(normalise_host(host), era)

    def era(self, at_ms: int) -> int:
        """The era of a moment in Unix milliseconds UTC."""
        return bisect_right(self.boundaries_ms, at_ms)

    def find_path(self, entry: Entry, path: str) -> Entry:
        """The answer refined by the path of the request; the same entry where no rule applies.

        A query or fragment is ignored. A path may lower what counts as use, never raise it: a `weak` host
        stays weak.
        """
        if not entry.has_paths:
            return entry
        paths = self._paths[entry.platform, entry.surface]
        bare = path.lower().partition("?")[0].partition("#")[0]
        found = paths.pattern.match("/" + bare.lstrip("/"))
        if found is None or found.lastindex is None:
            return entry
        rule = paths.rules[found.lastindex - 1]
        return replace(
            entry,
            surface=rule.surface,
            group=GROUP_OF[rule.surface],
            use=min(rule.use, entry.use),
            has_paths=False,
        )

    def _find(self, host: str, era: int | None) -> Entry | None:
        """One look-up for each label, the longest suffix first."""
        start = 0
        while True:
            place = self._place(host[start:])
            if place is not None:
                if place.own is None:
                    return None
                for family, life in place.families:
                    member = family.search(host, 0, start)
                    if member is not None and (entry := life.in_era(era)) is not None:
                        return replace(entry, matched=host[member.start(1) :])
                if (entry := place.own.in_era(era)) is not None:
                    return entry
            dot = host.find(".", start)
            if dot < 0:
                return None
            start = dot + 1

    def _place(self, suffix: str) -> _Place | None:
        """What stands at a suffix; made when it is first asked for, since most never are."""
        place = self._places.get(suffix)
        if place is None and (row := self._rows.get(suffix)) is not None:
            families = self._families.get(suffix, ())
            place = _Place(
                self._life(row),
                tuple((family_pattern(family.host, suffix), self._life(family)) for family in families),
            )
            self._places[suffix] = place
        return place

    def _life(self, row: HostRow) -> _Life:
        """A row as its entry, and the eras in which it holds."""
        platform = self.platforms[row.platform]
        entry = Entry(
            platform=platform.id,
            name=platform.name,
            operator=platform.operator,
            surface=row.surface,
            group=GROUP_OF[row.surface],
            use=row.use,
            matched=row.host,
            has_paths=(row.platform, row.surface) in self._paths,
        )
        labels = row.host.split(".")
        names = (self._rows.get(".".join(labels[index:])) for index in range(1, len(labels)))
        above = [name.lifecycle.since for name in names if name is not None]
        since = [day for day in (platform.lifecycle.since, row.lifecycle.since, *above) if day is not None]
        until = [day for day in (platform.lifecycle.until, row.lifecycle.until) if day is not None]
        from_era = self.era(start_ms(max(since))) if since else 0
        if not until:
            return _Life(entry, entry, from_era, len(self.boundaries_ms) + 1)
        ended = replace(entry, use=Use.NO, has_paths=False)
        return _Life(entry, ended, from_era, self.era(end_ms(min(until))))


def _families_by_end(rows: Iterable[HostRow], ends: Collection[str]) -> dict[str, list[HostRow]]:
    """The families below each literal host, the most specific first; KeyError for an end outside `ends`."""
    families: dict[str, list[HostRow]] = {}
    for row in sorted(rows, key=lambda row: (-row.host.count("."), -len(row.host), row.host)):
        end = fixed_end(row.host)
        if end not in ends:
            raise KeyError(end)
        families.setdefault(end, []).append(row)
    return families


def _boundaries(lives: Iterable[Lifecycle]) -> tuple[int, ...]:
    """All moments at which a life begins or has ended, sorted."""
    moments: set[int] = set()
    for life in lives:
        if life.since is not None:
            moments.add(start_ms(life.since))
        if life.until is not None:
            moments.add(end_ms(life.until))
    return tuple(sorted(moments))


def _paths_by_scope(hosts: Iterable[HostRow], rules: Iterable[PathRule]) -> dict[tuple[str, Surface], _Paths]:
    """The rules of each platform and surface, the most specific first. An unknown host raises KeyError."""
    scope_of = {row.host: (row.platform, row.surface) for row in hosts}
    scopes: dict[tuple[str, Surface], dict[str, PathRule]] = {}
    for rule in rules:
        scopes.setdefault(scope_of[rule.host], {})[rule.path.lower().rstrip("/")] = rule
    paths: dict[tuple[str, Surface], _Paths] = {}
    for scope, by_path in scopes.items():
        ordered = sorted(by_path, key=lambda path: (-path.count("/"), path.count("*"), -len(path), path))
        shapes = ("(" + re.escape(path).replace(r"\*", "[^/]*") + "(?=/|$))" for path in ordered)
        paths[scope] = _Paths("|".join(shapes), tuple(by_path[path] for path in ordered))
    return paths
