"""Notices to send: an outage of Facebook as the judge tells it, and what follows on it."""

from typing import Any

from msgspec.structs import replace

from monitors.domain.notices.records import Audience, Notice
from monitors.domain.outage.records import Incident, Reason
from monitors.notice_writing import Written

NOON_MS = 1_772_452_800_000
"""2 March 2026, 12:00 UTC."""

OUTAGE = Incident(
    id="3f2a",
    cause="platform",
    cause_confidence=0.94,
    platforms=["facebook"],
    groups=["core"],
    units=["Citizen Service", "Communications"],
    sites=[],
    state="confirmed",
    suspected_at_ms=NOON_MS,
    started_at_ms=NOON_MS,
    detected_at_ms=NOON_MS + 40_000,
    ended_at_ms=None,
    peak_failed_share=0.97,
    requests_failed=412,
    people_failed=30,
    reasons=[],
    explanation=Reason(
        "cause-platform",
        {
            "platform": "facebook",
            "groups": "core",
            "share": 0.97,
            "usual": 0.01,
            "control_share": 0.004,
            "failed_people": 30,
            "k": 10,
            "identity": "login",
        },
    ),
)

OVER = replace(OUTAGE, state="resolved", ended_at_ms=NOON_MS + 42 * 60_000)

OPERATIONS = Audience("operations", "operations")

NAMES = {"facebook": "Facebook", "x": "X"}


def notice(**changed: Any) -> Notice:
    """The first word of the outage to operations, but for what is `changed`."""
    told: dict[str, Any] = {
        "id": "3f2a/operations",
        "kind": "first",
        "reason": Reason("notice-first"),
        "incident": OUTAGE,
        "platforms": ("Facebook",),
        "audience": OPERATIONS,
        "language": "en",
        "at_ms": NOON_MS + 45_000,
        "number": 1,
        "link": "/incidents/3f2a",
        "severity": "major",
    }
    return Notice(**(told | changed))


def all_clear(**changed: Any) -> Notice:
    """That it is over."""
    told: dict[str, Any] = {
        "kind": "all-clear",
        "reason": Reason("notice-over", {"minutes": 42}),
        "incident": OVER,
        "at_ms": NOON_MS + 43 * 60_000,
        "number": 2,
    }
    return notice(**(told | changed))


def plainly(told: Notice) -> Written:
    """Words that say which notice they are, for tests of the way that they take."""
    line = f"{told.kind} {told.number} of {told.id}"
    return Written(line, line, line, f"{line}\n", f"<p>{line}</p>\n", f"https://holdfast.example{told.link}")
