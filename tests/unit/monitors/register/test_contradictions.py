"""What stands at odds in the register is found, said once, and only where somebody can act on it."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from monitors.domain.register.contradictions import (
    TERMS_CONFLICTS,
    UNSEEN,
    Observed,
    PlatformFacts,
    findings_of,
    observed_of,
)
from monitors.domain.register.records import (
    Acceptance,
    Declaration,
    Dispute,
    Entry,
    Fallback,
    Impact,
)
from monitors.domain.reliance.records import Level
from streams.domain.terms import Terms

TODAY = date(2026, 6, 1)
FACTS = {
    "facebook": PlatformFacts("Facebook", "Meta"),
    "whatsapp": PlatformFacts("WhatsApp", "Meta"),
    "x": PlatformFacts("X", "X Corp."),
    "workplace": PlatformFacts("Workplace", "Meta Works", date(2026, 9, 1)),
    "our-wiki": PlatformFacts("Our wiki", ""),
    "pinterest": PlatformFacts(
        "Pinterest",
        "Pinterest",
        terms=Terms(
            source="https://terms.example",
            looked_on=date(2026, 5, 1),
            business_use="no",
            shared_account="no",
            automated_access="no",
        ),
    ),
}
HABIT = (Impact(at_hours=24, category="operational", level=1),)
CRITICAL = (Impact(at_hours=24, category="operational", level=3),)

SOUND = Entry(
    unit="A",
    platform="facebook",
    declaration=Declaration(
        activity="answering",
        owner_role="Duty manager",
        impact_over_time=CRITICAL,
        fallback=Fallback(name="telephone", tested_on=TODAY - timedelta(days=30)),
        contract="business-terms",
    ),
    evidence="confirmed",
    declared_on=date(2026, 1, 1),
    review_due=date(2027, 1, 1),
)
SEEN = Observed("mission-critical", every_hour=True)


def said(**changes: object) -> Entry:
    return replace(SOUND, declaration=replace(SOUND.declaration, **changes))


def codes(entry: Entry, seen: Observed = SEEN) -> list[str]:
    return [finding.code for finding in findings_of([entry], seen, FACTS, TODAY)]


def test_nothing_is_found_in_a_sound_entry() -> None:
    assert codes(SOUND) == []


@pytest.mark.parametrize(
    ("impact", "seen", "code"),
    [
        (HABIT, SEEN, "declared-incidental-but-used-every-hour"),
        (HABIT, Observed("important", every_hour=False), "declared-below-observed"),
        (CRITICAL, Observed("habitual", every_hour=False), "declared-above-observed"),
        (CRITICAL, UNSEEN, "declared-but-unused"),
        (HABIT, UNSEEN, "declared-above-observed"),
    ],
)
def test_a_unit_that_says_otherwise_than_its_traffic_is_asked_once(
    impact: tuple[Impact, ...], seen: Observed, code: str
) -> None:
    assert codes(said(impact_over_time=impact), seen) == [code]


def test_a_unit_that_has_not_said_how_bad_it_is_contradicts_nothing() -> None:
    assert codes(said(impact_over_time=())) == []


@pytest.mark.parametrize(
    ("fallback", "found"),
    [
        (None, ["no-fallback"]),
        (Fallback(name="mail"), ["fallback-never-tested"]),
        (Fallback(name="mail", tested_on=date(2025, 5, 1)), ["fallback-untested"]),
        (Fallback(name="WhatsApp", platform="whatsapp", tested_on=TODAY), ["fallback-of-same-operator"]),
        (Fallback(name="X", platform="x", tested_on=TODAY), []),
        (Fallback(name="X", platform="x", sign_in="facebook", tested_on=TODAY), ["fallback-shares-sign-in"]),
        (Fallback(name="Workplace", platform="workplace", tested_on=TODAY), ["fallback-ends"]),
        (Fallback(name="wiki", platform="our-wiki", tested_on=TODAY), []),
    ],
)
def test_a_fallback_that_could_fail_as_well_is_told(fallback: Fallback | None, found: list[str]) -> None:
    assert codes(said(fallback=fallback)) == found


def test_only_what_matters_needs_a_fallback_an_owner_and_a_contract() -> None:
    bare = said(fallback=None, owner_role="", contract="click-through", impact_over_time=HABIT)
    habit = Observed("habitual", every_hour=False)

    assert codes(bare, habit) == []
    bare = said(fallback=None, owner_role="", contract="click-through", impact_over_time=CRITICAL)
    assert codes(bare) == ["no-fallback", "no-owner", "no-contract"]


def test_what_the_unit_has_not_rated_is_weighed_by_its_traffic() -> None:
    assert codes(said(owner_role="", impact_over_time=())) == ["no-owner"]


def test_what_is_overdue_is_told() -> None:
    yesterday = TODAY - timedelta(days=1)
    late = replace(
        SOUND,
        review_due=yesterday,
        acceptance=Acceptance(role="Head of Risk", reason="moving", until=yesterday),
        dispute=Dispute(reason="not us", raised_on=date(2026, 5, 1), reply_due=yesterday),
    )

    assert codes(late) == ["review-overdue", "acceptance-expired", "reply-overdue"]
    on_time = replace(late, review_due=TODAY, acceptance=None)
    answered = Dispute(reason="not us", raised_on=date(2026, 5, 1), reply_due=yesterday, reply="we look")
    assert codes(replace(on_time, dispute=answered)) == []


def test_an_approval_holds_for_a_year_whatever_day_the_review_has() -> None:
    approved = replace(
        SOUND,
        status="approved",
        approved_by_role="Head of Risk",
        approved_on=TODAY - timedelta(days=365),
        review_due=date(2199, 1, 1),
    )

    assert codes(approved) == []
    assert codes(replace(approved, approved_on=TODAY - timedelta(days=366))) == ["review-overdue"]


def test_records_that_stand_there_only_are_told() -> None:
    assert codes(said(only_copy_on_platform="yes")) == ["only-copy-on-platform"]


@pytest.mark.parametrize(
    ("bands", "every_hour"),
    [
        ({"depth": "all-day-in-talk"}, True),
        ({"depth": "none", "listening": "all-day"}, True),
        ({"depth": "often", "listening": "often", "reach": "most"}, False),
        ({}, False),
    ],
)
def test_work_all_through_the_day_is_seen_by_its_bands(bands: dict[str, str], *, every_hour: bool) -> None:
    level: Level = "important"

    assert observed_of(level, bands) == Observed(level, every_hour)


def on_pinterest(**changes: object) -> Entry:
    """An activity on a platform whose terms keep personal accounts, and tools, out of work."""
    known: dict[str, object] = {"contract": "click-through", "owner_role": "Editor"}
    return replace(said(**(known | changes)), platform="pinterest")


def conflicts(entry: Entry) -> list[str]:
    found = findings_of([entry], SEEN, FACTS, TODAY)
    return [finding.code for finding in found if finding.code in TERMS_CONFLICTS]


def test_whoever_takes_part_for_work_where_personal_accounts_are_for_persons_is_told() -> None:
    publishing = on_pinterest(capabilities=("publish",), purposes=("external",))

    assert conflicts(publishing) == ["terms-conflict-business-use"]
    [finding] = [
        each for each in findings_of([publishing], SEEN, FACTS, TODAY) if each.code in TERMS_CONFLICTS
    ]
    assert finding.figures == {"activity": "answering", "on": "2026-05-01"}


def test_an_account_or_a_tool_is_held_against_the_terms_only_where_it_is_declared() -> None:
    assert conflicts(on_pinterest(shared_account="yes")) == ["terms-conflict-shared-account"]
    assert conflicts(on_pinterest(automated_access="yes")) == ["terms-conflict-automated-access"]
    assert conflicts(on_pinterest(shared_account="no", automated_access="unknown")) == []


def test_who_only_listens_or_has_terms_of_its_own_has_no_conflict() -> None:
    assert conflicts(on_pinterest(capabilities=("listen", "search"), purposes=("listening",))) == []
    for contract in ("business-terms", "negotiated"):
        agreed = on_pinterest(contract=contract, capabilities=("publish",), shared_account="yes")
        assert conflicts(agreed) == []


def test_of_terms_that_nobody_read_nothing_is_concluded() -> None:
    entry = on_pinterest(capabilities=("publish",), shared_account="yes", automated_access="yes")

    assert conflicts(replace(entry, platform="x")) == []
    assert conflicts(replace(entry, platform="unheard-of")) == []
