"""What is said to whom: notices, the decisions behind them, and how far each is delivered.

Times are Unix milliseconds of wall time. A subject is what messages are about: an incident's id, or
`digest/2026-W48` and the like.
"""

from dataclasses import dataclass
from typing import Final, Literal

from msgspec import Struct

from monitors.domain.outage.records import Cause, Incident, Reason

NoticeKind = Literal["first", "escalated", "all-clear", "repeat", "reminder", "preflight", "digest", "letter"]
"""What a notice says: it began, it is graver or nobody took it, it is over, it goes on or is otherwise than
was said, nobody answered yet, a window of work begins soon, the week for risk, the week for a unit."""

NoticeSeverity = Literal["critical", "major", "minor", "info", "planned"]

SEVERITIES: Final[tuple[NoticeSeverity, ...]] = ("planned", "info", "minor", "major", "critical")
"""From the least to the gravest."""

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


class Decision(Struct, frozen=True, kw_only=True):
    """Whether an audience is told, and why. `kind` and `message` (its number) are None where it is not.

    `number` counts the decisions about one subject and audience from 1; the same reason twice in a row
    without a message is one decision. `unit` is the one that the audience is of, None where it is of none.
    """

    subject: str
    audience: str
    number: int
    at_ms: int
    kind: NoticeKind | None
    message: int | None
    reason: Reason
    severity: NoticeSeverity
    unit: str | None = None

    @property
    def id(self) -> str:
        """The dedup key of what it is about."""
        return dedup_key(self.subject, self.audience)


class Standing(Struct, frozen=True, kw_only=True):
    """What an audience was told of a subject so far.

    `messages` and `decisions` count them; `first_at_ms` is None while nothing was said. `severity`, `cause`
    and `platforms` are as they were told last, `because` is the reason of the last decision. `reminders` were
    sent; `taken_over` names the audiences whose silence was told here. `is_cleared` while the last word is
    that it is over, `returns` counts how often it was said to be back, the last time `again_at_ms`. `is_once`
    is a digest and the like.
    `is_suspected` while the last word was that it may be failing.
    """

    subject: str
    audience: str
    messages: int = 0
    decisions: int = 0
    decided_at_ms: int | None = None
    first_at_ms: int | None = None
    last_at_ms: int | None = None
    severity: NoticeSeverity = "info"
    cause: Cause = "unknown"
    platforms: tuple[str, ...] = ()
    because: str = ""
    reminders: int = 0
    taken_over: tuple[str, ...] = ()
    is_cleared: bool = False
    returns: int = 0
    again_at_ms: int | None = None
    is_once: bool = False
    is_suspected: bool = False

    @property
    def was_told(self) -> bool:
        """Whether anything was said."""
        return self.first_at_ms is not None

    @property
    def is_open(self) -> bool:
        """Whether the word that it is over is still owed; what is told once owes none."""
        return self.was_told and not self.is_cleared and not self.is_once


class Delivery(Struct, frozen=True, kw_only=True):
    """How far one notice came. Its `routes` are those still to try, in the order of the settings.

    `doubts` is what the faults of that time leave in doubt (`monitors.domain.notices.ranking`). `route` is
    the one that was tried last, and took it where `sent_at_ms` says when. `tries` counts all of them,
    `tries_here` those of the first route in a row. `last_error` is a code.
    """

    notice: Notice
    subject: str
    routes: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    state: Literal["waiting", "sent", "failed"] = "waiting"
    tries: int = 0
    tries_here: int = 0
    route: str | None = None
    last_error: str | None = None
    next_try_at_ms: int = 0
    sent_at_ms: int | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What it is known by."""
        return self.notice.id, self.notice.number


def dedup_key(subject: str, audience: str) -> str:
    """What all messages about a subject to an audience are known by, for ever."""
    return f"{subject}/{audience}"
