"""The tree of units is checked when it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.units import Unit, UnitRow, unit_tree


def problems(*rows: tuple[str, str, str]) -> list[tuple[int, str]]:
    return unit_tree([UnitRow(line, *row) for line, row in enumerate(rows, start=2)])[1]


def test_a_parent_may_stand_below_its_children() -> None:
    units, found = unit_tree([UnitRow(2, "Payroll", "Finance", "12"), UnitRow(3, "Finance")])

    assert not found
    assert units == (Unit("unassigned"), Unit("Payroll", 2, 12), Unit("Finance", -1, None))


def test_letter_case_and_blanks_do_not_make_another_unit() -> None:
    units, found = unit_tree([UnitRow(2, "Human  Resources"), UnitRow(3, "Hiring", "human resources ")])

    assert not found
    assert [unit.name for unit in units] == ["unassigned", "Human Resources", "Hiring"]
    assert units[2].parent_index == 1


def test_an_unknown_parent_is_named() -> None:
    [(line, text)] = problems(("Payroll", "Finanse", ""), ("Finance", "", ""))

    assert line == 2
    assert "'Finanse'" in text
    assert "'Payroll'" in text


def test_a_circle_of_parents_is_written_out_once() -> None:
    [(line, text)] = problems(("A", "C", ""), ("B", "A", ""), ("C", "B", ""), ("D", "A", ""))

    assert line == 2
    assert "A > C > B > A" in text


def test_a_unit_that_is_its_own_parent_is_a_circle() -> None:
    [(_, text)] = problems(("A", "a", ""))

    assert "A > A" in text


def test_a_unit_is_listed_once_under_a_name_of_its_own() -> None:
    found = problems(("A", "", ""), ("a", "", ""), ("", "", ""), ("Unassigned", "", ""), ("!exclude", "", ""))

    assert [line for line, _ in found] == [3, 4, 5, 6]
    assert "already on line 2" in found[0][1]


@pytest.mark.parametrize(
    "name",
    ["Clinics/print", "Roads/Winter/months", "x/declare", "a/b/answer", "..", "a/./b", "/a", "a/", "a//b"],
)
def test_a_unit_whose_page_would_have_the_address_of_another_is_refused(name: str) -> None:
    [(line, text)] = problems((name, "", ""))

    assert line == 2
    assert repr(name) in text
    assert "write" in text


@pytest.mark.parametrize(
    "name", ["Roads/Winter", "print", "Copies/Print", "St. Mary", "a/print/b", "A & B #1 100%?"]
)
def test_a_unit_may_have_slashes_and_signs_in_its_name(name: str) -> None:
    assert not problems((name, "", ""))


def test_people_is_a_whole_number() -> None:
    found = problems(("A", "", "many"), ("B", "", "-3"), ("C", "", "3.5"), ("D", "", "0"))

    assert [line for line, _ in found] == [2, 3, 4]
    assert "'many'" in found[0][1]


names = st.sampled_from(["A", "B", "C", "D", "E"])


@given(st.dictionaries(names, names | st.just(""), max_size=5))
def test_a_tree_without_a_problem_leads_from_everywhere_to_the_top(parents: dict[str, str]) -> None:
    units, found = unit_tree(
        [UnitRow(line, unit, parent) for line, (unit, parent) in enumerate(parents.items(), start=2)]
    )

    def leads_to_the_top(name: str) -> bool:
        seen = set()
        while name and name not in seen:
            seen.add(name)
            name = parents.get(name, "")
        return not name

    unknown = any(parent and parent not in parents for parent in parents.values())
    assert bool(found) == (unknown or not all(leads_to_the_top(name) for name in parents))
    if not found:
        assert {
            unit.name: units[unit.parent_index].name if unit.parent_index > 0 else "" for unit in units[1:]
        } == (parents)
