"""The week's digest: everything that risk, or a unit, is told of and that could wait.

What was told at once is not told again. A unit sees its own lines, refusals among them; risk sees those of
all units, but of a unit of fewer than k people only what it did itself.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from monitors.domain.calendar import date_of
from monitors.domain.outage.records import Reason
from monitors.domain.register.applying import RegisterChange
from monitors.domain.reliance.daily import LevelChange
from monitors.domain.reliance.records import Level


class DigestLine(Struct, frozen=True, kw_only=True):
    """One thing that happened, on a day; `level` is the new one where a level changed."""

    day: date
    unit: str
    platform: str
    activity: str
    reason: Reason
    level: Level | None = None


def digest_of(
    levels: Iterable[LevelChange],
    changes: Iterable[RegisterChange],
    people: Mapping[str, int],
    k: int,
    unit: str | None = None,
) -> list[DigestLine]:
    """The lines in the order of days; for `unit`, or for risk where that is None."""
    lines = [
        DigestLine(
            day=date_of(each.day),
            unit=each.unit,
            platform=each.platform,
            activity="",
            reason=each.reason,
            level=each.after,
        )
        for each in levels
        if each.alert.when == "weekly" and (unit is not None or people.get(each.unit, 0) >= k)
    ]
    lines += [
        DigestLine(
            day=each.day,
            unit=each.unit,
            platform=each.platform,
            activity=each.activity,
            reason=each.reason,
        )
        for each in changes
        if each.alert.when == "weekly" and (unit is not None or not each.refused)
    ]
    own = [line for line in lines if unit is None or line.unit == unit]
    return sorted(own, key=lambda line: (line.day, line.unit, line.platform, line.activity))
