"""A digest tells what could wait: risk of all, a unit of its own, and of small ones what they did."""

from datetime import date

from monitors.domain.calendar import day_of
from monitors.domain.outage.records import Reason
from monitors.domain.register.actions import Approve, Confirm, TryFallback
from monitors.domain.register.applying import RegisterChange, applied
from monitors.domain.register.digest import digest_of
from monitors.domain.reliance.alerts import Alert
from monitors.domain.reliance.daily import LevelChange
from tests.register_actions import act, entry

MONDAY = date(2026, 6, 1)
PEOPLE = {"Roads": 40, "Desk": 4}


def rose(unit: str, when: str = "weekly", day: date = MONDAY) -> LevelChange:
    alert = Alert("at-once" if when == "at-once" else "weekly", Reason("digest-not-critical"))
    return LevelChange(
        unit=unit, platform="x", number=1, day=day_of(day), before="habitual", after="important", score=55,
        reason=Reason("level-rose", {"score": 55, "days": 14}), alert=alert,
    )  # fmt: skip


def did(unit: str, kind: type, role: str, day: date = MONDAY, **said: object) -> RegisterChange:
    return applied(entry(unit), act(kind, role, unit=unit, **said), day).change


CONFIRMED = did("Desk", Confirm, "unit", date(2026, 6, 3))
REFUSED = did("Roads", Approve, "unit", approver_role="Head")
FAILED = did("Roads", TryFallback, "unit", on=MONDAY, works=False)


def test_risk_learns_in_the_order_of_days_what_was_not_told_at_once() -> None:
    late = date(2026, 6, 5)
    told = digest_of(
        [rose("Roads", day=late), rose("Roads", "at-once"), rose("Desk")],
        [CONFIRMED, REFUSED, FAILED],
        PEOPLE,
        10,
    )

    assert [(line.day, line.unit, line.reason.code, line.level) for line in told] == [
        (date(2026, 6, 3), "Desk", "entry-confirmed", None),
        (late, "Roads", "level-rose", "important"),
    ]


def test_a_unit_learns_its_own_small_or_not_refusals_too() -> None:
    told = digest_of([rose("Desk"), rose("Roads")], [CONFIRMED, REFUSED], PEOPLE, 10, unit="Desk")
    assert [line.reason.code for line in told] == ["level-rose", "entry-confirmed"]

    told = digest_of([], [CONFIRMED, REFUSED], PEOPLE, 10, unit="Roads")
    assert [line.reason.code for line in told] == ["not-for-this-role"]
