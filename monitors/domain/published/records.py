"""What is published of a closed week or month: only what may be shown to anybody, decided once.

Requests and bytes of platforms are exact; people are multiples of 5, and None where they are too few. A cell
of a unit is shown whole or withheld whole; what is withheld stands in a sum over several units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from monitors.domain.published.periods import Period

METHOD: Final = "holdfast.published/1"
"""By which rules the rows were made; another method would be another name."""

ORGANISATION: Final = "organisation"
"""Stands for the unit above the top units, where it carries a sum."""

ALL: Final = "all"
"""Stands for the sum over the surfaces of a cell."""

Kind = Literal["unit", "withheld", "other-units"]
"""A unit's own figures; a unit whose figures are withheld; the sum over withheld units below `unit`."""


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """One unit on one surface of a platform, or on ALL together.

    Of a withheld unit everything is None. A sum over withheld units has requests and bytes, and `children`
    says over how many. `outcomes` are requests by what they came to, of a unit's own figures alone, without
    those that did not occur.
    """

    unit: str
    kind: Kind
    surface: str = ALL
    requests: int | None = None
    people: int | None = None
    bytes_down: int | None = None
    bytes_up: int | None = None
    outcomes: Mapping[str, int] | None = None
    children: int | None = None


@dataclass(frozen=True, slots=True)
class PublishedSurface:
    """One surface of a platform, by those units whose own figures on it are shown: it tells nothing else.

    A total of all units would give away what a single withheld one has, by subtraction.
    """

    surface: str
    requests: int
    people: int | None


@dataclass(frozen=True, slots=True)
class PublishedPlatform:
    """One platform in a period, in the whole organisation and by unit, shown to whom `k` people are enough.

    `requests` are those on hosts that count as use; `outcomes` are all of these. `background` are those of
    them in `surfaces` that went to hosts which programs open by themselves too. `seen_as_embed` is on top.
    `shades` are the hours of the week (0 is Monday 00:00) in five steps, without those in which nobody was
    there; only weeks have them. `people` of None: fewer than k, and there are no units, surfaces,
    background or shades.
    """

    period: Period
    platform: str
    k: int
    requests: int
    people: int | None
    units: int | None
    bytes_down: int
    bytes_up: int
    outcomes: Mapping[str, int]
    seen_as_embed: int
    background: int | None
    surfaces: tuple[PublishedSurface, ...]
    shades: Mapping[int, int]
    cells: tuple[PublishedCell, ...]


@dataclass(frozen=True, slots=True)
class PublishedPeriod:
    """A period all of whose platforms are published: from then on it is told.

    `after_day` is the first day that is not in it, `k` the smallest that any of its platforms was published
    with. `joined_share` is the part of requests to the web of people whom the directory places in a unit,
    `by_address_share` that of people known by an address only; None without any.
    """

    period: Period
    after_day: date
    told_at_ms: int
    k: int
    method: str
    catalogue: str
    joined_share: float | None
    by_address_share: float | None
    platforms: int
