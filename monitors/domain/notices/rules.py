"""What an organisation sets of its notices: who is told by which ways, from when on, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo

from monitors.domain.notices.records import Audience, Language, NoticeSeverity

MINUTE_MS = 60_000
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one local time to another, over midnight where it is the earlier one; from and to are equal never.

    What is at least as grave as `wakes` does not wait.
    """

    from_time: time
    to_time: time
    wakes: NoticeSeverity = "major"

    def hold(self, at_ms: int, zone: tzinfo) -> bool:
        """Whether it is quiet at a moment."""
        local = datetime.fromtimestamp(at_ms / 1000, zone).time()
        if self.from_time <= self.to_time:
            return self.from_time <= local < self.to_time
        return local >= self.from_time or local < self.to_time


@dataclass(frozen=True, slots=True)
class AudienceRules:
    """How one audience is told.

    `routes` are tried in this order, those last that a fault may have silenced. Of what is less grave than
    `least` it hears only where nobody else answers. Where nobody acknowledges within
    `escalate_after_minutes`, the audience `escalate_to` is told; both None: nobody.
    """

    audience: Audience
    language: Language = "en"
    routes: tuple[str, ...] = ()
    least: NoticeSeverity = "info"
    quiet: QuietHours | None = None
    escalate_after_minutes: int | None = None
    escalate_to: str | None = None


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday (0 is Monday) and a local time."""

    weekday: int
    at: time

    def last_due_ms(self, now_ms: int, zone: tzinfo) -> int:
        """The last moment at which it was due, now included.

        Where the clocks skip that time it is due an hour later; where they show it twice, at the first.
        """
        local = datetime.fromtimestamp(now_ms / 1000, zone)
        day = local.date() - timedelta(days=(local.weekday() - self.weekday) % 7)
        due_ms = _moment(datetime.combine(day, self.at, zone))
        if due_ms > now_ms:
            due_ms = _moment(datetime.combine(day - timedelta(days=7), self.at, zone))
        return due_ms


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """What holds for all audiences.

    What was judged more than `too_old_minutes` behind wall time is told nobody, nor an outage that is first
    heard of `too_long_ago_hours` after it was detected: both are history that is read again. What is
    otherwise than was told is told again `change_after_minutes` after the last word at the earliest; that it
    goes on after `repeat_after_minutes`; up to `most_reminders` remind of what nobody acknowledged, each
    `remind_after_minutes` behind the last word. More than `most_firsts_an_hour` are no news but a storm.
    A wider fault explains a narrower one until `explains_for_minutes` after it is over. Where
    `own_change_minutes` is above 0, a fault of our own so soon after a change of ours counts as maintenance.
    """

    audiences: Sequence[AudienceRules] = ()
    too_old_minutes: int = 60
    too_long_ago_hours: int = 12
    change_after_minutes: int = 15
    repeat_after_minutes: int = 240
    remind_after_minutes: int = 60
    most_reminders: int = 2
    most_firsts_an_hour: int = 4
    explains_for_minutes: int = 10
    own_change_minutes: int = 0
    digest: Weekly = field(default_factory=lambda: Weekly(0, time(8, 0)))
    letter: Weekly = field(default_factory=lambda: Weekly(0, time(8, 30)))
    preflight_hours: int = 24

    def of(self, name: str) -> AudienceRules | None:
        """Those of the audience with this name; None where there is none any more."""
        return next((each for each in self.audiences if each.audience.name == name), None)


def _moment(local: datetime) -> int:
    """Unix milliseconds."""
    return round(local.timestamp() * 1000)
