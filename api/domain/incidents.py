"""An incident as the hub tells it: as it may be shown, with its story and who said what when."""

from collections.abc import Sequence

from msgspec import Struct

from api.domain.context import (
    NOTHING_BESIDE,
    Beside,
    CandidateDocument,
    NamedCauseDocument,
    candidate_document,
    named_document,
)
from api.domain.privacy import Privacy
from monitors.domain.aid.records import Others
from monitors.domain.impact.severity import Severity
from monitors.domain.outage.records import Incident, Transition
from monitors.domain.vendors.lag import lag_ms
from monitors.snapshot_incidents import shown
from monitors.snapshot_schema import Incident as Shown
from monitors.snapshot_schema import Instant, Reason, State, instant


class Step(Struct, frozen=True, kw_only=True):
    """One change of an incident's state, and why."""

    at: Instant
    before: State | None
    after: State
    reason: Reason


class IncidentDocument(Shown, frozen=True, kw_only=True):
    """As in a snapshot, with what only the live run knows.

    `vendor_said_at` and `people_said_at` are when the vendor's status page and the first person said so.
    `vendor_lag_seconds` is how long after our confirmation the vendor did, below 0 where it was first.
    `severity` comes from the dependencies that it hurts; null while that is not told. `candidates` are
    changes of our own that may have brought it about, the likeliest first, and `named_cause` the one that
    people named; neither is the judge's `cause`. `others` says for how many
    other organisations it fails, or failed, too (mutual aid).
    """

    severity: Severity | None
    severity_reason: Reason | None
    vendor_said_at: Instant | None
    people_said_at: Instant | None
    vendor_lag_seconds: int | None
    candidates: list[CandidateDocument]
    named_cause: NamedCauseDocument | None
    steps: list[Step]
    others: Others | None = None


def told(  # noqa: PLR0917 (each is a part of what is told)
    exact: Incident,
    story: Sequence[Transition],
    severity: tuple[Severity, Reason] | None,
    privacy: Privacy,
    units: frozenset[str] | None,
    beside: Beside = NOTHING_BESIDE,
) -> IncidentDocument:
    """An incident as it may be shown to somebody who may see these units (None: all)."""
    behind_ms = lag_ms(exact)
    base = shown(exact, privacy.k, None)
    counted = base.people_failed is not None
    fields = {name: getattr(base, name) for name in base.__struct_fields__}
    fields["units"] = [unit for unit in base.units if units is None or unit in units]
    return IncidentDocument(
        **fields,
        severity=None if severity is None else severity[0],
        severity_reason=None if severity is None else severity[1],
        vendor_said_at=_instant(exact.vendor_said_at_ms),
        people_said_at=_instant(exact.people_said_at_ms),
        vendor_lag_seconds=None if behind_ms is None else behind_ms // 1000,
        candidates=[candidate_document(each) for each in beside.candidates],
        named_cause=named_document(beside.named_cause),
        steps=[_step(each, privacy, counted=counted) for each in story],
    )


def _step(exact: Transition, privacy: Privacy, *, counted: bool) -> Step:
    reason = privacy.reason(exact.reason, counted=counted)
    return Step(
        at=instant(exact.at_ms),
        before=exact.before,
        after=exact.after,
        reason=Reason(reason.code, reason.figures),
    )


def _instant(at_ms: int | None) -> Instant | None:
    return None if at_ms is None else instant(at_ms)
