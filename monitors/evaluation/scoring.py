"""Alarms against truth: found, missed, false, right time but wrong cause, and how fast.

Incidents are scored whole. Point-adjusted F1 is not among the measures: a random score reaches high values of
it (Kim et al., AAAI 2022).
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from monitors.domain.outage.records import Cause

EARLY_MS: Final = 60_000
"""An alarm may open so long before the first line that shows the trouble: windows are not instants."""
HOUR_MS: Final = 3_600_000
MOST_EXAMPLES: Final = 20


class Fault(Struct, frozen=True, kw_only=True):
    """One trouble as it really was. `cause` None: nothing was wrong, whatever it looked like.

    `onset_ms` is when it happened, `first_seen_ms` to `last_seen_ms` when lines showed it; None: no line did.
    `platforms` are those that it harmed; `everywhere` marks a trouble of our own that no list bounds.
    """

    script: str
    cause: Cause | None
    platforms: frozenset[str]
    everywhere: bool
    onset_ms: int
    ends_ms: int
    first_seen_ms: int | None
    last_seen_ms: int | None


class Alarm(Struct, frozen=True, kw_only=True):
    """What a detector said: from when to when, of which platforms, and whose fault it took it for.

    `platforms` is empty where it is about everything. `cause` is what it said first, when a person would have
    been paged, `last_cause` what it ended with. `opened_ms` is when it was sure, `cleared_ms` when it gave
    the all-clear, None where it did not.
    """

    cause: Cause
    last_cause: Cause
    platforms: frozenset[str]
    opened_ms: int
    cleared_ms: int | None


class Finding(Struct, frozen=True, kw_only=True):
    """One fault and what was said of it. Delays in seconds, None where it was missed or never cleared.

    `wait_s` counts from the first line that shows the fault, `wait_from_onset_s` from the fault itself,
    `clear_s` from the last line that shows it. `said` is the cause of the first alarm, `alarms` how many
    alarms there were.
    """

    script: str
    cause: Cause
    said: Cause | None
    said_last: Cause | None
    wait_s: float | None
    wait_from_onset_s: float | None
    clear_s: float | None
    alarms: int


class FalseAlarm(Struct, frozen=True, kw_only=True):
    """An alarm where nothing was wrong. `pages`: it would have called a person; much depends on it."""

    cause: Cause
    platforms: list[str]
    opened_ms: int
    pages: bool
    during: str | None


class Score(Struct, frozen=True, kw_only=True):
    """What became of a replay of `days` days of `platforms` platforms; `examples` are a few false alarms."""

    days: float
    platforms: int
    findings: list[Finding]
    false_alarms: int
    false_pages: int
    examples: list[FalseAlarm]


def score(
    faults: Sequence[Fault],
    alarms: Sequence[Alarm],
    *,
    days: float,
    platforms: int,
    relied_on: frozenset[str],
) -> Score:
    """Match each alarm to the fault in whose time it opened.

    An alarm belongs to a fault when it opens in [first line - 1 min, last line] and speaks of one of its
    platforms or of everything. A fault of our own reaches every platform, so any alarm of that time is its
    own, with a cause that may be wrong. An alarm of no fault is false. It pages where it names a platform
    that is relied upon, or everything.
    """
    matched: dict[int, list[Alarm]] = {place: [] for place, fault in enumerate(faults) if fault.cause}
    false: list[FalseAlarm] = []
    hours = _by_hour(faults)
    for alarm in sorted(alarms, key=lambda alarm: alarm.opened_ms):
        near = hours.get(alarm.opened_ms // HOUR_MS, [])
        place = _fault_of(alarm, faults, near)
        if place is not None:
            matched[place].append(alarm)
        else:
            false.append(
                FalseAlarm(
                    cause=alarm.cause,
                    platforms=sorted(alarm.platforms),
                    opened_ms=alarm.opened_ms,
                    pages=not alarm.platforms or not alarm.platforms.isdisjoint(relied_on),
                    during=_happening(alarm.opened_ms, [faults[place] for place in near]),
                )
            )
    findings = [_finding(faults[place], of_it) for place, of_it in matched.items()]
    return Score(
        days=days,
        platforms=platforms,
        findings=[finding for finding in findings if finding is not None],
        false_alarms=len(false),
        false_pages=sum(alarm.pages for alarm in false),
        examples=sorted(false, key=lambda alarm: not alarm.pages)[:MOST_EXAMPLES],
    )


def _by_hour(faults: Sequence[Fault]) -> dict[int, list[int]]:
    """The places of the faults that an alarm of an hour may belong to."""
    hours: dict[int, list[int]] = {}
    for place, fault in enumerate(faults):
        begins, ends = fault.onset_ms - EARLY_MS, max(fault.ends_ms, fault.last_seen_ms or 0)
        for hour in range(begins // HOUR_MS, ends // HOUR_MS + 1):
            hours.setdefault(hour, []).append(place)
    return hours


def _fault_of(alarm: Alarm, faults: Sequence[Fault], near: Sequence[int]) -> int | None:
    """The fault that an alarm belongs to: one of its own cause rather than another, the latest of those."""
    fitting = [
        place
        for place in near
        if (fault := faults[place]).cause is not None
        and fault.first_seen_ms is not None
        and fault.last_seen_ms is not None
        and fault.first_seen_ms - EARLY_MS <= alarm.opened_ms <= fault.last_seen_ms
        and (fault.everywhere or not alarm.platforms or not alarm.platforms.isdisjoint(fault.platforms))
    ]
    return max(
        fitting,
        key=lambda place: (faults[place].cause == alarm.cause, faults[place].onset_ms),
        default=None,
    )


def _happening(at_ms: int, faults: Sequence[Fault]) -> str | None:
    """What went on at a moment, faultless or not: it may explain a false alarm."""
    return next((fault.script for fault in faults if fault.onset_ms <= at_ms <= fault.ends_ms), None)


def _finding(fault: Fault, alarms: Sequence[Alarm]) -> Finding | None:
    """What was said of a fault; None where no line showed it, so that nobody could have known."""
    if fault.cause is None or fault.first_seen_ms is None or fault.last_seen_ms is None:
        return None
    first = alarms[0] if alarms else None
    cleared = [alarm.cleared_ms for alarm in alarms if alarm.cleared_ms is not None]
    all_clear = max(cleared) if cleared and len(cleared) == len(alarms) else None
    return Finding(
        script=fault.script,
        cause=fault.cause,
        said=first.cause if first else None,
        said_last=first.last_cause if first else None,
        wait_s=(first.opened_ms - fault.first_seen_ms) / 1_000 if first else None,
        wait_from_onset_s=(first.opened_ms - fault.onset_ms) / 1_000 if first else None,
        clear_s=(all_clear - fault.last_seen_ms) / 1_000 if all_clear is not None else None,
        alarms=len(alarms),
    )
