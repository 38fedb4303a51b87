"""What a unit says of one activity that holds on to a platform, and where that stands in the register.

The words are those of ISO 22301 and ISO/TS 22317: RTO, MTPD and MBCO; owners are roles, never persons.
Everything here is said by people. What telemetry shows stands beside it (`monitors.domain.reliance`).
"""

from datetime import date
from typing import Final, Literal

from msgspec import Struct

ImpactCategory = Literal["operational", "legal", "reputational", "safety", "financial"]
Capability = Literal["publish", "message", "listen", "search", "live-video", "sign-in", "ads"]
Purpose = Literal["internal", "external", "citizen-citizen", "listening"]
Answer = Literal["yes", "no", "unknown"]
ContractKind = Literal["none", "click-through", "business-terms", "negotiated"]
SupportKind = Literal["none", "community", "business-help", "named-contact"]
EvidenceLevel = Literal["observed", "declared", "confirmed", "disputed"]
Status = Literal["draft", "in-review", "approved", "expired"]

DAY_HOURS: Final = 24.0
WEEK_HOURS: Final = 168.0
REVIEW_DAYS: Final = 365
"""An entry is looked at again after a year, as auditors expect (FCA SYSC 15A.2.2R)."""
SEVERE: Final = 3
"""An impact of this level or more makes a dependency matter; 4 is the highest, 0 is none."""


class Impact(Struct, frozen=True, kw_only=True):
    """How bad it is when the activity has been gone for so long (ISO/TS 22317, impact over time)."""

    at_hours: float
    category: ImpactCategory
    level: int


class Fallback(Struct, frozen=True, kw_only=True):
    """What the unit does instead. `platform` is a catalogue id where the fallback is a platform too.

    `capacity_share` is how much of the work it carries, 0 to 1; `max_hours` how long that can be kept up.
    `sign_in` is the platform whose accounts open the fallback, where it needs one.
    """

    name: str
    platform: str | None = None
    sign_in: str | None = None
    capacity_share: float | None = None
    max_hours: float | None = None
    tested_on: date | None = None


class Declaration(Struct, frozen=True, kw_only=True):
    """One activity of a unit on a platform, in the unit's own words. None and empty are "not answered".

    `sign_in` is the platform whose accounts open this one, where it is another. `shared_account` says whether
    several people use one account, `automated_access` whether a tool reads or writes there by itself.
    `recovery_priority` is from 1, the first to come back, to 5; `upstream` is what the activity needs, and
    `downstream` what needs it (ISO/TS 22317). `record_likely` says whether what stands there is a record of
    the organisation, and `record_reason` why (NARA Bulletin 2014-02); `capture_system` is where it is kept
    then, and `retention_schedule_ref` by which line of the retention schedule (ISO 15489-1).
    """

    activity: str
    product_or_service: str = ""
    purposes: tuple[Purpose, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    owner_role: str = ""
    deputy_role: str = ""
    impact_over_time: tuple[Impact, ...] = ()
    peak_periods: str = ""
    rto_hours: float | None = None
    mtpd_hours: float | None = None
    mbco: str = ""
    fallback: Fallback | None = None
    audiences: tuple[str, ...] = ()
    audiences_lost: tuple[str, ...] = ()
    only_copy_on_platform: Answer = "unknown"
    contract: ContractKind | None = None
    support: SupportKind | None = None
    sign_in: str | None = None
    shared_account: Answer = "unknown"
    automated_access: Answer = "unknown"
    rpo_hours: float | None = None
    recovery_priority: int | None = None
    resource_requirements: str = ""
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    record_likely: Answer = "unknown"
    record_reason: str = ""
    capture_system: str = ""
    retention_schedule_ref: str = ""


class Acceptance(Struct, frozen=True, kw_only=True):
    """A risk that somebody in a role has accepted, until a day."""

    role: str
    reason: str
    until: date


class Dispute(Struct, frozen=True, kw_only=True):
    """What a unit says is not right: with a reason, a reply due by a day, and in the end an outcome."""

    reason: str
    raised_on: date
    reply_due: date
    reply: str = ""
    outcome: Literal["open", "upheld", "rejected"] = "open"


class EntryKey(Struct, frozen=True, order=True):
    """One line of the register."""

    unit: str
    platform: str
    activity: str


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the register, as it stands; `unit` as in the directory, `platform` as in the catalogue."""

    unit: str
    platform: str
    declaration: Declaration
    evidence: EvidenceLevel = "declared"
    status: Status = "draft"
    declared_on: date
    approved_by_role: str = ""
    approved_on: date | None = None
    review_due: date
    acceptance: Acceptance | None = None
    dispute: Dispute | None = None

    @property
    def key(self) -> EntryKey:
        """What tells it from every other line."""
        return EntryKey(self.unit, self.platform, self.declaration.activity)
