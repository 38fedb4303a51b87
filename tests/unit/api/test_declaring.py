"""The three questions: what is typed becomes exactly that declaration; faults stand beside their fields."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.declaring import (
    CATEGORIES,
    LEVELS,
    PURPOSES,
    declaration_of,
    filled_in,
    reads_like_a_person,
    typed,
)
from monitors.domain.register.asking import GONE_HOURS
from monitors.domain.register.records import Declaration, Fallback, Impact
from monitors.domain.reliance.records import Kind

PLATFORMS = {"facebook", "x", "instagram"}
WORDS = st.text("abcdefg hijk", min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
HOURS = st.one_of(st.none(), st.integers(0, 400).map(float))


@st.composite
def declarations(draw: st.DrawFn) -> Declaration:
    """What a unit may have declared with this form."""
    category = draw(st.sampled_from(CATEGORIES))
    levels = sorted(draw(st.lists(st.integers(0, 4), min_size=3, max_size=3)))
    impacts = tuple(
        Impact(at_hours=hours, category=category, level=level)
        for hours, level in zip(GONE_HOURS, levels, strict=True)
    )
    purposes = draw(st.sets(st.sampled_from(PURPOSES)))
    rto, mtpd = sorted(draw(st.tuples(st.integers(0, 99), st.integers(0, 99))))
    fallback = Fallback(
        name=draw(WORDS),
        platform=draw(st.sampled_from([None, "x", "instagram"])),
        capacity_share=draw(st.one_of(st.none(), st.integers(1, 4).map(lambda part: part / 4))),
        max_hours=draw(HOURS),
        tested_on=draw(st.sampled_from([None, date(2026, 1, 14)])),
    )
    return Declaration(
        activity=draw(WORDS),
        product_or_service=draw(st.one_of(st.just(""), WORDS)),
        purposes=tuple(one for one in PURPOSES if one in purposes),
        owner_role=draw(st.sampled_from(["", "Duty manager"])),
        impact_over_time=impacts,
        rto_hours=float(rto),
        mtpd_hours=float(mtpd),
        fallback=draw(st.sampled_from([None, fallback])),
        mbco="half of the desk",
        sign_in="facebook",
    )


@given(declarations())
def test_a_form_that_is_sent_as_it_was_opened_declares_the_same(before: Declaration) -> None:
    opened = filled_in(before, [])

    said, faults = declaration_of(opened, before, "facebook", PLATFORMS)

    assert not faults
    assert said == before


@given(st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3)))
def test_whatever_a_browser_sends_becomes_answers_or_faults(form: dict[str, list[str]]) -> None:
    said, faults = declaration_of(typed(form), None, "facebook", PLATFORMS)

    assert faults or said.activity


def test_an_unasked_form_shows_the_purpose_that_the_log_shows() -> None:
    opened = filled_in(None, [Kind("external", []), Kind("not-visible", [])])

    assert opened.purposes == ("external",)
    assert opened.activity == ""


@pytest.mark.parametrize(
    ("field", "value", "where", "code"),
    [
        ("rto_hours", "soon", "rto_hours", "not-a-number"),
        ("rto_hours", "-1", "rto_hours", "hours-out-of-range"),
        ("rto_hours", "48", "rto_hours", "rto-above-mtpd"),
        ("owner_role", "j.smith@example.org", "owner_role", "role-looks-like-a-person"),
        ("fallback_platform", "facebook", "fallback_platform", "fallback-is-same-platform"),
        ("capacity_percent", "120", "capacity_percent", "capacity-not-a-share"),
        ("max_hours", "-2", "max_hours", "hours-out-of-range"),
        ("gone_24", "0", "gone", "impact-falls"),
        ("activity", " ", "activity", "activity-missing"),
        ("product_or_service", "a" * 501, "product_or_service", "answer-too-long"),
    ],
)
def test_each_fault_stands_beside_its_field(field: str, value: str, where: str, code: str) -> None:
    form = {
        "activity": ["Answering"],
        "gone_2": ["2"],
        "gone_168": ["4"],
        "mtpd_hours": ["24"],
        "fallback": ["Phone"],
        field: [value],
    }

    _, faults = declaration_of(typed(form), None, "facebook", PLATFORMS)

    assert [(each.field, each.reason.code) for each in faults] == [(where, code)]


def test_numbers_are_read_with_a_point_or_a_comma() -> None:
    said, _ = declaration_of(typed({"activity": ["A"], "rto_hours": ["1,5"]}), None, "x", PLATFORMS)

    assert said.rto_hours == 1.5


def test_another_fallback_was_not_tried_when_the_one_before_was() -> None:
    before = Declaration(activity="A", fallback=Fallback(name="Phone", tested_on=date(2026, 1, 14)))

    said, _ = declaration_of(typed({"activity": ["A"], "fallback": ["E-mail"]}), before, "x", PLATFORMS)

    assert said.fallback == Fallback(name="E-mail")


def test_every_level_of_the_rules_can_be_chosen() -> None:
    assert LEVELS == ("0", "1", "2", "3", "4")


def test_what_the_form_does_not_ask_is_a_fault_of_the_whole() -> None:
    before = Declaration(activity="A", deputy_role="j.smith@example.org")

    _, faults = declaration_of(filled_in(before, []), before, "x", PLATFORMS)

    assert [(each.field, each.reason.code) for each in faults] == [("", "role-looks-like-a-person")]


@pytest.mark.parametrize("role", ["Anna Smith", "Jean-Luc O'Brien", "Zoé Côté Roy"])
def test_two_or_three_capitalised_words_read_like_a_person(role: str) -> None:
    assert reads_like_a_person(role)


@pytest.mark.parametrize(
    "role",
    ["", "Duty manager", "Duty Manager", "Press desk", "Clerk", "Cheffe Communications", "IT Operations"],
)
def test_a_role_does_not_read_like_a_person(role: str) -> None:
    assert not reads_like_a_person(role)
