"""What outages cost, told from stored rows: while one hurts an important dependency, and behind it.

It goes with the judge of `evidence.signals`, whose worker writes all of it. Every few minutes, and when an
incident changes, it looks at what goes on or has just ended; at each tick of the clock some units of these
have their turn. Whatever is told replaces what was told of the same hour, so a crash, a repeat and evidence
that comes late cost nothing but the work. After a start it looks back over a quarter.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from typing import Final, NamedTuple

from monitors.domain.calendar import Calendar, date_of, day_of
from monitors.domain.impact.availability import Availability, Month, Observed, availability
from monitors.domain.impact.expected import UseByHour
from monitors.domain.impact.lost import HourImpact, hours_of_outage, passed_shares
from monitors.domain.impact.missed import failed_hours, hours_within
from monitors.domain.impact.rules import ImpactRules
from monitors.domain.impact.severity import Graveness
from monitors.domain.outage.records import Change, Incident
from monitors.domain.reliance.daily import NO_DAYS
from monitors.domain.reliance.figures import WINDOW_DAYS, work_of
from monitors.domain.reliance.outages import Failure, failures_of
from monitors.domain.reliance.records import DaySummary, Level, PairDays, UnitDays
from monitors.domain.reliance.summaries import pair_days, unit_days
from monitors.domain.usage_rows import HourKey
from monitors.register_rows import RegisterRows
from monitors.reliance_rows import DayRows, ImpactKey, RelianceRows, RelianceWork
from monitors.severities import Severities
from monitors.unit_turns import Organisation, stored_days

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS

EVERY_MS: Final = 300_000
"""So often it looks again at what goes on."""

TURN_MS: Final = 250
"""No further unit begins its turn once those of a commit have taken so long."""

MOST_DAYS: Final = 7
"""Of a longer outage, the last days are told anew."""

BEFORE_DAYS: Final = 14
"""Whatever was used within so many days before a month was observed from that month's beginning."""

WEIGHTY: Final[frozenset[Level]] = frozenset({"important", "mission-critical"})


class _Turn(NamedTuple):
    """A unit that an outage hurts or hurt."""

    failure: Failure
    unit: str


USUAL: Final = ImpactRules()
"""What holds where the organisation has set nothing."""


class ImpactTurns:
    """Tells what outages cost. `clock_ms` only says how long turns take."""

    def __init__(
        self,
        rows: RelianceRows,
        register: RegisterRows,
        organisation: Organisation,
        calendar: Calendar,
        clock_ms: Callable[[], int],
        *,
        rules: ImpactRules = USUAL,
    ) -> None:
        self._rows = rows
        self._rules = rules
        self._severities = Severities(rows, register, organisation)
        self._organisation = organisation
        self._calendar = calendar
        self._clock_ms = clock_ms
        self.restore()

    def restore(self) -> None:
        """Forget what was not committed: everything of the last quarter is looked at again."""
        self._looked_ms: int | None = None
        self._since_ms: tuple[int, int] = (0, 0)
        self._waiting: list[_Turn] = []
        self._failures: Sequence[Failure] = ()
        self._day: int | None = None

    def changed(self, changes: Sequence[Change]) -> None:
        """Incidents changed: look at them at the next tick, and once more when usage has followed."""
        begun = [
            change.incident.started_at_ms
            for change in changes
            if change.transition is not None and change.incident.started_at_ms is not None
        ]
        if begun:
            self._since_ms = min(*begun, self._since_ms[0]), self._since_ms[1]
            self._looked_ms = self._day = None

    def tick(self, at_ms: int) -> RelianceWork:
        """Time has passed: look what there is to tell, and tell of some units."""
        months: list[Availability] = []
        severities: dict[str, Graveness] = {}
        if self._looked_ms is None or at_ms >= self._looked_ms + EVERY_MS:
            incidents = self._rows.incidents(at_ms - WINDOW_DAYS * DAY_MS)
            severities = self._severities.changed(incidents, at_ms - self._rules.catch_up_ms)
            months = self._look(incidents, at_ms)
        began_ms = self._clock_ms()
        impact: dict[ImpactKey, HourImpact] = {}
        while self._waiting:
            impact |= self._told(self._waiting.pop(0), at_ms)
            if self._clock_ms() - began_ms >= TURN_MS:
                break
        return RelianceWork(impact=impact, months=months, severities=severities)

    def _look(self, incidents: Sequence[Incident], at_ms: int) -> list[Availability]:
        """Who waits for a turn; and once a day, and when an incident changed, the months."""
        homes = self._organisation.homes
        self._failures = [
            each._replace(units=frozenset(homes(each.units))) for each in failures_of(incidents, at_ms)
        ]
        since_ms = min(*self._since_ms, at_ms - self._rules.catch_up_ms - EVERY_MS)
        self._since_ms, self._looked_ms = (at_ms, self._since_ms[0]), at_ms
        waiting = {
            (each.incident, unit): _Turn(each, unit)
            for each in self._failures
            if each.to_ms >= since_ms
            for unit in sorted(each.units)
        }
        self._waiting = list(waiting.values())
        today = self._calendar.day_at(at_ms)
        if today == self._day:
            return []
        self._day = today
        return self._months(incidents, at_ms)

    def _told(self, turn: _Turn, at_ms: int) -> dict[ImpactKey, HourImpact]:
        """One unit's hours of an outage and behind it, on each platform that it relies on importantly."""
        failure, unit = turn
        worth = self._severities.worth({unit}, failure.platforms)
        platforms = [platform for (_, platform), each in worth.items() if each.level in WEIGHTY]
        from_ms = max(failure.from_ms, failure.to_ms - MOST_DAYS * DAY_MS)
        during = hours_within(from_ms, failure.to_ms, self._calendar)
        if not platforms or not during:
            return {}
        until_ms = max(min(at_ms, failure.to_ms + self._rules.catch_up_ms), failure.to_ms)
        behind = hours_within(failure.to_ms, until_ms, self._calendar)
        days = {hour.day for hour in (*during, *behind)}
        rows = stored_days(self._rows, self._organisation, unit, days)
        past = self._rows.summaries(unit, min(days) - WINDOW_DAYS, min(days) - 1)
        seen = _seen(rows, past, self._calendar, days)
        found = {}
        for platform in platforms:
            failed = failed_hours(unit, platform, self._failures, self._calendar)
            use = UseByHour.of(work_of(seen.unit, max(days), None), seen.pair(platform), failed)
            passed = passed_shares(seen.hours, platform, self._calendar)
            for hour_ms, told in hours_of_outage(use, passed, during, behind).items():
                found[ImpactKey(failure.incident, unit, platform, hour_ms)] = told
        return found

    def _months(self, incidents: Sequence[Incident], at_ms: int) -> list[Availability]:
        """This month and the last one, of every platform that was used or broke, as far as is seen."""
        today = date_of(self._calendar.day_at(at_ms))
        earlier = Month(today.year - (today.month == 1), (today.month - 2) % 12 + 1)
        first = day_of(today.replace(year=earlier.year, month=earlier.month, day=1))
        used = self._rows.days_of_use(first - BEFORE_DAYS, day_of(today))
        if not used:
            return []
        begin = max(first, min(min(days) for days in used.values()))
        local = datetime.combine(date_of(begin), time(), self._calendar.zone)
        begin_ms = round(local.timestamp() * 1000)
        broken = {name for each in incidents for name in each.platforms}
        return [
            month
            for platform in sorted(used.keys() | broken)
            for month in availability(
                incidents,
                Observed(platform, (begin_ms, at_ms), frozenset(used.get(platform, ()))),
                self._calendar.zone,
                self._rules.objective_of(platform),
            )
        ]


class _Seen(NamedTuple):
    """What is stored of a unit: its days and those of its platforms, the last ones fresh from their rows."""

    unit: UnitDays
    before: Mapping[str, PairDays]
    fresh: Mapping[str, PairDays]
    hours: Mapping[HourKey, Sequence[int]]

    def pair(self, platform: str) -> PairDays:
        """All days of one platform."""
        return self.before.get(platform, NO_DAYS).and_then(self.fresh.get(platform, NO_DAYS))


def _seen(
    rows: DayRows, past: tuple[UnitDays, Mapping[str, PairDays]], calendar: Calendar, days: set[int]
) -> _Seen:
    """Days of the past, and these behind them, which are summed up anew: they may not be over."""
    own = {key: sketches for key, sketches in rows.days.items() if key.day in days}
    general = unit_days(rows.control, own, calendar, days)
    by_platform: dict[str, list[DaySummary]] = defaultdict(list)
    for key, summary in pair_days(rows.hours, rows.days, calendar, days).items():
        by_platform[key.platform].append(summary)
    return _Seen(
        past[0].and_then(UnitDays.of(list(general.values()))),
        past[1],
        {platform: PairDays.of(each) for platform, each in by_platform.items()},
        rows.hours,
    )
