"""Volume: people who no longer come. A platform that fails inside tunnels, or not even opens, grows quiet.

What is expected of a platform is its usual part of the control's volume at this hour of the week, shrunk
towards the same hour of any working day (or day off) until there are weeks of history, and that towards its
part at all hours. A deficit is weighed by the lower tail of a negative binomial (`chances.lower_tail`); its
dispersion is learnt for each platform: where few people make most of the traffic, it comes in bursts.
A whole organisation that stays at home takes the control with it, so a holiday says nothing; nor do many
platforms that grow quiet at once.
"""

from dataclasses import dataclass, field

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.outage.book import CONTROL_PLACE, GROUPS
from monitors.domain.outage.chances import Floats, lower_tail
from monitors.domain.outage.records import Reason
from monitors.domain.outage.rules import Rules

_HOURS = 168
_SHRUNK_BY_HOURS = 3.0
_EVERY_HOUR_KEEPS = 0.9
"""What an hour of the week showed counts a tenth less with each week, as of any decayed mean."""

_SPREAD_PRIOR, _SPREAD_WEIGHS = 0.3, 12.0
"""The squared coefficient of variation before it is known, which weighs like so many spans."""
_WIDEST = 4.0
"""One span adds at most so much to it."""
_SPREAD_KEEPS = 0.5 ** (1 / (7 * 24 * 6))
"""Of ten minutes to the next: half of it after a week."""
_ENOUGH = 10.0
"""A span of which less was expected says nothing of the dispersion."""

_FIELDS = ("weekly", "daily", "always", "spread", "spans")


class Drop(Struct, frozen=True):
    """A platform that grew quiet, and whether that is sure."""

    platform: int
    reason: Reason
    is_sure: bool


@dataclass(slots=True)
class Volume:
    """Volumes by hour; the last axis is the platform, the control first. `hours` counts hours seen."""

    rules: Rules
    platforms: int = 1
    weekly: Floats = field(init=False)
    daily: Floats = field(init=False)
    always: Floats = field(init=False)
    spread: Floats = field(init=False)
    spans: Floats = field(init=False)
    hours: Floats = field(default_factory=lambda: np.zeros((2, 24)))
    drops: list[Drop] = field(default_factory=list)
    version: int = 0
    """Goes up with every change, so that what is stored is written anew only then."""

    def __post_init__(self) -> None:
        """Begin without history."""
        self.weekly = np.zeros((_HOURS, self.platforms))
        self.daily = np.zeros((2, 24, self.platforms))
        self.always = np.zeros(self.platforms)
        self.spread, self.spans = np.zeros(self.platforms), np.zeros(self.platforms)

    def step(
        self, minute: int, damped: Floats, recent: Floats, doubtful: NDArray[np.bool_], *, quiet: bool
    ) -> None:
        """One minute: learn from `damped`, the volume of each place in it.

        Judged is `recent`, the volume of the last `volume_minutes`. Platforms that are `doubtful` teach
        nothing; `quiet` judges nothing.
        """
        self.version += 1
        now, last = _by_platform(damped), _by_platform(recent)
        self._grow(len(now))
        hour = (minute // 60 + 72) % _HOURS
        day, of_day = int(hour // 24 >= 5), hour % 24
        self.drops = [] if quiet else self._judge(hour, day, of_day, last)
        teaching = ~doubtful
        for drop in self.drops:
            teaching[drop.platform] = False
        if minute % 60 == 0:
            self.weekly[hour] *= _EVERY_HOUR_KEEPS
            self.daily[day, of_day] *= _EVERY_HOUR_KEEPS ** (1 / 5 if day == 0 else 1 / 2)
        if minute % self.rules.volume_minutes == 0:
            self._learn_spread(last, self._expected(hour, day, of_day, float(last[0])), teaching)
        add = np.where(teaching, now, self._expected(hour, day, of_day, now[0]))
        self.weekly[hour] += add
        self.daily[day, of_day] += add
        self.always += add
        self.hours[day, of_day] += 1 / 60

    def _learn_spread(self, seen: Floats, expected: Floats, teaching: NDArray[np.bool_]) -> None:
        """How far the last span was from its expectation, beyond what counting alone would do (moments)."""
        rows = np.flatnonzero(teaching & (expected >= _ENOUGH))
        self.spread *= _SPREAD_KEEPS
        self.spans *= _SPREAD_KEEPS
        beyond = ((seen[rows] - expected[rows]) ** 2 - expected[rows]) / expected[rows] ** 2
        self.spread[rows] += np.clip(beyond, -1.0, _WIDEST)
        self.spans[rows] += 1

    def _dispersion(self, platform: int) -> float:
        """The squared coefficient of variation of ten minutes around their expectation."""
        known = _SPREAD_WEIGHS * _SPREAD_PRIOR + float(self.spread[platform])
        learnt = known / (_SPREAD_WEIGHS + float(self.spans[platform]))
        return max(learnt, self.rules.volume_dispersion)

    def _expected(self, hour: int, day: int, of_day: int, control: float) -> Floats:
        """The volume of each platform, where the control has this one."""
        overall = self.always / max(self.always[0], 1.0)
        firm = _SHRUNK_BY_HOURS * self.daily[day, of_day][0] / max(self.hours[day, of_day], 1.0)
        daily = (self.daily[day, of_day] + firm * overall) / max(self.daily[day, of_day][0] + firm, 1.0)
        expected: Floats = (
            control * (self.weekly[hour] + firm * daily) / max(self.weekly[hour][0] + firm, 1.0)
        )
        return expected

    def _judge(self, hour: int, day: int, of_day: int, volume: Floats) -> list[Drop]:
        """Who grew quiet."""
        rules = self.rules
        known = self.hours[day, of_day]
        if known < rules.volume_known_hours:
            return []
        usual_control = self.daily[day, of_day][0] / known * rules.volume_minutes / 60
        if volume[0] < 0.4 * usual_control:
            return []
        expected = self._expected(hour, day, of_day, float(volume[0]))
        busy = (expected >= rules.volume_busy) & (np.arange(len(volume)) > CONTROL_PLACE)
        low = np.flatnonzero(busy & (volume <= (1 - rules.volume_suspected_drop) * expected))
        if len(low) >= max(rules.volume_together, 0.2 * np.count_nonzero(busy)):
            return []
        return [
            drop
            for platform in low.tolist()
            if (
                drop := self._drop(
                    platform,
                    float(volume[platform]),
                    float(expected[platform]),
                    self._dispersion(platform),
                )
            )
        ]

    def _drop(self, platform: int, seen: float, expected: float, dispersion: float) -> Drop | None:
        """How sure a deficit is, None where it may be chance."""
        rules = self.rules
        chance = lower_tail(seen, expected, dispersion)
        drop = 1 - seen / expected
        if chance > rules.volume_suspected_chance:
            return None
        sure = drop >= rules.volume_confirmed_drop and chance <= rules.volume_chance
        code = "volume-gone" if sure else "volume-falls"
        return Drop(platform, Reason(code, {"drop": round(drop, 4), "minutes": rules.volume_minutes}), sure)

    def _grow(self, platforms: int) -> None:
        """Room for more platforms."""
        if platforms <= self.platforms:
            return
        for name in _FIELDS:
            array: Floats = getattr(self, name)
            wider = np.zeros((*array.shape[:-1], platforms))
            wider[..., : array.shape[-1]] = array
            setattr(self, name, wider)
        self.platforms = platforms

    def save(self) -> dict[str, Floats]:
        """To be stored."""
        return {**{name: getattr(self, name) for name in _FIELDS}, "hours": self.hours}

    def restore(self, saved: dict[str, Floats], drops: list[Drop]) -> None:
        """From what was stored."""
        for name, array in saved.items():
            setattr(self, name, array)
        self.platforms, self.drops = len(self.always), drops


def _by_platform(places: Floats) -> Floats:
    """Volumes of places as volumes of platforms."""
    summed: Floats = places.reshape(-1, len(GROUPS)).sum(axis=1)
    return summed
