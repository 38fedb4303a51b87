"""What somebody may want to act on in a unit's use of platforms, found in stored rows once a day is over.

It goes with the scores of the day (`monitors.unit_turns`), in the same transaction. What most units use is
asked once for all of them, before the first of them is told of a day: so it is what they used the day before.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial

from monitors.domain.calendar import date_of
from monitors.domain.findings.course import widespread
from monitors.domain.findings.evidence import PeopleByDay, people_by_day
from monitors.domain.findings.records import Surroundings, ToolRule, UnitEvidence, Use
from monitors.domain.findings.registry import findings_of
from monitors.domain.findings.standing import change_of, stepped
from monitors.domain.reliance.daily import Told, UnitCourse
from monitors.domain.reliance.figures import Work, work_of
from monitors.finding_rows import FindingRows, FindingWork
from streams.domain.catalogue_rows import Platform
from streams.domain.sketches import Sketch


@dataclass(frozen=True, slots=True)
class Tools:
    """What the organisation says of platforms: the catalogue with its additions, and its rules on tools."""

    platforms: Mapping[str, Platform]
    rules: Sequence[ToolRule] = ()


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds for one unit after another, with what is the same for all of them.

    What concerns a unit of fewer than `k` people is for that unit alone.
    """

    rows: FindingRows
    around: Surroundings
    k: int

    @staticmethod
    def of(rows: FindingRows, tools: Tools, people: Mapping[str, int], k: int) -> "Finder":
        """As things stand; `people` are those of each unit, of which small ones make nothing usual."""
        levels = {unit: own for unit, own in rows.levels().items() if people.get(unit, 0) >= k}
        return Finder(rows, Surroundings(tools.platforms, widespread(levels), tools.rules), k)

    def found(self, course: UnitCourse, told: Told, people: int, names: Sequence[str]) -> FindingWork:
        """What stands of a unit after the last day that was told; `names` are its own and those within it."""
        if told.last_day is None:
            return FindingWork()
        work = work_of(course.days, told.last_day, course.people)
        evidence = UnitEvidence(
            unit=course.unit,
            people=people,
            today=date_of(told.last_day),
            work=work,
            uses=self._uses(course, told, work, names),
        )
        before = self.rows.standing(course.unit)
        after = stepped(before, findings_of(evidence, self.around, self.k), told.last_day)
        change = change_of(course.unit, before, after, told.last_day)
        return FindingWork({course.unit: after}, [] if change is None else [change])

    def _uses(self, course: UnitCourse, told: Told, work: Work, names: Sequence[str]) -> dict[str, Use]:
        """The unit on each platform; what the catalogue no longer has is left out."""
        window = range(work.first_day, work.last_day + 1)
        newest = cache(lambda: self.rows.newest_key(names, window))

        def people_of(platform: str) -> PeopleByDay:
            version = newest()
            return people_by_day(self.rows.people(names, platform, window, version), version).get(
                platform, {}
            )

        known = course.pairs.keys() & told.figures.keys() & self.around.platforms.keys()
        return {
            platform: Use(
                platform=self.around.platforms[platform],
                days=course.pairs[platform],
                figures=told.figures[platform],
                assessment=told.dependencies[platform].today,
                people=_People(partial(people_of, platform)),
            )
            for platform in sorted(known)
        }


class _People(Mapping[str, Mapping[int, Sequence[Sketch]]]):
    """Who was on a platform, by strand and day: read once a rule asks, and of most platforms none does."""

    def __init__(self, read: Callable[[], PeopleByDay]) -> None:
        self._read = read

    @cached_property
    def _found(self) -> PeopleByDay:
        return self._read()

    def __getitem__(self, strand: str) -> Mapping[int, Sequence[Sketch]]:
        return self._found[strand]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
