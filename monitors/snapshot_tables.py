"""The rows of a snapshot's tables of usage, as `holdfast.snapshot/1` has them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitors.domain.tables import ALL_SURFACES, Figures, PeriodTables, PlatformCells, UnitCell
from monitors.domain.withholding import ORGANISATION, shown_people
from monitors.snapshot_schema import ORGANISATION_NAME, HourRow, PlatformRow, UnknownHost, UsageRow
from streams.attribution import SURFACES
from streams.domain.catalogue import Catalogue
from streams.domain.directory import Directory
from streams.domain.unknown_hosts import HostTally

MOST_UNKNOWN_HOSTS = 50


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows of places and figures.

    `said_bytes` are the ways (`bytes_down`, `bytes_up`) of which any line of the log tells the bytes.
    """

    catalogue: Catalogue
    directory: Directory
    said_bytes: frozenset[str]

    def platforms(self, tables: PeriodTables, votes: NDArray[np.int64]) -> list[PlatformRow]:
        """Every platform that was used or seen; `votes` are all and failed ones, a row each."""
        names = list(self.catalogue.platforms.values())
        return [
            PlatformRow(
                platform=names[row.platform].id,
                name=names[row.platform].name,
                operator=names[row.platform].operator,
                requests=row.figures.requests,
                people=row.figures.people,
                units=row.units,
                bytes_down=self._bytes(row.figures, "bytes_down"),
                bytes_up=self._bytes(row.figures, "bytes_up"),
                failed_share=_share(int(votes[row.platform, 1]), int(votes[row.platform, 0])),
                blocked=row.figures.count("our_policy"),
                seen_as_embed=row.seen_as_embed,
            )
            for row in tables.platforms
        ]

    def usage(self, cells: PlatformCells) -> list[UsageRow]:
        """Units x platforms: shown cells, withheld ones, and the sums that carry them."""
        platforms = list(self.catalogue.platforms)
        rows: list[UsageRow] = []
        for platform, (own, others) in cells.items():
            name = platforms[platform]
            rows.extend(row for cell in own for row in self._cell_rows(cell, name))
            for other in others:
                rows.extend(
                    UsageRow(unit=self._unit(child), platform=name, withheld=True) for child in other.children
                )
                rows.append(
                    UsageRow(
                        unit=self._unit(other.parent),
                        platform=name,
                        requests=other.figures.requests,
                        bytes_down=self._bytes(other.figures, "bytes_down"),
                        bytes_up=self._bytes(other.figures, "bytes_up"),
                        other_units=True,
                        children=len(other.children),
                    )
                )
        return rows

    def _cell_rows(self, cell: UnitCell, platform: str) -> list[UsageRow]:
        """A unit's cell: the sum, then each surface."""
        return [
            self._usage_row(self._unit(cell.unit), platform, surface, figures)
            for surface, figures in sorted(cell.surfaces.items())
        ]

    def _usage_row(self, unit: str, platform: str, surface: int, figures: Figures) -> UsageRow:
        """One row of a shown cell."""
        return UsageRow(
            unit=unit,
            platform=platform,
            surface=None if surface == ALL_SURFACES else str(SURFACES[surface]),
            requests=figures.requests,
            people=figures.people,
            bytes_down=self._bytes(figures, "bytes_down"),
            bytes_up=self._bytes(figures, "bytes_up"),
            outcomes=figures.outcomes,
        )

    def _bytes(self, figures: Figures, count: str) -> int | None:
        """Bytes one way, None where no line of the log says how many went that way."""
        return figures.count(count) if count in self.said_bytes else None

    def _unit(self, unit: int) -> str:
        return ORGANISATION_NAME if unit == ORGANISATION else self.directory.units[unit].name

    def hours(self, tables: PeriodTables) -> list[HourRow]:
        """Requests by platform and hour of the week."""
        platforms = list(self.catalogue.platforms)
        return [HourRow(platforms[platform], hour, requests) for platform, hour, requests in tables.hours]


def unknown_hosts(hosts: HostTally, k: int) -> list[UnknownHost]:
    """The hosts outside the catalogue with most people, where k allows."""
    found = []
    for host, requests, people, followed in hosts.hosts()[:MOST_UNKNOWN_HOSTS]:
        shown = shown_people(people, k)
        if shown is not None and followed >= k:
            found.append(UnknownHost(host, requests, shown))
    return found


def _share(part: int, whole: int) -> float | None:
    return float(np.float64(part) / whole) if whole else None
