"""The register's rows and saved filters, and what is due in it, as values."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.due import due_in
from api.domain.privacy import Privacy
from api.domain.register import ONLY, Only, changed_on, chosen, counted, is_new, row_of, within
from monitors.domain.calendar import date_of
from monitors.domain.register.asking import Question
from monitors.domain.register.contradictions import PlatformFacts
from monitors.domain.register.records import Acceptance, Dispute, Entry
from monitors.register_lines import RegisterLine, Standing, register_lines
from tests.register_actions import SAID, entry
from tests.stored_reliance import dependency

K = 10
TODAY = date(2026, 6, 1)
DAY = 20_600
FACTS = {"facebook": PlatformFacts("Facebook", "Meta")}
PEOPLE = {"Roads": 40, "Parks": 30, "Archive": 4}


def standing(*entries: Entry, questions: list[Question] | None = None) -> Standing:
    """Three units on Facebook, of which one is small; of two only their traffic speaks."""
    seen = [dependency(unit, "facebook", DAY, 55) for unit in PEOPLE]
    return Standing(list(entries), seen, questions or [], PEOPLE, FACTS)


def lines_of(known: Standing) -> list[RegisterLine]:
    """Its lines."""
    return register_lines(known, K, TODAY)


def approved(on: date, **said: Any) -> Entry:
    """An entry of Roads that was approved on a day."""
    return entry("Roads", status="approved", approved_on=on, approved_by_role="Chief", **said)


@pytest.mark.parametrize(("days", "is_unproven"), [(-1, True), (0, False), (1, False)])
def test_a_line_is_new_until_it_is_approved_as_it_stands(days: int, is_unproven: bool) -> None:  # noqa: FBT001 (a parameter)
    changed = date_of(DAY - 3)
    known = standing(approved(changed + timedelta(days=days)))
    [line] = [each for each in lines_of(known) if each.entry is not None]
    assert is_new(line, changed_on(known, Privacy(K))) is is_unproven


def test_what_nobody_declared_or_approved_is_new() -> None:
    known = standing(entry("Roads"))
    assert chosen(lines_of(known), "new", changed_on(known, Privacy(K))) == lines_of(known)


def test_when_a_small_units_level_changed_is_not_told() -> None:
    assert ("Archive", "facebook") not in changed_on(standing(), Privacy(K))


def test_a_row_says_what_is_declared_beside_what_is_seen() -> None:
    dispute = Dispute(reason="no", raised_on=TODAY, reply_due=date(2026, 6, 15))
    known = standing(entry("Roads", evidence="disputed", dispute=dispute))
    [line] = [each for each in lines_of(known) if each.entry is not None]
    row = row_of(line, FACTS, changed_on(known, Privacy(K)))
    assert (row.name, row.activity, row.owner_role) == ("Facebook", SAID.activity, "Duty manager")
    assert (row.observed, row.declared, row.level) == ("important", "mission-critical", "mission-critical")
    assert (row.rto_hours, row.mtpd_hours, row.fallback) == (2, 8, "phone queue 4")
    assert row.contradicts
    assert (row.evidence, row.reply_due, row.score, row.people) == ("disputed", date(2026, 6, 15), 55, 10)


@given(st.sampled_from(ONLY), st.sets(st.sampled_from(sorted(PEOPLE))))
def test_filters_only_leave_out_and_keep_the_order(only: Only, units: set[str]) -> None:
    known = standing(entry("Roads"), entry("Parks", review_due=date(2026, 1, 1)))
    lines, changed = lines_of(known), changed_on(known, Privacy(K))
    found = within(chosen(lines, only, changed), units)
    assert found == [line for line in lines if line in found]
    assert {line.unit for line in found} <= units
    assert counted(lines, changed)[only] == len(chosen(lines, only, changed))


def test_what_is_overdue_is_found() -> None:
    known = standing(entry("Roads"), entry("Parks", review_due=date(2026, 1, 1)))
    assert [line.unit for line in chosen(lines_of(known), "overdue", {})] == ["Parks"]


def test_everything_that_is_due_is_told_the_next_first() -> None:
    accepted = Acceptance(role="Chief", reason="cheap", until=date(2026, 12, 31))
    dispute = Dispute(reason="no", raised_on=TODAY, reply_due=date(2026, 6, 15))
    asked = Question(
        unit="Parks", platform="facebook", why="candidate", asked_on=TODAY, due_on=date(2026, 6, 14)
    )
    known = standing(entry("Roads", acceptance=accepted, dispute=dispute), questions=[asked])
    due = due_in(lines_of(known))
    assert [(one.kind, one.unit, one.on) for one in due] == [
        ("answer", "Parks", date(2026, 6, 14)),
        ("reply", "Roads", date(2026, 6, 15)),
        ("acceptance", "Roads", date(2026, 12, 31)),
        ("review", "Roads", date(2027, 1, 14)),
    ]


def test_a_reply_that_was_given_is_due_no_more() -> None:
    dispute = Dispute(reason="no", raised_on=TODAY, reply_due=date(2026, 6, 15), reply="why?")
    assert "reply" not in {one.kind for one in due_in(lines_of(standing(entry("Roads", dispute=dispute))))}


def test_what_is_settled_anew_keeps_its_name_and_has_a_later_version() -> None:
    [before] = due_in(lines_of(standing(entry("Roads"))))
    [after] = due_in(lines_of(standing(approved(TODAY, review_due=date(2027, 6, 1)))))
    assert after.uid == before.uid
    assert after.sequence > before.sequence
    assert "Roads" not in after.uid
