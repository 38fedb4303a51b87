"""Incidents and their transitions as rows, and back."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import convert, structs, to_builtins
from sqlalchemy import Connection, RowMapping, delete, func, select, update

from monitors.adapters.sql_usage import replace_rows
from monitors.adapters.tables import IncidentRow, IncidentTransition, table_of
from monitors.domain.outage.records import Change, Incident, Transition
from monitors.store import LeftOver

INCIDENTS, TRANSITIONS = table_of(IncidentRow), table_of(IncidentTransition)

_COLUMNS: Final = {field.name: field.name.removesuffix("_ms") for field in structs.fields(Incident)}
"""Field of a record -> its column: times lose their unit, which a moment has not."""

OPEN = ("suspected", "confirmed", "recovering")


def write_changes(connection: Connection, changes: Sequence[Change]) -> None:
    """Write incidents as they now stand, and their transitions behind the earlier ones.

    A transition replaces those of its number and above: judged again, an incident tells its story anew.
    """
    incidents: dict[str, Incident] = {}
    stories: dict[str, list[Transition]] = {}
    begins: dict[str, int] = {}
    for change in changes:
        incidents[change.incident.id] = change.incident
        if (new := change.transition) is not None:
            story = [earlier for earlier in stories.get(new.incident, []) if earlier.number < new.number]
            stories[new.incident] = [*story, new]
            begins[new.incident] = min(new.number, begins.get(new.incident, new.number))
    replace_rows(connection, INCIDENTS, [_incident_row(incidents[id_]) for id_ in sorted(incidents)])
    for incident, number in sorted(begins.items()):
        table = TRANSITIONS.c
        connection.execute(delete(TRANSITIONS).where(table.incident == incident, table.number >= number))
    replace_rows(
        connection, TRANSITIONS, [_transition_row(one) for story in stories.values() for one in story]
    )


def mark_left_over(connection: Connection) -> None:
    """Every open incident waits for being judged again."""
    connection.execute(update(INCIDENTS).where(INCIDENTS.c.state.in_(OPEN)).values(left_over=True))


def left_over(connection: Connection) -> list[LeftOver]:
    """Those that still wait, by id."""
    transitions = (
        select(func.coalesce(func.max(TRANSITIONS.c.number), 0))
        .where(TRANSITIONS.c.incident == INCIDENTS.c.id)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(INCIDENTS, transitions.label("transitions"))
        .where(INCIDENTS.c.left_over)
        .order_by(INCIDENTS.c.id)
    )
    return [LeftOver(incident_of(row), row["transitions"]) for row in rows.mappings()]


def incident_of(row: Mapping[str, Any] | RowMapping) -> Incident:
    """A row of the table as the judge's record."""
    return convert({name: row[column] for name, column in _COLUMNS.items()}, Incident)


def _incident_row(incident: Incident) -> dict[str, Any]:
    """The judge's record as a row of the table."""
    fields = to_builtins(incident)
    return {_COLUMNS[name]: value for name, value in fields.items()} | {"left_over": False}


def _transition_row(transition: Transition) -> dict[str, Any]:
    """The judge's record as a row of the table."""
    fields = to_builtins(transition)
    return {"changed_at": fields.pop("at_ms"), **fields}
