"""Incidents as a table: what broke when, whose fault it was, and how grave it is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from api.domain.incidents import IncidentDocument
from api.exports.table import PSEUDONYMS, ExportTable, Kind

METHOD: Final = "holdfast.incident-export/1"

COLUMNS: Final[Mapping[str, Kind]] = {
    "incident": "text",
    "cause": "text",
    "cause_confidence": "number",
    "platforms": "text",
    "surfaces": "text",
    "units": "text",
    "state": "text",
    "severity": "text",
    "suspected_at": "moment",
    "started_at": "moment",
    "detected_at": "moment",
    "ended_at": "moment",
    "vendor_said_at": "moment",
    "people_said_at": "moment",
    "peak_failed_share": "number",
    "requests_failed": "count",
    "people_failed": "count",
    "explanation": "text",
}

NO_FAULT: Final[Mapping[str, None]] = {"cause": None, "cause_confidence": None}


def incidents_table(incidents: Sequence[IncidentDocument], suppressed: int) -> ExportTable:
    """Incidents in their order, as they may be shown; of so many a number of people is withheld.

    A false alarm has no cause: it was no outage, so it is nobody's fault.
    """
    began = sorted(filter(None, (each.started_at or each.suspected_at for each in incidents)))
    days = [date.fromisoformat(at[:10]) for at in began]
    return ExportTable(
        method=METHOD,
        columns=COLUMNS,
        rows=[
            {
                **{name: getattr(each, name, None) for name in COLUMNS},
                **(NO_FAULT if each.state == "false-alarm" else {}),
                "incident": each.id,
                "platforms": "; ".join(each.platforms),
                "surfaces": "; ".join(each.surfaces),
                "units": "; ".join(each.units),
            }
            for each in incidents
        ],
        pseudonymisation=PSEUDONYMS,
        suppression="people and requests of an incident of fewer than k people are withheld",
        suppressed_cells=suppressed,
        period=(days[0], days[-1]) if days else None,
    )
