"""What stands at odds in the register: with what telemetry shows, with itself, with what platforms announce.

Each is a finding, worded for whoever can act on it; none is a fault of anybody. A finding that is about an
activity names it in its figures.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from monitors.domain.outage.records import Figure, Reason
from monitors.domain.register.levels import declared_level, declared_of, is_contradiction
from monitors.domain.register.records import REVIEW_DAYS, Entry
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level
from streams.domain.terms import Terms

WEIGHTY: Final[tuple[Level, ...]] = ("important", "mission-critical")
"""From here on, a fallback and an owner are asked for."""

END_NOTICE: Final = timedelta(days=180)
"""A fallback that ends so soon is none to count on."""

EVERY_HOUR: Final[Mapping[str, frozenset[str]]] = {
    "depth": frozenset({"all-day", "all-day-in-talk"}),
    "listening": frozenset({"all-day"}),
}
"""Factor -> bands in which people work there all through the unit's day."""


CONTRADICTIONS: Final = frozenset(
    {
        "declared-but-unused",
        "declared-incidental-but-used-every-hour",
        "declared-below-observed",
        "declared-above-observed",
    }
)
"""Findings that a unit says otherwise than its traffic; the others are about the entry by itself."""

FOR_THE_UNIT: Final = frozenset(
    {
        "no-owner",
        "no-fallback",
        "only-copy-on-platform",
        "fallback-of-same-operator",
        "fallback-shares-sign-in",
        "fallback-never-tested",
        "fallback-untested",
        "fallback-ends",
        "terms-conflict-shared-account",
    }
)
"""Findings that the unit itself can act on; the others are for risk."""


TERMS_CONFLICTS: Final = frozenset(
    {
        "terms-conflict-business-use",
        "terms-conflict-shared-account",
        "terms-conflict-automated-access",
    }
)
"""Findings that the platform's terms of use, as somebody read them, do not allow what a unit declares."""

OWN_TERMS: Final = frozenset({"business-terms", "negotiated"})
"""Contracts under which those for personal accounts do not hold."""

TAKING_PART: Final = frozenset({"publish", "message", "live-video", "ads"})
WORKING_WITH: Final = frozenset({"internal", "external", "citizen-citizen"})
"""Capabilities and purposes that take an account; who only listens may need none."""


class PlatformFacts(Struct, frozen=True):
    """What the catalogue says of a platform: who operates it, and the last day of its life, if announced.

    `terms` are None where nobody has looked.
    """

    name: str
    operator: str
    until: date | None = None
    terms: Terms | None = None


Facts = Mapping[str, PlatformFacts]
"""Platform id -> its facts."""


class Observed(Struct, frozen=True):
    """What telemetry shows of a pair: its level, and whether people work there all through the day."""

    level: Level
    every_hour: bool


def observed_of(level: Level, bands: Mapping[str, str]) -> Observed:
    """What telemetry shows, by the level and the bands of its factors."""
    return Observed(level, any(bands.get(factor) in names for factor, names in EVERY_HOUR.items()))


UNSEEN: Final = Observed("none", every_hour=False)
"""No traffic of the pair was seen."""


def findings_of(entries: Sequence[Entry], seen: Observed, facts: Facts, today: date) -> list[Reason]:
    """What stands at odds for one unit on one platform, whose activities are `entries`."""
    found = contradictions_of(entries, seen)
    for entry in entries:
        found += findings_of_entry(entry, declared_level(entry.declaration) or seen.level, facts, today)
    return found


def contradictions_of(entries: Sequence[Entry], seen: Observed) -> list[Reason]:
    """Where a unit says otherwise than its traffic: the one sentence that says it best."""
    declared = declared_of(entries)
    if declared is None or not is_contradiction(seen.level, declared):
        return []
    figures: dict[str, Figure] = {"declared": declared, "observed": seen.level}
    if declared in WEIGHTY and seen.level == "none":
        return [Reason("declared-but-unused", {"declared": declared})]
    if declared not in WEIGHTY and seen.every_hour:
        return [Reason("declared-incidental-but-used-every-hour", figures)]
    if ORDER.index(declared) < ORDER.index(seen.level):
        return [Reason("declared-below-observed", figures)]
    return [Reason("declared-above-observed", figures)]


def findings_of_entry(entry: Entry, level: Level, facts: Facts, today: date) -> list[Reason]:
    """What stands at odds in one entry by itself; `level` is the register's."""
    found = [*_fallback(entry, level, facts, today), *_dates(entry, today)]
    activity: dict[str, Figure] = {"activity": entry.declaration.activity}
    if level in WEIGHTY and not entry.declaration.owner_role:
        found.append(Reason("no-owner", activity))
    if level in WEIGHTY and entry.declaration.contract in {"none", "click-through"}:
        found.append(Reason("no-contract", activity))
    if entry.declaration.only_copy_on_platform == "yes":
        found.append(Reason("only-copy-on-platform", activity))
    return [*found, *_against_terms(entry, facts)]


def _against_terms(entry: Entry, facts: Facts) -> Iterator[Reason]:
    """What the platform's terms do not allow, so far as they are known and nothing else was agreed."""
    said, fact = entry.declaration, facts.get(entry.platform)
    terms = None if fact is None else fact.terms
    if terms is None or said.contract in OWN_TERMS:
        return
    figures: dict[str, Figure] = {"activity": said.activity, "on": terms.looked_on.isoformat()}
    takes_part = TAKING_PART & set(said.capabilities) or WORKING_WITH & set(said.purposes)
    if terms.business_use == "no" and takes_part:
        yield Reason("terms-conflict-business-use", figures)
    if terms.shared_account == "no" and said.shared_account == "yes":
        yield Reason("terms-conflict-shared-account", figures)
    if terms.automated_access == "no" and said.automated_access == "yes":
        yield Reason("terms-conflict-automated-access", figures)


def same_operator(one: str | None, other: str | None, facts: Facts) -> str | None:
    """The operator of both platforms; None where there is none, or nobody knows."""
    if one is None or other is None or one not in facts or other not in facts:
        return None
    operator = facts[one].operator
    return operator if operator and operator == facts[other].operator else None


def _fallback(entry: Entry, level: Level, facts: Facts, today: date) -> Iterator[Reason]:
    """A fallback that fails with what it stands in for, that nobody has tried, or that is missing."""
    declaration, fallback = entry.declaration, entry.declaration.fallback
    activity: dict[str, Figure] = {"activity": declaration.activity}
    if fallback is None:
        if level in WEIGHTY:
            yield Reason("no-fallback", activity)
        return
    named: dict[str, Figure] = {**activity, "fallback": fallback.name}
    if operator := same_operator(entry.platform, fallback.platform, facts):
        yield Reason("fallback-of-same-operator", {**named, "operator": operator})
    if operator := _shared_sign_in(entry, facts):
        yield Reason("fallback-shares-sign-in", {**named, "operator": operator})
    if fallback.tested_on is None:
        yield Reason("fallback-never-tested", named)
    elif today - fallback.tested_on > timedelta(days=REVIEW_DAYS):
        yield Reason("fallback-untested", {**named, "days": (today - fallback.tested_on).days})
    fact = None if fallback.platform is None else facts.get(fallback.platform)
    until = None if fact is None else fact.until
    if until is not None and until - today <= END_NOTICE:
        yield Reason("fallback-ends", {**named, "until": until.isoformat()})


def _shared_sign_in(entry: Entry, facts: Facts) -> str | None:
    """Whose accounts open the fallback, where those of the platform belong to the same operator."""
    fallback = entry.declaration.fallback
    opened_by = None if fallback is None else fallback.sign_in
    if opened_by is None:
        return None
    own = (entry.platform, entry.declaration.sign_in)
    return next((found for each in own if (found := same_operator(each, opened_by, facts))), None)


def _dates(entry: Entry, today: date) -> Iterator[Reason]:
    """What is overdue. An approval holds for a year, whatever day was written for the review."""
    activity: dict[str, Figure] = {"activity": entry.declaration.activity}
    due = entry.review_due
    if entry.status == "approved" and entry.approved_on is not None:
        due = min(due, entry.approved_on + timedelta(days=REVIEW_DAYS))
    if due < today:
        yield Reason("review-overdue", {**activity, "due": due.isoformat(), "days": (today - due).days})
    if entry.acceptance is not None and entry.acceptance.until < today:
        yield Reason("acceptance-expired", {**activity, "until": entry.acceptance.until.isoformat()})
    dispute = entry.dispute
    if dispute is not None and dispute.outcome == "open" and not dispute.reply and dispute.reply_due < today:
        yield Reason("reply-overdue", {**activity, "due": dispute.reply_due.isoformat()})
