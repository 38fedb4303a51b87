"""What `holdfast simulate` makes of the words it is given: times, days, files and scripts."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from infra.outputs import refuse_clashes
from streams.simulation import SCRIPTS, Script
from streams.simulation.seasons import provincial_holidays

MID_MORNING = datetime(2026, 11, 24, 10)  # noqa: DTZ001 (local wall time, on purpose without a zone)
"""A Tuesday: how people behave in a live log that nobody gave a beginning."""
EIGHT_O_CLOCK = clock_time(8)
TUESDAY = 1
PROVINCE = "province"


def check_files(files: dict[str, Path | None], *, overwrite: bool) -> None:
    """Say before the work begins that a file cannot be written where it is wanted."""
    refuse_clashes(files)
    for path in files.values():
        if path is None or str(path) == "-":
            continue
        if not path.parent.is_dir():
            raise typer.BadParameter(
                f"there is no folder {path.parent} to write {path.name} into; make it first"
            )
        if path.is_file() and not overwrite:
            raise typer.BadParameter(f"{path} exists; give another name, or --overwrite to replace it")


def beginning(text: str | None, timezone: str, *, live: bool, scripted: Script | None) -> datetime:
    """When the log begins."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise typer.BadParameter(
            f"no time zone is called {timezone!r}; use a name such as America/Toronto or UTC"
        ) from error
    if text is None and live:
        return datetime.now(UTC)
    if text is None:
        return scripted.first_moment if scripted is not None else last_tuesday(datetime.now(zone))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"--from {text!r} is no RFC 3339 time; write it as 2026-11-24T13:00:00Z"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def last_tuesday(now: datetime) -> datetime:
    """Eight in the morning of the last Tuesday that is over, in the zone of `now`."""
    days = (now.weekday() - TUESDAY) % 7 or 7
    return datetime.combine(now.date() - timedelta(days=days), EIGHT_O_CLOCK, now.tzinfo)


def lived_as(text: str | None) -> datetime | None:
    """The local time by which people behave, a Tuesday morning unless told; None for the clock's."""
    if text is None:
        return MID_MORNING
    if text == "clock":
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise typer.BadParameter(f"--as-if {text!r} is no time; write it as 2026-11-24T10:00") from error


def holidays(texts: list[str], begin: datetime) -> tuple[date, ...]:
    """The days named; `province` stands for the public holidays of the years around the beginning."""
    found: set[date] = set()
    for text in texts:
        if text == PROVINCE:
            for year in (begin.year - 1, begin.year, begin.year + 1):
                found.update(provincial_holidays(year))
            continue
        try:
            found.add(date.fromisoformat(text))
        except ValueError as error:
            raise typer.BadParameter(
                f"--holidays {text!r} is no day; write it as 2026-12-25, or `province` for public ones"
            ) from error
    return tuple(sorted(found))


def site_logs(texts: list[str]) -> dict[str, Path]:
    """Site -> the log of its own proxy."""
    found: dict[str, Path] = {}
    for text in texts:
        site, equals, path = text.partition("=")
        if not (equals and site and path) or site in found or path == "-":
            raise typer.BadParameter(f"--site {text!r} is not SITE=FILE, once a site, as North=north.log")
        found[site] = Path(path)
    return found


def named_script(name: str | None) -> Script | None:
    """The script of this name."""
    if name is None:
        return None
    if name not in SCRIPTS:
        raise typer.BadParameter(f"no script is called {name!r}; there is {', '.join(SCRIPTS)}")
    return SCRIPTS[name]
