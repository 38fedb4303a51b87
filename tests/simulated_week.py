"""A seeded organisation's week: what stands in its database, and the notices that are told of it.

`python -m tests.simulated_week docs/examples` writes the examples that the documents show; a test holds that
they are what would be written again.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import URL

from monitors.adapters.sql_digest import level_changes
from monitors.adapters.sql_store import SqlStore, opened_store
from monitors.domain.calendar import day_of
from monitors.domain.notices.records import Audience, Language, Notice, Standing
from monitors.domain.notices.week import Week, week_of
from monitors.domain.outage.records import Cause, Change, Incident, Reason
from monitors.domain.register.asking import Question
from monitors.domain.register.contradictions import PlatformFacts
from monitors.domain.register.records import Declaration, Entry, Fallback, Impact
from monitors.domain.reliance.alerts import Alert
from monitors.domain.reliance.daily import Dependency, LevelChange
from monitors.domain.reliance.levels import LevelState
from monitors.domain.reliance.records import Level
from monitors.finding_rows import FindingWork
from monitors.notice_rows import NoticeWork
from monitors.notice_words import NoticeWords
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Work
from monitors.week_words import WeekWords
from monitors.weeks import Rows, Weeks
from streams.adapters.catalogue_files import load_catalogue
from tests.stored_reliance import dependency, exposed, standing
from tests.stored_work import SIGNALS

SEED: Final = 20
ZONE: Final = ZoneInfo("America/Toronto")
WEEK: Final = week_of("2026-W10", ZONE)
K: Final = 10
HUB: Final = "https://holdfast.example"

PEOPLE: Final[Mapping[str, int]] = {
    "Citizen Service": 140,
    "Communications": 35,
    "Culture and Sport": 60,
    "Emergency Measures": 25,
    "Labour Market": 210,
    "Minister's Office": 6,
    "Public Health": 320,
    "Roads": 480,
    "Tourism": 45,
    "Youth": 75,
}
"""Units, one of them small."""

ACTIVITIES: Final = (
    "answering citizens' messages",
    "publishing warnings",
    "listening to what people ask",
    "finding people for jobs",
)

FALLBACKS: Final = ("the telephone queue", "the web page", "mail to the list")


class SimulatedWeek:
    """Everything that is drawn, from one seed; platforms are the catalogue's."""

    def __init__(self, seed: int = SEED) -> None:
        self._random = Random(seed)
        catalogue = load_catalogue(()).platforms
        self.names = {name: each.name for name, each in catalogue.items()}
        self.facts = {name: PlatformFacts(each.name, each.operator) for name, each in catalogue.items()}
        known = ["facebook", "instagram", "linkedin", "messenger", "whatsapp", "x", "youtube"]
        others = [name for name in sorted(catalogue) if name not in known]
        self.platforms = known + self._random.sample(others, 80 - len(known))
        self.pairs = self._pairs()
        self.entries = [self._entry(*pair) for pair in sorted(self.pairs) if self._random.random() < 0.5]
        self.incidents = self._incidents()

    def work(self) -> Work:
        """What is committed."""
        dependencies = [self._dependency(*pair) for pair in sorted(self.pairs)]
        declared = {(each.unit, each.platform) for each in self.entries}
        return Work(
            changes=[Change(incident=each, transition=None) for each in self.incidents],
            reliance=RelianceWork(
                standings=[
                    UnitStanding(unit, day_of(WEEK.last_day), people, again=False)
                    for unit, people in PEOPLE.items()
                ],
                dependencies=dependencies,
                changes=self._changes(),
                questions=[
                    Question(
                        unit=unit,
                        platform=platform,
                        why="likely-critical",
                        asked_on=WEEK.first_day,
                        due_on=WEEK.first_day + timedelta(days=14),
                    )
                    for (unit, platform), level in sorted(self.pairs.items())
                    if level == "mission-critical" and (unit, platform) not in declared
                ],
                findings=FindingWork(
                    {
                        unit: [standing(exposed(unit, "facebook", 0.31), day, day_of(WEEK.last_day))]
                        for unit in ("Public Health", "Youth")
                        for day in [day_of(WEEK.first_day) + self._random.randrange(5)]
                    }
                ),
            ),
            register=RegisterWork(entries={each.key: each for each in self.entries}),
            notices=NoticeWork(
                standings=[
                    Standing(subject=each.id, audience="on-call", messages=2, first_at_ms=each.detected_at_ms)
                    for each in self.incidents
                ]
            ),
        )

    def _pairs(self) -> dict[tuple[str, str], Level]:
        """What each unit relies on."""
        levels: tuple[Level, ...] = ("mission-critical", "important", "important", "habitual", "habitual")
        return {
            (unit, platform): level
            for unit in PEOPLE
            for platform, level in zip(
                self._random.sample(self.platforms[:7], 4) + self._random.sample(self.platforms[7:], 1),
                self._random.sample(levels, 5),
                strict=True,
            )
        }

    def _dependency(self, unit: str, platform: str) -> Dependency:
        level = self.pairs[unit, platform]
        day = day_of(WEEK.last_day)
        state = LevelState(level=level, since_day=day - 20, settled=True, above=0, below=0, moved=False)
        return dependency(unit, platform, day, 60, state=state)

    def _changes(self) -> list[LevelChange]:
        """Levels that moved in the week."""
        moved = self._random.sample(sorted(self.pairs), 6)
        if not any(PEOPLE[unit] < K for unit, _ in moved):
            moved.append(next(pair for pair in sorted(self.pairs) if PEOPLE[pair[0]] < K))
        return [
            LevelChange(
                unit=unit,
                platform=platform,
                number=1,
                day=day_of(WEEK.first_day) + self._random.randrange(7),
                before="important" if self.pairs[unit, platform] == "habitual" else "habitual",
                after=self.pairs[unit, platform],
                score=60,
                reason=Reason("level-rose", {"score": 60, "days": 14}),
                alert=Alert("weekly", Reason("digest-not-critical")),
            )
            for unit, platform in moved
        ]

    def _entry(self, unit: str, platform: str) -> Entry:
        """What a unit declared; now and then otherwise than its traffic."""
        hours = {"mission-critical": 8, "important": 120}.get(self.pairs[unit, platform], 400)
        if self._random.random() < 0.2:
            hours = self._random.choice((8, 400))
        fallback = Fallback(name=self._random.choice(FALLBACKS)) if self._random.random() < 0.6 else None
        declared = date(2025, 3, 1) + timedelta(days=self._random.randrange(150))
        return Entry(
            unit=unit,
            platform=platform,
            declaration=Declaration(
                activity=self._random.choice(ACTIVITIES),
                owner_role="Duty manager",
                impact_over_time=(Impact(at_hours=hours, category="operational", level=3),),
                fallback=fallback,
            ),
            declared_on=declared,
            review_due=declared + timedelta(days=365),
        )

    def _incidents(self) -> list[Incident]:
        """What broke, and what we thought had broken."""
        causes: tuple[tuple[Cause, str, tuple[str, ...]], ...] = (
            ("platform", "facebook", ()),
            ("policy", "youtube", ()),
            ("egress", "linkedin", ("x", "facebook")),
            ("platform", "x", ()),
        )
        return [
            self._incident(number, cause, [platform, *more], is_false=number == 4)
            for number, (cause, platform, more) in enumerate(causes, start=1)
        ]

    def _incident(self, number: int, cause: Cause, platforms: list[str], *, is_false: bool) -> Incident:
        began = WEEK.from_ms + (24 * number + 9) * 3_600_000 + self._random.randrange(6 * 60) * 60_000
        lasted = self._random.randrange(8, 95) * 60_000
        code = {"platform": "cause-platform", "policy": "cause-policy", "egress": "cause-egress"}[cause]
        return Incident(
            id=f"w10-{number}",
            cause=cause,
            cause_confidence=0.9,
            platforms=sorted(platforms),
            groups=["core"],
            units=sorted({unit for unit, platform in self.pairs if platform in platforms}),
            sites=[],
            state="false-alarm" if is_false else "resolved",
            suspected_at_ms=began,
            started_at_ms=began,
            detected_at_ms=began + 50_000,
            ended_at_ms=began + lasted,
            peak_failed_share=0.94,
            requests_failed=900,
            people_failed=87,
            reasons=[],
            explanation=Reason(
                code,
                {
                    "platform": ", ".join(sorted(platforms)),
                    "groups": "core",
                    "share": 0.94,
                    "usual": 0.01,
                    "control_share": 0.004,
                    "failed_people": 87,
                },
            ),
        )


@contextmanager
def told_of(store: SqlStore, week: SimulatedWeek) -> Iterator[NoticeWords]:
    """The words of its notices, with the week in the database."""
    store.commit(SIGNALS, None, 1, week.work())
    rows = Rows(
        store.reliance, store.register, store.findings, store.notices, partial(level_changes, store.engine)
    )
    weeks = WeekWords(Weeks(rows, week.facts, ZONE, K), week.names, ZONE, HUB)
    yield NoticeWords(week.names, ZONE, K, HUB, weeks.told)


def weekly(language: Language, unit: str | None = None, week: Week = WEEK) -> Notice:
    """The digest, or the letter to a unit."""
    kind, role = ("digest", "risk") if unit is None else ("letter", "unit")
    audience = Audience("risk", "risk") if unit is None else Audience("unit", "unit", unit)
    return Notice(
        id=f"{kind}/{week.name}/{audience.name}",
        kind="digest" if unit is None else "letter",
        reason=Reason("notice-week" if role == "risk" else "notice-week-of-unit", {"week": week.name}),
        incident=None,
        platforms=(),
        audience=audience,
        language=language,
        at_ms=week.until_ms + 8 * 3_600_000,
        number=1,
        link="/register" if unit is None else "/my-unit",
        severity="info",
    )


def examples(folder: Path) -> dict[str, str]:
    """Name of the file -> what stands in it; the database is made in `folder`."""
    found = {}
    with (
        opened_store(URL.create("sqlite", database=str(folder / "judged.db"))) as store,
        told_of(store, SimulatedWeek()) as words,
    ):
        for language in ("en", "fr"):
            found[f"digest-{language}.txt"] = words.written(weekly(language)).text
            for unit in ("Communications", "Minister's Office"):
                name = unit.lower().replace("'", "").replace(" ", "-")
                found[f"letter-{name}-{language}.txt"] = words.written(weekly(language, unit)).text
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        for file, text in examples(Path(made)).items():
            (Path(sys.argv[1]) / file).write_text(text, encoding="utf-8")
