"""A register to look at: two units that have declared, and a small one that is asked."""

from datetime import date
from typing import Any, Final

from monitors.domain.register.asking import Question
from monitors.domain.register.records import Dispute, Entry
from monitors.finding_rows import FindingWork
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Work
from streams.domain.units import Unit
from tests.register_actions import entry
from tests.stored_reliance import availability_month, dependency, exposed, standing
from tests.stored_work import DAY

TODAY: Final = date(2025, 10, 9)
SMALL: Final = "Records Desk"
UNITS: Final = (
    Unit("unassigned"),
    Unit("City"),
    Unit("Citizen Services", 1, 40),
    Unit("Parks", 1, 30),
    Unit(SMALL, 1, 4),
)


def declared(unit: str, **said: Any) -> Entry:
    """An entry of today that is to be looked at again in a year."""
    return entry(unit, **{"declared_on": TODAY, "review_due": date(2026, 10, 9)} | said)


OBJECTED: Final = declared(
    "Parks",
    evidence="disputed",
    dispute=Dispute(reason="<b>It is only one of us.</b>", raised_on=TODAY, reply_due=date(2025, 10, 23)),
)


def register_work() -> Work:
    """Everything that such a register is read from."""
    return Work(
        reliance=RelianceWork(
            standings=[
                UnitStanding("Citizen Services", None, 40, again=False),
                UnitStanding("Parks", None, 30, again=False),
                UnitStanding(SMALL, None, 4, again=False),
            ],
            dependencies=[
                dependency("Citizen Services", "facebook", DAY, 75),
                dependency("Parks", "facebook", DAY, 55),
                dependency("Parks", "x", DAY, 31),
                dependency(SMALL, "youtube", DAY, 60),
            ],
            questions=[
                _asked(SMALL, "youtube", date(2025, 10, 15)),
                _asked("Parks", "x", date(2025, 10, 20)),
            ],
            months=[availability_month("facebook", 100)],
            findings=FindingWork(
                {unit: [standing(exposed(unit, "facebook"), DAY - 1, DAY)] for unit in ("Parks", SMALL)}
            ),
        ),
        register=RegisterWork(
            entries={
                each.key: each for each in (declared("Citizen Services", evidence="confirmed"), OBJECTED)
            }
        ),
    )


def _asked(unit: str, platform: str, due_on: date) -> Question:
    """A question of a week ago."""
    return Question(unit=unit, platform=platform, why="candidate", asked_on=date(2025, 10, 1), due_on=due_on)
