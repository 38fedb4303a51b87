"""What a status page says of one platform: from its troubles to one state, and when that changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from streams.domain.surfaces import SurfaceGroup
from streams.watch.domain.components import groups_of

State = Literal["operational", "degraded", "outage", "maintenance"]

WORST: Final[tuple[State, ...]] = ("operational", "maintenance", "degraded", "outage")
"""The states, the worst last. Work that was announced is worse than nothing, and better than any fault."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that a page says is not as it should be.

    `parts` are the vendor's names of what it touches, empty where the page names none: then it may be all.
    `since_ms` is when the vendor first said so (Unix milliseconds), None where the page has no time.
    """

    state: State
    parts: tuple[str, ...] = ()
    since_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of a platform; `groups` empty means that no part is named."""

    state: State = "operational"
    groups: tuple[SurfaceGroup, ...] = ()
    since_ms: int | None = None


def said_of(troubles: Iterable[Trouble], part: str = "") -> Said:
    """All troubles of a page as one word about one platform.

    Where one page serves several platforms, `part` is how the vendor calls ours: troubles that name parts
    and not this one are left out, and its name says nothing of a group. Trouble with nothing but embeds,
    billing and the like is never called an outage of the platform.
    """
    mine = [trouble for trouble in troubles if _touches(trouble, part)]
    if not mine:
        return Said()
    told = [(_weighed(trouble, part), trouble) for trouble in mine]
    state = max((state for state, _ in told), key=WORST.index)
    since = [trouble.since_ms for _, trouble in told if trouble.since_ms is not None]
    named = [_names(trouble, part) for trouble in mine]
    groups = groups_of(name for names in named for name in names) if all(named) else ()
    return Said(state, groups, min(since, default=None))


def changed_at_ms(said: Said, looked_before_ms: int | None, now_ms: int) -> int:
    """When the page began to say this, as well as can be told.

    The vendor's own time is believed between our last look, at which it did not say so, and now: pages are
    dated back once all is over. Where we never looked before it is believed up to now. An end has no time of
    its own: it is now.
    """
    if said.since_ms is None or said.state == "operational":
        return now_ms
    return min(
        now_ms, max(said.since_ms, looked_before_ms if looked_before_ms is not None else said.since_ms)
    )


def _touches(trouble: Trouble, part: str) -> bool:
    """Whether a trouble may be ours."""
    return not part or not trouble.parts or any(_is(part, name) for name in trouble.parts)


def _names(trouble: Trouble, part: str) -> list[str]:
    """The names that tell a group: the platform's own does not."""
    return [name for name in trouble.parts if not (part and name.casefold() == part.casefold())]


def _weighed(trouble: Trouble, part: str) -> State:
    """The state, where only side matters are touched no more than degraded."""
    groups = groups_of(_names(trouble, part))
    return "degraded" if trouble.state == "outage" and groups == (SurfaceGroup.OTHER,) else trouble.state


def _is(part: str, name: str) -> bool:
    """Whether the vendor's name is, or holds, ours."""
    return part.casefold() in name.casefold()
