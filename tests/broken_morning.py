"""A city on the Monday on which Facebook fails: what units rely on, what they declared, and the incident."""

from datetime import date

from monitors.domain.outage.records import Change, Figure, Reason, SourceRow, Transition
from monitors.domain.register.actions import Declare
from monitors.domain.register.records import Declaration, Fallback, Impact
from monitors.domain.usage_rows import MINUTE_COUNTS, MinuteKey
from monitors.store import Work
from streams.domain.units import UNASSIGNED, Unit
from tests.relying_units import NOW_MS, RelyingWorks, city
from tests.stored_work import incident

MINUTE_MS = 60_000
INCIDENT = "down"

_TOLD: dict[str, Figure] = {"share": 0.9, "usual": 0.02, "seconds": 30, "votes": 40, "failed_people": 34}

UNITS = (
    Unit(UNASSIGNED),
    Unit("City"),
    Unit("Citizen Services", 1, 40),
    Unit("Parks", 1, 30),
    Unit("Elections", 1, 6),
)


def declaration() -> Declare:
    """What Citizen Services declares of Facebook."""
    return Declare(
        id="declared-by-citizen-services",
        at_ms=NOW_MS - 40 * 24 * 3_600_000,
        role="unit",
        by="somebody",
        unit="Citizen Services",
        platform="facebook",
        declaration=Declaration(
            activity="answering citizens' messages",
            owner_role="Duty manager",
            purposes=("external",),
            impact_over_time=(Impact(at_hours=2, category="reputational", level=3),),
            rto_hours=2,
            mtpd_hours=8,
            fallback=Fallback(name="phone queue 4", max_hours=8, tested_on=date(2026, 1, 14)),
        ),
    )


def _minutes(now_ms: int, began_ms: int) -> dict[MinuteKey, tuple[int, ...]]:
    """Three hours of Facebook by the minute: fine, and then most of it fails."""
    found = {}
    for minute in range(180):
        at_ms = (now_ms // MINUTE_MS - 179 + minute) * MINUTE_MS
        failed = 18 if at_ms >= began_ms else 0
        counts = dict.fromkeys(MINUTE_COUNTS, 0) | {"ok": 20 - failed, "fail_tcp": failed}
        found[MinuteKey("facebook", at_ms)] = tuple(counts.values())
        found[MinuteKey("x", at_ms)] = tuple((dict.fromkeys(MINUTE_COUNTS, 0) | {"ok": 9}).values())
    return found


def broken_morning(now_ms: int = NOW_MS) -> list[Work]:
    """Everything to commit; Facebook has been failing for 42 minutes then."""
    began_ms = now_ms - 42 * MINUTE_MS
    down = incident(
        INCIDENT,
        "confirmed",
        units=["Citizen Services", "Elections"],
        suspected_at_ms=began_ms + 10_000,
        started_at_ms=began_ms,
        detected_at_ms=began_ms + 40_000,
        people_failed=34,
        explanation=Reason(
            "cause-platform", {**_TOLD, "platform": "facebook", "groups": "core", "control_share": 0.011}
        ),
        reasons=[Reason("most-fail", {**_TOLD, "people": 34})],
    )
    step = Transition(
        incident=INCIDENT,
        number=1,
        at_ms=began_ms + 40_000,
        before="suspected",
        after="confirmed",
        reason=Reason("most-fail", {**_TOLD, "people": 34}),
    )
    source = SourceRow("proxy", "north", now_ms - 20_000, None, 1, "catalogue", "directory")
    judged = Work(
        minutes=_minutes(now_ms, began_ms), sources=[source], changes=[Change(incident=down, transition=step)]
    )
    return [*RelyingWorks(list(city())).works([declaration()]), judged]
