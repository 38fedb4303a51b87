"""What was found in units' use of platforms, as the monitors' tables have it."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from api.domain.privacy import Privacy
from api.reading.register import of_units
from api.reading.rows import Rows
from api.reading.tables import DEPENDENCIES
from monitors.adapters.sql_findings import FINDINGS, finding_of
from monitors.domain.findings.standing import StandingFinding
from monitors.register_lines import Pair


def standing_findings(rows: Rows, units: Collection[str] | None) -> Sequence[tuple[str, StandingFinding]]:
    """What stands of these units (None: of all), with the unit, in the order in which it is told."""
    asked = select(FINDINGS).where(of_units(FINDINGS, units)).order_by(FINDINGS.c.unit, FINDINGS.c.place)
    return [(row.unit, finding_of(row)) for row in rows.all(asked)]


def crowded_pairs(rows: Rows, units: Collection[str] | None, privacy: Privacy) -> set[Pair]:
    """The pairs on which at least k people are on a day of use."""
    asked = select(DEPENDENCIES.c.unit, DEPENDENCIES.c.platform).where(of_units(DEPENDENCIES, units))
    return {(row.unit, row.platform) for row in rows.all(asked.where(DEPENDENCIES.c.people >= privacy.k))}
