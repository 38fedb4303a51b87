"""The values of an entry as a register file has them: what fits is taken, each that does not leaves a fault.

So one faulty value hides no other, in the entry itself or deep in a fallback or an impact.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from monitors.adapters.register_places import Place
from monitors.domain.register.checking import is_plain
from monitors.domain.register.records import Declaration, Entry
from streams.adapters.checked_toml import CheckedToml

DECLARED: Final = Declaration.__struct_fields__
"""Keys of an entry in a file that belong to what is declared."""

KINDS: Final[Mapping[str, Any]] = {
    **{each.name: each.type for each in fields(Entry) if each.name != "declaration"},
    **{each.name: each.type for each in fields(Declaration)},
}
"""Every key of an entry in a file, and what is to stand there."""

HOW: Final = {
    str: "write a text in quotes",
    float: "write a number, as in 8 or 0.5",
    int: "write a whole number, as in 2",
    date: "write a day without quotes, as in 2026-01-14",
}
"""What stands behind a key -> how it is written."""


class _Unfit:
    """Stands for a value that is not taken."""


UNFIT: Final = _Unfit()


def named(place: Place) -> str:
    """A place as people read it, elements counted from 1."""
    parts = [f" no. {part + 1}" if isinstance(part, int) else f".{part}" for part in place]
    return "".join(parts).removeprefix(".")


class Values:
    """The values of one entry; `where` says a place in the words that a fault begins with."""

    def __init__(self, toml: CheckedToml, where: Callable[[Place], str]) -> None:
        self._toml = toml
        self._where = where

    def table(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """What of an entry fits, by its keys, all of which are in KINDS."""
        taken = {key: self._value(KINDS[key], value, (key,)) for key, value in table.items()}
        return {key: value for key, value in taken.items() if value is not UNFIT}

    def _value(self, kind: Any, value: Any, place: Place) -> Any:
        """A value of a kind; UNFIT where it is none."""
        kinds = [each for each in get_args(kind) if each is not NoneType]
        if get_origin(kind) is Literal:
            return self._word(value, place, get_args(kind))
        if get_origin(kind) is tuple:
            return self._list(kinds[0], value, place)
        if kinds:  # or nothing, which no TOML can say
            return self._value(kinds[0], value, place)
        if issubclass(kind, Struct):
            return self._nested(kind, value, place)
        return self._plain(kind, value, place)

    def _word(self, value: Any, place: Place, choices: tuple[str, ...]) -> Any:
        """One of a closed set of words."""
        if isinstance(value, str) and value in choices:
            return value
        if isinstance(value, str) and is_plain(value):
            self._toml.unknown(self._where(place), named(place), value, choices)
            return UNFIT
        return self._fault(place, f"is {value!r}; write one of {', '.join(choices)} in quotes")

    def _list(self, kind: Any, value: Any, place: Place) -> Any:
        """A list, without what does not fit in it."""
        if not isinstance(value, list):
            return self._fault(place, f"is {value!r}; write a list, as in [ one, another ]")
        taken = [self._value(kind, each, (*place, number)) for number, each in enumerate(value)]
        return [each for each in taken if each is not UNFIT]

    def _nested(self, kind: type[Struct], value: Any, place: Place) -> Any:
        """A table within an entry; UNFIT where one of its keys has to be there and is not, or is faulty."""
        if not isinstance(value, dict):
            return self._fault(place, f"is {value!r}; write a table, as in {{ key = value }}")
        known = {each.name: each for each in fields(kind)}
        for key in value:
            self._toml.known_keys(
                f"{self._where((*place, key))}: in {named(place)}", {key: None}, tuple(known)
            )
        taken = {}
        for name, field in known.items():
            if name in value:
                taken[name] = self._value(field.type, value[name], (*place, name))
            elif field.required:
                taken[name] = self._fault((*place, name), "is missing; add it")
        sound = {name: each for name, each in taken.items() if each is not UNFIT}
        return sound if all(name in sound for name in known if known[name].required) else UNFIT

    def _plain(self, kind: Any, value: Any, place: Place) -> Any:
        """A text, a number or a day."""
        if kind is float and type(value) is int:
            value = float(value) if abs(value) < 1 << 53 else float("inf")
        if type(value) is not kind:  # true is an int, and a moment a day, that nobody means here
            return self._fault(place, f"is {value!r}; {HOW[kind]}")
        if kind is not str:
            return value
        if not is_plain(value):
            return self._fault(place, "has a control character; write plain text")
        if place in {("unit",), ("platform",), ("activity",)}:
            return value.strip() or self._fault(place, f"is {value!r}; {HOW[str]}")
        return value

    def _fault(self, place: Place, said: str) -> _Unfit:
        self._toml.faults.append(f"{self._where(place)}: {named(place)} {said}")
        return UNFIT
