"""The organisation's units as a tree, checked when it is read so that nobody has to doubt it later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

UNASSIGNED = "unassigned"
"""The unit, always visible and always number 0, of everybody whom the directory does not place."""

UNASSIGNED_PLACE = 0

EXCLUDE = "!exclude"
"""What stands in the directory's unit column for people and networks that are to be dropped unseen."""

PAGES_OF_UNITS = frozenset({"answer", "declare", "dispute", "fallback", "months", "print"})
"""What stands behind a unit's name in the addresses of its pages, as in `/units/Roads/print`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its parent's place among the units (-1 at the top), and how many people it has, if said."""

    name: str
    parent_index: int = -1
    people: int | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of the units file as written; `line` counts from 1 and is for messages only."""

    line: int
    unit: str
    parent: str = ""
    people: str = ""


def unit_key(name: str) -> str:
    """What two spellings of a unit's name have in common: letter case and runs of blanks do not matter."""
    return " ".join(name.split()).casefold()


def name_problem(name: str) -> str:
    """Why a unit cannot be called so, empty if it can: its page would have no address of its own.

    A name may have slashes, as `Roads/Winter`. It may not end as the address of a page does (the unit
    `Roads/print` would be the report of `Roads`), and no part of it may be one that browsers fold away.
    """
    parts = " ".join(name.split()).split("/")
    if {*parts} & {"", ".", ".."}:
        return f"the unit {name!r} has an empty part, or one of dots alone; write each part between slashes"
    if len(parts) > 1 and parts[-1] in PAGES_OF_UNITS:
        return (
            f"the unit {name!r} ends in '/{parts[-1]}', as the address of another page does; "
            f"write it otherwise, such as {' - '.join(parts)!r}"
        )
    return ""


def unit_tree(rows: Iterable[UnitRow]) -> tuple[tuple[Unit, ...], list[tuple[int, str]]]:
    """The units in the order of the file behind `unassigned`, and every problem found, with its line.

    A parent may stand below its children. Problems: a name that is missing, reserved, listed
    twice or without an address of its own, a parent that is not a unit of the file, a circle of parents, a
    number of people that is none.
    """
    problems: list[tuple[int, str]] = []
    named: dict[str, int] = {unit_key(UNASSIGNED): 0}
    kept: list[tuple[UnitRow, int | None]] = []
    for row in rows:
        people, problem = _people(row.people)
        problem = _name_problem(row.unit, named, kept) or problem
        if problem:
            problems.append((row.line, problem))
            continue
        kept.append((row, people))
        named[unit_key(row.unit)] = len(kept)
    units = [Unit(UNASSIGNED)]
    for row, people in kept:
        parent = named.get(unit_key(row.parent), 0) if row.parent else -1
        if parent == 0:
            problem = (
                f"the parent {row.parent!r} of {row.unit!r} is not a unit of this file; "
                "add a row for it, or leave the parent empty"
            )
            problems.append((row.line, problem))
        units.append(Unit(" ".join(row.unit.split()), parent or -1, people))
    problems += [(kept[index - 1][0].line, text) for index, text in _circles(units)]
    return tuple(units), sorted(problems)


def _people(text: str) -> tuple[int | None, str]:
    if not text:
        return None, ""
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text), ""
    return None, f"people is {text!r}; write a whole number, such as 35, or leave it empty"


def _name_problem(name: str, named: dict[str, int], kept: Sequence[tuple[UnitRow, int | None]]) -> str:
    key = unit_key(name)
    if not key:
        return "the unit has no name; give it one, or delete the row"
    if key == UNASSIGNED or key.startswith("!"):
        return f"{name!r} is a word of Holdfast's own; give the unit another name"
    if key in named:
        return f"the unit {name!r} is already on line {kept[named[key] - 1][0].line}; keep one of the two"
    return name_problem(name)


def _circles(units: Sequence[Unit]) -> list[tuple[int, str]]:
    """One problem for each circle of parents, at its first unit in the file."""
    found: list[tuple[int, str]] = []
    settled: set[int] = set()
    for start in range(len(units)):
        trail: list[int] = []
        index = start
        while index >= 0 and index not in settled and index not in trail:
            trail.append(index)
            index = units[index].parent_index
        if index in trail:
            circle = trail[trail.index(index) :]
            names = " > ".join(units[place].name for place in [*circle, index])
            found.append((min(circle), f"these units are each other's parents: {names}; one must be the top"))
        settled.update(trail)
    return found
