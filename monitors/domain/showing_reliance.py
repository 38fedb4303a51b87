"""Which figures of a dependency may be shown: the privacy policy, for whatever telemetry says of reliance.

Bands and points stand always, so that every score can be added up by hand. The figures beside them are exact
only where the pair's own cell of the usage table is shown, and never say how many requests there were but
where that table says so too: so whatever it withholds cannot be had from here.
"""

from typing import Final

from msgspec.structs import replace

from monitors.domain.outage.records import Figure, Reason
from monitors.domain.reliance.records import PEOPLE_FIGURES, Assessment, Factor, Kind
from monitors.domain.showing import STEP
from monitors.domain.withholding import shown_people

HARMLESS: Final = frozenset({"days", "observed", "wanted", "outages", "notice"})
"""Numbers of days and outages: they say nothing of how many people did anything how often."""

SHARES: Final = frozenset(
    {"days_share", "hours_share", "managing_share", "asking_share", "share", "general", "returning"}
)
"""Shares; of few people they are told in steps."""

OF_REQUESTS: Final = frozenset(
    {"working_share", "general_share", "even_lift", "lift", "tried_share", "missing_share"}
    | {"off_share", "general_off_share", "elsewhere_share", "office_share", "classless_share"}
)
"""Figures that are parts of numbers of requests: a withheld cell does not tell them at all, and any other in
steps, for they may be those of the few who work there among many."""

PARTS_OF_REQUESTS: Final = "in-working-hours"
"""The reason that says nothing else, and so is left out where the cell is withheld."""

OF_THE_LOG: Final = frozenset(
    {"few-days", "by-address", "partly-joined", "partly-blind", "partly-off-network"}
)
"""Reasons that tell of the log, and not of anybody's use."""

AS_IN_THE_TABLE: Final = frozenset({"turned-away", "weak-only"})
"""Reasons whose requests are those that the usage table gives too, where the cell is shown."""


def shown_assessment(exact: Assessment, k: int, identity: str | None, *, cell_shown: bool) -> Assessment:
    """An assessment as it may be shown; `people` 0 stands for a number that is withheld.

    `cell_shown`: the usage table shows the pair's own cell, so at least k people were there in the period.
    """

    def told(reason: Reason) -> Reason:
        return shown_reason(reason, k, identity, cell_shown=cell_shown)

    evidence = [reason for reason in exact.evidence if cell_shown or reason.code != PARTS_OF_REQUESTS]
    return replace(
        exact,
        people=(shown_people(exact.people, k) or 0) if cell_shown else 0,
        question=None if exact.question is None else told(exact.question),
        factors=[_shown_factor(factor, k, cell_shown=cell_shown) for factor in exact.factors],
        kinds=[Kind(kind.kind, [told(reason) for reason in kind.evidence]) for kind in exact.kinds],
        evidence=[told(reason) for reason in evidence],
        findings=[told(reason) for reason in exact.findings],
    )


def shown_reason(reason: Reason, k: int, identity: str | None, *, cell_shown: bool) -> Reason:
    """A reason as it may be shown, with the terms `k` and `identity` beside figures of people."""
    if reason.code in OF_THE_LOG:
        return reason
    figures = _shown(reason.figures, k, cell_shown=cell_shown)
    if reason.code in AS_IN_THE_TABLE and cell_shown:
        figures["requests"] = reason.figures.get("requests")
    terms: dict[str, Figure] = {"k": k, "identity": identity or "login"}
    return Reason(reason.code, figures | (terms if PEOPLE_FIGURES & figures.keys() else {}))


def _shown_factor(factor: Factor, k: int, *, cell_shown: bool) -> Factor:
    """A factor: its band and points as they are."""
    return replace(factor, figures=_shown(factor.figures, k, cell_shown=cell_shown))


def _shown(figures: dict[str, Figure], k: int, *, cell_shown: bool) -> dict[str, Figure]:
    """Figures as they may be shown together.

    People become multiples of 5, and None under k; a unit's own size may always be told, for a small unit is
    not listed. Where the cell is not shown, or other people are withheld, the rest is of few: shares are
    told in steps; the part of a unit's people, and everything that is not harmless, not at all.
    """
    people = {name: figures[name] for name in PEOPLE_FIGURES & figures.keys()}
    told: dict[str, Figure] = {
        name: shown_people(float(value or 0), k) if cell_shown or name == "unit_people" else None
        for name, value in people.items()
    }
    counted = cell_shown and all(told[name] is not None for name in told.keys() - {"unit_people"})
    shown: dict[str, Figure] = {}
    for name, value in figures.items():
        if name in people:
            shown[name] = told[name]
        elif not isinstance(value, int | float) or name in HARMLESS:
            shown[name] = value
        elif name == "requests" or (name in OF_REQUESTS and not cell_shown):
            shown[name] = None
        elif counted and name not in OF_REQUESTS:
            shown[name] = round(value, 2)
        elif name in SHARES | OF_REQUESTS:
            shown[name] = round(STEP * round(value / STEP), 2)
        else:
            shown[name] = None
    return shown
