"""A house in which somebody is told when something breaks: its clock and its incidents are ours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from monitors.account_rows import AccountWork
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.domain.accounts.records import CriticalWindow
from monitors.domain.calendar import day_of
from monitors.domain.notices.delivering import taken
from monitors.domain.notices.records import Audience, AudienceRole, Decision, Notice
from monitors.domain.notices.rules import AudienceRules, NoticeRules
from monitors.domain.outage.records import Change, Incident, Reason, State, Transition
from monitors.domain.reliance.levels import LevelState
from monitors.domain.reliance.records import Level
from monitors.domain.rooms.actions import SilenceKind
from monitors.domain.rooms.records import Room, Silenced
from monitors.notice_situations import Terms
from monitors.notices import NoticePart
from monitors.outside import Moment
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.room_rows import RoomWork
from monitors.store import Store, Work
from monitors.unit_turns import Organisation
from streams.contracts.signals import OwnChange, VendorStatus
from streams.domain.units import Unit
from tests.stored_reliance import dependency
from tests.stored_work import SIGNALS, incident

ZONE = ZoneInfo("America/Toronto")
TODAY = date(2026, 3, 17)
"""A Tuesday."""

MINUTE_MS = 60_000
UNITS = (Unit("Roads", -1, 20), Unit("Parks", -1, 15), Unit("Harbour", -1, 12))
OPERATORS = {
    "x": "X Corp",
    "facebook": "Meta",
    "instagram": "Meta",
    "youtube": "Google",
    "slack": "Salesforce",
}
OVER = frozenset({"resolved", "false-alarm"})


def at(clock: str, day: date = TODAY) -> int:
    """A local time of day in Unix ms."""
    hour, minute = clock.split(":")
    local = datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=ZONE)
    return round(local.timestamp() * 1000)


def audience(
    name: str, role: AudienceRole = "operations", unit: str | None = None, **rules: Any
) -> AudienceRules:
    """An audience of which only what a test names matters."""
    return AudienceRules(Audience(name, role, unit), **{"routes": ("mail",), **rules})


@dataclass
class ToldHouse:
    """What is told, as time passes. `stale_ms` is how old ticks are, `judged_behind_ms` how late evidence."""

    rules: NoticeRules = field(default_factory=lambda: NoticeRules([audience("on-call")]))
    now_ms: int = at("10:00")
    stale_ms: int = 5_000
    judged_behind_ms: int = 5_000
    store: Store = field(default_factory=lambda: MemoryStore(Memory()))
    incidents: dict[str, Incident] = field(default_factory=dict)
    pending: list[Change] = field(default_factory=list)
    seen: int = 0
    is_database_away: bool = False

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """The worker begins anew."""
        terms = Terms(self.rules, OPERATORS, {"facebook": "Facebook"}, Organisation.of(UNITS), ZONE, k=10)
        self.part = NoticePart(self.store, terms, MonitorMetrics(), lambda: self.now_ms)

    def relies(self, unit: str, platform: str, level: Level = "important") -> None:
        """A unit relies on a platform, as is observed."""
        day = day_of(TODAY)
        state = LevelState(level=level, since_day=day - 9, settled=True, above=0, below=0, moved=False)
        pair = dependency(unit, platform, day - 1, 50, state=state)
        stands = UnitStanding(unit, day - 1, 20, again=False)
        self.commit(Work(reliance=RelianceWork(dependencies=[pair], standings=[stands])))

    def breaks(self, *units: str, id_: str = "i", state: State = "confirmed", **fields: Any) -> None:
        """An incident begins or changes: it stands so from now on."""
        before = self.incidents.get(id_)
        known = {
            "platforms": ["x"],
            "units": list(units),
            "started_at_ms": self.now_ms - MINUTE_MS,
            "suspected_at_ms": self.now_ms - MINUTE_MS,
            "detected_at_ms": None if state == "suspected" else self.now_ms,
        }
        one = incident(id_, state, **{**known, **fields}) if before is None else replace(before, **fields)
        if before is not None:
            one = replace(one, state=state, units=sorted({*one.units, *units}))
            if one.detected_at_ms is None and state != "suspected":
                one = replace(one, detected_at_ms=self.now_ms)
        self.incidents[id_] = one
        step = Transition(
            incident=id_,
            number=self.seen + 1,
            at_ms=self.now_ms - self.stale_ms,
            before=before.state if before else None,
            after=state,
            reason=Reason("gate-met"),
        )
        self.seen += 1
        self.pending.append(Change(incident=one, transition=step))

    def ends(self, id_: str = "i", state: State = "resolved", part_of: str = "") -> None:
        """It is over, or goes on as part of another."""
        self.breaks(id_=id_, state=state, ended_at_ms=self.now_ms)
        step = self.pending[-1].transition
        if part_of and step is not None:
            reason = Reason("part-of-another", {"incident": part_of})
            self.pending[-1] = replace(self.pending[-1], transition=replace(step, reason=reason))

    def sees_more(self, id_: str = "i") -> None:
        """Evidence comes again: the figures grow and nothing else."""
        more = replace(self.incidents[id_], requests_failed=99)
        self.incidents[id_] = more
        self.pending.append(Change(incident=more, transition=None))

    def silences(self, platform: str, why: SilenceKind = "known", unit: str = "", minutes: int = 60) -> None:
        """Somebody says that nobody is to be told."""
        one = Silenced(
            id=f"s{self.seen}",
            platform=platform,
            unit=unit,
            why=why,
            from_ms=self.now_ms,
            until_ms=self.now_ms + minutes * MINUTE_MS,
            reason="known",
            role="operations",
        )
        self.commit(Work(rooms=RoomWork(silences=[one])))

    def acknowledges(self, id_: str = "i") -> None:
        """Somebody is at it."""
        room = Room(incident=id_, acknowledged_by_role="operations", acknowledged_at_ms=self.now_ms)
        self.commit(Work(rooms=RoomWork(rooms=[room])))

    def vendor_says(self, platform: str, state: Any) -> None:
        """A status page changes."""
        word = VendorStatus(source="status", at_ms=self.now_ms, platform=platform, state=state)
        self.commit(Work(vendor_words=[word]))

    def changes_own(self, system: Any, platforms: Sequence[str] = ()) -> None:
        """Somebody pushes something of our own."""
        told = OwnChange(
            source="desk", id=f"c{self.now_ms}", at_ms=self.now_ms, system=system, title="A rule",
            platforms=list(platforms),
        )  # fmt: skip
        self.commit(Work(own_changes=[told]))

    def window(self, title: str, platform: str, unit: str, from_ms: int, until_ms: int) -> None:
        """A unit says that work must not fail."""
        one = CriticalWindow(
            id=title, title=title, platforms=(platform,), units=(unit,), from_ms=from_ms, until_ms=until_ms,
            tolerance_minutes=5, role="unit", declared_at_ms=self.now_ms,
        )  # fmt: skip
        self.commit(Work(accounts=AccountWork(windows=[one])))

    def passes(self, minutes: float = 0, *, tick: bool = True) -> list[Notice]:
        """Time passes, and a commit lands; what is sent by it."""
        self.now_ms += round(minutes * MINUTE_MS)
        offset = self.store.resume(SIGNALS).next_offset or 0
        changes, self.pending = self.pending, []
        moment = Moment(
            SIGNALS,
            (offset, self.now_ms - self.stale_ms) if tick else None,
            [(offset, change) for change in changes],
            [each for each in self.incidents.values() if each.state not in OVER],
            RelianceWork(),
            [],
            [],
            self.now_ms - self.judged_behind_ms,
        )
        work = self.part.work(moment)
        self.commit(Work(changes=changes, notices=work.notices))
        return [each.notice for each in work.notices.deliveries]

    def said(self, minutes: float = 0) -> list[tuple[str, str, str]]:
        """The same, as audience, kind, and the code of its reason."""
        return [
            (each.audience.name, each.kind, each.reason.code.removeprefix("notice-"))
            for each in self.passes(minutes)
        ]

    def takes(self, route: str, id_: str = "i") -> None:
        """A route takes what waits of an incident."""
        for each in self.store.notices.due(self.now_ms, 100):
            if each.subject == id_:
                assert self.store.notices.marked(each, taken(each, route, self.now_ms))

    def decisions(self, subject: str = "i", name: str = "on-call") -> list[Decision]:
        """All decisions about a subject for one audience."""
        return [each for each in self.store.notices.decisions(subject) if each.audience == name]

    def because(self, subject: str = "i", name: str = "on-call") -> str:
        """The reason of the last decision."""
        return self.decisions(subject, name)[-1].reason.code.removeprefix("notice-")

    def commit(self, work: Work) -> None:
        """One transaction, lost where the database is away."""
        if self.is_database_away:
            return
        expected = self.store.resume(SIGNALS).next_offset
        self.store.commit(SIGNALS, expected, (expected or 0) + 1, work)
