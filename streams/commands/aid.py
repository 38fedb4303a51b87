"""`holdfast aid`: the key of mutual aid, who is known, and the exchange of words with them."""

import asyncio
import random
import signal
import sys
import time
from pathlib import Path
from typing import Annotated, Literal

import structlog
import typer

from infra import logs
from infra.broker.address import stated_address
from infra.broker.faults import BrokerFault
from infra.exits import BAD_DATA, NO_INPUT, stop
from streams.adapters.topic_door import TopicDoor
from streams.aid.aid_metrics import AidMetrics
from streams.aid.exchange import Exchange
from streams.aid.keys import AidKeyError, make_key, public_text, read_key
from streams.aid.settings import AidSettings, Peer, checked, read_settings
from streams.contracts.topics import SIGNALS
from streams.settings import SettingsError

app = typer.Typer(add_completion=False, no_args_is_help=True)
key = typer.Typer(add_completion=False, no_args_is_help=True)
app.add_typer(key, name="key")

Settings = Annotated[Path, typer.Option("--settings", metavar="TOML", help="The settings of mutual aid.")]


@app.callback()
def aid() -> None:
    """Mutual aid: tell other organisations, word by word and without units, whether a platform fails."""


@key.callback()
def keys() -> None:
    """The key that signs what we say."""


@key.command("new")
def new(file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to keep it.")]) -> None:
    """Make a key; what is printed is its public half, which peers write into their settings."""
    try:
        typer.echo(make_key(file))
    except AidKeyError as error:
        stop(BAD_DATA, str(error))


@key.command("show")
def show(file: Annotated[Path, typer.Argument(metavar="FILE", help="Where it is kept.")]) -> None:
    """Print the public half of a key again."""
    try:
        typer.echo(public_text(read_key(file)))
    except AidKeyError as error:
        stop(BAD_DATA, str(error))


@app.command()
def peers(settings: Settings) -> None:
    """Who is known, and how they are heard; what we say of which platforms."""
    told = _read(settings)
    for peer in told.peers:
        typer.echo(f"{peer.known.name}: {_heard(peer, told)}")
    typer.echo(f"we, as {told.name}, say whether these fail: {', '.join(told.platforms) or 'none'}")
    typer.echo(f"and that nobody uses these: {', '.join(told.not_used) or 'none'}")


@app.command()
def exchange(
    settings: Settings,
    *,
    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        typer.Option("--log-level", help="What to say on standard error."),
    ] = "info",
) -> None:
    """Hear peers, check what they say, and pass it on to judgement, until asked to stop."""
    try:
        told = checked(_read(settings), stated_address())
    except (SettingsError, BrokerFault) as error:
        stop(BAD_DATA, str(error))
    logs.configure(level)
    try:
        asyncio.run(_exchange(told))
    except* OSError as faults:
        said = "; ".join(str(each) for each in faults.exceptions)
        stop(
            NO_INPUT,
            f"The exchange cannot begin: {said}. See that the files which the settings name can be read, and"
            " that metrics_port is free.",
        )


def _read(settings: Path) -> AidSettings:
    """The settings of the file, or the end of the command."""
    try:
        return read_settings(settings)
    except SettingsError as error:
        stop(BAD_DATA, str(error))
    except OSError as error:
        stop(NO_INPUT, f"{error.filename} cannot be read ({error.strerror}). Check the name.")


def _heard(peer: Peer, told: AidSettings) -> str:
    """How a peer is heard."""
    if peer.known.is_revoked:
        return "revoked; nothing of theirs is taken"
    shared = "" if told.topic is None else f"on the shared topic {told.topic.name}"
    asked = "" if peer.place is None else f"asked at {peer.place.url} every {told.every_seconds} s"
    return " and ".join(way for way in (asked, shared) if way) or "not heard: no url, and no shared topic"


async def _exchange(told: AidSettings) -> None:
    """Run the exchange until asked to stop. Raises OSError."""
    log, stopping = structlog.get_logger(), asyncio.Event()
    _stop_on_signals(stopping)

    async def pause(seconds: float) -> None:
        try:
            await asyncio.wait_for(stopping.wait(), seconds)
        except TimeoutError:
            return

    metrics = AidMetrics()
    if told.metrics_port is not None:
        port = metrics.serve(told.metrics_host, told.metrics_port)
        log.info("metrics", url=f"http://{told.metrics_host}:{port}/metrics")
    async with TopicDoor(told.broker, told.topic_prefix, SIGNALS) as door:
        log.info("exchange", peers=[each.known.name for each in told.peers])
        await Exchange(
            settings=told,
            door=door,
            metrics=metrics,
            now_ms=lambda: time.time_ns() // 1_000_000,
            chance=random.random,
            pause=pause,
            stopping=stopping,
        ).run()
    log.info("ended")


def _stop_on_signals(stopping: asyncio.Event) -> None:
    """SIGTERM and Ctrl-C end the exchange in good order."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))
        else:
            loop.add_signal_handler(number, stopping.set)
