"""Masking: what identifies people is taken out of a text before it is shown or leaves the house.

What a filter finds becomes the filter's name in brackets of its own (⟦email⟧), which no filter looks into.
Filters run until they find nothing more, so that to mask a text twice is to mask it once, and none raises.
They would rather take too much: a long number that could be a telephone's is taken.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, chain, zip_longest
from typing import Final

Filter = Callable[[Sequence[str]], Sequence[str]]
"""Gives back as many texts, with `mask_of` its name for each thing that it finds in one of them.

All pieces of a text come at once, for one that is full of masks has hundreds of thousands of them.
"""

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


class _CheckDigits:
    """Says of any part of some digits whether its check digit is right (ISO/IEC 7812-1, annex B).

    Two running sums, one for each way of doubling every other digit, answer without adding up again:
    citizens write these texts, and a megabyte of digits has as many parts that could be a number.
    """

    def __init__(self, digits: str) -> None:
        figures = [int(each) for each in digits]
        self._sums = [
            list(
                accumulate(
                    (
                        figure if place % 2 == plain else _DOUBLED[figure]
                        for place, figure in enumerate(figures)
                    ),
                    initial=0,
                )
            )
            for plain in (0, 1)
        ]

    def is_right(self, begin: int, end: int) -> bool:
        """Whether the digits from `begin` to before `end` make a number."""
        sums = self._sums[(end - 1) % 2]  # the last one is not doubled
        return (sums[end] - sums[begin]) % 10 == 0


def mask_of(name: str) -> str:
    """What stands for something that a filter of this name took out."""
    return f"⟦{name}⟧"


def _filter(name: str, pattern: re.Pattern[str]) -> Filter:
    """Takes out what the pattern finds."""
    return lambda texts: [pattern.sub(mask_of(name), text) for text in texts]


def _checked(name: str, fewest: int, most: int) -> Filter:
    """Takes out numbers of so many digits, in groups or not, whose check digit is right.

    Whole groups of digits are tried together, for numbers stand beside numbers.
    """
    lengths = range(fewest, most + 1)

    def without(found: re.Match[str]) -> str:
        groups = list(_GROUP.finditer(found[0]))
        begins = list(accumulate((len(group[0]) for group in groups), initial=0))
        if begins[-1] < fewest:
            return found[0]
        digits = _CheckDigits("".join(group[0] for group in groups))
        behind = {begin: place for place, begin in enumerate(begins)}  # how many groups end there
        told: list[str] = []
        at, first = 0, 0
        while first < len(groups):
            begin = begins[first]
            for length in lengths:
                last = behind.get(begin + length)
                if last is not None and digits.is_right(begin, begin + length):
                    told += [found[0][at : groups[first].start()], mask_of(name)]
                    at, first = groups[last - 1].end(), last
                    break
            else:
                first += 1
        return "".join([*told, found[0][at:]])

    return lambda texts: [_GROUPS.sub(without, text) for text in texts]


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
    pieces = replaced(MASKED.split(text))
    return "".join(chain.from_iterable(zip_longest(pieces, MASKED.findall(text), fillvalue="")))
