"""What the API tells of records, holds and disposals."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct

from api.records.domain.classes import Policy
from api.records.domain.disposal import Certificate, Disposal, Hold, State
from api.records.rows import Kept
from monitors.snapshot_schema import Instant, instant
from streams.doors.records_port import Direction

RecordState = Literal["kept", "proposed", "destroyed"]
"""There; proposed for disposal; or only what is known of it beside its content."""


class RecordDocument(Struct, frozen=True, kw_only=True, rename={"class_name": "class"}):
    """A record without its content.

    `happened_at` is the platform's word, `kept_at` ours; `ends_at` is when it need no longer be kept, by its
    class and that class's basis, null where nobody has said.
    """

    number: int
    account: str
    platform: str
    direction: Direction
    form: str
    unit: str
    happened_at: Instant
    kept_at: Instant
    size: int
    class_name: str
    basis: str
    ends_at: Instant | None
    held: bool
    state: RecordState
    destroyed_at: Instant | None
    commitment: str
    previous_hash: str
    hash: str


class RecordsFound(Struct, frozen=True, kw_only=True):
    """Some records, the newest first; `next` goes on, and is null at the end.

    `opened` is how many contents the search had to open; `broken` are the numbers of those that did not.
    """

    items: Sequence[RecordDocument]
    next: str | None
    opened: int
    broken: Sequence[int]


class OpenedRecord(Struct, frozen=True, kw_only=True):
    """A record with its content, masked. `text` is null where it is destroyed or no text."""

    record: RecordDocument
    content_type: str | None
    text: str | None
    masks: Sequence[str]


class HoldDocument(Struct, frozen=True, kw_only=True):
    """A hold; empty and null stand for any. `laid_by` and `ended_by` are pseudonyms."""

    number: int
    account: str
    platform: str
    from_at: Instant | None
    until_at: Instant | None
    record: int | None
    reason: str
    role: str
    laid_by: str
    laid_at: Instant
    review_on: date
    ended_at: Instant | None
    ended_by: str
    end_reason: str


class DisposalDocument(Struct, frozen=True, kw_only=True):
    """A disposal; `held` are those of its records that a hold keeps, `certificate` what was destroyed."""

    number: int
    state: State
    proposed_by: str
    proposed_at: Instant
    records: int
    held: int
    decided_by: str
    decided_at: Instant | None
    certificate: Certificate | None


class DisposalsDocument(Struct, frozen=True, kw_only=True):
    """What is due today by class, and every disposal, the newest first."""

    due: dict[str, int]
    items: Sequence[DisposalDocument]


class HoldsDocument(Struct, frozen=True, kw_only=True):
    """Every hold, the newest first."""

    items: Sequence[HoldDocument]


DOCUMENTS = (RecordDocument, RecordsFound, OpenedRecord, HoldsDocument, DisposalsDocument)
"""For OpenAPI."""


def record_told(kept: Kept, policy: Policy) -> RecordDocument:
    """A record as the API tells it."""
    facts, known = kept.facts, policy.named(kept.class_name)
    ends_at = policy.ends_at_ms(kept.class_name, facts.kept_at_ms)
    return RecordDocument(
        number=facts.number,
        account=facts.account,
        platform=facts.platform,
        direction=facts.direction,
        form=facts.form,
        unit=facts.unit,
        happened_at=instant(facts.at_ms),
        kept_at=instant(facts.kept_at_ms),
        size=facts.size,
        class_name=kept.class_name,
        basis="" if known is None else known.basis,
        ends_at=_maybe(ends_at),
        held=kept.is_held,
        state=state_of(kept),
        destroyed_at=_maybe(kept.destroyed_at_ms),
        commitment=kept.link.commitment,
        previous_hash=kept.link.previous_hash,
        hash=kept.link.hash,
    )


def state_of(kept: Kept) -> RecordState:
    """Where a record is on its way."""
    if kept.destroyed_at_ms is not None:
        return "destroyed"
    return "kept" if kept.disposal is None else "proposed"


def hold_told(hold: Hold) -> HoldDocument:
    """A hold as the API tells it."""
    told = msgspec.structs.asdict(hold)
    return HoldDocument(
        **{name: told[name] for name in ("number", "account", "platform", "record", "reason", "role")},
        from_at=_maybe(hold.from_ms),
        until_at=_maybe(hold.until_ms),
        laid_by=hold.by,
        laid_at=instant(hold.laid_at_ms),
        review_on=hold.review_on,
        ended_at=_maybe(hold.ended_at_ms),
        ended_by=hold.ended_by,
        end_reason=hold.end_reason,
    )


def disposal_told(disposal: Disposal) -> DisposalDocument:
    """A disposal as the API tells it."""
    return DisposalDocument(
        number=disposal.number,
        state=disposal.state,
        proposed_by=disposal.proposed_by,
        proposed_at=instant(disposal.proposed_at_ms),
        records=disposal.records,
        held=disposal.held,
        decided_by=disposal.decided_by,
        decided_at=_maybe(disposal.decided_at_ms),
        certificate=disposal.certificate,
    )


def _maybe(at_ms: int | None) -> Instant | None:
    return None if at_ms is None else instant(at_ms)
