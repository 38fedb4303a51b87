"""What contradicts itself does not enter the register; what is only missing does."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitors.domain.register.checking import faults_of, faults_of_declaration, faults_of_role
from monitors.domain.register.records import Acceptance, Declaration, Entry, Fallback, Impact

TODAY = date(2026, 6, 1)
SAID = Declaration(activity="answering messages", owner_role="Duty manager", rto_hours=2, mtpd_hours=8)


def codes(declaration: Declaration) -> list[str]:
    return [fault.code for fault in faults_of_declaration(declaration, "facebook")]


def impact(*levels: tuple[float, int]) -> tuple[Impact, ...]:
    return tuple(Impact(at_hours=hours, category="operational", level=level) for hours, level in levels)


def test_the_optional_answers_of_an_impact_analysis_are_sound_as_they_are_meant() -> None:
    full = replace(
        SAID,
        rpo_hours=0,
        recovery_priority=1,
        resource_requirements="two people, one device each",
        upstream=("sign-in", "network"),
        downstream=("permits",),
        record_likely="yes",
        record_reason="evidence of decisions",
    )

    assert codes(full) == []


def test_an_answer_that_is_only_begun_has_no_fault() -> None:
    assert codes(Declaration(activity="listening")) == codes(SAID) == []


@pytest.mark.parametrize(
    ("declaration", "code"),
    [
        (replace(SAID, activity=" "), "activity-missing"),
        (replace(SAID, rto_hours=9), "rto-above-mtpd"),
        (replace(SAID, rto_hours=-1), "hours-out-of-range"),
        (replace(SAID, mtpd_hours=float("nan")), "hours-out-of-range"),
        (replace(SAID, impact_over_time=impact((2, 5))), "impact-out-of-range"),
        (replace(SAID, impact_over_time=impact((0, 1))), "hours-out-of-range"),
        (replace(SAID, impact_over_time=impact((24, 2), (2, 3))), "impact-falls"),
        (replace(SAID, impact_over_time=impact((2, 2), (2, 3))), "impact-said-twice"),
        (replace(SAID, fallback=Fallback(name="Facebook", platform="facebook")), "fallback-is-same-platform"),
        (replace(SAID, fallback=Fallback(name="mail", capacity_share=50)), "capacity-not-a-share"),
        (replace(SAID, fallback=Fallback(name="mail", capacity_share=0.0)), "capacity-not-a-share"),
        (replace(SAID, fallback=Fallback(name="")), "fallback-unnamed"),
        (replace(SAID, fallback=Fallback(name="mail\x1b[2J")), "answer-not-plain"),
        (replace(SAID, activity="answers\x07"), "answer-not-plain"),
        (replace(SAID, downstream=("permits\u202etxt",)), "answer-not-plain"),
        (replace(SAID, mbco="x" * 501), "answer-too-long"),
        (replace(SAID, resource_requirements="x" * 501), "answer-too-long"),
        (replace(SAID, downstream=("permits", "x" * 501)), "answer-too-long"),
        (replace(SAID, rpo_hours=-1), "hours-out-of-range"),
        (replace(SAID, recovery_priority=0), "priority-out-of-range"),
        (replace(SAID, recovery_priority=6), "priority-out-of-range"),
        (replace(SAID, record_likely="yes"), "record-without-reason"),
    ],
)
def test_what_contradicts_itself_is_said_with_its_reason(declaration: Declaration, code: str) -> None:
    assert codes(declaration) == [code]


@pytest.mark.parametrize(
    "person",
    ["someone@example.org", "EXAMPLE\\someone", "some.one", "someone7", "Duty (someone@example.org)"],
)
def test_a_role_is_no_person_and_is_not_repeated(person: str) -> None:
    (fault,) = faults_of_declaration(replace(SAID, owner_role=person), "facebook")

    assert fault.code == "role-looks-like-a-person"
    assert person not in fault.figures.values()


@pytest.mark.parametrize("role", ["Duty manager", "manager", "Chef de quart", "Head of Unit 4", "IT", "N2"])
def test_a_role_as_people_call_it_is_taken(role: str) -> None:
    assert faults_of_role("owner_role", role) == []


def test_an_acceptance_needs_a_role_a_reason_and_a_day_to_come() -> None:
    entry = Entry(
        unit="A",
        platform="facebook",
        declaration=SAID,
        declared_on=date(2026, 1, 14),
        review_due=date(2026, 1, 13),
        acceptance=Acceptance(role="", reason="", until=date(2026, 1, 1)),
    )

    assert [fault.code for fault in faults_of(entry, TODAY)] == [
        "acceptance-without-role",
        "acceptance-without-reason",
        "acceptance-over-already",
        "review-before-declared",
    ]


@pytest.mark.parametrize(
    "text", ["Rückruf, café, 日本\nsecond line\tend", "שלום", "\U0001f469\u200d\U0001f4bb desk"]
)
def test_a_text_in_any_script_is_plain(text: str) -> None:
    assert codes(replace(SAID, mbco=text)) == []


def stands(**said: Any) -> Entry:
    known: dict[str, Any] = {"declared_on": date(2026, 1, 14), "review_due": date(2027, 1, 14)}
    return Entry(unit="A", platform="facebook", **({"declaration": SAID} | known | said))


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (stands(declared_on=date(2026, 6, 2)), "day-not-yet"),
        (
            stands(declaration=replace(SAID, fallback=Fallback(name="mail", tested_on=date(2026, 6, 2)))),
            "day-not-yet",
        ),
        (stands(approved_on=date(2026, 6, 2)), "day-not-yet"),
        (stands(status="approved", approved_by_role="Head of Risk"), "approval-incomplete"),
        (stands(status="approved", approved_on=date(2026, 6, 1)), "approval-incomplete"),
    ],
)
def test_what_cannot_have_been_done_yet_or_by_nobody_is_said(entry: Entry, code: str) -> None:
    assert [fault.code for fault in faults_of(entry, TODAY)] == [code]


def test_what_was_done_today_was_done() -> None:
    tried = replace(SAID, fallback=Fallback(name="mail", tested_on=TODAY))
    approved = stands(
        declared_on=TODAY,
        declaration=tried,
        status="approved",
        approved_by_role="Head of Risk",
        approved_on=TODAY,
    )
    assert faults_of(approved, TODAY) == []


@given(
    st.lists(st.tuples(st.floats(0.5, 500), st.integers(0, 4)), max_size=6, unique_by=lambda each: each[0])
)
def test_impact_that_only_grows_has_no_fault(said: list[tuple[float, int]]) -> None:
    times, levels = sorted(hours for hours, _ in said), sorted(level for _, level in said)

    assert codes(replace(SAID, impact_over_time=impact(*zip(times, levels, strict=True)))) == []
