"""Days and times as people name them in a command: `2026-03-02`, `last-tuesday`, `yesterday`; `09:30`."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from monitors.domain.calendar import date_of

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS_A_WEEK: Final = 7
MOST_STRETCHES: Final = 5
"""Stretches of days that a message names; of more, the last ones."""

_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")


class DayError(ValueError):
    """What was named is no day or no time; the message says what to write."""


def named_day(text: str, today: date) -> date:
    """The day that a word or a date names, seen from `today`. Raises DayError."""
    word = text.strip().lower()
    if word == "yesterday":
        return today - timedelta(days=1)
    if word.removeprefix("last-") in WEEKDAYS:
        back = (today.weekday() - WEEKDAYS.index(word.removeprefix("last-")) - 1) % DAYS_A_WEEK + 1
        return today - timedelta(days=back)
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise DayError(
            f"--day {text}: write a date as 2026-03-02, yesterday, or a weekday as last-tuesday."
        ) from error


def named_span(day: date, begin: str, end: str, zone: ZoneInfo) -> tuple[int, int]:
    """From when until when, in Unix milliseconds; an end before the beginning is on the next day.

    `24:00` is the end of the day. Raises DayError.
    """
    first, last = _minutes("--from", begin), _minutes("--to", end)
    if first == last:
        raise DayError(f"--from {begin} and --to {end} are the same time; name two.")
    next_day = day + timedelta(days=1) if last < first else day
    return _moment(day, first, zone), _moment(next_day, last, zone)


def stretches(days: Iterable[int]) -> str:
    """Days that are there, counted from 1970, in words: `2026-03-02 to 2026-03-06, 2026-03-09`."""
    runs: list[Sequence[int]] = []
    for _, run in groupby(enumerate(sorted(days)), key=lambda each: each[1] - each[0]):
        runs.append([day for _, day in run])
    told = [
        f"{date_of(run[0])}" if len(run) == 1 else f"{date_of(run[0])} to {date_of(run[-1])}"
        for run in runs[-MOST_STRETCHES:]
    ]
    return ", ".join((["…"] if len(runs) > MOST_STRETCHES else []) + told)


def _minutes(option: str, text: str) -> int:
    """A time of the day in minutes."""
    if _TIME.fullmatch(text.strip()) is None:
        raise DayError(f"{option} {text}: write a time of the day as 09:00.")
    hours, minutes = text.strip().split(":")
    return int(hours) * 60 + int(minutes)


def _moment(day: date, minutes: int, zone: ZoneInfo) -> int:
    """A local time in Unix milliseconds."""
    days, rest = divmod(minutes, 24 * 60)
    local = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)
    return round(local.timestamp() * 1000)
