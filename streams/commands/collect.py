"""`holdfast collect`: follow proxy logs and send their evidence to Kafka, until asked to stop."""

import asyncio
import random
import signal
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

import structlog
import typer

from infra import logs
from infra.broker.address import stated_address
from infra.broker.faults import BrokerFault
from infra.exits import BAD_DATA, INTERNAL, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from infra.folders import cache_folder, data_folder, make_private
from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.collector_metrics import CollectorMetrics
from streams.adapters.directory_files import DirectoryError, load_directory
from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.key_file import KeyFileError, read_or_create_keys
from streams.adapters.topics import TopicMismatch, create_topics
from streams.collector import PATIENCE_SECONDS, SourceCollector
from streams.collector_parts import Ending, Equipment
from streams.formats.options import FormatError, FormatOptions
from streams.formats.registry import AUTO, format_options, stated_logformat
from streams.reading import Recipe
from streams.settings import CollectorSettings, SettingsError, Source, checked, read_settings
from streams.workers import Workers

app = typer.Typer(add_completion=False)

EXIT_CODES: Final[dict[Ending, int]] = {
    "done": 0,
    "stopped": BAD_DATA,
    "missing": NO_INPUT,
    "refused": TRY_AGAIN_LATER,
    "away": TRY_AGAIN_LATER,
    "broken": INTERNAL,
}
"""Of several sources, the one that ended worst gives the exit code, in this order."""

RETRY_SECONDS = 2.0
LOOK_SECONDS = 10.0

Pause = Callable[[float], Awaitable[None]]

ONE, ALL, LOG = "One log, without a settings file", "The collector", "How the log is read"


@app.command()
def collect(
    *,
    log: Annotated[
        Path | None, typer.Argument(metavar="[LOG]", help="The log to follow, with its rotated parts.")
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option(metavar="TOML", help="Settings with one or more sources.", rich_help_panel=ALL),
    ] = None,
    source: Annotated[
        str, typer.Option(metavar="NAME", help="What the log is called on Kafka.", rich_help_panel=ONE)
    ] = "",
    site: Annotated[
        str, typer.Option(metavar="NAME", help="Where its proxy stands.", rich_help_panel=ONE)
    ] = "",
    log_format: Annotated[
        str, typer.Option("--format", help="The log's format; auto looks at it.", rich_help_panel=LOG)
    ] = AUTO,
    logformat: Annotated[
        str | None, typer.Option(help="Squid's logformat string, for squid-logformat.", rich_help_panel=LOG)
    ] = None,
    fields: Annotated[
        Path | None,
        typer.Option(metavar="TOML", help="Describes a jsonl or delimited log.", rich_help_panel=LOG),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="IANA", help="For stamps without a zone.", rich_help_panel=LOG)
    ] = None,
    broker: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Kafka; HOLDFAST_KAFKA wins.", rich_help_panel=ALL)
    ] = "",
    prefix: Annotated[
        str | None, typer.Option(help="Begins the names of all topics.", rich_help_panel=ALL)
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Pseudonym key; made if it is not there.", rich_help_panel=ALL),
    ] = None,
    directory: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="user,cidr,unit,...: who belongs where.", rich_help_panel=ALL),
    ] = None,
    units: Annotated[
        Path | None, typer.Option(metavar="CSV", help="unit,parent,people: the tree.", rich_help_panel=ALL)
    ] = None,
    catalogue: Annotated[
        list[Path] | None,
        typer.Option(metavar="TOML", help="Your own hosts and tools.", rich_help_panel=ALL),
    ] = None,
    metrics_port: Annotated[
        int | None,
        typer.Option(min=0, max=65_535, help="Show /metrics on 127.0.0.1.", rich_help_panel=ALL),
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, help="Processes that catch up.", rich_help_panel=ALL)
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Read to the end of what is there, then stop.", rich_help_panel=ALL)
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="See that settings and files are right, then stop.", rich_help_panel=ALL
        ),
    ] = False,
    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        typer.Option("--log-level", help="What to say on standard error.", rich_help_panel=ALL),
    ] = "info",
) -> None:
    """Follow proxy logs and send their evidence to Kafka. kill -9 at any moment loses and doubles nothing."""
    try:
        if settings is None:
            options = format_options(timezone=timezone, logformat=stated_logformat(logformat), fields=fields)
            stated = CollectorSettings((_single(log, source, site, log_format, options),), broker)
            stated = replace(stated, timezone=options.timezone)
        else:
            stated = _from_file(settings, log, source)
        stated = replace(
            stated,
            broker=broker or stated.broker,
            topic_prefix=stated.topic_prefix if prefix is None else prefix,
            key_file=key or stated.key_file,
            directory=directory or stated.directory,
            units=units or stated.units,
            catalogue=tuple(catalogue or stated.catalogue),
            metrics_port=stated.metrics_port if metrics_port is None else metrics_port,
            processes=processes or stated.processes,
        )
        told = checked(stated, stated_address())
        recipe = _recipe(told)
    except (SettingsError, FormatError, BrokerFault) as error:
        stop(USAGE if settings is None else BAD_DATA, str(error))
    except (AdditionsError, DirectoryError, KeyFileError) as error:
        stop(BAD_DATA, str(error))
    except FileNotFoundError as error:
        stop(NO_INPUT, f"There is no file {error.filename}. Check the name.")
    except OSError as error:
        stop(NO_INPUT, f"{error.filename} cannot be used ({error.strerror}). Name a file this user may read.")
    if check:
        return
    logs.configure(level)
    endings = asyncio.run(_collect(told, recipe, once=once))
    worst = max(endings, key=list(EXIT_CODES).index)
    if worst == "missing":
        stop(NO_INPUT, "There is no readable log. Check its name, and that this user may read it.")
    raise typer.Exit(EXIT_CODES[worst])


def _single(log: Path | None, name: str, site: str, log_format: str, options: FormatOptions) -> Source:
    """The one source of a command line without settings."""
    if log is None:
        raise SettingsError("Name a log to follow, or a settings file with --settings.")
    if not name:
        raise SettingsError(
            "Give the log a name with --source; its position and its evidence are kept under it."
        )
    return Source(name, log.absolute(), log_format, options, site)


def _from_file(settings: Path, log: Path | None, name: str) -> CollectorSettings:
    """The settings of a file, which names all logs."""
    if log is not None or name:
        raise SettingsError("Name the log either here or in the settings file, not in both.")
    return read_settings(settings)


def _recipe(told: CollectorSettings) -> Recipe:
    """Catalogue, directory and key, for any format."""
    key_file = told.key_file or data_folder() / "pseudonyms.key"
    make_private(key_file.parent)
    return Recipe(
        format_name="",
        options=FormatOptions(),
        catalogue=load_catalogue(told.catalogue),
        directory=load_directory(told.directory, told.units, ZoneInfo(told.timezone)),
        pseudonyms=read_or_create_keys(key_file)[-1],
        cache=cache_folder(),
    )


async def _collect(told: CollectorSettings, recipe: Recipe, *, once: bool) -> list[Ending]:
    """Collect every source; returns how each ended."""
    log = structlog.get_logger()
    stopping = asyncio.Event()
    _stop_on_signals(stopping)

    async def pause(seconds: float) -> None:
        try:
            await asyncio.wait_for(stopping.wait(), seconds)
        except TimeoutError:
            return

    figures = CollectorMetrics()
    if told.metrics_port is not None:
        try:
            port = figures.serve(told.metrics_host, told.metrics_port)
        except OSError as error:
            log.critical(
                "no-metrics", port=told.metrics_port, error=str(error), advice="choose another metrics_port"
            )
            return ["refused"]
        log.info("metrics", url=f"http://{told.metrics_host}:{port}/metrics")
    if ended := await _topics(told, stopping, pause, once=once):
        return [ended]
    workers = Workers(recipe, told.processes)
    equipment = Equipment(
        recipe=recipe,
        metrics=figures,
        stopping=stopping,
        clock_ms=lambda: time.time_ns() // 1_000_000,
        monotonic=time.monotonic,
        pause=pause,
        chance=random.Random(),  # noqa: S311 (it only spreads retries)
        workers=workers,
        once=once,
    )
    resting = asyncio.create_task(_rest(workers))
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_one(source, told, equipment)) for source in told.sources]
    finally:
        resting.cancel()
        workers.close()
    endings = [task.result() for task in tasks]
    log.info("ended", **{source.name: end for source, end in zip(told.sources, endings, strict=True)})
    return endings


async def _one(source: Source, told: CollectorSettings, equipment: Equipment) -> Ending:
    """Collect one source with a writer of its own, which shuts out any other collector of that source.

    After a fault of our own the whole process ends, so that its supervisor sees it and starts it again;
    the other sources commit what they have read first.
    """
    evidence = KafkaEvidenceLog(told.broker, f"collector.{source.name}", prefix=told.topic_prefix)
    try:
        return await SourceCollector(source, evidence, equipment).run()
    except Exception as error:  # noqa: BLE001 (whatever it is must be said with its source, and end us)
        structlog.get_logger().critical(
            "broken",
            source=source.name,
            error=type(error).__name__,  # the message may quote a line of the log
            where="".join(traceback.format_tb(error.__traceback__)),
            advice="this is a fault of Holdfast, please report it; all sources stop, and nothing is lost",
        )
        equipment.stopping.set()
        return "broken"
    finally:
        await evidence.close()


async def _topics(
    told: CollectorSettings, stopping: asyncio.Event, pause: Pause, *, once: bool
) -> Ending | None:
    """Create the topics that are missing, waiting for Kafka where it is away; how it ended, if it did."""
    log = structlog.get_logger()
    began_at = time.monotonic()
    is_said = False
    while not stopping.is_set():
        try:
            await create_topics(told.broker, told.topic_prefix)
        except (TopicMismatch, LogRefused) as error:
            log.critical("topics", error=str(error))
            return "refused"
        except LogUnavailable as error:
            if once and time.monotonic() - began_at > PATIENCE_SECONDS:
                log.critical("away", error=str(error), advice="start Kafka, then try again")
                return "away"
            if not is_said:
                log.warning("away", error=str(error), advice="it goes on when Kafka is there")
            is_said = True
            await pause(RETRY_SECONDS)
        else:
            return None
    return "done"


async def _rest(workers: Workers) -> None:
    """Let worker processes go when there is nothing to catch up with."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        await asyncio.to_thread(workers.rest, time.monotonic())


def _stop_on_signals(stopping: asyncio.Event) -> None:
    """SIGTERM and Ctrl-C end the work in good order: what was read is committed."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))
        else:
            loop.add_signal_handler(number, stopping.set)
