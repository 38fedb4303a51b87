"""`holdfast demo`: two weeks of history, an outage live, and a snapshot of the same log."""

import asyncio
import contextlib
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.demo.children import ChildFault, environment
from api.demo.proxy import Organisation
from api.demo.story import Story, Watching
from infra.broker.faults import BrokerFault
from infra.exits import INTERNAL, TRY_AGAIN_LATER, USAGE, stop
from infra.logs import libraries_into
from streams.adapters.evidence_log import LogRefused, LogUnavailable

app = typer.Typer(add_completion=False)

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended: 128 + SIGINT."""


@app.command()
def demo(
    *,
    seconds: Annotated[
        float | None,
        typer.Option(min=5, help="How long to watch the live part."),
    ] = None,
    forever: Annotated[
        bool,
        typer.Option("--forever", help="Watch until Ctrl-C, as on a terminal; else until Facebook recovers."),
    ] = False,
    days: Annotated[float, typer.Option(min=0.01, max=60, help="How much history is played first.")] = 14.0,
    folder: Annotated[
        Path | None,
        typer.Option(help="An empty folder for log, database, key and report; default: a new temporary one."),
    ] = None,
    people: Annotated[int, typer.Option(min=60, help="People in the simulated organisation.")] = 400,
    rate: Annotated[float, typer.Option(min=1, max=2000, help="Log lines a second of the live part.")] = 20.0,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another organisation.")] = 1,
) -> None:
    """See Holdfast work on this machine: everybody in it is invented, and nothing leaves it.

    A Kafka of its own starts (never the one that HOLDFAST_KAFKA names), a simulated organisation writes two
    weeks of a proxy's log, a collector and monitors make history of them. Then the log goes on live, a
    platform breaks, and you see what is judged of it, here and on the hub's pages. At last all sums are
    checked against what the simulation knows, and the same log becomes a report. Ctrl-C ends the watching; a
    second one ends it all.
    """
    place = _place(folder)
    console = Console()
    organisation = Organisation(people, rate, seed, timedelta(days=days))
    is_open = forever or (seconds is None and console.is_terminal)
    story = Story(Watching(None if is_open else seconds, is_open), organisation, place, console)
    try:
        with libraries_into(place / "libraries.txt"):
            asyncio.run(_tell(story))
    except asyncio.CancelledError:
        stop(INTERRUPTED, f"Stopped. Nothing is left running; what was written is in {place}.")
    except (BrokerFault, LogUnavailable) as fault:
        stop(TRY_AGAIN_LATER, str(fault))
    except (ChildFault, LogRefused) as fault:
        stop(INTERNAL, f"{fault}\nWhat was written is in {place}.")
    except OSError as error:
        stop(TRY_AGAIN_LATER, _unusable(place, error))
    finally:
        shutil.rmtree(place / "broker", ignore_errors=True)
    _report(story, console)
    if not story.sums_agree:
        stop(INTERNAL, "The sums do not agree. That must not happen: please report it with the log's folder.")
    console.print(
        f"\nThat was Holdfast. Open the report:  {story.report.as_uri()}\n"
        f"Your own log, with no services:      {_how_called()} snapshot access.log --html report.html\n",
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


def _how_called() -> str:
    """How this `holdfast` can be called again: by name where that finds it, else by its path."""
    called = Path(sys.argv[0])
    if called.name != "holdfast" or shutil.which("holdfast") == str(called.absolute()):
        return "holdfast"
    with contextlib.suppress(ValueError):
        return str(called.absolute().relative_to(Path.cwd()))
    return str(called.absolute())


def _unusable(place: Path, error: OSError) -> str:
    """What to say when a file cannot be written or read in the demonstration's folder."""
    if isinstance(error, FileNotFoundError):
        return f"{error.filename or place} was removed while it was in use. Run it again, or name a --folder."
    return f"{error.filename or place} cannot be used ({error.strerror or error}). Name another --folder."


def _report(story: Story, console: Console) -> None:
    """Make a snapshot of the same log, as anybody would, on the same terminal."""
    story.step("Snapshot", "The same log, read once more by `holdfast snapshot`, which needs none of this.")
    proxy, logs = story.proxy, [str(file) for file in story.proxy.parts]
    command = [sys.executable, "-c", "from infra.cli import main; main()", "snapshot", *logs]
    command += ["--directory", str(proxy.directory), "--units", str(proxy.units), "--key", str(story.key)]
    command += ["--timezone", story.timezone, "--html", str(story.report)]
    console.file.flush()
    done = subprocess.run(command, env=environment(), check=False)
    if done.returncode != 0:
        stop(done.returncode, "The snapshot failed; its own words stand above.")
