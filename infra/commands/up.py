"""`holdfast up`: broker, collector, monitors and hub on one machine, kept running until asked to stop."""

import asyncio
import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from infra.broker.address import VARIABLE, stated_address
from infra.broker.faults import BrokerFault, Unusable
from infra.broker.supervisor import Broker, Settings, State, bootstrap_address
from infra.database_address import HUB_VARIABLE as HUB_DATABASE
from infra.database_address import RECORDS_VARIABLE as RECORDS_DATABASE
from infra.database_address import VARIABLE as DATABASE
from infra.database_address import sqlite_address
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from infra.folders import data_folder, make_private
from infra.supervision.board import Board
from infra.supervision.part import Part, PartFault, Supervised, run_together

app = typer.Typer(add_completion=False)

SOURCE = "proxy"
"""What a log is called that is named on the command line."""

WATCHED = "watch.toml"
"""In the data folder, it is watched without being named."""

ANY_BROKER = "127.0.0.1:9092"
"""Stands for our own broker while settings are checked: it has no address yet, and nothing connects to it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What `holdfast up` was told; paths are absolute."""

    log: Path | None
    settings: Path | None
    judging: Path | None
    directory: Path | None
    units: Path | None
    catalogue: tuple[Path, ...]
    timezone: str
    fewest_people: int | None
    hub: Path | None
    watch: Path | None
    port: int | None
    prefix: str | None
    data: Path
    heap_mb: int
    level: str


@app.command()
def up(
    *,
    log: Annotated[Path | None, typer.Argument(metavar="[LOG]", help="The proxy's log to follow.")] = None,
    settings: Annotated[
        Path | None, typer.Option(metavar="TOML", help="Instead: the collector's settings, for several logs.")
    ] = None,
    judging: Annotated[
        Path | None, typer.Option("--monitors", metavar="TOML", help="Settings of the monitors.")
    ] = None,
    directory: Annotated[
        Path | None, typer.Option(metavar="CSV", help="user,cidr,unit,...: who belongs where.")
    ] = None,
    units: Annotated[Path | None, typer.Option(metavar="CSV", help="unit,parent,people: the tree.")] = None,
    catalogue: Annotated[
        list[Path] | None, typer.Option(metavar="TOML", help="Your own hosts and tools.")
    ] = None,
    timezone: Annotated[str, typer.Option(metavar="IANA", help="Where the days begin; else UTC.")] = "",
    fewest_people: Annotated[
        int | None, typer.Option(min=5, help="Figures of fewer are never published or shown; else 10.")
    ] = None,
    hub: Annotated[Path | None, typer.Option(metavar="TOML", help="Settings of the hub.")] = None,
    watch: Annotated[
        Path | None,
        typer.Option(metavar="TOML", help="What to probe, and status pages; else watch.toml in --data."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Where the hub's pages are; else 8321.")
    ] = None,
    prefix: Annotated[str | None, typer.Option(help="Begins the names of all topics.")] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Kafka's data, the key and the database.")
    ] = None,
    heap: Annotated[int, typer.Option(min=128, help="Java heap of the broker in MB.")] = 512,
    level: Annotated[
        Literal["debug", "info", "warning", "error"], typer.Option("--log-level", help="What to say.")
    ] = "info",
) -> None:
    """Run everything on this machine: Kafka, a collector that follows your log, the monitors and the hub.

    A part that crashes is started again; nothing is lost or counted twice. Ctrl-C stops all in good order.
    HOLDFAST_KAFKA names a broker to use instead, HOLDFAST_DATABASE a PostgreSQL.
    """
    if (log is None) == (settings is None):
        stop(USAGE, "Name a log to follow, or the collector's settings with --settings: one of the two.")
    for file in (log, settings, judging, hub, watch, directory, units, *(catalogue or [])):
        if file is not None and file != log and not file.is_file():
            stop(NO_INPUT, f"There is no file {file}. Check the name.")
    told = Told(
        log=_absolute(log),
        settings=_absolute(settings),
        judging=_absolute(judging),
        directory=_absolute(directory),
        units=_absolute(units),
        catalogue=tuple(file.absolute() for file in catalogue or ()),
        timezone=timezone,
        fewest_people=fewest_people,
        hub=_absolute(hub),
        watch=_absolute(watch) or _watched_in(data or data_folder()),
        port=port,
        prefix=prefix,
        data=(data or data_folder()).absolute(),
        heap_mb=heap,
        level=level,
    )
    try:
        make_private(told.data)
    except OSError as error:
        stop(USAGE, f"{told.data} cannot be used ({error.strerror}). Name another folder with --data.")
    try:
        _check(parts_of(told, stated_address() or ANY_BROKER))
        with Board(level) as board:
            asyncio.run(_run(told, board))
    except BrokerFault as fault:
        stop(BAD_DATA if isinstance(fault, Unusable) else TRY_AGAIN_LATER, f"broker: {fault}")
    except PartFault as fault:
        stop(fault.status, str(fault))


def _check(parts: list[Part]) -> None:
    """Let every part look at its settings and files before anything is started.

    Stops with the words and the status of the first one that finds a fault.
    """
    checks = [
        subprocess.Popen(
            [*part.program, *part.arguments, "--check"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **part.environment},
        )
        for part in parts
    ]
    said = [check.communicate()[0].strip() for check in checks]
    for check, words in zip(checks, said, strict=True):
        if check.returncode:
            stop(check.returncode if check.returncode > 0 else TRY_AGAIN_LATER, words)


async def _run(told: Told, board: Board) -> None:
    """Run all parts until a signal asks for their end, or one of them cannot go on."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)

    def broker_says(state: State, sentence: str) -> None:
        board.report("broker", state, sentence)

    async with contextlib.AsyncExitStack() as stack:
        own: Broker | None = None
        if stated_address() is None:
            settings = Settings(told.data / "broker", heap_mb=told.heap_mb)
            starting = asyncio.ensure_future(stack.enter_async_context(Broker(settings, broker_says)))
            if not await _first(starting, asked):
                return
            own = starting.result()
            bootstrap = own.bootstrap
        else:
            bootstrap = await stack.enter_async_context(bootstrap_address(Settings(told.data), broker_says))
        parts = [Supervised(part, board.report, board.relay) for part in parts_of(told, bootstrap)]
        await run_together(parts, _reason_to_end(asked, own))


async def _reason_to_end(asked: asyncio.Event, own: Broker | None) -> None:
    """Return when our end is asked for; raises the fault of a broker that no restart can mend."""
    if own is None:
        await asked.wait()
        return
    broker = asyncio.create_task(own.wait())
    leaving = asyncio.create_task(asked.wait())
    tasks: set[asyncio.Task[Any]] = {broker, leaving}
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    if broker.done():
        broker.result()


async def _first(starting: "asyncio.Future[Broker]", asked: asyncio.Event) -> bool:
    """Whether it has started; False where its end was asked for before, and it has been ended then."""
    leaving = asyncio.create_task(asked.wait())
    both: set[asyncio.Future[Any]] = {starting, leaving}
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    if starting.done():
        return True
    starting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await starting
    return False


def parts_of(told: Told, bootstrap: str) -> list[Part]:
    """The parts, in the order in which they are started; the last is stopped first."""
    environment = {VARIABLE: bootstrap}
    if not os.environ.get(DATABASE, "").strip():
        environment[DATABASE] = sqlite_address(told.data / "judged.db")
    if not os.environ.get(HUB_DATABASE, "").strip():
        environment[HUB_DATABASE] = sqlite_address(told.data / "hub.db")
    if not os.environ.get(RECORDS_DATABASE, "").strip():
        environment[RECORDS_DATABASE] = sqlite_address(told.data / "records.db")
    shared = [*_option("--log-level", told.level), *_option("--timezone", told.timezone)]
    shared += [*_option("--prefix", told.prefix), *_option("--units", told.units)]
    for file in told.catalogue:
        shared += ["--catalogue", str(file)]
    collect = [*_option("--settings", told.settings), *_option("--directory", told.directory)]
    collect += ["--key", str(told.data / "pseudonyms.key")]
    if told.log is not None:
        collect += [str(told.log), "--source", SOURCE]
    few = _option("--fewest-people", told.fewest_people)
    show = [
        *_option("--settings", told.hub),
        *few,
        *([] if told.port is None else ["--port", str(told.port)]),
    ]
    judge = [*_option("--settings", told.judging), *few]
    parts = [
        Part("collector", ("collect", *collect, *shared), "following", environment),
        Part("monitors", ("monitors", *judge, *shared), "judging", environment),
        Part("hub", ("hub", *show, *shared), "showing", environment),
    ]
    if told.watch is not None:
        look = [*_option("--settings", told.watch), *_option("--log-level", told.level)]
        look += _option("--prefix", told.prefix)
        for file in told.catalogue:
            look += ["--catalogue", str(file)]
        parts.insert(1, Part("watch", ("watch", *look), "watching", environment))
    return parts


def _option(name: str, value: object) -> list[str]:
    """An option with its value, nothing where there is none."""
    return [name, str(value)] if value else []


def _watched_in(data: Path) -> Path | None:
    """The settings of a watch in the data folder, where somebody has put them there."""
    file = data.absolute() / WATCHED
    return file if file.is_file() else None


def _absolute(path: Path | None) -> Path | None:
    return None if path is None else path.absolute()
