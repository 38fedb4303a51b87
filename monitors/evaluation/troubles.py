"""Scripted troubles with their truth, and when in a simulated month each of them strikes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from monitors.domain.outage.records import Cause
from monitors.evaluation.world import (
    BEGINS_MS,
    DAY_MS,
    GROUPS,
    MINUTE_MS,
    OPERATED_TOGETHER,
    PLATFORMS,
    PROBED,
    SITES,
)

Effect = Literal["fails", "late", "slow", "refused", "filtered", "surge", "silent", "holiday"]
"""`late` failures are logged when the proxy's connect timeout is over; `refused` is the platform's own 403,
`filtered` our own denial; a surge, a silent source and a holiday break nothing (that a source is silent is
told by the clock of the live worker, not by windows)."""
Support = Literal["probes", "reports", "vendor"]
Target = Literal["one", "probed", "together", "all"]
When = Literal["busy", "night", "day"]

CONNECT_TIMEOUT_MS: Final = 60_000
"""Squid's connect_timeout: a try that is never answered is logged so much later."""


@dataclass(frozen=True, slots=True)
class Script:
    """One kind of trouble. `cause` is the right answer; None: nothing is wrong, and silence is right."""

    name: str
    cause: Cause | None
    effect: Effect
    share: tuple[float, float] = (1.0, 1.0)
    groups: tuple[str, ...] = GROUPS
    target: Target = "one"
    one_site: bool = False
    minutes: tuple[int, int] = (15, 40)
    when: When = "busy"
    support: tuple[Support, ...] = ()
    weekly: int = 1


SCRIPTS: Final = (
    Script("total outage", "platform", "fails", (0.98, 1.0), weekly=2),
    Script("30 % of requests fail", "platform", "fails", (0.3, 0.3), weekly=2),
    Script("60 % of requests fail", "platform", "fails", (0.6, 0.6)),
    Script("login only", "platform", "fails", (0.9, 1.0), ("login",)),
    Script("media only", "platform", "fails", (0.9, 1.0), ("media",)),
    Script("the platform's own 403", "platform", "refused", (0.9, 1.0), ("core", "media")),
    Script("our own filter", "policy", "filtered", (0.9, 1.0), ("core",)),
    Script("own way out is down", "egress", "fails", (0.9, 1.0), target="all"),
    Script("one site is cut off", "unit-network", "fails", (0.95, 1.0), target="all", one_site=True),
    Script("shared provider", "shared-provider", "fails", (0.9, 1.0), target="together"),
    Script("timeouts, logged late", "platform", "late", (0.95, 1.0)),
    Script("slow", "platform", "slow", (0.8, 0.95)),
    Script("12 % fail, our probes too", "platform", "fails", (0.12, 0.16), target="probed",
           support=("probes",)),
    Script("15 % fail at login, people report it", "platform", "fails", (0.15, 0.2), ("login",),
           support=("reports",)),
    Script("total outage, the vendor says so", "platform", "fails", (0.95, 1.0), support=("vendor",)),
    Script("surge", None, "surge"),
    Script("log source silent", None, "silent", (1.0, 1.0), target="all", one_site=True),
    Script("at night", "platform", "fails", (0.95, 1.0), minutes=(120, 200), when="night"),
    Script("at night, our probes too", "platform", "fails", (0.95, 1.0), target="probed", minutes=(120, 200),
           when="night", support=("probes",)),
    Script("holiday", None, "holiday", when="day"),
)  # fmt: skip
"""What strikes each week, in any order; the platform outage and the failure of our own way out of one day
are SAME_DAY."""

SAME_DAY: Final = (
    Script("platform outage, and egress the same day", "platform", "fails", (0.95, 1.0)),
    Script("egress, and a platform outage the same day", "egress", "fails", (0.95, 1.0), target="all"),
)

_SLOTS: Final = (525, 620, 715, 810, 905)
"""Minutes of a working day after which a trouble may begin; the longest is over well before the next."""
_JITTER_MINUTES: Final = 25
_NIGHT_FROM_MINUTE: Final = 60


@dataclass(slots=True)
class Trouble:
    """One trouble in `[from_ms, to_ms)`, and what of it was to be seen.

    `share` of the requests to `platforms` in `groups` (numbers) from `site` (None: all) are struck.
    `first_seen_ms` and `last_seen_ms` bound the lines that show it, None before they are simulated and where
    no line did.
    """

    script: Script
    platforms: tuple[int, ...]
    site: int | None
    share: float
    from_ms: int
    to_ms: int
    first_seen_ms: int | None = None
    last_seen_ms: int | None = None

    @property
    def groups(self) -> tuple[int, ...]:
        """The places of the groups struck."""
        return tuple(GROUPS.index(name) for name in self.script.groups)

    @property
    def shows_late_ms(self) -> int:
        """How much later than it happens a failure is logged."""
        return CONNECT_TIMEOUT_MS if self.script.effect == "late" else 0

    def saw(self, first_ms: int, last_ms: int) -> None:
        """Lines from `first_ms` to `last_ms` show it."""
        self.first_seen_ms = first_ms if self.first_seen_ms is None else min(self.first_seen_ms, first_ms)
        self.last_seen_ms = last_ms if self.last_seen_ms is None else max(self.last_seen_ms, last_ms)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The troubles of some days, by their beginning, and the days that are holidays."""

    troubles: tuple[Trouble, ...]
    holidays: frozenset[int] = field(default_factory=frozenset)


def plan(rng: np.random.Generator, days: int) -> Schedule:
    """A schedule in which each week sees each script `weekly` times, as far as they fit.

    Five troubles fit into a working day; which are left out is chance. The first day, a Sunday, is left
    alone.
    """
    troubles: list[Trouble] = []
    holidays: set[int] = set()
    for week in range(0, days, 7):
        working = [week + day for day in range(1, 6) if week + day < days]
        if not working:
            continue
        if len(working) == 5:
            holidays.add(working[int(rng.integers(0, 5))])
        open_days = [day for day in working if day not in holidays]
        troubles += _busy_hours(rng, open_days)
        troubles += _nights(rng, open_days)
    troubles += [_whole_day(day) for day in sorted(holidays)]
    return Schedule(tuple(sorted(troubles, key=lambda trouble: trouble.from_ms)), frozenset(holidays))


def _busy_hours(rng: np.random.Generator, days: Sequence[int]) -> list[Trouble]:
    """The scripts of busy hours over the slots of some days: the pair of one day first, then all others."""
    slots = [(day, slot) for day in days for slot in _SLOTS]
    pair_day = days[int(rng.integers(0, len(days)))]
    taken = [slot for slot in slots if slot[0] == pair_day][1:3]
    order = rng.permutation(2)
    troubles = [_strike(rng, SAME_DAY[place], *slot) for place, slot in zip(order, taken, strict=True)]
    scripts = [script for script in SCRIPTS if script.when == "busy" for _ in range(script.weekly)]
    free = [slot for slot in slots if slot not in taken]
    chosen = rng.permutation(len(free))
    shuffled = rng.permutation(len(scripts))
    troubles += [
        _strike(rng, scripts[which], *free[place]) for which, place in zip(shuffled, chosen, strict=False)
    ]
    return troubles


def _nights(rng: np.random.Generator, days: Sequence[int]) -> list[Trouble]:
    """The scripts of the night, each in a night of its own."""
    scripts = [script for script in SCRIPTS if script.when == "night"]
    chosen = rng.permutation(len(days))
    return [
        _strike(rng, script, days[place], _NIGHT_FROM_MINUTE)
        for script, place in zip(scripts, chosen, strict=False)
    ]


def _whole_day(day: int) -> Trouble:
    """A holiday."""
    script = next(script for script in SCRIPTS if script.when == "day")
    begins = BEGINS_MS + day * DAY_MS
    return Trouble(script, (), None, 0.0, begins, begins + DAY_MS)


def _strike(rng: np.random.Generator, script: Script, day: int, minute: int) -> Trouble:
    """A script at a random moment soon after a minute of a day, on random platforms."""
    from_ms = BEGINS_MS + day * DAY_MS + minute * MINUTE_MS
    from_ms += int(rng.integers(0, _JITTER_MINUTES * MINUTE_MS))
    lasts_ms = int(rng.integers(script.minutes[0] * MINUTE_MS, script.minutes[1] * MINUTE_MS))
    site = int(rng.integers(1, len(SITES))) if script.one_site else None
    share = float(rng.uniform(*script.share))
    return Trouble(script, _struck(rng, script.target), site, share, from_ms, from_ms + lasts_ms)


def _struck(rng: np.random.Generator, target: Target) -> tuple[int, ...]:
    """The platforms that a target stands for. Only `probed` ones have the help of probes."""
    match target:
        case "one":
            return (int(rng.choice([place for place in range(PLATFORMS) if place not in PROBED])),)
        case "probed":
            return (int(rng.choice(PROBED)),)
        case "together":
            first = int(rng.choice(range(15, 33, OPERATED_TOGETHER)))
            return tuple(range(first, first + OPERATED_TOGETHER))
        case "all":
            return tuple(range(PLATFORMS))
