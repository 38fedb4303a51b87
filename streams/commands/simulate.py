"""`holdfast simulate`: the log of a seeded organisation, as a real proxy writes it, and the truth of it."""

import signal
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from streams.commands.simulate_inputs import (
    beginning,
    check_files,
    holidays,
    lived_as,
    named_script,
    site_logs,
)
from streams.simulation import (
    Log,
    RotatedFile,
    Simulation,
    Stream,
    Truth,
    disturbance,
    play,
    simulate,
)
from streams.simulation.kinds import KINDS, SHAPES
from streams.simulation.noise import USUAL_SHARE
from streams.simulation.outages import OUTAGES
from streams.simulation.places import SITES
from streams.simulation.platforms import GROUPS, PLATFORMS
from streams.simulation.scenes import SCENES
from streams.simulation.writers import WRITERS

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")

LENGTH, PEOPLE, FORM, TROUBLE = "When, and how long", "Who, and how much", "The files", "What goes wrong"

MOST_MALFORMED = 0.9

EXAMPLES = (
    "Ten live minutes, with Facebook's names gone from the second to the seventh: "
    "`holdfast simulate --out access.log --truth truth.json --live --hours 0.167 "
    "--disturb dns:facebook@120+300`. A tenth of X failing: `--disturb '5xx:x@120+300*0.1'`. "
    "What can go wrong:"
)
EPILOG = "\n\n".join((EXAMPLES, *(f"- `{name}`: {kind.sentence}" for name, kind in KINDS.items())))


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
    site: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SITE=LOG",
            help=f"Give a site ({', '.join(SITES)}) a proxy of its own, with this log. May be given again.",
            rich_help_panel=FORM,
        ),
    ] = None,
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
        int | None,
        typer.Option(
            metavar="N",
            help="People with a login, 60 to 60,000; a tenth as many visitors. 400 unless scripted.",
            rich_help_panel=PEOPLE,
        ),
    ] = None,
    days_off: Annotated[
        list[str] | None,
        typer.Option(
            "--holidays",
            metavar="DAY",
            help="A day lived as a Sunday, as 2026-12-25; `province` for the public holidays. May be given "
            "again.",
            rich_help_panel=PEOPLE,
        ),
    ] = None,
    seasons: Annotated[
        bool,
        typer.Option(
            "--seasons", help="More people on leave in summer and at Christmas.", rich_help_panel=PEOPLE
        ),
    ] = False,
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
            metavar="WHAT:WHOM@START+SECONDS[*SHARE]",
            help=f"What breaks, with whom: platforms joined by + ({', '.join(PLATFORMS)}), a part of one as "
            f"facebook/media ({', '.join(GROUPS)}), a host, or all; how, for egress ({', '.join(SHAPES)}); a "
            "site or unit for network, and behind ~ for account and filter. START is seconds after the "
            "log's beginning, or RFC 3339; SHARE is that of the requests, or times as many visits in a "
            "surge. The kinds are told below. May be given again.",
            rich_help_panel=TROUBLE,
        ),
    ] = None,
    script: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=f"A day when it did: {', '.join(OUTAGES)}. A scene: {', '.join(SCENES)}. On its own day, "
            "or moved to --from.",
            rich_help_panel=TROUBLE,
        ),
    ] = None,
    failure_share: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help=f"Share of requests that fail on any day, instead of a few in a thousand; {USUAL_SHARE:g} "
            "with noise.",
            rich_help_panel=TROUBLE,
        ),
    ] = None,
    noise_rho: Annotated[
        float,
        typer.Option(
            metavar="RHO",
            help="How much usual failures of one platform go together, from 0 to below 1.",
            rich_help_panel=TROUBLE,
        ),
    ] = 0.0,
    noise_seconds: Annotated[
        float, typer.Option(metavar="SECONDS", help="For how long they do.", rich_help_panel=TROUBLE)
    ] = 60.0,
) -> None:
    """Write the proxy log of a simulated organisation, and the truth beside it.

    Units, shifts, tiny teams that publish, hundreds that scroll at lunch, visitors, phones, and a web around
    them; every line as Squid (or another proxy) would write it, in order of the end of the request. The truth
    counts what was meant, by platform, unit and outcome, without reading the log back.
    """
    logs = site_logs(site or [])
    files = {"--out": out, "--truth": truth, "--directory": directory, "--units": units}
    check_files({**files, **{f"--site {name}": path for name, path in logs.items()}}, overwrite=overwrite)
    scripted = named_script(script)
    begin = beginning(begins_at, timezone, live=live, scripted=scripted)
    if not 0 < catalogued_share <= 1 or not 0 <= malformed <= MOST_MALFORMED:
        raise typer.BadParameter(
            f"--catalogued-share is a share above 0 and up to 1, --malformed one from 0 to {MOST_MALFORMED}"
        )
    values: dict[str, Any] = {
        "seed": seed,
        "lines": lines,
        "form": form,
        "timezone": timezone,
        "catalogued_share": catalogued_share,
        "malformed_share": malformed,
        "busy_lines_a_second": rate,
        "failure_share": failure_share,
        "noise_rho": noise_rho,
        "noise_seconds": noise_seconds,
        "holidays": holidays(days_off or [], begin),
        "seasons": seasons,
        "proxies": tuple(logs),
    }
    # A script has an opinion on these.
    values |= {name: said for name, said in (("hours", hours), ("people", people)) if said is not None}
    if as_if is not None or (live and begins_at is None and scripted is None):
        values["as_if"] = lived_as(as_if)
    try:
        values["disturbances"] = tuple(disturbance(text, begin) for text in disturb or [])
        simulation = (
            Simulation(begins_at=begin, **values)
            if scripted is None
            else scripted.simulation(begin, **values)
        )
        organisation = simulation.organisation
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if simulation.hours is None and lines is None and not live:
        raise typer.BadParameter("say how long the log shall be with --hours or --lines, or write it --live")
    if directory is not None:
        organisation.write_directory(directory)
    if units is not None:
        organisation.write_units(units)
    with ExitStack() as opened:

        def rotated(path: Path) -> Log:
            return opened.enter_context(
                RotatedFile(path, every_seconds=rotate_every, every_lines=rotate_lines)
            )

        if str(out) == "-" and (rotate_every is not None or rotate_lines is not None):
            raise typer.BadParameter("standard output cannot be rotated; name a file with --out")
        main = Stream(sys.stdout.buffer) if str(out) == "-" else rotated(out)
        told = _write(simulation, main, {name: rotated(path) for name, path in logs.items()}, live=live)
    truth.write_bytes(told.json())
    typer.echo(
        f"{told.lines:,} lines, {told.catalogued_lines:,} of them on platforms, "
        f"{told.requests_counted:,} count as requests",
        err=True,
    )


def _write(simulation: Simulation, log: Log, sites: Mapping[str, Log], *, live: bool) -> Truth:
    """Write the log in the asked way; live, Ctrl-C and SIGTERM end it in good order."""
    if not live:
        return simulate(simulation, log, sites)
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return play(simulation, log, sites, clock=time.time, sleep=time.sleep, stopped=lambda: stopped)
