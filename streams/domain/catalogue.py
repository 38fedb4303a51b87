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
from datetime import date, timedelta
from hashlib import blake2b

from streams.domain.catalogue_rows import HostRow, PathRule, Platform, family_pattern, fixed_end
from streams.domain.hosts import normalise_host
from streams.domain.lifecycles import Lifecycle, start_ms
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


@dataclass(frozen=True, slots=True)
class _Paths:
    """The path rules of one platform and surface as a single pattern: group n+1 is rule n."""

    pattern: re.Pattern[str]
    rules: tuple[PathRule, ...]


class Catalogue:
    """The whole catalogue, ready to be asked. `streams.adapters.catalogue_files` loads one.

    `platforms` by id; `suffixes` are all literal host suffixes, sorted, for a byte matcher: every host with
    an answer ends with one of them (whole labels), though not every such host has one. `boundaries_ms` are
    the sorted moments, in Unix milliseconds UTC, at which any answer changes; the *era* of a moment is
    `np.searchsorted(boundaries_ms, moments_ms, side="right")`, and within an era every answer is the same.
    `version` is a hash of all that the catalogue says, additions included; the order of rows is no matter.
    """

    def __init__(
        self,
        platforms: Iterable[Platform],
        hosts: Collection[HostRow],
        paths: Collection[PathRule] = (),
        ignored: Collection[str] = (),
    ) -> None:
        self.platforms: Mapping[str, Platform] = {platform.id: platform for platform in platforms}
        lives = _lifecycles(self.platforms, hosts)
        self.boundaries_ms = _boundaries(lives.values())
        self.suffixes = tuple(sorted(row.host for row in hosts if not row.is_family))
        self.version = _version(self.platforms.values(), hosts, paths, ignored)
        self._paths = _paths_by_scope(hosts, paths)
        self._places = self._placed(hosts, lives, ignored)

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
        """One dict look-up for each label, the longest suffix first."""
        start = 0
        while True:
            place = self._places.get(host[start:])
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

    def _placed(
        self, hosts: Iterable[HostRow], lives: Mapping[str, Lifecycle], ignored: Iterable[str]
    ) -> dict[str, _Place]:
        """Every suffix with its answers. A family whose fixed end is no row raises KeyError."""
        places: dict[str, _Place] = {}
        families: dict[str, list[HostRow]] = {}
        for row in hosts:
            if row.is_family:
                families.setdefault(fixed_end(row.host), []).append(row)
            else:
                places[row.host] = _Place(self._life(row, lives[row.host]))
        for end, rows in families.items():
            rows.sort(key=lambda row: (-row.host.count("."), -len(row.host), row.host))
            patterns = tuple(
                (family_pattern(row.host, end), self._life(row, lives[row.host])) for row in rows
            )
            places[end] = _Place(places[end].own, patterns)
        places.update((host, _Place(None)) for host in ignored)
        return places

    def _life(self, row: HostRow, life: Lifecycle) -> _Life:
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
        ended = replace(entry, use=Use.NO, has_paths=False)
        from_era = 0 if life.since is None else self.era(start_ms(life.since))
        end_era = len(self.boundaries_ms) + 1 if life.until is None else self.era(_end_ms(life.until))
        return _Life(entry, ended, from_era, end_era)


def _end_ms(until: date) -> int:
    """The first moment after the last day."""
    return start_ms(until + timedelta(days=1))


def _lifecycles(platforms: Mapping[str, Platform], hosts: Collection[HostRow]) -> dict[str, Lifecycle]:
    """For each row the days that its platform, its own name and the names above it allow together."""
    written = {row.host: row.lifecycle.since for row in hosts}
    lives: dict[str, Lifecycle] = {}
    for row in hosts:
        platform = platforms[row.platform].lifecycle
        labels = row.host.split(".")
        above = [written.get(".".join(labels[index:])) for index in range(len(labels))]
        since = [day for day in (platform.since, *above) if day is not None]
        until = [day for day in (platform.until, row.lifecycle.until) if day is not None]
        lives[row.host] = Lifecycle(max(since, default=None), min(until, default=None))
    return lives


def _boundaries(lives: Iterable[Lifecycle]) -> tuple[int, ...]:
    """All moments at which a life begins or has ended, sorted."""
    moments: set[int] = set()
    for life in lives:
        if life.since is not None:
            moments.add(start_ms(life.since))
        if life.until is not None:
            moments.add(_end_ms(life.until))
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
        paths[scope] = _Paths(re.compile("|".join(shapes)), tuple(by_path[path] for path in ordered))
    return paths


def _version(
    platforms: Iterable[Platform],
    hosts: Iterable[HostRow],
    paths: Iterable[PathRule],
    ignored: Iterable[str],
) -> str:
    """Sixteen hexadecimal digits that change when any answer may change."""
    facts = sorted(repr(fact) for facts in (platforms, hosts, paths, ignored) for fact in facts)
    return blake2b("\n".join(facts).encode(), digest_size=8).hexdigest()
