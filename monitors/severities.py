"""How grave each incident is, told from stored rows: as grave as the gravest dependency that it hurts.

It goes with `monitors.impact_turns`. An incident is graded while it goes on and for some hours behind its
end, since a register changes and evidence comes late. What was told of it then stays:
next year's register says nothing about how grave an outage of today was.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from monitors.domain.impact.severity import Graveness, Hurt, severity_of
from monitors.domain.outage.records import Incident
from monitors.domain.register.levels import Confirmation, confirmation_of, declared_of, register_level
from monitors.domain.register.records import Entry
from monitors.domain.reliance.records import Level
from monitors.register_rows import RegisterRows
from monitors.reliance_rows import RelianceRows
from monitors.unit_turns import Organisation

Pair = tuple[str, str]
"""A unit and a platform."""


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
        reach = {each.id: self._homes(each) for each in due}
        worth = self.worth(
            {unit for units in reach.values() for unit in units},
            {platform for each in due for platform in each.platforms},
        )
        found = {each.id: severity_of(_hurt(reach[each.id], each.platforms, worth)) for each in due}
        return {name: graveness for name, graveness in found.items() if graveness != told.get(name)}

    def worth(self, units: Collection[str], platforms: Collection[str]) -> dict[Pair, Worth]:
        """What these platforms are to these units, where they rely on one or have said something about it."""
        within = self._organisation.within
        names = [*units, *(one for one, home in within.items() if home in units)]
        declared: dict[Pair, list[Entry]] = defaultdict(list)
        for entry in self._register.entries(names):
            if entry.platform in platforms:
                declared[within.get(entry.unit, entry.unit), entry.platform].append(entry)
        asked = {(within.get(one.unit, one.unit), one.platform) for one in self._register.questions(names)}
        observed = self._rows.levels(units, platforms)
        return {
            pair: Worth(
                register_level(observed.get(pair, "none"), declared_of(declared[pair])),
                confirmation_of(declared[pair], is_asked=pair in asked),
            )
            for pair in sorted(observed.keys() | declared.keys())
        }

    def _homes(self, incident: Incident) -> set[str]:
        """The units that an incident reaches, as they are told of."""
        return set() if incident.state == "false-alarm" else self._organisation.homes(incident.units)


def _hurt(units: Collection[str], platforms: Collection[str], worth: Mapping[Pair, Worth]) -> list[Hurt]:
    """The dependencies within reach of an incident."""
    return [
        Hurt(unit, platform, *worth[unit, platform])
        for unit in sorted(units)
        for platform in platforms
        if (unit, platform) in worth
    ]
