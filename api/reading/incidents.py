"""Incidents with their stories, as the monitors' tables have them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Final, NamedTuple

from msgspec import convert
from sqlalchemy import Text, and_, cast, func, or_, select

from api.reading.rows import Rows
from api.reading.tables import IMPACT, INCIDENTS, TRANSITIONS
from monitors.adapters.reliance_tables import IncidentSeverity
from monitors.adapters.sql_incidents import incident_of
from monitors.adapters.tables import table_of
from monitors.domain.impact.expected import Range
from monitors.domain.impact.severity import Severity
from monitors.domain.outage.records import Incident, Transition
from monitors.snapshot_schema import Reason

SEVERITIES = table_of(IncidentSeverity)

AT_ONCE: Final = 50
"""So many incidents are read at once; most answers need no more."""

Place = tuple[int, str]
"""Where an incident stands in the list: when it began, Unix ms, and its id."""

_began = func.coalesce(INCIDENTS.c.started_at, INCIDENTS.c.suspected_at)


class Storied(NamedTuple):
    """An incident, what became of it step by step, and how grave it is."""

    incident: Incident
    story: Sequence[Transition]
    severity: tuple[Severity, Reason] | None

    @property
    def place(self) -> Place:
        """Where it stands in the list."""
        return self.incident.started_at_ms or self.incident.suspected_at_ms or 0, self.incident.id


def incidents(
    rows: Rows, *, platform: str | None, state: str | None, behind: Place | None, most: int
) -> list[Storied]:
    """Incidents behind a place, the newest first, without those that became part of another."""
    asked = select(INCIDENTS).order_by(_began.desc(), INCIDENTS.c.id.desc())
    if state is not None:
        asked = asked.where(INCIDENTS.c.state == state)
    if platform is not None:  # most others are left out here, and the rest of them below
        asked = asked.where(cast(INCIDENTS.c.platforms, Text).contains(f'"{platform}"', autoescape=True))
    if behind is not None:
        at_ms, id_ = behind
        asked = asked.where(or_(_began < at_ms, and_(_began == at_ms, INCIDENTS.c.id < id_)))
    told: list[Storied] = []
    for first in count(0, AT_ONCE):
        some = rows.all(asked.limit(AT_ONCE).offset(first))
        found = [incident_of(row._mapping) for row in some]  # noqa: SLF001 (its public name)
        on_it = [one for one in found if platform is None or platform in one.platforms]
        told += [each for each in _storied(rows, on_it) if not _is_told_by_another(each)]
        if len(told) >= most or len(some) < AT_ONCE:
            break
    return told[:most]


def incident(rows: Rows, id_: str) -> Storied | None:
    """One incident by its id."""
    row = rows.first(select(INCIDENTS).where(INCIDENTS.c.id == id_))
    return None if row is None else _storied(rows, [incident_of(row._mapping)])[0]  # noqa: SLF001 (as above)


def caught_up(rows: Rows, id_: str) -> Mapping[tuple[str, str], Range]:
    """Working slots of an incident that were made up for afterwards, by unit and platform, where any were."""
    low, high = (func.sum(IMPACT.c[f"caught_up_{name}"]).label(name) for name in ("low", "high"))
    key = (IMPACT.c.unit, IMPACT.c.platform)
    asked = select(*key, low, high).where(IMPACT.c.incident == id_).group_by(*key)
    return {(row.unit, row.platform): Range(row.low, row.high) for row in rows.all(asked) if row.high > 0}


def _is_told_by_another(one: Storied) -> bool:
    return bool(one.story) and one.story[-1].reason.code == "part-of-another"


def _storied(rows: Rows, found: Sequence[Incident]) -> list[Storied]:
    """Incidents with what stands beside them."""
    ids = [each.id for each in found]
    stories: dict[str, list[Transition]] = defaultdict(list)
    steps = select(TRANSITIONS).where(TRANSITIONS.c.incident.in_(ids)).order_by(TRANSITIONS.c.number)
    for row in rows.all(steps):
        known = dict(row._mapping)  # noqa: SLF001 (as above)
        stories[row.incident].append(convert({**known, "at_ms": known.pop("changed_at")}, Transition))
    grave: dict[str, tuple[Severity, Reason]] = {}
    for row in rows.all(select(SEVERITIES).where(SEVERITIES.c.incident.in_(ids))):
        grave[row.incident] = (row.severity, convert(row.reason, Reason))
    return [Storied(each, stories[each.id], grave.get(each.id)) for each in found]
