"""`holdfast evaluate`: how fast and how rightly the rules judge simulated months, beside those of others.

With `--dependencies`: how rightly they tell which unit relies on what, in simulated organisations.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.report.evaluation_page import render_evaluation
from api.report.evaluation_terminal import show_evaluation, show_reliance_evaluation
from api.report.reliance_evaluation_page import render_reliance_evaluation
from infra.exits import USAGE, stop
from infra.outputs import (
    cannot_write,
    drop_standard_output,
    refuse_clashes,
    write_standard_output,
)
from monitors.domain.outage.rules import Rules
from monitors.domain.reliance.weights import USUAL
from monitors.evaluation.evaluation import JUDGING_SEEDS_FROM, Condition, evaluate, to_json
from monitors.reliance_evaluation import evaluation as reliance

app = typer.Typer(add_completion=False)

STANDARD_OUTPUT = "-"
MISSED = 1
"""The exit status where a target was missed."""
MOST_PROCESSES = 2
MOST_DAYS = 400
OUTAGE_SEEDS = f"{JUDGING_SEEDS_FROM}-{JUDGING_SEEDS_FROM + 2}"
OUTAGE_DAYS = 7
RELIANCE_SEEDS = f"{JUDGING_SEEDS_FROM}-{JUDGING_SEEDS_FROM + 19}"
RELIANCE_DAYS = 180
_SEEDS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


@app.command("evaluate")
def evaluate_command(
    *,
    seeds: Annotated[
        str | None,
        typer.Option(help=f"From-to; else {OUTAGE_SEEDS}. 1-9 are for tuning, 101 and on for judging."),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=2, max=MOST_DAYS, help=f"Simulated days of each seed; else {OUTAGE_DAYS}."),
    ] = None,
    dependencies: Annotated[
        bool,
        typer.Option(
            "--dependencies",
            help=f"Judge reliance instead, from simulated days: else {RELIANCE_SEEDS}, {RELIANCE_DAYS} days.",
        ),
    ] = False,
    votes: Annotated[
        str, typer.Option(help="Votes in ten seconds of a busy hour on each platform; commas between.")
    ] = "5,1,0.2",
    rho: Annotated[
        str, typer.Option(help="Correlation of failure noise that is held for a minute; commas between.")
    ] = ".02,.03,.05",
    json_out: Annotated[
        str | None, typer.Option("--json", help="Write JSON here; - is standard output.")
    ] = None,
    html_out: Annotated[Path | None, typer.Option("--html", help="Write a page here.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="Replays at the same time.")] = min(
        MOST_PROCESSES, os.cpu_count() or 1
    ),
) -> None:
    """Replay simulated months with truth through the rules of judgement, and through those of others.

    Everything is seeded, so figures can be repeated. Targets hold at 5 votes and a rho of at most .03; the
    status is 1 where one of them is missed. Needs no services.
    """
    for written in (json_out, html_out):
        if written not in (None, STANDARD_OUTPUT) and not Path(written).absolute().parent.is_dir():
            stop(USAGE, f"{written} cannot be written: there is no such folder. Make it, or name another.")
    refuse_clashes({"--json": json_out, "--html": html_out})
    result = (
        _reliance(_seeds(seeds or RELIANCE_SEEDS), days or RELIANCE_DAYS, processes)
        if dependencies
        else _outages(_seeds(seeds or OUTAGE_SEEDS), days or OUTAGE_DAYS, _conditions(votes, rho), processes)
    )
    try:
        _write(result, json_out, html_out)
        out = Console(stderr=json_out == STANDARD_OUTPUT)
        result.show(out)
        out.file.flush()
    except BrokenPipeError:
        drop_standard_output()
    except OSError as error:
        cannot_write(error, "The result")
    if not result.met:
        raise typer.Exit(MISSED)


class _Result(NamedTuple):
    """An evaluation that is done: its document, its page, how it is shown, and if every target is met."""

    json: bytes
    html: Callable[[], str]
    show: Callable[[Console], None]
    met: bool


def _outages(seeds: range, days: int, conditions: list[Condition], processes: int) -> _Result:
    """How outages are judged."""
    with _progress() as progress:
        task = progress.add_task("", total=len(seeds) * len(conditions))
        document = evaluate(
            seeds,
            days,
            conditions,
            rules=Rules(),
            processes=processes,
            done=lambda _: progress.advance(task),
        )
    return _Result(
        to_json(document),
        lambda: render_evaluation(document),
        lambda console: show_evaluation(document, console),
        all(run.met for run in document.runs),
    )


def _reliance(seeds: range, days: int, processes: int) -> _Result:
    """How reliance is judged."""
    if days < reliance.LOOKS[0]:
        stop(USAGE, f"--days {days}: reliance is looked at after {reliance.LOOKS[0]} days and more.")
    with _progress() as progress:
        task = progress.add_task("", total=len(seeds))
        document = reliance.evaluate_reliance(
            seeds, days, weights=USUAL, processes=processes, done=lambda: progress.advance(task)
        )
    return _Result(
        reliance.to_json(document),
        lambda: render_reliance_evaluation(document),
        lambda console: show_reliance_evaluation(document, console),
        document.met,
    )


def _progress() -> Progress:
    """How far the replays are, on standard error."""
    return Progress(
        TextColumn("replaying"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _conditions(votes: str, rho: str) -> list[Condition]:
    """Every rate of votes with every correlation."""
    rates, rhos = _numbers(votes, "--votes", 1_000), _numbers(rho, "--rho", 0.5)
    return [Condition(rate, correlation) for rate in rates for correlation in rhos]


def _seeds(text: str) -> range:
    """The seeds that `A-B` or `A` names."""
    found = _SEEDS.fullmatch(text.strip())
    if found is None or (found[2] is not None and int(found[2]) < int(found[1])):
        stop(USAGE, f"--seeds {text}: write two numbers, the smaller one first, as in 101-120.")
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def _numbers(text: str, option: str, most: float) -> tuple[float, ...]:
    """Distinct numbers above 0 and up to `most`, from a list with commas."""
    try:
        numbers = tuple(dict.fromkeys(float(part) for part in text.split(",")))
    except ValueError:
        stop(USAGE, f"{option} {text}: write numbers with commas between them, as in 5,1,0.2.")
    if not all(0 < number <= most for number in numbers):
        stop(USAGE, f"{option} {text}: every number must lie above 0 and be at most {most:g}.")
    return numbers


def _write(result: _Result, json_out: str | None, html_out: Path | None) -> None:
    """Write the files that were asked for."""
    if json_out == STANDARD_OUTPUT:
        write_standard_output(result.json)
    elif json_out is not None:
        Path(json_out).write_bytes(result.json)
    if html_out is not None:
        html_out.write_text(result.html(), encoding="utf-8")
