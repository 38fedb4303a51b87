"""Digests and letters in words: headings, which are keys of labels, and what stands below each."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Final

from monitors.domain.notices.digest import REVIEW_DAYS, About, Digest
from monitors.domain.notices.letter import Letter
from monitors.domain.notices.records import Notice
from monitors.domain.notices.week import MINUTE_MS, Review
from monitors.domain.outage.records import Incident
from monitors.domain.reliance.records import Level
from monitors.notice_sentences import Sentences, began_ms
from monitors.notice_writing import CannotBeWritten
from monitors.weeks import Weeks

MOST_LINES: Final = 12
"""What is read aloud has an end; all of it stands in Holdfast."""

Section = tuple[str, list[str]]


class WeekWords:
    """Tells the week of a notice of the kind digest or letter."""

    def __init__(self, weeks: Weeks, names: Mapping[str, str], zone: tzinfo, hub_url: str = "") -> None:
        self._weeks = weeks
        self._names = names
        self._zone = zone
        self._hub_url = hub_url

    def told(self, notice: Notice) -> tuple[str, list[Section]]:
        """An introduction and sections. Raises CannotBeWritten, and what reading rows raises."""
        say = Sentences(self._names, self._zone, notice.language)
        name = str(notice.reason.figures.get("week", ""))
        link = f"{self._hub_url}{notice.link}" if self._hub_url and notice.link else ""
        try:
            if notice.kind == "digest":
                return digest_told(self._weeks.digest(name), say)
            if notice.audience.unit is not None:
                return letter_told(self._weeks.letter(notice.audience.unit, name), say, link)
        except ValueError as error:
            raise CannotBeWritten from error
        raise CannotBeWritten


def digest_told(digest: Digest, say: Sentences) -> tuple[str, list[Section]]:
    """The week for risk."""
    week = digest.week
    intro = say.say("digest.intro", week=week.name)
    if digest.is_calm:
        intro = f"{intro} {say.say('digest.calm', units=digest.units)}"
    else:
        asked = say.say("digest.asked", reviews=len(digest.reviews), open=digest.open_questions)
        intro = f"{intro} {asked}"
    lost = [
        say.say("week.lost.line", platform=say.platform(name), lasted=say.lasted(minutes * MINUTE_MS))
        for name, minutes in digest.lost.items()
    ]
    moved = [
        say.say(
            "week.levels.line",
            unit=each.unit,
            platform=say.platform(each.platform),
            before=_likely(each.before),
            after=_likely(each.after),
        )
        for each in digest.levels
    ]
    more = [say.say("week.levels.small", changes=digest.small_changes)] if digest.small_changes else []
    sections = [
        ("week.broke", [_broke(each, say, each.units) for each in digest.broke]),
        ("week.lost", lost),
        ("week.levels", [*moved, *more]),
        ("week.reviews", [_review(each, say) for each in digest.reviews]),
        ("week.contradictions", [_about(each, say) for each in digest.contradictions]),
        ("week.findings", [_about(each, say) for each in digest.findings]),
    ]
    return intro, [*(_cut(section, say) for section in sections), ("week.pages", [_pages(digest, say)])]


def letter_told(letter: Letter, say: Sentences, link: str) -> tuple[str, list[Section]]:
    """The week for a unit; `link` is that of its page, empty where nobody knows it."""
    week = letter.week
    intro = say.say("letter.intro", from_=say.day(week.first_day), to=say.day(week.last_day))
    ask = _asked(letter, say) or [say.say("letter.ask.none")]
    if link:
        ask.append(say.say("letter.ask.where", link=link))
    greeting = say.say("letter.greeting", unit=letter.unit)
    return f"{greeting}. {intro}", [
        ("letter.saw", _seen(letter, say) or [say.say("letter.saw.none")]),
        ("letter.means", _meaning(letter, say)),
        ("letter.ask", ask),
        ("letter.last", [say.say("letter.close")]),
    ]


def _seen(letter: Letter, say: Sentences) -> list[str]:
    """What we saw."""
    relies = [
        say.say(f"letter.saw.level.{level}", platforms=say.platforms(names))
        for level, names in letter.relies.items()
    ]
    rose = [say.say("letter.saw.rose", platform=say.platform(each)) for each in letter.rose]
    fell = [say.say("letter.saw.fell", platform=say.platform(each)) for each in letter.fell]
    return [*relies, *rose, *fell]


def _meaning(letter: Letter, say: Sentences) -> list[str]:
    """What it means."""
    broke = [_broke(each, say, [letter.unit]) for each in letter.broke] or [say.say("letter.means.calm")]
    held = [
        say.say("letter.means.fallback", platform=say.platform(name), fallback=fallback)
        for name, fallback in letter.fallbacks.items()
    ]
    bare = [
        say.say("letter.means.no-fallback", platform=say.platform(name)) for name in letter.without_fallback
    ]
    return [*broke, *held, *bare] if letter.relies or letter.broke else broke


def _asked(letter: Letter, say: Sentences) -> list[str]:
    """What we ask."""
    questions = [say.say("letter.ask.question", platform=say.platform(name)) for name in letter.questions]
    fallbacks = [
        say.say("letter.ask.fallback", platform=say.platform(name)) for name in letter.without_fallback
    ]
    reviews = [
        say.say("letter.ask.review", platform=say.platform(each.platform), activity=each.activity)
        for each in letter.reviews
    ]
    return [*questions, *fallbacks, *reviews]


def _broke(incident: Incident, say: Sentences, units: list[str]) -> str:
    """An incident in one line."""
    title = say.title(incident, [say.platform(each) for each in incident.platforms], units)
    began = began_ms(incident) or 0
    if incident.ended_at_ms is None:
        return say.say("week.broke.open", title=title, at=say.moment(began))
    lasted = say.lasted(incident.ended_at_ms - began)
    return say.say("week.broke.line", title=title, at=say.moment(began), lasted=lasted)


def _review(review: Review, say: Sentences) -> str:
    """A review in one line."""
    return say.say(
        "week.reviews.late" if review.is_late else "week.reviews.line",
        unit=review.unit,
        platform=say.platform(review.platform),
        activity=review.activity,
        due=say.day(review.due),
    )


def _about(about: About, say: Sentences) -> str:
    """Something that is said of a pair."""
    platform = say.platform(about.platform)
    return say.say("week.about", unit=about.unit, platform=platform, told=say.reason(about.reason))


def _pages(digest: Digest, say: Sentences) -> str:
    """How often we called somebody, and how often for nothing."""
    if not digest.pages:
        return say.say("week.pages.none")
    told = say.say("week.pages.told", pages=digest.pages)
    if digest.false_pages:
        return f"{told} {say.say('week.pages.false', pages=digest.false_pages)}"
    return f"{told} {say.say('week.pages.right')}"


def _cut(section: Section, say: Sentences) -> Section:
    """A section with an end, or with the word for nothing."""
    head, lines = section
    if not lines:
        figures = {"days": REVIEW_DAYS} if head == "week.reviews" else {}
        return head, [say.say(f"{head}.none", **figures)]
    if len(lines) <= MOST_LINES:
        return section
    return head, [*lines[:MOST_LINES], say.say("week.more", more=len(lines) - MOST_LINES)]


def _likely(level: Level) -> str:
    """An observed level as it may be called: nobody has confirmed it."""
    return "mission-critical.likely" if level == "mission-critical" else level
