"""`holdfast broker`: run one supervised Kafka node in the foreground."""

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import Annotated

import typer

from infra.broker.address import VARIABLE, stated_address
from infra.broker.faults import BrokerFault
from infra.broker.supervisor import Broker, Settings, State
from infra.folders import data_folder

app = typer.Typer(add_completion=False)

TRY_AGAIN_LATER = 75
"""sysexits.h, EX_TEMPFAIL: something outside has to change first."""


@app.command()
def broker(
    data: Annotated[
        Path | None, typer.Option(help="Data folder; default: one in the user's data folder.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, help="Port on 127.0.0.1; default: the folder's own, or a free one."),
    ] = None,
    heap: Annotated[int, typer.Option(min=128, help="Java heap in MB.")] = 512,
) -> None:
    """Run one Apache Kafka node on this machine until Ctrl-C or SIGTERM."""
    try:
        stated = stated_address()
        if stated is not None:
            typer.echo(f"broker: {VARIABLE} names {stated}, so none is started here.")
            return
        folder = data or data_folder() / "broker"
        asyncio.run(_serve(Settings(folder.absolute(), port, heap)))
    except BrokerFault as fault:
        typer.echo(f"broker: {fault}", err=True)
        raise typer.Exit(TRY_AGAIN_LATER) from None


async def _serve(settings: Settings) -> None:
    """Run the broker until a signal asks for its end, or it fails for good."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    serving = asyncio.create_task(_until_fault(settings))
    leaving = asyncio.create_task(asked.wait())
    await asyncio.wait({serving, leaving}, return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _until_fault(settings: Settings) -> None:
    """Run the broker; ends by cancellation, or by the fault that no restart can mend."""
    async with Broker(settings, _print) as running:
        await running.wait()


def _print(state: State, sentence: str) -> None:
    """One line for each change of state."""
    typer.echo(f"broker {state}: {sentence}")
