"""Masking: what identifies people is taken out of a text before it is shown or leaves the house.

What a filter finds becomes the filter's name in brackets of its own (⟦email⟧), which no filter looks into.
Filters run until they find nothing more, so that to mask a text twice is to mask it once, and none raises.
They would rather take too much: a long number that could be a telephone's is taken.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

Filter = Callable[[str], str]
"""Gives back a text with `mask_of` its name for each thing that it finds."""

MASKED: Final = re.compile("⟦[a-z0-9-]{1,40}⟧")

MOST_ROUNDS: Final = 12
"""Filters that find something anew each time are no filters; then the whole text is withheld."""

WITHHELD: Final = "⟦withheld⟧"

_EMAIL: Final = re.compile(r"[^\s@<>\"'(),:;\[\]⟦⟧]{1,64}@[^\s@<>\"'(),:;\[\]⟦⟧]{1,255}")
_PHONE: Final = re.compile(r"(?<![\w])\+?\(?\d(?:[ .()/\u00a0\u2011-]{0,2}\d){6,14}(?!\w)")
_ADDRESS: Final = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}"
    r"|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6}::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?)(?![\w:])"
)
_GROUPS: Final = re.compile(r"(?<![\w])\d+(?:[ -]\d+)*(?!\w)")
_GROUP: Final = re.compile(r"\d+")
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_HANDLE: Final = re.compile(r"(?<![\w@])@\w[\w.]{1,60}")


_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Each digit twice, and the digits of that added up."""


def _luhn(digits: str) -> bool:
    """Whether a number has the check digit of ISO/IEC 7812-1, annex B."""
    return (sum(map(int, digits[::-2])) + sum(_DOUBLED[int(each)] for each in digits[-2::-2])) % 10 == 0


def mask_of(name: str) -> str:
    """What stands for something that a filter of this name took out."""
    return f"⟦{name}⟧"


def _filter(name: str, pattern: re.Pattern[str]) -> Filter:
    """Takes out what the pattern finds."""
    return lambda text: pattern.sub(mask_of(name), text)


def _checked(name: str, fewest: int, most: int) -> Filter:
    """Takes out numbers of so many digits, in groups or not, whose check digit is right.

    Whole groups of digits are tried together, for numbers stand beside numbers.
    """

    def without(found: re.Match[str]) -> str:
        groups = list(_GROUP.finditer(found[0]))
        told: list[str] = []
        at, first = 0, 0
        while first < len(groups):
            if (last := _last_of(groups[first : first + most], fewest, most)) is None:
                first += 1
                continue
            told += [found[0][at : groups[first].start()], mask_of(name)]
            first += last + 1
            at = groups[first - 1].end()
        return "".join([*told, found[0][at:]])

    return lambda text: _GROUPS.sub(without, text)


def _last_of(groups: Sequence[re.Match[str]], fewest: int, most: int) -> int | None:
    """The last of the groups that make a number with the first one; None where they make none."""
    digits = ""
    for place, group in enumerate(groups):
        digits += group[0]
        if len(digits) > most:
            return None
        if len(digits) >= fewest and _luhn(digits):
            return place
    return None


FILTERS: Final[Mapping[str, Filter]] = {
    "email": _filter("email", _EMAIL),
    "card": _checked("card", 13, 19),
    "iban": _filter("iban", _IBAN),
    "sin": _checked("sin", 9, 9),
    "address": _filter("address", _ADDRESS),
    "phone": _filter("phone", _PHONE),
    "handle": _filter("handle", _HANDLE),
}
"""Name -> what it finds: e-mail addresses, payment cards, bank accounts (ISO 13616), social insurance numbers
(Canada), network addresses, telephone numbers, names of accounts (@name). They run in this order."""

USUAL: Final = ("email", "card", "iban", "sin", "phone")


def masked(text: str, filters: Sequence[Filter]) -> str:
    """The text without what the filters find, in their order."""
    for _ in range(MOST_ROUNDS):
        before = text
        for each in filters:
            text = _between_masks(text, each)
        if text == before:
            return text
    return WITHHELD


def _between_masks(text: str, replaced: Filter) -> str:
    """What one filter makes of a text; what is masked already stays as it is."""
    told, at = [], 0
    for mask in MASKED.finditer(text):
        told += [replaced(text[at : mask.start()]), mask[0]]
        at = mask.end()
    return "".join([*told, replaced(text[at:])])
