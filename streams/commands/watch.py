"""`holdfast watch`: read vendors' status pages and probe their hosts, until asked to stop."""

import asyncio
import contextlib
import random
import signal
import ssl
import sys
import time
import traceback
from pathlib import Path
from typing import Annotated, Literal

import structlog
import typer

from infra import logs
from infra.broker.address import stated_address
from infra.broker.faults import BrokerFault
from infra.exits import BAD_DATA, INTERNAL, NO_INPUT, TRY_AGAIN_LATER, stop
from infra.service_options import Broker, MetricsPort, OwnCatalogue, Prefix
from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.evidence_log import EvidenceLog, LogRefused, LogUnavailable
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import TopicMismatch, create_topics
from streams.contracts.positions import UnreadablePositionError
from streams.settings import SettingsError
from streams.watch.adapters.page_client import PageClient
from streams.watch.adapters.trier import Trier
from streams.watch.adapters.watch_metrics import WatchMetrics
from streams.watch.clocks import Clocks
from streams.watch.domain.watchdog import Watchdog
from streams.watch.memory import Memory
from streams.watch.outbox import Outbox
from streams.watch.pages import PageReader
from streams.watch.prober import Prober
from streams.watch.settings import Stated, WatchSettings, read_watch_settings

app = typer.Typer(add_completion=False)

RETRY_SECONDS = 2.0

LAST_COMMIT_SECONDS = 10.0
"""At the end, what waits may take so long to reach Kafka; whoever asked for the end waits for little more."""


@app.command()
def watch(
    *,
    settings: Annotated[Path, typer.Option(metavar="TOML", help="What to watch, and who asks.")],
    broker: Broker = "",
    prefix: Prefix = None,
    catalogue: OwnCatalogue = None,
    metrics_port: MetricsPort = None,
    check: Annotated[
        bool, typer.Option("--check", help="See that settings and files are right, then stop.")
    ] = False,
    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        typer.Option("--log-level", help="What to say on standard error."),
    ] = "info",
) -> None:
    """Read vendors' status pages and probe their hosts, politely, and send what is found to Kafka.

    A failed probe accuses a platform only while control sites answer.
    """
    try:
        stated = Stated(stated_address() or broker, prefix, tuple(catalogue or ()), metrics_port)
        told = read_watch_settings(settings, stated)
        trusted = _trusted(told)
    except (SettingsError, AdditionsError, BrokerFault) as error:
        stop(BAD_DATA, str(error))
    except FileNotFoundError as error:
        stop(NO_INPUT, f"There is no file {error.filename}. Check the name.")
    except OSError as error:
        stop(NO_INPUT, f"{error.filename} cannot be used ({error.strerror}). Name a file this user may read.")
    if not told.pages.pages and not told.probes.targets:
        stop(BAD_DATA, f"{settings} names nothing to watch; write [status_pages] or [probes] platforms")
    if check:
        return
    logs.configure(level)
    raise typer.Exit(asyncio.run(_watch(told, trusted)))


def _trusted(told: WatchSettings) -> ssl.SSLContext:
    """The certificates that are trusted: the machine's, and the organisation's own."""
    context = ssl.create_default_context()
    if told.ca_file is not None:
        try:
            context.load_verify_locations(told.ca_file)
        except ssl.SSLError as error:
            raise SettingsError(f"{told.ca_file} holds no certificates in PEM form") from error
        except FileNotFoundError as error:
            raise FileNotFoundError(error.errno, error.strerror, str(told.ca_file)) from error
    return context


async def _watch(told: WatchSettings, trusted: ssl.SSLContext) -> int:
    """Watch until a signal asks for the end; the exit status."""
    log = structlog.get_logger()
    ending = asyncio.Event()
    _end_on_signals(ending)
    figures = WatchMetrics()
    if told.metrics_port is not None:
        try:
            port = figures.serve(told.metrics_host, told.metrics_port)
        except OSError as error:
            log.critical("no-metrics", port=told.metrics_port, error=str(error), advice="choose another port")
            return TRY_AGAIN_LATER
        log.info("metrics", url=f"http://{told.metrics_host}:{port}/metrics")
    evidence = KafkaEvidenceLog(told.broker, f"watch.{told.name}", prefix=told.topic_prefix)
    try:
        if not await _topics(told, ending):
            return 0
        await _work(told, trusted, evidence, figures, ending)
    except (LogRefused, TopicMismatch, UnreadablePositionError) as error:
        log.critical("stopped", error=str(error))
        return TRY_AGAIN_LATER if isinstance(error, LogRefused) else BAD_DATA
    except Exception as error:  # noqa: BLE001 (whatever it is must be said without quoting what was fetched)
        log.critical(
            "broken",
            error=type(error).__name__,
            where="".join(traceback.format_tb(error.__traceback__)),
            advice="this is a fault of Holdfast, please report it",
        )
        return INTERNAL
    finally:
        await evidence.close()
    log.info("ended")
    return 0


async def _work(
    told: WatchSettings,
    trusted: ssl.SSLContext,
    evidence: EvidenceLog,
    figures: WatchMetrics,
    ending: asyncio.Event,
) -> None:
    """Pages and probes side by side, until the end is asked for; what waits is sent then."""

    async def pause(seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), seconds)

    chance = random.Random()  # noqa: S311 (it only spreads work and retries)
    clocks = Clocks(_now_ms, time.monotonic, asyncio.sleep, chance)
    outbox = Outbox(told.name, evidence, figures, clock_ms=_now_ms, pause=pause, chance=chance)
    beginning = asyncio.create_task(outbox.begin())
    if not await _before(beginning, ending):
        return
    known = beginning.result()
    watchdog = Watchdog(answered=set(known.answered))
    way = told.proxy if told.probes.through_proxy else None
    trier = Trier(
        told.contact,
        told.probes.timeout_seconds,
        trusted,
        resolvers=told.probes.resolvers,
        proxy=way,
        clock_ms=_now_ms,
    )
    prober = Prober(
        told.probes, trier, outbox, figures=figures, watchdog=watchdog, clocks=clocks, source=told.name
    )
    async with PageClient(told.contact, told.pages.timeout_seconds, told.proxy, trusted) as client:
        pages = PageReader(told.pages, client, outbox, figures=figures, clocks=clocks, source=told.name)
        pages.remember(known.pages)
        outbox.memory = lambda: Memory(pages=dict(pages.remembered), answered=sorted(watchdog.answered))
        structlog.get_logger().info(
            "watching",
            pages=len(told.pages.pages),
            probed=len(told.probes.targets),
            hosts=sum(len(targets) for targets in told.probes.targets.values()),
        )
        watching = [asyncio.create_task(outbox.run(ending=ending))]
        if told.pages.pages:
            watching.append(asyncio.create_task(pages.run()))
        if told.probes.targets:
            watching.append(asyncio.create_task(prober.run()))
        await _together(watching, ending)


async def _together(watching: "list[asyncio.Task[None]]", ending: asyncio.Event) -> None:
    """Until the end is asked for or one of them fails; the outbox, the first, may end in good order."""
    asked = asyncio.create_task(ending.wait())
    await asyncio.wait({asked, *watching}, return_when=asyncio.FIRST_COMPLETED)
    ending.set()
    for task in watching[1:]:
        task.cancel()
    await asyncio.wait(watching[:1], timeout=LAST_COMMIT_SECONDS)
    watching[0].cancel()
    for fault in await asyncio.gather(*watching, asked, return_exceptions=True):
        if isinstance(fault, Exception):
            raise fault


async def _topics(told: WatchSettings, ending: asyncio.Event) -> bool:
    """Create the topics that are missing, waiting for Kafka where it is away; False where we are to end."""
    is_said = False
    while not ending.is_set():
        try:
            await create_topics(told.broker, told.topic_prefix)
        except LogUnavailable as error:
            if not is_said:
                structlog.get_logger().warning(
                    "away", error=str(error), advice="watching begins when Kafka is there"
                )
            is_said = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), RETRY_SECONDS)
        else:
            return True
    return False


async def _before(task: "asyncio.Task[Memory]", ending: asyncio.Event) -> bool:
    """Whether a task ended before our end was asked for; it is cancelled where it did not."""
    asked = asyncio.create_task(ending.wait())
    await asyncio.wait({asked, task}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
        return False
    return True


def _now_ms() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


def _end_on_signals(ending: asyncio.Event) -> None:
    """SIGTERM and Ctrl-C end the work in good order."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(ending.set))
        else:
            loop.add_signal_handler(number, ending.set)
