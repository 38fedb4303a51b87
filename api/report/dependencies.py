"""A dependency in the reader's words: what the page's cards, its table and the terminal's lines all say."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from api.report.declared import Activity, activity, beside
from api.report.sentences import Words
from infra.words import figures
from monitors.snapshot_schema import ORGANISATION_NAME, Dependency, Figure, Level, Snapshot

MOST_TOLD: Final = 12
"""Dependencies with a card of their own: those from `important` on, and those with a question."""

LEAST_TOLD: Final = 3
"""So many have a card in any case, for a reader wants to see why."""

MOST_LISTED: Final = 15
"""Rows of the table; the others fold away under it."""

WEIGHTY: Final[tuple[Level, ...]] = ("important", "mission-critical")

MARKS: Final[Mapping[Level, str]] = {
    "mission-critical": "◆",
    "important": "▲",
    "habitual": "●",
    "incidental": "○",
    "none": "□",
}
"""A shape for each level, so that no reader needs its colour."""

FIGURES: Final = (
    "people_a_day", "strand_people", "people_share", "unit_people", "days_share", "hours_share",
    "managing_share", "pace", "returning", "even_lift", "working_share", "general_share", "asking_share",
    "tried_share", "missing_share", "outages",
)  # fmt: skip
"""Figures of factors in the order in which they are told; the others explain nothing by themselves."""

PEOPLE: Final = frozenset({"people_a_day", "strand_people", "unit_people"})
DAYS_FOR_A_LEVEL: Final = 14


class Scored(Protocol):
    """One factor of a score, wherever it stands: a band that was reached, and its points out of `most`."""

    @property
    def name(self) -> str:
        """Which factor."""
        ...

    @property
    def band(self) -> str:
        """What was reached."""
        ...

    @property
    def points(self) -> int:
        """What that is worth."""
        ...

    @property
    def most(self) -> int:
        """What the highest band is worth."""
        ...

    @property
    def figures(self) -> Mapping[str, Figure]:
        """What it was told from, as far as it may be shown."""
        ...


@dataclass(frozen=True)
class Line:
    """One factor of a score."""

    factor: Scored
    name: str
    band: str
    points: str
    figures: str


@dataclass(frozen=True)
class Reliance:
    """One dependency, worded; `few` where figures are withheld, `sum` adds the score up.

    `level` is the register's where a register stands beside the log, with its `code`; `seen` is the observed
    one, and `beside` says both. The score is None of a unit of which only what it declared may be told.
    """

    dependency: Dependency
    unit: str
    platform: str
    title: str
    mark: str
    code: Level
    level: str
    seen: str
    beside: str | None
    score: int | None
    sum: str
    confidence: str
    people: str
    few: bool
    lines: list[Line]
    question: str | None
    evidence: list[str]
    kinds: list[tuple[str, list[str]]]
    identity: str
    findings: list[tuple[str, str]]
    declared: list[Activity]


@dataclass(frozen=True)
class Reliances:
    """All of a snapshot's: `rows` are in the table, `told` have a card, `small` is of small units."""

    summary: str | None
    is_weighty: bool
    told: list[Reliance]
    rows: list[Reliance]
    small: list[str]
    unseen: list[str]

    @property
    def declared(self) -> list[Reliance]:
        """The rows of which something is declared."""
        return [row for row in self.rows if row.declared]

    @property
    def first_rows(self) -> list[Reliance]:
        """The rows that are always seen."""
        return self.rows[:MOST_LISTED]

    @property
    def more_rows(self) -> list[Reliance]:
        """The rows that fold away."""
        return self.rows[MOST_LISTED:]


def reliances(snapshot: Snapshot, words: Words) -> Reliances:
    """What a snapshot says of reliance, in its order: by the register's level, else by score."""
    told = [each for each in snapshot.dependencies if each.score is not None or each.declared]
    rows = [tell(each, words) for each in told]
    scored = [row for row in rows if row.score is not None]
    weighty = [row for row in scored if row.code in WEIGHTY or row.dependency.candidate]
    return Reliances(
        summary=_summary(rows, words),
        is_weighty=any(row.code in WEIGHTY for row in rows),
        told=(weighty if len(weighty) >= LEAST_TOLD else scored[:LEAST_TOLD])[:MOST_TOLD],
        rows=rows,
        small=_small(snapshot, words),
        unseen=_unseen(snapshot, words),
    )


def tell(dependency: Dependency, words: Words) -> Reliance:
    """Everything that there is to say of one dependency."""
    level = dependency.register_level or dependency.level or "none"
    unit, platform = words.unit(dependency.unit), words.platform(dependency.platform)
    points = " + ".join(str(factor.points) for factor in dependency.factors) or "0"
    seen = _level(dependency.level, dependency, words)
    return Reliance(
        dependency=dependency,
        unit=unit,
        platform=platform,
        title=words.say("dependency.on", unit=unit, platform=platform),
        mark=MARKS[level],
        code=level,
        level=_level(dependency.register_level or dependency.level, dependency, words),
        seen=seen,
        beside=beside(dependency, words),
        score=dependency.score,
        sum=words.say("dependency.sum", sum=points, score=dependency.score or 0),
        confidence=words.say(f"confidence.{dependency.confidence}" if dependency.confidence else "withheld"),
        people=words.rounded(dependency.people),
        few=dependency.people is None,
        lines=factor_lines(dependency.factors, words),
        question=None if dependency.question is None else words.reason(dependency.question),
        evidence=[words.reason(reason) for reason in dependency.evidence],
        kinds=[
            (words.say(f"kind.{kind.kind}"), [words.reason(reason) for reason in kind.evidence])
            for kind in dependency.kinds
        ],
        identity=words.say(f"identity.{dependency.identity}" if dependency.identity else "withheld"),
        declared=[activity(each, words) for each in dependency.declared],
        findings=[(words.say(f"finding.{one.kind}"), words.reason(one)) for one in dependency.findings],
    )


def _level(level: Level | None, dependency: Dependency, words: Words) -> str:
    """A level in words; the highest is likely until the unit confirms it, None is not to be told."""
    if level is None:
        return words.say("withheld")
    likely = level == "mission-critical" and dependency.confirmation != "confirmed"
    return words.say(f"level.{level}.likely" if likely else f"level.{level}")


def factor_lines(factors: Sequence[Scored], words: Words) -> list[Line]:
    """The factors in their order; of listening is said that it adds only what depth has not given."""
    deep = any(factor.name == "depth" and factor.points for factor in factors)
    lines = []
    for factor in factors:
        line = _line(factor, words)
        if factor.name == "listening" and deep and factor.band not in UNHEARD:
            line = replace(line, band=words.say("dependency.beside-depth", band=line.band))
        lines.append(line)
    return lines


def _line(factor: Scored, words: Words) -> Line:
    """One factor: its band in words, and the figures that are told."""
    own = f"band.{factor.name}.{factor.band}"
    band = own if factor.band not in COMMON_BANDS else f"band.{factor.band}"
    told = [_figure(name, factor.figures[name], words) for name in FIGURES if factor.figures.get(name)]
    return Line(
        factor=factor,
        name=words.say(f"factor.{factor.name}"),
        band=words.say(band),
        points=words.say("dependency.points", points=factor.points, most=factor.most),
        figures=", ".join(told),
    )


UNHEARD: Final = frozenset({"none", "watching", "machine-or-desk", "no-certain-use"})
"""Bands of listening that have no points of their own."""

COMMON_BANDS: Final = frozenset({"no-certain-use", "machine-or-desk", "no-outage-seen"})
"""Bands that mean the same in every factor."""


def _figure(name: str, value: Figure, words: Words) -> str:
    """One figure, people by `about`."""
    shown = words.people(int(value)) if name in PEOPLE and isinstance(value, int | float) else value
    return words.say(f"figure.{name}", value=shown)


def _summary(rows: Sequence[Reliance], words: Words) -> str | None:
    """How many there are of which weight; None where there is none at all."""
    if not rows:
        return None
    critical, important = (
        sum(row.code == level for row in rows) for level in ("mission-critical", "important")
    )
    if any(row.declared for row in rows) and critical:
        confirmed = sum(
            row.code == "mission-critical" and row.dependency.confirmation == "confirmed" for row in rows
        )
        return words.say(
            "dependencies.summary.register", critical=critical, confirmed=confirmed, important=important
        )
    if important and not critical:
        return words.say("dependencies.summary.important", important=important)
    if critical:
        return words.say("dependencies.summary", critical=critical, important=important)
    return words.say("dependencies.summary.none", others=len(rows))


def _small(snapshot: Snapshot, words: Words) -> list[str]:
    """A line for each parent: on which platforms how many of its small units rely."""
    by_parent: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for each in snapshot.dependencies:
        if isinstance(each.small_units, int):
            by_parent[each.unit].append((words.platform(each.platform), each.small_units))
    return [
        words.say(
            "dependencies.small.line",
            k=words.edition.k,
            parent=words.say("dependencies.small.top") if parent == ORGANISATION_NAME else words.unit(parent),
            platforms=figures.listed(
                [
                    words.say("dependencies.small.platform", platform=platform, units=units)
                    for platform, units in sorted(platforms, key=lambda each: (-each[1], each[0]))
                ],
                words.lang,
            ),
        )
        for parent, platforms in sorted(by_parent.items())
    ]


def _unseen(snapshot: Snapshot, words: Words) -> list[str]:
    """What these scores cannot know, and how much of it there is."""
    said = [words.say("dependencies.unseen.off-network"), words.say("dependencies.unseen.worth")]
    coverage = snapshot.coverage
    if coverage.joined_share is not None and coverage.joined_share < 1:
        said.append(words.say("dependencies.unseen.joined", share=1 - coverage.joined_share))
    if coverage.excluded:
        said.append(words.say("dependencies.unseen.excluded", lines=coverage.excluded))
    if snapshot.period.from_ is not None and snapshot.period.to is not None:
        first, last = (
            figures.local(each, words.edition.zone).date()
            for each in (snapshot.period.from_, snapshot.period.to)
        )
        days = (last - first).days + 1
        if days <= 2 * DAYS_FOR_A_LEVEL:
            said.append(words.say("dependencies.unseen.days", days=days))
    return said
