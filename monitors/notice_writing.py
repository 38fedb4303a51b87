"""A notice written out for whoever reads it, in one language: what every route sends, long or short."""

from dataclasses import dataclass
from typing import Final

LONGEST_SUBJECT: Final = 120
LONGEST_SHORT: Final = 160
"""One SMS (GSM 03.38; with letters outside of it, two)."""
LONGEST_SUMMARY: Final = 1024
"""PagerDuty's Events API v2 takes no longer `summary`."""


class CannotBeWritten(Exception):  # noqa: N818 (a fault is what the people who run it call it)
    """There are no words for this notice, here: a week that nobody can tell of."""


@dataclass(frozen=True, slots=True)
class Written:
    """The words of a notice.

    `subject` is one line; `short` the whole matter in at most 160 characters, with where to look; `summary`
    one paragraph of at most 1,024; `text` all of it, plain, and `html` the same to be looked at. `link` is
    where to look, empty where the settings have no `hub_url`.
    """

    subject: str
    short: str
    summary: str
    text: str
    html: str
    link: str
