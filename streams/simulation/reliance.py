"""What each unit really holds on to, and whether a log can show it: the answer that Holdfast has to find.

The classes are those of a register. `log_cannot_tell` marks what no reading of these logs can settle: there
the right answer is a question to the unit, and a machine that is sure of itself is wrong.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from streams.simulation.province import ACTIVITIES, ALL, PURPOSES, UNITS, VISITORS, Activity

INCIDENTAL: Final = "incidental"
HABITUAL: Final = "habitual"
IMPORTANT: Final = "important"
CRITICAL: Final = "mission-critical"
LEVELS: Final = ("none", INCIDENTAL, HABITUAL, IMPORTANT, CRITICAL)


class Reliance(msgspec.Struct, frozen=True):
    """How a unit relies on a platform, what for, and why it is so; `platform` and `unit` as in the tables."""

    unit: str
    platform: str
    reliance: str
    purposes: tuple[str, ...]
    log_cannot_tell: bool
    why: str


def _row(unit: str, platform: str, reliance: str, purposes: str, why: str, *, told: bool = True) -> Reliance:
    """A row with its purposes as one text; `told`: the log can tell."""
    return Reliance(unit, platform, reliance, tuple(purposes.split()), not told, why)


RELIANCES: Final = (
    _row("Digital Engagement", "facebook", CRITICAL, "publish advertise", "the province's own page"),
    _row("Digital Engagement", "x", CRITICAL, "publish", "the province's own account"),
    _row("Digital Engagement", "instagram", IMPORTANT, "publish", "pictures of what is announced"),
    _row("Digital Engagement", "youtube", IMPORTANT, "publish", "a film now and then"),
    _row("Communications", "facebook", IMPORTANT, "listen", "half of the unit reads along all day"),
    _row("Communications", "x", IMPORTANT, "listen", "where journalists are"),
    _row("Communications", "flickr", HABITUAL, "publish", "two people file pictures"),
    _row("Communications", "linkedin", HABITUAL, "publish", "three people post now and then"),
    _row(
        "Protocol",
        "facebook",
        CRITICAL,
        "answer",
        "one person talks to other governments there, one plain page at a time",
        told=False,
    ),
    _row(
        "Public Safety",
        "facebook",
        CRITICAL,
        "answer",
        "four people among hundreds who scroll; each look is a plain tunnel to www.",
        told=False,
    ),
    _row("Emergency Operations", "x", CRITICAL, "listen", "the first news of any disaster"),
    _row("Emergency Operations", "facebook", CRITICAL, "listen", "what people in a flood write"),
    _row("Emergency Operations", "whatsapp", IMPORTANT, "answer", "groups with the fire brigades"),
    _row("Road Reports", "x", CRITICAL, "publish", "closed roads, at any hour"),
    _row("Road Reports", "facebook", IMPORTANT, "publish", "the same for those who are not on X"),
    _row("Revenue", "linkedin", INCIDENTAL, "read", "a look now and then"),
    _row("Health and Families", "youtube", HABITUAL, "read", "films for courses"),
    _row("Outreach", "facebook", CRITICAL, "answer", "families write there and nowhere else"),
    _row("Outreach", "whatsapp", CRITICAL, "answer", "families call there"),
    _row("Human Resources", "linkedin", IMPORTANT, "publish", "vacancies, and whoever applies"),
    _row("Corporate", "dropbox", HABITUAL, "publish", "files for suppliers"),
    _row("Corporate", "slack", IMPORTANT, "answer", "the talk with suppliers"),
    _row(
        "Internal Audit",
        "linkedin",
        HABITUAL,
        "read",
        "the directory excludes them, as is their right",
        told=False,
    ),
)
"""Whatever is not in here but done by everybody is incidental."""


class Habits(NamedTuple):
    """What people use platforms for, and what that use is worth."""

    activities: tuple[Activity, ...]
    reliances: tuple[Reliance, ...]

    def truth(self) -> list[Reliance]:
        """Every unit and platform with a use that somebody wishes, in the order of units and platforms."""
        known = {(row.unit, row.platform): row for row in self.reliances}
        return [
            known.get(pair) or _row(*pair, INCIDENTAL, "scroll", "what everybody does")
            for pair in dict.fromkeys(self._wished())
        ]

    def _wished(self) -> Iterator[tuple[str, str]]:
        """Units and platforms of all activities but those that run by themselves or inside other pages."""
        for unit in (*(unit.name for unit in UNITS), VISITORS):
            for activity in self.activities:
                purpose = PURPOSES[activity.purpose]
                if activity.unit in (unit, ALL) and not purpose.unasked and "embed" not in purpose.surfaces:
                    yield unit, activity.platform


HABITS: Final = Habits(ACTIVITIES, RELIANCES)
"""Those of the province."""
