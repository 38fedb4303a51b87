"""What is wrong with a declaration, as reasons: so that nothing enters the register that contradicts itself.

What is only missing is no fault, for a unit may answer bit by bit. What is right by itself and yet at odds
with what telemetry shows is a finding (`monitors.domain.register.contradictions`).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from monitors.domain.outage.records import Reason
from monitors.domain.register.records import Acceptance, Declaration, Entry, Fallback, Impact

HIGHEST_IMPACT: Final = 4
LAST_PRIORITY: Final = 5
LONGEST_TEXT: Final = 500
"""Characters of one answer: what is longer belongs into a document that the answer names."""

TEXTS: Final = (
    "activity", "product_or_service", "owner_role", "deputy_role", "peak_periods", "mbco",
    "resource_requirements", "record_reason", "capture_system", "retention_schedule_ref",
)  # fmt: skip
LISTS: Final = ("audiences", "audiences_lost", "upstream", "downstream")

TURNING: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Bidirectional classes of what turns the direction of writing (Unicode Annex 9)."""

_LOGIN: Final = re.compile(r"\S*[@\\]\S*|[a-z]+[._][a-z]+|[a-z]*\d[a-z\d]*")
"""An address, a login with its domain, first.last, or letters with digits: a person and no role."""


def faults_of(entry: Entry, today: date) -> list[Reason]:
    """What is wrong with an entry as it stands `today`; empty where nothing is."""
    faults = [*faults_of_declaration(entry.declaration, entry.platform)]
    fallback = entry.declaration.fallback
    done = {
        "declared_on": entry.declared_on,
        "tested_on": None if fallback is None else fallback.tested_on,
        "approved_on": entry.approved_on,
    }
    faults += [
        Reason("day-not-yet", {"field": field, "on": day.isoformat()})
        for field, day in done.items()
        if day is not None and day > today
    ]
    if entry.status == "approved" and not (entry.approved_by_role.strip() and entry.approved_on):
        faults.append(Reason("approval-incomplete"))
    if entry.acceptance is not None:
        faults += faults_of_acceptance(entry.acceptance, entry.declared_on)
    if entry.review_due < entry.declared_on:
        faults.append(Reason("review-before-declared", {"due": entry.review_due.isoformat()}))
    faults += _role("approved_by_role", entry.approved_by_role)
    return faults


def faults_of_declaration(declaration: Declaration, platform: str) -> list[Reason]:
    """What is wrong with a declaration about a platform; empty where nothing is."""
    faults = [] if declaration.activity.strip() else [Reason("activity-missing")]
    faults += _texts(declaration)
    faults += _role("owner_role", declaration.owner_role)
    faults += _role("deputy_role", declaration.deputy_role)
    faults += _impact(declaration.impact_over_time)
    faults += _hours("rto_hours", declaration.rto_hours)
    faults += _hours("mtpd_hours", declaration.mtpd_hours)
    faults += _hours("rpo_hours", declaration.rpo_hours)
    priority = declaration.recovery_priority
    if priority is not None and not 1 <= priority <= LAST_PRIORITY:
        faults.append(Reason("priority-out-of-range", {"priority": priority, "most": LAST_PRIORITY}))
    if declaration.record_likely == "yes" and not declaration.record_reason.strip():
        faults.append(Reason("record-without-reason"))
    rto, mtpd = declaration.rto_hours, declaration.mtpd_hours
    if rto is not None and mtpd is not None and rto > mtpd:
        faults.append(Reason("rto-above-mtpd", {"rto": rto, "mtpd": mtpd}))
    if declaration.fallback is not None:
        faults += faults_of_fallback(declaration.fallback, platform)
    return faults


def faults_of_fallback(fallback: Fallback, platform: str) -> list[Reason]:
    """What is wrong with what a unit does instead of a platform."""
    faults = [] if fallback.name.strip() else [Reason("fallback-unnamed")]
    if fallback.platform == platform:
        faults.append(Reason("fallback-is-same-platform", {"platform": platform}))
    share = fallback.capacity_share
    if share is not None and not 0 < share <= 1:
        faults.append(Reason("capacity-not-a-share", {"share": str(share)}))
    return [*faults, *_hours("max_hours", fallback.max_hours)]


def faults_of_acceptance(acceptance: Acceptance, since: date) -> list[Reason]:
    """What is wrong with the acceptance of a risk."""
    faults = [*_role("role", acceptance.role)]
    if not acceptance.role.strip():
        faults.append(Reason("acceptance-without-role"))
    if not acceptance.reason.strip():
        faults.append(Reason("acceptance-without-reason"))
    if acceptance.until < since:
        faults.append(Reason("acceptance-over-already", {"until": acceptance.until.isoformat()}))
    return faults


def is_plain(text: str) -> bool:
    """Whether a text has letters, signs, blanks and new lines only (see `plain`)."""
    return plain(text) == text


def plain(text: str) -> str:
    """A text with U+FFFD for each character that is neither a letter, a sign, a blank nor a new line.

    Control characters steer a terminal; those that turn the direction of writing show another text than
    stands there (Unicode UTR 36, 3.1).
    """
    if text.isprintable():
        return text
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if (unicodedata.category(each) == "Cc" and each not in "\n\t")
        or unicodedata.bidirectional(each) in TURNING
        else each
        for each in text
    )


def faults_of_role(field: str, role: str) -> list[Reason]:
    """Whether a role is missing, or looks like a person."""
    return [*_role(field, role)] if role.strip() else [Reason("role-missing", {"field": field})]


def _role(field: str, role: str) -> Iterator[Reason]:
    """A role that looks like a person's address or login; it is not repeated in what is said of it."""
    if any(_LOGIN.fullmatch(word) for word in ([role] if " " not in role.strip() else _addresses(role))):
        yield Reason("role-looks-like-a-person", {"field": field})


def _addresses(role: str) -> list[str]:
    """The words of a role that could be an address."""
    return [word for word in role.split() if "@" in word or "\\" in word]


def _hours(field: str, hours: float | None) -> Iterator[Reason]:
    """Hours that are less than none, or no number."""
    if hours is not None and not 0 <= hours < float("inf"):
        yield Reason("hours-out-of-range", {"field": field, "hours": str(hours)})


def _impact(impacts: tuple[Impact, ...]) -> Iterator[Reason]:
    """Impact outside 0 to 4, at no time or twice at one, or falling as time passes."""
    by_category: dict[str, dict[float, int]] = defaultdict(dict)
    for each in impacts:
        if not 0 <= each.level <= HIGHEST_IMPACT:
            yield Reason("impact-out-of-range", {"level": each.level, "most": HIGHEST_IMPACT})
        if not 0 < each.at_hours < float("inf"):
            yield Reason("hours-out-of-range", {"field": "at_hours", "hours": str(each.at_hours)})
        if each.at_hours in by_category[each.category]:
            yield Reason("impact-said-twice", {"category": each.category, "hours": each.at_hours})
        by_category[each.category][each.at_hours] = each.level
    for category, levels in by_category.items():
        highest = 0
        for hours, level in sorted(levels.items()):
            if level < highest:
                yield Reason(
                    "impact-falls",
                    {"category": category, "hours": hours, "level": level, "before": highest},
                )
            highest = max(highest, level)


def _texts(declaration: Declaration) -> Iterator[Reason]:
    """Answers that are too long, or steer the terminal of whoever reads them."""
    lengths = [(field, len(getattr(declaration, field))) for field in TEXTS]
    lengths += [(field, len(text)) for field in LISTS for text in getattr(declaration, field)]
    for field, length in lengths:
        if length > LONGEST_TEXT:
            yield Reason("answer-too-long", {"field": field, "length": length, "most": LONGEST_TEXT})
    said = [(field, getattr(declaration, field)) for field in TEXTS]
    said += [(field, text) for field in LISTS for text in getattr(declaration, field)]
    if declaration.fallback is not None:
        said.append(("fallback", declaration.fallback.name))
    yield from (Reason("answer-not-plain", {"field": field}) for field, text in said if not is_plain(text))
