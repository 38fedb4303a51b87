"""The catalogue from its files: the rows that ship with Holdfast, then the organisation's own."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from streams.adapters.catalogue_additions import Additions, read_additions
from streams.domain.catalogue import Catalogue
from streams.domain.catalogue_rows import HostRow, PathRule, Platform
from streams.domain.lifecycles import lifecycle_of
from streams.domain.surfaces import USE_OF_WORD, Surface
from streams.domain.terms import ALLOWED, Terms

SHIPPED = Path(__file__).parent.parent / "data"
"""Where the tables lie; their README tells the columns and the sources."""


def load_catalogue(additions: Sequence[Path] = ()) -> Catalogue:
    """The catalogue, with the organisation's files laid over the rows that ship, the first file first.

    Raises `catalogue_additions.AdditionsError`, with every fault of the first file that has any, and OSError
    where a file cannot be read.
    """
    shipped = read_shipped()
    for path in additions:
        shipped = merge(shipped, read_additions(path, shipped))
    return Catalogue(
        shipped.platforms.values(), tuple(shipped.hosts.values()), tuple(shipped.paths), shipped.ignored
    )


def read_shipped() -> Additions:
    """The rows that ship, as they stand in the files."""
    terms = {row["platform"]: _terms(row) for row in _rows("terms.csv")}
    return Additions(
        platforms={row["platform"]: _platform(row, terms) for row in _rows("platforms.csv")},
        hosts={row["host"]: _host(row) for row in _rows("hosts.csv")},
        paths=tuple(_path(row) for row in _rows("paths.csv")),
    )


def merge(base: Additions, over: Additions) -> Additions:
    """Both together; where both speak of the same platform or host, `over` is right.

    A path rule of `over` comes later, and of two rules for the same path the later one is right.
    """
    platforms = {**base.platforms, **over.platforms}
    sanctioned = {name: replace(platforms[name], sanctioned=True) for name in over.sanctioned}
    return Additions(
        platforms={**platforms, **sanctioned},
        hosts={**base.hosts, **over.hosts},
        paths=base.paths + over.paths,
        ignored=(base.ignored - over.hosts.keys()) | over.ignored,
        sanctioned=base.sanctioned | over.sanctioned,
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped file, by column."""
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _platform(row: dict[str, str], terms: Mapping[str, Terms]) -> Platform:
    life = lifecycle_of(row["since"], row["until"])
    known = terms.get(row["platform"])
    return Platform(row["platform"], row["name"], row["operator"], row["kind"], life, terms=known)


def _terms(row: dict[str, str]) -> Terms:
    """What the terms of a platform say; an empty cell is unknown."""
    return Terms(
        source=row["source"],
        looked_on=date.fromisoformat(row["looked_on"]),
        business_use=ALLOWED[row["business_use"] or "unknown"],
        shared_account=ALLOWED[row["shared_account"] or "unknown"],
        automated_access=ALLOWED[row["automated_access"] or "unknown"],
        business_offer=ALLOWED[row["business_offer"] or "unknown"],
        least_age=int(row["least_age"]) if row["least_age"] else None,
        dated=row["dated"],
    )


def _host(row: dict[str, str]) -> HostRow:
    life = lifecycle_of(row["since"], row["until"])
    return HostRow(
        row["host"], row["platform"], Surface(row["surface"]), USE_OF_WORD[row["counts_as_use"]], life
    )


def _path(row: dict[str, str]) -> PathRule:
    return PathRule(row["host"], row["path"], Surface(row["surface"]), USE_OF_WORD[row["counts_as_use"]])
