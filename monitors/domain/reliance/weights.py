"""The one table of a score: for each factor its bands, their points, and what figures a band asks for.

A band is reached when every figure that it names is at least what it names; the first band from the top
counts. So a factor's points never fall when one of its figures rises. Depth and listening are two ways of
doing the same thing, working there: listening adds only what depth has not given yet, so together they give
at most DEPTH's most, and the highest score is 100.

Where the numbers come from: a use that would be missed within a day is one that the unit itself hardly ever
pauses for a day, nor, in its working hours, for long. So days, hours and the pace of those who work there
decide; how many people do decides little (ISO/TS 22317:2021 ranks activities by impact over time, not by
size). A pace of 12 slots of five minutes is an hour's worth a day. Managing pages is work at a lower pace
than talking or reading, which people do beside their work as well. The numbers were set on tuning seeds of
`monitors/reliance_evaluation`, and are to be changed here or by handing other `Weights` in.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from msgspec import Struct, field

from monitors.domain.reliance.records import Level


class Band(NamedTuple):
    """A band of a factor: its name, its points, and the least figures that reach it."""

    name: str
    points: int
    at_least: Mapping[str, float]


Bands = tuple[Band, ...]
"""From the highest to the lowest; the last asks for nothing."""

FACTORS: Final = (
    "reach",
    "regularity",
    "rhythm",
    "depth",
    "listening",
    "cohort",
    "persistence",
    "substitution",
)

BANDS: Final[Mapping[str, Bands]] = {
    "reach": (
        Band("most", 5, {"people_share": 0.5}),
        Band("many", 4, {"people_share": 0.2}),
        Band("some", 2, {"people_share": 0.05}),
        Band("few", 1, {"people_a_day": 0.01}),
        Band("nobody", 0, {}),
    ),
    "regularity": (
        Band("daily", 12, {"days_share": 0.7, "returning": 0.25}),
        Band("most-days", 9, {"days_share": 0.45, "returning": 0.15}),
        Band("weekly", 6, {"days_share": 0.12}),
        Band("now-and-then", 2, {"days_share": 0.03}),
        Band("hardly", 0, {}),
    ),
    "rhythm": (
        Band("as-you-work", 13, {"even_lift": 0.8}),
        Band("mostly", 8, {"even_lift": 0.65}),
        Band("partly", 4, {"even_lift": 0.5}),
        Band("apart", 0, {}),
    ),
    "depth": (
        Band("all-day", 50, {"days_share": 0.65, "hours_share": 0.4, "managing_share": 0.4, "pace": 10}),
        Band("all-day-in-talk", 50, {"days_share": 0.65, "hours_share": 0.5, "pace": 18}),
        Band("often", 28, {"hours_share": 0.25, "pace": 6}),
        Band("regularly", 24, {"managing_share": 0.08, "pace": 3}),
        Band("in-talk", 12, {"hours_share": 0.08, "pace": 3}),
        Band("sometimes", 4, {"hours_share": 0.02, "pace": 1}),
        Band("rarely", 2, {"hours_share": 0.001}),
        Band("none", 0, {}),
    ),
    "listening": (
        Band(
            "all-day",
            50,
            {"hours_share": 0.5, "pace": 18, "even_lift": 0.65, "returning": 0.4, "asking_share": 0.5},
        ),
        Band("often", 28, {"hours_share": 0.4, "pace": 9, "even_lift": 0.65, "returning": 0.35}),
        Band("regularly", 12, {"hours_share": 0.25, "pace": 5, "even_lift": 0.55, "returning": 0.25}),
        Band("sometimes", 4, {"hours_share": 0.1, "pace": 2.5, "even_lift": 0.4, "returning": 0.1}),
        Band("none", 0, {}),
    ),
    "cohort": (
        Band("steady", 10, {"days_share": 0.6, "hours_share": 0.3, "pace": 12, "returning": 0.5}),
        Band("forming", 5, {"days_share": 0.15, "hours_share": 0.05, "pace": 3, "returning": 0.35}),
        Band("none", 0, {}),
    ),
    "persistence": (
        Band("insisted", 5, {"tried_share": 1.0}),
        Band("kept-trying", 3, {"tried_share": 0.5}),
        Band("gave-up", 0, {}),
    ),
    "substitution": (
        Band("nothing-instead", 5, {"missing_share": 0.9}),
        Band("partly-replaced", 2, {"missing_share": 0.5}),
        Band("replaced", 0, {}),
    ),
}
"""Factor -> its bands."""

NEUTRAL: Final = "no-outage-seen"
"""The band of persistence and substitution, at 0 points, while no outage was seen."""

LEVELS: Final[tuple[tuple[Level, int], ...]] = (
    ("mission-critical", 70),
    ("important", 50),
    ("habitual", 30),
    ("incidental", 10),
    ("none", 0),
)
"""Each level with the lowest score that reaches it, from the highest."""


QUESTION: Final[Mapping[str, float]] = {
    "days_share": 0.7,
    "hours_share": 0.6,
    "pace": 9.0,
    "even_lift": 0.75,
    "returning": 0.25,
}
"""Figures of reading from which a unit is asked what it is for."""


class Weights(Struct, frozen=True, kw_only=True):
    """Everything about a score that an organisation may set, the usual values being those above.

    - `watched_bytes`: where more than this comes down for each slot on video and media hosts, reading is
      watching. Five minutes of video at the lowest usual quality (360p, some 0.7 Mbit/s) are 26 MB, and this
      is half of it: some of those who are there watch nothing, and pages with pictures stay far below.
    - `text_share`: reading has at least this part of the slots of reading and watching together.
    - `tireless_share`: where pseudonyms that are there on every day of every week may account for so much of
      the slots, it is a machine, or a desk that people share by turns; no log can tell which.
    - `cohort_share`: a cohort is at most this part of the people who are there on a day.
    - `question`: figures of reading from which the unit is asked, where no deeper surface was seen.
    - `sure_days`: with fewer days observed, a level stops at important.
    - `proven_days`: so does it where a use began within the log and is younger than that: six weeks, longer
      than most campaigns and trials.
    """

    bands: Mapping[str, Bands] = field(default_factory=lambda: dict(BANDS))
    levels: tuple[tuple[Level, int], ...] = LEVELS
    watched_bytes: float = 13e6
    text_share: float = 0.3
    tireless_share: float = 0.5
    cohort_share: float = 0.5
    question: Mapping[str, float] = field(default_factory=lambda: dict(QUESTION))
    sure_days: int = 14
    proven_days: int = 42

    def most(self, factor: str) -> int:
        """The most points of a factor."""
        return self.bands[factor][0].points


USUAL: Final = Weights()
