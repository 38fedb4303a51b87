"""Risk is told at once of what cannot wait for the week's digest, and of each thing once."""

from datetime import UTC

from msgspec.structs import replace

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.calendar import Calendar
from monitors.domain.outage.records import Incident
from monitors.domain.register.contradictions import PlatformFacts
from monitors.domain.register.records import Entry, Fallback
from monitors.register_alerts import RegisterAlerts
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Work
from tests.register_actions import SAID, entry
from tests.stored_reliance import dependency
from tests.stored_work import NOON_MS, SIGNALS, incident

FACTS = {
    "facebook": PlatformFacts("Facebook", "Meta"),
    "whatsapp": PlatformFacts("WhatsApp", "Meta"),
    "x": PlatformFacts("X", "X Corp."),
}
HOUR_MS = 3_600_000
OUTAGE = incident("i-1", "confirmed", units=["Roads"], detected_at_ms=NOON_MS, started_at_ms=NOON_MS)


class World:
    """A worker that tells risk, and what it remembers."""

    def __init__(self, *entries: Entry, limit: int = 3) -> None:
        self.store = MemoryStore(Memory())
        self.commit(Work(register=RegisterWork(entries={each.key: each for each in entries})))
        self.alerts = RegisterAlerts(self.store.register, self.store.reliance, FACTS, Calendar(UTC), limit)

    def commit(self, work: Work) -> None:
        expected = self.store.resume(SIGNALS).next_offset
        self.store.commit(SIGNALS, expected, (expected or 0) + 1, work)

    def tells(self, at_ms: int, *incidents: Incident, is_day_told: bool = False) -> list[tuple[str, object]]:
        """What is told at a tick, and is not told again."""
        due = self.alerts.due(incidents, at_ms, is_day_told=is_day_told)
        self.commit(Work(register=RegisterWork(alerts=due)))
        return [(each.reason.code, each.reason.figures.get("limit")) for each in due]


def test_each_tolerance_is_told_once_when_it_passes() -> None:
    world = World(entry())

    assert world.tells(NOON_MS + HOUR_MS, OUTAGE) == []
    assert world.tells(NOON_MS + 2 * HOUR_MS + 1, OUTAGE) == [("tolerance-passed", "RTO")]
    assert world.tells(NOON_MS + 3 * HOUR_MS, OUTAGE) == []
    assert world.tells(NOON_MS + 9 * HOUR_MS, OUTAGE) == [("tolerance-passed", "MTPD")]


def test_a_fallback_that_the_outage_takes_along_is_told_as_soon_as_it_is_confirmed() -> None:
    same = replace(SAID, fallback=Fallback(name="WhatsApp", platform="whatsapp"))
    opened = replace(SAID, activity="b", fallback=Fallback(name="X", platform="x", sign_in="facebook"))
    safe = replace(SAID, activity="c", fallback=Fallback(name="X", platform="x"))
    world = World(*(entry(declaration=said) for said in (same, opened, safe)))

    suspected = replace(OUTAGE, state="suspected", detected_at_ms=None)
    assert world.tells(NOON_MS + 60_000, suspected) == []
    assert world.tells(NOON_MS + 60_000, OUTAGE) == [("fallback-shares-fault", None)] * 2
    assert world.tells(NOON_MS + 70_000, OUTAGE) == []


def test_whom_an_outage_does_not_hurt_and_what_is_not_broken_is_not_told() -> None:
    world = World(entry(), entry(unit="Parks"), entry(platform="x"))
    late = NOON_MS + 100 * HOUR_MS

    assert world.tells(late, replace(OUTAGE, units=["Corporate"])) == []
    assert world.tells(late, replace(OUTAGE, platforms=["linkedin"])) == []
    assert world.tells(late, replace(OUTAGE, cause="policy")) == []
    assert world.tells(late, replace(OUTAGE, ended_at_ms=NOON_MS + 1)) == []


def test_too_much_on_one_operator_is_told_once_a_year_by_what_is_declared_and_seen() -> None:
    world = World(entry(), limit=1)
    assert world.tells(NOON_MS, is_day_told=True) == []

    seen = dependency("Parks", "whatsapp", 20_000, 75)
    seen = replace(seen, state=replace(seen.state, level="mission-critical"))
    standing = UnitStanding("Parks", 20_000, 40, again=False)
    world.commit(Work(reliance=RelianceWork(dependencies=[seen], standings=[standing])))

    assert world.tells(NOON_MS) == []
    assert world.tells(NOON_MS, is_day_told=True) == [("concentration-limit-passed", 1)]
    assert world.tells(NOON_MS + 24 * HOUR_MS, is_day_told=True) == []
    assert world.tells(NOON_MS + 366 * 24 * HOUR_MS, is_day_told=True) == [("concentration-limit-passed", 1)]
