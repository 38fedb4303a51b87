"""Actions of people and entries of a register, of which only what a test names matters."""

from datetime import date
from itertools import count
from typing import Any

from monitors.domain.register.actions import Declare
from monitors.domain.register.records import Declaration, Entry, Fallback, Impact

NUMBERS = count()

SAID = Declaration(
    activity="answering citizens' messages",
    owner_role="Duty manager",
    rto_hours=2,
    mtpd_hours=8,
    impact_over_time=(Impact(at_hours=24, category="reputational", level=3),),
    fallback=Fallback(name="phone queue 4"),
)


def act(kind: type[Any], role: str = "unit", **said: Any) -> Any:
    """An action of its own; on the activity of SAID, on Facebook, in Roads, at no particular time."""
    if kind is not Declare:
        said = {"activity": SAID.activity} | said
    known: dict[str, Any] = {"id": f"action-{next(NUMBERS)}", "at_ms": 0, "by": "account-7", "unit": "Roads"}
    return kind(**(known | {"role": role, "platform": "facebook"} | said))


def declares(**said: Any) -> Declare:
    """A unit that declares SAID."""
    declared: Declare = act(Declare, **({"declaration": SAID} | said))
    return declared


def entry(unit: str = "Roads", platform: str = "facebook", **said: Any) -> Entry:
    """An entry."""
    known: dict[str, Any] = {
        "declared_on": date(2026, 1, 14),
        "review_due": date(2027, 1, 14),
        "declaration": SAID,
    }
    return Entry(unit=unit, platform=platform, **(known | said))
