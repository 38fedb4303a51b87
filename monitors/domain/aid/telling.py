"""What we may tell other organisations of a platform, and when we had better say nothing.

Said is only what the organisation chose for each platform, and only where at least k of its people used the
platform in a week or month that is published: nobody learns what one small unit uses.

* *failing*: a confirmed incident goes on whose cause is the platform itself, or a provider that platforms
  share. Never what is suspected, and nothing of a fault of our own: our way out, our filter, our accounts.
* *fine*: people use it now, and nothing is wrong or doubtful with it or with our own side.
* *not-used*: in the last published week and month nobody used it; only where that was chosen by itself.

In every other case nothing is said, which may mean anything: quiet is unknown, not healthy.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from monitors.domain.outage.records import Cause, Incident, State
from streams.domain.aid.words import Statement

THEIRS: Final[frozenset[Cause]] = frozenset({"platform", "shared-provider"})
SURE: Final[frozenset[State]] = frozenset({"confirmed", "recovering"})
NOT_ABOUT_IT: Final[frozenset[Cause]] = frozenset({"account", "blind"})
"""Incidents that say nothing of how a platform does."""

IN_USE_MINUTES: Final = 15
IN_USE_REQUESTS: Final = 20
"""Used now: so many requests in so many minutes went well."""


class Known(NamedTuple):
    """What stands now.

    `incidents` are those that go on, `good_requests` those of the last minutes by platform. `people` are
    those of the last published periods, by platform: None where there were fewer than k, not there where
    nobody used it. `has_periods`: anything is published at all.
    """

    incidents: Sequence[Incident]
    good_requests: Mapping[str, int]
    people: Mapping[str, int | None]
    has_periods: bool
    is_blind: bool


def statements(chosen: Iterable[str], chosen_not_used: Iterable[str], known: Known) -> list[Statement]:
    """Everything that may be said now, by platform."""
    said = [_of(platform, known) for platform in chosen if known.people.get(platform) is not None]
    unused = [
        Statement(platform=platform, state="not-used")
        for platform in chosen_not_used
        if known.has_periods and platform not in known.people and not _seen(platform, known)
    ]
    return sorted(
        [*(each for each in said if each is not None), *unused], key=lambda statement: statement.platform
    )


def _of(platform: str, known: Known) -> Statement | None:
    """How a platform does that many use."""
    about = [each for each in known.incidents if each.cause not in NOT_ABOUT_IT]
    theirs = [each for each in about if each.cause in THEIRS and platform in each.platforms]
    sure = [each for each in theirs if each.state in SURE]
    if sure:
        since = [each.started_at_ms for each in sure if each.started_at_ms is not None]
        return Statement(platform=platform, state="failing", since_ms=min(since, default=None))
    if theirs or _ours(about, platform) or known.is_blind:
        return None
    if known.good_requests.get(platform, 0) < IN_USE_REQUESTS:
        return None
    return Statement(platform=platform, state="fine")


def _ours(incidents: Collection[Incident], platform: str) -> bool:
    """Whether something is wrong on our own side that could look like the platform."""
    return any(
        each.cause not in THEIRS and (not each.platforms or platform in each.platforms) for each in incidents
    )


def _seen(platform: str, known: Known) -> bool:
    """Whether anybody uses it just now."""
    return known.good_requests.get(platform, 0) > 0
