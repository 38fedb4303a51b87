"""Figures as people read them, in English and in Canadian French: numbers, shares, bytes, times, people.

French follows the Office québécois de la langue française: narrow no-break spaces between thousands, a
decimal comma, a no-break space before `%` and `:`, `9 h 31`, `1er mars`. Bytes are decimal (1 MB is 1,000,000
bytes, IEC 80000-13).
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Final, Literal

Lang = Literal["en", "fr"]
"""The languages that everything is rendered in."""

NARROW: Final = "\u202f"
NO_BREAK: Final = "\u00a0"

MONTHS: Final[dict[Lang, tuple[str, ...]]] = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
}

SHORT_MONTHS: Final[dict[Lang, tuple[str, ...]]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": (
        *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
        *("juill.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
}
"""For the axis of a chart, where a whole name has no room."""

BYTE_UNITS: Final[dict[Lang, tuple[str, ...]]] = {
    "en": ("B", "kB", "MB", "GB", "TB", "PB"),
    "fr": ("o", "ko", "Mo", "Go", "To", "Po"),
}

PEOPLE: Final[dict[Lang, dict[str, str]]] = {
    "en": {"login": "people", "address": "devices"},
    "fr": {"login": "personnes", "address": "appareils"},
}
"""A login stands for a person; an address only for a device."""


def typeset(french: str) -> str:
    """Plain French with its no-break spaces and curved apostrophes set; templates stay templates."""
    spaced = french.replace(" :", f"{NO_BREAK}:").replace(" ;", f"{NARROW};").replace("« ", f"«{NO_BREAK}")
    return spaced.replace(" »", f"{NO_BREAK}»").replace("'", "\u2019")


def number(value: float, lang: Lang, decimals: int = 0) -> str:
    """`1,234.5` or `1 234,5`."""
    english = f"{value:,.{decimals}f}"
    if lang == "en":
        return english
    return english.replace(",", NARROW).replace(".", ",")


def percent(share: float, lang: Lang) -> str:
    """A share from 0 to 1 as per cent: a decimal near the ends, and never `0 %` or `100 %` for almost."""
    value = share * 100
    if 0 < value < 0.1:
        return f"{'under' if lang == 'en' else 'moins de'} {number(0.1, lang, 1)}{NO_BREAK}%"
    if 99.9 < value < 100:
        return f"{'over' if lang == 'en' else 'plus de'} {number(99.9, lang, 1)}{NO_BREAK}%"
    whole = value in {0, 100} or 9.95 <= value < 99
    return f"{number(value, lang, 0 if whole else 1)}{NO_BREAK}%"


def size(count: float, lang: Lang) -> str:
    """Bytes in the largest unit that keeps the figure at 1 or more: `1.2 GB`, `1,2 Go`."""
    units = BYTE_UNITS[lang]
    step = 0
    while count >= 999.5 and step < len(units) - 1:
        count /= 1000
        step += 1
    return f"{number(count, lang, 1 if step and count < 9.95 else 0)}{NO_BREAK}{units[step]}"


def brief(value: float, lang: Lang) -> str:
    """A count shortened for a tight column: `1.2 M`, `34 k`; below ten thousand it is exact."""
    if value < 10_000:
        return number(value, lang)
    if value < 999_500:
        return f"{number(value / 1000, lang)}{NARROW}k"
    return f"{number(value / 1e6, lang, 1 if value < 99_950_000 else 0)}{NARROW}M"


def day(at: datetime, lang: Lang) -> str:
    """`2 March 2026`, `1er mars 2026`."""
    first = "er" if lang == "fr" and at.day == 1 else ""
    return f"{at.day}{first}{NO_BREAK}{MONTHS[lang][at.month - 1]} {at.year}"


def clock(at: datetime, lang: Lang) -> str:
    """`09:31`, or `9 h 31` (on the hour `9 h`)."""
    if lang == "en":
        return f"{at:%H:%M}"
    minutes = f"{NO_BREAK}{at.minute:02d}" if at.minute else ""
    return f"{at.hour}{NO_BREAK}h{minutes}"


def short_day(at: datetime, lang: Lang) -> str:
    """`2 Mar`, `1er mars`: a day on an axis that names its year elsewhere."""
    first = "er" if lang == "fr" and at.day == 1 else ""
    return f"{at.day}{first}{NO_BREAK}{SHORT_MONTHS[lang][at.month - 1]}"


def to_the_second(at: datetime, lang: Lang) -> str:
    """`09:31:10`, or `9 h 31 min 10 s`."""
    if lang == "en":
        return f"{at:%H:%M:%S}"
    return f"{at.hour}{NO_BREAK}h {at.minute:02d}{NO_BREAK}min {at.second:02d}{NO_BREAK}s"


def duration(seconds: float, lang: Lang) -> str:
    """`50 s`, `42 min`, `1 h 12 min`, `2 d 3 h` (in French `2 j 3 h`): two figures at most."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole}{NO_BREAK}s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes}{NO_BREAK}min"
    large, small, units = minutes // 60, minutes % 60, ("h", "min")
    if minutes >= 24 * 60:
        hours = round(minutes / 60)
        large, small, units = hours // 24, hours % 24, ("d" if lang == "en" else "j", "h")
    rest = f" {small}{NO_BREAK}{units[1]}" if small else ""
    return f"{large}{NO_BREAK}{units[0]}{rest}"


def listed(names: Sequence[str], lang: Lang) -> str:
    """`A`, `A and B`, `A, B and C`; in French with `et`. Of none it is empty."""
    if not names:
        return ""
    *first, last = names
    return f"{', '.join(first)} {'and' if lang == 'en' else 'et'} {last}" if first else last


def zone_name(zone: tzinfo) -> str:
    """The time zone as an IANA name, or `UTC`."""
    return getattr(zone, "key", None) or str(zone)


def local(instant: str, zone: tzinfo) -> datetime:
    """An RFC 3339 text as a time in `zone`; raises ValueError for anything else."""
    return datetime.fromisoformat(instant).astimezone(zone)


def time(instant: str, lang: Lang, zone: tzinfo) -> str:
    """An RFC 3339 text as `2 March 2026, 09:31`, or `2 mars 2026 à 9 h 31`."""
    at = local(instant, zone)
    return f"{day(at, lang)}{', ' if lang == 'en' else ' à '}{clock(at, lang)}"


def moment(instant: str, lang: Lang, zone: tzinfo) -> str:
    """The same with its zone: `2 March 2026, 09:31 UTC`, or `2 mars 2026 à 9 h 31 (UTC)`."""
    name = zone_name(zone)
    return f"{time(instant, lang, zone)} {name if lang == 'en' else f'({name})'}"


def period(start: str, end: str, lang: Lang, zone: tzinfo) -> str:
    """From one RFC 3339 text to another, saying the day once where it is the same."""
    begin, finish = local(start, zone), local(end, zone)
    if begin.date() == finish.date():
        if lang == "en":
            return f"{day(begin, lang)}, {clock(begin, lang)} to {clock(finish, lang)}"
        return f"{day(begin, lang)}, de {clock(begin, lang)} à {clock(finish, lang)}"
    if lang == "en":
        return f"{day(begin, lang)} to {day(finish, lang)}"
    return f"du {day(begin, lang)} au {day(finish, lang)}"


def span(start: str, end: str, lang: Lang, zone: tzinfo) -> str:
    """From one RFC 3339 text to another, to the second: `2 March 2026, 09:31:10 to 10:13:20`."""
    begin, finish = local(start, zone), local(end, zone)
    first, last = to_the_second(begin, lang), to_the_second(finish, lang)
    if begin.date() == finish.date():
        if lang == "en":
            return f"{day(begin, lang)}, {first} to {last}"
        return f"{day(begin, lang)}, de {first} à {last}"
    if lang == "en":
        return f"{day(begin, lang)}, {first} to {day(finish, lang)}, {last}"
    return f"du {day(begin, lang)} à {first} au {day(finish, lang)} à {last}"


def people(count: int | None, lang: Lang, k: int, identity: str | None = "login") -> str:
    """`about 30 people`; `fewer than 10 people` where the count is withheld (null) or below k.

    `identity` is `address` where the log knows devices only.
    """
    noun = PEOPLE[lang]["address" if identity == "address" else "login"]
    few = count is None or count < k
    if lang == "en":
        return f"fewer than {k} {noun}" if few else f"about {number(count or 0, lang)} {noun}"
    return f"moins de {k} {noun}" if few else f"environ {number(count or 0, lang)} {noun}"
