"""How grave each incident is, told from stored rows: as grave as the gravest dependency that it hurts.

It goes with `monitors.impact_turns`. An incident is graded while it goes on and for some hours behind its
end, since a register changes and evidence comes late. What was told of it then stays:
next year's register says nothing about how grave an outage of today was.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from monitors.domain.impact.severity import Graveness, Hurt, severity_of
from monitors.domain.outage.records import Incident
from monitors.domain.register.levels import Confirmation, confirmation_of, declared_of, register_level
from monitors.domain.register.records import Entry
from monitors.domain.reliance.records import Level
from monitors.register_rows import RegisterRows
from monitors.reliance_rows import RelianceRows
from monitors.unit_turns import Organisation


class Worth(NamedTuple):
    """What a platform is to a unit: the register's level, and how far the unit's word was heard on it."""

    level: Level
    confirmation: Confirmation


class Severities:
    """Grades incidents by what units rely on, declared or else observed."""

    def __init__(self, rows: RelianceRows, register: RegisterRows, organisation: Organisation) -> None:
        self._rows = rows
        self._register = register
        self._organisation = organisation

    def changed(self, incidents: Sequence[Incident], since_ms: int) -> dict[str, Graveness]:
        """How grave those are that went on after `since_ms` or were never graded, where that is new.

        A false alarm hurts nobody.
        """
        told = self._rows.severities([each.id for each in incidents])
        due = [
            each
            for each in incidents
            if each.id not in told or each.ended_at_ms is None or each.ended_at_ms >= since_ms
        ]
        worth: dict[str, Mapping[str, Worth]] = {}
        found = {}
        for incident in due:
            hurt = []
            for unit in sorted(self._homes(incident)):
                if unit not in worth:
                    worth[unit] = self.worth(unit)
                hurt += _hurt(unit, worth[unit], incident)
            graveness = severity_of(hurt)
            if graveness != told.get(incident.id):
                found[incident.id] = graveness
        return found

    def worth(self, unit: str) -> dict[str, Worth]:
        """What each platform is to a unit that it relies on or has said something about."""
        names = self._organisation.names(unit)
        observed = {name: each.state.level for name, each in self._rows.dependencies(unit).items()}
        asked = {each.platform for each in self._register.questions(names)}
        declared: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._register.entries(names):
            declared[entry.platform].append(entry)
        return {
            platform: Worth(
                register_level(observed.get(platform, "none"), declared_of(declared[platform])),
                confirmation_of(declared[platform], is_asked=platform in asked),
            )
            for platform in sorted(observed.keys() | declared.keys())
        }

    def _homes(self, incident: Incident) -> set[str]:
        """The units that an incident reaches, as they are told of."""
        return set() if incident.state == "false-alarm" else self._organisation.homes(incident.units)


def _hurt(unit: str, worth: Mapping[str, Worth], incident: Incident) -> list[Hurt]:
    """The unit's dependencies within reach of an incident."""
    return [Hurt(unit, name, *worth[name]) for name in incident.platforms if name in worth]
