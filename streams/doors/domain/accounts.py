"""What befell an own account, as events: that somebody wrote or was written to, never what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, cast

from streams.contracts.signals import AccountActivity, AccountEvent
from streams.doors.domain.deliveries import Hook, Told
from streams.doors.domain.documents import Part
from streams.doors.domain.numbers import Numbers

Direction = Literal["inbound", "outgoing"]
Form = Literal["message", "comment", "mention", "post", "review", "reaction", "video"]
Trouble = Literal["locked", "token-expired", "silent", "unexpected-post", "restored"]

UNTIMED: Final = 0
"""Stands in `at_ms` where the vendor says no time; the door puts its own clock there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was told: by which hook, of which account of ours, and when the delivery was made."""

    hook: Hook
    account: str
    numbers: Numbers
    sent_ms: int | None = None

    @property
    def source(self) -> str:
        """The source of its events; ids are unique within it."""
        return source_of(self.hook.name)


def source_of(hook: str) -> str:
    """The source of a hook's events."""
    return f"hook:{hook}"


def activity(
    place: Place,
    direction: str,
    form: str,
    thread: tuple[str, ...],
    number: str,
    *,
    at_ms: int | None,
    words: str = "",
    content: Part | None = None,
) -> Iterator[Told]:
    """An account was written to or wrote; nothing where the vendor does not say which message it was.

    `number` is the vendor's for the message, `thread` its numbers for the conversation.
    """
    if not number or not all(thread):
        return
    event = AccountActivity(
        source=place.source,
        at_ms=at_ms if at_ms is not None else (place.sent_ms or UNTIMED),
        id=place.numbers.id(place.hook.name, form, number),
        platform=place.hook.platform,
        account=place.account,
        direction=cast("Direction", direction),
        form=cast("Form", form),
        thread=place.numbers.thread(place.hook.platform, *thread),
        words=place.numbers.words(words) if direction == "outgoing" and words else None,
    )
    yield Told(event, None if content is None else content.value)


def trouble(place: Place, event: str | None, at_ms: int | None) -> Iterator[Told]:
    """Something befell an account; nothing where the vendor's word for it means nothing to us."""
    if event is not None:
        yield Told(
            AccountEvent(
                source=place.source,
                at_ms=at_ms if at_ms is not None else (place.sent_ms or UNTIMED),
                platform=place.hook.platform,
                account=place.account,
                event=cast("Trouble", event),
            )
        )
