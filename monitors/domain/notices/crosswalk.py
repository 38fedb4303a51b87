"""What our severities are called by those who take alerts.

PagerDuty: Events API v2, `payload.severity` and `event_action`. Alertmanager: the usual values of the label
`severity`. ServiceNow: `impact` of an incident. Jira: names of the default priorities.
"""

from collections.abc import Mapping
from typing import Final

ALERTMANAGER: Final[Mapping[str, str]] = {
    "critical": "critical",
    "major": "critical",
    "minor": "warning",
    "info": "info",
    "planned": "info",
}
"""Severity -> label."""

PAGERDUTY: Final[Mapping[str, str]] = {
    "critical": "critical",
    "major": "error",
    "minor": "warning",
    "info": "info",
    "planned": "info",
}
"""Severity -> `payload.severity`."""

SERVICENOW: Final[Mapping[str, int]] = {"critical": 1, "major": 1, "minor": 2, "info": 3, "planned": 3}
"""Severity -> `impact`: 1 high, 2 medium, 3 low."""

JIRA: Final[Mapping[str, str]] = {
    "critical": "Highest",
    "major": "High",
    "minor": "Medium",
    "info": "Low",
    "planned": "Low",
}
"""Severity -> `priority.name`."""
