"""The document `holdfast.snapshot/1`: what a snapshot says, field by field, as data without sentences.

`monitors/snapshot.py` fills it, `api/report` shows it, `to_json` writes it. Unknown is null, never 0; times
are RFC 3339 in UTC with milliseconds; shares run from 0 to 1; people are multiples of 5, or null where
withheld. Readers must ignore fields that they do not know, so a field may be added without a new version.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

SCHEMA = "holdfast.snapshot/1"
"""Stands first in every document; another value is another document."""

ORGANISATION_NAME = "organisation"
"""Stands in `unit` for the parent of the top units, where it carries what is withheld of them."""

Instant = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
"""A time as every file writes it, for example `2026-03-02T09:31:10.000Z`."""

Share = Annotated[float, Meta(ge=0, le=1)]
"""A part of a whole, from 0 to 1."""

Count = Annotated[int, Meta(ge=0)]
"""How many, or how many bytes."""

Figure = int | float | str | None
"""One figure of a reason: a number, or a short word such as a file's name or an `Instant`."""

Identity = Literal["login", "address"]
Cause = Literal[
    "platform", "egress", "policy", "unit-network", "shared-provider", "account", "blind", "unknown"
]
State = Literal["suspected", "confirmed", "recovering", "resolved", "false-alarm"]
Level = Literal["none", "incidental", "habitual", "important", "mission-critical"]
Confirmation = Literal["unasked", "asked", "confirmed", "disputed"]
Confidence = Literal["low", "medium", "high"]
FindingKind = Literal[
    "exposure",
    "contradiction",
    "register",
    "concentration",
    "tool-rule",
    "ending",
    "migration",
    "blocked-demand",
    "policy-coverage",
    "course",
]
Addressee = Literal["unit", "risk", "policy-owner", "operations"]


class Reason(Struct, frozen=True):
    """Why something is said: a code with figures; `text` is filled in the reader's language, at the edge."""

    code: str
    figures: dict[str, Figure] = {}
    text: str | None = None


class Input(Struct, frozen=True, kw_only=True):
    """What was read: `lines` = `parsed` + `rejected` + `skipped` (headers, comments, blank lines)."""

    files: list[str]
    lines: Count
    parsed: Count
    rejected: Count
    skipped: Count
    format: str | None
    rejected_by_reason: dict[str, Count]


class Period(Struct, frozen=True, rename={"from_": "from"}):
    """From the first to the last instant, both null where no line could be dated."""

    from_: Instant | None
    to: Instant | None


class Coverage(Struct, frozen=True, kw_only=True):
    """How much of the organisation the log shows.

    `joined_share` is the share of lines joined to a unit, null without a directory; `excluded` counts the
    lines of excluded people and networks; `control_one_in` is N where one line in N stands for the whole web.
    """

    joined_share: Share | None
    identity: Identity | None
    excluded: Count | None
    gaps: list[Period]
    control_one_in: Count | None


class PlatformRow(Struct, frozen=True, kw_only=True):
    """One platform in the whole organisation: `requests` exact, `people` null where fewer than k."""

    platform: str
    name: str
    operator: str | None
    requests: Count
    people: Count | None
    units: Count | None
    bytes_down: Count | None
    bytes_up: Count | None
    failed_share: Share | None
    blocked: Count
    seen_as_embed: Count


class UsageRow(Struct, frozen=True, kw_only=True):
    """What one unit did on one platform; one of three shapes, told apart by its flag.

    - no flag: the figures of one `surface`, or of all together where `surface` is null;
    - `withheld`: the unit had fewer than k people there, so every figure and the surface are null;
    - `other_units`: `unit` is a parent that carries the sum over its withheld `children` (at least two).

    A flag that does not hold is left out of the document.
    """

    unit: str
    platform: str
    surface: str | None = None
    requests: Count | None = None
    people: Count | None = None
    bytes_down: Count | None = None
    bytes_up: Count | None = None
    outcomes: dict[str, Count] | None = None
    withheld: Literal[True] | UnsetType = UNSET
    other_units: Literal[True] | UnsetType = UNSET
    children: Annotated[int, Meta(ge=2)] | UnsetType = UNSET


class HourRow(Struct, frozen=True):
    """Requests of one platform in one hour of the week; 0 is Monday 00:00 in the report's time zone."""

    platform: str
    hour_of_week: Annotated[int, Meta(ge=0, le=167)]
    requests: Count


class UnknownHost(Struct, frozen=True):
    """A host outside the catalogue that at least k people use: figures scaled up from the control sample."""

    host: str
    requests: Count
    people: Count


class Incident(Struct, frozen=True, kw_only=True):
    """Something that was broken, whose fault it was, and whom it hurt.

    `platform` is null where it is not one alone; `surfaces` are surface groups. `started_at` is the start of
    the earliest failed request, `detected_at` the end of the last window that met the gate (null where it was
    only suspected), `ended_at` null where it was not over when the log ended; `peak_failed_share` is the
    highest over 30 s. `people_failed` is a multiple of 5; where it is withheld, so are `requests_failed` and
    all counts in reasons. `units` may name units of fewer than k people. `explanation` is one sentence, a
    reason until the edge has put it into the reader's words.
    """

    id: str
    cause: Cause
    cause_confidence: Share
    platform: str | None
    platforms: list[str]
    surfaces: list[str]
    units: list[str]
    state: State
    suspected_at: Instant | None
    started_at: Instant | None
    detected_at: Instant | None
    ended_at: Instant | None
    peak_failed_share: Share | None
    requests_failed: Count | None
    people_failed: Count | None
    reasons: list[Reason]
    explanation: Reason | str | None


class Factor(Struct, frozen=True, kw_only=True):
    """One line of a reliance score: the band that was reached and its points, out of `most`."""

    name: str
    band: str
    points: Count
    most: Count
    figures: dict[str, Figure]


class Kind(Struct, frozen=True):
    """One kind of collaboration that a dependency serves, with the evidence for it."""

    kind: str
    evidence: list[Reason]


class Finding(Reason, frozen=True, kw_only=True):
    """What somebody may want to act on: a reason, the pairs that it is about, and who can act.

    `platforms` has the one first that it is about. An exposure has the `treatments` to choose from, and a
    line of risk has its line of `value` beside it: what the unit gains there.
    """

    kind: FindingKind
    unit: str
    platforms: list[str]
    addressed_to: Addressee
    treatments: list[Reason] = []
    value: list[Reason] = []


class Declared(Struct, frozen=True, kw_only=True):
    """What a unit says of one activity on a platform, from the register; dates are ISO 8601."""

    activity: str
    level: Level | None
    owner_role: str | None
    rto_hours: float | None
    mtpd_hours: float | None
    fallback: str | None
    fallback_tested_on: str | None
    evidence: str
    status: str
    review_due: str


class Dependency(Struct, frozen=True, kw_only=True):
    """How a unit relies on a platform; or, with `small_units`, how many units too small to list do so.

    `people` are those of a day of use, null where withheld. Bands and points always stand, and the points add
    up to the `score`; of the figures beside them those are null that few people, or a withheld cell of
    `usage`, would be told by. In the second shape `unit` is their parent and everything else null or empty.

    `level` is the observed one. Beside a register stand what the unit declares (`declared_level`, null where
    it has not said) and, by the rule `declared-else-observed`, the `register_level`; else they are null.
    Where nothing seen may be told of a unit, it stands there with what it declared alone, `score` and `level`
    null.
    """

    unit: str
    platform: str
    score: Annotated[int, Meta(ge=0, le=100)] | None = None
    level: Level | None = None
    candidate: bool | None = None
    question: Reason | None = None
    confirmation: Confirmation | None = None
    confidence: Confidence | None = None
    factors: list[Factor] = []
    kinds: list[Kind] = []
    identity: str | None = None
    people: Count | None = None
    evidence: list[Reason] = []
    findings: list[Finding] = []
    declared_level: Level | None = None
    register_level: Level | None = None
    declared: list[Declared] = []
    small_units: Count | UnsetType = UNSET


class OperatorRow(Struct, frozen=True, kw_only=True):
    """What hangs importantly or critically on one operator, declared or listed.

    `activities` are declared ones; `mission_critical` counts these and pairs of which nothing is declared.
    Units `by_sign_in` are those of `units` that hang on it by nothing but a sign-in.
    """

    operator: str
    platforms: list[str]
    units: list[str]
    activities: Count
    mission_critical: Count
    by_sign_in: list[str]


class Snapshot(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """The whole document. The period of the snapshot is its only unit x platform grain.

    `findings` are those of units on platforms without a line in `dependencies`, and of the organisation.
    `operators` stand beside a register.
    """

    input: Input
    period: Period
    coverage: Coverage
    warnings: list[Reason] = []
    platforms: list[PlatformRow] = []
    usage: list[UsageRow] = []
    hours: list[HourRow] = []
    unknown_hosts: list[UnknownHost] = []
    incidents: list[Incident] = []
    suspected: list[Incident] = []
    dependencies: list[Dependency] = []
    findings: list[Finding] = []
    operators: list[OperatorRow] = []


def to_json(snapshot: Snapshot) -> bytes:
    """The document as indented UTF-8 JSON with a last newline; equal snapshots give equal bytes."""
    return msgspec.json.format(msgspec.json.encode(snapshot, order="deterministic"), indent=2) + b"\n"


def from_json(data: bytes) -> Snapshot:
    """Read a document back; `msgspec.ValidationError` names the field that is not as promised."""
    return msgspec.json.decode(data, type=Snapshot)


def instant(unix_ms: int) -> str:
    """Unix milliseconds as an `Instant`."""
    seconds, ms = divmod(unix_ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{ms:03d}Z"
