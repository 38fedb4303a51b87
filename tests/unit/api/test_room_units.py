"""Which of many units a room shows at once: the first, and the reader's own wherever they stand."""

from types import SimpleNamespace
from typing import Any

from api.pages.now import MOST_HURT
from api.pages.room import _first


def units(count: int) -> Any:
    """Lines of which only the unit matters."""
    return [SimpleNamespace(unit=f"Unit {number}") for number in range(count)]


def test_a_room_of_few_units_shows_all_of_them() -> None:
    few = units(MOST_HURT)

    assert _first(few, ()) == few


def test_a_room_of_many_shows_the_first_and_the_readers_own_behind_them_once() -> None:
    many = units(3 * MOST_HURT)

    assert _first(many, ()) == many[:MOST_HURT]
    assert _first(many, {"Unit 3", many[-1].unit}) == [*many[:MOST_HURT], many[-1]]
    assert len(_first(many, {each.unit for each in many})) == 2 * MOST_HURT
