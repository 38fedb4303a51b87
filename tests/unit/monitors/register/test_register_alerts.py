"""Risk is told at once of what cannot wait for the week's digest, and of each thing once."""

import json
from datetime import UTC

from msgspec.structs import replace

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.calendar import Calendar
from monitors.domain.outage.records import Incident, Reason
from monitors.domain.register.contradictions import PlatformFacts
from monitors.domain.register.records import Entry, Fallback
from monitors.domain.reliance.alerts import Alert
from monitors.domain.reliance.daily import LevelChange
from monitors.domain.rooms.records import FallbackUse, Room, Silenced
from monitors.events import alerts_announced
from monitors.register_alerts import RegisterAlerts
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.room_rows import RoomWork
from monitors.store import Message, Work
from streams.contracts.topics import CHANGES
from tests.register_actions import SAID, entry
from tests.stored_reliance import dependency
from tests.stored_work import NOON_MS, SIGNALS, incident

FACTS = {
    "facebook": PlatformFacts("Facebook", "Meta"),
    "whatsapp": PlatformFacts("WhatsApp", "Meta"),
    "x": PlatformFacts("X", "X Corp."),
}
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
OUTAGE = incident("i-1", "confirmed", units=["Roads"], detected_at_ms=NOON_MS, started_at_ms=NOON_MS)


class World:
    """A worker that tells risk, and what it remembers."""

    def __init__(self, *entries: Entry, limit: int = 3) -> None:
        self.store = MemoryStore(Memory())
        self.commit(Work(register=RegisterWork(entries={each.key: each for each in entries})))
        self.alerts = RegisterAlerts(
            self.store.register,
            self.store.reliance,
            self.store.rooms,
            FACTS,
            Calendar(UTC),
            limit=limit,
        )

    def commit(self, work: Work) -> None:
        expected = self.store.resume(SIGNALS).next_offset
        self.store.commit(SIGNALS, expected, (expected or 0) + 1, work)

    def tells(
        self, at_ms: int, *incidents: Incident, told: RelianceWork | None = None
    ) -> list[tuple[str, object]]:
        """What is told at a tick, and is not told again."""
        due = self.alerts.due(incidents, at_ms, told or RelianceWork())
        self.commit(Work(register=RegisterWork(alerts=due)))
        return [(each.reason.code, each.reason.figures.get("limit")) for each in due]


def test_each_tolerance_is_told_once_when_it_passes() -> None:
    world = World(entry())

    assert world.tells(NOON_MS + HOUR_MS, OUTAGE) == []
    assert world.tells(NOON_MS + 2 * HOUR_MS + 1, OUTAGE) == [("tolerance-passed", "RTO")]
    assert world.tells(NOON_MS + 3 * HOUR_MS, OUTAGE) == []
    assert world.tells(NOON_MS + 9 * HOUR_MS, OUTAGE) == [("tolerance-passed", "MTPD")]


def test_tolerances_wait_while_the_unit_says_that_its_fallback_covers() -> None:
    world = World(entry(), entry(declaration=replace(SAID, activity="alone", fallback=None)))
    use = FallbackUse(
        unit="Roads",
        platform="facebook",
        activity=SAID.activity,
        fallback="",
        from_ms=NOON_MS + HOUR_MS,
    )
    room = Room(incident=OUTAGE.id, fallbacks=(use,))
    world.commit(Work(rooms=RoomWork(rooms=[room])))

    assert world.tells(NOON_MS + 3 * HOUR_MS, OUTAGE) == [("tolerance-passed", "RTO")], "of the other one"
    ended = replace(use, until_ms=NOON_MS + 4 * HOUR_MS)
    world.commit(Work(rooms=RoomWork(rooms=[replace(room, fallbacks=(ended,))])))
    assert world.tells(NOON_MS + 5 * HOUR_MS, OUTAGE) == [("tolerance-passed", "RTO")], "of that one"


def test_of_what_is_silenced_nothing_is_told_until_the_silence_is_over() -> None:
    world = World(entry(), entry(unit="Parks"))
    both = replace(OUTAGE, units=["Parks", "Roads"])
    planned = Silenced(
        id="silence-1",
        platform="facebook",
        unit="Roads",
        why="planned",
        from_ms=NOON_MS,
        until_ms=NOON_MS + 8 * HOUR_MS,
        reason="we move the proxy",
        role="operations",
    )
    world.commit(Work(rooms=RoomWork(silences=[planned])))

    assert world.tells(NOON_MS + 3 * HOUR_MS, both) == [("tolerance-passed", "RTO")], "of Parks"
    world.commit(Work(rooms=RoomWork(silences=[replace(planned, ended_at_ms=NOON_MS + 4 * HOUR_MS)])))
    assert world.tells(NOON_MS + 4 * HOUR_MS, both) == [("tolerance-passed", "RTO")], "of Roads"


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
    assert world.tells(NOON_MS) == []

    seen = dependency("Parks", "whatsapp", 20_000, 75)
    seen = replace(seen, state=replace(seen.state, level="mission-critical"))
    turn = RelianceWork(dependencies=[seen], standings=[UnitStanding("Parks", 20_000, 40, again=False)])
    world.commit(Work(reliance=turn))

    assert world.tells(NOON_MS, told=turn) == []
    assert world.tells(NOON_MS) == []
    assert world.tells(NOON_MS + DAY_MS) == [("concentration-limit-passed", 1)]
    assert world.tells(NOON_MS + 2 * DAY_MS) == []
    assert world.tells(NOON_MS + 366 * DAY_MS) == [("concentration-limit-passed", 1)]


def test_a_change_of_level_is_weighed_with_the_next_tick_that_is_free() -> None:
    world = World(entry(), limit=0)
    rose = LevelChange(
        unit="Roads", platform="x", number=1, day=20_000, before=None, after="important", score=55,
        reason=Reason("level-first", {"score": 55}), alert=Alert("weekly", Reason("digest-not-critical")),
    )  # fmt: skip
    assert world.tells(NOON_MS) == [("concentration-limit-passed", 0)]

    seen = dependency("Roads", "x", 20_000, 55)
    seen = replace(seen, state=replace(seen.state, level="important"))
    standing = UnitStanding("Roads", 20_000, 40, again=False)
    turn = RelianceWork(dependencies=[seen], standings=[standing], changes=[rose])
    world.commit(Work(reliance=turn))
    assert world.tells(NOON_MS, told=turn) == []
    assert world.tells(NOON_MS) == [("concentration-limit-passed", 0)]


def test_an_alert_is_an_event_behind_what_else_the_tick_came_to() -> None:
    world = World(entry())
    due = world.alerts.due([OUTAGE], NOON_MS + 3 * HOUR_MS, RelianceWork())
    [message] = alerts_announced(SIGNALS, 7, [Message(7, 0, CHANGES.name, b"", b"")], due)

    event = json.loads(message.value)
    assert (message.offset, message.n, message.topic) == (7, 1, CHANGES.name)
    assert (event["type"], event["id"]) == ("holdfast.register.alert", "topic-1/0/7/1")
    assert event["data"]["incident"] == "i-1"
    assert event["data"]["reason"]["code"] == "tolerance-passed"
