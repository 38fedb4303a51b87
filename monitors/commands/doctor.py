"""`holdfast doctor`: sees whether notices reach people, also when one thing fails."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from monitors.adapters.notice_routes.alertmanager import AlertmanagerRoute
from monitors.adapters.notice_routes.opening import close_routes, opened_routes
from monitors.adapters.notice_routes.service_desk import DeskRoute
from monitors.adapters.notice_routes.tickets import MemoryTickets
from monitors.adapters.tool_rules_file import ToolRulesError
from monitors.commands.known import Known
from monitors.domain.notices.records import Audience, Notice, NoticeKind
from monitors.domain.notices.routes_check import Fault, FaultKind, Silenced, silenced, unknown_platforms
from monitors.domain.outage.records import Reason
from monitors.notice_routes import Permanent, Route, Temporary
from monitors.notice_words import TEST, NoticeWords
from monitors.route_settings import AlertmanagerTable
from monitors.settings import MonitorSettings, read_settings
from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.directory_files import DirectoryError
from streams.settings import SettingsError

app = typer.Typer(add_completion=False)

SEND_SECONDS: Final = 60.0

FAILS: Final[dict[FaultKind, str]] = {
    "internet": "our way out to the internet",
    "dns": "our name servers",
    "mail": "our mail",
    "phone": "the telephone network",
    "lan": "our local network",
    "platform": "",
    "operator": "",
}
"""What a fault is called; a platform and an operator have names of their own."""

ADD: Final[dict[FaultKind, str]] = {
    "internet": (
        "add a route that stays in the house (mail: needs = ['lan', 'mail']) or has a line of its own (an "
        "SMS modem or gateway: needs = ['phone'])"
    ),
    "dns": "add a route whose address is a number or stands in /etc/hosts, so that it does not need dns",
    "mail": "add a route that is no mail, such as SMS (kind apprise, length short) or an Alertmanager",
    "phone": "add a route that is no telephone, such as mail (needs = ['lan', 'mail'])",
    "lan": "add a route that does not go over the local network, such as SMS (needs = ['internet', 'phone'])",
    "platform": "add a route that goes over no platform, such as mail (needs = ['lan', 'mail'])",
    "operator": "add a route of another operator, or over no platform, as mail is (needs = ['lan', 'mail'])",
}
"""What mends a set that a fault silences."""


@app.command()
def doctor(
    *,
    settings: Annotated[
        Path, typer.Option(metavar="TOML", help="The monitors' settings; see infra/monitors.example.toml.")
    ],
    send: Annotated[
        bool, typer.Option("--send", help="Send a test notice by each route; a service desk opens a ticket.")
    ] = False,
    route: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only by this route; else by all of them.")
    ] = None,
) -> None:
    """See whether notices reach people: settings, secrets, routes, and that no single fault silences anybody.

    Ends with 65 where something has to be mended first, and with 75 where a test notice was not taken.
    """
    told, known = _read(settings)
    unknown = sorted(set(route or ()) - {each.name for each in told.routes})
    if unknown:
        stop(USAGE, f"There is no [[route]] called {', '.join(unknown)} in {settings}.")
    faults = list(_faults(told, known))
    for fault in faults:
        typer.echo(f"!! {fault}")
    for remark in _remarks(told):
        typer.echo(f"?  {remark}")
    chosen = set(route or (each.name for each in told.routes))
    try:
        came_through = asyncio.run(_tried(told, known, chosen, send=send))
    except SettingsError as error:
        stop(BAD_DATA, f"!! {error}")
    if faults:
        raise typer.Exit(BAD_DATA)
    if not came_through:
        raise typer.Exit(TRY_AGAIN_LATER)
    typer.echo("ok whatever single thing fails, every audience keeps a route")


def _read(file: Path) -> tuple[MonitorSettings, Known]:
    """The settings and the files that they name; ends the command where they cannot be used."""
    try:
        told = read_settings(file)
        return told, Known.of(told)
    except (SettingsError, AdditionsError, DirectoryError, ToolRulesError) as error:
        stop(BAD_DATA, str(error))
    except FileNotFoundError as error:
        stop(NO_INPUT, f"There is no file {error.filename}. Check the name.")
    except OSError as error:
        stop(NO_INPUT, f"{error.filename} cannot be used ({error.strerror}). Name a file this user may read.")


def _faults(told: MonitorSettings, known: Known) -> Iterator[str]:
    """What has to be mended."""
    needs = {each.name: frozenset(each.needs) for each in told.routes}
    for name, platform in unknown_platforms(needs, known.operators):
        yield f"[[route]] {name}: there is no platform {platform}; `holdfast catalogue list` has all ids"
    if not told.notices.audiences:
        yield "nobody is told of anything: the settings have no [[notices.audiences]]"
    audiences = {each.audience.name: each.routes for each in told.notices.audiences}
    for one in silenced(audiences, needs, known.operators):
        yield _sentence(one, known)


def _sentence(one: Silenced, known: Known) -> str:
    """Which fault silences whom, and what to add."""
    routes = f"{'all of ' if len(one.routes) > 1 else ''}{', '.join(one.routes)}"
    what = _called(one.fault, known)
    return f"without {what} nobody reaches {one.audience}: that takes {routes} along; {ADD[one.fault.kind]}"


def _called(fault: Fault, known: Known) -> str:
    """A fault by the name that people use."""
    return FAILS[fault.kind] or known.names.get(fault.name, fault.name)


def _remarks(told: MonitorSettings) -> Iterator[str]:
    """What may be meant, and is said all the same."""
    used = {name for each in told.notices.audiences for name in each.routes}
    if idle := [each.name for each in told.routes if each.name not in used]:
        yield f"no audience uses {', '.join(idle)}"
    if not told.hub_url:
        yield "hub_url is not set, so notices have no link to where more stands"
    alerts = {each.name for each in told.routes if isinstance(each, AlertmanagerTable)}
    for each in told.notices.audiences:
        if each.audience.role in {"risk", "unit"} and set(each.routes) <= alerts:
            yield f"{each.audience.name} has no route that takes letters, so the week's is never sent to it"


async def _tried(told: MonitorSettings, known: Known, chosen: set[str], *, send: bool) -> bool:
    """Open the routes, and send a test by those chosen; whether all took it. Raises SettingsError."""
    words = NoticeWords(known.names, ZoneInfo(told.timezone), told.fewest_people, told.hub_url)
    routes = opened_routes(told.routes, words.written, MemoryTickets(), _now_ms)
    came_through = True
    try:
        for route in routes:
            if route.name in chosen:
                came_through &= await _try(route) if send else _is_open(route)
    finally:
        await close_routes(routes)
    return came_through


def _is_open(route: Route) -> bool:
    """Say what a route needs."""
    typer.echo(f"ok {route.name}: settings and secrets are right; needs {', '.join(sorted(route.needs))}")
    return True


async def _try(route: Route) -> bool:
    """A test notice, and for routes that keep something open until then that it is over."""
    at_ms = _now_ms()
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await route.send(trial(route.name, "first", 1, at_ms))
            if isinstance(route, AlertmanagerRoute | DeskRoute):
                await route.send(trial(route.name, "all-clear", 2, at_ms))
    except Temporary as fault:
        typer.echo(f"!! {route.name}: not taken this time ({fault.reason}); try again later")
    except Permanent as fault:
        typer.echo(f"!! {route.name}: refused ({fault.reason}); look at its settings")
    except TimeoutError:
        typer.echo(f"!! {route.name}: no answer within {SEND_SECONDS:.0f} seconds")
    else:
        typer.echo(f"ok {route.name}: it took a test notice")
        return True
    return False


def trial(route: str, kind: NoticeKind, number: int, at_ms: int) -> Notice:
    """A notice that says that nothing is broken, with a key of its own."""
    return Notice(
        id=f"test/{at_ms}/{route}",
        kind=kind,
        reason=Reason(TEST, {"route": route}),
        incident=None,
        platforms=(),
        audience=Audience("test", "operations"),
        language="en",
        at_ms=at_ms,
        number=number,
        link="/",
        severity="info",
    )


def _now_ms() -> int:
    """Wall time in Unix milliseconds."""
    return time.time_ns() // 1_000_000
