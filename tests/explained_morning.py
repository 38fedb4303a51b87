"""What happened around the broken morning: own changes, where citizens turned, and what the vendor said."""

from monitors.domain.demand.slots import hours_of
from monitors.domain.outage.records import Reason
from monitors.store import Work
from streams.contracts.signals import Demand
from tests.broken_morning import MINUTE_MS
from tests.relying_units import NOW_MS
from tests.stored_work import change, incident
from tests.told_context import SLOT_MS, counted, says, we_change

DAY_MS = 24 * 60 * MINUTE_MS


def _calls(began_ms: int, now_ms: int) -> list[Demand]:
    """Four weeks of calls, always ten in five minutes; since it began more, until no line is free."""
    first_ms = began_ms - began_ms % SLOT_MS
    before = [
        counted(f"calls-{at_ms}", at_ms, 10, capacity=40)
        for day in range(1, 29)
        for at_ms in range(
            first_ms - day * DAY_MS - 12 * SLOT_MS, first_ms - day * DAY_MS + 24 * SLOT_MS, SLOT_MS
        )
    ]
    since = [
        counted(f"calls-{at_ms}", at_ms, 25 if number < 4 else 42, capacity=40)
        for number, at_ms in enumerate(range(first_ms + SLOT_MS, now_ms - SLOT_MS + 1, SLOT_MS))
    ]
    texts = counted("texts", first_ms + SLOT_MS, 3, channel="sms")
    return [*before, *since, texts]


def explained_morning(now_ms: int = NOW_MS) -> list[Work]:
    """Everything to commit behind `tests.broken_morning`, whose outage began 42 minutes ago."""
    began_ms = now_ms - 42 * MINUTE_MS
    pushed = we_change(
        "CHG-4711",
        began_ms - 4 * MINUTE_MS,
        "certificate",
        title="Inspection certificate renewed",
        platforms=["facebook"],
        reference="CHG-4711",
    )
    elsewhere = we_change("CHG-4712", began_ms - 4 * MINUTE_MS, "firewall", platforms=["x"])
    long_ago = [
        change(
            incident(
                f"past-{days}",
                "resolved",
                started_at_ms=now_ms - days * DAY_MS,
                detected_at_ms=now_ms - days * DAY_MS,
                ended_at_ms=now_ms - days * DAY_MS + 60 * MINUTE_MS,
                explanation=Reason("cause-platform-unseen", {"platform": "facebook"}),
                reasons=[],
                vendor_said_at_ms=None if lag is None else now_ms - days * DAY_MS + lag * MINUTE_MS,
            )
        )
        for days, lag in ((20, 24), (40, 36), (60, None))
    ]
    counts = _calls(began_ms, now_ms)
    words = [
        says("facebook", now_ms - 90 * DAY_MS, "operational"),
        says("facebook", now_ms - 10 * DAY_MS, "outage"),
        says("facebook", now_ms - 10 * DAY_MS + 30 * MINUTE_MS, "operational"),
    ]
    return [
        Work(
            own_changes=[pushed, elsewhere],
            demand=counts,
            demand_hours=hours_of(counts),
            vendor_words=words,
            changes=long_ago,
        )
    ]
