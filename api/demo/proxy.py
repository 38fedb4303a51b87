"""The simulated organisation's proxy: fourteen days of its log at once, then its log as it happens."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from api.demo.children import Child, running
from streams.domain.units import EXCLUDE

LIVES_A_TUESDAY: Final = datetime(2026, 11, 24, 9, 57)  # noqa: DTZ001 (local wall time, on purpose zoneless)
"""What people think it is when the live log begins, whatever the clock says: so there is something to see."""

HISTORY_RATE: Final = 4.0
"""Lines a second in a busy hour of the history: few, so that it plays fast, and enough not to seem silent."""

SHARE_ON_PLATFORMS: Final = 0.5
"""Half of the lines: much more than in a real log, so that a thin one shows what a thick one would."""

BEFORE: Final = timedelta(minutes=3)
"""The history ends so long before the demonstration begins, and the live log goes on from there at once: an
end that is older than two minutes does not move a source's watermark, so nothing of the rest comes late."""

STRETCHES: Final = (timedelta(days=6, hours=15),)
"""So long before its end the history is parted, to be written by two processes at a time. Each begins its
random numbers anew, so the parts must not lie whole days from each other."""

FRIDAY, WEDNESDAY = 4, 2

PAST: Final = (
    ("refused:x", FRIDAY, 14, timedelta(days=7), timedelta(minutes=25)),
    ("egress:timeout", WEDNESDAY, 11, timedelta(days=1), timedelta(minutes=12)),
)
"""What broke in the history: what, on which day, at which hour there, so long ago at least, for so long."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who is simulated: how many people, lines a second of the live log, which seed, how much history."""

    people: int
    rate: float
    seed: int
    history: timedelta

    @property
    def days(self) -> str:
        """The length of the history in words."""
        days = self.history / timedelta(days=1)
        return "a day" if days == 1 else f"{days:g} days"


@dataclass(frozen=True, slots=True)
class Written:
    """What the simulation knows of logs that it has written: lines, requests on platforms, the last line."""

    lines: int = 0
    requests: int = 0
    to: datetime | None = None


class Proxy:
    """A proxy whose log, with its rotated parts, lies in one folder. `began_at` is now, when it is made."""

    def __init__(self, organisation: Organisation, folder: Path, timezone: str, began_at: datetime) -> None:
        self._organisation = organisation
        self._folder = folder
        self._timezone = timezone
        self.history_ends_at = began_at - BEFORE
        self.history_begins_at = self.history_ends_at - organisation.history
        self.log = folder / "access.log"
        self.directory = folder / "directory.csv"
        self.units = folder / "units.csv"
        borders = [self.history_ends_at - before for before in STRETCHES if before < organisation.history]
        self._borders = [self.history_begins_at, *borders, self.history_ends_at]

    @property
    def parts(self) -> list[Path]:
        """All files of the log, the oldest first."""
        history = [self._rotated(number) for number in range(len(self._borders) - 1, 0, -1)]
        return [*history, self.log] if self.log.is_file() else history

    async def write_history(self) -> None:
        """Write the history as a proxy leaves it: a rotated log. Raises ChildFault."""
        ends = list(zip(self._borders, self._borders[1:], strict=False))
        async with AsyncExitStack() as stack:
            children = []
            for number, (begins_at, ends_at) in zip(range(len(ends), 0, -1), ends, strict=True):
                arguments = self._arguments(self._rotated(number), begins_at, HISTORY_RATE)
                arguments += ["--hours", str((ends_at - begins_at) / timedelta(hours=1))]
                if number == 1:
                    arguments += ["--directory", str(self.directory), "--units", str(self.units)]
                for what, at, lasts in self._past():
                    if begins_at <= at < ends_at:
                        arguments += _disturb(what, at, lasts)
                said = self._folder / f"simulation.{number}.txt"
                children.append(await stack.enter_async_context(running("simulation", arguments, said)))
            for child in children:
                if await child.ended() != 0:
                    raise child.fault()

    @asynccontextmanager
    async def live(self, what: str | None, at: datetime, lasts: timedelta) -> AsyncIterator[Child]:
        """Write what has happened since, then go on as it happens; `what` breaks at a moment for so long."""
        arguments = self._arguments(self.log, self.history_ends_at, self._organisation.rate)
        arguments += ["--live", "--as-if", LIVES_A_TUESDAY.isoformat()]
        if what is not None:
            arguments += _disturb(what, at, lasts)
        async with running("simulation", arguments, self._folder / "simulation.txt") as child:
            yield child

    async def written(self) -> Written:
        """What the simulations know that have ended."""
        truths = [file for file in map(_truth, self.parts) if file.is_file()]
        found = [await asyncio.to_thread(_read, file) for file in truths]
        ends = [one.to for one in found if one.to is not None]
        lines, requests = sum(one.lines for one in found), sum(one.requests for one in found)
        return Written(lines, requests, max(ends, default=None))

    def _rotated(self, number: int) -> Path:
        return self.log.with_name(f"{self.log.name}.{number}")

    def _past(self) -> Iterator[tuple[str, datetime, timedelta]]:
        """What broke in the history, when, and for how long: the latest such day that is long enough ago."""
        for what, weekday, hour, ago, lasts in PAST:
            latest = (self.history_ends_at - ago).astimezone(ZoneInfo(self._timezone))
            at = latest.replace(hour=hour, minute=0, second=0, microsecond=0)
            at -= timedelta(days=(at.weekday() - weekday) % 7)
            yield what, at if at <= latest else at - timedelta(days=7), lasts

    def _arguments(self, log: Path, begins_at: datetime, rate: float) -> list[str]:
        """What every part is written with: one organisation."""
        told = self._organisation
        arguments = ["simulate", "--out", str(log), "--truth", str(_truth(log))]
        arguments += ["--from", begins_at.isoformat(timespec="milliseconds"), "--timezone", self._timezone]
        arguments += ["--people", str(told.people), "--seed", str(told.seed), "--rate", str(rate)]
        return [*arguments, "--catalogued-share", str(SHARE_ON_PLATFORMS)]


def _disturb(what: str, at: datetime, lasts: timedelta) -> list[str]:
    """The option that breaks something."""
    return ["--disturb", f"{what}@{at.isoformat(timespec='milliseconds')}+{lasts.total_seconds():.0f}"]


def _truth(log: Path) -> Path:
    """The file of the truth beside a part of the log."""
    return log.with_name(f"truth{log.name.removeprefix('access.log')}.json")


def _read(truth: Path) -> Written:
    """What one truth says."""
    told = msgspec.json.decode(truth.read_bytes())
    counted = sum(cell["requests"] for cell in told["requests"] if cell["unit"] != EXCLUDE)
    return Written(told["lines"], counted, told["to"] and datetime.fromisoformat(told["to"]))
