"""The status pages and the hosts to probe that ship with Holdfast, from the catalogue's folder."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from streams.adapters.catalogue_files import SHIPPED
from streams.contracts.signals import CONTROL_TARGET
from streams.domain.catalogue import Catalogue
from streams.domain.surfaces import SurfaceGroup
from streams.watch.domain.targets import Target


@dataclass(frozen=True, slots=True)
class StatusPage:
    """Where a vendor tells machines how a platform does; `kind` is a word of `page_readers.READERS`.

    `part` is how the vendor calls the platform where one page serves several, else empty.
    """

    platform: str
    kind: str
    url: str
    part: str = ""


def shipped_pages() -> tuple[StatusPage, ...]:
    """Every status page that is known and that machines can read."""
    return tuple(
        StatusPage(row["platform"], row["kind"], row["url"], row["part"]) for row in _rows("status_pages.csv")
    )


def shipped_probes(catalogue: Catalogue) -> tuple[Target, ...]:
    """Hosts that answer machines, control sites among them; the catalogue tells each host's group."""
    return tuple(
        Target(row["platform"], row["host"], _group(row["platform"], row["host"], catalogue))
        for row in _rows("probes.csv")
    )


def _group(platform: str, host: str, catalogue: Catalogue) -> SurfaceGroup:
    """What a host serves."""
    entry = None if platform == CONTROL_TARGET else catalogue.find(host)
    return SurfaceGroup.OTHER if entry is None else entry.group


def _rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped file, by column."""
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
