"""`holdfast simulate`: the log of a seeded organisation, as a real proxy writes it, and the truth of it."""

import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from types import FrameType
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from infra.outputs import refuse_clashes
from streams.simulation import (
    Disturbance,
    Log,
    RotatedFile,
    Simulation,
    Stream,
    Truth,
    disturbance,
    play,
    simulate,
)
from streams.simulation.disturbances import KINDS
from streams.simulation.platforms import PLATFORMS
from streams.simulation.writers import WRITERS

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")

LENGTH, PEOPLE, FORM, TROUBLE = "When, and how long", "Who, and how much", "The files", "What goes wrong"

MID_MORNING = datetime(2026, 11, 24, 10)  # noqa: DTZ001 (local wall time, on purpose without a zone)
"""A Tuesday: how people behave in a live log that nobody gave a beginning."""
EIGHT_O_CLOCK = clock_time(8)
TUESDAY = 1
MOST_MALFORMED = 0.9

EPILOG = (
    "Ten live minutes, with Facebook's names gone from the second to the seventh: "
    "`holdfast simulate --out access.log --truth truth.json --live --hours 0.167 "
    "--disturb dns:facebook@120+300`"
)


@app.command(epilog=EPILOG)
def run(
    *,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="LOG", help="The log; - is standard output.", rich_help_panel=FORM),
    ],
    truth: Annotated[
        Path,
        typer.Option(
            "--truth", metavar="JSON", help="Exact counts of what was written.", rich_help_panel=FORM
        ),
    ],
    directory: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Also write who is in which unit.", rich_help_panel=FORM),
    ] = None,
    units: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Also write the tree of units.", rich_help_panel=FORM)
    ] = None,
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help=f"{', '.join(WRITERS)}.", rich_help_panel=FORM),
    ] = "squid",
    rotate_every: Annotated[
        float | None,
        typer.Option(
            min=1, metavar="SECONDS", help="Rename LOG to LOG.1, begin a new one.", rich_help_panel=FORM
        ),
    ] = None,
    rotate_lines: Annotated[
        int | None,
        typer.Option(min=1, metavar="LINES", help="The same after so many lines.", rich_help_panel=FORM),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that exist.", rich_help_panel=FORM)
    ] = False,
    hours: Annotated[
        float | None, typer.Option(min=0.001, metavar="H", help="Length in hours.", rich_help_panel=LENGTH)
    ] = None,
    lines: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Length in lines.", rich_help_panel=LENGTH)
    ] = None,
    live: Annotated[
        bool,
        typer.Option(
            "--live", help="Write each line when its time comes, until Ctrl-C.", rich_help_panel=LENGTH
        ),
    ] = False,
    begins_at: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="RFC3339",
            help="First moment of the log. Without it: now if live, else the last Tuesday that is over, "
            "8:00 local time.",
            rich_help_panel=LENGTH,
        ),
    ] = None,
    timezone: Annotated[
        str,
        typer.Option(metavar="IANA", help="Where people work, and have their lunch.", rich_help_panel=LENGTH),
    ] = "America/Toronto",
    as_if: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Let people behave as if the log began at this local time, as 2026-11-24T10:00. "
            "Live without --from it is a Tuesday at 10, so that something happens at night too; `clock` "
            "turns that off.",
            rich_help_panel=LENGTH,
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            min=0, metavar="N", help="Same seed, --from and options, same bytes.", rich_help_panel=PEOPLE
        ),
    ] = 1,
    people: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="People with a login, 60 to 60,000; a tenth as many visitors.",
            rich_help_panel=PEOPLE,
        ),
    ] = 400,
    rate: Annotated[
        float | None,
        typer.Option(
            min=0.01,
            metavar="LINES",
            help="Lines a second in a busy hour, instead of what so many people do.",
            rich_help_panel=PEOPLE,
        ),
    ] = None,
    catalogued_share: Annotated[
        float, typer.Option(metavar="SHARE", help="Share of lines on platforms.", rich_help_panel=PEOPLE)
    ] = 0.08,
    malformed: Annotated[
        float, typer.Option(metavar="SHARE", help="Share of lines that are none.", rich_help_panel=TROUBLE)
    ] = 0.0,
    disturb: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT:WHOM@START+SECONDS",
            help=f"What breaks ({', '.join(KINDS)}), with whom: a platform ({', '.join(PLATFORMS)}) or one "
            "of its hosts. START is seconds after the log's beginning, or RFC 3339. May be given again.",
            rich_help_panel=TROUBLE,
        ),
    ] = None,
) -> None:
    """Write the proxy log of a simulated organisation, and the truth beside it.

    Units, shifts, tiny teams that publish, hundreds that scroll at lunch, visitors, phones, and a web around
    them; every line as Squid (or another proxy) would write it, in order of the end of the request. The truth
    counts what was meant, by platform, unit and outcome, without reading the log back.
    """
    files = {"--out": out, "--truth": truth, "--directory": directory, "--units": units}
    _check_files(files, overwrite=overwrite)
    begin = _beginning(begins_at, timezone, live=live)
    if not 0 < catalogued_share <= 1 or not 0 <= malformed <= MOST_MALFORMED:
        raise typer.BadParameter(
            f"--catalogued-share is a share above 0 and up to 1, --malformed one from 0 to {MOST_MALFORMED}"
        )
    try:
        simulation = Simulation(
            begins_at=begin,
            seed=seed,
            people=people,
            hours=hours,
            lines=lines,
            form=form,
            timezone=timezone,
            as_if=_as_if(as_if, live=live and begins_at is None),
            catalogued_share=catalogued_share,
            malformed_share=malformed,
            busy_lines_a_second=rate,
            disturbances=_disturbances(disturb or [], begin),
        )
        organisation = simulation.organisation
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if hours is None and lines is None and not live:
        raise typer.BadParameter("say how long the log shall be with --hours or --lines, or write it --live")
    if directory is not None:
        organisation.write_directory(directory)
    if units is not None:
        organisation.write_units(units)
    if str(out) == "-":
        if rotate_every is not None or rotate_lines is not None:
            raise typer.BadParameter("standard output cannot be rotated; name a file with --out")
        told = _write(simulation, Stream(sys.stdout.buffer), live=live)
    else:
        with RotatedFile(out, every_seconds=rotate_every, every_lines=rotate_lines) as log:
            told = _write(simulation, log, live=live)
    truth.write_bytes(told.json())
    typer.echo(
        f"{told.lines:,} lines, {told.catalogued_lines:,} of them on platforms, "
        f"{told.requests_counted:,} count as requests",
        err=True,
    )


def _write(simulation: Simulation, log: Log, *, live: bool) -> Truth:
    """Write the log in the asked way; live, Ctrl-C and SIGTERM end it in good order."""
    if not live:
        return simulate(simulation, log)
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return play(simulation, log, clock=time.time, sleep=time.sleep, stopped=lambda: stopped)


def _check_files(files: dict[str, Path | None], *, overwrite: bool) -> None:
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


def _beginning(text: str | None, timezone: str, *, live: bool) -> datetime:
    """When the log begins."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise typer.BadParameter(
            f"no time zone is called {timezone!r}; use a name such as America/Toronto or UTC"
        ) from error
    if text is None:
        return datetime.now(UTC) if live else last_tuesday(datetime.now(zone))
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


def _as_if(text: str | None, *, live: bool) -> datetime | None:
    """The local time by which people behave, or None for the clock's."""
    if text is None:
        return MID_MORNING if live else None
    if text == "clock":
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise typer.BadParameter(f"--as-if {text!r} is no time; write it as 2026-11-24T10:00") from error


def _disturbances(texts: list[str], begin: datetime) -> tuple[Disturbance, ...]:
    """What was asked to break; raises ValueError."""
    return tuple(disturbance(text, begin) for text in texts)
