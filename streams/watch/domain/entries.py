"""What the entries of a news feed of a status page say: which are not over, and how bad they are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from streams.domain.surfaces import SurfaceGroup
from streams.watch.domain.components import group_of
from streams.watch.domain.said import State, Trouble

FORGOTTEN_MS: Final = 24 * 3_600_000
"""An entry that nobody touched for so long, and nobody closed, is taken for over."""

AHEAD_MS: Final = 3_600_000
"""An entry dated further ahead announces something."""

OVER: Final = (
    r"resolved|completed?|fixed|restored|recovered|operational|operating normally|closed|mitigated|"
    r"cancell?ed|no known issues|postmortem|back to normal"
)
ANNOUNCED: Final = "scheduled"
GOING: Final = r"investigating|identified|monitoring|update|in progress|verifying"
"""The stages of an incident, as Statuspage and those after it call them."""

DOWN: Final = (
    r"outages?|major|critical|down|unavailable|inaccessible|unreachable|not available|unable to|cannot|"
    r"high disruptions?"
)
WORK: Final = r"maintenance|planned|upgrade"

_STAGE: Final = re.compile(
    rf"<(?:strong|b)>\s*(?:(?P<over>{OVER})|(?P<announced>{ANNOUNCED})|(?:{GOING}))\s*</(?:strong|b)>",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[^<>]{0,500}>")
_OVER: Final = re.compile(rf"(?<!\w)(?<!not )(?<!un)(?:{OVER})(?!\w)", re.IGNORECASE)
_DOWN: Final = re.compile(rf"(?<!\w)(?:{DOWN})(?!\w)", re.IGNORECASE)
_WORK: Final = re.compile(rf"(?<!\w)(?:{WORK})(?!\w)", re.IGNORECASE)
_ANNOUNCED: Final = re.compile(rf"(?<!\w)(?:{ANNOUNCED})(?!\w)", re.IGNORECASE)

LOOKED_AT: Final = 20_000
"""Characters of an entry that are looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `text` may hold HTML, the newest update first; times in Unix milliseconds."""

    title: str
    text: str = ""
    published_ms: int | None = None
    updated_ms: int | None = None


def troubles_of(entries: Iterable[Entry], now_ms: int) -> tuple[Trouble, ...]:
    """The troubles that are going on now, by the entries of a feed."""
    return tuple(trouble for entry in entries if (trouble := _trouble(entry, now_ms)) is not None)


def _trouble(entry: Entry, now_ms: int) -> Trouble | None:
    """What one entry says is going on; None where it is over, forgotten, or only announced."""
    touched = max((at for at in (entry.published_ms, entry.updated_ms) if at is not None), default=None)
    if touched is None or not -AHEAD_MS <= now_ms - touched <= FORGOTTEN_MS:
        return None
    text = entry.text[:LOOKED_AT]
    stage = _STAGE.search(text)
    words = f"{entry.title[:LOOKED_AT]}\n{_TAG.sub(' ', text)}"
    if stage is not None:
        if stage["over"] or stage["announced"]:
            return None
    elif _OVER.search(words) or (_ANNOUNCED.search(words) and not _DOWN.search(words)):
        return None
    named = group_of(entry.title) is not SurfaceGroup.CORE
    return Trouble(_state(words), (entry.title,) if named else (), entry.published_ms)


def _state(words: str) -> State:
    """How bad it is, by the vendor's words."""
    if _WORK.search(words):
        return "maintenance"
    return "outage" if _DOWN.search(words) else "degraded"
