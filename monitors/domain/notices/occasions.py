"""What is told at its time and not because something broke: the digest, the letters, and what is ahead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from monitors.domain.accounts.records import CriticalWindow
from monitors.domain.notices.deciding import Verdict
from monitors.domain.notices.records import NoticeKind, Standing
from monitors.domain.notices.rules import HOUR_MS, AudienceRules, NoticeRules, Weekly
from monitors.domain.outage.records import Reason

WEEKLY_FOR_MS: Final = 12 * HOUR_MS
"""A digest or letter that could not be sent for so long is left to the next week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something to say once to some audience, from `due_ms` and before `until_ms`."""

    subject: str
    kind: NoticeKind
    reason: Reason
    due_ms: int
    until_ms: int
    platforms: tuple[str, ...] = ()


class Asked(NamedTuple):
    """An occasion, and who is told of it."""

    audience: AudienceRules
    occasion: Occasion


def occasions(
    rules: NoticeRules, windows: Iterable[CriticalWindow], now_ms: int, zone: tzinfo
) -> Iterator[Asked]:
    """What is due at a moment or was lately; `windows` are those that begin soon."""
    for each in rules.audiences:
        if each.audience.role == "risk":
            yield Asked(each, _weekly("digest", rules.digest, now_ms, zone))
        if each.audience.role == "unit" and each.audience.unit is not None:
            yield Asked(each, _weekly("letter", rules.letter, now_ms, zone))
    for window in windows:
        due_ms = window.from_ms - rules.preflight_hours * HOUR_MS
        if not due_ms <= now_ms < window.from_ms:
            continue
        reason = Reason(
            "notice-window-ahead", {"window": window.title, "hours": (window.from_ms - now_ms) // HOUR_MS}
        )
        occasion = Occasion(
            subject=f"preflight/{window.id}",
            kind="preflight",
            reason=reason,
            due_ms=due_ms,
            until_ms=window.from_ms,
            platforms=window.platforms,
        )
        for each in rules.audiences:
            if each.audience.role == "operations" or _is_of(each, window):
                yield Asked(each, occasion)


def _is_of(rules: AudienceRules, window: CriticalWindow) -> bool:
    """Whether a window is of an audience's unit; one without units is of all."""
    unit = rules.audience.unit
    return unit is not None and (not window.units or unit in window.units)


def decide_occasion(asked: Asked, standing: Standing, now_ms: int, zone: tzinfo) -> Verdict | None:
    """Whether it is told now; None once that is settled."""
    occasion, quiet = asked.occasion, asked.audience.quiet
    if standing.was_told or standing.because == "notice-too-old":
        return None
    if now_ms >= occasion.until_ms:
        minutes = (now_ms - occasion.due_ms) // 60_000
        return Verdict(None, Reason("notice-too-old", {"minutes": minutes}))
    if quiet is not None and quiet.hold(now_ms, zone):
        return Verdict(None, Reason("notice-quiet-hours"))
    return Verdict(occasion.kind, occasion.reason)


def _weekly(kind: NoticeKind, weekly: Weekly, now_ms: int, zone: tzinfo) -> Occasion:
    """The digest or letter that was due last, about the week before, by its ISO number."""
    due_ms = weekly.last_due_ms(now_ms, zone)
    before = datetime.fromtimestamp(due_ms / 1000, zone).date() - timedelta(days=7)
    year, week, _ = before.isocalendar()
    code = "notice-week" if kind == "digest" else "notice-week-of-unit"
    return Occasion(
        subject=f"{kind}/{year}-W{week:02d}",
        kind=kind,
        reason=Reason(code, {"week": f"{year}-W{week:02d}"}),
        due_ms=due_ms,
        until_ms=due_ms + WEEKLY_FOR_MS,
    )
