"""`holdfast demo`: broker, simulated organisation and collector together, and a snapshot of the same log."""

import asyncio
import contextlib
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.demo.children import ChildFault, environment
from api.demo.story import Story, Telling
from infra.broker.faults import BrokerFault
from infra.exits import INTERNAL, TRY_AGAIN_LATER, USAGE, stop
from streams.adapters.evidence_log import LogRefused, LogUnavailable

app = typer.Typer(add_completion=False)

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended: 128 + SIGINT."""


@app.command()
def demo(
    *,
    seconds: Annotated[
        float, typer.Option(min=5, help="How long to watch usage arrive before it ends by itself.")
    ] = 60.0,
    forever: Annotated[bool, typer.Option("--forever", help="Watch until Ctrl-C instead.")] = False,
    folder: Annotated[
        Path | None,
        typer.Option(help="An empty folder for log, key and report; default: a new temporary one."),
    ] = None,
    people: Annotated[int, typer.Option(min=60, help="People in the simulated organisation.")] = 400,
    rate: Annotated[float, typer.Option(min=1, max=2000, help="Log lines a second.")] = 60.0,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another organisation.")] = 1,
) -> None:
    """See Holdfast work on this machine: everybody in it is invented, and nothing leaves it.

    A Kafka of its own starts (never the one that HOLDFAST_KAFKA names), a simulated organisation writes a
    proxy's log, a collector follows it, and usage arrives. Then the sums are checked against what the
    simulation knows, and the same log becomes a report. Ctrl-C ends the watching; a second one ends it all.
    """
    place = _place(folder)
    console = Console()
    story = Story(Telling(None if forever else seconds, people, rate, seed), place, console)
    try:
        asyncio.run(_tell(story))
    except asyncio.CancelledError:
        stop(INTERRUPTED, f"Stopped. Nothing is left running; what was written is in {place}.")
    except (BrokerFault, LogUnavailable) as fault:
        stop(TRY_AGAIN_LATER, str(fault))
    except (ChildFault, LogRefused) as fault:
        stop(INTERNAL, f"{fault}\nWhat was written is in {place}.")
    finally:
        shutil.rmtree(place / "broker", ignore_errors=True)
    _report(story, console)
    if not story.sums_agree:
        stop(INTERNAL, "The sums do not agree. That must not happen: please report it with the log's folder.")
    console.print(
        f"\nThat was Holdfast. Open the report:  {story.report.as_uri()}\n"
        "Your own log, with no services:      holdfast snapshot access.log --html report.html\n",
        highlight=False,
        soft_wrap=True,
    )


async def _tell(story: Story) -> None:
    """Tell the story; the first Ctrl-C ends the watching, any other signal ends everything."""
    loop, telling = asyncio.get_running_loop(), asyncio.current_task()

    def interrupt() -> None:
        if not story.enough() and telling is not None:
            telling.cancel()

    loop.add_signal_handler(signal.SIGINT, interrupt)
    if telling is not None:
        loop.add_signal_handler(signal.SIGTERM, telling.cancel)
    await story.tell()


def _place(folder: Path | None) -> Path:
    """The folder to use, made and empty."""
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="holdfast-demo-"))
    with contextlib.suppress(FileExistsError):
        folder.mkdir(parents=True)
    if not folder.is_dir() or any(folder.iterdir()):
        stop(USAGE, f"{folder} is not an empty folder. Name one that is empty or does not exist yet.")
    return folder.absolute()


def _report(story: Story, console: Console) -> None:
    """Make a snapshot of the same log, as anybody would, on the same terminal."""
    story.step("Snapshot", "The same log, read once more by `holdfast snapshot`, which needs none of this.")
    command = [sys.executable, "-c", "from infra.cli import main; main()", "snapshot", str(story.log)]
    command += ["--directory", str(story.directory), "--units", str(story.units), "--key", str(story.key)]
    command += ["--timezone", story.timezone, "--html", str(story.report)]
    console.file.flush()
    done = subprocess.run(command, env=environment(), check=False)
    if done.returncode != 0:
        stop(done.returncode, "The snapshot failed; its own words stand above.")
