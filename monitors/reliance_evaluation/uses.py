"""What people of simulated units use platforms for, and what each use is worth to the unit: a literal table.

The table says how work and leisure look, not how a rule would like them to look. Pace, people and shares are
drawn anew for each organisation, with tails beyond their ranges. What an interruption would cost decides the
worth: something serious within a day is mission-critical, within a week important.
"""

from typing import Final, Literal, NamedTuple

from monitors.domain.reliance.records import Level

When = Literal["working", "lunch", "present", "always", "clockwork", "nightly"]
"""*working*: at work and hardly at lunch; *lunch*: then, and a little beside; *present*: all the time at
work; *always*: a device, at any hour; *clockwork*: a program, every hour of every day; *nightly*: a program
at two."""

Days = Literal["every", "one-weekday", "month-end", "campaign"]


class Range(NamedTuple):
    """A number drawn log-normally: nine of ten draws lie between `low` and `high`."""

    low: float
    high: float


class Visit(NamedTuple):
    """What a visit touches: how likely each strand, and api (`asking`) and video or media hosts (`watching`).

    `stay` is slots of five minutes beyond the first, `requests` what the log sees of a strand in one visit,
    `megabytes` what comes from video and media hosts in one slot there.
    """

    managing: float = 0
    talking: float = 0
    reading: float = 0
    asking: float = 0
    watching: float = 0
    stay: float = 0.5
    requests: float = 5
    megabytes: float = 3


class Use(NamedTuple):
    """One use as it is drawn: by whom, when, how often.

    `pace` is visits an hour and person, `people` a range of how many, `share` one of which part of the unit:
    the larger counts. `question` is what the unit has to be asked where no reading of a log can tell the
    worth. Of `weak` and `embedded` uses nothing is certain use. With `one_login` all share the same.
    """

    name: str
    worth: Level
    when: When
    pace: Range
    visit: Visit
    people: Range = Range(1, 1)
    share: Range = Range(0.001, 0.001)
    days: Days = "every"
    question: str | None = None
    weak: bool = False
    embedded: bool = False
    one_login: bool = False


PLAIN: Final = "ask-plain-reading"
DESK: Final = "ask-machine-or-desk"

PUBLISHING: Final = Visit(managing=0.8, talking=0.3, reading=0.6, asking=0.4, watching=0.3)
ANSWERING: Final = Visit(managing=0.2, talking=0.9, reading=0.3, asking=0.3, watching=0.2)
LISTENING: Final = Visit(talking=0.02, reading=1.0, asking=0.7, watching=0.4, stay=1.2)
PLAIN_LOOK: Final = Visit(reading=1.0, stay=0.1, requests=1)
LOOKING: Final = Visit(reading=1.0, asking=0.3, watching=0.3)
FILMS: Final = Visit(reading=0.9, asking=0.3, watching=0.5, megabytes=40)
FILING: Final = Visit(managing=0.7, reading=0.5, asking=0.3, watching=0.3)
SCROLLING: Final = Visit(managing=0.004, talking=0.15, reading=0.9, asking=0.4, watching=0.8, stay=0.8)
CHATTING: Final = Visit(talking=0.9, reading=0.1, asking=0.3, watching=0.3)
STREAMING: Final = Visit(reading=0.7, asking=0.4, watching=1.0, stay=4, megabytes=45)
CLIPS: Final = Visit(reading=0.8, asking=0.5, watching=1.0, stay=0.8, megabytes=40)
POCKET: Final = Visit(asking=0.7, watching=0.4)
PROBE: Final = Visit(managing=0.6, talking=0.6, reading=1.0, asking=1.0, watching=0.3, stay=0, requests=2)

_WORK: Final = (
    Use("publishing desk", "mission-critical", "working", Range(1.3, 5), PUBLISHING, Range(1, 5)),
    Use("two publishers", "mission-critical", "working", Range(1.5, 5), PUBLISHING, Range(2, 2)),
    Use("answering", "mission-critical", "working", Range(1.5, 6), ANSWERING, Range(3, 8), Range(0.2, 0.8)),
    Use(
        "listening unit",
        "mission-critical",
        "working",
        Range(1.5, 5),
        LISTENING,
        Range(4, 8),
        Range(0.5, 0.9),
    ),
    Use(
        "seniors on plain hosts",
        "mission-critical",
        "present",
        Range(3, 6),
        PLAIN_LOOK,
        Range(4, 4),
        question=PLAIN,
    ),
    Use(
        "desk under one login",
        "mission-critical",
        "clockwork",
        Range(2, 5),
        ANSWERING,
        question=DESK,
        one_login=True,
    ),
    Use("some publishing", "important", "working", Range(0.15, 1.0), PUBLISHING, Range(1, 5)),
    Use("some answering", "important", "working", Range(0.15, 1.0), ANSWERING, Range(2, 6)),
    Use("some listening", "important", "working", Range(0.2, 1.0), LISTENING, Range(3, 6), Range(0.2, 0.5)),
    Use(
        "weekly bulletin", "important", "working", Range(1.5, 4), PUBLISHING, Range(1, 3), days="one-weekday"
    ),
    Use("end of the month", "important", "working", Range(1.5, 4), PUBLISHING, Range(2, 4), days="month-end"),
    Use("campaign", "important", "working", Range(2, 5), PUBLISHING, Range(2, 5), days="campaign"),
    Use("films for courses", "habitual", "working", Range(0.05, 0.5), FILMS, share=Range(0.15, 0.4)),
    Use("professional reading", "habitual", "working", Range(0.05, 0.5), LOOKING, share=Range(0.15, 0.4)),
    Use("filing pictures", "habitual", "working", Range(0.03, 0.15), FILING, Range(1, 3)),
    Use("news on plain hosts", "habitual", "present", Range(3, 6), PLAIN_LOOK, Range(3, 6), question=PLAIN),
)

_LEISURE: Final = (
    Use("lunch scrolling", "incidental", "lunch", Range(0.8, 2.5), SCROLLING, share=Range(0.25, 0.6)),
    Use("scrolling all day", "incidental", "present", Range(0.1, 0.7), SCROLLING, share=Range(0.1, 0.35)),
    Use("private chats", "incidental", "present", Range(0.1, 0.9), CHATTING, share=Range(0.1, 0.3)),
    Use(
        "streaming through the shift",
        "incidental",
        "present",
        Range(0.5, 1.5),
        STREAMING,
        share=Range(0.15, 0.5),
    ),
    Use("interns on video", "incidental", "present", Range(3, 6), CLIPS, Range(3, 6)),
)

_NOBODY: Final = (
    Use(
        "embeds on every page", "none", "present", Range(2, 5), Visit(), share=Range(0.6, 0.95), embedded=True
    ),
    Use("phones in pockets", "none", "always", Range(0.5, 1.5), POCKET, share=Range(0.2, 0.5), weak=True),
    Use("link checker", "none", "clockwork", Range(1, 10), PROBE, one_login=True),
    Use("nightly scanner", "none", "nightly", Range(5, 20), PROBE, one_login=True),
)

USES: Final = {use.name: use for use in (*_WORK, *_LEISURE, *_NOBODY)}
"""Name -> use."""
