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
_CARD: Final = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_SIN: Final = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{3}(?!\d)")
_ADDRESS: Final = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4})(?![\w.:])"
)
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_HANDLE: Final = re.compile(r"(?<![\w@])@\w[\w.]{1,60}")


def _luhn(digits: str) -> bool:
    """Whether a number has the check digit of ISO/IEC 7812-1, annex B."""
    doubled = (int(each) * (2 if place % 2 else 1) for place, each in enumerate(reversed(digits)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def mask_of(name: str) -> str:
    """What stands for something that a filter of this name took out."""
    return f"⟦{name}⟧"


def _filter(name: str, pattern: re.Pattern[str], *, checked: bool = False) -> Filter:
    """Takes out what the pattern finds; only numbers with a right check digit where that is asked."""

    def replaced(found: re.Match[str]) -> str:
        is_it = not checked or _luhn("".join(filter(str.isdecimal, found[0])))
        return mask_of(name) if is_it else found[0]

    return lambda text: pattern.sub(replaced, text)


FILTERS: Final[Mapping[str, Filter]] = {
    "email": _filter("email", _EMAIL),
    "card": _filter("card", _CARD, checked=True),
    "iban": _filter("iban", _IBAN),
    "sin": _filter("sin", _SIN, checked=True),
    "phone": _filter("phone", _PHONE),
    "address": _filter("address", _ADDRESS),
    "handle": _filter("handle", _HANDLE),
}
"""Name -> what it finds: e-mail addresses, payment cards, bank accounts (ISO 13616), social insurance numbers
(Canada), telephone numbers, network addresses, names of accounts (@name)."""

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
