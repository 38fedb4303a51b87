"""The simulated organisation on paper: its units, who works when, and what each unit uses platforms for.

Literal tables to be read and changed: a provincial government, since that is where the case comes from that
Holdfast is built for. `organisation.py` makes people of it. Times are local.
"""

from typing import Final, NamedTuple

ROOT: Final = "Province"
VISITORS: Final = "Visitors"
"""Who sits in the guest network: known by address only."""


class Unit(NamedTuple):
    """One unit: a fixed number of people where that is the point of it, else a share of all."""

    name: str
    parent: str
    shift: str
    share: float = 0.0
    people: int = 0
    excluded: bool = False
    """Written as `!exclude` in the directory: Holdfast must know it as a number only."""


UNITS: Final = (
    Unit("Executive Office", ROOT, "office", share=0.02),
    Unit("Communications", "Executive Office", "office", share=0.03),
    Unit("Digital Engagement", "Communications", "office", people=4),
    Unit("Protocol", "Executive Office", "office", people=1),
    Unit("Public Safety", ROOT, "round-the-clock", share=0.2),
    Unit("Emergency Operations", "Public Safety", "round-the-clock", share=0.03),
    Unit("Highways", ROOT, "early", share=0.22),
    Unit("Road Reports", "Highways", "round-the-clock", people=6),
    Unit("Revenue", ROOT, "office", share=0.18),
    Unit("Health and Families", ROOT, "office", share=0.2),
    Unit("Outreach", "Health and Families", "office", people=8),
    Unit("Corporate", ROOT, "office", share=0.09),
    Unit("Human Resources", "Corporate", "office", share=0.03),
    Unit("Internal Audit", "Corporate", "office", people=3, excluded=True),
)

SHIFTS: Final[dict[str, tuple[tuple[int, int, str], ...]]] = {
    "office": ((8, 17, "Mon-Fri"),),
    "early": ((6, 15, "Mon-Fri"),),
    "round-the-clock": ((6, 14, "Mon-Sun"), (14, 22, "Mon-Sun"), (22, 30, "Mon-Sun")),
}
"""Shift plan -> the turns its people are split over: from hour, to hour (over 24: the next day), days."""

RHYTHMS: Final = ("working", "lunch", "present", "always")
"""*working*: present and not at lunch; *lunch*: mostly then; *present*: all the time at work; *always*: a
device that is sometimes left behind."""


class Purpose(NamedTuple):
    """How a visit looks that is made for one purpose."""

    rhythm: str
    requests: float
    """Mean requests a visit, at least 1."""
    gap_seconds: float
    """Mean time between two of them."""
    surfaces: dict[str, int]
    """Weights; surfaces that a platform lacks drop out. Empty: the platform's first host only."""
    writes: float = 0.0
    """Share of uploads."""
    unasked: bool = False
    """Runs by itself, so it never touches a host whose opening is certainly somebody's wish."""
    steady: bool = False
    """At an even pace, and once: what fails is left until the next time."""


PURPOSES: Final[dict[str, Purpose]] = {
    "publishing": Purpose(
        "working", 9, 12, {"feed": 3, "publishing": 4, "business": 3, "ads": 1, "api": 2, "media-cdn": 2}, 0.4
    ),
    "listening": Purpose("working", 14, 25, {"feed": 5, "api": 4, "media-cdn": 2, "video": 1}),
    "conversation": Purpose("working", 6, 30, {"messaging": 6, "api": 1, "feed": 1, "media-cdn": 1}, 0.2),
    # Plain www. and CONNECT only, one look at a time: the use that nobody notices until it is gone.
    "liaison": Purpose("working", 1, 5, {}),
    # The same, each at an even pace all day long: a task with a clock of its own.
    "errand": Purpose("present", 1, 5, {}, steady=True),
    "scrolling": Purpose("lunch", 16, 6, {"feed": 3, "media-cdn": 5, "video": 3, "api": 2}, 0.03),
    "reading": Purpose("present", 3, 40, {"feed": 4, "media-cdn": 1}),
    "embedded": Purpose("present", 1.5, 1, {"embed": 1}),
    "background": Purpose("always", 1.5, 20, {"api": 2, "messaging": 3, "media-cdn": 1}, unasked=True),
}


class Activity(NamedTuple):
    """What some people of a unit use a platform for; `ALL` stands for every unit with its visitors."""

    unit: str
    platform: str
    purpose: str
    visits_an_hour: float
    """Of each of its people, while the rhythm allows."""
    share: float = 1.0
    people: int = 0
    """Always the same people; 0: the share decides."""


ALL: Final = "*"
ACTIVITIES: Final = (
    Activity("Digital Engagement", "facebook", "publishing", 3, people=2),
    Activity("Digital Engagement", "x", "publishing", 3, people=3),
    Activity("Digital Engagement", "instagram", "publishing", 1, people=2),
    Activity("Digital Engagement", "youtube", "publishing", 0.3, people=2),
    Activity("Communications", "facebook", "listening", 1.5, share=0.5),
    Activity("Communications", "x", "listening", 2, share=0.6),
    Activity("Communications", "flickr", "publishing", 0.4, people=2),
    Activity("Communications", "linkedin", "publishing", 0.5, people=3),
    Activity("Protocol", "facebook", "liaison", 4),
    Activity("Public Safety", "facebook", "liaison", 6, people=4),
    Activity("Emergency Operations", "x", "listening", 4, share=0.8),
    Activity("Emergency Operations", "facebook", "listening", 3, share=0.6),
    Activity("Emergency Operations", "whatsapp", "conversation", 3, share=0.5),
    Activity("Road Reports", "x", "publishing", 5),
    Activity("Road Reports", "facebook", "publishing", 2, people=3),
    Activity("Revenue", "linkedin", "reading", 0.4, share=0.3),
    Activity("Health and Families", "youtube", "reading", 0.5, share=0.2),
    Activity("Outreach", "facebook", "conversation", 4),
    Activity("Outreach", "whatsapp", "conversation", 5, people=6),
    Activity("Human Resources", "linkedin", "publishing", 2, share=0.5),
    Activity("Corporate", "dropbox", "publishing", 0.4, share=0.1),
    Activity("Corporate", "slack", "conversation", 2, share=0.15),
    Activity("Internal Audit", "linkedin", "reading", 1),
    Activity(ALL, "facebook", "scrolling", 1.2, share=0.5),
    Activity(ALL, "instagram", "scrolling", 0.8, share=0.3),
    Activity(ALL, "youtube", "scrolling", 0.7, share=0.4),
    Activity(ALL, "tiktok", "scrolling", 0.5, share=0.15),
    Activity(ALL, "x", "scrolling", 0.5, share=0.2),
    Activity(ALL, "reddit", "scrolling", 0.5, share=0.15),
    Activity(ALL, "wikipedia", "reading", 0.5, share=0.5),
    Activity(ALL, "facebook", "embedded", 2),
    Activity(ALL, "x", "embedded", 0.8),
    Activity(ALL, "linkedin", "embedded", 0.8),
    Activity(ALL, "youtube", "embedded", 1),
    Activity(ALL, "whatsapp", "background", 0.6, share=0.25),
    Activity(ALL, "facebook", "background", 0.5, share=0.25),
    Activity(ALL, "instagram", "background", 0.4, share=0.2),
)


class Network(NamedTuple):
    """A network of the organisation, as it stands in the directory."""

    cidr: str
    kind: str
    site: str
    unit: str = ""


NETWORKS: Final = (
    Network("10.10.0.0/16", "office", "Capital"),
    Network("10.20.0.0/16", "office", "North"),
    Network("10.30.0.0/16", "office", "Coast"),
    Network("10.90.0.0/16", "vpn", ""),
    Network("10.99.0.0/16", "guest", "Capital", VISITORS),
)
