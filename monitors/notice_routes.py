"""What a notice is, and the port of the ways that it takes to people.

`monitors.notices` decides and stores, `monitors.sending` hands each notice to the routes of its audience, one
after the other until one took it. Routes (`monitors.adapters.notice_routes`) turn a notice into words for
whoever they write to; nothing of a notice is a sentence yet.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

from monitors.domain.outage.records import Incident, Reason

NoticeKind = Literal["first", "escalated", "all-clear", "repeat", "reminder", "preflight", "digest", "letter"]
"""What it says: it began, it is graver or nobody took it, it is over, it goes on or is otherwise than was
said, nobody answered yet, a window of work begins tomorrow, the week for risk, the week for a unit."""

NoticeSeverity = Literal["critical", "major", "minor", "info", "planned"]

Language = Literal["en", "fr"]

AudienceRole = Literal["operations", "risk", "unit", "auditor", "admin"]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told, as a role: `name` is that of the settings, `unit` is None where it is for no one unit."""

    name: str
    role: AudienceRole
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One message for one audience, with everything that its words need.

    `id` is the dedup key: one for each subject and audience, the same for ever, so a first, what follows and
    the all-clear share it. `number` counts the messages of this key from 1: (`id`, `number`) is one message,
    and a receiver drops what it had with both. `reason` says why it is sent.

    `incident` is as `monitors.domain.showing.shown_incident` shows it: people to base 5, none under k. It is
    None where the notice is about none. `platforms` are the names that people use. `at_ms` is when it was
    decided, `link` a path of the hub such as `/incidents/3f2a`, without its address.
    """

    id: str
    kind: NoticeKind
    reason: Reason
    incident: Incident | None
    platforms: tuple[str, ...]
    audience: Audience
    language: Language
    at_ms: int
    number: int
    link: str
    severity: NoticeSeverity


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
