"""Usage by closed weeks and months: which are closed, and what may be said of one.

A week or month is told 24 hours after every source that is not silent has passed its end, so that hardly
anything comes later. Shorter stretches, and those that still run, are told to nobody: two tables that differ
by a day would tell what a few people did on it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, Literal, NamedTuple

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from api.domain.rights import UnitTree
from monitors.domain.outage.records import SourceRow
from monitors.domain.tables import ALL_SURFACES, Figures, PeriodTables, UnitCell
from monitors.domain.usage import DAY_KEY, Slices
from monitors.domain.withholding import ORGANISATION
from monitors.reliance_rows import SeenControl
from monitors.snapshot_schema import ORGANISATION_NAME, UsageRow
from streams.domain.cells import Cells
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch
from streams.domain.surfaces import USE_OF_WORD
from streams.domain.units import UNASSIGNED

Grain = Literal["week", "month"]

CLOSED_AFTER: Final = timedelta(hours=24)
DAYS_A_WEEK: Final = 7


class Span(NamedTuple):
    """Whole local days: from the `first` one to the one before `after`."""

    first: date
    after: date


class Cell(NamedTuple):
    """One unit on one surface of one platform; `use` says whether its hosts count as a person's use."""

    unit: str
    platform: str
    surface: str
    use: str


class Counted(NamedTuple):
    """What the tables say of a span: counts in the order of USAGE_COUNTS, who was there, and general traffic.

    `slots` are so many requests as must have been there, one for each person and five minutes.
    """

    counts: Mapping[Cell, Sequence[int]]
    people: Mapping[Cell, Sketch]
    slots: Mapping[Cell, int]
    control: SeenControl


class PlatformUsage(Struct, frozen=True, kw_only=True):
    """One platform in the whole organisation: exact but for `people`, a multiple of 5, null under k."""

    platform: str
    requests: int
    people: int | None
    units: int | None
    bytes_down: int
    bytes_up: int
    blocked: int
    seen_as_embed: int
    outcomes: dict[str, int]


class UsagePeriod(Struct, frozen=True, kw_only=True):
    """What is said of one closed week or month, as in a snapshot.

    `to` is the first day that is not in it. `joined_share` is the part of requests of people whom the
    directory places in a unit, `by_address_share` that of people known by an address only; null without any.
    """

    grain: Grain
    from_: date = field(name="from")
    to: date
    joined_share: float | None
    by_address_share: float | None
    platforms: list[PlatformUsage]
    usage: list[UsageRow]


class Asked(NamedTuple):
    """Which part of a period is wanted; None: all of it. `units` are those that may be seen."""

    units: Collection[str] | None = None
    unit: str | None = None
    platform: str | None = None
    surface: str | None = None


def span_at(grain: Grain, day: date) -> Span:
    """The week, from Monday on, or the month in which a day lies."""
    if grain == "week":
        monday = day - timedelta(days=day.weekday())
        return Span(monday, monday + timedelta(days=DAYS_A_WEEK))
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=31)).replace(day=1))


def spans_between(grain: Grain, first: date, after: date) -> list[Span]:
    """The whole weeks or months that lie between two days."""
    span = span_at(grain, first)
    spans = []
    while span.after <= after:
        if span.first >= first:
            spans.append(span)
        span = span_at(grain, span.after)
    return spans


def closed_until(sources: Iterable[SourceRow], zone: tzinfo) -> date | None:
    """The first local day that is not closed; None where no source says how far it is complete."""
    seen = [
        each.watermark_ms for each in sources if each.watermark_ms is not None and each.blind_since_ms is None
    ]
    if not seen:
        return None
    return (datetime.fromtimestamp(min(seen) / 1000, zone) - CLOSED_AFTER).date()


def period_of(grain: Grain, span: Span, counted: Counted, tree: UnitTree, k: int) -> UsagePeriod:
    """Everything that may be said of a closed span."""
    units = _Places([UNASSIGNED, *tree.names, *(cell.unit for cell in counted.counts)])
    platforms = _Places(cell.platform for cell in counted.counts)
    surfaces = _Places(cell.surface for cell in counted.counts)
    keys = {
        cell: int(
            DAY_KEY.pack(
                unit=np.array([units[cell.unit]]),
                platform=np.array([platforms[cell.platform]]),
                surface=np.array([surfaces[cell.surface]]),
                use=np.array([int(USE_OF_WORD[cell.use])]),
                day=np.array([0]),
            )[0]
        )
        for cell in counted.counts
    }
    tables = PeriodTables(
        Slices(_counted_cells(counted, keys), _under(keys, counted.people), Cells.none(1)),
        [_parent_place(name, tree, units) for name in units.names],
        [place for place, name in enumerate(units.names) if tree.people(name) == 1],
        k,
        _least(counted, units, platforms, surfaces),
    )
    teller = _Teller(units.names, platforms.names, surfaces.names)
    control = counted.control
    return UsagePeriod(
        grain=grain,
        from_=span.first,
        to=span.after,
        joined_share=round(control.joined / control.requests, 4) if control.requests else None,
        by_address_share=round(control.by_address / control.votes, 4) if control.votes else None,
        platforms=[
            PlatformUsage(
                platform=platforms.names[row.platform],
                requests=row.figures.requests,
                people=row.figures.people,
                units=row.units,
                bytes_down=row.figures.count("bytes_down"),
                bytes_up=row.figures.count("bytes_up"),
                blocked=row.figures.count("our_policy"),
                seen_as_embed=row.seen_as_embed,
                outcomes=row.figures.outcomes,
            )
            for row in tables.platforms
        ],
        usage=teller.rows(tables),
    )


def part_of(period: UsagePeriod, asked: Asked) -> UsagePeriod:
    """The part of a period that is wanted and may be seen; totals of platforms may be seen by everybody."""

    def is_wanted(row: UsageRow) -> bool:
        return (
            (asked.units is None or row.unit in asked.units)
            and asked.unit in {None, row.unit}
            and asked.platform in {None, row.platform}
            and asked.surface in {None, row.surface}
        )

    return replace(
        period,
        platforms=[each for each in period.platforms if asked.platform in {None, each.platform}],
        usage=[row for row in period.usage if is_wanted(row)],
    )


def suppressed_in(period: UsagePeriod) -> int:
    """How many cells of units are withheld."""
    return sum(row.withheld is True for row in period.usage)


class _Places:
    """Names in the order in which they first came, and the place of each."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known = {name: place for place, name in enumerate(dict.fromkeys(names))}

    @property
    def names(self) -> list[str]:
        return list(self._known)

    def __getitem__(self, name: str) -> int:
        return self._known[name]


def _counted_cells(counted: Counted, keys: Mapping[Cell, int]) -> Cells:
    """Counts under their keys."""
    nobody = Cells.none(1)
    counts = np.array([counted.counts[cell] for cell in keys], np.int64).reshape(-1, len(USAGE_COUNTS))
    places = np.array(list(keys.values()), np.int64)
    return Cells.gather(places, counts, nobody.member_keys, nobody.members, nobody.flags)


def _under(keys: Mapping[Cell, int], people: Mapping[Cell, Sketch]) -> dict[int, Sketch]:
    """Sketches under their keys; whoever has a sketch has asked for something."""
    return {keys[cell]: sketch for cell, sketch in people.items() if cell in keys}


def _least(
    counted: Counted, units: _Places, platforms: _Places, surfaces: _Places
) -> dict[tuple[int, int, int], int]:
    """Requests that must be there, by places."""
    sums: dict[tuple[int, int, int], int] = {}
    for cell, slots in counted.slots.items():
        if cell in counted.counts:
            place = (units[cell.unit], platforms[cell.platform], surfaces[cell.surface])
            sums[place] = sums.get(place, 0) + slots
    return sums


def _parent_place(name: str, tree: UnitTree, units: _Places) -> int:
    """The place of the unit above; ORGANISATION at the top."""
    parent = tree.parent(name)
    return ORGANISATION if parent is None else units[parent]


class _Teller(NamedTuple):
    """Puts names to places."""

    units: Sequence[str]
    platforms: Sequence[str]
    surfaces: Sequence[str]

    def rows(self, tables: PeriodTables) -> list[UsageRow]:
        """Cells that are shown, cells that are withheld, and the sums that carry those."""
        rows: list[UsageRow] = []
        for platform in tables.platforms:
            name = self.platforms[platform.platform]
            own, others = tables.units_of(platform.platform)
            rows += [row for cell in own for row in self._cell(cell, name)]
            for other in others:
                rows += [
                    UsageRow(unit=self.units[child], platform=name, withheld=True) for child in other.children
                ]
                parent = ORGANISATION_NAME if other.parent == ORGANISATION else self.units[other.parent]
                rows.append(
                    UsageRow(
                        unit=parent,
                        platform=name,
                        requests=other.figures.requests,
                        bytes_down=other.figures.count("bytes_down"),
                        bytes_up=other.figures.count("bytes_up"),
                        other_units=True,
                        children=len(other.children),
                    )
                )
        return rows

    def _cell(self, cell: UnitCell, platform: str) -> list[UsageRow]:
        """A unit's cell: the sum, then each surface that may be shown."""
        return [
            self._row(self.units[cell.unit], platform, surface, figures)
            for surface, figures in sorted(cell.surfaces.items())
        ]

    def _row(self, unit: str, platform: str, surface: int, figures: Figures) -> UsageRow:
        return UsageRow(
            unit=unit,
            platform=platform,
            surface=None if surface == ALL_SURFACES else self.surfaces[surface],
            requests=figures.requests,
            people=figures.people,
            bytes_down=figures.count("bytes_down"),
            bytes_up=figures.count("bytes_up"),
            outcomes=figures.outcomes,
        )
