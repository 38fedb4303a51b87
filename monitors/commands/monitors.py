"""`holdfast monitors`: one worker that judges the evidence on Kafka, until asked to stop."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import structlog
import typer
from aiokafka.errors import OffsetOutOfRangeError
from faust.contrib.asgi import faust_app_running
from faust.types import TP
from sqlalchemy import URL

from infra import logs
from infra.broker.address import stated_address
from infra.broker.faults import BrokerFault
from infra.exits import BAD_DATA, INTERNAL, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from infra.service_options import Broker, MetricsPort, OwnCatalogue, Prefix, Timezone
from monitors.adapters.database import stated_url
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.adapters.sql_store import SqlStore, opened_store
from monitors.adapters.tool_rules_file import ToolRulesError
from monitors.adapters.transport import send_acknowledged
from monitors.app import MonitorsApp, create_app
from monitors.commands.folding import Folding
from monitors.commands.known import Known
from monitors.commands.noticing import ways_to_people
from monitors.domain.withholding import LOWEST_K
from monitors.incident_lines import IncidentLines
from monitors.lane_parts import Ending
from monitors.notice_routes import Route
from monitors.settings import MonitorSettings, checked, read_settings
from monitors.store import Store, StoreFull, StoreUnavailable, StoreUnusable
from monitors.worker import Surroundings, Worker
from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.directory_files import DirectoryError
from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.topics import TopicMismatch, create_topics
from streams.settings import SettingsError

app = typer.Typer(add_completion=False)

T = TypeVar("T")

EXIT_CODES: Final[dict[Ending, int]] = {
    "done": 0,
    "overtaken": TRY_AGAIN_LATER,
    "moved": TRY_AGAIN_LATER,
    "away": TRY_AGAIN_LATER,
    "unusable": BAD_DATA,
    "broken": INTERNAL,
}
"""A supervisor starts the worker again after 70 and 75; after 65 somebody has to act first."""

RETRY_SECONDS: Final = 2.0
STOP_SECONDS: Final = 15.0
"""Faust may take so long to leave its group; a supervisor waits for 20."""


@app.command()
def monitors(
    *,
    settings: Annotated[
        Path | None, typer.Option(metavar="TOML", help="Settings; see infra/monitors.example.toml.")
    ] = None,
    broker: Broker = "",
    prefix: Prefix = None,
    catalogue: OwnCatalogue = None,
    timezone: Timezone = None,
    units: Annotated[
        Path | None, typer.Option(metavar="CSV", help="How many people each unit has: unit,parent,people.")
    ] = None,
    fewest_people: Annotated[
        int | None, typer.Option(min=LOWEST_K, help="Figures of fewer are told nowhere; else 10.")
    ] = None,
    tool_rules: Annotated[
        Path | None, typer.Option(metavar="TOML", help="Your rules, which tool for what.")
    ] = None,
    metrics_port: MetricsPort = None,
    check: Annotated[
        bool, typer.Option("--check", help="See that settings and files are right, then stop.")
    ] = False,
    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        typer.Option("--log-level", help="What to say on standard error."),
    ] = "info",
) -> None:
    """Judge the evidence on Kafka: usage, outages, and whose fault they are.

    HOLDFAST_DATABASE names a PostgreSQL that several workers share; without it one worker keeps a file.
    kill -9 at any moment loses and doubles nothing.
    """
    try:
        stated = read_settings(settings) if settings else MonitorSettings()
        told = checked(
            replace(
                stated,
                broker=broker or stated.broker,
                topic_prefix=stated.topic_prefix if prefix is None else prefix,
                catalogue=tuple(catalogue or stated.catalogue),
                timezone=timezone or stated.timezone,
                units=units or stated.units,
                fewest_people=fewest_people or stated.fewest_people,
                tool_rules=tool_rules or stated.tool_rules,
                metrics_port=stated.metrics_port if metrics_port is None else metrics_port,
            ),
            stated_address(),
        )
        known = Known.of(told)
        database = stated_url()
    except (SettingsError, BrokerFault) as error:
        stop(USAGE if settings is None else BAD_DATA, str(error))
    except (AdditionsError, DirectoryError, ToolRulesError, StoreUnusable) as error:
        stop(BAD_DATA, str(error))
    except FileNotFoundError as error:
        stop(NO_INPUT, f"There is no file {error.filename}. Check the name.")
    except OSError as error:
        stop(NO_INPUT, f"{error.filename} cannot be used ({error.strerror}). Name a file this user may read.")
    if check:
        return
    logs.configure(level)
    logs.hear_libraries(("faust", "mode"))
    try:
        ending = asyncio.run(_work(told, database, known))
    except StoreUnusable as error:
        stop(BAD_DATA, str(error))
    except (TopicMismatch, LogRefused, SettingsError) as error:
        stop(BAD_DATA, str(error))
    raise typer.Exit(EXIT_CODES[ending])


async def _work(told: MonitorSettings, database: URL, known: Known) -> Ending:
    """Wait for the database and for Kafka, then judge until asked to stop.

    Raises StoreUnusable, TopicMismatch, LogRefused, and SettingsError for a route that cannot be used.
    """
    stopping = asyncio.Event()
    _stop_on_signals(stopping)
    metrics = MonitorMetrics()
    if not _show(metrics, told):
        return "away"
    with ExitStack() as open_until_the_end:
        store: SqlStore | None = await _patiently(
            lambda: asyncio.to_thread(open_until_the_end.enter_context, opened_store(database)), stopping
        )
        if store is None:
            return "done"
        await _patiently(lambda: create_topics(told.broker, told.topic_prefix), stopping)
        if stopping.is_set():
            return "done"
        async with ways_to_people(told, known, store, wall_clock_ms) as routes:
            return await _judge(told, store, known, metrics, stopping, routes)


async def _judge(  # noqa: PLR0917 (what was opened for it, one by one)
    told: MonitorSettings,
    store: Store,
    known: Known,
    metrics: MonitorMetrics,
    stopping: asyncio.Event,
    routes: Sequence[Route],
) -> Ending:
    """Run the application until it is asked to stop, or has to."""

    async def progress(tp: TP) -> tuple[int, int] | None:
        end: int | None = faust_app.consumer.highwater(
            tp
        )  # Faust says int; before the first fetch it is None
        position = await faust_app.consumer.position(tp)
        return None if end is None or position is None else (position, end)

    async def send(topic: str, key: bytes, value: bytes) -> None:
        await send_acknowledged(faust_app, told.topic_prefix + topic, key, value)

    lines = IncidentLines(known.names, wall_clock_ms, time.monotonic, told.fewest_people)
    folding = Folding(told, known, store, metrics, wall_clock_ms)
    around = Surroundings(
        store, metrics, folding.fold_for, progress, send, lines.landed, wall_clock_ms, routes
    )
    worker = Worker(told, around)
    faust_app = create_app(told, worker)
    try:
        async with faust_app_running(faust_app, stop_timeout=STOP_SECONDS):
            await _until_the_end(faust_app, worker, stopping)
            if worker.ending == "broken":
                os._exit(EXIT_CODES["broken"])  # nothing of ours is to be trusted, an orderly end either
            await worker.close()
    except TimeoutError:
        structlog.get_logger().warning("stopped-late", advice="Faust did not leave its group in time")
        os._exit(EXIT_CODES[worker.ending])
    return worker.ending


async def _until_the_end(faust_app: MonitorsApp, worker: Worker, stopping: asyncio.Event) -> None:
    """Return once there is a reason to end, which `worker.ending` then names."""
    waits = {
        asyncio.create_task(stopping.wait(), name="asked to stop"),
        asyncio.create_task(worker.ended.wait(), name="the worker"),
        asyncio.create_task(faust_app.wait_until_stopped(), name="Faust"),
        asyncio.create_task(worker.relay.run(), name="the relay"),
        asyncio.create_task(worker.sending.run(), name="whoever sends notices"),
    }
    ended, running = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for task in running:
        task.cancel()
    for task in ended:
        if task.get_name() == "asked to stop":
            worker.end("done", "asked to stop")
        elif error := task.exception() or faust_app.crash_reason:
            worker.end(_ending_of(error), task.get_name(), error)


def _ending_of(error: BaseException) -> Ending:
    """What an error means that ended Faust, the relay or whoever sends notices."""
    if isinstance(error, OffsetOutOfRangeError):
        return "moved"
    return "unusable" if isinstance(error, StoreUnusable) else "broken"


def _show(metrics: MonitorMetrics, told: MonitorSettings) -> bool:
    """Show the figures, where a port is named; whether that went well."""
    if told.metrics_port is None:
        return True
    log = structlog.get_logger()
    try:
        port = metrics.serve(told.metrics_host, told.metrics_port)
    except OSError as error:
        log.critical("no-metrics", port=told.metrics_port, error=str(error), advice="choose another port")
        return False
    log.info("metrics", url=f"http://{told.metrics_host}:{port}/metrics")
    return True


async def _patiently(attempt: Callable[[], Awaitable[T]], stopping: asyncio.Event) -> T | None:
    """Try until it goes well; None where we are asked to stop before. What is away is said once."""
    is_said = False
    while not stopping.is_set():
        try:
            return await attempt()
        except (StoreUnavailable, StoreFull, LogUnavailable) as fault:
            if not is_said:
                structlog.get_logger().warning("away", why=str(fault), advice="it goes on when that is there")
            is_said = True
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), RETRY_SECONDS)
    return None


def _stop_on_signals(stopping: asyncio.Event) -> None:
    """SIGTERM and Ctrl-C end the work in good order."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))
        else:
            loop.add_signal_handler(number, stopping.set)


def wall_clock_ms() -> int:
    """Wall time in Unix milliseconds."""
    return time.time_ns() // 1_000_000
