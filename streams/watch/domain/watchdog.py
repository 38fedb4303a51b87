"""The watchdog on the prober: when a failed probe says something of a platform, and when only of us.

A machine that probes is itself a thing that fails: it stalls, its line is cut, its address is filtered. Then
every platform seems down. So a failure is sent only where all of this holds; answers are always sent.

1. The machine was not late: a try that began or ended late by its own fault has timed out by its own fault.
2. The host has answered us before. A host that never did is mistyped, or closed to us.
3. Control sites, tried at the same time or later, answer: most of those that ever did.
4. Not all platforms fail at once, where three or more are probed: no fault of theirs does that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from streams.watch.domain.targets import Target, Try


class Word(StrEnum):
    """What becomes of a failure: it is sent, or withheld for a reason."""

    SENT = "sent"
    LATE = "late"
    NEVER_ANSWERED = "never-answered"
    NO_CONTROL = "no-control"
    CONTROL_FAILS = "control-fails"
    ALL_FAIL = "all-fail"


@dataclass(frozen=True, slots=True)
class WatchdogRules:
    """The thresholds."""

    late_seconds: float = 2.0
    """A machine that comes so much later to its work than it meant to is late."""
    platforms_at_once: int = 3
    """So many platforms, all that are probed, do not fail at once by themselves."""
    recent_seconds: float = 180.0
    """What was found of a platform counts for so long."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What the last try of a platform came to: whether all hosts failed that had answered before."""

    at_seconds: float
    failed: bool


@dataclass(slots=True)
class Watchdog:
    """Remembers who answered, how the controls do, and how each platform did last. Seconds are monotonic.

    `answered` names the targets that ever answered, as `name_of` writes them; keep it across restarts.
    """

    rules: WatchdogRules = field(default_factory=WatchdogRules)
    answered: set[str] = field(default_factory=set)
    control: Word = Word.NO_CONTROL
    _found: dict[str, _Found] = field(default_factory=dict)

    def control_tried(self, tries: Sequence[Try], late_seconds: float) -> list[Try]:
        """Take in a round of control sites; those whose word counts, to be sent.

        While most answer, one that does not has a fault of its own, and its word is left out. While most do
        not, the others' answers are left out for the same reason: the way out is doubtful.
        """
        if late_seconds > self.rules.late_seconds:
            self.control = Word.LATE
            return []
        self._note(tries)
        counting = [one for one in tries if one.steps and name_of(one.target) in self.answered]
        good = [one for one in counting if one.good]
        if not counting:
            self.control = Word.NO_CONTROL
            return []
        answers = 2 * len(good) > len(counting)
        self.control = Word.SENT if answers else Word.CONTROL_FAILS
        return good if answers else [one for one in counting if not one.good]

    def tried(self, platform: str, tries: Sequence[Try], now_seconds: float) -> None:
        """Take in what a platform's hosts answered."""
        self._note(tries)
        known = [one for one in tries if name_of(one.target) in self.answered]
        failed = bool(known) and all(one.failed for one in known)
        self._found[platform] = _Found(now_seconds, failed)

    def word_of(self, one: Try, late_seconds: float, now_seconds: float) -> Word:
        """Whether a failed try is sent, and why not; ask after `tried` and `control_tried`."""
        if late_seconds > self.rules.late_seconds:
            return Word.LATE
        if name_of(one.target) not in self.answered:
            return Word.NEVER_ANSWERED
        return self.word(now_seconds)

    def word(self, now_seconds: float) -> Word:
        """Whether failures count now, whoever's."""
        if self.control is not Word.SENT:
            return self.control
        return Word.ALL_FAIL if self._all_fail(now_seconds) else Word.SENT

    def _all_fail(self, now_seconds: float) -> bool:
        """Whether every platform that was tried lately fails, and they are too many for chance."""
        horizon = now_seconds - self.rules.recent_seconds
        lately = [found.failed for found in self._found.values() if found.at_seconds >= horizon]
        return len(lately) >= self.rules.platforms_at_once and all(lately)

    def _note(self, tries: Sequence[Try]) -> None:
        """Whoever answers is known from now on."""
        self.answered.update(name_of(one.target) for one in tries if one.good)


def name_of(target: Target) -> str:
    """How a target is named among those that answered."""
    return f"{target.platform} {target.key}"
