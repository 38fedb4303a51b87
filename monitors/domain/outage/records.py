"""What the judge says: incidents, their transitions, sources, and the reasons, all as codes and figures.

Times are Unix milliseconds of seen time unless a name says otherwise; shares run from 0 to 1; unknown is
None. Figures are exact here: whoever shows them withholds and rounds (`monitors.domain.withholding`).
"""

from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

Cause = Literal[
    "platform", "egress", "policy", "unit-network", "shared-provider", "account", "blind", "unknown"
]
State = Literal["suspected", "confirmed", "recovering", "resolved", "false-alarm"]
Figure = int | float | str | None


class Reason(Struct, frozen=True):
    """Why something is said: a code with figures, rendered in a language only at the edge."""

    code: str
    figures: dict[str, Figure] = {}


class Incident(Struct, frozen=True, kw_only=True):
    """One fault, whatever it touches. `id` is made once, of the first cause, platforms and window.

    `platforms`, `groups` (surface groups), `units` and `sites` are sorted names. `started_at_ms` is the start
    of the earliest failed request, `detected_at_ms` the end of the last window that met the gate when it was
    confirmed, `ended_at_ms` the first good vote after it. `peak_failed_share` is the highest over 30 s.
    `reasons` say what speaks for it, `explanation` says it all in one sentence.
    `vendor_said_at_ms` and `people_said_at_ms`: when the vendor's status page and the first person said so.
    """

    id: str
    cause: Cause
    cause_confidence: float
    platforms: list[str]
    groups: list[str]
    units: list[str]
    sites: list[str]
    state: State
    suspected_at_ms: int | None
    started_at_ms: int | None
    detected_at_ms: int | None
    ended_at_ms: int | None
    peak_failed_share: float | None
    requests_failed: int | None
    people_failed: int | None
    reasons: list[Reason]
    explanation: Reason
    vendor_said_at_ms: int | None = None
    people_said_at_ms: int | None = None


class Transition(Struct, frozen=True, kw_only=True):
    """A change of state with its named reason. `number` counts the transitions of one incident from 1."""

    incident: str
    number: int
    at_ms: int
    before: State | None
    after: State
    reason: Reason


class Change(Struct, frozen=True, kw_only=True):
    """What one step of judgement changed: an incident as it now stands.

    `transition` is None where only its scope, cause or figures changed.
    """

    incident: Incident
    transition: Transition | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source as it now stands: how far it is complete, since when it is silent, and who wrote it how.

    `findings` say what somebody should know of it or mend: a clock that runs ahead, lines that come late.
    """

    source: str
    site: str
    watermark_ms: int | None
    blind_since_ms: int | None
    key_version: int
    catalogue: str
    directory: str
    findings: tuple[Reason, ...] = ()
