"""What a notice is, and the port of the ways that it takes to people.

`monitors.notices` decides and stores, `monitors.sending` hands each notice to the routes of its audience, one
after the other until one took it. Routes (`monitors.adapters.notice_routes`) turn a notice into words for
whoever they write to; nothing of a notice is a sentence yet.
"""

from typing import Protocol

from monitors.domain.notices.records import (
    Audience,
    AudienceRole,
    Language,
    Notice,
    NoticeKind,
    NoticeSeverity,
)

__all__ = [
    "Audience",
    "AudienceRole",
    "Language",
    "Notice",
    "NoticeKind",
    "NoticeSeverity",
    "Permanent",
    "Route",
    "Temporary",
]


class Temporary(Exception):  # noqa: N818 (a fault is what the people who run it call it)
    """Not taken this time; the same route may take it later. `reason` is a code, without any address.

    `retry_after_seconds` is what the receiver asked for, None where it said nothing.
    """

    def __init__(self, reason: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds


class Permanent(Exception):  # noqa: N818 (a fault is what the people who run it call it)
    """This route will never take this notice, the next one may. `reason` is a code, without any address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Route(Protocol):
    """A way to people. One task uses it at a time; `send` may take its time and is cancelled after a minute.

    `name` is that of the settings. `needs` is what must be alive for it: `internet`, `lan`, `dns`, `mail`,
    `phone`, and `platform:<name>` for each platform that it goes over, by the catalogue's name.
    """

    @property
    def name(self) -> str:
        """That of the settings, at most 60 characters."""
        ...

    @property
    def needs(self) -> frozenset[str]:
        """What must be alive for it."""
        ...

    async def send(self, notice: Notice) -> None:
        """Send, and return once the receiver has it. Raises Temporary and Permanent, and nothing else."""
        ...
