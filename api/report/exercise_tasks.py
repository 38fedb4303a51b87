"""Declared activities of an exercise in the reader's words: their tolerances, and how their fallbacks do."""

from dataclasses import dataclass

from api.report.sentences import Words
from infra.words import figures
from monitors.exercise_schema import Activity, Gone, UnitStop


@dataclass(frozen=True)
class Task:
    """One declared activity, worded; `notes` say why its fallback fails."""

    unit: str
    platform: str
    activity: str
    owner: str | None
    rto: str
    rto_told: str
    mtpd: str
    mtpd_told: str
    rto_passed: bool
    mtpd_passed: bool
    fallback: str
    fallback_told: list[str]
    notes: list[str]


def clock(instant: str, words: Words) -> str:
    """A time of the day in the exercise's zone."""
    return figures.clock(figures.local(instant, words.edition.zone), words.lang)


def task(unit: UnitStop, told: Activity, gone: Gone, words: Words) -> Task:
    """One declared activity."""
    fallback, fallback_told = _fallback(told, gone.to, words)
    return Task(
        unit=words.unit(unit.unit),
        platform=words.platform(unit.platform),
        activity=told.activity,
        owner=words.say("exercise.owner", role=told.owner_role) if told.owner_role else None,
        rto=_hours(told.rto_hours, words),
        rto_told=_tolerance(
            told, told.rto_hours, told.rto_passed_at, told.rto_passed_without_fallback_at, words
        ),
        mtpd=_hours(told.mtpd_hours, words),
        mtpd_told=_tolerance(
            told, told.mtpd_hours, told.mtpd_passed_at, told.mtpd_passed_without_fallback_at, words
        ),
        rto_passed=told.rto_passed_at is not None,
        mtpd_passed=told.mtpd_passed_at is not None,
        fallback=fallback,
        fallback_told=fallback_told,
        notes=[
            words.reason(each)
            for each in told.reasons
            if each.code.startswith("fallback-") and each.code != "fallback-none"
        ],
    )


def _hours(hours: float | None, words: Words) -> str:
    return words.say("exercise.unsaid") if hours is None else words.say("exercise.hours", hours=hours)


def _tolerance(
    told: Activity, hours: float | None, passed_at: str | None, alone_at: str | None, words: Words
) -> str:
    """Whether a tolerance passed, and when; empty where none was said."""
    if hours is None:
        return ""
    if passed_at is not None:
        return words.say("exercise.passed-at", clock=clock(passed_at, words))
    if alone_at is None:
        return words.say("exercise.held")
    if (share := _part(told)) is not None:
        return words.say("exercise.held-in-part", share=share, clock=clock(alone_at, words))
    return words.say("exercise.held-by-fallback", clock=clock(alone_at, words))


def _part(told: Activity) -> float | None:
    """The part of the work that a fallback carries, where that is said and is not all of it."""
    share = told.capacity_share
    return share if told.fallback_covers and share is not None and share < 1 else None


def holds_in_part(told: Activity) -> bool:
    """Whether a tolerance holds for no more than the part of the work that the fallback carries."""
    held = (
        (told.rto_passed_at, told.rto_passed_without_fallback_at),
        (told.mtpd_passed_at, told.mtpd_passed_without_fallback_at),
    )
    return _part(told) is not None and any(at is None and alone is not None for at, alone in held)


def _fallback(told: Activity, end: str, words: Words) -> tuple[str, list[str]]:
    """The fallback and how it does, then what is known of it."""
    if told.fallback is None:
        return words.say("exercise.fallback.none"), []
    if not told.fallback_covers:
        return words.say("exercise.fallback.fails", fallback=told.fallback), []
    named = {"fallback": told.fallback}
    if told.covered_until is None or told.covered_until >= end:  # instants are ordered as texts
        part = "covers" if _part(told) is None else "covers-in-part"
        head = words.say(f"exercise.fallback.{part}", **named)
    else:
        key = "exhausted" if told.state == "exhausted" else "covers-until"
        head = words.say(f"exercise.fallback.{key}", clock=clock(told.covered_until, words), **named)
    capacity = (
        words.say("exercise.fallback.capacity.unknown")
        if told.capacity_share is None
        else words.say("exercise.fallback.capacity", share=told.capacity_share)
    )
    tested = (
        words.say("exercise.fallback.untested")
        if told.fallback_tested_on is None
        else words.say("exercise.fallback.tested", day=told.fallback_tested_on)
    )
    return head, [capacity, tested]
