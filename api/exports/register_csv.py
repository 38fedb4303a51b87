"""The register as a table for business-impact analysis (ISO/TS 22317, NIST SP 800-34): a row per activity.

A column that nobody has answered is there and empty, so that templates find it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from api.exports.table import ExportTable, ExportTerms, Kind, csv_file
from monitors.domain.calendar import date_of
from monitors.domain.register.contradictions import Facts
from monitors.domain.register.editions import entry_sha256
from monitors.domain.register.records import Declaration, Entry, Fallback
from monitors.register_lines import Pair, RegisterLine
from monitors.reliance_rows import DaysOfUse
from streams.domain.terms import ASKED, Terms

RECENT_DAYS: Final = 90
"""The days up to today of which those with any use are counted."""

NOTHING_SEEN: Final[Mapping[Pair, DaysOfUse]] = MappingProxyType({})

UNKNOWN: Final = "unknown"
"""The level of what was neither seen nor answered."""

METHOD: Final = "holdfast.register-export/1"

NOBODY: Final = Declaration(activity="")
NO_FALLBACK: Final = Fallback(name="")


def register_csv(
    lines: Sequence[RegisterLine],
    facts: Facts,
    terms: ExportTerms,
    seen: Mapping[Pair, DaysOfUse] = NOTHING_SEEN,
    suppressed_cells: int = 0,
) -> bytes:
    """The register as CSV: header, names of columns, rows (see `register_table`)."""
    return csv_file(register_table(lines, facts, seen, suppressed_cells), terms)


def register_table(
    lines: Sequence[RegisterLine],
    facts: Facts,
    seen: Mapping[Pair, DaysOfUse] = NOTHING_SEEN,
    suppressed_cells: int = 0,
) -> ExportTable:
    """The register as a table.

    `seen` are the days of use by unit and platform, those of the last RECENT_DAYS counted. They stand where
    the number of people does: days of fewer than k people are the diary of these few.
    """
    return ExportTable(
        method=METHOD,
        columns={name: KINDS.get(name, "text") for name in COLUMNS},
        rows=[_row(line, facts) | _days(line, seen) for line in lines],
        pseudonymisation="none: no person stands in a register",
        suppression="units of fewer than k people are told only by what they declare",
        suppressed_cells=suppressed_cells,
    )


COLUMNS: Final = (
    "activity_id", "activity_name", "unit_id", "unit_name", "owner_role", "deputy_role",
    "product_or_service_supported", "platform_id", "platform_name", "operator", "capability_used",
    "impact_over_time", "mtpd_hours", "rto_hours", "rpo_hours", "mbco_text", "peak_periods",
    "upstream_dependencies", "downstream_dependencies", "resource_requirements", "recovery_priority",
    "workaround_text", "workaround_capacity_pct", "workaround_max_hours", "workaround_last_tested",
    "audiences", "audiences_lost", "only_copy_on_platform", "record_likely", "record_reason",
    "capture_system", "retention_schedule_ref",
    "contract", "support", "account_shared", "automated_access",
    "terms_of_use", "terms_read_on", "terms_source",
    "evidence_level", "observed_level", "declared_level", "register_level", "confirmation",
    "observed_score", "observed_people_band", "observed_trend",
    "observed_first_seen", "observed_last_seen", "observed_active_days_90d", "findings",
    "assessment_status", "approved_by_role", "approved_at", "next_review_due",
    "risk_accepted_by_role", "risk_accepted_until", "assumptions", "source_record_ids", "record_hash",
)  # fmt: skip


KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("mtpd_hours", "rto_hours", "rpo_hours", "workaround_max_hours"), "number"),
    **dict.fromkeys(
        ("recovery_priority", "workaround_capacity_pct", "observed_score", "observed_active_days_90d"),
        "count",
    ),
    **dict.fromkeys(
        (
            *("workaround_last_tested", "terms_read_on", "observed_first_seen", "observed_last_seen"),
            *("approved_at", "next_review_due", "risk_accepted_until"),
        ),
        "day",
    ),
}
"""Columns that are no texts, where a format knows the difference."""


def _row(line: RegisterLine, facts: Facts) -> dict[str, Any]:
    """One line by its columns."""
    fact, fallback = facts.get(line.platform), _fallback(line.entry)
    said = NOBODY if line.entry is None else line.entry.declaration
    return {
        "unit_id": line.unit,
        "unit_name": line.unit,
        "platform_id": line.platform,
        "platform_name": line.platform if fact is None else fact.name,
        "operator": None if fact is None else fact.operator,
        "upstream_dependencies": "; ".join(
            each for each in (*said.upstream, said.sign_in, fallback.sign_in) if each
        ),
        "workaround_text": fallback.name,
        "workaround_capacity_pct": (
            None if fallback.capacity_share is None else round(100 * fallback.capacity_share)
        ),
        "workaround_max_hours": fallback.max_hours,
        "workaround_last_tested": fallback.tested_on,
        "evidence_level": "observed" if line.entry is None else line.entry.evidence,
        "observed_level": line.observed,
        "declared_level": line.declared,
        "register_level": line.known_level or UNKNOWN,
        "confirmation": line.confirmation,
        "observed_score": line.score,
        "observed_people_band": None if line.people is None else f"about {line.people}",
        "observed_trend": line.trend,
        "findings": "; ".join(finding.code for finding in line.findings),
        **_terms(None if fact is None else fact.terms),
        **_declared(said),
        **({} if line.entry is None else _standing(line.entry)),
    }


def _days(line: RegisterLine, seen: Mapping[Pair, DaysOfUse]) -> dict[str, Any]:
    """The columns that say when a pair was used, where so many people used it that they may be told."""
    days = seen.get((line.unit, line.platform))
    if days is None or line.people is None:
        return {}
    return {
        "observed_first_seen": date_of(days.first_day),
        "observed_last_seen": date_of(days.last_day),
        "observed_active_days_90d": days.recent_days,
    }


def _declared(said: Declaration) -> dict[str, Any]:
    """The columns that a unit answers."""
    return {
        "activity_name": said.activity,
        "owner_role": said.owner_role,
        "deputy_role": said.deputy_role,
        "product_or_service_supported": said.product_or_service,
        "capability_used": "; ".join(said.capabilities),
        "impact_over_time": "; ".join(
            f"{each.at_hours:g}h {each.category} {each.level}" for each in said.impact_over_time
        ),
        "mtpd_hours": said.mtpd_hours,
        "rto_hours": said.rto_hours,
        "rpo_hours": said.rpo_hours,
        "mbco_text": said.mbco,
        "peak_periods": said.peak_periods,
        "downstream_dependencies": "; ".join(said.downstream),
        "resource_requirements": said.resource_requirements,
        "recovery_priority": said.recovery_priority,
        "audiences": "; ".join(said.audiences),
        "audiences_lost": "; ".join(said.audiences_lost),
        "only_copy_on_platform": said.only_copy_on_platform,
        "record_likely": said.record_likely,
        "record_reason": said.record_reason,
        "capture_system": said.capture_system,
        "retention_schedule_ref": said.retention_schedule_ref,
        "contract": said.contract,
        "support": said.support,
        "account_shared": said.shared_account,
        "automated_access": said.automated_access,
    }


def _terms(terms: Terms | None) -> dict[str, Any]:
    """The columns that say what the platform's terms of use allow, empty where nobody has looked."""
    if terms is None:
        return {}
    return {
        "terms_of_use": "; ".join(f"{name} {getattr(terms, name)}" for name in ASKED),
        "terms_read_on": terms.looked_on,
        "terms_source": terms.source,
    }


def _standing(entry: Entry) -> dict[str, Any]:
    """The columns that say where an entry stands."""
    digest = entry_sha256(entry)
    key = f"{entry.unit}\n{entry.platform}\n{entry.declaration.activity}"
    return {
        "activity_id": hashlib.sha256(key.encode()).hexdigest()[:16],
        "assessment_status": entry.status,
        "approved_by_role": entry.approved_by_role,
        "approved_at": entry.approved_on,
        "next_review_due": entry.review_due,
        "risk_accepted_by_role": None if entry.acceptance is None else entry.acceptance.role,
        "risk_accepted_until": None if entry.acceptance is None else entry.acceptance.until,
        "record_hash": digest,
    }


def _fallback(entry: Entry | None) -> Fallback:
    """What the unit would do instead."""
    return NO_FALLBACK if entry is None else entry.declaration.fallback or NO_FALLBACK
