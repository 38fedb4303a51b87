"""An exercise in the reader's words: what its page and the terminal both say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup
from msgspec.structs import replace

from api.report import charts
from api.report.dependencies import MARKS
from api.report.exercise_tasks import Task, clock, holds_in_part, task
from api.report.page import environment
from api.report.sentences import Words
from infra.words import figures
from monitors.exercise_schema import SCHEMA, Exercise, Gone, UnitStop
from monitors.snapshot_schema import ORGANISATION_NAME, Reason

NOTHING: Final = "\N{EN DASH}"
"""Stands where there is no figure, and none is withheld."""

MOST_TICKS: Final = 8
"""Words on the axis of a time-line."""


@dataclass(frozen=True)
class Line:
    """One unit on one platform, worded; `lane` shows from when on it is without it."""

    stop: UnitStop
    unit: str
    platform: str
    mark: str
    level: str
    stops: str
    people: str
    slots: str
    lane: Markup


@dataclass(frozen=True)
class Told:
    """A whole exercise: `headline` is its heading, `sentences` what a reader should take away."""

    when: str
    headline: str
    severity: str
    sentences: list[str]
    slots: str
    lines: list[Line]
    tasks: list[Task]
    small: list[str]
    warnings: list[str]
    axis: Markup
    method: list[str]


def tell(exercise: Exercise, words: Words) -> Told:
    """Everything that there is to say."""
    summary, gone = exercise.summary, exercise.gone
    platforms = figures.listed([words.platform(each) for each in gone.platforms], words.lang)
    headline = "exercise.headline" if summary.weighty else "exercise.headline.none"
    severity = words.say(f"severity.{summary.severity}")
    return Told(
        when=_when(gone, words),
        headline=words.say(headline, platforms=platforms, units=summary.weighty),
        severity=words.say("exercise.severity", severity=severity),
        sentences=_sentences(exercise, words),
        slots=_range(summary.slots.low, summary.slots.high, words)
        if summary.units_shown
        else words.say("withheld"),
        lines=[_line(each, exercise, words) for each in exercise.units],
        tasks=[task(unit, each, gone, words) for unit in exercise.units for each in unit.activities],
        small=_small(exercise, words),
        warnings=[words.reason(each) for each in exercise.warnings],
        axis=charts.axis(_ticks(exercise, words)),
        method=[
            words.say(f"exercise.method.{part}", k=exercise.k)
            for part in ("slots", "stops", "withheld", "worth")
        ],
    )


def render_exercise(exercise: Exercise, words: Words) -> str:
    """The page; every name from logs and CSV files is escaped; equal input, equal text."""
    template = environment().get_template("exercise.html.j2")
    return template.render(
        exercise=exercise, told=tell(exercise, words), words=words, say=words.say, schema=SCHEMA
    )


def with_sentences(exercise: Exercise, words: Words) -> Exercise:
    """The same document with the `text` of every reason in it, as it leaves the house."""

    def worded(reasons: Sequence[Reason]) -> list[Reason]:
        return [replace(each, text=words.reason(each)) for each in reasons]

    units = [
        replace(
            unit,
            activities=[replace(each, reasons=worded(each.reasons)) for each in unit.activities],
        )
        for unit in exercise.units
    ]
    [reason] = worded([exercise.summary.reason])
    summary = replace(exercise.summary, reason=reason)
    return replace(exercise, units=units, summary=summary, warnings=worded(exercise.warnings))


def _when(gone: Gone, words: Words) -> str:
    """From when until when, with the hours, also over midnight."""
    begin, end = (figures.local(each, words.edition.zone) for each in (gone.from_, gone.to))
    if begin.date() == end.date():
        return figures.period(gone.from_, gone.to, words.lang, words.edition.zone)
    return words.say("exercise.over-midnight", begin=words.time(gone.from_), end=words.time(gone.to))


def _sentences(exercise: Exercise, words: Words) -> list[str]:
    """The gravest, the slots, the tolerances, and what nobody has said."""
    summary = exercise.summary
    if not summary.units:
        return []
    said = [words.reason(summary.reason)] if summary.weighty else []
    if summary.units > summary.weighty:
        said.append(words.say("exercise.noticed", units=summary.units - summary.weighty))
    if summary.units_shown:
        said.append(words.say("exercise.slots", low=summary.slots.low, high=summary.slots.high))
    else:
        said.append(words.say("exercise.slots.none"))
    if summary.activities:
        passed = {"rto": summary.rto_passed, "mtpd": summary.mtpd_passed}
        said.append(words.say("exercise.passed", activities=summary.activities, **passed))
    in_part = sum(holds_in_part(each) for unit in exercise.units for each in unit.activities)
    if in_part:
        said.append(words.say("exercise.in-part", activities=in_part))
    if summary.unasked:
        said.append(words.say("exercise.unasked", lines=summary.unasked))
    return said


def _line(stop: UnitStop, exercise: Exercise, words: Words) -> Line:
    """One unit on one platform."""
    level = stop.level or "none"
    likely = level == "mission-critical" and stop.confirmation != "confirmed"
    return Line(
        stop=stop,
        unit=words.unit(stop.unit),
        platform=words.platform(stop.platform),
        mark=MARKS[level],
        level=words.say("unknown")
        if stop.level is None
        else words.say(f"level.{level}.likely" if likely else f"level.{level}"),
        stops=_stops(stop, words),
        people=words.rounded(stop.people) if stop.withheld or stop.people is not None else NOTHING,
        slots=_slots(stop, words),
        lane=charts.lane(_bands(stop, exercise), [at for at, _ in _ticks(exercise, words)]),
    )


def _stops(stop: UnitStop, words: Words) -> str:
    """When a unit stops, or why nobody can say."""
    if stop.stops_at is not None:
        return clock(stop.stops_at, words)
    if stop.withheld:
        return words.say("withheld")
    return words.say("exercise.not-used" if stop.stops is False else "exercise.not-seen")


def _slots(stop: UnitStop, words: Words) -> str:
    """Working slots lost."""
    if stop.slots is not None:
        return _range(stop.slots.low, stop.slots.high, words)
    return words.say("withheld") if stop.withheld else NOTHING


def _range(low: int, high: int, words: Words) -> str:
    return words.number(low) if low == high else words.say("exercise.range", low=low, high=high)


def _bands(stop: UnitStop, exercise: Exercise) -> list[charts.Band]:
    """Without the platform from its stop on, with its tolerances as they pass; the gravest on top."""
    if stop.stops is False:
        return []
    begin = 0.0 if stop.stops_at is None else _place(stop.stops_at, exercise)
    kind = "gone-hidden" if stop.stops_at is None else "gone"
    bands = [charts.Band(kind, begin, 1.0)]
    for name in ("rto", "mtpd"):
        passed = [at for each in stop.activities if (at := getattr(each, f"{name}_passed_at")) is not None]
        if passed:
            bands.append(charts.Band(f"gone-{name}", _place(min(passed), exercise), 1.0))
    return bands


def _place(instant: str, exercise: Exercise) -> float:
    """Where a moment lies within the exercise, from 0 to 1."""
    begin, end, at = (
        datetime.fromisoformat(each) for each in (exercise.gone.from_, exercise.gone.to, instant)
    )
    return (at - begin) / (end - begin)


def _ticks(exercise: Exercise, words: Words) -> list[tuple[float, str]]:
    """The hours of the exercise, as many as have room."""
    begin, end = (datetime.fromisoformat(each) for each in (exercise.gone.from_, exercise.gone.to))
    first = begin.replace(minute=0, second=0, microsecond=0)
    hours = [first + timedelta(hours=n) for n in range(int((end - first) / timedelta(hours=1)) + 1)]
    within = [hour for hour in hours if begin <= hour <= end]
    step = -(-len(within) // MOST_TICKS)
    return [
        ((hour - begin) / (end - begin), figures.clock(hour.astimezone(words.edition.zone), words.lang))
        for hour in within[::step]
    ]


def _small(exercise: Exercise, words: Words) -> list[str]:
    """A line for each parent and platform."""
    top = words.say("dependencies.small.top")
    return [
        words.say(
            "exercise.small.line",
            parent=top if each.parent == ORGANISATION_NAME else words.unit(each.parent),
            units=each.small_units,
            k=exercise.k,
            platform=words.platform(each.platform),
        )
        for each in exercise.small
    ]
