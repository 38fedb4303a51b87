"""Documents of an exercise, as rich as a real one, for whatever shows them."""

import msgspec

from monitors.exercise_schema import Activity, Exercise, Gone, SlotRange, SmallUnits, Summary, UnitStop
from monitors.snapshot_schema import Reason

ATTACK = "<script>alert(1)</script>"
NINE, ELEVEN, TWO, THREE = (f"2026-03-03T{hour}:00:00.000Z" for hour in ("09", "11", "14", "15"))


def activity(**changes: object) -> Activity:
    """An activity whose fallback shares the operator."""
    usual = Activity(
        activity="answering citizens",
        owner_role="Duty manager",
        rto_hours=2,
        mtpd_hours=8,
        rto_passed_at=ELEVEN,
        mtpd_passed_at=None,
        rto_passed_without_fallback_at=ELEVEN,
        mtpd_passed_without_fallback_at=None,
        state="running",
        fallback="WhatsApp",
        fallback_platform="whatsapp",
        fallback_covers=False,
        fallback_tested_on=None,
        covered_until=None,
        capacity_share=None,
        reasons=[
            Reason("fallback-same-operator", {"fallback": "WhatsApp", "operator": "Meta"}),
            Reason("rto-passed", {"activity": "answering citizens", "hours": 2}),
        ],
    )
    return msgspec.structs.replace(usual, **changes)


def stop(**changes: object) -> UnitStop:
    """A unit with a hostile name that stops at nine."""
    usual = UnitStop(
        unit=f"Citizen Services {ATTACK}",
        platform="facebook",
        level="mission-critical",
        observed="important",
        confirmation="confirmed",
        stops=True,
        withheld=False,
        stops_at=NINE,
        people=30,
        slots=SlotRange(140, 145),
        activities=[activity()],
    )
    return msgspec.structs.replace(usual, **changes)


WITHHELD = stop(
    unit="Roads",
    level="habitual",
    stops=None,
    withheld=True,
    stops_at=None,
    people=None,
    slots=None,
    activities=[],
)


def document(*units: UnitStop, **figures: int) -> Exercise:
    """An exercise of these units."""
    counts = {"units": 2, "weighty": 1, "units_shown": 1, "activities": 1, "rto_passed": 1, "mtpd_passed": 0}
    counts |= {"without_fallback": 1, "unasked": 1} | figures
    return Exercise(
        gone=Gone(platforms=["facebook"], day="2026-03-03", from_=NINE, to=THREE, timezone="UTC"),
        k=10,
        summary=Summary(
            severity="critical",
            reason=Reason("hurts-confirmed-critical", {"units": 1}),
            slots=SlotRange(140, 145),
            **counts,
        ),
        units=list(units),
        small=[SmallUnits(parent="Province", platform="facebook", small_units=2)],
        warnings=[Reason("exercise-few-days", {"days": 3})],
    )
