"""Conversations of an account with people outside: who waits for an answer, and how long answers took.

What a conversation comes to is a function of the *set* of what was heard of it, so neither the order in which
a platform tells of it nor how often changes anything. It is kept as long as something of it may still come
(`HORIZON_MS`); its number is keyed, and says nothing of who wrote.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct

HORIZON_MS: Final = 14 * 86_400_000
"""So long after the last word of a conversation it is remembered. Who waits longer was not answered."""

MOST_ENTRIES: Final = 400
"""A conversation that has more settles its oldest ones: what they come to stands, and nothing joins them."""

Kind = Literal["asks", "reacts", "replies", "posts"]

KINDS: Final[dict[tuple[str, str], Kind]] = {
    ("inbound", "message"): "asks",
    ("inbound", "comment"): "asks",
    ("inbound", "mention"): "asks",
    ("inbound", "review"): "asks",
    ("inbound", "post"): "asks",
    ("inbound", "reaction"): "reacts",
    ("inbound", "video"): "reacts",
    ("outgoing", "message"): "replies",
    ("outgoing", "comment"): "replies",
    ("outgoing", "mention"): "replies",
    ("outgoing", "review"): "replies",
    ("outgoing", "reaction"): "reacts",
    ("outgoing", "post"): "posts",
    ("outgoing", "video"): "posts",
}
"""Direction and form of an activity -> what it is in a conversation. A reaction answers nothing."""


class Entry(NamedTuple):
    """One thing that was heard of: when it happened, what it is, and a number that tells it from others."""

    at_ms: int
    kind: Kind
    id: str


class Turn(NamedTuple):
    """A question, of one message or of several that waited together; `waited_ms` None: it still waits."""

    asked_ms: int
    waited_ms: int | None


class Conversation(Struct, frozen=True, kw_only=True):
    """One conversation: what was heard of it, sorted.

    Before and at `settled_ms` all is settled; `waiting_ms` is the question that was waiting then.
    """

    entries: tuple[Entry, ...] = ()
    settled_ms: int | None = None
    waiting_ms: int | None = None

    @property
    def last_ms(self) -> int:
        """When anything of it happened last."""
        return self.entries[-1].at_ms if self.entries else (self.settled_ms or 0)


def joined(conversation: Conversation, entry: Entry) -> Conversation:
    """The conversation with one thing more; as it was, where that is known or comes too late."""
    if conversation.settled_ms is not None and entry.at_ms <= conversation.settled_ms:
        return conversation
    if any(entry.id == each.id for each in conversation.entries):
        return conversation
    entries = tuple(sorted((*conversation.entries, entry)))
    return Conversation(
        entries=entries, settled_ms=conversation.settled_ms, waiting_ms=conversation.waiting_ms
    )


def settled(conversation: Conversation, most: int = MOST_ENTRIES) -> Conversation:
    """The conversation without its oldest half, where it has more than so many entries."""
    entries = conversation.entries
    if len(entries) <= most:
        return conversation
    until_ms = entries[len(entries) - most // 2 - 1].at_ms
    gone = [each for each in entries if each.at_ms <= until_ms]
    return Conversation(
        entries=tuple(each for each in entries if each.at_ms > until_ms),
        settled_ms=until_ms,
        waiting_ms=_waiting(gone, conversation.waiting_ms),
    )


def turns(conversation: Conversation) -> list[Turn]:
    """Its questions in their order."""
    found: list[Turn] = []
    waiting = conversation.waiting_ms
    for entry in conversation.entries:
        if entry.kind == "asks" and waiting is None:
            waiting = entry.at_ms
        elif entry.kind == "replies" and waiting is not None:
            found.append(Turn(waiting, entry.at_ms - waiting))
            waiting = None
    if waiting is not None:
        found.append(Turn(waiting, None))
    return found


def waiting_since(conversation: Conversation) -> int | None:
    """Since when somebody waits in it; None: nobody does."""
    return _waiting(conversation.entries, conversation.waiting_ms)


def backlog(conversations: Iterable[Conversation], asked_by_ms: int | None = None) -> int:
    """How many questions wait; only those asked by a moment, where one is given."""
    waits = (waiting_since(each) for each in conversations)
    return sum(each is not None and (asked_by_ms is None or each <= asked_by_ms) for each in waits)


def _waiting(entries: Sequence[Entry], waiting: int | None) -> int | None:
    for entry in entries:
        if entry.kind == "asks" and waiting is None:
            waiting = entry.at_ms
        elif entry.kind == "replies":
            waiting = None
    return waiting
