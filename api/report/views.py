"""What a snapshot has to say, put in order for a reader: which platforms, which units, when, what failed.

Everything here is a pure function of the document. Nothing is estimated: what is withheld stays withheld, and
what the shown cells do not explain is named as such.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final, Literal

from monitors.snapshot_schema import PlatformRow, Snapshot, UsageRow
from streams.domain.units import UNASSIGNED

OUTCOME_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "fine": ("ok", "plat_4xx"),
    "failed": ("fail_dns", "fail_tcp", "fail_tls", "fail_timeout", "fail_5xx", "slow"),
    "refused": ("refused",),
    "policy": ("our_policy",),
    "ours": ("our_auth", "our_proxy"),
    "unclear": ("client_gone", "unknown"),
}
"""Group -> its outcomes, in the order in which they are drawn; a vote counts the same ones as failed."""

GRAVE: Final = (
    "empty-log",
    "mostly-rejected",
    "no-catalogued-use",
    "truncated-input",
    "shrunken-input",
    "damaged-input",
    "damaged-pipe",
    "directory-empty",
    "low-joined-share",
    "no-directory",
)
"""Warnings that come before the figures, because they change what the figures mean; gravest first."""

OFFICE_HOURS: Final = range(7, 18)


@dataclass(frozen=True)
class Edition:
    """What whoever made the snapshot knows and the document does not say.

    `k` is the smallest number of people shown; `zone` is the time zone of the hours of the week.
    """

    k: int = 10
    zone: tzinfo = UTC
    catalogue: str | None = None
    program: str | None = None


@dataclass(frozen=True)
class Cell:
    """One unit on one platform; `others` is the sum over `children` withheld units of one parent.

    `shade` is its part, 0 to 1, of the largest cell of that platform.
    """

    kind: Literal["figures", "withheld", "others", "no-use"]
    requests: int | None = None
    people: int | None = None
    children: int = 0
    shade: float = 0.0


@dataclass(frozen=True)
class UnitRow:
    """One unit, or with `others` what its small children did together, with a cell for each column."""

    unit: str
    others: bool
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """Units x platforms; `left_out` are platforms with too few people for any figure by unit."""

    platforms: list[PlatformRow]
    rows: list[UnitRow]
    left_out: list[PlatformRow]


@dataclass(frozen=True)
class Outcomes:
    """What a platform's requests came to. `hidden` requests lie in withheld cells and are not split."""

    platform: PlatformRow
    groups: dict[str, int]
    hidden: int
    worst: str | None

    def share(self, group: str) -> float:
        """The part of a group in the requests that are shown."""
        shown = sum(self.groups.values())
        return self.groups[group] / shown if shown else 0.0

    @property
    def shares(self) -> list[tuple[str, float]]:
        """Every group with its share, in the order of `OUTCOME_GROUPS`."""
        return [(group, self.share(group)) for group in self.groups]


@dataclass(frozen=True)
class Rhythm:
    """Requests of a platform by hour of the week, with its busiest hour and its part in office hours."""

    platform: PlatformRow
    hours: list[int]
    busiest: int
    office_share: float


def has_units(snapshot: Snapshot) -> bool:
    """Whether a directory told who belongs where, so that units could be judged."""
    return snapshot.coverage.joined_share is not None


def used(snapshot: Snapshot) -> list[PlatformRow]:
    """The platforms that somebody used, most requests first."""
    rows = [row for row in snapshot.platforms if row.requests]
    return sorted(rows, key=lambda row: (-row.requests, row.name))


def turned_away(snapshot: Snapshot) -> list[PlatformRow]:
    """The platforms that our own policy blocks, most blocked first."""
    return sorted(
        (row for row in snapshot.platforms if row.blocked), key=lambda row: (-row.blocked, row.name)
    )


def only_embedded(snapshot: Snapshot) -> list[PlatformRow]:
    """The platforms that nobody opened and other sites loaded from, most seen first."""
    rows = [row for row in snapshot.platforms if not row.requests and row.seen_as_embed]
    return sorted(rows, key=lambda row: (-row.seen_as_embed, row.name))


def least_reliable(snapshot: Snapshot) -> PlatformRow | None:
    """The platform on which most attempts failed, among those that enough people use to say so."""
    known = [row for row in used(snapshot) if row.people is not None and row.failed_share]
    return max(known, key=lambda row: row.failed_share or 0.0, default=None)


def withheld_cells(snapshot: Snapshot) -> int:
    """How many cells of unit and platform are withheld."""
    return sum(row.withheld is True for row in snapshot.usage)


def _cell(row: UsageRow, largest: int) -> Cell:
    """One published row as a cell."""
    if row.withheld is True:
        return Cell("withheld")
    kind: Literal["figures", "others"] = "others" if row.other_units is True else "figures"
    shade = (row.requests or 0) / largest if largest else 0.0
    return Cell(kind, row.requests, row.people, row.children or 0, shade)


def matrix(snapshot: Snapshot, most_platforms: int) -> Matrix:
    """Units (most requests first, a parent's other units last) by the most used platforms."""
    sums = [row for row in snapshot.usage if row.surface is None]
    with_units = {row.platform for row in sums}
    ranked = used(snapshot)
    columns = [row for row in ranked if row.platform in with_units][:most_platforms]
    left_out = [row for row in ranked if row.people is None] if sums else []
    found: dict[tuple[str, bool], dict[str, UsageRow]] = defaultdict(dict)
    for row in sums:
        found[row.unit, row.other_units is True][row.platform] = row
    largest = {
        column.platform: max(
            (row.requests or 0 for row in sums if row.platform == column.platform), default=0
        )
        for column in columns
    }
    rows = []
    for (unit, others), by_platform in found.items():
        cells = [
            _cell(by_platform[c.platform], largest[c.platform])
            if c.platform in by_platform
            else Cell("no-use")
            for c in columns
        ]
        if any(cell.kind != "no-use" for cell in cells):
            rows.append(UnitRow(unit, others, cells))
    rows.sort(key=lambda r: (r.others, r.unit == UNASSIGNED, -sum(c.requests or 0 for c in r.cells), r.unit))
    return Matrix(columns, rows, left_out)


def busiest_cells(snapshot: Snapshot, most: int) -> list[UsageRow]:
    """The units and platforms with most requests, withheld and summed-up ones left aside."""
    rows = [r for r in snapshot.usage if r.surface is None and r.requests and r.other_units is not True]
    return sorted(rows, key=lambda row: (-(row.requests or 0), row.unit, row.platform))[:most]


def outcomes(snapshot: Snapshot) -> list[Outcomes]:
    """What requests came to, platform by platform; empty where no cell is shown at all."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in snapshot.usage:
        if row.surface is None and row.outcomes:
            for outcome, count in row.outcomes.items():
                sums[row.platform][outcome] += count
    shown = []
    for platform in used(snapshot):
        split = sums.get(platform.platform)
        if not split:
            continue
        groups = {group: sum(split.get(o, 0) for o in names) for group, names in OUTCOME_GROUPS.items()}
        failures = {o: split[o] for o in OUTCOME_GROUPS["failed"] if split.get(o)}
        worst = max(failures, key=lambda o: failures[o], default=None)
        shown.append(Outcomes(platform, groups, max(0, platform.requests - sum(split.values())), worst))
    return shown


def rhythms(snapshot: Snapshot, most_platforms: int) -> list[Rhythm]:
    """The week of each of the most used platforms whose requests could be dated."""
    weeks: dict[str, list[int]] = defaultdict(lambda: [0] * 168)
    for row in snapshot.hours:
        weeks[row.platform][row.hour_of_week] += row.requests
    found = []
    for platform in used(snapshot):
        hours = weeks.get(platform.platform)
        if not hours or not any(hours):
            continue
        office = sum(hours[day * 24 + hour] for day in range(5) for hour in OFFICE_HOURS)
        found.append(Rhythm(platform, hours, hours.index(max(hours)), office / sum(hours)))
    return found[:most_platforms]
