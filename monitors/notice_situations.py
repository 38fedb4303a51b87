"""What decisions about notices depend on, asked of the store: reliance, silences, rooms, maintenance."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, NamedTuple

from monitors.domain.accounts.records import CriticalWindow
from monitors.domain.impact.severity import Hurt, Severity, severity_of
from monitors.domain.notices.deciding import OVER, Pair, Situation
from monitors.domain.notices.explaining import explained_by, is_everywhere
from monitors.domain.notices.records import SEVERITIES, NoticeSeverity
from monitors.domain.notices.rules import HOUR_MS, MINUTE_MS, NoticeRules
from monitors.domain.outage.records import Incident
from monitors.domain.reliance.records import Level
from monitors.domain.rooms.records import Room, Silenced
from monitors.severities import Severities, Worth
from monitors.store import Store
from monitors.unit_turns import Organisation

MAINTENANCE_MS: Final = 24 * HOUR_MS
"""A status page that has said nothing else for so long has forgotten its maintenance."""

WEIGHTY: Final[frozenset[Level]] = frozenset({"important", "mission-critical"})

TOLD_AS: Final[Mapping[Severity, NoticeSeverity]] = {
    "critical": "critical",
    "high": "major",
    "medium": "minor",
    "low": "info",
    "none": "info",
}
"""How grave an incident is, in the words that receivers of notices know."""

IN_WINDOW: Final[NoticeSeverity] = "major"
"""What befalls a critical window is at least so grave."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What notices are told by: the platforms' operators and names, who there is, local time, and `k`."""

    rules: NoticeRules
    operators: Mapping[str, str]
    names: Mapping[str, str]
    organisation: Organisation
    zone: tzinfo
    k: int


class _Around(NamedTuple):
    """What is known at a moment beside the incidents themselves; `windows` are on."""

    worth: Mapping[Pair, Worth]
    units: AbstractSet[str]
    rooms: Mapping[str, Room]
    silences: Sequence[Silenced]
    windows: Sequence[CriticalWindow]


class Situations:
    """Tells of incidents all that a decision needs."""

    def __init__(self, store: Store, terms: Terms) -> None:
        self._store = store
        self._terms = terms
        self._severities = Severities(store.reliance, store.register, terms.organisation)

    def of(
        self, incidents: Collection[Incident], windows: Sequence[CriticalWindow], now_ms: int, lag_ms: int
    ) -> list[Situation]:
        """One for each, in the order in which they were detected; `windows` are on."""
        if not incidents:
            return []
        going = [each for each in incidents if _may_be_told(each, windows)]
        around = self._around(going, windows, now_ms)
        others = {each.id: each for each in (*self._just_over(going, now_ms), *incidents)}.values()
        in_order = sorted(incidents, key=lambda each: (each.detected_at_ms or 0, each.id))
        return [self._situation(each, others, around, now_ms, lag_ms) for each in in_order]

    def _just_over(self, going: Sequence[Incident], now_ms: int) -> Sequence[Incident]:
        """What may still explain something that goes on, though it is over itself."""
        since_ms = now_ms - self._terms.rules.explains_for_minutes * MINUTE_MS
        return self._store.reliance.incidents(since_ms) if going else ()

    def _around(
        self, incidents: Sequence[Incident], windows: Sequence[CriticalWindow], now_ms: int
    ) -> _Around:
        """What is to be known of all of them, asked at once."""
        if not incidents:
            return _Around({}, frozenset(), {}, (), ())
        units = self._units(incidents)
        platforms = {name for each in incidents for name in self._platforms(each)}
        silences = self._store.rooms.silences().values()
        return _Around(
            self._severities.worth(units, platforms) if units and platforms else {},
            units,
            self._store.rooms.rooms({each.id for each in incidents}),
            [each for each in silences if each.holds(each.platform, each.unit, now_ms)],
            windows,
        )

    def _units(self, incidents: Sequence[Incident]) -> set[str]:
        """The units within reach of any of them; where one reaches all, all there are."""
        units = {unit for each in incidents for unit in each.units}
        if any(_reaches_all(each) for each in incidents):
            units |= self._store.reliance.standings().keys()
            units |= {entry.unit for entry in self._store.register.entries()}
        return self._terms.organisation.homes(units)

    def _situation(
        self, incident: Incident, others: Iterable[Incident], around: _Around, now_ms: int, lag_ms: int
    ) -> Situation:
        """All that is known of one."""
        if not _may_be_told(incident, around.windows):
            return Situation(incident=incident, severity="info", lag_ms=lag_ms)
        rules, room = self._terms.rules, around.rooms.get(incident.id)
        reach = around.units if _reaches_all(incident) else self._terms.organisation.homes(incident.units)
        worth = {
            (unit, platform): each
            for (unit, platform), each in around.worth.items()
            if unit in reach and platform in self._platforms(incident)
        }
        in_windows = [(each, set(_hit(each, incident, reach))) for each in around.windows]
        hit = [window for window, pairs in in_windows if pairs]
        severity = TOLD_AS[severity_of(Hurt(*pair, *each) for pair, each in worth.items()).severity]
        return Situation(
            incident=incident,
            severity=max(severity, IN_WINDOW, key=SEVERITIES.index) if hit else severity,
            pairs=frozenset(
                {pair for pair, each in worth.items() if each.level in WEIGHTY}.union(
                    *(pairs for _, pairs in in_windows)
                )
            ),
            windows=hit,
            is_acknowledged=room is not None and room.acknowledged_at_ms is not None,
            explained_by=explained_by(incident, others, rules.explains_for_minutes * MINUTE_MS, now_ms),
            silences=around.silences,
            maintained=self._maintained(incident.platforms, now_ms),
            own_change=self._own_change(incident),
            lag_ms=lag_ms,
        )

    def _platforms(self, incident: Incident) -> Collection[str]:
        """Those that it is about: all, where it names none because it is about the whole web."""
        return self._terms.operators.keys() if is_everywhere(incident) else incident.platforms

    def _maintained(self, platforms: Iterable[str], now_ms: int) -> frozenset[str]:
        """The platforms whose status page says that their vendor works on them."""
        found = set()
        for platform in platforms:
            words = self._store.context.vendor_words(platform, now_ms - MAINTENANCE_MS)
            if "maintenance" in {word.source: word.state for word in words}.values():
                found.add(platform)
        return frozenset(found)

    def _own_change(self, incident: Incident) -> bool:
        """Whether something of our own was changed just before, where the rules count that."""
        minutes, began_ms = self._terms.rules.own_change_minutes, incident.started_at_ms
        if not minutes or began_ms is None:
            return False
        changes = self._store.context.own_changes(began_ms - minutes * MINUTE_MS, began_ms + MINUTE_MS)
        return any(
            not (each.platforms and set(each.platforms).isdisjoint(incident.platforms))
            and not (each.sites and set(each.sites).isdisjoint(incident.sites))
            for each in changes
        )


def _reaches_all(incident: Incident) -> bool:
    """Whether it reaches whoever relies, seen failing yet or not: work that few do fails when they try next.

    So does one that names no unit, as a probe at night.
    """
    return not incident.units or incident.cause in {"platform", "shared-provider", "egress"}


def _may_be_told(incident: Incident, windows: Sequence[CriticalWindow]) -> bool:
    """Whether it goes on and is more than a suspicion; while a critical window is on, a suspicion will do."""
    return incident.state not in OVER and (incident.detected_at_ms is not None or bool(windows))


def _hit(window: CriticalWindow, incident: Incident, reach: AbstractSet[str]) -> Iterator[Pair]:
    """The units and platforms of a window that an incident reaches."""
    everywhere = is_everywhere(incident)
    platforms = [each for each in window.platforms if everywhere or each in incident.platforms]
    units = reach & set(window.units) if window.units and incident.units else window.units or reach
    for unit in sorted(units):
        for platform in platforms:
            yield unit, platform
