"""The register as the hub tells it: a row for each line, and the saved filters that risk works by.

Pure: lines go in as `monitors.register_lines` makes them, with figures of few people withheld already.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal, get_args

from msgspec import Struct

from api.domain.privacy import Privacy, Sight
from monitors.domain.calendar import date_of
from monitors.domain.register.contradictions import CONTRADICTIONS, TERMS_CONFLICTS, Facts
from monitors.domain.register.levels import Confirmation
from monitors.domain.register.records import EvidenceLevel, Status
from monitors.domain.reliance.records import Level, Trend
from monitors.register_lines import Pair, RegisterLine, Standing, with_codes
from monitors.snapshot_schema import Reason

Only = Literal[
    "all", "new", "to-approve", "at-odds", "contradictions", "no-fallback", "overdue", "terms", "unanswered"
]  # fmt: skip

ONLY: Final[tuple[Only, ...]] = get_args(Only)
"""Saved filters, in the order in which a page offers them."""

WANTED: Final[Mapping[Only, frozenset[str]]] = {
    "contradictions": CONTRADICTIONS,
    "no-fallback": frozenset({"no-fallback", "fallback-never-tested", "fallback-untested"}),
    "overdue": frozenset({"review-overdue", "acceptance-expired", "reply-overdue"}),
    "terms": TERMS_CONFLICTS,
}
"""Saved filters that ask for findings, and which."""


class RegisterRow(Struct, frozen=True, kw_only=True):
    """One dependency: an activity of a unit on a platform, or a use of which nothing is declared.

    `activity` is null where nothing is declared, and empty for the unit's use as a whole. `level` is the
    register's: the declared one where the unit has said, else the observed one; `contradicts` says that both
    are there and differ. `is_new`: not approved, or its observed level changed after it was. `people` are a
    multiple of 5, null where withheld. `question_due` is set while the unit was asked and has not answered,
    `reply_due` while an objection of the unit is open.
    """

    unit: str
    platform: str
    name: str
    activity: str | None
    level: Level
    observed: Level | None
    declared: Level | None
    score: int | None
    trend: Trend | None
    people: int | None
    confirmation: Confirmation
    evidence: EvidenceLevel
    status: Status | None
    contradicts: bool
    is_new: bool
    owner_role: str
    rto_hours: float | None
    mtpd_hours: float | None
    fallback: str
    fallback_tested_on: date | None
    review_due: date | None
    accepted_until: date | None
    reply_due: date | None
    question_due: date | None
    findings: list[Reason]

    @property
    def is_asked(self) -> bool:
        """Whether the unit was asked, and has not answered."""
        return self.question_due is not None


def changed_on(standing: Standing, privacy: Privacy) -> dict[Pair, date]:
    """When the observed level of each pair changed last; of units of fewer than k people nothing is told."""
    return {
        (each.unit, each.platform): date_of(each.state.since_day)
        for each in standing.dependencies or ()
        if privacy.are_enough(standing.people.get(each.unit))
    }


def is_new(line: RegisterLine, changed: Mapping[Pair, date]) -> bool:
    """Whether a line was not reviewed as it stands: never approved, or of another level since it was."""
    entry = line.entry
    if entry is None or entry.status != "approved" or entry.approved_on is None:
        return True
    return changed.get((line.unit, line.platform), entry.approved_on) > entry.approved_on


def chosen(lines: Sequence[RegisterLine], only: Only, changed: Mapping[Pair, date]) -> list[RegisterLine]:
    """The lines that a saved filter asks for, in their order."""
    if only == "all":
        return list(lines)
    if only == "new":
        return [line for line in lines if is_new(line, changed)]
    if only == "to-approve":
        return [line for line in lines if line.entry is not None and line.entry.status != "approved"]
    if only == "at-odds":
        return [line for line in lines if line.findings]
    if only == "unanswered":
        return [line for line in lines if _is_unanswered(line)]
    return with_codes(lines, WANTED[only])


def counted(lines: Sequence[RegisterLine], changed: Mapping[Pair, date]) -> dict[Only, int]:
    """How many lines each saved filter finds."""
    return {only: len(chosen(lines, only, changed)) for only in ONLY}


def within(
    lines: Sequence[RegisterLine], units: Collection[str] | None, platform: str | None = None
) -> list[RegisterLine]:
    """The lines of these units (None: of all), on one platform or on every one, in their order."""
    return [
        line for line in lines if (units is None or line.unit in units) and platform in {None, line.platform}
    ]


def told_to(sight: Sight, lines: Iterable[RegisterLine], broken: Collection[str]) -> list[RegisterLine]:
    """Those of which a viewer may be told, while these platforms are `broken`."""
    return [line for line in lines if sight.reads(line.unit, line.told_to, is_hurt=line.platform in broken)]


def row_of(line: RegisterLine, facts: Facts, changed: Mapping[Pair, date]) -> RegisterRow:
    """One line as the hub tells it."""
    entry, fact = line.entry, facts.get(line.platform)
    said = None if entry is None else entry.declaration
    fallback = None if said is None else said.fallback
    dispute = None if entry is None else entry.dispute
    return RegisterRow(
        unit=line.unit,
        platform=line.platform,
        name=line.platform if fact is None else fact.name,
        activity=None if said is None else said.activity,
        level=line.level,
        observed=line.observed,
        declared=line.declared,
        score=line.score,
        trend=line.trend,
        people=line.people,
        confirmation=line.confirmation,
        evidence="observed" if entry is None else entry.evidence,
        status=None if entry is None else entry.status,
        contradicts=any(finding.code in CONTRADICTIONS for finding in line.findings),
        is_new=is_new(line, changed),
        owner_role="" if said is None else said.owner_role,
        rto_hours=None if said is None else said.rto_hours,
        mtpd_hours=None if said is None else said.mtpd_hours,
        fallback="" if fallback is None else fallback.name,
        fallback_tested_on=None if fallback is None else fallback.tested_on,
        review_due=None if entry is None else entry.review_due,
        accepted_until=None if entry is None or entry.acceptance is None else entry.acceptance.until,
        reply_due=dispute.reply_due if dispute is not None and dispute.outcome == "open" else None,
        question_due=line.question.due_on if line.question and _is_unanswered(line) else None,
        findings=[Reason(finding.code, finding.figures) for finding in line.findings],
    )


def _is_unanswered(line: RegisterLine) -> bool:
    """Whether its unit has yet to give its word: it was asked, or somebody else declared it."""
    return line.confirmation == "asked"
