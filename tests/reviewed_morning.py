"""The morning on which Facebook failed, gone by: what was said and done in its room, and what it cost."""

from typing import Any

from msgspec.structs import replace

from monitors.domain.impact.expected import Range
from monitors.domain.impact.lost import HourImpact
from monitors.domain.outage.records import Change, Incident, Reason
from monitors.domain.rooms.records import FallbackUse, Lesson, Room, RoomChange
from monitors.reliance_rows import ImpactKey, RelianceWork
from monitors.room_rows import RoomWork
from monitors.store import Work
from tests.broken_morning import INCIDENT, MINUTE_MS, broken_morning
from tests.relying_units import NOW_MS

BEGAN_MS = NOW_MS - 42 * MINUTE_MS
ENDED_MS = NOW_MS - 10 * MINUTE_MS
ACTIVITY = "answering citizens' messages"
LEARNT = "Say it on the phone queue at once."


def _happened(minute: int, kind: str, code: str, role: str, unit: str = "", **said: Any) -> RoomChange:
    """What somebody did so many minutes after the beginning."""
    at_ms = BEGAN_MS + minute * MINUTE_MS
    change: dict[str, Any] = {"kind": kind, "role": role, "unit": unit, "said": said, "at_ms": at_ms}
    reason = Reason(code, {"role": "Duty manager"} if code in {"acknowledged", "lead-taken"} else {})
    known = {"action": f"action-{minute:04}", "account": "account-7", "incident": INCIDENT, "platform": ""}
    return RoomChange(**(known | change), reason=reason)


CHANGES = (
    _happened(3, "acknowledge", "acknowledged", "operations"),
    _happened(4, "take-lead", "lead-taken", "operations", lead_role="Duty manager"),
    _happened(
        6,
        "status-update",
        "status-told",
        "operations",
        channel="intranet",
        text_en="Facebook does not work.",
        text_fr="Facebook ne fonctionne pas.",
    ),
    _happened(8, "state-impact", "impact-stated", "unit", "Citizen Services", text="Nobody gets an answer."),
    _happened(9, "fallback-covers", "fallback-covers", "unit", "Citizen Services"),
    _happened(12, "comment", "commented", "risk", text="Is the mayor told?"),
    _happened(
        36, "review", "incident-reviewed", "risk", worked="The phone queue.", did_not_work="Nobody knew it."
    ),
)


def reviewed_morning() -> list[Work]:
    """Everything to commit: it is over, with the vendor 13 minutes behind us."""
    works = broken_morning()
    [change] = works[-1].changes
    over: Incident = replace(
        change.incident, state="resolved", ended_at_ms=ENDED_MS, vendor_said_at_ms=BEGAN_MS + 40_000 + 780_000
    )
    room = Room(
        incident=INCIDENT,
        acknowledged_by_role="operations",
        acknowledged_at_ms=BEGAN_MS + 3 * MINUTE_MS,
        lead_role="Duty manager",
        led_since_ms=BEGAN_MS + 4 * MINUTE_MS,
        fallbacks=(
            FallbackUse(
                unit="Citizen Services",
                platform="facebook",
                activity=ACTIVITY,
                fallback="phone queue 4",
                from_ms=BEGAN_MS + 9 * MINUTE_MS,
                until_ms=ENDED_MS,
            ),
        ),
    )
    lesson = Lesson(
        id="lesson-0009",
        platform="facebook",
        purpose="external",
        instead=LEARNT,
        unit="Citizen Services",
        incident=INCIDENT,
        role="unit",
        added_at_ms=NOW_MS,
        ratings={},
    )
    cost = HourImpact(expected=Range(16, 24), seen=4.0, lost=Range(12, 20), caught_up=Range(2, 3))
    hours = {
        ImpactKey(INCIDENT, unit, "facebook", BEGAN_MS // 3_600_000 * 3_600_000): cost
        for unit in ("Citizen Services", "Elections")
    }
    told = Work(
        changes=[Change(incident=over, transition=None)],
        rooms=RoomWork(rooms=[room], lessons=[lesson], changes=CHANGES),
        reliance=RelianceWork(impact=hours),
    )
    return [*works, told]
